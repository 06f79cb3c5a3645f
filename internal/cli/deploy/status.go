package deploy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// status is the result of the verb of that name.
type status struct {
	Account      string              `json:"account"` // the SID of the account or of the API key
	Source       string              `json:"credentials_from"`
	APIURL       string              `json:"api_url"`
	Service      string              `json:"service"`               // as it is named here
	ServiceSID   string              `json:"service_sid,omitempty"` // "" while it does not exist
	Environments []environmentStatus `json:"environments"`
	Project      *drift              `json:"project,omitempty"` // nil where no project is
}

// environmentStatus is what is live in an Environment.
type environmentStatus struct {
	Name       string     `json:"name"` // the suffix, or production
	SID        string     `json:"sid"`
	DomainName string     `json:"domain_name"`
	URL        string     `json:"url"`
	BuildSID   string     `json:"build_sid,omitempty"` // "" when nothing is live
	LiveSince  *time.Time `json:"live_since,omitempty"`
}

// drift is how the directory differs from what is live in the Environment that it deploys to.
type drift struct {
	Environment string `json:"environment"`
	InSync      bool   `json:"in_sync"`
	Requests    int    `json:"requests"` // that a deploy would send
	New         int    `json:"new"`      // files
	Updated     int    `json:"updated"`
	Removed     int    `json:"removed"`
	Unchanged   int    `json:"unchanged"`
	Variables   int    `json:"variables"` // that a deploy would write or delete
}

// NewStatus returns the verb status.
func NewStatus(env *verb.Env) *cobra.Command {
	f := &deployFlags{buildFlags: buildFlags{manifest: manifestAuto}}
	cmd := &cobra.Command{
		Use:   "status [DIR]",
		Short: "Show the account, the Service, what is live where, and what would change",
		Long: `Show where a deploy from a directory would go, and what is there: the account and
where its credentials come from, the Service, its Environments with their URL,
live Build and since when it is live, and how the directory differs from the
Environment that deploy would change. Nothing is changed.

Outside a project --service names the Service.`,
		Example: `  twilio-serverless status
  twilio-serverless status my-project --production
  twilio-serverless status --service my-service -o json`,
		Args: verb.DirectoryArgument,
		RunE: func(cmd *cobra.Command, args []string) error { return f.status(cmd.Context(), env, args) },
	}
	flags := cmd.Flags()
	f.EnvironmentFlags.Register(cmd)
	flags.StringVar(&f.service, "service", "", target.ServiceHelp)
	flags.StringVar(&f.runtime, "runtime", "",
		"Node.js `RUNTIME` of the Build, such as node22 (default: the API chooses)")
	f.registerFiles(flags)
	f.APIFlags.Register(cmd, false)
	f.Output.Register(cmd)
	return cmd
}

func (f *deployFlags) status(ctx context.Context, env *verb.Env, args []string) error {
	asked := *f // what reading a project settles is not for the second way
	j, err := f.load(ctx, env, args, nil)
	api, service := (*target.API)(nil), ""
	switch problem := new(bundle.Error); {
	case err == nil:
		api, service = j.target, j.request.Service
	case len(args) == 0 && errors.As(err, &problem):
		terminal.Fprintf(env.Stderr, "note: this directory cannot be compared: %s\n", terminal.OneLine(err.Error()))
		alone := target.ServiceFlags{APIFlags: asked.APIFlags, Service: asked.service}
		s, err := alone.StartAt(ctx, env, &asked.EnvironmentFlags, true)
		if err != nil {
			return err
		}
		api, service = s.API, s.Place.Service
	default:
		return err
	}
	s := &status{
		Account: api.Account, Source: api.Source, APIURL: api.Client.APIURL(), Service: service,
		Environments: []environmentStatus{},
	}
	if err := s.read(ctx, api); err != nil {
		return err
	}
	if j != nil {
		if err := s.compare(ctx, j); err != nil {
			return err
		}
	}
	if err := f.Print(env, s, func(w io.Writer) error { return s.write(w, env.Account, time.Now()) }); err != nil {
		return err
	}
	return api.Checks.Finish()
}

// read reads the Service and its Environments. One that does not exist yet has none.
func (s *status) read(ctx context.Context, api *target.API) error {
	found, err := api.Client.FetchService(ctx, s.Service)
	if errors.Is(err, client.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	s.Service, s.ServiceSID = found.UniqueName, found.SID
	all, err := verb.Collect(api.Client.ListEnvironments(ctx, found.SID,
		&client.ListEnvironmentsOptions{PageSize: target.LargestPages}))
	if err != nil {
		return err
	}
	for _, e := range all {
		one := environmentStatus{
			Name: terminal.Or(terminal.Deref(e.DomainSuffix), target.Production), SID: e.SID,
			DomainName: e.DomainName, URL: api.SiteURL(e.DomainName), BuildSID: terminal.Deref(e.BuildSID),
		}
		if one.LiveSince, err = liveSince(ctx, api.Client, &e); err != nil {
			return err
		}
		s.Environments = append(s.Environments, one)
	}
	return nil
}

// liveSince is when the newest Deployment of the live Build was made, nil when that is not known.
func liveSince(ctx context.Context, c *client.Client, e *serverless.Environment) (*time.Time, error) {
	if e.BuildSID == nil {
		return nil, nil
	}
	for d, err := range c.ListDeployments(ctx, e.ServiceSID, e.SID, nil) {
		if err != nil {
			return nil, err
		}
		if d.BuildSID != nil && *d.BuildSID == *e.BuildSID {
			return &d.DateCreated, nil
		}
		break // the newest one is about another Build: it is under way
	}
	return nil, nil
}

func (s *status) compare(ctx context.Context, j *job) error {
	_, plan, err := j.plan(ctx)
	if err != nil {
		return err
	}
	d := &drift{
		Environment: terminal.Or(j.request.Environment, target.Production), Requests: plan.Calls,
		InSync: plan.Calls == 0,
	}
	for _, files := range [][]deployer.PlannedFile{plan.Functions, plan.Assets} {
		for _, file := range files {
			switch file.Action {
			case deployer.ActionCreate:
				d.New++
			case deployer.ActionUpdate:
				d.Updated++
			case deployer.ActionRemove:
				d.Removed++
			default:
				d.Unchanged++
			}
		}
	}
	for _, v := range plan.Variables {
		if v.Action != deployer.ActionKeep {
			d.Variables++
		}
	}
	s.Project = d
	return nil
}

func (s *status) write(w io.Writer, account string, now time.Time) error {
	service := "does not exist yet"
	if s.ServiceSID != "" {
		service = s.ServiceSID
	}
	terminal.Fprintf(w, "%s\n", terminal.Shown(terminal.Wrap(w, terminal.Sprintf("account  %s", account))))
	terminal.Fprintf(w, "api      %s\nservice  %s (%s)\n", s.APIURL, s.Service, service)
	for _, e := range s.Environments {
		live := "nothing is live"
		if e.BuildSID != "" {
			live = show.Visible(e.BuildSID)
			if e.LiveSince != nil {
				live += "\n  live for " + age(now.Sub(*e.LiveSince))
			}
		}
		terminal.Fprintf(w, "\n%s\n  %s\n  %s\n", e.Name, e.URL, terminal.Shown(live))
	}
	if s.ServiceSID != "" && len(s.Environments) == 0 {
		terminal.Fprintf(w, "\nno Environments\n")
	}
	if s.Project == nil {
		return nil
	}
	_, err := terminal.Fprintf(w, "\n%s\n", terminal.Shown(terminal.Wrap(w, s.Project.text())))
	return err
}

func (d *drift) text() string {
	if d.InSync {
		return terminal.Sprintf("this directory is what is live in %s", d.Environment)
	}
	return terminal.Sprintf("this directory differs from %s: files %d new, %d updated, %d removed, %d unchanged; "+
		"%s; plan shows them", d.Environment, d.New, d.Updated, d.Removed, d.Unchanged,
		terminal.Plural(d.Variables, "Variable")+" changed")
}

// age writes how long something has lasted, in its largest unit.
func age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < time.Hour:
		return terminal.Plural(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return terminal.Plural(int(d/time.Hour), "hour")
	}
	const day = 24 * time.Hour
	return fmt.Sprint(int(d/day), " days")
}

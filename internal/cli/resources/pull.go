package resources

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/variables"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/internal/pull"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// pullFlags are those of pull.
type pullFlags struct {
	target.SessionFlags
	siteURL          string
	force, variables bool
}

// NewPull returns the verb pull.
func NewPull(env *verb.Env) *cobra.Command {
	f := &pullFlags{}
	cmd := &cobra.Command{
		Use:   "pull [DIR]",
		Short: "Download what is live in an Environment as a project",
		Long: `Download what is live in an Environment as a project: Functions into functions/,
Assets into assets/, dependencies and runtime into package.json, and with
--variables the Variables into .env. Deploying the project to the same
Environment changes nothing.

Assets are read from the domain of the Environment. The content of private
Assets cannot be read back. Protected ones need the Auth Token of the account.
The command lists what it could not pull: a deploy of the project would leave
that out.

If a file exists and has other content, the command changes nothing and fails;
--force replaces such files. Files that exist only here stay, and so does
package.json. The command names Functions and Assets among them, because a
deploy would add them.`,
		Example: `  twilio-serverless pull my-project --service my-service --environment dev`,
		Args:    verb.DirectoryArgument,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			return f.run(cmd.Context(), env, dir)
		},
	}
	cmd.Flags().BoolVar(&f.variables,
		"variables", false, "write the Variables, with their values, to .env, readable only by you")
	cmd.Flags().BoolVar(&f.force, "force", false, "replace files that have other content")
	cmd.Flags().StringVar(&f.siteURL, "site-url", "",
		"base `URL` to read Assets from instead of https://DOMAIN (default for an emulator: its own)")
	f.Register(cmd)
	return cmd
}

func (f *pullFlags) run(ctx context.Context, env *verb.Env, dir string) error {
	r := &pull.Request{Dir: dir, Force: f.force}
	if err := f.adoptFrom(env, r); err != nil {
		return &verb.UsageError{Err: err}
	}
	s, err := f.Start(ctx, env)
	if err != nil {
		return err
	}
	r.API = s.Client
	if _, err := f.siteBase(""); err != nil {
		return &verb.UsageError{Err: err}
	}
	if r.Service, err = s.Client.FetchService(ctx, s.Place.Service); err != nil {
		return err
	}
	if r.Environment, err = s.Environment(ctx); err != nil {
		return err
	}
	if r.Site, err = f.site(env, s); err != nil {
		return err
	}
	r.Site.Domain = r.Environment.DomainName
	if f.variables {
		if r.EnvFile, _, err = variables.ReadVariables(ctx, env, s, r.Environment); err != nil {
			return err
		}
	}
	result, err := pull.Pull(ctx, r)
	switch {
	case errors.Is(err, pull.ErrNothingLive):
		return fmt.Errorf("nothing is live in %s of %s", s.EnvironmentName(), r.Service.UniqueName)
	case errors.As(err, new(*pull.BlockedError)):
		return &verb.HintedError{Err: &verb.UsageError{Err: err},
			Hint: "remove what is in the way, or pull into another directory; nothing was changed"}
	case errors.As(err, new(*pull.ConflictError)):
		return &verb.HintedError{Err: &verb.UsageError{Err: err}, Hint: "--force replaces them; nothing was changed"}
	case err != nil:
		return fmt.Errorf("pulling: %w", err)
	}
	noteLeft(env.Stderr, result)
	if extra := onlyHere(r, result); len(extra) > 0 {
		terminal.Fprintf(env.Stderr, "note: only here, not live, so a deploy would add: %s\n", terminal.Few(extra))
	}
	err = f.Print(env, result, func(w io.Writer) error {
		return writePulled(w, result, r.Service, s.EnvironmentName(), dir)
	})
	if err != nil {
		return err
	}
	return s.Checks.Finish()
}

// adoptFrom takes Service, Environment and folders from a project that exists already.
func (f *pullFlags) adoptFrom(env *verb.Env, r *pull.Request) error {
	there, err := project.Open(r.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	s, err := target.ReadSettings(env, there, "", f.EnvironmentFlags, &f.APIFlags, f.Service)
	if err != nil {
		return err
	}
	r.FunctionsFolder, r.AssetsFolder = target.Inside(r.Dir, s.FunctionsFolder), target.Inside(r.Dir, s.AssetsFolder)
	f.Adopt(s)
	if f.Service == "" {
		f.Service = s.ServiceName
	}
	if f.Service == "" {
		f.Service, err = there.PackageName()
	}
	return err
}

// site is where Assets are read. An emulator, which has answered by now, serves the domains of its Environments itself.
func (f *pullFlags) site(env *verb.Env, s *target.Session) (site *pull.Site, err error) {
	own := ""
	if s.IsEmulator() {
		own = s.Client.APIURL()
	}
	site = &pull.Site{Client: &http.Client{Transport: s.Transport}, AuthToken: authToken(env, s)}
	site.Base, err = f.siteBase(own)
	return site, err
}

// siteBase is the address instead of that of the domain, nil for that.
func (f *pullFlags) siteBase(own string) (*url.URL, error) {
	base := terminal.Or(f.siteURL, own)
	if base == "" {
		return nil, nil
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" {
		return nil, fmt.Errorf("--site-url %q is not an http or https URL of a host", base)
	}
	return u, nil
}

// authToken is that of the account, "" when only an API key is known.
func authToken(env *verb.Env, s *target.Session) string {
	if token := env.Getenv("TWILIO_AUTH_TOKEN"); token != "" {
		return token
	}
	found, err := project.FindCredentials(env.Getenv, s.Project)
	switch {
	case errors.Is(err, project.ErrNoCredentials) && target.Loopback(s.Client.APIURL()):
		return emulator.TestAuthToken
	case err != nil || found.Username != found.AccountSID:
		return ""
	}
	return found.Password
}

// noteLeft names what is live and not part of the project.
func noteLeft(w io.Writer, r *pull.Result) {
	for _, note := range r.Notes {
		terminal.Fprintf(w, "note: %s\n", note)
	}
	for _, l := range r.Left {
		terminal.Fprintf(w, "not pulled: %s %s: %s\n", l.Kind, l.Path, l.Reason)
	}
	if len(r.Left) > 0 {
		terminal.Fprintf(w, "warning: a deploy of the project would leave out what was not pulled\n")
	}
}

// onlyHere are the Functions and Assets of the project that are not live. If the project cannot be
// read, the next deploy says so.
func onlyHere(r *pull.Request, result *pull.Result) (sources []string) {
	b, err := bundle.Read(os.DirFS(r.Dir), &bundle.Options{
		FunctionsFolder: r.FunctionsFolder, AssetsFolder: r.AssetsFolder,
	})
	if err != nil {
		return nil
	}
	live := map[string]bool{}
	for _, f := range result.Files {
		live[f.Source] = true
	}
	for _, f := range slices.Concat(b.Functions, b.Assets) {
		if !live[f.Source] {
			sources = append(sources, f.Source)
		}
	}
	return sources
}

func writePulled(w io.Writer, r *pull.Result, service *serverless.Service, environment, dir string) error {
	var t change.Table
	for _, f := range r.Files {
		t.Add(f.Action, terminal.Size(f.Size), f.Source, change.PlanNotes[f.Action])
	}
	if err := t.Write(w); err != nil {
		return err
	}
	_, err := terminal.Fprintf(w, "pulled %s of %s: %s to %s\n  build       %s%s\n",
		environment, service.UniqueName, terminal.Plural(len(r.Files), "file"), dir, r.BuildSID,
		terminal.InBrackets(r.Runtime))
	return err
}

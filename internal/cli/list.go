package cli

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

type listFlags struct {
	targetFlags
	environmentFlags
	output
	service    string
	showValues bool
}

var listKinds = []string{"services", "environments", "functions", "assets", "builds", "deployments", "variables"}

func newList(env *Env) *cobra.Command {
	f := &listFlags{}
	cmd := &cobra.Command{
		Use:       "list " + strings.Join(listKinds, "|"),
		Short:     "List what an account holds",
		Args:      oneOf(listKinds, false),
		ValidArgs: listKinds,
		RunE:      func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), env, args[0]) },
	}
	cmd.Flags().StringVar(&f.service, "service", "", "unique name or SID of the Service (default: name in ./package.json)")
	f.environmentFlags.register(cmd)
	cmd.Flags().BoolVar(&f.showValues, "show-values", false, "show the values of Variables")
	f.targetFlags.register(cmd, false)
	f.output.register(cmd)
	return cmd
}

// everything asks for the largest pages.
var everything = &client.ListOptions{PageSize: 1000}

func (f *listFlags) run(ctx context.Context, env *Env, kind string) error {
	proj, err := project.Load(".", nil)
	if err != nil {
		return &usageError{err}
	}
	if _, err := f.resolve(); err != nil {
		return err
	}
	if err := adopt(env, &f.targetFlags, &f.service, &f.environmentFlags); err != nil {
		return err
	}
	if kind != "services" {
		if err := f.resolveService(proj); err != nil {
			return &usageError{err}
		}
	}
	suffix, err := f.resolve()
	if err != nil {
		return err
	}
	if !f.production {
		if err := deployer.CheckEnvironmentSuffix(suffix); err != nil {
			return &usageError{err}
		}
	}
	t, err := f.open(env, proj)
	if err != nil {
		return err
	}
	c := t.client
	environment := ""
	if kind == "deployments" || kind == "variables" {
		found, err := findEnvironment(ctx, c, f.service, suffix)
		if err != nil {
			return err
		}
		environment = found.SID
	}
	switch kind {
	case "services":
		err = show(env, f.format, c.ListServices(ctx, everything), "SID\tNAME\tDOMAIN\tUPDATED", func(s serverless.Service) []string {
			return []string{s.SID, s.UniqueName, s.DomainBase, date(s.DateUpdated)}
		})
	case "environments":
		err = show(env, f.format, c.ListEnvironments(ctx, f.service, everything), "SID\tNAME\tDOMAIN\tLIVE BUILD", func(e serverless.Environment) []string {
			return []string{e.SID, e.UniqueName, e.DomainName, orDash(e.BuildSID)}
		})
	case "functions":
		err = show(env, f.format, withoutManifest(c.ListFunctions(ctx, f.service, everything)), "SID\tNAME\tUPDATED", func(fn serverless.Function) []string {
			return []string{fn.SID, fn.FriendlyName, date(fn.DateUpdated)}
		})
	case "assets":
		err = show(env, f.format, c.ListAssets(ctx, f.service, everything), "SID\tNAME\tUPDATED", func(a serverless.Asset) []string {
			return []string{a.SID, a.FriendlyName, date(a.DateUpdated)}
		})
	case "builds":
		err = show(env, f.format, c.ListBuilds(ctx, f.service, nil), "SID\tSTATUS\tRUNTIME\tFUNCTIONS\tASSETS\tCREATED", func(b serverless.Build) []string {
			return []string{b.SID, string(b.Status), b.Runtime, fmt.Sprint(countFunctions(b)), fmt.Sprint(len(b.AssetVersions)), date(b.DateCreated)}
		})
	case "deployments":
		err = show(env, f.format, c.ListDeployments(ctx, f.service, environment, everything), "SID\tBUILD\tCREATED", func(d serverless.Deployment) []string {
			return []string{d.SID, orDash(d.BuildSID), date(d.DateCreated)}
		})
	case "variables":
		err = showVariables(env, f.format, c.ListVariables(ctx, f.service, environment, everything), f.showValues)
	}
	if err != nil {
		return err
	}
	return t.checks.finish()
}

// sidShape tells a SID, of whatever kind, from a unique name.
var sidShape = regexp.MustCompile(`^[A-Z]{2}[0-9a-fA-F]{32}$`)

func (f *listFlags) resolveService(proj *project.Project) error {
	if f.service == "" {
		name, err := proj.PackageName()
		if err != nil {
			return err
		}
		if f.service = name; f.service == "" {
			return errors.New("no Service: give --service, or run the command where package.json has a name")
		}
	}
	if sidShape.MatchString(f.service) {
		return deployer.CheckSID("ZS", f.service)
	}
	return deployer.CheckServiceName(f.service)
}

func showVariables(env *Env, format string, variables iter.Seq2[serverless.Variable, error], showValues bool) error {
	return show(env, format, hide(variables, showValues), "SID\tKEY\tVALUE", func(v serverless.Variable) []string {
		return []string{v.SID, v.Key, oneLine(v.Value)}
	})
}

// hide replaces values: they may be secrets, and a terminal keeps what it shows.
func hide(variables iter.Seq2[serverless.Variable, error], showValues bool) iter.Seq2[serverless.Variable, error] {
	return func(yield func(serverless.Variable, error) bool) {
		for v, err := range variables {
			if !showValues {
				v.Value = "***"
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

func findEnvironment(ctx context.Context, c *client.Client, service, suffix string) (*serverless.Environment, error) {
	var known []string
	for e, err := range c.ListEnvironments(ctx, service, everything) {
		if err != nil {
			return nil, err
		}
		if e.DomainSuffix == nil && suffix == "" || e.DomainSuffix != nil && strings.EqualFold(*e.DomainSuffix, suffix) {
			return &e, nil
		}
		known = append(known, orWord(deref(e.DomainSuffix), "(production)"))
	}
	wanted := fmt.Sprintf("Environment with suffix %q", suffix)
	if suffix == "" {
		wanted = "production Environment"
	}
	return nil, fmt.Errorf("the Service %s has no %s; it has %s", service, wanted, orWord(strings.Join(known, ", "), "none at all"))
}

// show prints a list as a table, or as one JSON array.
func show[T any](env *Env, format string, items iter.Seq2[T, error], header string, row func(T) []string) error {
	all := []T{}
	for item, err := range items {
		if err != nil {
			return err
		}
		all = append(all, item)
	}
	if format == formatJSON {
		return printJSON(env.Stdout, all)
	}
	w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, header)
	for _, item := range all {
		fmt.Fprintln(w, strings.Join(row(item), "\t"))
	}
	return w.Flush()
}

func date(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func orDash(s *string) string { return orWord(deref(s), "-") }

// oneLine keeps a value from breaking the table.
func oneLine(s string) string {
	if quoted := fmt.Sprintf("%q", s); quoted != `"`+s+`"` {
		return quoted
	}
	return s
}

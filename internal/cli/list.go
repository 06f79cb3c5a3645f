package cli

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

type listFlags struct {
	scopeFlags
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
	cmd.Flags().BoolVar(&f.showValues, "show-values", false, "show the values of Variables")
	f.register(cmd)
	return cmd
}

// everything asks for the largest pages.
var everything = &client.ListOptions{PageSize: 1000}

func (f *listFlags) run(ctx context.Context, env *Env, kind string) error {
	s, err := f.startAt(env, &f.environmentFlags, kind != "services")
	if err != nil {
		return err
	}
	c, service, environment := s.client, s.place.Service, ""
	if kind == "deployments" || kind == "variables" {
		found, err := findEnvironment(ctx, c, service, s.place.Environment)
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
		err = show(env, f.format, c.ListEnvironments(ctx, service, everything), "SID\tNAME\tDOMAIN\tLIVE BUILD", func(e serverless.Environment) []string {
			return []string{e.SID, e.UniqueName, e.DomainName, orDash(e.BuildSID)}
		})
	case "functions":
		err = show(env, f.format, withoutManifest(c.ListFunctions(ctx, service, everything)), "SID\tNAME\tUPDATED", func(fn serverless.Function) []string {
			return []string{fn.SID, fn.FriendlyName, date(fn.DateUpdated)}
		})
	case "assets":
		err = show(env, f.format, c.ListAssets(ctx, service, everything), "SID\tNAME\tUPDATED", func(a serverless.Asset) []string {
			return []string{a.SID, a.FriendlyName, date(a.DateUpdated)}
		})
	case "builds":
		err = show(env, f.format, c.ListBuilds(ctx, service, nil), "SID\tSTATUS\tRUNTIME\tFUNCTIONS\tASSETS\tCREATED", func(b serverless.Build) []string {
			return []string{b.SID, string(b.Status), b.Runtime, fmt.Sprint(countFunctions(b)), fmt.Sprint(len(b.AssetVersions)), date(b.DateCreated)}
		})
	case "deployments":
		err = show(env, f.format, c.ListDeployments(ctx, service, environment, everything), "SID\tBUILD\tCREATED", func(d serverless.Deployment) []string {
			return []string{d.SID, orDash(d.BuildSID), date(d.DateCreated)}
		})
	case "variables":
		err = showVariables(env, f.format, c.ListVariables(ctx, service, environment, everything), f.showValues)
	}
	if err != nil {
		return err
	}
	return s.checks.finish()
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

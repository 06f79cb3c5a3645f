// Package resources holds the verbs that show, download or delete what an account holds: list,
// logs, open, pull and delete.
package resources

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/variables"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

type listFlags struct {
	target.SessionFlags
	showValues bool
}

var listKinds = []string{"services", "environments", "functions", "assets", "builds", "deployments", "variables"}

// NewList returns the verb list.
func NewList(env *verb.Env) *cobra.Command {
	f := &listFlags{}
	cmd := &cobra.Command{
		Use:   "list KIND",
		Short: "List what an account holds",
		Long: `List what an account holds: its Services, or the resources of one Service.
Deployments and Variables are those of one Environment, and only they need
--environment. Builds and Deployments show what is live.

KIND is one of ` + strings.Join(listKinds[:4], ", ") + `,
` + strings.Join(listKinds[4:], ", ") + `.`,
		Example: `  twilio-serverless list services
  twilio-serverless list deployments --production -o json`,
		Args:      verb.OneOf(listKinds, false),
		ValidArgs: listKinds,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd, env, args[0]); err != nil {
				return err
			}
			return f.run(cmd.Context(), env, args[0])
		},
	}
	cmd.Flags().BoolVar(&f.showValues, "show-values", false, "show the values of Variables")
	f.Register(cmd)
	return cmd
}

// check refuses flags that say nothing about a kind. That of an Environment may choose settings of the project.
func (f *listFlags) check(cmd *cobra.Command, env *verb.Env, kind string) error {
	switch {
	case f.showValues && kind != "variables":
		return verb.Usagef(cmd, "--show-values is for list variables: %s have no values", kind)
	case f.Service != "" && kind == "services":
		return verb.Usagef(cmd, "list services lists all Services of the account: leave --service out")
	case (f.Suffix != "" || f.Production) && !ofEnvironment(kind):
		terminal.Fprintf(env.Stderr, "note: %s belong to no Environment: the list has all of them, and the flag "+
			"only chooses settings of the project\n", kind)
	}
	return nil
}

// ofEnvironment reports whether resources of a kind lie below an Environment.
func ofEnvironment(kind string) bool { return kind == "deployments" || kind == "variables" }

func (f *listFlags) run(ctx context.Context, env *verb.Env, kind string) error {
	s, err := f.StartAt(ctx, env, &f.EnvironmentFlags, kind != "services")
	if err != nil {
		return err
	}
	var environment *serverless.Environment
	if ofEnvironment(kind) {
		if environment, err = s.Environment(ctx); err != nil {
			return err
		}
	}
	if err := f.list(ctx, env, s, kind, environment); err != nil {
		return err
	}
	return s.Checks.Finish()
}

const pageSize = target.LargestPages

func (f *listFlags) list(
	ctx context.Context, env *verb.Env, s *target.Session, kind string,
	environment *serverless.Environment,
) error {
	c, service := s.Client, s.Place.Service
	switch kind {
	case "services":
		list := c.ListServices(ctx, &client.ListServicesOptions{PageSize: pageSize})
		return verb.List(env, f.Format, list, verb.Table[serverless.Service]{
			Header: []string{"SID", "NAME", "DOMAIN", "UPDATED"},
			Row: func(s serverless.Service) []string {
				return []string{s.SID, s.UniqueName, s.DomainBase, terminal.Date(s.DateUpdated)}
			},
			Empty: "there are no Services in " + env.Account,
		})
	case "environments":
		list := c.ListEnvironments(ctx, service, &client.ListEnvironmentsOptions{PageSize: pageSize})
		return verb.List(env, f.Format, list, verb.Table[serverless.Environment]{
			Header: []string{"SID", "NAME", "DOMAIN", "LIVE BUILD"},
			Row: func(e serverless.Environment) []string {
				return []string{e.SID, e.UniqueName, e.DomainName, terminal.OrDash(e.BuildSID)}
			},
		})
	case "functions":
		list := deployer.WithoutManifest(
			c.ListFunctions(ctx, service, &client.ListFunctionsOptions{PageSize: pageSize}))
		return verb.List(env, f.Format, list, verb.Table[serverless.Function]{
			Header: []string{"SID", "NAME", "UPDATED"},
			Row: func(fn serverless.Function) []string {
				return []string{fn.SID, fn.FriendlyName, terminal.Date(fn.DateUpdated)}
			},
		})
	case "assets":
		list := c.ListAssets(ctx, service, &client.ListAssetsOptions{PageSize: pageSize})
		return verb.List(env, f.Format, list, verb.Table[serverless.Asset]{
			Header: []string{"SID", "NAME", "UPDATED"},
			Row: func(a serverless.Asset) []string {
				return []string{a.SID, a.FriendlyName, terminal.Date(a.DateUpdated)}
			},
		})
	case "builds":
		return f.listBuilds(ctx, env, c, service)
	case "deployments":
		return f.listDeployments(ctx, env, c, environment)
	}
	list := c.ListVariables(ctx, service, environment.SID, &client.ListVariablesOptions{PageSize: pageSize})
	return variables.Show(env, f.Format, list, f.showValues)
}

// Package resources holds the verbs that show, download or delete what an account holds: list, logs, open, pull and delete.
package resources

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/variables"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

type listFlags struct {
	target.SessionFlags
	showValues bool
}

var listKinds = []string{"services", "environments", "functions", "assets", "builds", "deployments", "variables"}

func NewList(env *verb.Env) *cobra.Command {
	f := &listFlags{}
	cmd := &cobra.Command{
		Use:       "list " + strings.Join(listKinds, "|"),
		Short:     "List what an account holds",
		Args:      verb.OneOf(listKinds, false),
		ValidArgs: listKinds,
		RunE:      func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), env, args[0]) },
	}
	cmd.Flags().BoolVar(&f.showValues, "show-values", false, "show the values of Variables")
	f.Register(cmd)
	return cmd
}

func (f *listFlags) run(ctx context.Context, env *verb.Env, kind string) error {
	s, err := f.StartAt(env, &f.EnvironmentFlags, kind != "services")
	if err != nil {
		return err
	}
	c, service, environment := s.Client, s.Place.Service, ""
	if kind == "deployments" || kind == "variables" {
		found, err := target.FindEnvironment(ctx, c, service, s.Place.Environment)
		if err != nil {
			return err
		}
		environment = found.SID
	}
	switch kind {
	case "services":
		servicesOptions := &client.ListServicesOptions{PageSize: target.LargestPages}
		err = verb.List(env, f.Format, c.ListServices(ctx, servicesOptions), "SID\tNAME\tDOMAIN\tUPDATED", func(s serverless.Service) []string {
			return []string{s.SID, s.UniqueName, s.DomainBase, terminal.Date(s.DateUpdated)}
		})
	case "environments":
		environmentsOptions := &client.ListEnvironmentsOptions{PageSize: target.LargestPages}
		err = verb.List(env, f.Format, c.ListEnvironments(ctx, service, environmentsOptions), "SID\tNAME\tDOMAIN\tLIVE BUILD", func(e serverless.Environment) []string {
			return []string{e.SID, e.UniqueName, e.DomainName, terminal.OrDash(e.BuildSID)}
		})
	case "functions":
		functionsOptions := &client.ListFunctionsOptions{PageSize: target.LargestPages}
		err = verb.List(env, f.Format, withoutManifest(c.ListFunctions(ctx, service, functionsOptions)), "SID\tNAME\tUPDATED", func(fn serverless.Function) []string {
			return []string{fn.SID, fn.FriendlyName, terminal.Date(fn.DateUpdated)}
		})
	case "assets":
		assetsOptions := &client.ListAssetsOptions{PageSize: target.LargestPages}
		err = verb.List(env, f.Format, c.ListAssets(ctx, service, assetsOptions), "SID\tNAME\tUPDATED", func(a serverless.Asset) []string {
			return []string{a.SID, a.FriendlyName, terminal.Date(a.DateUpdated)}
		})
	case "builds":
		err = verb.List(env, f.Format, c.ListBuilds(ctx, service, nil), "SID\tSTATUS\tRUNTIME\tFUNCTIONS\tASSETS\tCREATED", func(b serverless.Build) []string {
			return []string{b.SID, string(b.Status), b.Runtime, fmt.Sprint(countFunctions(b)), fmt.Sprint(len(b.AssetVersions)), terminal.Date(b.DateCreated)}
		})
	case "deployments":
		deploymentsOptions := &client.ListDeploymentsOptions{PageSize: target.LargestPages}
		err = verb.List(env, f.Format, c.ListDeployments(ctx, service, environment, deploymentsOptions), "SID\tBUILD\tCREATED", func(d serverless.Deployment) []string {
			return []string{d.SID, terminal.OrDash(d.BuildSID), terminal.Date(d.DateCreated)}
		})
	case "variables":
		variablesOptions := &client.ListVariablesOptions{PageSize: target.LargestPages}
		err = variables.ShowVariables(env, f.Format, c.ListVariables(ctx, service, environment, variablesOptions), f.showValues)
	}
	if err != nil {
		return err
	}
	return s.Checks.Finish()
}

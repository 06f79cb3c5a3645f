// Package variables holds the verb env, which shows and changes the Variables of an Environment.
package variables

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

func NewEnv(env *verb.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "env",
		Short: "Show and change the Variables of an Environment",
		Long: `Show and change the Variables of an Environment. They work at once, in whatever Build is live, and are no part of it:
promote and rollback leave them as they are. deploy adds and changes Variables; only unset and import take any away.`,
		Args: verb.Subcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newEnvList(env), newEnvGet(env), newEnvSet(env), newEnvUnset(env), newEnvImport(env), newEnvExport(env))
	return cmd
}

func newEnvGet(env *verb.Env) *cobra.Command {
	f := &target.SessionFlags{}
	cmd := &cobra.Command{
		Use:   "get KEY",
		Short: "Print the value of a Variable",
		Args:  oneKey,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.Read(cmd.Context(), env, func(s *target.Session, e *serverless.Environment) error {
				return getVariable(cmd.Context(), env, s, e, f.Format, args[0])
			})
		},
	}
	f.Register(cmd)
	return cmd
}

func getVariable(ctx context.Context, env *verb.Env, s *target.Session, e *serverless.Environment, format, key string) error {
	var known []string
	variablesOptions := &client.ListVariablesOptions{PageSize: target.LargestPages}
	for v, err := range s.Client.ListVariables(ctx, s.Place.Service, e.SID, variablesOptions) {
		switch {
		case err != nil:
			return err
		case v.Key == key && format == verb.FormatJSON:
			return verb.PrintJSON(env.Stdout, v)
		case v.Key == key:
			_, err := fmt.Fprintln(env.Stdout, v.Value)
			return err
		}
		known = append(known, v.Key)
	}
	slices.Sort(known)
	return fmt.Errorf("the Environment %s has no Variable %s; it has %s", s.EnvironmentName(), key, terminal.Or(terminal.Few(known), "none at all"))
}

func oneKey(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) != 1:
		return verb.Usagef(cmd, "%s takes the key of one Variable", cmd.Name())
	case strings.Contains(args[0], "="):
		return verb.Usagef(cmd, "%s takes a key without a value", cmd.Name())
	}
	return nil
}

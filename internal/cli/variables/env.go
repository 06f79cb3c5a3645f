// Package variables holds the verb env, which shows and changes the Variables of an Environment.
package variables

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// NewEnv returns the verb env with its own verbs.
func NewEnv(env *verb.Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "env",
		Short: "Show and change the Variables of an Environment",
		Long: `Show and change the Variables of an Environment. A change takes effect at once,
whatever Build is live. Variables are not part of a Build: promote and rollback
do not change them. deploy adds and changes Variables; only unset, import and
"deploy --sync-env" delete them.`,
		Example: `  twilio-serverless env list
  twilio-serverless env set GREETING=hello --environment stage`,
		Args: verb.Subcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newEnvList(env), newEnvGet(env), newEnvSet(env), newEnvUnset(env), newEnvImport(env),
		newEnvExport(env))
	return cmd
}

func newEnvGet(env *verb.Env) *cobra.Command {
	f := &target.SessionFlags{}
	cmd := &cobra.Command{
		Use:   "get KEY",
		Short: "Print the value of a Variable",
		Long: `Print the value of a Variable exactly as it is. A value that a terminal or a log
would obey, such as one with escape sequences, is printed with -o json only.`,
		Example: `  twilio-serverless env get GREETING --environment stage`,
		Args:    oneKey,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.Read(cmd.Context(), env, func(s *target.Session, e *serverless.Environment) error {
				return getVariable(cmd.Context(), env, s, e, f.Format, args[0])
			})
		},
	}
	f.Register(cmd)
	return cmd
}

func getVariable(
	ctx context.Context, env *verb.Env, s *target.Session, e *serverless.Environment, format, key string,
) error {
	all, err := listVariables(ctx, s, e)
	if err != nil {
		return err
	}
	var known []string
	for _, v := range all {
		switch {
		case v.Key == key && format == verb.FormatJSON:
			return verb.PrintJSON(env.Stdout, v)
		case v.Key == key:
			return printExact(env, "the value of "+key, []byte(v.Value+"\n"), "-o json prints it safely")
		}
		known = append(known, v.Key)
	}
	slices.Sort(known)
	return fmt.Errorf("the Environment %s has no Variable %s; it has %s",
		s.EnvironmentName(), key, terminal.Or(terminal.Few(known), "no Variables"))
}

// listVariables reads the Variables of an Environment.
func listVariables(ctx context.Context, s *target.Session, e *serverless.Environment) ([]serverless.Variable, error) {
	return verb.Collect(s.Client.ListVariables(ctx, s.Place.Service, e.SID,
		&client.ListVariablesOptions{PageSize: target.LargestPages}))
}

// printExact prints what programs read as it is, and refuses what cannot be printed so.
func printExact(env *verb.Env, what string, text []byte, hint string) error {
	if !terminal.Passes(text) {
		return &verb.HintedError{
			Err: fmt.Errorf("%s holds characters or commands that a terminal or a log would obey: it is not "+
				"printed as text", what),
			Hint: hint,
		}
	}
	_, err := env.Stdout.Write(text)
	return err
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

// writeLine is for results of one line.
func writeLine(w io.Writer, format string, args ...any) error {
	_, err := terminal.Fprintf(w, format+"\n", args...)
	return err
}

package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func newEnv(env *Env) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "env",
		Short: "Show and change the Variables of an Environment",
		Long: `Show and change the Variables of an Environment. They work at once, in whatever Build is live, and are no part of it:
promote and rollback leave them as they are. deploy adds and changes Variables; only unset and import take any away.`,
		Args: subcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newEnvList(env), newEnvGet(env), newEnvSet(env), newEnvUnset(env), newEnvImport(env), newEnvExport(env))
	return cmd
}

// subcommand refuses what is left of a command line when a verb of verbs was found and none of its own.
func subcommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var words []string
	for _, c := range cmd.Commands() {
		words = append(words, c.Name())
	}
	return oneOf(words, true)(cmd, args[:1])
}

func newEnvList(env *Env) *cobra.Command {
	f := &scopeFlags{}
	var values bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the Variables, without their values",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.read(cmd.Context(), env, func(s *scope, e *serverless.Environment) error {
				return showVariables(env, f.format, s.client.ListVariables(cmd.Context(), s.place.Service, e.SID, everything), values)
			})
		},
	}
	cmd.Flags().BoolVar(&values, "show-values", false, "show the values")
	f.register(cmd)
	return cmd
}

// read finds the Environment and shows something of it.
func (f *scopeFlags) read(ctx context.Context, env *Env, show func(*scope, *serverless.Environment) error) error {
	s, err := f.start(env)
	if err != nil {
		return err
	}
	e, err := findEnvironment(ctx, s.client, s.place.Service, s.place.Environment)
	if err != nil {
		return err
	}
	if err := show(s, e); err != nil {
		return err
	}
	return s.checks.finish()
}

func newEnvGet(env *Env) *cobra.Command {
	f := &scopeFlags{}
	cmd := &cobra.Command{
		Use:   "get KEY",
		Short: "Print the value of a Variable",
		Args:  oneKey,
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.read(cmd.Context(), env, func(s *scope, e *serverless.Environment) error {
				return f.get(cmd.Context(), env, s, e, args[0])
			})
		},
	}
	f.register(cmd)
	return cmd
}

func (f *scopeFlags) get(ctx context.Context, env *Env, s *scope, e *serverless.Environment, key string) error {
	var known []string
	for v, err := range s.client.ListVariables(ctx, s.place.Service, e.SID, everything) {
		switch {
		case err != nil:
			return err
		case v.Key == key && f.format == formatJSON:
			return printJSON(env.Stdout, v)
		case v.Key == key:
			_, err := fmt.Fprintln(env.Stdout, v.Value)
			return err
		}
		known = append(known, v.Key)
	}
	slices.Sort(known)
	return fmt.Errorf("the Environment %s has no Variable %s; it has %s", s.environmentName(), key, orWord(some(known), "none at all"))
}

func oneKey(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) != 1:
		return usagef(cmd, "%s takes the key of one Variable", cmd.Name())
	case strings.Contains(args[0], "="):
		return usagef(cmd, "%s takes a key without a value", cmd.Name())
	}
	return nil
}

package variables

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func newEnvImport(env *verb.Env) *cobra.Command {
	f := &variableFlags{}
	var yes bool
	cmd := &cobra.Command{
		Use:   "import [FILE]",
		Short: "Make the Variables those of an env file, and take the others away",
		Long: `Make the Variables of an Environment those of an env file, .env by default. Variables that the file does not have are
taken away; that is confirmed on a terminal and needs --yes elsewhere. ACCOUNT_SID and AUTH_TOKEN in the file are credentials for
deploying and never become Variables.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return verb.Usagef(cmd, "import takes one file, got %s", strings.Join(args, " "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			file := ".env"
			if len(args) == 1 {
				file = args[0]
			}
			return f.importFile(cmd, env, file, yes)
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	f.register(cmd)
	return cmd
}

func (f *variableFlags) importFile(cmd *cobra.Command, env *verb.Env, file string, yes bool) error {
	return f.change(cmd, env, "imported", func(*target.Session) (changes deployer.VariableChanges, err error) {
		from, err := project.Load(".", &project.Options{EnvFile: file})
		if err != nil {
			return changes, err
		}
		if len(from.Skipped) > 0 {
			fmt.Fprintf(env.Stderr, "note: empty in %s, which no Variable can be: %s\n", from.EnvFile, terminal.Few(from.Skipped))
		}
		changes.Sync = true
		for _, v := range from.Variables {
			changes.Set = append(changes.Set, deployer.Variable(v))
		}
		return changes, nil
	}, func(s *target.Session, plan *deployer.Plan) error {
		return approveRemovals(cmd.Context(), env, s, plan, yes)
	})
}

// approveRemovals lets nothing be taken away that nobody has agreed to.
func approveRemovals(ctx context.Context, env *verb.Env, s *target.Session, plan *deployer.Plan, yes bool) error {
	var gone []string
	for _, v := range plan.Variables {
		if v.Action == deployer.ActionRemove {
			gone = append(gone, v.Key)
		}
	}
	switch {
	case yes || plan.Calls == 0:
		return nil
	case env.Terminal:
		if err := writeVariables(env.Stderr, "to import", s, plan); err != nil {
			return err
		}
		return verb.Ask(ctx, env, fmt.Sprintf("Change the Variables of %s at %s?", s.EnvironmentName(), s.Name()))
	case len(gone) == 0:
		return nil
	}
	return &verb.UsageError{Err: fmt.Errorf("import would take away %s, which the file does not have: give --yes for that, or use env set: %w",
		terminal.Few(gone), verb.ErrNothingDone)}
}

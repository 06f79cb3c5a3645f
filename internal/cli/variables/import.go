package variables

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/change"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// importFlags are those of env import.
type importFlags struct {
	variableFlags
	yes, allowEmpty bool
}

func newEnvImport(env *verb.Env) *cobra.Command {
	f := &importFlags{}
	cmd := &cobra.Command{
		Use:   "import [FILE]",
		Short: "Replace the Variables with those of an env file",
		Long: `Replace the Variables of an Environment with those of an env file, by default
.env. The file "-" is standard input. Variables that the file does not have are
deleted; the command asks for confirmation on a terminal, and needs --yes
elsewhere. A file without Variables is refused, unless --allow-empty says that
all are to be deleted.

ACCOUNT_SID and AUTH_TOKEN in the file are credentials for deploying and never
become Variables.`,
		Example: `  twilio-serverless env import .env.stage --environment stage
  twilio-serverless env import - --yes < .env.stage`,
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
			return f.change(cmd, env, edit{
				done:    "imported",
				changes: func(ctx context.Context) (deployer.VariableChanges, error) { return f.read(ctx, env, file) },
				approve: func(ctx context.Context, s *target.Session, plan *deployer.Plan) error {
					return f.approveRemovals(ctx, env, s, plan)
				},
			})
		},
	}
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, change.YesHelp)
	cmd.Flags().BoolVar(&f.allowEmpty,
		"allow-empty", false, "accept a file without Variables, and delete all that there are")
	f.register(cmd)
	return cmd
}

// read reads the env file.
func (f *importFlags) read(
	ctx context.Context, env *verb.Env, file string,
) (changes deployer.VariableChanges, err error) {
	from, err := project.Load(".", &project.Options{EnvFile: file, StandardInput: verb.StandardInput(ctx, env)})
	if err != nil {
		return changes, err
	}
	for _, note := range verb.EnvFileNotes(from, "imported") {
		terminal.Fprintf(env.Stderr, "note: %s\n", note)
	}
	if len(from.Variables) == 0 && !f.allowEmpty {
		return changes, fmt.Errorf("%s has no Variables: importing it would delete all; pass --allow-empty if "+
			"you mean that", from.EnvFile)
	}
	changes.Sync = true
	for _, v := range from.Variables {
		changes.Set = append(changes.Set, deployer.Variable(v))
	}
	return changes, nil
}

// approveRemovals asks before a Variable is deleted.
func (f *importFlags) approveRemovals(
	ctx context.Context, env *verb.Env, s *target.Session, plan *deployer.Plan,
) error {
	var removed []string
	for _, v := range plan.Variables {
		if v.Action == deployer.ActionRemove {
			removed = append(removed, v.Key)
		}
	}
	switch {
	case f.yes || plan.Calls == 0:
		return nil
	case env.Terminal:
		if err := writeVariables(env.Stderr, "to import", s, plan); err != nil {
			return err
		}
		return verb.Ask(ctx, env, fmt.Sprintf("Change the Variables of %s at %s?", s.EnvironmentName(), s.Name()))
	case len(removed) == 0:
		return nil
	}
	return &verb.UsageError{Err: fmt.Errorf(
		"import would delete %s, which the file does not have: pass --yes, or use env set: %w",
		terminal.Few(removed), verb.ErrNothingDone)}
}

package variables

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
)

func newEnvExport(env *verb.Env) *cobra.Command {
	f := &target.SessionFlags{}
	var file string
	var force bool
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the Variables, with their values, as an env file",
		Long: `Write the Variables of an Environment, with their values, as an env file that
deploy, import and Node's dotenv (16) read back exactly. Without --file, or
with --file -, it goes to standard output. A value that has no form in an env
file is an error.`,
		Example: `  twilio-serverless env export > .env.backup
  twilio-serverless env export --production -o json`,
		Args: verb.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file == "-" { // as other tools name it
				file = ""
			}
			if file != "" {
				if err := project.CheckReplace(file); err != nil {
					return &verb.UsageError{Err: fmt.Errorf("--file %s: %w", file, err)}
				}
			}
			return f.Read(cmd.Context(), env, func(s *target.Session, e *serverless.Environment) error {
				return exportVariables(cmd.Context(), env, s, e, f.Format, file, force)
			})
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "write to this `FILE`, readable only by you, instead of standard output")
	cmd.Flags().BoolVar(&force, "force", false, "replace a file with other content")
	f.Register(cmd)
	return cmd
}

func exportVariables(
	ctx context.Context, env *verb.Env, s *target.Session, e *serverless.Environment, format, file string, force bool,
) error {
	text, values, err := ReadVariables(ctx, env, s, e)
	if err != nil {
		return err
	}
	if file != "" {
		if err := replaceOwn(file, text, force); err != nil {
			return err
		}
	}
	switch {
	case format == verb.FormatJSON && file == "":
		return verb.PrintJSON(env.Stdout, map[string]any{"variables": values})
	case format == verb.FormatJSON:
		return verb.PrintJSON(env.Stdout, map[string]any{"file": file, "variables": len(values)})
	case file == "":
		return printExact(env, "the env file", text, "--file writes it exactly, -o json prints it safely")
	}
	return writeLine(env.Stdout, "exported: %s of %s to %s",
		terminal.Plural(len(values), "Variable"), s.EnvironmentName(), file)
}

// ReadVariables reads the Variables of an Environment, as an env file and by key. Those with the
// names of credentials are left out: whoever reads the file would take them for his own.
func ReadVariables(
	ctx context.Context, env *verb.Env, s *target.Session, e *serverless.Environment,
) ([]byte, map[string]string, error) {
	all, err := listVariables(ctx, s, e)
	if err != nil {
		return nil, nil, err
	}
	values := map[string]string{}
	for _, v := range all {
		values[v.Key] = v.Value
	}
	kept, left := project.WithoutCredentials(values)
	if len(left) > 0 {
		terminal.Fprintf(env.Stderr, "note: left out, because an env file has the credentials for deploying under "+
			"this name: %s\n",
			terminal.Few(left))
		for _, key := range left {
			delete(values, key)
		}
	}
	text, err := project.EncodeEnv(kept)
	if err != nil {
		return nil, nil, fmt.Errorf("the Variables of %s as an env file: %w", s.EnvironmentName(), err)
	}
	return text, values, nil
}

// maxOwnFile bounds the file that is compared before it is replaced.
const maxOwnFile = 1 << 20

// replaceOwn writes a file that only its owner can read, in one step. A file with other content is
// replaced only with force.
func replaceOwn(file string, text []byte, force bool) error {
	old, err := project.ReadFile(file, maxOwnFile)
	switch {
	case err == nil && string(old) != string(text) && !force:
		return &verb.HintedError{
			Err:  &verb.UsageError{Err: fmt.Errorf("%s exists and has other content", file)},
			Hint: "--force replaces it",
		}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return &verb.UsageError{Err: fmt.Errorf("--file %s: %w", file, err)}
	}
	return project.ReplaceFile(file, text)
}

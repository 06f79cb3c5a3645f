package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func newEnvImport(env *Env) *cobra.Command {
	f := &scopeFlags{}
	var yes bool
	cmd := &cobra.Command{
		Use:   "import [FILE]",
		Short: "Make the Variables those of an env file, and take the others away",
		Long: `Make the Variables of an Environment those of an env file, .env by default. Variables that the file does not have are
taken away; that is confirmed on a terminal and needs --yes elsewhere. ACCOUNT_SID and AUTH_TOKEN in the file are credentials for
deploying and never become Variables.`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef(cmd, "import takes one file, got %s", strings.Join(args, " "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			file := ".env"
			if len(args) == 1 {
				file = args[0]
			}
			return f.importFile(cmd.Context(), env, file, yes)
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	f.register(cmd)
	return cmd
}

func (f *scopeFlags) importFile(ctx context.Context, env *Env, file string, yes bool) error {
	from, err := project.Load(".", &project.Options{EnvFile: file})
	if err != nil {
		return &usageError{err}
	}
	s, err := f.start(env)
	if err != nil {
		return err
	}
	if len(from.Skipped) > 0 {
		fmt.Fprintf(env.Stderr, "note: empty in %s, which no Variable can be: %s\n", from.EnvFile, some(from.Skipped))
	}
	changes := deployer.VariableChanges{Sync: true}
	for _, v := range from.Variables {
		changes.Set = append(changes.Set, deployer.Variable(v))
	}
	return f.change(ctx, env, s, "imported", changes, func(plan *deployer.Plan) error {
		return approveRemovals(ctx, env, s, plan, yes)
	})
}

// approveRemovals lets nothing be taken away that nobody has agreed to.
func approveRemovals(ctx context.Context, env *Env, s *scope, plan *deployer.Plan, yes bool) error {
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
		return ask(ctx, env, fmt.Sprintf("Change the Variables of %s at %s?", s.environmentName(), s.name()))
	case len(gone) == 0:
		return nil
	}
	return &usageError{fmt.Errorf("import would take away %s, which the file does not have: give --yes for that, or use env set: %w",
		some(gone), errNothingDone)}
}

func newEnvExport(env *Env) *cobra.Command {
	f := &scopeFlags{}
	var file string
	var force bool
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the Variables, with their values, as an env file",
		Long: `Write the Variables of an Environment, with their values, as an env file that deploy, import and Node's dotenv (16) read back
exactly. Without --file it goes to standard output. A value that has no form in an env file is an error.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.read(cmd.Context(), env, func(s *scope, e *serverless.Environment) error {
				return f.export(cmd.Context(), env, s, e, file, force)
			})
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "write to this file, readable only by you, instead of standard output")
	cmd.Flags().BoolVar(&force, "force", false, "replace a file with other content")
	f.register(cmd)
	return cmd
}

func (f *scopeFlags) export(ctx context.Context, env *Env, s *scope, e *serverless.Environment, file string, force bool) error {
	text, values, err := readVariables(ctx, env, s, e)
	if err != nil {
		return err
	}
	if file != "" {
		if err := replaceOwn(file, text, force); err != nil {
			return err
		}
	}
	switch {
	case f.format == formatJSON && file == "":
		return printJSON(env.Stdout, values)
	case f.format == formatJSON:
		return printJSON(env.Stdout, map[string]any{"file": file, "variables": len(values)})
	case file == "":
		_, err = env.Stdout.Write(text)
	default:
		_, err = fmt.Fprintf(env.Stdout, "exported: %s of %s to %s\n", plural(len(values), "Variable"), s.environmentName(), file)
	}
	return err
}

// readVariables reads the Variables of an Environment as an env file and by key, without the credentials, which a file is read for.
func readVariables(ctx context.Context, env *Env, s *scope, e *serverless.Environment) ([]byte, map[string]string, error) {
	values := map[string]string{}
	for v, err := range s.client.ListVariables(ctx, s.place.Service, e.SID, everything) {
		if err != nil {
			return nil, nil, err
		}
		values[v.Key] = v.Value
	}
	kept, left := project.WithoutCredentials(values)
	if len(left) > 0 {
		fmt.Fprintf(env.Stderr, "note: left out, since an env file has the credentials for deploying under this name: %s\n", some(left))
		for _, key := range left {
			delete(values, key)
		}
	}
	text, err := project.EncodeEnv(kept)
	if err != nil {
		return nil, nil, fmt.Errorf("the Variables of %s as an env file: %w", s.environmentName(), err)
	}
	return text, values, nil
}

// replaceOwn writes a file that only its owner can read, in one step. One with other content is replaced by force only.
func replaceOwn(file string, text []byte, force bool) error {
	old, err := os.ReadFile(file)
	switch {
	case err == nil && string(old) != string(text) && !force:
		return &hintedError{&usageError{fmt.Errorf("%s exists and has other content", file)}, "--force replaces it"}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return project.ReplaceFile(file, text)
}

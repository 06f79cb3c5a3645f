package variables

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// variableKey is what the command line accepts as the key of a Variable. The API documents only a
// length; a dash is known to work.
var variableKey = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

func newEnvSet(env *verb.Env) *cobra.Command {
	f := &variableFlags{}
	var fromProcess []string
	cmd := &cobra.Command{
		Use:   "set KEY=VALUE… | KEY",
		Short: "Add Variables, or change their values",
		Long: `Add Variables, or change their values. KEY without a value reads the value from
standard input, and --env takes it from the process environment. Both keep a
secret out of the command line and the history of the shell.`,
		Example: `  twilio-serverless env set GREETING="hello world" LEVEL=2
  twilio-serverless env set API_SECRET < secret.txt
  twilio-serverless env set --env API_SECRET`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args)+len(fromProcess) == 0 {
				return verb.Usagef(cmd, "set takes KEY=VALUE, KEY with the value on standard input, or --env NAME")
			}
			return f.change(cmd, env, edit{done: "set", changes: func(ctx context.Context) (c deployer.VariableChanges,
				err error) {
				c.Set, err = assignments(ctx, env, args, fromProcess)
				return c, err
			}})
		},
	}
	cmd.Flags().StringArrayVar(&fromProcess, "env", nil,
		"set the Variable `NAME` to its value in the process environment; may be repeated")
	f.register(cmd)
	return cmd
}

// assignments collects the Variables that a command line sets.
func assignments(ctx context.Context, env *verb.Env, args, fromProcess []string) ([]deployer.Variable, error) {
	var set []deployer.Variable
	bare := ""
	for _, arg := range args {
		key, value, assigned := strings.Cut(arg, "=")
		switch {
		case !variableKey.MatchString(key):
			return nil, fmt.Errorf("%q cannot be the key of a Variable: "+
				"it begins with a letter or _, followed by letters, digits, _, dots and dashes; write KEY=VALUE "+
				"in one word",
				key)
		case project.CheckKey(key) != nil:
			return nil, project.CheckKey(key)
		case assigned && value == "":
			return nil, fmt.Errorf(
				"%s= sets no value: empty Variables are not written, as with twilio-run; to delete it, use env unset",
				key)
		case assigned:
			set = append(set, deployer.Variable{Key: key, Value: value})
		case bare != "":
			return nil, fmt.Errorf(
				"%s and %s have no value, and standard input can give only one: write KEY=VALUE or --env NAME",
				bare, key)
		default:
			bare = key
		}
	}
	for _, name := range fromProcess {
		switch value := env.Getenv(name); {
		case !variableKey.MatchString(name):
			return nil, fmt.Errorf("--env %q cannot be the key of a Variable", name)
		case project.CheckKey(name) != nil:
			return nil, fmt.Errorf("--env %w", project.CheckKey(name))
		case value == "":
			return nil, fmt.Errorf("--env %s: the process environment has no value for it", name)
		default:
			set = append(set, deployer.Variable{Key: name, Value: value})
		}
	}
	if bare != "" {
		value, err := readValue(ctx, env, bare)
		if err != nil {
			return nil, err
		}
		set = append(set, deployer.Variable{Key: bare, Value: value})
	}
	return set, nil
}

// readValue reads a value from standard input: to its end without the last line break, or a hidden
// line on a terminal.
func readValue(ctx context.Context, env *verb.Env, key string) (string, error) {
	if file, ok := env.Stdin.(*os.File); ok && env.Terminal {
		return readHidden(ctx, env, int(file.Fd()), key)
	}
	const tooMuch = 64 * 1024 // much more than any value, much less than a wrong file
	text, err := verb.ReadStdin(ctx, env, tooMuch)
	value := strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r")
	if err == nil && value == "" {
		err = errors.New("standard input is empty; write KEY=VALUE, or pipe the value in")
	}
	if err != nil {
		return "", fmt.Errorf("the value of %s: %w", key, err)
	}
	return value, nil
}

// readHidden reads a line without showing it. An interruption ends it, and gives the terminal back
// as it was.
func readHidden(ctx context.Context, env *verb.Env, fd int, key string) (string, error) {
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	if err := terminal.Question(env.Stderr, "Value of "+key+" (not shown):"); err != nil {
		return "", err
	}
	value, err := verb.Await(ctx, func() ([]byte, error) { return term.ReadPassword(fd) })
	if ctx.Err() != nil {
		err = errors.Join(verb.ErrNothingDone, term.Restore(fd, before))
	}
	terminal.Fprintf(env.Stderr, "\n")
	if err == nil && len(value) == 0 {
		err = fmt.Errorf("the value of %s is empty", key)
	}
	return string(value), err
}

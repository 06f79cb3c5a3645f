package variables

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// variableKey is what can be the name of a Variable on the command line. The API documents only a length; a dash is known to work.
var variableKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)

func newEnvSet(env *verb.Env) *cobra.Command {
	f := &variableFlags{}
	var fromProcess []string
	cmd := &cobra.Command{
		Use:   "set KEY=VALUE… | KEY",
		Short: "Add Variables, or change their values",
		Long: `Add Variables, or change their values. KEY without a value reads the value from standard input, and --env takes it from
the process environment, so that a secret is in no command line and no history of a shell.`,
		Example: `  twilio-serverless env set GREETING="hello world" LEVEL=2
  twilio-serverless env set API_SECRET < secret.txt
  twilio-serverless env set --env API_SECRET`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args)+len(fromProcess) == 0 {
				return verb.Usagef(cmd, "set takes KEY=VALUE, KEY with the value on standard input, or --env NAME")
			}
			return f.change(cmd, env, "set", func(*target.Session) (changes deployer.VariableChanges, err error) {
				changes.Set, err = assignments(env, args, fromProcess)
				return changes, err
			}, nil)
		},
	}
	cmd.Flags().StringArrayVar(&fromProcess, "env", nil, "set the Variable NAME to its value in the process environment (may be repeated)")
	f.register(cmd)
	return cmd
}

// assignments collects the Variables that a command line sets.
func assignments(env *verb.Env, args, fromProcess []string) ([]deployer.Variable, error) {
	var set []deployer.Variable
	bare := ""
	for _, arg := range args {
		key, value, assigned := strings.Cut(arg, "=")
		if !variableKey.MatchString(key) {
			return nil, fmt.Errorf("%q cannot be the key of a Variable: it begins with a letter or _, then come letters, digits, _, dots and dashes", key)
		}
		if assigned {
			set = append(set, deployer.Variable{Key: key, Value: value})
			continue
		}
		if bare != "" {
			return nil, fmt.Errorf("%s and %s have no value, and standard input can give only one; write KEY=VALUE or --env NAME", bare, key)
		}
		bare = key
	}
	for _, name := range fromProcess {
		switch value := env.Getenv(name); {
		case !variableKey.MatchString(name):
			return nil, fmt.Errorf("--env %q cannot be the key of a Variable", name)
		case value == "":
			return nil, fmt.Errorf("--env %s: the process environment has no value for it", name)
		default:
			set = append(set, deployer.Variable{Key: name, Value: value})
		}
	}
	if bare != "" {
		value, err := readValue(env, bare)
		if err != nil {
			return nil, err
		}
		set = append(set, deployer.Variable{Key: bare, Value: value})
	}
	return set, nil
}

// readValue reads a value from standard input: to its end without the last line end, or a line that is not shown on a terminal.
func readValue(env *verb.Env, key string) (string, error) {
	if file, ok := env.Stdin.(*os.File); ok && env.Terminal {
		fmt.Fprintf(env.Stderr, "Value of %s (not shown): ", key)
		value, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(env.Stderr)
		return string(value), err
	}
	const tooMuch = 64 * 1024 // much more than any value, much less than a wrong file
	text, err := io.ReadAll(io.LimitReader(env.Stdin, tooMuch))
	value := strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r")
	if err == nil && value == "" {
		err = errors.New("standard input is empty")
	}
	if err != nil {
		return "", fmt.Errorf("the value of %s: %w", key, err)
	}
	return value, nil
}

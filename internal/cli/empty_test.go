package cli

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// TestEmpty_flags: an empty value, as an unset shell variable leaves it, is a mistake that names
// the flag, for every flag of every verb that takes a value. Nothing listens at the address: what
// went on would fail otherwise.
func TestEmpty_flags(t *testing.T) {
	t.Parallel()
	total := 0
	for _, cmd := range verbs(newRoot(&verb.Env{Stdin: strings.NewReader(""), Stdout: io.Discard,
		Stderr: io.Discard})) {
		if cmd.HasSubCommands() {
			continue
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Value.Type() == "bool" {
				return
			}
			for _, value := range []string{"", " ", "\t\n"} {
				total++
				args := append(strings.Fields(verb.Name(cmd)), "--"+f.Name+"="+value)
				code, stdout, stderr := runVerb(t, args)
				assert.Equal(t, verb.ExitCannotRun, code, "%q: %s%s", args, stdout, stderr)
				assert.Contains(t, stderr, "--"+f.Name, "%q", args)
				assert.Contains(t, stderr, "empty", "%q", args)
				assert.Empty(t, stdout, "%q", args)
			}
		})
	}
	assert.Greater(t, total, 300, "the tree was walked")
}

// TestEmpty_nextFlag: a flag that has taken the next one for its value, as an unset shell variable without quotes leaves
// it, is a mistake that names both, for every flag of every verb that takes any text. Nothing is sent.
func TestEmpty_nextFlag(t *testing.T) {
	t.Parallel()
	total := 0
	for _, cmd := range verbs(newRoot(&verb.Env{Stdin: strings.NewReader(""), Stdout: io.Discard,
		Stderr: io.Discard})) {
		if cmd.HasSubCommands() {
			continue
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !strings.HasPrefix(f.Value.Type(), "string") || f.NoOptDefVal != "" { // else it takes no next word
				return
			}
			for _, next := range []string{"-h", "--help", "--help=true"} {
				total++
				args := append(strings.Fields(verb.Name(cmd)), "--"+f.Name, next)
				code, stdout, stderr := runVerb(t, args)
				assert.Equal(t, verb.ExitCannotRun, code, "%q: %s%s", args, stdout, stderr)
				assert.Contains(t, stderr, "--"+f.Name+" has no value: the flag ", "%q", args)
				assert.Empty(t, stdout, "%q", args)
			}
		})
	}
	assert.Greater(t, total, 200, "the tree was walked")
}

// TestWrong_values: a value of the wrong kind is a mistake that names the flag and the value, in no
// words of a library, for every flag of every verb that does not take just any text.
func TestWrong_values(t *testing.T) {
	t.Parallel()
	total := 0
	root := newRoot(&verb.Env{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard})
	for _, cmd := range verbs(root) {
		if cmd.HasSubCommands() {
			continue
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			kind := f.Value.Type()
			if strings.HasPrefix(kind, "string") {
				return
			}
			total++
			args := append(strings.Fields(verb.Name(cmd)), "--"+f.Name+"=ab\x1bc")
			code, stdout, stderr := runVerb(t, args)
			assert.Equal(t, verb.ExitCannotRun, code, "%q: %s%s", args, stdout, stderr)
			assert.Regexp(t, `^error: .*(ab\\x1bc|ab\\u001bc)`, stderr, "%q", args)
			assert.NotRegexp(t, `strconv|Parse|syntax`, stderr, "%q", args)
			assert.Contains(t, stderr, f.Name, "%q", args)
		})
	}
	assert.Greater(t, total, 60, "the tree was walked")
}

// TestEmpty_arguments: the same for what is no flag.
func TestEmpty_arguments(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"deploy @", "plan @", "apply @", "apply plan.json @", "activate @", "list @", "pull @", "man @", "spec @",
		"delete service @", "delete environment @", "env get @", "env unset @", "env unset A @", "env import @",
		"env set @",
		"version @", "rollback @", "@", "help @",
	} {
		args := strings.Fields(line)
		for i, arg := range args {
			if arg == "@" {
				args[i] = ""
			}
		}
		code, _, stderr := runVerb(t, append(args, "-o", "json"))
		if args[0] == "" || args[0] == "help" {
			code, _, stderr = runVerb(t, args)
		}
		assert.Equal(t, verb.ExitCannotRun, code, "%q: %s", args, stderr)
		assert.Regexp(t, `(?m)^error: .*(empty|"")`, stderr, "%q", args)
	}
}

// TestEmpty_variables: a variable of the process environment that this program reads, and that is
// set and empty, is a mistake that names it. What would go on without it would ask another server,
// accept every client, or run something else.
func TestEmpty_variables(t *testing.T) {
	t.Parallel()
	emulated := "emulate --listen 127.0.0.1:0"
	conformance := "conformance --api-url http://127.0.0.1:1"
	lines := map[string]string{
		"TWILIO_SERVERLESS_API_URL": "list services", "TWILIO_SERVERLESS_UPLOAD_URL": "list services",
		"TWILIO_REGION": "list services", "TWILIO_EDGE": "list services",
		"TWILIO_SERVERLESS_EMULATE_ACCOUNTS": emulated, "TWILIO_SERVERLESS_FUNCTIONS": emulated,
		"TWILIO_SERVERLESS_NODE": emulated, "TWILIO_SERVERLESS_NODE22": "plan ../../examples/hello --emulated",
		"TWILIO_CONFORMANCE_PARALLEL": conformance, "TWILIO_CONFORMANCE_BUILD_TIMEOUT": conformance,
		"TWILIO_CONFORMANCE_OUTAGE_TIMEOUT": conformance,
		"TWILIO_CONFORMANCE_FEATURES":       conformance, "TWILIO_CONFORMANCE_FAILING_DEPENDENCY": conformance,
		"TWILIO_CONFORMANCE_SECOND_USERNAME": conformance, "TWILIO_CONFORMANCE_SECOND_PASSWORD": conformance,
		"TWILIO_CONFORMANCE_FOREIGN_USERNAME": conformance, "TWILIO_CONFORMANCE_FOREIGN_PASSWORD": conformance,
	}
	for name, line := range lines {
		for _, value := range []string{"", " "} {
			var errs strings.Builder
			code := Main(t.Context(), strings.Fields(line), Env{
				Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &errs,
				Getenv: func(string) string { return "" },
				LookupEnv: func(asked string) (string, bool) {
					if asked != name {
						return "", false
					}
					return value, true
				},
			})
			assert.Equal(t, verb.ExitCannotRun, code, name)
			assert.Contains(t, errs.String(), name+" of the process environment is empty")
		}
	}
	named := regexp.MustCompile(`TWILIO_(SERVERLESS|CONFORMANCE|REGION|EDGE)(_[A-Z0-9]+)*\b`)
	for _, cmd := range verbs(newRoot(&verb.Env{Stdin: strings.NewReader(""), Stdout: io.Discard,
		Stderr: io.Discard})) {
		for _, name := range named.FindAllString(cmd.Long+cmd.Flags().FlagUsages(), -1) {
			assert.Contains(t, lines, name, "%s reads it: add a line that does", cmd.CommandPath())
		}
	}
}

// TestEmpty_overridden: the same where a flag overrides the variable, or other credentials would be used. The secret
// of CI that the variable was made from is missing, and nobody knows which of the two was meant.
func TestEmpty_overridden(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"list services", "deploy ../../examples/hello", "env set A=1 --service hello", "whoami",
	} {
		for _, name := range []string{
			"TWILIO_SERVERLESS_API_URL", "TWILIO_SERVERLESS_UPLOAD_URL", "TWILIO_REGION", "TWILIO_EDGE",
			"TWILIO_API_KEY", "TWILIO_API_SECRET",
		} {
			set := map[string]string{
				"TWILIO_ACCOUNT_SID": emulator.TestAccountSID, "TWILIO_AUTH_TOKEN": emulator.TestAuthToken, name: " ",
			}
			if strings.Contains(name, "KEY") || strings.Contains(name, "SECRET") {
				set[name] = ""
			}
			var errs strings.Builder
			code := Main(t.Context(), append(strings.Fields(line), "--api-url", "http://127.0.0.1:1"), Env{
				Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &errs,
				Getenv:    func(name string) string { return set[name] },
				LookupEnv: func(name string) (string, bool) { value, ok := set[name]; return value, ok },
			})
			assert.Equal(t, verb.ExitCannotRun, code, "%s %s", name, line)
			assert.Contains(t, errs.String(), name+" of the process environment is empty", line)
		}
	}
}

// TestArguments_tooMany: more arguments than a verb takes are a mistake in the command line, of every verb.
func TestArguments_tooMany(t *testing.T) {
	t.Parallel()
	root := newRoot(&verb.Env{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard})
	addCompletionVerb(root)
	for _, cmd := range append(verbs(root), shells(root)...) {
		name := verb.Name(cmd)
		if cmd.HasSubCommands() || name == "env set" || name == "env unset" { // these two take any number
			continue
		}
		code, stdout, stderr := runVerb(t, append(strings.Fields(name), "one", "two", "three", "four"))
		assert.Equal(t, verb.ExitCannotRun, code, name)
		assert.Regexp(t, `^error: .* takes .*; see twilio-serverless `+name+` --help\n$`, stderr)
		assert.Empty(t, stdout, name)
	}
}

func shells(root *cobra.Command) []*cobra.Command {
	for _, cmd := range root.Commands() {
		if cmd.Name() == "completion" {
			return cmd.Commands()
		}
	}
	return nil
}

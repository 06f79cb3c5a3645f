package cli

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/deploy"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// Where a command line can be parsed, both ways of parsing it agree: with up to three words, and a fourth at both ends.
func TestOutputFormat_agreesWithTheFlag(t *testing.T) {
	t.Parallel()
	words := []string{"hello", "-y", "-yo", "-o", "json", "text", "-o=json", "-ojson", "-otext", "--output", "--output=json",
		"--output=text", "--service", "--service=x", "--emulated", "-h", "--"}
	parsed := 0
	check := func(args ...string) {
		cmd := deploy.NewDeploy(&verb.Env{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard})
		cmd.InitDefaultHelpFlag()
		if cmd.ParseFlags(args) != nil || valueLooksLikeFlag(args) {
			return
		}
		parsed++
		assert.Equal(t, cmd.Flag("output").Value.String(), verb.RequestedFormat(args), "%q", args)
	}
	check()
	for _, one := range words {
		check(one)
		for _, two := range words {
			check(one, two)
			for _, three := range words {
				check(one, two, three)
				check("-o", one, two, three)
				check(one, two, three, "-ojson")
			}
		}
	}
	assert.Greater(t, parsed, 2000)
}

// valueLooksLikeFlag finds `--service -o`: only the flags of the verb tell that -o is a value
// there.
func valueLooksLikeFlag(args []string) bool {
	for i, arg := range args[:max(0, len(args)-1)] {
		if arg == "--service" && strings.HasPrefix(args[i+1], "-") {
			return true
		}
	}
	return false
}

// run runs a command line as the process would, with no environment.
func run(ctx context.Context, stdin io.Reader, terminal bool, args ...string) (code int, stdout, stderr string) {
	var out, errs strings.Builder
	code = Main(ctx, args, verb.Env{
		Stdin: stdin, Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }, Terminal: terminal,
	})
	return code, out.String(), errs.String()
}

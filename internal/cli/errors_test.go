package cli

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// An error is an object only where stdout holds nothing yet: what is there must stay one JSON
// value.
func TestMain_errorAfterResult(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := run(t.Context(), strings.NewReader(""), false, "plan", example, "--emulated", "-o", "json",
		"--bogus")
	assert.Equal(t, verb.ExitCannotRun, code)
	assert.JSONEq(t, `{"version": 1, "error": {"message": "unknown flag: --bogus; see twilio-serverless plan --help", "exit_code": 2}}`, stdout)
	assert.Equal(t, "error: unknown flag: --bogus; see twilio-serverless plan --help\n", stderr)

	var errs strings.Builder
	code = Main(t.Context(), []string{"plan", example, "--emulated", "-o", "json"}, verb.Env{
		Stdin: strings.NewReader(""), Stdout: &fullDisk{}, Stderr: &errs, Getenv: func(string) string { return "" },
	})
	assert.Equal(t, verb.ExitFailed, code)
	assert.Contains(t, errs.String(), "error: disk full")
}

type fullDisk struct{}

func (*fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

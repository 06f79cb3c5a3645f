package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func TestExitCode(t *testing.T) {
	t.Parallel()
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	wrapped := func(err error) error { return fmt.Errorf("planning: %w", err) }
	refused := &client.Error{Op: "ListService", StatusCode: 401}
	for name, test := range map[string]struct {
		ctx  context.Context
		err  error
		want int
	}{
		"nothing":                           {t.Context(), nil, exitDone},
		"nothing, though interrupted":       {interrupted, nil, exitDone},
		"any error":                         {t.Context(), io.EOF, exitFailed},
		"a failed claim":                    {t.Context(), errSilent, exitFailed},
		"usage":                             {t.Context(), wrapped(&usageError{io.EOF}), exitCannotRun},
		"a project that cannot be read":     {t.Context(), wrapped(&deployer.BundleError{}), exitCannotRun},
		"no credentials":                    {t.Context(), wrapped(project.ErrNoCredentials), exitCannotRun},
		"no connection":                     {t.Context(), wrapped(client.ErrNoConnection), exitCannotRun},
		"no connection midway":              {t.Context(), &midwayError{wrapped(client.ErrNoConnection)}, exitFailed},
		"a Build failed":                    {t.Context(), &midwayError{&deployer.BuildFailedError{}}, exitFailed},
		"stale":                             {t.Context(), &midwayError{deployer.ErrStale}, exitFailed},
		"not found":                         {t.Context(), &client.Error{StatusCode: 404}, exitFailed},
		"a server error":                    {t.Context(), &client.Error{StatusCode: 503}, exitFailed},
		"refused":                           {t.Context(), wrapped(refused), exitCredentials},
		"refused midway":                    {t.Context(), &midwayError{refused}, exitCredentials},
		"refused by a target":               {t.Context(), wrapped(contract.ErrCredentials), exitCredentials},
		"an unreachable target":             {t.Context(), wrapped(contract.ErrUnreachable), exitCannotRun},
		"a lost target":                     {t.Context(), wrapped(contract.ErrTargetLost), exitCannotRun},
		"no case":                           {t.Context(), wrapped(contract.ErrNoCases), exitCannotRun},
		"interrupted":                       {interrupted, wrapped(context.Canceled), exitInterrupted},
		"interrupted midway":                {interrupted, &midwayError{io.EOF}, exitInterrupted},
		"a violation":                       {t.Context(), wrapped(errContractBroken), exitFailed},
		"a violation, then an interruption": {interrupted, wrapped(errContractBroken), exitFailed},
	} {
		assert.Equal(t, test.want, exitCode(test.ctx, test.err), name)
	}
}

func TestSuggestion(t *testing.T) {
	t.Parallel()
	again := "run the same command again: it makes use of what is there"
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"any error":       {io.EOF, ""},
		"midway":          {&midwayError{io.EOF}, again},
		"server error":    {&midwayError{&client.Error{StatusCode: 500}}, again},
		"rate limit":      {&midwayError{&client.Error{StatusCode: 429}}, again},
		"refusal":         {&midwayError{&client.Error{StatusCode: 400}}, ""},
		"refusal, a page": {&midwayError{&client.Error{StatusCode: 400, MoreInfo: "https://www.twilio.com/docs/errors/20001"}}, "see https://www.twilio.com/docs/errors/20001"},
		"an own hint":     {&midwayError{&hintedError{io.EOF, "own"}}, "own"},
		"violation":       {errContractBroken, ""},
	} {
		assert.Equal(t, test.want, suggestion(test.err), name)
	}
	assert.Contains(t, suggestion(&midwayError{&deployer.BuildFailedError{Runtime: "node22"}}), "82003")
	assert.Contains(t, suggestion(client.ErrUnauthorized), "TWILIO_AUTH_TOKEN")
	assert.Contains(t, suggestion(&usageError{project.ErrNoCredentials}), "--emulated")
	assert.Contains(t, suggestion(client.ErrNoConnection), "twilio-serverless emulate")
}

func TestReport_severalLines(t *testing.T) {
	t.Parallel()
	var out, errs strings.Builder
	code := report(t.Context(), &Env{Stdout: &out, Stderr: &errs}, false, &usageError{errors.Join(errors.New("one"), errors.New("two"))})
	assert.Equal(t, exitCannotRun, code)
	assert.Equal(t, "error: one\n  two\n", errs.String())
	assert.Empty(t, out.String())
}

// An error is an object only where stdout holds nothing yet: what is there must stay one JSON value.
func TestMain_errorAfterResult(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := run(t.Context(), strings.NewReader(""), false, "plan", example, "--emulated", "-o", "json", "--bogus")
	assert.Equal(t, exitCannotRun, code)
	assert.JSONEq(t, `{"error": {"message": "unknown flag: --bogus; see twilio-serverless plan --help", "exit_code": 2}}`, stdout)
	assert.Equal(t, "error: unknown flag: --bogus; see twilio-serverless plan --help\n", stderr)

	var errs strings.Builder
	code = Main(t.Context(), []string{"plan", example, "--emulated", "-o", "json"}, Env{
		Stdin: strings.NewReader(""), Stdout: &fullDisk{}, Stderr: &errs, Getenv: func(string) string { return "" },
	})
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs.String(), "error: disk full")
}

type fullDisk struct{}

func (*fullDisk) Write([]byte) (int, error) { return 0, errors.New("disk full") }

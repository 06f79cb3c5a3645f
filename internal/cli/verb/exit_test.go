package verb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
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
		"nothing":                           {t.Context(), nil, ExitDone},
		"nothing, though interrupted":       {interrupted, nil, ExitDone},
		"any error":                         {t.Context(), io.EOF, ExitFailed},
		"a failed claim":                    {t.Context(), ErrSilent, ExitFailed},
		"usage":                             {t.Context(), wrapped(&UsageError{io.EOF}), ExitCannotRun},
		"a project that cannot be read":     {t.Context(), wrapped(&bundle.Error{}), ExitCannotRun},
		"no credentials":                    {t.Context(), wrapped(project.ErrNoCredentials), ExitCannotRun},
		"no connection":                     {t.Context(), wrapped(client.ErrNoConnection), ExitCannotRun},
		"no connection midway":              {t.Context(), &MidwayError{wrapped(client.ErrNoConnection)}, ExitFailed},
		"a Build failed":                    {t.Context(), &MidwayError{&deployer.BuildFailedError{}}, ExitFailed},
		"stale":                             {t.Context(), &MidwayError{deployer.ErrStale}, ExitFailed},
		"not found":                         {t.Context(), &client.Error{StatusCode: 404}, ExitFailed},
		"a server error":                    {t.Context(), &client.Error{StatusCode: 503}, ExitFailed},
		"refused":                           {t.Context(), wrapped(refused), ExitCredentials},
		"refused midway":                    {t.Context(), &MidwayError{refused}, ExitCredentials},
		"refused by a target":               {t.Context(), wrapped(suite.ErrCredentials), ExitCredentials},
		"an unreachable target":             {t.Context(), wrapped(suite.ErrUnreachable), ExitCannotRun},
		"a lost target":                     {t.Context(), wrapped(suite.ErrTargetLost), ExitCannotRun},
		"no case":                           {t.Context(), wrapped(suite.ErrNoCases), ExitCannotRun},
		"interrupted":                       {interrupted, wrapped(context.Canceled), ExitInterrupted},
		"interrupted midway":                {interrupted, &MidwayError{io.EOF}, ExitInterrupted},
		"a violation":                       {t.Context(), wrapped(ErrContractBroken), ExitFailed},
		"a violation, then an interruption": {interrupted, wrapped(ErrContractBroken), ExitFailed},
		"a loss at the end":                 {interrupted, wrapped(&LostError{io.EOF}), ExitCannotRun},
		"a violation and a loss": {interrupted, errors.Join(ErrContractBroken, &LostError{io.EOF}),
			ExitFailed},
	} {
		assert.Equal(t, test.want, ExitCode(test.ctx, test.err), name)
	}
}

func TestSuggestion(t *testing.T) {
	t.Parallel()
	again := "run the same command again: it continues from here"
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"any error":    {io.EOF, ""},
		"midway":       {&MidwayError{io.EOF}, again},
		"server error": {&MidwayError{&client.Error{StatusCode: 500}}, again},
		"rate limit":   {&MidwayError{&client.Error{StatusCode: 429}}, again},
		"refusal":      {&MidwayError{&client.Error{StatusCode: 400}}, ""},
		"refusal, a page": {&MidwayError{&client.Error{StatusCode: 400,
			MoreInfo: "https://www.twilio.com/docs/errors/20001"}}, "see https://www.twilio.com/docs/errors/20001"},
		"an own hint": {&MidwayError{&HintedError{io.EOF, "own"}}, "own"},
		"violation":   {ErrContractBroken, ""},
	} {
		assert.Equal(t, test.want, Suggestion(&Env{}, test.err), name)
	}
	assert.Contains(t, Suggestion(&Env{}, &MidwayError{&deployer.BuildFailedError{Runtime: "node22"}}), "82003")
	assert.Contains(t, Suggestion(&Env{}, client.ErrUnauthorized), "TWILIO_AUTH_TOKEN")
	assert.Contains(t, Suggestion(&Env{}, &UsageError{project.ErrNoCredentials}), "--emulated")
	assert.Contains(t, Suggestion(&Env{}, client.ErrNoConnection), "twilio-serverless emulate")
}

func TestReport_severalLines(t *testing.T) {
	t.Parallel()
	var out, errs strings.Builder
	code := Report(t.Context(), &Env{Stdout: &out, Stderr: &errs}, false,
		&UsageError{errors.Join(errors.New("one"), errors.New("two"))})
	assert.Equal(t, ExitCannotRun, code)
	assert.Equal(t, "error: one\n  two\n", errs.String())
	assert.Empty(t, out.String())
}

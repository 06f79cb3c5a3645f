package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// Exit codes. Scripts rely on them.
const (
	exitDone        = 0
	exitFailed      = 1   // it failed: a claim, a build, a deploy that was under way
	exitCannotRun   = 2   // usage, configuration, unreachable target, nothing to run
	exitCredentials = 4   // the credentials were refused
	exitInterrupted = 130 // by a signal
)

// usageError is a mistake in the command line or in the configuration: nothing was done.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// midwayError is a failure after something was done, which decides between "failed" and "could not run".
type midwayError struct{ err error }

func (e *midwayError) Error() string { return e.err.Error() }
func (e *midwayError) Unwrap() error { return e.err }

// errSilent is a failure that has been shown already, as the result.
var errSilent = errors.New("failed")

func exitCode(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return exitDone
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.Is(err, client.ErrUnauthorized), errors.Is(err, contract.ErrCredentials):
		return exitCredentials
	case errors.As(err, new(*midwayError)):
		return exitFailed
	case cannotRun(err):
		return exitCannotRun
	default:
		return exitFailed
	}
}

func cannotRun(err error) bool {
	for _, target := range []error{
		client.ErrNoConnection, project.ErrNoCredentials, contract.ErrUnreachable, contract.ErrNoCases, contract.ErrTargetLost,
	} {
		if errors.Is(err, target) {
			return true
		}
	}
	return errors.As(err, new(*usageError)) || errors.As(err, new(*deployer.BundleError))
}

// report prints an error to stderr, and in JSON also to stdout, so that a script that reads stdout finds something there.
func report(ctx context.Context, env *Env, format string, err error) int {
	code := exitCode(ctx, err)
	if errors.Is(err, errSilent) {
		return code
	}
	message, hint := err.Error(), suggestion(err)
	if code == exitInterrupted {
		message = "interrupted: " + message
	}
	if format == formatJSON {
		body, _ := json.Marshal(map[string]any{"error": map[string]any{"message": message, "suggestion": hint, "exit_code": code}})
		fmt.Fprintln(env.Stdout, string(body))
	}
	fmt.Fprintln(env.Stderr, "error:", strings.ReplaceAll(message, "\n", "\n  "))
	if hint != "" {
		fmt.Fprintln(env.Stderr, "hint:", hint)
	}
	return code
}

// suggestion says what to do about an error, "" when its message says all.
func suggestion(err error) string {
	var withHint interface{ Suggestion() string }
	switch {
	case errors.As(err, &withHint):
		return withHint.Suggestion()
	case errors.Is(err, client.ErrUnauthorized), errors.Is(err, contract.ErrCredentials):
		return "check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or TWILIO_API_KEY and TWILIO_API_SECRET, and that they belong to the region"
	case errors.Is(err, project.ErrNoCredentials):
		return "set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or try the command with --emulated"
	case errors.Is(err, client.ErrNoConnection), errors.Is(err, contract.ErrUnreachable):
		return "check the address and the network; for the emulator, start it with: twilio-serverless emulate"
	case errors.As(err, new(*midwayError)):
		return "run the same command again: it goes on with what is there"
	}
	return ""
}

package verb

import (
	"context"
	"errors"
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// Exit codes. Scripts rely on them.
const (
	ExitDone        = 0
	ExitFailed      = 1   // it failed: a claim, a build, a deploy that was under way
	ExitCannotRun   = 2   // usage, configuration, unreachable target, nothing to run
	exitChanges     = 3   // plan --detailed-exitcode: there is something to do
	ExitCredentials = 4   // the credentials were refused
	ExitInterrupted = 130 // by a signal
)

// UsageError is a mistake in the command line or in the configuration: nothing was done.
type UsageError struct{ Err error }

func (e *UsageError) Error() string { return e.Err.Error() }

func (e *UsageError) Unwrap() error { return e.Err }

// MidwayError is a failure after something was done, which decides between "failed" and "could not run".
type MidwayError struct{ Err error }

func (e *MidwayError) Error() string { return e.Err.Error() }

func (e *MidwayError) Unwrap() error { return e.Err }

// HintedError is an error with what to do about it.
type HintedError struct {
	Err  error
	Hint string
}

func (e *HintedError) Error() string { return e.Err.Error() }

func (e *HintedError) Unwrap() error { return e.Err }

func (e *HintedError) Suggestion() string { return e.Hint }

var (
	// ErrSilent is a failure that has been shown already, as the result.
	ErrSilent = errors.New("failed")
	// ErrChanges is a plan with changes, for --detailed-exitcode.
	ErrChanges = fmt.Errorf("%w: there are changes", ErrSilent)
	// ErrContractBroken is a verdict of --check, which no interruption takes back.
	ErrContractBroken = errors.New("the contract was broken")
)

func ExitCode(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return ExitDone
	case errors.Is(err, ErrContractBroken):
		return ExitFailed
	case ctx.Err() != nil:
		return ExitInterrupted
	case errors.Is(err, ErrChanges):
		return exitChanges
	case errors.Is(err, client.ErrUnauthorized), errors.Is(err, suite.ErrCredentials):
		return ExitCredentials
	case errors.As(err, new(*MidwayError)):
		return ExitFailed
	case cannotRun(err):
		return ExitCannotRun
	default:
		return ExitFailed
	}
}

func cannotRun(err error) bool {
	for _, target := range []error{
		client.ErrNoConnection, project.ErrNoCredentials, suite.ErrUnreachable, suite.ErrNoCases, suite.ErrTargetLost,
	} {
		if errors.Is(err, target) {
			return true
		}
	}
	return errors.As(err, new(*UsageError)) || errors.As(err, new(*bundle.Error))
}

package verb

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// Exit codes. Scripts rely on them.
const (
	ExitDone        = 0
	ExitFailed      = 1   // a case, a Build, or a deploy that was under way failed
	ExitCannotRun   = 2   // usage, configuration, unreachable target, nothing to run
	ExitChanges     = 3   // plan --detailed-exitcode: there are changes
	ExitCredentials = 4   // the credentials were refused
	ExitInterrupted = 130 // by a signal
)

// UsageError is a mistake in the command line or in the configuration: nothing was done.
type UsageError struct{ Err error }

// Error is the message of the mistake.
func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap returns the mistake.
func (e *UsageError) Unwrap() error { return e.Err }

// MidwayError is a failure after something was changed: the verb failed, rather than could not run.
type MidwayError struct{ Err error }

// Error is the message of the failure.
func (e *MidwayError) Error() string { return e.Err.Error() }

// Unwrap returns the failure.
func (e *MidwayError) Unwrap() error { return e.Err }

// LostError is what a verb that serves until it is interrupted could not keep at its end. The interruption, which was
// meant, does not hide it.
type LostError struct{ Err error }

// Error is the message of the loss.
func (e *LostError) Error() string { return e.Err.Error() }

// Unwrap returns the loss.
func (e *LostError) Unwrap() error { return e.Err }

// HintedError is an error with what to do about it.
type HintedError struct {
	Err  error
	Hint string
}

// Error is the message without the hint.
func (e *HintedError) Error() string { return e.Err.Error() }

// Unwrap returns the error without the hint.
func (e *HintedError) Unwrap() error { return e.Err }

// Suggestion returns the hint.
func (e *HintedError) Suggestion() string { return e.Hint }

// DetailedError is an error with lines that say more, such as the places that it is about.
type DetailedError struct {
	Err     error
	Details []string
}

// Error is the message, then the details.
func (e *DetailedError) Error() string { return e.Err.Error() + ":\n" + strings.Join(e.Details, "\n") }

// Unwrap returns the error without the details.
func (e *DetailedError) Unwrap() error { return e.Err }

// Errors that have a meaning for the exit code.
var (
	// ErrSilent is a failure that was shown already, as the result.
	ErrSilent = errors.New("failed")
	// ErrChanges is a plan with changes, for --detailed-exitcode.
	ErrChanges = fmt.Errorf("%w: there are changes", ErrSilent)
	// ErrContractBroken is a verdict of --check. An interruption does not change it.
	ErrContractBroken = errors.New("the contract was broken")
)

// ExitCode is the exit code for the error of a verb.
func ExitCode(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return ExitDone
	case errors.Is(err, ErrContractBroken):
		return ExitFailed
	case errors.As(err, new(*LostError)):
		return ExitCannotRun
	case ctx.Err() != nil:
		return ExitInterrupted
	case errors.Is(err, ErrChanges):
		return ExitChanges
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
		suite.ErrUnavailable, suite.ErrOtherAPI, suite.ErrNoVerdict,
	} {
		if errors.Is(err, target) {
			return true
		}
	}
	return errors.As(err, new(*UsageError)) || errors.As(err, new(*bundle.Error))
}

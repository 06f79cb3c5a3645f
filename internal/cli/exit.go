package cli

import (
	"context"
	"errors"
	"fmt"

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
	exitChanges     = 3   // plan --detailed-exitcode: there is something to do
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

// hintedError is an error with what to do about it.
type hintedError struct {
	err  error
	hint string
}

func (e *hintedError) Error() string      { return e.err.Error() }
func (e *hintedError) Unwrap() error      { return e.err }
func (e *hintedError) Suggestion() string { return e.hint }

var (
	// errSilent is a failure that has been shown already, as the result.
	errSilent = errors.New("failed")
	// errChanges is a plan with changes, for --detailed-exitcode.
	errChanges = fmt.Errorf("%w: there are changes", errSilent)
	// errContractBroken is a verdict of --check, which no interruption takes back.
	errContractBroken = errors.New("the contract was broken")
)

func exitCode(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errContractBroken):
		return exitFailed
	case ctx.Err() != nil:
		return exitInterrupted
	case errors.Is(err, errChanges):
		return exitChanges
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

package deployer

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// ErrStale says that what is live in the Environment is not what was live when the plan was made:
// another client has deployed. Plan again.
var ErrStale = errors.New("the Environment has changed since the plan was made")

// stale marks the refusal of a write that the plan had a reason to expect to succeed: what it
// creates is there now, or what it changes is not there any more.
func stale(err error) error {
	if errors.Is(err, client.ErrConflict) || errors.Is(err, client.ErrNotFound) {
		return fmt.Errorf("%w; %w: plan again", err, ErrStale)
	}
	return err
}

// ErrDrift says that what is live is not what was deployed from here or by this tool; see
// [Request.Strict]. The message names what.
var ErrDrift = errors.New("what is live was changed elsewhere")

// StepError says at which step applying a plan ended. Result, which [Deployer.Apply] returns beside
// it, holds what was done before.
type StepError struct {
	Step Step
	Name string // of what: a path, a key, a unique name
	Err  error
}

// Error names step and thing, then the cause.
func (e *StepError) Error() string {
	if e == nil {
		e = new(StepError)
	}
	return fmt.Sprintf("%s %s: %v", e.Step, e.Name, e.Err)
}

// Unwrap returns the cause.
func (e *StepError) Unwrap() error {
	if e == nil {
		e = new(StepError)
	}
	return e.Err
}

// BuildFailedError is a Build that ended as failed. The API gives no reason; Suggestion says where
// to look.
type BuildFailedError struct {
	BuildSID string
	Runtime  string // "" when only the status of the Build is known
}

// Error names the Build.
func (e *BuildFailedError) Error() string {
	if e == nil {
		e = new(BuildFailedError)
	}
	return fmt.Sprintf("the Build %s failed; nothing was deployed", e.BuildSID)
}

// Suggestion says what to try. Source: https://www.twilio.com/docs/api/errors/82003.
func (e *BuildFailedError) Suggestion() string {
	if e == nil {
		e = new(BuildFailedError)
	}
	return "the API does not say why; look for error 82003 in the Debugger of the console, and check that every " +
		"dependency in package.json can be installed for " + cmp.Or(e.Runtime, "its runtime")
}

// BuildTimeoutError is a Build that did not end in time. It may still complete.
type BuildTimeoutError struct {
	BuildSID string
	After    time.Duration
}

// Error names the Build and the time.
func (e *BuildTimeoutError) Error() string {
	if e == nil {
		e = new(BuildTimeoutError)
	}
	return fmt.Sprintf("the Build %s has not ended after %s; nothing was deployed", e.BuildSID, e.After)
}

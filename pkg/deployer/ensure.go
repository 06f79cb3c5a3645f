package deployer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// maxTries bounds how often a write is sent whose outcome stays unknown.
const maxTries = 3

// ensure does a write until its outcome is known. After an unknown outcome look searches for the
// result: the write may have been done although no answer came, and doing it again would leave a
// second resource. look returns nil when there is none; a nil look is for writes that do no harm
// when done twice.
func ensure[T any](ctx context.Context, wait time.Duration, write func(context.Context) (*T, error),
	look func(context.Context) (*T, error)) (*T, error) {
	for try := 1; ; try++ {
		value, err := write(ctx)
		if err == nil {
			return value, nil
		}
		if ctx.Err() != nil || !lost(err, try) {
			return nil, err
		}
		if look != nil {
			found, lookErr := look(ctx)
			if lookErr != nil {
				return nil, fmt.Errorf("%w; looking failed too: %w", err, lookErr)
			}
			if found != nil {
				return found, nil
			}
		}
		if try == maxTries {
			return nil, err
		}
		if !sleepUntil(ctx, time.Now().Add(wait)) {
			return nil, err
		}
	}
}

// lost: it is unknown whether it was done, or it was done (2xx) and the answer could not be read. A
// conflict in a later try may mean that the first one was done after the look for it.
func lost(err error, try int) bool {
	var failure *client.Error
	return errors.Is(err, client.ErrOutcomeUnknown) || errors.As(err, &failure) && failure.StatusCode/100 == 2 ||
		try > 1 && errors.Is(err, client.ErrConflict)
}

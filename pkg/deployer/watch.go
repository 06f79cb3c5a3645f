package deployer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// WatchBuild yields the status of a Build, at once and then after every interval of [Options.PollInterval], until it is final:
// completed, or a [*BuildFailedError]. A Build that takes longer than [Options.BuildTimeout] ends with a [*BuildTimeoutError], a
// status that is none of the three documented ones with an error: waiting for it could last for ever.
//
// Operation FetchBuildStatus.
func (d *Deployer) WatchBuild(ctx context.Context, service, build string) iter.Seq2[serverless.BuildState, error] {
	return func(yield func(serverless.BuildState, error) bool) {
		ctx := d.begin(ctx)
		timeout := &BuildTimeoutError{BuildSID: build, After: d.options.BuildTimeout}
		timed, cancel := context.WithTimeoutCause(ctx, d.options.BuildTimeout, timeout)
		defer cancel()
		ticker := time.NewTicker(d.options.PollInterval)
		defer ticker.Stop()
		for {
			status, err := inSlot(timed, d, func() (*serverless.BuildStatus, error) { return d.api.FetchBuildStatus(timed, service, build) })
			if err != nil {
				if errors.Is(context.Cause(timed), timeout) {
					err = timeout
				}
				yield("", ended(ctx, err))
				return
			}
			switch status.Status {
			case serverless.BuildStateBuilding:
				if !yield(status.Status, nil) {
					return
				}
			case serverless.BuildStateCompleted:
				yield(status.Status, nil)
				return
			case serverless.BuildStateFailed:
				yield(status.Status, &BuildFailedError{BuildSID: build})
				return
			default:
				yield(status.Status, fmt.Errorf("the Build %s has the unknown status %q", build, status.Status))
				return
			}
			select {
			case <-timed.Done():
				yield("", ended(ctx, context.Cause(timed)))
				return
			case <-ticker.C:
			}
		}
	}
}

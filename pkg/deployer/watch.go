package deployer

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// patientPolls is after how many polls they come less often, and slowestPoll how many intervals lie between two at most.
const (
	patientPolls = 30
	slowestPoll  = 5
)

// untilPoll is how long to wait after the nth poll: one interval, and from the 30th on a tenth of it more each time, up to five. With the
// default interval that is a second for half a minute, and five seconds from minute three on. A Build takes some ten seconds as a rule;
// one that takes minutes installs many packages, and few seconds more do not matter.
func (d *Deployer) untilPoll(n int) time.Duration {
	interval := d.options.PollInterval
	return min(interval+interval/10*time.Duration(max(0, n-patientPolls)), slowestPoll*interval)
}

// WatchBuild yields the status of a Build, at once, then after every interval of [Options.PollInterval], and from the 30th time on less and
// less often, down to a fifth, until it is final: completed, or a [*BuildFailedError]. A Build that takes longer than
// [Options.BuildTimeout] ends with a [*BuildTimeoutError], a status that is none of the three documented ones with an error: waiting for it
// could last for ever.
//
// Operation FetchBuildStatus.
func (d *Deployer) WatchBuild(ctx context.Context, service, build string) iter.Seq2[serverless.BuildState, error] {
	return func(yield func(serverless.BuildState, error) bool) {
		timeout := &BuildTimeoutError{BuildSID: build, After: d.options.BuildTimeout}
		timed, cancel := context.WithTimeoutCause(ctx, d.options.BuildTimeout, timeout)
		defer cancel()
		next := time.Now() // counted from poll to poll, so that the time of the answers does not add
		for n := 1; ; n++ {
			status, err := d.api.FetchBuildStatus(timed, service, build)
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
			next = next.Add(d.untilPoll(n))
			if now := time.Now(); next.Before(now) {
				next = now
			}
			timer := time.NewTimer(time.Until(next))
			select {
			case <-timed.Done():
				timer.Stop()
				yield("", ended(ctx, context.Cause(timed)))
				return
			case <-timer.C:
			}
		}
	}
}

package deployer

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer/internal/polls"
)

// WatchBuild yields the status of a Build, at once, then after every interval of
// [Options.PollInterval], and from the 30th time on less and less often, down to a fifth, until it
// is final: completed, or a [*BuildFailedError]. Any other status, documented or not, is one to go
// on waiting with. An answer that cannot be read, or is about another resource, says nothing about
// the Build: the wait goes on, and the tenth such answer in a row ends it. A Build that takes longer
// than [Options.BuildTimeout] ends with a [*BuildTimeoutError].
//
// Operation FetchBuildStatus.
func (d *Deployer) WatchBuild(ctx context.Context, service, build string) iter.Seq2[serverless.BuildState, error] {
	if err := d.made(); err != nil {
		return func(yield func(serverless.BuildState, error) bool) { yield("", err) }
	}
	return d.watch(ctx, service, build, polls.Times{Interval: d.options.PollInterval},
		pollHooks{before: func(time.Duration) {}, unread: func(error) {}})
}

// WaitForBuild waits as [Deployer.WatchBuild] does until the Build is completed, and gives it: its
// versions, dependencies and runtime. A Build that fails is a [*BuildFailedError], one that takes
// longer than [Options.BuildTimeout] a [*BuildTimeoutError].
//
// Operations FetchBuildStatus and, once, FetchBuild.
func (d *Deployer) WaitForBuild(ctx context.Context, service, build string) (*serverless.Build, error) {
	for _, err := range d.WatchBuild(ctx, service, build) {
		if err != nil {
			return nil, err
		}
	}
	return d.api.FetchBuild(ctx, service, build)
}

// pollHooks are called before each poll, with its time, and after one whose answer says nothing about
// the Build while the wait goes on.
type pollHooks struct {
	before func(at time.Duration)
	unread func(error)
}

// mostUnread is how many polls in a row may give nothing that can be read. A single one is a proxy's
// page or a cache's mistake; a dead end shows within seconds.
const mostUnread = 10

// watch is WatchBuild at other times.
func (d *Deployer) watch(
	ctx context.Context, service, build string, times polls.Times, hooks pollHooks,
) iter.Seq2[serverless.BuildState, error] {
	return func(yield func(serverless.BuildState, error) bool) {
		if err := d.made(); err != nil {
			yield("", err)
			return
		}
		timeout := &BuildTimeoutError{BuildSID: build, After: d.options.BuildTimeout}
		timed, cancel := context.WithTimeoutCause(ctx, d.options.BuildTimeout, timeout)
		defer cancel()
		began := time.Now()
		unread := 0
		for at := times.First(); ; at = times.Next(at) {
			// Times count from the start, so that the time of the answers does not add.
			if at = max(at, time.Since(began)); !sleepUntil(timed, began.Add(at)) {
				yield("", ended(ctx, context.Cause(timed)))
				return
			}
			hooks.before(at)
			status, err := d.api.FetchBuildStatus(timed, service, build)
			if err == nil && status.Status == "" {
				err = &client.Error{Op: "FetchBuildStatus", StatusCode: http.StatusOK, Err: errNoStatus}
			}
			if unread++; unreadable(err) && unread < mostUnread {
				hooks.unread(err)
				continue
			}
			if err != nil {
				if errors.Is(context.Cause(timed), timeout) {
					err = timeout
				}
				yield("", ended(ctx, err))
				return
			}
			unread = 0
			switch status.Status {
			case serverless.BuildStateCompleted:
				yield(status.Status, nil)
				return
			case serverless.BuildStateFailed:
				yield(status.Status, &BuildFailedError{BuildSID: build})
				return
			}
			if !yield(status.Status, nil) {
				return
			}
		}
	}
}

// errNoStatus is an answer whose status is null or missing.
var errNoStatus = errors.New("the answer cannot be read: it has no status")

// unreadable reports whether an error stands for a success that says nothing.
func unreadable(err error) bool {
	var failure *client.Error
	return errors.As(err, &failure) && failure.StatusCode >= 200 && failure.StatusCode <= 299
}

// sleepUntil reports whether the time has come before ctx ended.
func sleepUntil(ctx context.Context, at time.Time) bool {
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

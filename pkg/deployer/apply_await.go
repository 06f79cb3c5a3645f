package deployer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer/internal/polls"
)

// look is what is live, read beside a poll.
type look struct {
	done   chan struct{}
	cancel context.CancelFunc
	live   *string // nil when it could not be read
}

// end gives up a look that is not needed any more: no request outlives [Deployer.Apply]. Nil is no look.
func (l *look) end() {
	if l != nil {
		l.cancel()
		<-l.done
	}
}

// await waits until the Build is completed, and notes how long it took.
func (a *application) await(ctx context.Context, runtime string) error {
	sid := a.result.BuildSID
	times := a.plan.polls
	times.Interval, times.Rule = a.options.PollInterval, a.rule && !a.buildBegan.IsZero()
	var beside *look // of the first poll
	defer func() { beside.end() }()
	asks := 0
	warned := map[serverless.BuildState]bool{}
	var asked, last time.Duration // when this poll and the one before were sent
	before := func(at time.Duration) {
		last, asked = asked, at
		if asks++; asks == 1 && a.looksBeside() {
			beside = a.look(ctx)
		}
	}
	confused := false
	unread := func(err error) {
		if !confused {
			confused = true
			a.emit(Event{Step: StepBuild, Action: ActionKeep, Name: sid, SID: sid, Warning: fmt.Sprintf(
				"an answer says nothing about the Build; waiting until one does: %v", err)})
		}
	}
	for status, err := range a.watch(ctx, a.result.ServiceSID, sid, times, pollHooks{before, unread}) {
		if status != "" {
			e := Event{Step: StepBuild, Action: ActionKeep, Name: sid, SID: sid, Status: string(status)}
			if !status.Valid() && !warned[status] {
				warned[status] = true
				e.Warning = fmt.Sprintf("the Build has the unknown status %q; waiting until it is completed or failed",
					status)
			}
			a.emit(e)
		}
		if failed := new(BuildFailedError); errors.As(err, &failed) {
			failed.Runtime = runtime
		}
		if err != nil {
			return step(StepBuild, sid, err)
		}
	}
	if !a.buildBegan.IsZero() {
		a.buildTook = polls.BuildTime{Expected: max(1, (last+asked)/2), Within: (asked - last) / 2}
	}
	if beside != nil && asks == 1 {
		<-beside.done
		a.seen = beside.live
	}
	return nil
}

// looksBeside reports whether what is live is read beside the first poll: when that is likely to be
// the last one, since the Build before took no time. Otherwise the look comes after the last poll:
// only that is late enough, and beside each poll it would double the requests.
func (a *application) looksBeside() bool {
	return a.plan.polls.Quick() && a.plan.Environment.Action == ActionKeep && a.plan.Deployment.Action == ActionCreate
}

func (a *application) look(ctx context.Context) *look {
	ctx, cancel := context.WithCancel(ctx)
	l := &look{done: make(chan struct{}), cancel: cancel}
	go func() {
		defer close(l.done)
		live, err := a.liveBuild(ctx, a.plan.Service.SID, a.plan.Environment.SID)
		if err == nil { // else the next look finds it
			l.live = &live
		}
	}()
	return l
}

package suite

import (
	"context"
	"time"
)

// pauseKey is the key of a context for [Target.Pause].
type pauseKey struct{}

// pausing returns a context in which [Wait] asks the target to let time pass, if it can.
func (t *Target) pausing(ctx context.Context, caseID string) context.Context {
	if t.Pause == nil {
		return ctx
	}
	return context.WithValue(ctx, pauseKey{}, func(ctx context.Context, d time.Duration) error {
		return t.Pause(ctx, caseID, d)
	})
}

// DateStep is a wait before and after which dates differ: they have whole seconds.
const DateStep = 1200 * time.Millisecond

// Wait returns after d, or with the cause when ctx ends before. In a run against a target that can
// let time pass, see [Target.Pause], it returns at once.
func Wait(ctx context.Context, d time.Duration) error {
	if pause, ok := ctx.Value(pauseKey{}).(func(context.Context, time.Duration) error); ok {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return pause(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

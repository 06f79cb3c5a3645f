package suite

import (
	"context"
	"sync"
	"time"
)

// A throttle bounds the requests of a whole run: at most [RunOptions.Parallel] are under way at once, whichever cases they belong to, and after a
// 429 none is sent before the time that the answer asked for is over. The real API counts the requests of an account, not of a
// connection (https://www.twilio.com/docs/errors/20429).
type throttle struct {
	slots chan struct{}

	mu    sync.Mutex
	until time.Time
}

func newThrottle(parallel int) *throttle { return &throttle{slots: make(chan struct{}, parallel)} }

// enter waits for its turn; leave must follow unless there is an error, the cause of the end of ctx.
func (t *throttle) enter(ctx context.Context) error {
	for {
		select {
		case t.slots <- struct{}{}:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		pause := t.pause()
		if pause <= 0 {
			return nil
		}
		t.leave()
		if err := Wait(ctx, pause); err != nil {
			return err
		}
	}
}

func (t *throttle) leave() { <-t.slots }

// hold stops all requests for d from now on.
func (t *throttle) hold(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if until := time.Now().Add(d); until.After(t.until) {
		t.until = until
	}
}

func (t *throttle) pause() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Until(t.until)
}

// Package throttle bounds the requests of a whole run.
package throttle

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"
)

// A Throttle bounds the requests of a whole run: at most as many as New was given are under
// way at once, whichever cases they belong to, and after a 429 none is sent before the time that the
// answer asked for is over. The real API counts the requests of an account, not of a connection
// (https://www.twilio.com/docs/errors/20429).
//
// Of the requests that wait, that of the longest case comes first: a case sends one request after
// the other, so the longest one ends the run. For the same reason it keeps its place for its next
// request, for a moment, while no request of a longer case waits.
type Throttle struct {
	wait    func(ctx context.Context, d time.Duration) error
	mu      sync.Mutex
	free    int
	waiting []*waiter // the first one is next
	kept    []*kept
	until   time.Time
}

// keptFor is how long a place is kept: a case sends its next request at once, or waits for something else.
const keptFor = 2 * time.Millisecond

// Urgent is the cost of a request that goes before all others, also when a pause ends.
const Urgent = math.MaxInt

// headStart is how much longer a pause is for all other requests. The first requests after a pause meet the next limit,
// and which ones are first is chance.
const headStart = 2 * keptFor

// A kept is a place that waits for a request of this cost, or of a higher one.
type kept struct {
	cost  int
	timer *time.Timer
}

// waiter is one request that waits.
type waiter struct {
	cost  int
	ready chan struct{} // closed when it has a place
}

// New returns a throttle for this many requests at once; wait is how it passes a time.
func New(parallel int, wait func(ctx context.Context, d time.Duration) error) *Throttle {
	return &Throttle{free: parallel, wait: wait}
}

// Enter waits for the turn of a request of a case of this cost; Leave must follow unless there is
// an error, the cause of the end of ctx.
func (t *Throttle) Enter(ctx context.Context, cost int) error {
	for {
		if err := t.place(ctx, cost); err != nil {
			return err
		}
		pause := t.pause()
		if pause <= 0 {
			return nil
		}
		t.Leave(0)
		if cost < Urgent {
			pause += headStart
		}
		if err := t.wait(ctx, pause); err != nil {
			return err
		}
	}
}

func (t *Throttle) place(ctx context.Context, cost int) error {
	t.mu.Lock()
	if t.free > 0 {
		t.free--
		t.mu.Unlock()
		return nil
	}
	for i, k := range t.kept {
		if cost >= k.cost {
			k.timer.Stop() // if it is too late for that, it finds nothing to give away
			t.kept = slices.Delete(t.kept, i, i+1)
			t.mu.Unlock()
			return nil
		}
	}
	w := &waiter{cost, make(chan struct{})}
	at := len(t.waiting)
	for at > 0 && t.waiting[at-1].cost < cost {
		at--
	}
	t.waiting = slices.Insert(t.waiting, at, w)
	t.mu.Unlock()
	select {
	case <-w.ready:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	if i := slices.Index(t.waiting, w); i >= 0 {
		t.waiting = slices.Delete(t.waiting, i, i+1)
		t.mu.Unlock()
		return context.Cause(ctx)
	}
	t.mu.Unlock()
	t.Leave(0) // it got its place at the same moment
	return context.Cause(ctx)
}

// Leave ends a request of a case of this cost and gives its place to the next one.
func (t *Throttle) Leave(cost int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.waiting) > 0 && t.waiting[0].cost <= cost {
		k := &kept{cost: cost}
		k.timer = time.AfterFunc(keptFor, func() { t.giveAway(k) })
		t.kept = append(t.kept, k)
		return
	}
	t.next()
}

// giveAway ends the time of a place that was kept, unless a request has it.
func (t *Throttle) giveAway(k *kept) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := slices.Index(t.kept, k); i >= 0 {
		t.kept = slices.Delete(t.kept, i, i+1)
		t.next()
	}
}

// next needs the lock.
func (t *Throttle) next() {
	if len(t.waiting) == 0 {
		t.free++
		return
	}
	close(t.waiting[0].ready)
	t.waiting = slices.Delete(t.waiting, 0, 1)
}

// Free is how many places no request has or waits for.
func (t *Throttle) Free() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.free
}

// Hold stops all requests for d from now on.
func (t *Throttle) Hold(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if until := time.Now().Add(d); until.After(t.until) {
		t.until = until
	}
}

func (t *Throttle) pause() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Until(t.until)
}

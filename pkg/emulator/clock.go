package emulator

import (
	"sync"
	"time"
)

// A Clock has a time that tests and people can move; its method Now is for
// [Options.Clock]. The zero value runs with the time of the machine; that of
// [NewClock] stands still. Nil is the clock of the machine, which nothing moves. It is safe for concurrent use.
//
// Builds, dates, the default range of Logs and the rates of [Limits] follow it.
// Latency and the delays of faults do not: they are real.
type Clock struct {
	mu     sync.Mutex
	stands bool
	at     time.Time // the time it shows when it stands, or showed when the machine had since
	since  time.Time // zero for a clock that was never moved: the time of the machine
}

// NewClock makes a Clock that stands at start until it is moved.
func NewClock(start time.Time) *Clock { return &Clock{stands: true, at: start} }

// Now gives the time that the clock shows.
func (c *Clock) Now() time.Time {
	if c == nil {
		return time.Now()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	switch {
	case c.stands:
		return c.at
	case c.since.IsZero():
		return time.Now()
	}
	return c.at.Add(time.Since(c.since)) // a Duration to the machine's time would end after 292 years
}

// Advance moves the clock on by d, or back when d is negative. A clock that runs
// goes on from there.
func (c *Clock) Advance(d time.Duration) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = c.now().Add(d), time.Now()
}

// Set moves the clock to t. A clock that runs goes on from there.
func (c *Clock) Set(t time.Time) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since = t, time.Now()
}

// Stop makes the clock stand at the time that it shows.
func (c *Clock) Stop() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.stands = c.now(), true
}

// Run makes a clock that stands go on from the time that it shows.
func (c *Clock) Run() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stands {
		c.since, c.stands = time.Now(), false
	}
}

// Running reports whether the clock runs.
func (c *Clock) Running() bool {
	if c == nil {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.stands
}

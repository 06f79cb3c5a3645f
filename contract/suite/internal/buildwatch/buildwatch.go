// Package buildwatch knows how long the Builds of a run take.
package buildwatch

import (
	"sync"
	"time"
)

const (
	// leastPatience is how long a Build is waited for after another one of the run did not end.
	leastPatience = 5 * time.Second
)

// A Watch knows how long the Builds of a run took, so that a target whose Builds never end is waited for once.
type Watch struct {
	mu      sync.Mutex
	slowest time.Duration
	fastest time.Duration // 0: none has ended
	stuck   bool
}

// Patience is how long a Build is waited for.
func (b *Watch) Patience(timeout time.Duration) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.stuck {
		return timeout
	}
	return min(timeout, max(leastPatience, 2*b.slowest))
}

// Longest is how long a Build may go on that nobody waits for.
func (b *Watch) Longest() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return min(b.slowest+time.Second/2, 2*leastPatience)
}

// Ended notes how long a Build took.
func (b *Watch) Ended(took time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.slowest = max(b.slowest, took)
	if b.fastest == 0 || took < b.fastest {
		b.fastest = took
	}
}

// worthWaiting is from how many intervals between polls on a Build is waited for as long as the fastest one took.
const worthWaiting = 4

// FirstWait is how long to wait before the first look at a Build that was created so long ago: an interval, until
// shortly before the fastest one of the run had ended, or not at all.
func (b *Watch) FirstWait(age, interval time.Duration) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.fastest == 0:
		return interval
	case age >= b.fastest:
		return 0
	case b.fastest < worthWaiting*interval:
		return interval
	}
	return max(interval, b.fastest-interval-age)
}

// NeverEnded notes that a Build did not end in time.
func (b *Watch) NeverEnded() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stuck = true
}

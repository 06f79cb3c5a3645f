package suite

import (
	"fmt"
	"sync"
	"time"
)

const (
	// maxPollFactor bounds how much longer than PollInterval the wait between two polls of a Build becomes.
	maxPollFactor = 3
	// leastPatience is how long a Build is waited for after another one of the run did not end.
	leastPatience = 5 * time.Second
)

// A buildWatch knows how long the Builds of a run took, so that a target whose Builds never end is waited for once.
type buildWatch struct {
	mu      sync.Mutex
	slowest time.Duration
	fastest time.Duration // 0: none has ended
	stuck   bool
}

// patience is how long a Build is waited for.
func (b *buildWatch) patience(timeout time.Duration) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.stuck {
		return timeout
	}
	return min(timeout, max(leastPatience, 2*b.slowest))
}

func (b *buildWatch) ended(took time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.slowest = max(b.slowest, took)
	if b.fastest == 0 || took < b.fastest {
		b.fastest = took
	}
}

// worthWaiting is from how many intervals between polls on a Build is waited for as long as the fastest one took.
const worthWaiting = 4

// firstWait is how long to wait before the first look at a Build that was created so long ago: an interval, until
// shortly before the fastest one of the run had ended, or not at all.
func (b *buildWatch) firstWait(age, interval time.Duration) time.Duration {
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

func (b *buildWatch) neverEnded() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stuck = true
}

// unendedError is a Build that did not end.
type unendedError struct {
	sid    string
	waited time.Duration
}

// Error says how long it was waited for.
func (e *unendedError) Error() string {
	return fmt.Sprintf("the Build %s is not final after %s", e.sid, e.waited.Round(time.Second))
}

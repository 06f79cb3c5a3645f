package suite

import (
	"fmt"
	"sync"
	"time"
)

// What a run waits for: Builds that end, and resources that are found a moment after they were made.

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

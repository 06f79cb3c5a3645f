package room

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// An account may hold fewer Services than it is said to, and one that was deleted may count for some time. A refusal
// shows how many there is room for: the run goes on with as many, and the refused request is sent again when there may
// be room.

const (
	// countsFor is how long a deleted Service may count.
	countsFor = 5 * time.Second
	// wideAfter is how long no request has to be refused before the run takes all of the room again.
	wideAfter = 30 * time.Second
	// doorWait is the time between two requests that look for room.
	doorWait = 500 * time.Millisecond
	// inVainFor is how long requests are repeated while none of the run finds room.
	inVainFor = 20 * time.Second
)

// A Crowd knows how many Services a run has, and when there was no room for more.
type Crowd struct {
	wait func(ctx context.Context, d time.Duration) error
	door chan struct{} // holds one while a request looks for room

	mu      sync.Mutex
	has     int
	deleted []time.Time
	made    time.Time // the last one
	refused time.Time // the last time
	narrow  bool
	least   int // Services that there was room for, 0 when there always was enough
}

// NewCrowd counts the Services of a run; wait is how it passes a time.
func NewCrowd(wait func(ctx context.Context, d time.Duration) error) *Crowd {
	return &Crowd{wait: wait, door: make(chan struct{}, 1), made: time.Now()}
}

// Note counts what an exchange made or deleted.
func (c *Crowd) Note(operation string, status int) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case operation == "CreateService" && status == http.StatusCreated:
		c.has, c.made = c.has+1, time.Now()
	case operation == "DeleteService" && status == http.StatusNoContent:
		c.has, c.deleted = c.has-1, append(c.deleted, time.Now())
	}
}

// counted is how many Services of the run the account may count. It needs the lock.
func (c *Crowd) counted() int {
	n := max(0, c.has)
	for _, at := range c.deleted {
		if time.Since(at) < countsFor {
			n++
		}
	}
	return n
}

// Await waits for room after a refusal, and reports whether to send the request again. It gives up when the request was
// first sent longer ago than patience, or when no request of the run has found room for some time.
func (c *Crowd) Await(ctx context.Context, r *Room, since time.Time, patience time.Duration) bool {
	c.mu.Lock()
	if n := max(OfCase, c.counted()); !c.narrow || time.Since(c.refused) > wideAfter {
		c.narrow = true
		r.resize(n)
		if c.least == 0 || n < c.least {
			c.least = n
		}
	}
	c.refused = time.Now()
	c.mu.Unlock()
	select {
	case c.door <- struct{}{}:
		defer func() { <-c.door }()
	case <-ctx.Done():
		return false
	}
	c.mu.Lock()
	hopeless := time.Since(c.made) > inVainFor || patience > 0 && time.Since(since) > patience
	c.mu.Unlock()
	return !hopeless && c.wait(ctx, doorWait) == nil
}

// IsNarrow reports whether there was no room a while ago. When that is long ago, the room is as wide as it was.
func (c *Crowd) IsNarrow(r *Room) bool {
	if c == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.narrow && time.Since(c.refused) > wideAfter {
		c.narrow = false
		r.widen()
	}
	return c.narrow
}

// HasMade reports whether the run made Services that the account may count.
func (c *Crowd) HasMade() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counted() > 0
}

// Least is how many Services there was room for at least, 0 when there always was enough.
func (c *Crowd) Least() int {
	if c == nil {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.least
}

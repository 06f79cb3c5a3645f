// Package places limits how many requests are under way at once, and learns the limit from the
// answers.
package places

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// Limiter gives places to requests. It starts with the most places that are allowed and learns from
// answers with status 429 how many the account takes, see [learner]. There is always at least one.
type Limiter struct {
	mu       sync.Mutex
	underWay int
	waiting  []chan struct{} // first come, first served
	timer    *time.Timer     // for the end of a pause
	learner  learner
}

// New returns a limiter with at most so many places.
func New(most int) *Limiter { return &Limiter{learner: newLearner(most)} }

// Acquire waits for a place.
func (l *Limiter) Acquire(ctx context.Context) error {
	if ctx.Err() != nil { // select would choose at random
		return context.Cause(ctx)
	}
	l.mu.Lock()
	if len(l.waiting) == 0 && l.free() {
		l.underWay++
		l.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	l.waiting = append(l.waiting, turn)
	l.admit() // sets the timer of a pause
	l.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		l.giveUp(turn)
		return context.Cause(ctx)
	}
}

// giveUp takes a turn back, whether it has come or not.
func (l *Limiter) giveUp(turn chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.Index(l.waiting, turn); i >= 0 {
		l.waiting = slices.Delete(l.waiting, i, i+1)
		return
	}
	l.underWay--
	l.admit()
}

// Release gives a place back.
func (l *Limiter) Release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.underWay--
	l.admit()
}

// take counts a request without waiting.
func (l *Limiter) take() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.underWay++
}

func (l *Limiter) free() bool {
	return l.underWay < l.learner.limit() && !time.Now().Before(l.learner.resume)
}

// admit lets those in who wait, as far as there are places.
func (l *Limiter) admit() {
	for len(l.waiting) > 0 && l.free() {
		close(l.waiting[0])
		l.waiting = l.waiting[1:]
		l.underWay++
	}
	if pause := time.Until(l.learner.resume); len(l.waiting) > 0 && pause > 0 && l.timer == nil {
		l.timer = time.AfterFunc(pause, func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.timer = nil
			l.admit()
		})
	}
}

// Observe returns a context whose requests report their answers to the limiter. A request that was
// refused gives its place back while it waits, and takes its turn before it is sent again.
func (l *Limiter) Observe(ctx context.Context) context.Context {
	return client.WithObserver(ctx, &client.Observer{
		Done: func(a client.Attempt) {
			l.mu.Lock()
			defer l.mu.Unlock()
			if a.StatusCode == http.StatusTooManyRequests {
				l.learner.refused(a, l.underWay)
			} else if a.StatusCode != 0 {
				l.learner.answered(a, l.underWay)
			}
			if a.Again { // else the holder of the place releases it
				l.underWay--
			}
			l.admit()
		},
		Again: func(ctx context.Context) error {
			err := l.Acquire(ctx)
			if err != nil {
				l.take() // the holder of the place releases it
			}
			return err
		},
	})
}

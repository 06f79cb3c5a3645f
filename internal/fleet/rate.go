package fleet

import (
	"net/http"
	"sync"
	"time"
)

// window is what a rate is counted in.
const window = time.Second

// limiter keeps the requests of one account below its rate, however unsteady the network is: a request gives its place
// to another one a second after its answer. So the one that begins n places later reaches the server more than a
// second after it, and never more than n begin within a second there.
type limiter struct{ places chan struct{} }

// newLimiter returns a limiter for so many requests a second. A process that follows one that was killed waits: the
// requests of that one count too.
func newLimiter(rate int, wait bool) *limiter {
	l := &limiter{places: make(chan struct{}, rate)}
	for range rate {
		if wait {
			l.later()
		} else {
			l.places <- struct{}{}
		}
	}
	return l
}

func (l *limiter) later() { time.AfterFunc(window, func() { l.places <- struct{}{} }) }

// wrap returns a transport that waits for its turn.
func (l *limiter) wrap(next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		select {
		case <-l.places:
		case <-r.Context().Done():
			if r.Body != nil {
				_ = r.Body.Close()
			}
			return nil, r.Context().Err()
		}
		response, err := next.RoundTrip(r)
		l.later()
		return response, err
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// limiters gives the deployments of an account the same limiter.
type limiters struct {
	mu       sync.Mutex
	identity func(Deployment) string
	rates    map[string]int // by identity, as those below
	accounts map[string]*limiter
	begun    map[string]bool // accounts that another process may just have been sending to
}

func (l *limiters) of(d Deployment) *limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	account := l.identity(d)
	found := l.accounts[account]
	if found == nil {
		found = newLimiter(l.rates[account], l.begun[account])
		l.accounts[account] = found
	}
	return found
}

// rates are those of the accounts in one shard. An account with several names has the lowest of theirs. If their
// deployments are in several shards, each shard takes its part of it.
func rates(f *Fleet, s Shard, identity func(Deployment) string) map[string]int {
	rate, shards := map[string]int{}, map[string]int{}
	for i := range s.Count {
		of := map[string]bool{}
		for _, d := range (Shard{i + 1, s.Count}).Of(f) {
			account := identity(d)
			if lowest, found := rate[account]; !found || d.Rate < lowest {
				rate[account] = d.Rate
			}
			of[account] = true
		}
		for account := range of {
			shards[account]++
		}
	}
	for account := range rate {
		rate[account] = max(1, rate[account]/shards[account])
	}
	return rate
}

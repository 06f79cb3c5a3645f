package emulator

import (
	"strconv"
	"sync"
	"time"
)

// A limiter counts what accounts do.
type limiter struct {
	limits Limits

	mu       sync.Mutex
	accounts map[string]*usage
}

type usage struct {
	underWay int
	requests rate
	builds   rate
}

func newLimiter(l Limits) *limiter { return &limiter{limits: l, accounts: map[string]*usage{}} }

// enter counts a request, or refuses it; after nil, leave must follow.
func (l *limiter) enter(account string, now time.Time) error {
	if l.limits.Concurrent == 0 && l.limits.PerSecond == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	u := l.usage(account)
	if n := l.limits.Concurrent; n > 0 && u.underWay >= n {
		return &errLimited{"concurrent", l.limits.RetryAfter}
	}
	if n := l.limits.PerSecond; n > 0 && !u.requests.take(n, time.Second, now) {
		return &errLimited{"per-second", l.limits.RetryAfter}
	}
	u.underWay++
	return nil
}

func (l *limiter) leave(account string) {
	if l.limits.Concurrent == 0 && l.limits.PerSecond == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.usage(account).underWay--
}

// build counts a new Build, or refuses it.
func (l *limiter) build(account string, now time.Time) error {
	if l.limits.BuildsPerHour == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.usage(account).builds.take(l.limits.BuildsPerHour, time.Hour, now) {
		return &errLimited{"builds-per-hour", l.limits.RetryAfter}
	}
	return nil
}

// maxIdleAccounts bounds what callers with ever new accounts can make it remember.
const maxIdleAccounts = 10_000

// usage needs the lock.
func (l *limiter) usage(account string) *usage {
	u, ok := l.accounts[account]
	if !ok {
		if len(l.accounts) >= maxIdleAccounts {
			for sid, other := range l.accounts {
				if other.underWay == 0 {
					delete(l.accounts, sid)
				}
			}
		}
		u = &usage{}
		l.accounts[account] = u
	}
	return u
}

// A rate remembers when the last so many things happened, as a ring.
type rate struct {
	times []time.Time
	next  int
}

// take reports whether one more of n within a window may happen now, and counts it.
func (r *rate) take(n int, window time.Duration, now time.Time) bool {
	if len(r.times) < n {
		r.times = append(r.times, now)
		return true
	}
	// A clock that was moved back forgives.
	if since := now.Sub(r.times[r.next]); since >= 0 && since < window {
		return false
	}
	r.times[r.next] = now
	r.next = (r.next + 1) % n
	return true
}

// An errLimited is a refusal of the gateway before the API.
type errLimited struct {
	limit      string
	retryAfter time.Duration
}

func (e *errLimited) Error() string { return "over the limit " + e.limit }

func (e *errLimited) reply() *reply {
	rep := tooManyReply()
	rep.limited = true
	rep.header.Set(FaultHeader, "limit; name="+e.limit)
	if e.retryAfter > 0 {
		rep.header.Set("Retry-After", strconv.FormatInt(int64((e.retryAfter+time.Second-1)/time.Second), 10))
	}
	return rep
}

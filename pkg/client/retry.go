package client

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// Retry bounds how often and how long a request is repeated. Zero fields take the defaults.
type Retry struct {
	// Attempts is how often a read or delete is sent at most when the server fails or the connection
	// is lost. Default 4; 1 means never again.
	Attempts int
	// RateLimitAttempts is how often any request is sent at most when it is answered 429. Default
	// 10; 1 means never again.
	RateLimitAttempts int
	// MinWait is the first wait; later ones double. Each is shortened at random by up to a half, so
	// that parallel requests part. Default 500 ms, or MaxWait when that is shorter.
	MinWait time.Duration
	// MaxWait bounds every wait. A Retry-After beyond it, of a 429 or a 5xx, ends the repetitions
	// at once. Default 30 s.
	MaxWait time.Duration
}

func (r Retry) withDefaults() (Retry, error) {
	if r.Attempts < 0 || r.RateLimitAttempts < 0 || r.MinWait < 0 || r.MaxWait < 0 {
		return r, fmt.Errorf("Retry has a negative field: %+v", r)
	}
	defaultTo(&r.Attempts, 4)
	defaultTo(&r.RateLimitAttempts, 10)
	defaultTo(&r.MaxWait, 30*time.Second)
	defaultTo(&r.MinWait, min(500*time.Millisecond, r.MaxWait))
	if r.MinWait > r.MaxWait {
		return r, fmt.Errorf("Retry.MinWait %s is longer than Retry.MaxWait %s", r.MinWait, r.MaxWait)
	}
	return r, nil
}

func defaultTo[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// wait returns how long to wait after the given attempt (1 is the first), and whether the server's
// wish can be met at all.
func (r Retry) wait(attempt int, retryAfter time.Duration) (time.Duration, bool) {
	if retryAfter > r.MaxWait {
		return 0, false
	}
	backoff := r.MaxWait
	if shift := attempt - 1; r.MinWait <= r.MaxWait>>shift { // compared this way round, nothing overflows
		backoff = r.MinWait << shift
	}
	backoff -= rand.N(backoff/2 + 1)
	if retryAfter > 0 {
		retryAfter = min(r.MaxWait, retryAfter+rand.N(r.MinWait/2+1)) // all who were told the same second must part too
	}
	return max(backoff, retryAfter), true
}

// retryAfter reads the header as seconds or as an HTTP date. Source: RFC 9110, section 10.2.3.
func retryAfter(header http.Header, now time.Time) time.Duration {
	value := header.Get("Retry-After")
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		const most = math.MaxInt64 / int64(time.Second)
		return time.Duration(min(max(0, seconds), most)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return ctx.Err() // both may have happened; another attempt would only fail
	}
}

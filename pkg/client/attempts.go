package client

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// Attempt is one request that was sent for an operation, and what came of it.
type Attempt struct {
	Op         string    // operationId
	Number     int       // from 1
	Began      time.Time // when it was sent
	StatusCode int       // 0 when no answer came
	// Concurrent is how many requests of the account were under way, by the Twilio-Concurrent-Requests
	// of the answer; 0 when it does not say.
	Concurrent int
	// RetryAfter is what the server asked for, 0 when it did not.
	RetryAfter time.Duration
	// Again says that another attempt follows, after a wait.
	Again bool
}

// Observer watches the attempts of the calls that are made with a context of [WithObserver], so
// that a caller with many of them can send fewer at a time when the API refuses some. The functions
// may be called from several goroutines at once; each may be nil.
type Observer struct {
	// Done is called when an attempt has ended, before the wait for the next one.
	Done func(Attempt)
	// Again is called after that wait and holds the next attempt back until it returns. An error ends
	// the call, as the end of ctx does.
	Again func(ctx context.Context) error
}

type observerKey struct{}

// WithObserver returns a context whose calls report their attempts to o. It replaces the observer of ctx.
func WithObserver(ctx context.Context, o *Observer) context.Context {
	return context.WithValue(ctx, observerKey{}, o)
}

func observerOf(ctx context.Context) *Observer {
	if o, ok := ctx.Value(observerKey{}).(*Observer); ok && o != nil {
		return o
	}
	return &Observer{}
}

func (o *Observer) done(call *call, began time.Time, resp *http.Response, again bool) {
	if o.Done == nil {
		return
	}
	a := Attempt{Op: call.op, Number: call.attempts, Began: began, StatusCode: statusOf(resp), Again: again}
	if resp != nil {
		a.Concurrent, _ = strconv.Atoi(resp.Header.Get("Twilio-Concurrent-Requests"))
		a.RetryAfter = retryAfter(resp.Header, time.Now())
	}
	o.Done(a)
}

func (o *Observer) again(ctx context.Context) error {
	if o.Again == nil {
		return nil
	}
	return o.Again(ctx)
}

package client

import (
	"context"
	"net/http"
	"time"
)

// call is one operation in progress: what its errors need, and what the retries learned.
type call struct {
	op       string
	kind     kind          // of the SID of the resource that the answer holds; zero for a page
	request  *http.Request // nil until an attempt was made
	password string        // of the request
	attempts int
	took     time.Duration // of all attempts, without the waits between them
	stopped  error         // why a wait ended early: the context's error
	// uncertain is set when an attempt may have been processed without an answer arriving.
	uncertain bool
}

type callKey struct{}

func withCall(ctx context.Context, op string) (context.Context, *call) {
	c := &call{op: op}
	return context.WithValue(ctx, callKey{}, c), c
}

func callOf(ctx context.Context) *call {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c
	}
	return &call{}
}

package cassettes

import (
	"net/http"
	"sync"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// inOrder compares each request with the next recorded exchange and no other. go-vcr asks its
// matcher about every exchange that was not played yet, from the first on, until one fits: only the
// first answer counts.
type inOrder struct {
	mu    sync.Mutex
	asked bool
	next  string // the exchange that a request did not fit
}

// roundTrip sends one request after the other; without an order it only sends.
func (o *inOrder) roundTrip(next http.RoundTripper, req *http.Request) (*http.Response, error) {
	if o == nil {
		return next.RoundTrip(req)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asked, o.next = false, ""
	return next.RoundTrip(req)
}

// matches is go-vcr's matcher; roundTrip holds the lock.
func (o *inOrder) matches(req *http.Request, recorded cassette.Request) bool {
	if o.asked {
		return false
	}
	o.asked = true
	if matches(req, recorded) {
		return true
	}
	o.next = recorded.Method + " " + recorded.URL
	return false
}

// missed names the exchange that the last request did not fit, empty when there was none left.
func (o *inOrder) missed() string {
	if o == nil {
		return ""
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.next
}

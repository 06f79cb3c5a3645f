package suite

import (
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// A Transport sends requests and bears servers that close idle connections early: what met such a
// connection is sent again where nothing was sent or the request is safe, and requests that are not
// safe get a connection of their own from then on. It is safe for concurrent use.
type Transport struct {
	shared, fresh *http.Transport
	short         atomic.Bool // an idle connection was closed under a request
}

// NewTransport returns a Transport with the settings of base.
func NewTransport(base *http.Transport) *Transport {
	fresh := base.Clone()
	fresh.DisableKeepAlives = true
	return &Transport{shared: base, fresh: fresh}
}

// CloseIdleConnections closes connections that nobody uses.
func (t *Transport) CloseIdleConnections() { t.shared.CloseIdleConnections() }

// RoundTrip implements [http.RoundTripper].
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if t.short.Load() && !isSafe(req) {
		return t.fresh.RoundTrip(req)
	}
	var reused, wrote, answered atomic.Bool
	traced := req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GotConn:              func(info httptrace.GotConnInfo) { reused.Store(info.Reused) },
		WroteHeaders:         func() { wrote.Store(true) },
		GotFirstResponseByte: func() { answered.Store(true) },
	}))
	resp, err := t.shared.RoundTrip(traced)
	if err == nil || !reused.Load() || answered.Load() || req.Context().Err() != nil {
		return resp, err
	}
	t.short.Store(true)
	if wrote.Load() && !isSafe(req) {
		return nil, err // it may have been done: the case is run again
	}
	again := req.Clone(req.Context())
	if req.Body != nil && req.Body != http.NoBody {
		if req.GetBody == nil {
			return nil, err
		}
		body, bodyErr := req.GetBody()
		if bodyErr != nil {
			return nil, err
		}
		again.Body = body
	}
	return t.fresh.RoundTrip(again)
}

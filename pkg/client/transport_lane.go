package client

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"
)

// lane is one pool of connections: with HTTP/2 one connection for each host.
type lane struct {
	http  *http.Transport
	proxy proxyFunc    // of hosts over TLS, if the lane opens the tunnels itself
	tls   *tls.Config  // of connections opened beforehand: http changes its own at its first request
	bytes atomic.Int64 // of the large bodies under way

	foreign bool // the caller has a DialTLSContext, which connects

	mu       sync.Mutex
	openings map[string]*opening  // by host, until it is connected
	used     map[string]time.Time // when a host was last connected to or answered
	early    map[string]*early    // by address
}

// opening is the first request to a host, which connects alone.
type opening struct {
	done chan struct{} // closed when it has a connection, or will have none
	once sync.Once
}

// idleAfter is how long after its last use a connection is not relied on any more.
const idleAfter = 30 * time.Second

func newLane(base *http.Transport) *lane {
	l := &lane{
		http: base.Clone(), tls: &tls.Config{}, openings: map[string]*opening{}, used: map[string]time.Time{},
		early: map[string]*early{},
	}
	if base.TLSClientConfig != nil {
		l.tls = base.TLSClientConfig.Clone()
	}
	l.http.MaxIdleConnsPerHost = max(l.http.MaxIdleConnsPerHost, idleConnections)
	if l.http.ResponseHeaderTimeout == 0 {
		l.http.ResponseHeaderTimeout = 2 * time.Minute // a server that accepted a request and went silent
	}
	if l.foreign = base.DialTLSContext != nil; !l.foreign {
		l.http.DialTLSContext = l.dialTLS
		l.ownTunnels(base)
	}
	return l
}

func (l *lane) sent(bytes int64) { l.bytes.Add(-bytes) }

func (l *lane) roundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Scheme != "https" {
		return l.http.RoundTrip(req)
	}
	host := req.URL.Host
	o, first := l.open(host)
	switch {
	case first:
		defer l.opened(host, o, false)
		trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { l.opened(host, o, true) }}
		req = req.WithContext(httptrace.WithClientTrace(req.Context(), trace))
	case o != nil:
		select {
		case <-o.done:
		case <-req.Context().Done():
			if req.Body != nil {
				_ = req.Body.Close()
			}
			return nil, &unsentError{context.Cause(req.Context())}
		}
	}
	resp, err := l.http.RoundTrip(req)
	if err == nil {
		l.note(host)
	}
	return resp, err
}

// open returns nil for a host with a connection, else what to wait for, and whether to connect
// oneself.
func (l *lane) open(host string) (o *opening, first bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.used[host]) < idleAfter {
		return nil, false
	}
	if o := l.openings[host]; o != nil {
		return o, false
	}
	o = &opening{done: make(chan struct{})}
	l.openings[host] = o
	return o, true
}

// opened lets the others go: over the connection, or without one each for itself.
func (l *lane) opened(host string, o *opening, connected bool) {
	o.once.Do(func() {
		if connected {
			l.note(host)
		}
		l.mu.Lock()
		delete(l.openings, host)
		l.mu.Unlock()
		close(o.done)
	})
}

func (l *lane) note(host string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.used[host] = time.Now()
}

func (l *lane) closeIdle() {
	l.mu.Lock()
	waiting := l.early
	l.early, l.used = map[string]*early{}, map[string]time.Time{}
	l.mu.Unlock()
	for _, e := range waiting {
		e.cancel()
		<-e.done
		e.close()
	}
	l.http.CloseIdleConnections()
}

package client

import (
	"net"
	"net/http"
	"net/url"

	"github.com/twilio-serverless/twilio-serverless-go/internal/slow"
)

// Transport is an http.Transport for many requests at once:
//
//   - The first request to a host over TLS connects alone. When the host speaks HTTP/2, all others use
//     that connection instead of dialling each their own.
//   - [Transport.Connect] opens the connection to a host before it is needed.
//   - An answer that is not complete two minutes after its header is an error, unless it is large and
//     has come with 64 KiB a second on average. A [Client] does not ask for it again.
//   - Large bodies that are sent at the same time go over up to six connections, since a server with a
//     small HTTP/2 window lets each connection carry little.
//
// Make it with [NewTransport]. It is safe for concurrent use.
type Transport struct {
	lanes [lanes]*lane // the first for all requests, the others for large bodies beside one
}

const (
	// lanes is how many connections large bodies use, as many as browsers use for a host.
	lanes = 6
	// largeBody is from how many bytes on a body counts as large: some round trips of the smallest
	// window that HTTP/2 has, 64 KiB.
	largeBody = 512 << 10
)

// NewTransport returns a Transport with the settings of base, which is not changed. A nil base is
// http.DefaultTransport if that is a *http.Transport, else a zero one.
func NewTransport(base *http.Transport) *Transport {
	if base == nil {
		base = &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true}
		if standard, ok := http.DefaultTransport.(*http.Transport); ok {
			base = standard
		}
	}
	t := &Transport{}
	for i := range t.lanes {
		t.lanes[i] = newLane(base)
	}
	return t
}

// RoundTrip sends a request.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if t == nil || t.lanes[0] == nil {
		if req.Body != nil {
			_ = req.Body.Close() // the caller gave it away
		}
		return nil, errUnmadeTransport
	}
	resp, err := t.send(req)
	if err == nil {
		slow.Limit(resp)
	}
	return resp, err
}

func (t *Transport) send(req *http.Request) (*http.Response, error) {
	if req.ContentLength < largeBody || req.URL.Scheme != "https" {
		return t.lanes[0].roundTrip(req)
	}
	l := t.lightest(req.ContentLength)
	defer l.sent(req.ContentLength)
	return l.roundTrip(req)
}

// lightest chooses the lane with the fewest bytes of large bodies under way, and adds to them.
func (t *Transport) lightest(bytes int64) *lane {
	for {
		best, least := t.lanes[0], t.lanes[0].bytes.Load()
		for _, l := range t.lanes[1:] {
			if n := l.bytes.Load(); n < least {
				best, least = l, n
			}
		}
		if best.bytes.CompareAndSwap(least, least+bytes) {
			return best
		}
	}
}

// Connect begins to open a connection to the host of a URL, which the next request to it uses. It
// returns at once; a failure shows when the host is used. Through an HTTP proxy it opens the tunnel
// and makes the handshake with the host. It does nothing for http://, and where only net/http can
// connect: through a SOCKS proxy, with a DialTLSContext of the caller, or with settings that watch
// each CONNECT (OnProxyConnectResponse, GetProxyConnectHeader).
func (t *Transport) Connect(rawURL string) {
	u, err := url.Parse(rawURL)
	if err != nil || u.Scheme != "https" || u.Host == "" || t == nil || t.lanes[0] == nil {
		return
	}
	l := t.lanes[0]
	if proxy := l.http.Proxy; proxy != nil {
		if p, err := proxy(&http.Request{URL: u}); err != nil || p != nil {
			return
		}
	}
	if l.foreign {
		return
	}
	port := u.Port()
	if port == "" {
		port = "443"
	}
	l.connect(net.JoinHostPort(u.Hostname(), port))
}

// CloseIdleConnections closes the connections that no request uses.
func (t *Transport) CloseIdleConnections() {
	if t == nil || t.lanes[0] == nil {
		return
	}
	for _, l := range t.lanes {
		l.closeIdle()
	}
}

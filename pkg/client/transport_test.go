package client_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/simnet"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// site is an HTTPS server on a network in virtual time, and a transport to it.
type site struct {
	net       *simnet.Network
	transport *client.Transport
}

const roundTrip = 100 * time.Millisecond

// visit runs a test with a server that answers after it has read the body.
func visit(t *testing.T, http1 bool, window int, bandwidth float64, test func(t *testing.T, s *site)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := simnet.New(roundTrip, bandwidth)
		certificate, pool, err := simnet.Certificate("a.example", "b.example")
		require.NoError(t, err)
		protocols := new(http.Protocols)
		protocols.SetHTTP1(true)
		protocols.SetHTTP2(!http1)
		server := &http.Server{
			ErrorLog: log.New(io.Discard, "", 0), Protocols: protocols,
			TLSConfig: &tls.Config{Certificates: []tls.Certificate{certificate}},
			Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				_,
					_ = io.Copy(io.Discard, r.Body)
			}),
		}
		if window > 0 {
			server.HTTP2 = &http.HTTP2Config{MaxReceiveBufferPerConnection: window, MaxReceiveBufferPerStream: window}
		}
		listener := n.Listener()
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_ = server.ServeTLS(listener, "", "")
		}()
		s := &site{net: n, transport: client.NewTransport(&http.Transport{
			DialContext: n.DialContext, TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true,
		})}
		test(t, s)
		s.transport.CloseIdleConnections()
		_ = server.Close()
		_ = listener.Close()
		<-ended
		time.Sleep(5 * time.Minute)
	})
}

// send sends requests with bodies at the same time and returns how long all took.
func (s *site) send(t *testing.T, n, size int) time.Duration {
	t.Helper()
	began := time.Now()
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://a.example/x",
				bytes.NewReader(make([]byte, size)))
			assert.NoError(t, err)
			resp, err := s.transport.RoundTrip(req)
			if assert.NoError(t, err) {
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
			}
		})
	}
	all.Wait()
	return time.Since(began)
}

// Requests that begin together make one connection with HTTP/2.
func TestTransport_oneDial(t *testing.T) {
	t.Parallel()
	visit(t, false, 0, 0, func(t *testing.T, s *site) {
		assert.Equal(t, 3*roundTrip, s.send(t, 30, 100), "TCP, TLS, the requests")
		assert.Equal(t, map[string]int{"a.example:443": 1}, s.net.Dials())
		assert.Equal(t, roundTrip, s.send(t, 30, 100))
		assert.Equal(t, map[string]int{"a.example:443": 1}, s.net.Dials())
	})
}

// A connection that was opened beforehand is used, with either protocol, and costs no second one.
func TestTransport_Connect(t *testing.T) {
	t.Parallel()
	for _, http1 := range []bool{false, true} {
		visit(t, http1, 0, 0, func(t *testing.T, s *site) {
			s.transport.Connect("https://a.example")
			s.transport.Connect("https://a.example")
			time.Sleep(roundTrip)
			assert.Equal(t, 2*roundTrip, s.send(t, 1, 100), "what is left of it, and the request")
			assert.Equal(t, map[string]int{"a.example:443": 1}, s.net.Dials())
		})
	}
}

// One that was not used in time is not trusted any more; one that is not used is closed.
func TestTransport_ConnectTooEarly(t *testing.T) {
	t.Parallel()
	visit(t, false, 0, 0, func(t *testing.T, s *site) {
		s.transport.Connect("https://a.example")
		s.transport.Connect("https://b.example")
		s.transport.Connect("http://a.example")
		s.transport.Connect(":")
		time.Sleep(time.Minute)
		assert.Equal(t, 3*roundTrip, s.send(t, 1, 100))
		assert.Equal(t, map[string]int{"a.example:443": 2, "b.example:443": 1}, s.net.Dials())
	})
}

// HTTP/1.1 has one request on a connection at a time: after the first one all dial together.
func TestTransport_http1(t *testing.T) {
	t.Parallel()
	visit(t, true, 0, 0, func(t *testing.T, s *site) {
		assert.LessOrEqual(t, s.send(t, 10, 100), 5*roundTrip)
		assert.Equal(t, roundTrip, s.send(t, 10, 100))
	})
}

// A server that cannot be reached fails all that wait for the connection, each by its own attempt.
func TestTransport_unreachable(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		n := simnet.New(roundTrip, 0)
		require.NoError(t, n.Listener().Close())
		transport := client.NewTransport(&http.Transport{DialContext: n.DialContext})
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://a.example/x", nil)
				assert.NoError(t, err)
				_, err = transport.RoundTrip(req)
				assert.Error(t, err)
			})
		}
		began := time.Now()
		all.Wait()
		assert.LessOrEqual(t, time.Since(began), 2*roundTrip)
		transport.CloseIdleConnections()
	})
}

// Large bodies beside each other go over several connections, of which each carries a window in a
// round trip: 64 KiB, the default of the protocol.
func TestTransport_largeBodies(t *testing.T) {
	t.Parallel()
	const size = 2_500_000
	visit(t, false, 65535, 12.5e6, func(t *testing.T, s *site) {
		took := s.send(t, 10, size)
		t.Logf("ten of 2.5 MB: %v, %v", took, s.net.Dials())
		assert.Less(t, took, 9*time.Second)
		assert.Equal(t, map[string]int{"a.example:443": 6}, s.net.Dials())
	})
	visit(t, false, 1<<20, 12.5e6, func(t *testing.T, s *site) {
		took := s.send(t, 10, size)
		t.Logf("ten of 2.5 MB, a window of 1 MiB: %v, %v", took, s.net.Dials())
		assert.Less(t, took, 2*time.Second)
	})
}

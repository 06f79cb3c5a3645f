package client

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// counter is a server of net/http that counts the requests whose body arrived whole.
type counter struct {
	*httptest.Server
	whole atomic.Int32
}

// newCounter answers with reply, or if that is empty with the resource that the request is about.
func newCounter(t *testing.T, status int, reply string) *counter {
	t.Helper()
	c := &counter{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
		c.whole.Add(1)
		w.WriteHeader(status)
		reply := reply
		switch {
		case reply != "":
		case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/Services"):
			reply = `{"services":[]}`
		default:
			reply = about(r)
		}
		_, _ = w.Write([]byte(reply))
	}))
	t.Cleanup(c.Close)
	return c
}

// quick repeats without waiting: these tests use real connections, on which virtual time does not work.
func quick(o *Options) { o.Retry.MinWait, o.Retry.MaxWait = 1, 1 }

// TestConnection: what net/http reports when no connection comes about is known not to be a sent
// write, and what it reports when one is lost is not.
func TestConnection(t *testing.T) {
	t.Parallel()
	dead := func(t *testing.T) string { // a port on which no server listens
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		require.NoError(t, listener.Close())
		return "http://" + listener.Addr().String()
	}
	for name, tc := range map[string]struct {
		setup      func(t *testing.T) (*http.Transport, string)
		attempts   map[bool]int // of a write or not
		conditions map[bool][]string
	}{
		"no server listens": {
			func(t *testing.T) (*http.Transport, string) { return &http.Transport{}, dead(t) },
			map[bool]int{false: 4, true: 4}, map[bool][]string{false: {"ErrNoConnection"}, true: {"ErrNoConnection"}},
		},
		"untrusted certificate": {
			func(t *testing.T) (*http.Transport, string) {
				server := httptest.NewUnstartedServer(http.NotFoundHandler())
				server.Config.ErrorLog = log.New(io.Discard, "", 0)
				server.StartTLS()
				t.Cleanup(server.Close)
				return &http.Transport{}, server.URL
			},
			map[bool]int{false: 1, true: 1}, map[bool][]string{false: {"ErrNoConnection"}, true: {"ErrNoConnection"}},
		},
		"no TLS at all": {
			func(t *testing.T) (*http.Transport, string) {
				return &http.Transport{}, "https" + newCounter(t, 200, "{}").URL[len("http"):]
			},
			map[bool]int{false: 4, true: 4}, map[bool][]string{false: {"ErrNoConnection"}, true: {"ErrNoConnection"}},
		},
		"dead proxy": {
			func(t *testing.T) (*http.Transport, string) {
				proxy, err := url.Parse(dead(t))
				require.NoError(t, err)
				return &http.Transport{Proxy: http.ProxyURL(proxy)}, "https://serverless.example"
			},
			map[bool]int{false: 4, true: 4}, map[bool][]string{false: {"ErrNoConnection"}, true: {"ErrNoConnection"}},
		},
		"proxy that refuses": {
			func(t *testing.T) (*http.Transport, string) {
				proxy, err := url.Parse(newCounter(t, http.StatusProxyAuthRequired, "").URL)
				require.NoError(t, err)
				return &http.Transport{Proxy: http.ProxyURL(proxy)}, "https://serverless.example"
			},
			map[bool]int{false: 4, true: 4}, map[bool][]string{false: {"ErrNoConnection"}, true: {"ErrNoConnection"}},
		},
		"closed without an answer": {
			func(t *testing.T) (*http.Transport, string) {
				server := httptest.NewServer(http.HandlerFunc(
					func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
				t.Cleanup(server.Close)
				return &http.Transport{}, server.URL
			},
			map[bool]int{false: 4, true: 1}, map[bool][]string{false: {}, true: {"ErrOutcomeUnknown"}},
		},
		"answer that breaks off": {
			func(t *testing.T) (*http.Transport, string) {
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.Header().Set("Content-Length", "100")
					w.WriteHeader(http.StatusCreated)
					_, _ = w.Write([]byte("{"))
					_ = http.NewResponseController(w).Flush()
					panic(http.ErrAbortHandler)
				}))
				t.Cleanup(server.Close)
				return &http.Transport{}, server.URL
			},
			map[bool]int{false: 4, true: 1}, map[bool][]string{false: {}, true: {"ErrOutcomeUnknown"}},
		},
	} {
		for _, v := range verbs {
			t.Run(name+"/"+v.name, func(t *testing.T) {
				t.Parallel()
				transport, address := tc.setup(t)
				t.Cleanup(transport.CloseIdleConnections)
				err := v.call(t.Context(), newClient(t, transport, quick, func(o *Options) { o.APIURL = address }))
				e := asError(t, err)
				assert.Equal(t, tc.attempts[v.post], e.Attempts, err.Error())
				assert.ElementsMatch(t, tc.conditions[v.post], conditionsOf(err), err.Error())
			})
		}
	}
}

// TestConnection_cancelledWhileDialling uses net/http's own error for it, which does not say that
// it happened while dialling.
func TestConnection_cancelledWhileDialling(t *testing.T) {
	t.Parallel()
	for _, v := range verbs {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				cancel()
				<-ctx.Done()
				return nil, ctx.Err()
			}}
			err := v.call(ctx, newClient(t, transport))
			require.ErrorIs(t, err, context.Canceled)
			assert.Empty(t, conditionsOf(err))
		})
	}
}

// TestConnection_clientTimeout: the Timeout of an http.Client bounds an attempt; the caller's context goes on.
func TestConnection_clientTimeout(t *testing.T) {
	t.Parallel()
	for _, v := range verbs {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			var arrived atomic.Int32
			release := make(chan struct{})
			server := httptest.NewServer(http.HandlerFunc(
				func(http.ResponseWriter, *http.Request) { arrived.Add(1); <-release }))
			defer server.Close()
			defer close(release)
			c := newClient(t, nil, quick, func(o *Options) {
				o.HTTPClient = &http.Client{Transport: &http.Transport{}, Timeout: 300 * time.Millisecond}
				o.APIURL = server.URL
			})
			err := v.call(t.Context(), c)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Equal(t, v.post, errors.Is(err, ErrOutcomeUnknown))
			if v.post {
				assert.EqualValues(t, 1, arrived.Load(), "a write was sent again")
			}
		})
	}
}

// TestConnection_staleIsNotResent: net/http itself must not repeat a write on a new connection when
// a kept one turns out dead.
func TestConnection_staleIsNotResent(t *testing.T) {
	t.Parallel()
	var posts atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			posts.Add(1)
			panic(http.ErrAbortHandler)
		}
		_, _ = w.Write([]byte(serviceJSON))
	}))
	t.Cleanup(server.Close)
	c := newClient(t, server.Client().Transport, quick, func(o *Options) { o.APIURL = server.URL })
	for i, v := range []verb{verbs[2], verbs[3]} {
		require.NoError(t, verbs[0].call(t.Context(), c), "opens the connection that is kept")
		require.ErrorIs(t, v.call(t.Context(), c), ErrOutcomeUnknown)
		assert.EqualValues(t, i+1, posts.Load())
	}
}

// A server that speaks no HTTP, or nothing, is called that, in no words of a library.
func TestClient_answersThatAreNone(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		"":          "the connection was closed before an answer came",
		"hello\r\n": `the answer is no HTTP: malformed HTTP response "hello"`,
		"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n": "" +
			"the answer is no HTTP: message cannot contain multiple Content-Length headers",
	} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		t.Cleanup(func() { _ = listener.Close() })
		go func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					_, _ = io.WriteString(conn, answer)
				}
				_ = conn.Close()
			}
		}()
		c, err := New(AuthToken("AC00000000000000000000000000000000", "token"), &Options{
			APIURL: "http://" + listener.Addr().String(), Retry: Retry{Attempts: 1},
		})
		require.NoError(t, err)
		_, err = c.FetchService(t.Context(), "shop")
		require.ErrorContains(t, err, want, "%q", answer)
		assert.NotContains(t, err.Error(), "net/http", "%q", answer)
		if answer == "" {
			assert.ErrorIs(t, err, io.EOF)
		}
	}
}

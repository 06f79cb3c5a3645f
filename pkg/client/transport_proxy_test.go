package client_test

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/simnet"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// through runs a test with a proxy a round trip away, and the site right behind it. The proxy asks
// for a password; with secure it is reached over TLS.
func through(t *testing.T, secure bool, login *url.Userinfo, test func(t *testing.T, s *site, connects *[]string)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		near, far := simnet.New(roundTrip, 0), simnet.New(0, 0)
		certificate, pool, err := simnet.Certificate("a.example", "proxy.example")
		require.NoError(t, err)
		config := &tls.Config{Certificates: []tls.Certificate{certificate}}
		quiet := log.New(io.Discard, "", 0)
		var connects []string
		proxy := &http.Server{ErrorLog: quiet, TLSConfig: config.Clone(), Handler: http.HandlerFunc(
			func(w http.ResponseWriter, r *http.Request) {
				connects = append(connects, r.Method+" "+r.Host)
				if r.Header.Get("Proxy-Authorization") != "Basic bWU6cHc=" {
					http.Error(w, "who are you?", http.StatusProxyAuthRequired)
					return
				}
				there, err := far.DialContext(r.Context(), "tcp", r.Host)
				if !assert.NoError(t, err) {
					return
				}
				here, _, err := http.NewResponseController(w).Hijack()
				if !assert.NoError(t, err) {
					return
				}
				_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
				go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
				go func() { _, _ = io.Copy(here, there); _ = here.Close() }()
			})}
		proxy.TLSNextProto = map[string]func(*http.Server, *tls.Conn, http.Handler){} // HTTP/1.1
		server := &http.Server{ErrorLog: quiet, TLSConfig: config.Clone(), Handler: http.HandlerFunc(
			func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) })}
		nearListener, farListener := near.Listener(), far.Listener()
		address := &url.URL{Scheme: "http", Host: "proxy.example:3128", User: login}
		if secure {
			address.Scheme = "https"
			go func() { _ = proxy.ServeTLS(nearListener, "", "") }()
		} else {
			go func() { _ = proxy.Serve(nearListener) }()
		}
		go func() { _ = server.ServeTLS(farListener, "", "") }()
		s := &site{net: near, transport: client.NewTransport(&http.Transport{
			DialContext: near.DialContext, TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true,
			Proxy: http.ProxyURL(address),
		})}
		test(t, s, &connects)
		s.transport.CloseIdleConnections()
		for _, c := range []io.Closer{proxy, server, nearListener, farListener} {
			_ = c.Close()
		}
		time.Sleep(5 * time.Minute)
	})
}

var login = url.UserPassword("me", "pw")

// A connection through a proxy is opened beforehand too: tunnel and handshake.
func TestTransport_ConnectThroughProxy(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{false, true} {
		trips := 4 * roundTrip // TCP, CONNECT, TLS, the requests
		if secure {
			trips += roundTrip // TLS with the proxy
		}
		through(t, secure, login, func(t *testing.T, s *site, connects *[]string) {
			assert.Equal(t, trips, s.send(t, 10, 100), "nothing was opened beforehand")
			assert.Equal(t, []string{"CONNECT a.example:443"}, *connects)
		})
		through(t, secure, login, func(t *testing.T, s *site, connects *[]string) {
			s.transport.Connect("https://a.example")
			time.Sleep(5 * roundTrip)
			assert.Equal(t, roundTrip, s.send(t, 10, 100))
			assert.Equal(t, []string{"CONNECT a.example:443"}, *connects)
			assert.Equal(t, map[string]int{"proxy.example:3128": 1}, s.net.Dials())
		})
	}
}

// A proxy that refuses is named, with what it said, and without the password.
func TestTransport_proxyRefuses(t *testing.T) {
	t.Parallel()
	through(t, false, url.UserPassword("me", "wrong"), func(t *testing.T, s *site, _ *[]string) {
		s.transport.Connect("https://a.example")
		time.Sleep(time.Second)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://a.example/x", nil)
		require.NoError(t, err)
		_, err = s.transport.RoundTrip(req) //nolint:bodyclose // there is none
		require.ErrorContains(t, err, `proxy proxy.example:3128: CONNECT was answered "407 Proxy Authentication Required"`)
		assert.NotContains(t, err.Error(), "wrong")
	})
}

// A proxy that does not answer is given up after the time that a handshake has.
func TestTransport_proxySilent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		net := simnet.New(roundTrip, 0)
		listener := net.Listener()
		go func() {
			for {
				conn, err := listener.Accept()
				if err != nil {
					return
				}
				go func() {
					_, _ = io.Copy(io.Discard, conn)
					_ = conn.Close()
				}()
			}
		}()
		address := &url.URL{Scheme: "http", Host: "proxy.example"}
		transport := client.NewTransport(&http.Transport{DialContext: net.DialContext, Proxy: http.ProxyURL(address)})
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://a.example/x", nil)
		require.NoError(t, err)
		began := time.Now()
		_, err = transport.RoundTrip(req) //nolint:bodyclose // there is none
		require.ErrorContains(t, err, "proxy proxy.example: CONNECT was not answered in time")
		assert.Equal(t, 10*time.Second+roundTrip, time.Since(began))
		transport.CloseIdleConnections()
		_ = listener.Close()
		time.Sleep(5 * time.Minute)
	})
}

package verify

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The control API of an emulator believes a client by its address and by the name of the host. Through this proxy
// every client would have those of this machine, so nothing of it passes.
func TestProxy_keepsFromTheControlAPI(t *testing.T) {
	t.Parallel()
	asked := 0
	upstream := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	t.Cleanup(upstream.Close)
	p, err := New(Options{Upstream: upstream.URL})
	require.NoError(t, err)
	for name, handler := range map[string]http.Handler{"listener": p.Handler(), "forward proxy": p.HostsHandler()} {
		for _, host := range []string{"127.0.0.1", "serverless.twilio.com", "shop-1234.twil.io"} {
			for _, path := range []string{"/_emulator/state", "/_emulator/", "/%5Femulator/state"} {
				r := httptest.NewRequest(http.MethodGet, path, nil)
				r.Host = host
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, r)
				assert.Equal(t, http.StatusForbidden, w.Code, "%s, %s%s", name, host, path)
				assert.Contains(t, w.Body.String(), "the control API of an emulator is not forwarded")
			}
		}
	}
	assert.Zero(t, asked)
	assert.Zero(t, p.Report().Exchanges)
}

// A status that net/http sends to no client is an answer that is none, not a panic.
func TestProxy_statusThatIsNone(t *testing.T) {
	t.Parallel()
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
				_, _ = io.WriteString(conn, "HTTP/1.1 099 Wow\r\nContent-Length: 0\r\n\r\n")
			}
			_ = conn.Close()
		}
	}()
	p, err := New(Options{Upstream: "http://" + listener.Addr().String()})
	require.NoError(t, err)
	for _, handler := range []http.Handler{p.Handler(), p.HostsHandler()} {
		for _, host := range []string{"serverless.twilio.com", "shop-1234.twil.io"} {
			r := httptest.NewRequest(http.MethodGet, "/v1/Services", nil)
			r.Host = host
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			assert.Equal(t, http.StatusBadGateway, w.Code, host)
			assert.Contains(t, w.Body.String(), "its status is 099, which is none", host)
		}
	}
}

// Two that begin in the same second write to the same folder, and neither loses what it has recorded.
func TestRecorder_twoInOneSecond(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 {
		_, upstream := emulated(t, nil)
		recorder, err := NewRecorder(dir, upstream, "", "", recordedAt)
		require.NoError(t, err)
		p, err := New(Options{Upstream: upstream, Record: recorder.Transport})
		require.NoError(t, err)
		p.Handler().ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/v1/Services", nil))
		require.NoError(t, recorder.Close())
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	require.NoError(t, err)
	assert.Len(t, files, 2)
}

// A file that cannot be written is reported when that happens, not hours later at the end.
func TestRecorder_reportsAtOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "gone")
	next := roundTripper(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: http.NoBody, Request: r},
			nil
	})
	recorder, err := NewRecorder(dir, "http://127.0.0.1:1", "", "", recordedAt)
	require.NoError(t, err)
	var told []error
	recorder.OnTrouble = func(err error) { told = append(told, err) }
	recorder.Transport(next)
	require.NoError(t, replaceByFile(dir))
	for i := range fileExchanges {
		assert.Empty(t, told)
		r := httptest.NewRequest(http.MethodGet, fmt.Sprintf("http://127.0.0.1:1/v1/Services?PageSize=%d", i+1), nil)
		response, err := recorder.RoundTrip(r)
		require.NoError(t, err)
		_ = response.Body.Close()
	}
	require.Len(t, told, 1)
	assert.ErrorContains(t, told[0], "not a directory")
	assert.ErrorIs(t, recorder.Close(), told[0])
}

// A body that is none, such as one with a chunk that has no length, is the fault of the client: 400, and the server is
// not accused.
func TestProxy_bodyThatIsNone(t *testing.T) {
	t.Parallel()
	for _, refuse := range []bool{false, true} {
		_, upstream := emulated(t, nil)
		var troubles atomic.Int64
		p, err := New(Options{
			Upstream: upstream, Refuse: refuse,
			OnTrouble: func(error) { troubles.Add(1) },
		})
		require.NoError(t, err)
		server := httptest.NewServer(p.Handler())
		t.Cleanup(server.Close)
		for _, body := range []string{"zz\r\nUniqueName=a\r\n0\r\n\r\n", "5\r\nUniqueName=a\r\n0\r\n\r\n", "-1\r\n\r\n"} {
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			require.NoError(t, err)
			_, err = io.WriteString(conn, "POST /v1/Services HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"+
				"Content-Type: application/x-www-form-urlencoded\r\n\r\n"+body)
			require.NoError(t, err)
			answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
			require.NoError(t, err)
			text, err := io.ReadAll(answer.Body)
			require.NoError(t, err)
			assert.Equal(t, http.StatusBadRequest, answer.StatusCode, "%q", body)
			assert.Contains(t, string(text), "the body of the request cannot be read: ")
			assert.True(t, answer.Close)
			require.NoError(t, conn.Close())
		}
		assert.Zero(t, troubles.Load(), "the server has answered all that it was asked")
	}
}

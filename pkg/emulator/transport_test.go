package emulator

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// closeCounter is a body that knows how often it was closed.
type closeCounter struct {
	io.Reader
	closed atomic.Int32
}

func (c *closeCounter) Close() error { c.closed.Add(1); return nil }

func TestTransport_closesBodies(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{Faults: []Fault{{Operation: "UpdateService", Nth: 1, Kind: FaultReset}}})
	service := a.service("close")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tc := range []struct {
		name, method, url string
		ctx               context.Context
		auth              bool
	}{
		{"read", "POST", "https://serverless.twilio.com/v1/Services", t.Context(), true},
		{"unread because refused", "POST", "https://serverless.twilio.com/v1/Services", t.Context(), false},
		{"unread because not found", "POST", "https://serverless.twilio.com/v1/Nothing", t.Context(), true},
		{"unread because a GET", "GET", "https://serverless.twilio.com" + service, t.Context(), true},
		{"reset", "POST", "https://serverless.twilio.com" + service, t.Context(), true},
		{"already cancelled", "POST", "https://serverless.twilio.com/v1/Services", cancelled, true},
		{"no host", "POST", "/v1/Services", t.Context(), true},
	} {
		body := &closeCounter{Reader: strings.NewReader("x=1")}
		req, err := http.NewRequestWithContext(tc.ctx, tc.method, tc.url, body)
		require.NoError(t, err)
		req.Header.Set("Content-Type", formType)
		if tc.auth {
			req.SetBasicAuth(a.user, a.secret)
		}
		res, err := a.emu.Transport().RoundTrip(req)
		if err == nil {
			require.NoError(t, res.Body.Close())
		}
		assert.Positive(t, body.closed.Load(), tc.name)
	}
}

func TestTransport_response(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	req, err := http.NewRequestWithContext(t.Context(), "", "http://any.host/v1/Services", nil)
	require.NoError(t, err)
	req.Method = "" // means GET
	req.SetBasicAuth(a.user, a.secret)
	header := req.Header.Clone()
	res, err := a.emu.Transport().RoundTrip(req)
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	assert.Equal(t, "200 OK", res.Status)
	assert.Same(t, req, res.Request)
	assert.EqualValues(t, len(body), res.ContentLength)
	assert.Contains(t, string(body), `"url": "http://any.host/v1/Services?`)
	assert.Equal(t, header, req.Header, "the request is not modified")
	assert.Empty(t, req.RequestURI, "a client's request has none")
	assert.Nil(t, req.Body)
}

// A Host that differs from the URL's is the one that counts, as on the wire.
func TestTransport_hostHeader(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	req, err := http.NewRequestWithContext(t.Context(), "GET", "http://127.0.0.1:1/v1/Services", nil)
	require.NoError(t, err)
	req.Host = "serverless-upload.twilio.com"
	req.SetBasicAuth(a.user, a.secret)
	res, err := a.client.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	assert.Equal(t, 404, res.StatusCode)
}

// net/http refuses bodies of a wrong length, so a client must not get away with
// one here.
func TestTransport_contentLength(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	for _, length := range []int64{5, 50} {
		req, err := http.NewRequestWithContext(t.Context(), "POST", "https://serverless.twilio.com/v1/Services",
			io.NopCloser(strings.NewReader("UniqueName=a&FriendlyName=b")))
		require.NoError(t, err)
		req.ContentLength = length
		req.Header.Set("Content-Type", formType)
		req.SetBasicAuth(a.user, a.secret)
		_, err = a.client.Do(req)
		require.ErrorContains(t, err, "with Body length")
		assert.Empty(t, a.get("/v1/Services").items())
	}
}

// A body that cannot be read to its end is the error of the round trip, as with a socket: it is no mistake of what
// was sent, which 400 would say.
func TestTransport_bodyFails(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	gone := errors.New("the file is gone")
	for _, length := range []int64{-1, 100} {
		req, err := http.NewRequestWithContext(t.Context(), "POST", "https://serverless.twilio.com/v1/Services",
			io.MultiReader(strings.NewReader("UniqueName=a"), iotest.ErrReader(gone)))
		require.NoError(t, err)
		req.ContentLength = length
		req.Header.Set("Content-Type", formType)
		req.SetBasicAuth(a.user, a.secret)
		_, err = a.client.Do(req)
		require.ErrorIs(t, err, gone)
		assert.Empty(t, a.get("/v1/Services").items())
	}
}

// A handler that waits for a body which never comes ends with the request.
func TestTransport_cancelWhileReading(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, nil)
		r, w := io.Pipe()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, "POST", "https://serverless.twilio.com/v1/Services", r)
		require.NoError(t, err)
		req.Header.Set("Content-Type", formType)
		req.SetBasicAuth(a.user, a.secret)
		go func() { _, _ = io.WriteString(w, "UniqueName=a&FriendlyName=b") }() // and no end
		_, err = a.client.Do(req)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		synctest.Wait()
		_, err = w.Write([]byte("x"))
		require.ErrorIs(t, err, io.ErrClosedPipe, "the body was closed")
		assert.Empty(t, a.get("/v1/Services").items())
	})
}

// A body is handed on while it is written, not collected first.
func TestTransport_streams(t *testing.T) {
	t.Parallel()
	read := make(chan string)
	tr := &transport{handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		buf := make([]byte, 5)
		_, _ = io.ReadFull(r.Body, buf)
		read <- string(buf)
		_, _ = io.Copy(w, r.Body)
	})}
	r, w := io.Pipe()
	go func() {
		_, _ = io.WriteString(w, "first")
		assert.Equal(t, "first", <-read)
		_, _ = io.WriteString(w, "second")
		_ = w.Close()
	}()
	req, err := http.NewRequestWithContext(t.Context(), "POST", "http://x/", r)
	require.NoError(t, err)
	res, err := tr.RoundTrip(req)
	require.NoError(t, err)
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	assert.Equal(t, []any{"second", 200}, []any{string(body), res.StatusCode})
}

// A Judge that panics, or that calls t.FailNow, must not hang the client.
func TestTransport_panicsAreErrors(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{Judge: func(*Exchange) { panic("judged badly") }})
	require.ErrorContains(t, send(t, a, t.Context(), "https://serverless.twilio.com/v1/Services"), "judged badly")
}

// Five minutes of building, polled once a second, in no time.
func TestVirtualTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, &Options{BuildTime: 5 * time.Minute, Latency: 10 * time.Millisecond})
		service, _, build := a.built("virtual")
		start, polls := time.Now(), 0
		for a.get(service+"/Builds/"+build+"/Status").str("status") == state.Building {
			polls++
			require.Less(t, polls, 400)
			time.Sleep(time.Second)
		}
		took := time.Since(start)
		assert.GreaterOrEqual(t, took, 5*time.Minute-10*time.Millisecond)
		assert.Less(t, took, 5*time.Minute+2*time.Second)
		assert.Equal(t, "completed", a.get(service+"/Builds/"+build).str("status"))
	})
}

package cassettes_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/twilio-serverless/twilio-serverless-go/cassettes"
)

const base = "https://serverless.twilio.com"

// answer is a transport that answers with what a function makes of the request and its body.
type answer func(req *http.Request, body string) (status int, text string)

func (a answer) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		req.Body.Close()
	}
	status, text := a(req, string(body))
	return &http.Response{
		StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), Proto: "HTTP/1.1",
		ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}, "Set-Cookie": {"session=1"}, "Date": {"today"}},
		Body:   io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)), Request: req,
	}, nil
}

// counting answers each request with its number, path and body.
func counting() answer {
	var mu sync.Mutex
	n := 0
	return func(req *http.Request, body string) (int, string) {
		mu.Lock()
		defer mu.Unlock()
		n++
		return http.StatusOK, said(fmt.Sprintf("%d %s %s", n, req.URL.RequestURI(), body))
	}
}

// said is an answer with a text that recordings keep: JSON of the contract.
func said(text string) string {
	message, _ := json.Marshal(map[string]string{"message": text})
	return string(message)
}

func newRequest(t testing.TB, method, path, contentType, body string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, base+path, strings.NewReader(body))
	require.NoError(t, err)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	req.SetBasicAuth("AC"+strings.Repeat("12", 16), "pass-word-of-nobody")
	return req
}

func send(t testing.TB, rt http.RoundTripper, req *http.Request) string {
	t.Helper()
	resp, err := rt.RoundTrip(req)
	require.NoError(t, err)
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return string(text)
}

// record makes a recording of the given requests and returns its path.
func record(t testing.TB, next http.RoundTripper, opts *cassettes.Options, requests ...*http.Request) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "recording.yaml")
	rt, err := cassettes.Record(path, next, opts)
	require.NoError(t, err)
	for _, req := range requests {
		send(t, rt, req)
	}
	require.NoError(t, rt.Close())
	return path
}

func replay(t testing.TB, path string) *cassettes.Transport {
	t.Helper()
	rt, err := cassettes.Replay(path)
	require.NoError(t, err)
	return rt
}

const form = "application/x-www-form-urlencoded"

func TestReplay_answersEqualRequestsInRecordedOrder(t *testing.T) {
	t.Parallel()
	poll := func() *http.Request { return newRequest(t, "GET", "/v1/Services/x/Builds/y/Status", "", "") }
	path := record(t, counting(), nil, poll(), newRequest(t, "POST", "/v1/Services", form, "A=1"), poll())

	rt := replay(t, path)
	assert.Equal(t, said("1 /v1/Services/x/Builds/y/Status "), send(t, rt, poll()))
	assert.Equal(t, said("3 /v1/Services/x/Builds/y/Status "), send(t, rt, poll()))
	assert.Equal(t, said("2 /v1/Services A=1"), send(t, rt, newRequest(t, "POST", "/v1/Services", form, "A=1")))

	_, err := rt.RoundTrip(poll())
	require.ErrorIs(t, err, cassette.ErrInteractionNotFound)
	assert.ErrorContains(t, err, "GET /v1/Services/x/Builds/y/Status")
	require.NoError(t, rt.Close())
	require.NoError(t, rt.Close(), "closing twice")
	_, err = rt.RoundTrip(poll())
	assert.ErrorContains(t, err, "after Close")
}

func TestReplay_failsWhenSomethingWasNotAskedFor(t *testing.T) {
	t.Parallel()
	path := record(t, counting(), nil, newRequest(t, "GET", "/v1/Services", "", ""),
		newRequest(t, "GET", "/v1/Services/a", "", ""))
	rt := replay(t, path)
	send(t, rt, newRequest(t, "GET", "/v1/Services", "", ""))
	err := rt.Close()
	require.ErrorContains(t, err, "1 recorded exchanges")
	assert.ErrorContains(t, err, "/v1/Services/a")
}

func TestReplay_neverTouchesTheNetwork(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "absent.yaml")
	_, err := cassettes.Replay(path)
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "make record")
	assert.NoFileExists(t, path)
	_, err = cassettes.Replay("recording")
	assert.ErrorContains(t, err, ".yaml")
}

func TestReplay_matches(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, method, path, contentType, body string
		answered                              bool
	}{
		{"same", "POST", "/v1/S?Page=1&PageToken=2&PageToken=3", form,
			"Runtime=1&AssetVersions=a+b&AssetVersions=c", true},
		{"query sorted", "POST", "/v1/S?PageToken=2&PageToken=3&Page=1", form,
			"Runtime=1&AssetVersions=a+b&AssetVersions=c", true},
		{"form in another order and escaping", "POST", "/v1/S?Page=1&PageToken=2&PageToken=3", form + "; charset=utf-8",
			"AssetVersions=a%20b&Runtime=1&AssetVersions=c", true},
		{"another method", "PUT", "/v1/S?Page=1&PageToken=2&PageToken=3", form,
			"Runtime=1&AssetVersions=a+b&AssetVersions=c", false},
		{"another path", "POST", "/v1/T?Page=1&PageToken=2&PageToken=3", form,
			"Runtime=1&AssetVersions=a+b&AssetVersions=c", false},
		{"query values swapped", "POST", "/v1/S?Page=1&PageToken=3&PageToken=2", form,
			"Runtime=1&AssetVersions=a+b&AssetVersions=c", false},
		{"query missing", "POST", "/v1/S", form, "Runtime=1&AssetVersions=a+b&AssetVersions=c", false},
		{"form values swapped", "POST", "/v1/S?Page=1&PageToken=2&PageToken=3", form,
			"Runtime=1&AssetVersions=c&AssetVersions=a+b", false},
		{"indexed array", "POST", "/v1/S?Page=1&PageToken=2&PageToken=3", form,
			"Runtime=1&AssetVersions[0]=a+b&AssetVersions[1]=c", false},
		{"sent as text", "POST", "/v1/S?Page=1&PageToken=2&PageToken=3", "text/plain",
			"Runtime=1&AssetVersions=a+b&AssetVersions=c", false},
		{"no body", "POST", "/v1/S?Page=1&PageToken=2&PageToken=3", form, "", false},
	}
	path := record(t, counting(), nil, newRequest(t, "POST", "/v1/S?Page=1&PageToken=2&PageToken=3", form,
		"Runtime=1&AssetVersions=a+b&AssetVersions=c"))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			req := newRequest(t, test.method, test.path, test.contentType, test.body)
			req.Header.Set("Authorization", "Bearer another")
			req.URL.Host = "127.0.0.1:8080"
			_, err := replay(t, path).RoundTrip(req)
			if test.answered {
				assert.NoError(t, err)
			} else {
				assert.ErrorIs(t, err, cassette.ErrInteractionNotFound)
			}
		})
	}
}

func TestReplay_parallelRequestsGetTheirOwnAnswers(t *testing.T) {
	t.Parallel()
	var requests []*http.Request
	for i := range 50 {
		requests = append(requests, newRequest(t, "POST", "/v1/Services/x/Functions", form,
			fmt.Sprintf("FriendlyName=f%d", i)))
	}
	rt := replay(t, record(t, counting(), nil, requests...))
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			body := fmt.Sprintf("FriendlyName=f%d", i)
			assert.Equal(t, said(fmt.Sprintf("%d /v1/Services/x/Functions %s", i+1, body)),
				send(t, rt, newRequest(t, "POST", "/v1/Services/x/Functions", form, body)))
		})
	}
	group.Wait()
	require.NoError(t, rt.Close())
}

func TestRoundTrip_leavesTheRequestAlone(t *testing.T) {
	t.Parallel()
	req := newRequest(t, "POST", "/v1/Services", form, "A=1")
	path := record(t, counting(), nil, req)
	_, password, ok := req.BasicAuth()
	require.True(t, ok, "a second attempt would go out without credentials")
	assert.Equal(t, "pass-word-of-nobody", password)

	// The writer of a pipe must be freed even though a replay needs no server.
	reader, writer := io.Pipe()
	written := make(chan error, 1)
	go func() {
		_, err := writer.Write([]byte("A=1"))
		writer.Close()
		written <- err
	}()
	req = newRequest(t, "POST", "/v1/Services", form, "")
	req.Body, req.ContentLength = reader, -1
	rt := replay(t, path)
	resp, err := rt.RoundTrip(req)
	require.NoError(t, err)
	require.NoError(t, <-written)
	assert.Same(t, req, resp.Request)
	resp.Header.Set("Content-Type", "changed by the caller")
	require.NoError(t, rt.Close())
}

func TestRoundTrip_endsWithTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path := record(t, counting(), nil, newRequest(t, "GET", "/v1/Services", "", ""))
	_, err := replay(t, path).RoundTrip(newRequest(t, "GET", "/v1/Services", "", "").WithContext(ctx))
	assert.ErrorIs(t, err, context.Canceled)
}

func TestRoundTrip_closesTheBodyOnAReadError(t *testing.T) {
	t.Parallel()
	path := record(t, counting(), nil, newRequest(t, "POST", "/v1/Services", form, "A=1"))
	body := &brokenBody{}
	req := newRequest(t, "POST", "/v1/Services", form, "")
	req.Body = body
	_, err := replay(t, path).RoundTrip(req)
	require.ErrorIs(t, err, errBroken)
	assert.True(t, body.closed)
}

var errBroken = errors.New("disk is gone")

type brokenBody struct{ closed bool }

func (*brokenBody) Read([]byte) (int, error) { return 0, errBroken }
func (b *brokenBody) Close() error           { b.closed = true; return nil }

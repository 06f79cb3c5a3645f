package client

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// TestRedirects: none is followed, by any way of sending, so that no POST becomes a GET and no
// credentials go elsewhere.
func TestRedirects(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 304, 307, 308} {
		for _, v := range verbs {
			t.Run(fmt.Sprint(status, "/", v.name), func(t *testing.T) {
				t.Parallel()
				var elsewhere, here atomic.Int32
				target := httptest.NewServer(http.HandlerFunc(
					func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
				defer target.Close()
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					here.Add(1)
					w.Header().Set("Location", target.URL+r.URL.Path+"?token=hush")
					w.WriteHeader(status)
				}))
				defer server.Close()
				c := newClient(t, nil, quick, func(o *Options) {
					o.APIURL = server.URL
					o.HTTPClient = &http.Client{Transport: server.Client().Transport,
						CheckRedirect: func(*http.Request, []*http.Request) error { return nil }}
				})
				err := v.call(t.Context(), c)
				e := asError(t, err)
				assert.Equal(t, status, e.StatusCode)
				assert.Empty(t, conditionsOf(err))
				assert.EqualValues(t, 1, here.Load())
				assert.Zero(t, elsewhere.Load(), "the redirect was followed")
				assert.NotContains(t, err.Error(), "hush")
				assert.ErrorContains(t, err, `it leads to "`+target.URL+`"; redirects are not followed`)
			})
		}
	}
}

func TestNew_leavesTheCallersClientAlone(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	transport := &recorder{answers: []attempt{always(200, serviceJSON, "Set-Cookie", "a=b")}}
	own := &http.Client{Transport: transport, Jar: jar, Timeout: time.Minute}
	before := *own
	c, err := New(AuthToken(accountID, token), &Options{HTTPClient: own})
	require.NoError(t, err)
	_, err = c.FetchService(t.Context(), "hello")
	require.NoError(t, err)
	assert.Nil(t, own.CheckRedirect)
	assert.Equal(t, before.Timeout, own.Timeout)
	assert.Same(t, before.Transport, own.Transport)
	assert.NotSame(t, own, c.doer.http)
	assert.Equal(t, time.Minute, c.doer.http.Timeout, "the caller's Timeout is used")
}

func TestNew_defaultTransport(t *testing.T) { // not parallel: replaces http.DefaultTransport
	c, err := New(AuthToken(accountID, token), nil)
	require.NoError(t, err)
	own, ok := c.doer.http.Transport.(*Transport)
	require.True(t, ok)
	transport := own.lanes[0].http
	assert.NotSame(t, http.DefaultTransport, transport)
	assert.Equal(t, 64, transport.MaxIdleConnsPerHost)
	assert.NotEqual(t, 64, http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost)
	assert.Equal(t, 2*time.Minute, transport.ResponseHeaderTimeout)
	assert.Zero(t, c.doer.http.Timeout)

	standard := http.DefaultTransport
	defer func() { http.DefaultTransport = standard }()
	replaced := &recorder{answers: []attempt{always(200, serviceJSON)}}
	http.DefaultTransport = replaced
	c, err = New(AuthToken(accountID, token), nil)
	require.NoError(t, err)
	_, err = c.FetchService(t.Context(), "hello")
	require.NoError(t, err)
	assert.Len(t, replaced.sent, 1)
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	module := func(path, version string) debug.Module { return debug.Module{Path: path, Version: version} }
	dependency := module(modulePath, "v1.2.3")
	for name, tc := range map[string]struct {
		prefix string
		info   *debug.BuildInfo
		want   string
	}{
		"nothing known": {"", nil, "twilio-serverless-go"},
		"as a dependency": {"", &debug.BuildInfo{Main: module("example.com/app", "v9.0.0"),
			Deps: []*debug.Module{{Path: "example.com/x", Version: "v8.0.0"}, &dependency}},
			"twilio-serverless-go/v1.2.3"},
		"as the main module": {"", &debug.BuildInfo{Main: dependency}, "twilio-serverless-go/v1.2.3"},
		"in development":     {"", &debug.BuildInfo{Main: module(modulePath, "(devel)")}, "twilio-serverless-go"},
		"another module":     {"", &debug.BuildInfo{Main: module("example.com/app", "v9.0.0")}, "twilio-serverless-go"},
		"with a prefix":      {"app/1 (ci)", nil, "app/1 (ci) twilio-serverless-go"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tc.want, userAgent(tc.prefix, tc.info))
		})
	}
	for _, bad := range []string{"a\r\nX-Y: z", "a\x00", "é"} {
		_, err := New(AuthToken(accountID, token), &Options{UserAgent: bad})
		require.ErrorContains(t, err, fmt.Sprintf("client: UserAgent %q is not printable ASCII", bad))
	}
}

func TestClient_concurrent(t *testing.T) {
	t.Parallel()
	server := newCounter(t, 201, "")
	c := newClient(t, server.Client().Transport, func(o *Options) { o.APIURL = server.URL })
	content := []byte("exports.handler = 1;")
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			if i%5 == 4 {
				for _, err := range c.ListServices(t.Context(), &ListServicesOptions{PageSize: i}) {
					assert.NoError(t, err)
				}
				return
			}
			assert.NoError(t, verbs[i%5].call(t.Context(), c))
			_, err := c.CreateFunctionVersion(t.Context(), serviceID, functionID,
				BytesUpload("/a", serverless.VisibilityPublic, "text/plain", content))
			assert.NoError(t, err)
		})
	}
	group.Wait()
	assert.EqualValues(t, 90, server.whole.Load())
}

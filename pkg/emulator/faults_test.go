package emulator

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFault_status(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{Faults: []Fault{
		{Operation: "ListService", Nth: 2, Status: 429, Header: http.Header{"retry-after": {"1"}}},
		{Operation: "ListService", Nth: 3, Times: 2, Status: 503},
		{Operation: "CreateService", Nth: 1, Status: 502, Body: "<html>Bad Gateway</html>",
			Header: http.Header{"Content-Type": {"text/html"}}},
		{Operation: "DeleteService", Nth: 1, Status: 204},
		{Operation: "DeleteService", Nth: 2, Status: 304, Body: "304 has no body"},
	}})
	var statuses []int
	for range 6 {
		statuses = append(statuses, a.get("/v1/Services").status)
	}
	assert.Equal(t, []int{200, 429, 503, 503, 200, 200}, statuses)

	got := a.post("/v1/Services", "UniqueName", "a", "FriendlyName", "a")
	assert.Equal(t, []any{502, "<html>Bad Gateway</html>", "text/html"},
		[]any{got.status, got.raw, got.header.Get("Content-Type")})
	assert.Empty(t, a.get("/v1/Services").items(), "a fault comes before the work")
	service := a.service("a")
	assert.Equal(t, 204, a.delete(service).status)
	got = a.delete(service)
	assert.Equal(t, []any{304, ""}, []any{got.status, got.raw})
	assert.Equal(t, 200, a.get(service).status, "nothing was deleted")
}

func TestFault_shapes(t *testing.T) {
	t.Parallel()
	for status, code := range map[int]int{400: 20001, 401: 20003, 403: 20006, 404: 20404, 405: 20004, 409: 20409,
		500: 20500, 502: 20500, 503: 20503} {
		a := newAPI(t, &Options{Faults: []Fault{{Operation: "ListService", Nth: 1, Status: status}}})
		a.get("/v1/Services").refused(t, status, code)
	}
	a := newAPI(t,
		&Options{Faults: []Fault{{Operation: "ListService", Nth: 1, Status: 429,
			Header: http.Header{"retry-after": {"1"}}}}})
	got := a.get("/v1/Services")
	assert.Equal(t, "1", got.header.Get("Retry-After"))
	assert.Equal(t, "https://www.twilio.com/docs/errors/20429", got.str("moreInfo"), "the gateway's own shape")
}

// Calls are counted per operation, and only with good credentials.
func TestFault_counting(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{Faults: []Fault{{Operation: "FetchService", Nth: 2, Status: 500}}})
	service := a.service("count")
	a.as("", "").get(service).refused(t, 401, 20003)
	a.get("/v1/Services")
	assert.Equal(t, 200, a.get(service).status)
	a.get("/v1/Services/unknown").refused(t, 500, 20500)
	assert.Equal(t, 200, a.get(service).status)
}

func send(t *testing.T, a *api, ctx context.Context, target string) error {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, "POST", target, strings.NewReader("UniqueName=reset&FriendlyName=x"))
	require.NoError(t, err)
	req.SetBasicAuth(a.user, a.secret)
	req.Header.Set("Content-Type", formType)
	res, err := a.client.Do(req)
	if err == nil {
		err = res.Body.Close()
	}
	return err
}

func TestFault_reset(t *testing.T) {
	t.Parallel()
	for _, after := range []bool{false, true} {
		var judged []*Exchange
		a := newAPI(t, &Options{
			Faults: []Fault{{Operation: "CreateService", Nth: 1, Kind: FaultReset, AfterWork: after}},
			Judge:  func(x *Exchange) { judged = append(judged, x) },
		})
		err := send(t, a, t.Context(), "https://serverless.twilio.com/v1/Services")
		require.ErrorIs(t, err, syscall.ECONNRESET)
		require.Len(t, judged, 1)
		assert.Equal(t, []any{"CreateService", 0, true},
			[]any{judged[0].Operation, judged[0].Status, judged[0].Injected})
		want := 0
		if after {
			want = 1
		}
		assert.Len(t, a.get("/v1/Services").items(), want, "after work: %v", after)
	}
}

func TestFault_statusAfterWork(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{Faults: []Fault{{Operation: "CreateService", Nth: 1, Status: 504, AfterWork: true}}})
	a.post("/v1/Services", "UniqueName", "done", "FriendlyName", "x").refused(t, 504, 20500)
	assert.Equal(t, 200, a.get("/v1/Services/done").status)
}

func TestFault_resetOverSocket(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{Faults: []Fault{{Operation: "CreateService", Nth: 1, Kind: FaultReset}}})
	srv := httptest.NewServer(a.emu)
	t.Cleanup(srv.Close)
	a.client = srv.Client()
	require.Error(t, send(t, a, t.Context(), srv.URL+"/v1/Services"))
	require.NoError(t, send(t, a, t.Context(), srv.URL+"/v1/Services"))
}

func TestFault_delay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var judged atomic.Int32
		a := newAPI(t, &Options{
			Faults: []Fault{{Operation: "CreateService", Nth: 1, Delay: time.Hour},
				{Operation: "ListService", Nth: 1, Delay: time.Minute, Status: 503}},
			Judge: func(x *Exchange) {
				judged.Add(1)
				assert.Equal(t, x.Status == 503, x.Injected, "a delay alone leaves the answer as it is")
			},
		})
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := send(t, a, ctx, "https://serverless.twilio.com/v1/Services")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, time.Second, time.Since(start))
		synctest.Wait()
		assert.Zero(t, judged.Load(), "what was given up is no exchange")

		a.get("/v1/Services").refused(t, 503, 20503)
		assert.Equal(t, time.Minute+time.Second, time.Since(start))
		assert.Empty(t, a.get("/v1/Services").items(), "nothing was done")
	})
}

func TestLatency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, &Options{Latency: 200 * time.Millisecond})
		start := time.Now()
		a.as("", "").get("/v1/Services").refused(t, 401, 20003)
		got := a.post("/v1/Services", "UniqueName", "a", "FriendlyName", "a")
		assert.Equal(t, 400*time.Millisecond, time.Since(start))
		assert.Equal(t, "0.200", got.header.Get("Twilio-Request-Duration"))

		ctx, cancel := context.WithCancelCause(t.Context())
		why := errors.New("changed my mind")
		time.AfterFunc(50*time.Millisecond, func() { cancel(why) })
		err := send(t, a, ctx, "https://serverless.twilio.com/v1/Services")
		require.ErrorIs(t, err, why)
		assert.Equal(t, 450*time.Millisecond, time.Since(start))
		synctest.Wait()
		assert.Len(t, a.get("/v1/Services").items(), 1)
	})
}

package emulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/faults"
)

// seen is what a client sees of one request.
type seen struct {
	err      error // of the round trip
	status   int
	header   http.Header
	body     []byte
	readErr  error
	declared int64
}

func look(t testing.TB, client http.RoundTripper, req *http.Request) *seen {
	t.Helper()
	res, err := client.RoundTrip(req)
	if err != nil {
		return &seen{err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return &seen{status: res.StatusCode, header: res.Header, body: body, readErr: err, declared: res.ContentLength}
}

// The kinds of fault as the matrix has them: whether the work is done, and what the
// client sees, given what it sees without a fault.
type faultCell struct {
	fault  Fault
	worked bool
	check  func(t *testing.T, got, fine *seen)
}

func replaced(status int, contains string) func(*testing.T, *seen, *seen) {
	return func(t *testing.T, got, _ *seen) {
		require.NoError(t, got.err)
		require.NoError(t, got.readErr)
		require.Equal(t, status, got.status)
		require.Contains(t, string(got.body), contains)
	}
}

func faultCells() []faultCell {
	reset := func(t *testing.T, got, _ *seen) { require.Error(t, got.err) }
	delayed := func(t *testing.T, got, fine *seen) {
		require.NoError(t, got.err)
		require.Equal(t, fine.status, got.status)
		require.Equal(t, string(fine.body), string(got.body))
	}
	cut := func(whole func(fine *seen) int64) func(*testing.T, *seen, *seen) {
		return func(t *testing.T, got, fine *seen) {
			if whole(fine) == 0 { // a 204 has no body to cut
				require.Error(t, got.err)
				return
			}
			require.NoError(t, got.err)
			require.ErrorIs(t, got.readErr, io.ErrUnexpectedEOF)
			require.Equal(t, whole(fine), got.declared)
			require.EqualValues(t, whole(fine)/2, len(got.body))
		}
	}
	malformed := func(status func(fine *seen) int) func(*testing.T, *seen, *seen) {
		return func(t *testing.T, got, fine *seen) {
			require.NoError(t, got.err)
			require.NoError(t, got.readErr)
			require.Equal(t, status(fine), got.status)
			require.NotEmpty(t, got.body)
			require.False(t, json.Valid(got.body))
			require.Contains(t, got.header.Get("Content-Type"), "json")
		}
	}
	empty := func(t *testing.T, got, _ *seen) {
		require.NoError(t, got.err)
		require.NoError(t, got.readErr)
		require.Equal(t, []any{200, 0}, []any{got.status, len(got.body)})
	}
	tooMany := func(t *testing.T, got, fine *seen) {
		replaced(429, `"moreInfo"`)(t, got, fine)
		require.Equal(t, "2", got.header.Get("Retry-After"))
	}
	own := func(fine *seen) int64 { return int64(len(fine.body)) }
	const refusal = `{"code": 20500, "message": "internal server error", ` +
		`"more_info": "https://www.twilio.com/docs/errors/20500", "status": 500}`
	return []faultCell{
		{Fault{Status: 503}, false, replaced(503, `"code": 20503`)},
		{Fault{Status: 503, AfterWork: true}, true, replaced(503, `"code": 20503`)},
		{Fault{Status: 429, Header: http.Header{"Retry-After": {"2"}}}, false, tooMany},
		{Fault{Delay: time.Millisecond}, true, delayed},
		{Fault{Delay: time.Millisecond, AfterWork: true}, true, delayed},
		{Fault{Kind: FaultReset}, false, reset},
		{Fault{Kind: FaultReset, AfterWork: true}, true, reset},
		{Fault{Kind: FaultTruncated}, true, cut(own)},
		{Fault{Kind: FaultTruncated, Status: 500}, false, cut(func(*seen) int64 { return int64(len(refusal)) })},
		{Fault{Kind: FaultTruncated, Status: 500, AfterWork: true}, true,
			cut(func(*seen) int64 { return int64(len(refusal)) })},
		{Fault{Kind: FaultMalformed}, true, malformed(func(fine *seen) int {
			if fine.status == 204 {
				return 200
			}
			return fine.status
		})},
		{Fault{Kind: FaultMalformed, Status: 500}, false, malformed(func(*seen) int { return 500 })},
		{Fault{Kind: FaultHTML}, false, replaced(502, "<h1>502 Bad Gateway</h1>")},
		{Fault{Kind: FaultHTML, Status: 503, AfterWork: true}, true, replaced(503, "<h1>503 Service Unavailable</h1>")},
		{Fault{Kind: FaultEmpty}, false, empty},
		{Fault{Kind: FaultEmpty, AfterWork: true}, true, empty},
	}
}

// Every kind of fault, before and after the work where there is a choice, on every
// operation: what the client sees, that the state is exactly as it was or exactly as
// the operation leaves it, and that the next call goes through. In the process and
// over sockets. The run with -v prints the number of cells.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	all := contract(t)

	var current atomic.Pointer[Emulator]
	srv := httptest.NewServer(
		http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { current.Load().ServeHTTP(rw, r) }))
	t.Cleanup(srv.Close)
	// Without reused connections, since net/http silently repeats reads on them.
	sockets := &http.Transport{DisableKeepAlives: true}
	bases := map[bool]string{false: "https://any.host", true: srv.URL}

	cells, kinds := 0, map[string]bool{}
	for _, op := range all {
		operation := op.ID
		for overSocket, base := range bases {
			through := func(a *api) http.RoundTripper {
				current.Store(a.emu)
				if overSocket {
					return sockets
				}
				return a.emu.Transport()
			}
			twin := w.again(t)
			fine := look(t, through(twin), w.request(t, op, base))
			require.NoError(t, fine.err)
			require.Equal(t, op.Success, fine.status, "%s: %s", operation, fine.body)
			done := dumped(t, twin.emu)

			for _, cell := range faultCells() {
				a := w.again(t)
				before := dumped(t, a.emu)
				cell.fault.Operation = operation
				require.NoError(t, a.emu.SetFaults([]Fault{cell.fault}))
				state := a.emu.Faults()[0]
				got := look(t, through(a), w.request(t, op, base))
				name := fmt.Sprintf("%s %s status=%d after=%v sockets=%v", operation, state.Fault.Kind,
					cell.fault.Status, cell.fault.AfterWork, overSocket)
				ok := t.Run(name, func(t *testing.T) {
					cell.check(t, got, fine)
					if got.err == nil {
						require.Equal(t, state.Fault.Kind+"; index=0", got.header.Get(FaultHeader))
					}
					want := before
					if cell.worked {
						want = done
					}
					require.Equal(t, want, dumped(t, a.emu))
					if !cell.worked {
						again := look(t, through(a), w.request(t, op, base))
						require.Equal(t, fine.status, again.status)
						require.Empty(t, again.header.Get(FaultHeader))
						require.Equal(t, done, dumped(t, a.emu))
					}
					require.Equal(t, 1, a.emu.Faults()[0].Hits)
				})
				if !ok {
					return
				}
				cells++
				kinds[state.Fault.Kind] = true
			}
		}
	}
	assert.Len(t, kinds, len(faults.Kinds())-1, "all but failed-build, which is for one operation")
	t.Logf("%d cells: %d operations x %d faults of %d kinds, in the process and over sockets", cells, len(all),
		len(faultCells()), len(kinds))
}

// A reset in the process is the error that a socket gives.
func TestFault_resetIsECONNRESET(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{Faults: []Fault{{Operation: "*", Kind: FaultReset}}})
	_, err := a.client.Do(httpClientRequest(t))
	require.ErrorIs(t, err, syscall.ECONNRESET)
}

func httpClientRequest(t *testing.T) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", "https://any.host/v1/Services", nil)
	require.NoError(t, err)
	req.SetBasicAuth(TestAccountSID, TestAuthToken)
	return req
}

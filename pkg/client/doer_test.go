package client

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"reflect"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

type attempt = func(*http.Request) (*http.Response, error)

// verb is one operation for each way of sending.
type verb struct {
	name string
	call func(context.Context, *Client) error
	post bool
}

var verbs = []verb{
	{"GET", func(ctx context.Context, c *Client) error {
		_, err := c.FetchService(ctx, "hello")
		return err
	}, false},
	{"DELETE", deleteOne, false},
	{"POST form", func(ctx context.Context, c *Client) error {
		_, err := c.CreateBuild(ctx, serviceID, serverless.CreateBuildRequest{FunctionVersions: []string{versionID}})
		return err
	}, true},
	{"POST upload", func(ctx context.Context, c *Client) error {
		_, err := c.CreateFunctionVersion(ctx, serviceID, functionID,
			BytesUpload("/a", "public", "application/javascript", []byte("a")))
		return err
	}, true},
}

// deleteOne calls a method of the client that deletes, whichever there is.
func deleteOne(ctx context.Context, c *Client) error {
	for _, op := range operations.All() {
		if op.Method != http.MethodDelete {
			continue
		}
		sids, _ := op.MatchPath(op.Example())
		args := []reflect.Value{reflect.ValueOf(ctx)}
		for _, sid := range sids {
			args = append(args, reflect.ValueOf(sid))
		}
		err, _ := reflect.ValueOf(c).MethodByName(op.ClientMethod()).Call(args)[0].Interface().(error)
		return err
	}
	return errors.New("no operation deletes")
}

// outcome is what a call came to.
type outcome struct {
	attempts   int
	least      time.Duration // virtual time that passed, as far as chance allows
	most       time.Duration
	conditions []string
	cause      error
}

// Waits of the default Retry: 0.5, 1, 2, 4, 8, 16, 30, 30, 30 s, each shortened by up to a half.
const (
	threeWaits, threeWaitsAtLeast = 3500 * time.Millisecond, 1750 * time.Millisecond
	nineWaits, nineWaitsAtLeast   = 121500 * time.Millisecond, 60750 * time.Millisecond
)

var (
	limited = outcome{10, nineWaitsAtLeast, nineWaits, []string{"ErrTooManyRequests"}, nil}
	once    = func(cause error, conditions ...string) outcome { return outcome{1, 0, 0, conditions, cause} }
	// repeated is the outcome of a failure that only reads and deletes survive; a write is sent once.
	repeated = func(v verb, cause error) outcome {
		if v.post {
			return once(cause, "ErrOutcomeUnknown")
		}
		return outcome{4, threeWaitsAtLeast, threeWaits, nil, cause}
	}
	noWay = func(cause error) outcome {
		return outcome{4, threeWaitsAtLeast, threeWaits, []string{"ErrNoConnection"}, cause}
	}
)

func broken(status int, arrived string) attempt {
	return func(*http.Request) (*http.Response, error) {
		resp := answer(status, "")
		resp.Body = brokenBody(arrived, io.ErrUnexpectedEOF)
		return resp, nil
	}
}

// dialling behaves like net/http with a request that never gets a connection.
func dialling(next attempt) attempt {
	return func(req *http.Request) (*http.Response, error) {
		httptrace.ContextClientTrace(req.Context()).GetConn("serverless.twilio.com:443")
		return next(req)
	}
}

func hanging(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, context.Cause(req.Context())
}

var (
	errReset   = &net.OpError{Op: "read", Err: syscall.ECONNRESET}
	errRefused = &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	errDNS     = &net.DNSError{Name: "serverless.twilio.com", IsNotFound: true}
	errTLS     = &tls.CertificateVerificationError{Err: errors.New("unknown authority")}
	errProxy   = errors.New("Proxy Authentication Required")
)

// TestRetry: every way of sending against everything that can go wrong for ever.
func TestRetry(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		attempt  attempt
		cancel   time.Duration // when the caller cancels, 0 for never
		deadline time.Duration
		want     func(verb) outcome
	}{
		"429": {attempt: always(429, "{}"), want: func(verb) outcome { return limited }},
		"429 with Retry-After": {
			attempt: always(429, "{}", "Retry-After", "7"),
			want: func(verb) outcome { // 7 to 7.25 s, until the waits grow beyond
				return outcome{10, 88 * time.Second, 143 * time.Second, []string{"ErrTooManyRequests"}, nil}
			},
		},
		"429 with Retry-After at the bound": {
			attempt: always(429, "{}", "Retry-After", "30"),
			want: func(verb) outcome {
				return outcome{10, 270 * time.Second, 270 * time.Second, []string{"ErrTooManyRequests"}, nil}
			},
		},
		"429 with Retry-After beyond the bound": {attempt: always(429, "{}", "Retry-After", "31"),
			want: func(verb) outcome { return once(nil, "ErrTooManyRequests") }},
		"429 that breaks off": {attempt: broken(429, `{"code":`),
			want: func(verb) outcome { o := limited; o.cause = io.ErrUnexpectedEOF; return o }},
		"400": {attempt: always(400, "{}"), want: func(verb) outcome { return once(nil) }},
		"404": {attempt: always(404, "{}"),
			want: func(verb) outcome { return once(nil, "ErrNotFound") }},
		"404 that breaks off": {attempt: broken(404, "{"),
			want: func(verb) outcome { return once(io.ErrUnexpectedEOF, "ErrNotFound") }},
		"409": {attempt: always(409, "{}"),
			want: func(verb) outcome { return once(nil, "ErrConflict") }},
		"302": {attempt: always(302, "", "Location", "/v1/Services"),
			want: func(verb) outcome { return once(nil) }},
		"500": {attempt: always(500, "{}"),
			want: func(v verb) outcome { return repeated(v, nil) }},
		"502 in HTML": {attempt: always(502, "<html>"),
			want: func(v verb) outcome { return repeated(v, nil) }},
		"503": {attempt: always(503, ""),
			want: func(v verb) outcome { return repeated(v, nil) }},
		"503 with Retry-After": {
			attempt: always(503, "", "Retry-After", "10"),
			want: func(v verb) outcome {
				if v.post {
					return repeated(v, nil)
				}
				return outcome{4, 30 * time.Second, 30*time.Second + 750*time.Millisecond, nil, nil}
			},
		},
		"503 with Retry-After beyond the bound": {
			attempt: always(503, "", "Retry-After", "3600"),
			want: func(v verb) outcome {
				if v.post {
					return repeated(v, nil)
				}
				return once(nil)
			},
		},
		"504 that breaks off": {attempt: broken(504, "<"),
			want: func(v verb) outcome { return repeated(v, io.ErrUnexpectedEOF) }},
		"200 that breaks off": {attempt: broken(200, "{"),
			want: func(v verb) outcome { return repeated(v, io.ErrUnexpectedEOF) }},
		"reset": {attempt: fails(errReset),
			want: func(v verb) outcome { return repeated(v, syscall.ECONNRESET) }},
		"refused": {attempt: fails(errRefused),
			want: func(verb) outcome { return noWay(syscall.ECONNREFUSED) }},
		"DNS":           {attempt: fails(errDNS), want: func(verb) outcome { return noWay(errDNS) }},
		"proxy refuses": {attempt: dialling(fails(errProxy)), want: func(verb) outcome { return noWay(errProxy) }},
		"untrusted certificate": {attempt: fails(errTLS),
			want: func(verb) outcome { return once(errTLS, "ErrNoConnection") }},
		"cancelled during the request": {
			attempt: hanging, cancel: time.Second,
			want: func(v verb) outcome {
				o := outcome{1, time.Second, time.Second, nil, context.Canceled}
				if v.post {
					o.conditions = []string{"ErrOutcomeUnknown"}
				}
				return o
			},
		},
		"deadline during the request": {
			attempt: hanging, deadline: time.Second,
			want: func(v verb) outcome {
				o := outcome{1, time.Second, time.Second, nil, context.DeadlineExceeded}
				if v.post {
					o.conditions = []string{"ErrOutcomeUnknown"}
				}
				return o
			},
		},
		"cancelled while dialling": {
			attempt: dialling(hanging), cancel: time.Second,
			want: func(verb) outcome { return outcome{1, time.Second, time.Second, nil, context.Canceled} },
		},
		"deadline while dialling": {
			attempt: dialling(hanging), deadline: time.Second,
			want: func(verb) outcome {
				return outcome{1, time.Second, time.Second, []string{"ErrNoConnection"}, context.DeadlineExceeded}
			},
		},
		"cancelled during the wait after a 429": {
			attempt: always(429, "{}"), cancel: 100 * time.Millisecond,
			want: func(verb) outcome {
				return outcome{1, 100 * time.Millisecond, 100 * time.Millisecond, []string{"ErrTooManyRequests"},
					context.Canceled}
			},
		},
		"deadline during the wait after a 429": {
			attempt: always(429, "{}", "Retry-After", "20"), deadline: 30 * time.Second,
			want: func(verb) outcome {
				return outcome{2, 30 * time.Second, 30 * time.Second, []string{"ErrTooManyRequests"},
					context.DeadlineExceeded}
			},
		},
		"cancelled during the wait after a 500": {
			attempt: always(500, "{}"), cancel: 100 * time.Millisecond,
			want: func(v verb) outcome {
				if v.post {
					return repeated(v, nil)
				}
				return outcome{1, 100 * time.Millisecond, 100 * time.Millisecond, nil, context.Canceled}
			},
		},
		"cancelled during the wait after a refused connection": {
			attempt: fails(errRefused), cancel: 100 * time.Millisecond,
			want: func(verb) outcome {
				return outcome{1, 100 * time.Millisecond, 100 * time.Millisecond, nil, context.Canceled}
			},
		},
	} {
		for _, v := range verbs {
			t.Run(name+"/"+v.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithCancel(t.Context())
					defer cancel()
					if tc.cancel > 0 {
						time.AfterFunc(tc.cancel, cancel)
					}
					if tc.deadline > 0 {
						var stop context.CancelFunc
						ctx, stop = context.WithTimeout(ctx, tc.deadline)
						defer stop()
					}
					c, r := recording(t, tc.attempt)
					start := time.Now()
					err := v.call(ctx, c)
					took := time.Since(start)

					want := tc.want(v)
					e := asError(t, err)
					assert.Equal(t, want.attempts, e.Attempts)
					assert.Len(t, r.sent, want.attempts)
					assert.True(t, want.least <= took && took <= want.most, "took %s, want %s to %s", took,
						want.least, want.most)
					assert.ElementsMatch(t, want.conditions, conditionsOf(err), err.Error())
					if want.cause == nil {
						assert.NoError(t, e.Err)
					} else {
						assert.ErrorIs(t, err, want.cause)
					}
					for _, s := range r.sent {
						assert.NotContains(t, s.header, "Idempotency-Key", "net/http would repeat a POST that has one")
						assert.Equal(t, r.sent[0], s, "the repetitions differ")
					}
				})
			})
		}
	}
}

// TestRetry_sequences: what a later attempt makes of the ones before.
func TestRetry_sequences(t *testing.T) {
	t.Parallel()
	ok := done(201)
	n429, n500, n404, n409 := always(429, "{}"), always(500, "{}"), always(404, "{}"), always(409, "{}")
	reset, refused := fails(errReset), fails(errRefused)
	for name, tc := range map[string]struct {
		verb       int // index in verbs
		answers    []attempt
		attempts   int
		conditions []string // nil means success
	}{
		"GET succeeds at the third":               {0, []attempt{n500, reset, ok}, 3, nil},
		"GET succeeds after what broke off":       {0, []attempt{broken(200, "{"), ok}, 2, nil},
		"GET: each limit by its own kind":         {0, []attempt{n500, n500, n500, n429, n429, n429, ok}, 7, nil},
		"GET: 5xx after many 429 ends":            {0, []attempt{n429, n429, n429, n429, n500, ok}, 5, []string{}},
		"DELETE done at the first":                {1, []attempt{ok}, 1, nil},
		"DELETE of nothing":                       {1, []attempt{n404}, 1, []string{"ErrNotFound"}},
		"DELETE of nothing, breaks off":           {1, []attempt{broken(404, "{"), n404}, 1, []string{"ErrNotFound"}},
		"DELETE done by the failed first":         {1, []attempt{n500, n404}, 2, nil},
		"DELETE done by the lost first":           {1, []attempt{reset, n404}, 2, nil},
		"DELETE done by the lost first, then 429": {1, []attempt{reset, n429, n404}, 3, nil},
		"DELETE of nothing after a 429":           {1, []attempt{n429, n404}, 2, []string{"ErrNotFound"}},
		"DELETE of nothing after no connection":   {1, []attempt{refused, n404}, 2, []string{"ErrNotFound"}},
		"DELETE refused after a failure":          {1, []attempt{n500, n409}, 2, []string{"ErrConflict"}},
		"POST succeeds after 429":                 {2, []attempt{n429, n429, ok}, 3, nil},
		"POST succeeds after no connection":       {2, []attempt{refused, ok}, 2, nil},
		"POST lost after 429":                     {2, []attempt{n429, reset, ok}, 2, []string{"ErrOutcomeUnknown"}},
		"POST failed after no connection":         {2, []attempt{refused, n500, ok}, 2, []string{"ErrOutcomeUnknown"}},
		"POST refused after 429":                  {2, []attempt{n429, n409, ok}, 2, []string{"ErrConflict"}},
		"upload succeeds after 429":               {3, []attempt{n429, ok}, 2, nil},
		"upload lost after 429":                   {3, []attempt{n429, reset, ok}, 2, []string{"ErrOutcomeUnknown"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, r := recording(t, tc.answers...)
				err := verbs[tc.verb].call(t.Context(), c)
				assert.Len(t, r.sent, tc.attempts)
				if tc.conditions == nil {
					assert.NoError(t, err)
					return
				}
				assert.ElementsMatch(t, tc.conditions, conditionsOf(asError(t, err)))
				assert.Equal(t, tc.attempts, asError(t, err).Attempts)
			})
		})
	}
}

// TestRetry_cancelledAtTheAnswer: a context that ends while the answer arrives changes nothing
// about what the answer says.
func TestRetry_cancelledAtTheAnswer(t *testing.T) {
	t.Parallel()
	for status, conditions := range map[int][]string{500: {"ErrOutcomeUnknown"}, 404: {"ErrNotFound"},
		429: {"ErrTooManyRequests"}} {
		ctx, cancel := context.WithCancel(t.Context())
		c, r := recording(t, func(*http.Request) (*http.Response, error) {
			cancel()
			return answer(status, "{}"), nil
		})
		var log bytes.Buffer
		c.doer.logger = slog.New(slog.NewTextHandler(&log, nil))
		err := verbs[2].call(ctx, c)
		assert.Empty(t, log.String(), "nothing is repeated")
		assert.ElementsMatch(t, conditions, conditionsOf(err))
		assert.Len(t, r.sent, 1)
		assert.Equal(t, status == 429, errors.Is(err, context.Canceled), "only a repetition was stopped by it")
	}
}

func TestRetry_causeOfTheContext(t *testing.T) {
	t.Parallel()
	for _, v := range verbs {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				why := errors.New("the user left")
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Second, func() { cancel(why) })
				c, _ := recording(t, hanging)
				err := v.call(ctx, c)
				require.ErrorIs(t, err, context.Canceled)
				require.ErrorIs(t, err, why)
			})
		})
	}
}

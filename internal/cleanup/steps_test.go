package cleanup_test

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cleanup"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// `make soak` sets it; without it a sample is taken.
var everyStep = flag.Bool("every-step", false,
	"end every case at each of its requests in every way, instead of a sample")

// sampled is the share of steps that is tested without the flag: one of so many.
const sampled = 97

// An ending is a way in which a run ends, or a case fails, with its n-th request.
type ending struct {
	name string
	// at is the n-th request; next does its work.
	at func(end context.CancelFunc, next http.RoundTripper, req *http.Request) (*http.Response, error)
	// killed lets no request through after it.
	killed bool
	// ends says that the run ends, otherwise only the request fails.
	ends bool
}

var errReset = errors.New("connection reset")

func endings() []ending {
	unanswered := func(next http.RoundTripper, req *http.Request) error {
		resp, err := next.RoundTrip(req.WithContext(context.WithoutCancel(req.Context())))
		if err == nil {
			err = resp.Body.Close()
		}
		return errors.Join(errReset, err)
	}
	return []ending{
		{name: "interrupted before it", ends: true,
			at: func(end context.CancelFunc, next http.RoundTripper, req *http.Request) (*http.Response, error) {
				end()
				return next.RoundTrip(req)
			}},
		{name: "interrupted after it was done", ends: true,
			at: func(end context.CancelFunc, next http.RoundTripper, req *http.Request) (*http.Response, error) {
				err := unanswered(next, req)
				end()
				return nil, err
			}},
		{name: "answer lost", at: func(_ context.CancelFunc, next http.RoundTripper, req *http.Request) (*http.Response,
			error) {
			return nil, unanswered(next, req)
		}},
		{name: "refused by a gateway", at: func(_ context.CancelFunc, _ http.RoundTripper, req *http.Request) (
			*http.Response, error) {
			return &http.Response{StatusCode: http.StatusBadGateway, Header: http.Header{}, Body: http.NoBody,
				Request: req}, nil
		}},
		{name: "killed", ends: true, killed: true,
			at: func(end context.CancelFunc, next http.RoundTripper, req *http.Request) (*http.Response, error) {
				err := unanswered(next, req)
				end()
				return nil, err
			}},
	}
}

// endAt lets the n-th request end in its way.
type endAt struct {
	ending
	next  http.RoundTripper
	end   context.CancelFunc
	n     int64
	count atomic.Int64
}

func (e *endAt) RoundTrip(req *http.Request) (*http.Response, error) {
	switch n := e.count.Add(1); {
	case n == e.n:
		return e.at(e.end, e.next, req)
	case n > e.n && e.killed:
		return nil, errReset
	}
	return e.next.RoundTrip(req)
}

func emulatorTarget(t *testing.T) *suite.Target {
	t.Helper()
	emu, err := emulator.New(&emulator.Options{
		Seed: 1, BuildTime: 1500 * time.Millisecond, SeedLogs: 3,
		Accounts: []emulator.Account{{SID: emulator.TestAccountSID, AuthToken: emulator.TestAuthToken}},
	})
	require.NoError(t, err)
	return &suite.Target{
		APIURL: "https://serverless.emulator.test", UploadURL: "https://serverless-upload.emulator.test",
		Username: emulator.TestAccountSID, Password: emulator.TestAuthToken, Transport: emu.Transport(),
		Features: []suite.Feature{suite.FeatureLogs, suite.FeatureSecrets},
	}
}

// TestRun_leavesNothingAtAnyStep ends each case of the catalogue at each of its requests:
// interrupted, failed, and killed with a [cleanup.Sweep] after it. Nothing may be left.
func TestRun_leavesNothingAtAnyStep(t *testing.T) {
	t.Parallel()
	var steps, tried atomic.Int64
	t.Cleanup(func() {
		t.Logf("%d of %d endings tried: %d ways", tried.Load(), steps.Load(), len(endings()))
		require.Positive(t, tried.Load())
	})
	for i, c := range cases.All() {
		if !*everyStep && i%4 != 0 {
			continue
		}
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			step := i // so that the sample has other steps of each case
			requests := requestsOf(t, c)
			for n := 2; n <= requests; n++ { // the first asks whether the target is there
				for _, e := range endings() {
					steps.Add(1)
					if step++; !*everyStep && step%sampled != 0 {
						continue
					}
					tried.Add(1)
					endsCleanly(t, c, e, n)
				}
			}
		})
	}
}

// requestsOf counts the requests of a run of one case, those of its cleaning included.
func requestsOf(t *testing.T, c suite.Case) int {
	t.Helper()
	var counting endAt
	synctest.Test(t, func(t *testing.T) {
		target := emulatorTarget(t)
		counting.next, target.Transport = target.Transport, &counting
		_, err := suite.Run(t.Context(), target, &suite.RunOptions{Cases: []suite.Case{c}, Seed: 5})
		if !errors.Is(err, suite.ErrNoCases) {
			require.NoError(t, err)
		}
	})
	return int(counting.count.Load())
}

func endsCleanly(t *testing.T, c suite.Case, e ending, n int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		target := emulatorTarget(t)
		intact := target.Transport
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var books cleanup.Log
		target.Transport = &endAt{ending: e, next: books.Transport(intact), end: cancel, n: int64(n)}
		report, err := suite.Run(ctx, target, &suite.RunOptions{Cases: []suite.Case{c}, Seed: 5})
		if e.ends {
			require.ErrorIs(t, err, context.Canceled, "%s, request %d, %s", c.ID, n, e.name)
		} else if !errors.Is(err, suite.ErrNoCases) { // what finds out what the target supports ended
			require.NoError(t, err, "%s, request %d, %s", c.ID, n, e.name)
		}
		assert.Empty(t, books.Strays(report.Prefix), "%s, request %d, %s", c.ID, n, e.name)
		api := clientOf(t, intact)
		if e.killed {
			mine, doubtful, err := cleanup.Left(t.Context(), api, report.Prefix)
			require.NoError(t, err)
			swept, err := cleanup.Sweep(t.Context(), api, report.Prefix, append(mine, doubtful...))
			require.NoError(t, err)
			assert.Empty(t, swept.Left)
		} else {
			assert.Zero(t, report.Totals.Leftover, "%s, request %d, %s", c.ID, n, e.name)
		}
		left, err := books.Prove(t.Context(), api, report.Prefix)
		require.NoError(t, err)
		assert.Empty(t, left, "%s, request %d, %s", c.ID, n, e.name)
		assert.Empty(t, namesIn(t, api), "%s, request %d, %s", c.ID, n, e.name)
	})
}

// Everything that the catalogue creates carries the prefix of the run, or lies in a Service that
// does; all of it is gone at the end.
func TestRun_createsUnderItsPrefixOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		target := emulatorTarget(t)
		intact := target.Transport
		target.Features = append(target.Features, suite.FeatureLargeUploads)
		var books cleanup.Log
		target.Transport = books.Transport(intact)
		report, err := suite.Run(t.Context(), target, &suite.RunOptions{Cases: cases.All(), Seed: 36, Parallel: 10,
			Assumed: true})
		require.NoError(t, err)
		require.Equal(t, "check-10", report.Prefix)
		assert.Empty(t, books.Strays(report.Prefix))

		kinds := map[string]int{}
		for _, r := range books.Created() {
			kinds[r.Kind]++
		}
		for _, kind := range []string{"Services", "Functions", "Assets", "Versions", "Builds", "Environments",
			"Variables", "Deployments"} {
			assert.Positive(t, kinds[kind], kind)
		}
		t.Log("created: ", kinds)
		left, err := books.Prove(t.Context(), clientOf(t, intact), report.Prefix)
		require.NoError(t, err)
		assert.Empty(t, left)
	})
}

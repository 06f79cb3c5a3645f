package suite

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRun_refusesBadTargets(t *testing.T) {
	t.Parallel()
	good := func() *Target { return madeUp(nil) }
	tests := map[string]struct {
		change func(*Target)
		want   string
	}{
		"no URL":       {func(t *Target) { t.APIURL = "" }, "Target.APIURL: is empty"},
		"relative URL": {func(t *Target) { t.APIURL = "localhost:8080" }, `Target.APIURL: is "localhost:8080"`},
		"other scheme": {func(t *Target) { t.UploadURL = "ftp://a.example" },
			`Target.UploadURL: is "ftp://a.example"`},
		"query":              {func(t *Target) { t.APIURL = "https://a.example?x=1" }, "without query"},
		"version in the URL": {func(t *Target) { t.APIURL = "https://a.example/v1/" }, "without /v1"},
		"secret in the URL":  {func(t *Target) { t.APIURL = "https://AC:hunter2@a.example" }, "holds credentials"},
		"unparsable secret":  {func(t *Target) { t.APIURL = "https://AC:hunter2\x7f@a.example" }, "is not a URL"},
		"no password":        {func(t *Target) { t.Password = "" }, "must both be given"},
		"unknown feature":    {func(t *Target) { t.Features = []Feature{"telepathy"} }, `"telepathy"`},
		"half a second pair": {func(t *Target) { t.SecondUsername = keySID },
			"Target.SecondUsername and SecondPassword must be given"},
		"half a foreign pair": {func(t *Target) { t.ForeignPassword = "hunter2" },
			"Target.ForeignUsername and ForeignPassword must be given"},
		"claimed, not given": {func(t *Target) { t.Features = []Feature{FeatureForeignAccount} },
			`for the feature "foreign-account"`},
		"no version to fail": {func(t *Target) { t.FailingDependency = "@scope/name" },
			"Target.FailingDependency, as name@version"},
		"negative poll":        {func(t *Target) { t.PollInterval = -time.Second }, "Target.PollInterval is -1s"},
		"negative build":       {func(t *Target) { t.BuildTimeout = -1 }, "Target.BuildTimeout"},
		"negative per request": {func(t *Target) { t.RequestTimeout = -1 }, "Target.RequestTimeout"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := good()
			tt.change(target)
			report, err := Run(t.Context(), target, nil)
			require.ErrorContains(t, err, tt.want)
			assert.NotContains(t, err.Error(), "hunter2")
			assert.Nil(t, report)
		})
	}
	_, err := Run(t.Context(), nil, nil)
	require.ErrorContains(t, err, "no target")
	_, err = Run(t.Context(), good(), &RunOptions{Cases: catalogue(), Parallel: 41})
	require.ErrorContains(t, err, "cannot send 41 requests at once: set --parallel, or Parallel, to 1 to 40")
}

func TestRun_noCases(t *testing.T) {
	t.Parallel()
	untouched := madeUp(func(*http.Request) (*http.Response, error) { panic("a request was sent") })
	_, err := Run(t.Context(), untouched, &RunOptions{Cases: catalogue(), Filter: regexp.MustCompile("^no-such-case$")})
	require.ErrorIs(t, err, ErrNoCases)
	require.ErrorContains(t, err, "no-such-case")
	_, err = Run(t.Context(), untouched, &RunOptions{Cases: []Case{}})
	require.ErrorIs(t, err, ErrNoCases)

	// A case that the target does not support is no case that was run.
	target := emulated(t)
	target.Features = nil
	report, err := Run(t.Context(), target,
		&RunOptions{Cases: catalogue(), Filter: regexp.MustCompile("^builds/unknown-runtime-handler-is-refused$")})
	require.ErrorIs(t, err, ErrNoCases)
	assert.Equal(t, Totals{Cases: 1, NotSupported: 1}, report.Totals)
	assert.Contains(t, report.Results[0].Reason, `"dependency-check"`)
}

func TestRun_firstRequest(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer transportFunc
		want   error
	}{
		"refused connection": {func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNREFUSED },
			ErrUnreachable},
		"bad credentials": {func(r *http.Request) (*http.Response, error) {
			return reply(r, 401, `{"code":20003}`),
				nil
		}, ErrCredentials},
		"forbidden": {func(r *http.Request) (*http.Response, error) { return reply(r, 403, `{}`), nil },
			ErrCredentials},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var count atomic.Int64
			report, err := Run(t.Context(), madeUp(func(r *http.Request) (*http.Response, error) {
				count.Add(1)
				return tt.answer(r)
			}), &RunOptions{Cases: catalogue()})
			require.ErrorIs(t, err, tt.want)
			require.ErrorContains(t, err, "https://a.example")
			assert.Nil(t, report)
			assert.LessOrEqual(t, count.Load(), int64(2))
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Run(ctx, emulated(t), &RunOptions{Cases: catalogue()})
	require.ErrorIs(t, err, context.Canceled)
}

func TestRun_silentTarget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		_, err := Run(t.Context(), madeUp(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}), &RunOptions{Cases: catalogue()})
		require.ErrorIs(t, err, ErrUnreachable)
		require.ErrorContains(t, err, "none within 1m0s")
		assert.Equal(t, time.Minute, time.Since(started))
	})
}

// The emulator dies after so many requests and stays dead.
func TestRun_targetLostMidway(t *testing.T) {
	t.Parallel()
	for _, lives := range []int64{2, 100, 500} {
		synctest.Test(t, func(t *testing.T) {
			target := emulated(t)
			var count atomic.Int64
			inner := target.Transport
			target.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				if count.Add(1) > lives {
					return nil, syscall.ECONNREFUSED
				}
				return inner.RoundTrip(r)
			})
			var order []string
			report, err := Run(t.Context(), target,
				&RunOptions{Cases: catalogue(), Seed: 3, OnResult: func(r Result) { order = append(order, r.ID) }})
			require.ErrorIs(t, err, ErrTargetLost)
			require.ErrorIs(t, err, syscall.ECONNREFUSED)
			require.NotNil(t, report)
			assert.Contains(t, report.Incomplete, "target was lost")
			assert.True(t, report.Failed())
			assert.Zero(t, report.Totals.Fail, "nobody is to blame for what was not answered")
			assert.Zero(t, report.Totals.Skip)
			assert.Equal(t, len(catalogue()), report.Totals.Pass+report.Totals.Error+report.Totals.NotSupported)
			assert.Len(t, order, len(catalogue()))
			for _, result := range report.Results {
				if result.Outcome == Error {
					assert.Contains(t, result.Reason, "target was lost", result.ID)
				}
			}
		})
	}
}

// A target that comes back after 20 seconds is waited for, and accused of nothing. It is not asked by every case at once
// while it is away.
func TestRun_targetBackInTime(t *testing.T) {
	t.Parallel()
	for name, away := range map[string]func(r *http.Request) (*http.Response, error){
		"no answer": func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNREFUSED },
		"503":       func(r *http.Request) (*http.Response, error) { return reply(r, 503, "<h1>Maintenance</h1>"), nil },
	} {
		synctest.Test(t, func(t *testing.T) {
			target := emulated(t)
			var count, asked atomic.Int64
			var back atomic.Pointer[time.Time]
			inner := target.Transport
			target.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				if count.Add(1) == 100 {
					end := time.Now().Add(20 * time.Second)
					back.Store(&end)
				}
				if end := back.Load(); end != nil && time.Now().Before(*end) {
					if r.URL.RequestURI() == "/v1/Services?PageSize=1" {
						asked.Add(1)
					}
					return away(r)
				}
				return inner.RoundTrip(r)
			})
			report, err := Run(t.Context(), target, &RunOptions{Cases: catalogue()[:120], Seed: 3})
			require.NoError(t, err, name)
			assert.Zero(t, report.Totals.Fail+report.Totals.Skip, name)
			assert.Greater(t, report.Totals.Pass, 80, name)
			assert.LessOrEqual(t, asked.Load(), int64(30), "%s: one case asks for all, every two seconds", name)
		})
	}
}

// One connection that breaks is the target's fault, if the target is there afterwards.
func TestRun_oneAnswerMissing(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool
	target := madeUp(func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPost && broken.CompareAndSwap(false, true) {
			return nil, syscall.ECONNRESET
		}
		if r.Method == http.MethodPost {
			return reply(r, 400, `{"code":20001,"message":"no","status":400}`), nil
		}
		return reply(r, 200, emptyServices), nil
	})
	attempts := 0
	report, err := Run(t.Context(), target, &RunOptions{Cases: []Case{{
		ID: "test/post", Level: Documented, Run: func(ctx context.Context, s *Session) error {
			attempts++
			return s.Post(ctx, "/v1/Services", form("UniqueName", s.Name())).RefusedSomehow()
		},
	}}})
	require.NoError(t, err)
	assert.Equal(t, Pass, report.Results[0].Outcome, "a connection that broke accuses nobody: %s",
		report.Results[0].Reason)
	assert.Equal(t, 2, attempts)
	assert.Equal(t, 2, report.Results[0].Attempts)
}

func TestRun_outcomes(t *testing.T) {
	t.Parallel()
	differs := errors.New("differs")
	get := func(ctx context.Context, s *Session) error { return s.Get(ctx, "/v1/Services").OK(nil) }
	returns := func(err error) run { return func(context.Context, *Session) error { return err } }
	tests := map[string]struct {
		level   Level
		run     run
		body    string
		assumed bool
		want    Outcome
		reason  string
	}{
		"kept":   {Documented, get, emptyServices, false, Pass, ""},
		"broken": {Inferred, returns(differs), emptyServices, false, Fail, "differs"},
		"assumption differs": {Assumed, returns(differs), emptyServices, false, Skip,
			"assumed, and different here: differs"},
		"assumption differs, it counts": {Assumed, returns(differs), emptyServices, true, Fail, "differs"},
		"kept, but the wire broke": {Documented, get, `{"services":[]}`, false, Fail,
			"the wire broke the contract"},
		"assumption kept, but the wire not": {Assumed, get, `{"services":[]}`, false, Fail,
			"the wire broke the contract"},
		"defect of the case": {
			Documented, func(context.Context, *Session) error { panic("index out of range") }, emptyServices, false,
			Error,
			"the case panicked: index out of range",
		},
		"the suite's own bad request": {
			Documented, func(ctx context.Context, s *Session) error {
				return s.Get(ctx,
					"/v1/Services?Nonsense=1").OK(nil)
			},
			emptyServices, false, Pass, "",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first := true
			target := madeUp(func(r *http.Request) (*http.Response, error) {
				if first {
					first = false
					return reply(r, 200, emptyServices), nil
				}
				return reply(r, 200, tt.body), nil
			})
			report, err := Run(t.Context(), target, &RunOptions{
				Assumed: tt.assumed, Cases: []Case{{ID: "test/it", Level: tt.level, Run: tt.run,
					Ops: []string{"ListService"}}},
			})
			assert.Equal(t, tt.want == Error, errors.Is(err, ErrNoVerdict), "a run of errors alone has no verdict")
			assert.Equal(t, tt.want, report.Results[0].Outcome, report.Results[0].Reason)
			assert.True(t, strings.HasPrefix(report.Results[0].Reason, tt.reason), report.Results[0].Reason)
			assert.Equal(t, tt.want == Fail || tt.want == Error, report.Failed())
			assert.Equal(t, tt.body != emptyServices, report.Totals.Violations > 0)
		})
	}
}

// What comes with a field is claimed without being asked for, and the caller's list is left alone.
func TestTarget_claimsWhatItIsGiven(t *testing.T) {
	t.Parallel()
	target := madeUp(nil)
	target.Features = append(make([]Feature, 0, 8), FeatureLogs)
	target.SecondUsername, target.SecondPassword = keySID, "x"
	target.ForeignUsername, target.ForeignPassword = foreignSID, "y"
	target.FailingDependency = "@scope/name@1.0.0"
	complete, err := target.complete()
	require.NoError(t, err)
	assert.Equal(t, []Feature{FeatureLogs, FeatureSecondCredentials, FeatureForeignAccount, FeatureFailedBuilds},
		complete.Features)
	assert.Equal(t, []Feature{FeatureLogs}, target.Features)
}

// A target that sends back whatever it was sent must not make the report tell the password.
func TestRun_neverTellsThePassword(t *testing.T) {
	t.Parallel()
	synctest.Test(t, neverTellsThePassword) // a case may wait for what never comes
}

func neverTellsThePassword(t *testing.T) {
	target := madeUp(nil)
	target.Password = `pass/word "+` + "&é"
	target.SecondUsername, target.SecondPassword = keySID, "second/word"
	target.ForeignUsername, target.ForeignPassword = foreignSID, "foreign/word"
	first := true
	target.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		if first {
			first = false
			return reply(r, 200, emptyServices), nil
		}
		user, password, _ := r.BasicAuth()
		padding := strings.Repeat("x", 290-len(password)/2) // so that a password lies where a quotation is cut
		if r.Method == http.MethodPost {
			padding = ""
		}
		return reply(r, 404, padding+password+" "+user+" "+r.Header.Get("Authorization")+` {"message":"`+password+`"}`,
			"Content-Type", password), nil
	})
	report, err := Run(t.Context(), target,
		&RunOptions{Cases: catalogue(), Parallel: 1, Filter: regexp.MustCompile("^services/|^auth/")})
	require.NoError(t, err)
	assert.Positive(t, report.Totals.Fail)
	var all bytes.Buffer
	require.NoError(t, report.WriteText(&all))
	require.NoError(t, report.WriteJSON(&all))
	require.NoError(t, report.WriteJUnit(&all))
	credentials := base64.StdEncoding.EncodeToString([]byte(target.Username + ":" + target.Password))
	for _, secret := range []string{"pass/word", "pass%2Fword", credentials, "second/word", "foreign/word"} {
		assert.NotContains(t, all.String(), secret)
	}
	assert.Contains(t, all.String(), "[password]")
}

package suite

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// watched is a target that takes its time and notes how many requests are under way, and when each began.
type watched struct {
	mu          sync.Mutex
	running     int
	most        int
	began       []time.Time
	userAgents  map[string]int
	tooMany     int // the request that is answered 429, from 1
	retryAfter  string
	takes       time.Duration
	whenRefused time.Time
}

func (w *watched) RoundTrip(req *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.running++
	w.most = max(w.most, w.running)
	w.began = append(w.began, time.Now())
	n := len(w.began)
	if w.userAgents != nil {
		w.userAgents[req.UserAgent()]++
	}
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.running--
	}()
	if err := Wait(req.Context(), w.takes); err != nil {
		return nil, err
	}
	if n == w.tooMany {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.whenRefused = time.Now()
		return reply(req, http.StatusTooManyRequests, `{"code":20429,"status":429}`, "Retry-After", w.retryAfter), nil
	}
	return reply(req, http.StatusOK, emptyServices), nil
}

// busy are cases that each send many requests at once, which the catalogue does not do.
func busy(cases, requests int) []Case {
	var all []Case
	for i := range cases {
		all = append(all, Case{ID: fmt.Sprintf("test/busy-%d", i), Level: Documented,
			Run: func(ctx context.Context, s *Session) error {
				var all sync.WaitGroup
				answers := make([]error, requests)
				for i := range requests {
					all.Go(func() { answers[i] = s.Get(ctx, "/v1/Services?PageSize=1").OK(nil) })
				}
				all.Wait()
				return errors.Join(answers...)
			}})
	}
	return all
}

// The bound is of the run: neither the number of cases nor what each of them does at once changes it.
func TestRun_neverMoreThanTenRequestsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &watched{takes: time.Second}
		target := madeUp(nil)
		target.Transport = w
		report, err := Run(t.Context(), target, &RunOptions{Cases: busy(10, 7), Parallel: 10})
		require.NoError(t, err)
		assert.Equal(t, 10, report.Totals.Pass)
		assert.Equal(t, 10, w.most)
		assert.Len(t, w.began, 71)
	})
}

func TestRun_after429NobodyAsksTooEarly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &watched{takes: 100 * time.Millisecond, tooMany: 15, retryAfter: "20"}
		target := madeUp(nil)
		target.Transport = w
		report, err := Run(t.Context(), target, &RunOptions{Cases: busy(10, 7), Parallel: 10})
		require.NoError(t, err)
		assert.Equal(t, 10, report.Totals.Pass, "a 429 is no failure")
		assert.Len(t, w.began, 72, "the refused request is repeated")
		for _, began := range w.began {
			early := began.After(w.whenRefused) && began.Before(w.whenRefused.Add(20*time.Second))
			assert.False(t, early, "a request %s after the 429", began.Sub(w.whenRefused))
		}
	})
}

// Nobody is held up by a pause when the run ends meanwhile.
func TestRun_endsDuringAPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &watched{tooMany: 3, retryAfter: "50"}
		target := madeUp(nil)
		target.Transport = w
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		began := time.Now()
		report, err := Run(ctx, target, &RunOptions{Cases: busy(10, 7), Parallel: 10})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.True(t, report.Failed())
		assert.Equal(t, 5*time.Second, time.Since(began))
	})
}

func TestRun_userAgentNamesTheCase(t *testing.T) {
	t.Parallel()
	w := &watched{userAgents: map[string]int{}}
	target := madeUp(nil)
	target.Transport = w
	_, err := Run(t.Context(), target, &RunOptions{Cases: busy(2, 3)})
	require.NoError(t, err)
	assert.Equal(t, map[string]int{
		"twilio-serverless-contract (preflight)": 1, "twilio-serverless-contract (test/busy-0)": 3,
		"twilio-serverless-contract (test/busy-1)": 3,
	}, w.userAgents)
}

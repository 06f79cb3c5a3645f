package suite

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ownTransport belongs to one case.
type ownTransport struct {
	http.RoundTripper
	closed   int
	closeErr error
}

func (o *ownTransport) Close() error {
	o.closed++
	return o.closeErr
}

func TestRun_eachCaseWithATransportOfItsOwn(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	opened := map[string]*ownTransport{}
	open := func(id string) (http.RoundTripper, error) {
		mu.Lock()
		defer mu.Unlock()
		o := &ownTransport{RoundTripper: &watched{userAgents: map[string]int{}}}
		opened[id] = o
		switch id {
		case "test/busy-1":
			o.closeErr = errors.New("2 exchanges of the-password were not asked for")
		case "test/busy-2":
			return nil, errors.New("no recording with the-password")
		case "test/busy-3":
			o.RoundTripper = transportFunc(func(*http.Request) (*http.Response, error) {
				return nil,
					errors.New("not recorded")
			})
		}
		return o, nil
	}
	target := madeUp(nil)
	target.Open, target.Transport = open, nil
	cases := busy(4, 2)
	cases = append(cases, Case{ID: "test/wrong", Level: Documented,
		Run: func(context.Context, *Session) error { return errors.New("differs") }})
	report, err := Run(t.Context(), target, &RunOptions{Cases: cases})
	require.NoError(t, err, "one recording that does not fit says nothing about the others")
	for i, want := range []struct {
		outcome Outcome
		reason  string
	}{
		{Pass, ""}, {Error, "2 exchanges of [password] were not asked for"}, {Error, "no recording with [password]"},
		{Error, "not recorded"}, {Fail, "differs"},
	} {
		result := report.Results[i]
		assert.Equal(t, want.outcome, result.Outcome, result.ID)
		assert.Contains(t, result.Reason, want.reason, result.ID)
	}
	var shown []string // whatever is no pass stands in the report with its reason
	for _, cause := range report.Causes {
		shown = append(shown, cause.Title)
	}
	text := strings.Join(shown, "\n")
	for _, reason := range []string{"2 exchanges of [password]", "no recording with [password]", "not recorded", "differs"} {
		assert.Contains(t, text, reason)
	}
	for id, o := range opened {
		if id != "test/busy-2" {
			assert.Equal(t, 1, o.closed, id)
		}
	}
	assert.Len(t, opened, 5)
	first := opened["test/busy-0"].RoundTripper.(*watched)
	assert.Equal(t, map[string]int{"twilio-serverless-contract (test/busy-0)": 2}, first.userAgents,
		"no preflight where there is nobody to ask")
}

// What cannot be written of many cases is one cause: their names are all that its reasons differ in.
func TestRun_recordingsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	target := madeUp(nil)
	target.Transport = nil
	target.Open = func(id string) (http.RoundTripper, error) {
		o := &ownTransport{RoundTripper: &watched{userAgents: map[string]int{}}}
		if id != "test/busy-0" {
			o.closeErr = fmt.Errorf("writing %s.yaml: no space left on device", id)
		}
		return o, nil
	}
	report, err := Run(t.Context(), target, &RunOptions{Cases: busy(12, 2)})
	require.NoError(t, err)
	assert.Equal(t, 11, report.Totals.Error)
	require.Len(t, report.Causes, 1)
	assert.Len(t, report.Causes[0].Cases, 11)
	assert.Contains(t, textOf(t, report), "no space left on device")
}

// With a Transport beside it the target is asked once whether it is there, outside of what belongs to the cases.
func TestRun_preflightBesideTheCases(t *testing.T) {
	t.Parallel()
	shared, own := &watched{}, &watched{}
	target := madeUp(nil)
	target.Transport = shared
	target.Open = func(string) (http.RoundTripper, error) { return own, nil }
	_, err := Run(t.Context(), target, &RunOptions{Cases: busy(1, 3)})
	require.NoError(t, err)
	assert.Len(t, shared.began, 1)
	assert.Len(t, own.began, 3)
}

// A target that can let time pass is asked to, with the case that waits, and nobody waits.
func TestPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		passed := map[string]time.Duration{}
		target := emulated(t)
		target.Pause = func(_ context.Context, caseID string, d time.Duration) error {
			mu.Lock()
			defer mu.Unlock()
			passed[caseID] += d
			return nil
		}
		began := time.Now()
		wait := func(ctx context.Context, s *Session) error {
			return errors.Join(s.Get(ctx, "/v1/Services").Err(), Wait(ctx, time.Hour))
		}
		report, err := Run(t.Context(), target, &RunOptions{Cases: []Case{
			{ID: "test/one", Level: Documented, Run: wait}, {ID: "test/other", Level: Documented, Run: wait},
		}})
		require.NoError(t, err)
		assert.Equal(t, 2, report.Totals.Pass, report.Results)
		assert.Equal(t, map[string]time.Duration{"test/one": time.Hour, "test/other": time.Hour}, passed)
		assert.Less(t, time.Since(began), time.Minute)

		refused := errors.New("no such clock")
		target.Pause = func(context.Context, string, time.Duration) error { return refused }
		require.ErrorIs(t, Wait(target.pausing(t.Context(), "test/one"), time.Hour), refused)
		ended, end := context.WithCancelCause(target.pausing(t.Context(), "test/one"))
		end(context.DeadlineExceeded)
		require.ErrorIs(t, Wait(ended, time.Hour), context.DeadlineExceeded)
	})
}

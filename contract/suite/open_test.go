package suite

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"

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

package fleet

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Two names of one account share its rate, the lower one, and do not deploy to one Service at the same time.
func TestRun_oneAccountWithTwoNames(t *testing.T) {
	t.Parallel()
	f := &Fleet{Version: 1, Deployments: []Deployment{
		{"one", "A", Settings{Project: "p", Rate: 4}}, {"two", "B", Settings{Project: "q", Rate: 2}},
		{"three", "B", Settings{Project: "p", Rate: 2}}, {"four", "C", Settings{Project: "p", Rate: 4}},
	}}
	identity := func(d Deployment) string { return strings.Replace(d.Account, "B", "A", 1) }
	assert.Equal(t, map[string]int{"A": 2, "C": 4}, rates(f, Shard{1, 1}, identity))
	assert.Equal(t, map[string]int{"A": 1, "C": 4}, rates(f, Shard{2, 3}, identity), "two shards have it")
	assert.Equal(t, 3, len(lanes(f.Deployments, identity)))

	state := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var sent []time.Duration
		server := roundTripper(func(*http.Request) (*http.Response, error) {
			sent = append(sent, time.Since(began))
			return &http.Response{StatusCode: http.StatusOK}, nil
		})
		_, err := Run(t.Context(), &Fleet{Version: 1, Deployments: f.Deployments[:3]}, &Options{
			Shard: Shard{1, 1}, State: state, Identity: identity, Parallel: 1,
			Deploy: func(ctx context.Context, _ Deployment, wrap func(http.RoundTripper) http.RoundTripper) (
				json.RawMessage, int, error) {
				for range 2 {
					if _, err := wrap(server).RoundTrip(httpRequest(ctx)); err != nil {
						return nil, 1, err
					}
				}
				return json.RawMessage(`{}`), 0, nil
			},
		})
		require.NoError(t, err)
		assert.Equal(t, []time.Duration{0, 0, time.Second, time.Second, 2 * time.Second, 2 * time.Second}, sent)
		time.Sleep(3 * time.Second)
	})
}

// Two shards do not deploy to one Service of one account at the same time, where the file gives it two names.
func TestRun_oneServiceInTwoShards(t *testing.T) {
	t.Parallel()
	same := func(Deployment) string { return "AC" }
	for name, c := range map[string]struct {
		one, other Settings
		shards     int
		identity   func(Deployment) string
		refused    bool
	}{
		"one Service":               {Settings{Project: "p", Service: "s"}, Settings{Project: "q", Service: "s"}, 2, same, true},
		"one project":               {Settings{Project: "p"}, Settings{Project: "p"}, 2, same, true},
		"one shard":                 {Settings{Project: "p"}, Settings{Project: "p"}, 1, same, false},
		"two Services":              {Settings{Project: "p", Service: "s"}, Settings{Project: "p", Service: "t"}, 2, same, false},
		"two accounts, as it seems": {Settings{Project: "p"}, Settings{Project: "p"}, 2, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.one.Rate, c.other.Rate = 9, 9
			f := &Fleet{Version: 1, Deployments: []Deployment{{"one", "A", c.one}, {"two", "B", c.other}}}
			for i := range c.shards {
				deployed := 0
				_, err := Run(t.Context(), f, &Options{
					Shard: Shard{i + 1, c.shards}, State: t.TempDir(), Identity: c.identity, Parallel: 1,
					Deploy: func(context.Context, Deployment, func(http.RoundTripper) http.RoundTripper) (json.RawMessage,
						int, error) {
						deployed++
						return json.RawMessage(`{}`), 0, nil
					},
				})
				if c.refused {
					require.ErrorContains(t, err, "go to one Service of one account")
					assert.Zero(t, deployed)
					continue
				}
				require.NoError(t, err)
			}
		})
	}
}

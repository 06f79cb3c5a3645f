package deployer_test

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// gateway stands before an emulator and answers 429 as long as more requests of the account are
// under way than it allows.
type gateway struct {
	next   http.RoundTripper
	allows int
	others func() int    // requests of another client that are under way
	takes  time.Duration // for each request, refused ones too
	header bool          // says how many requests of the account are under way
	after  string        // Retry-After of a refusal

	mu                sync.Mutex
	underWay, most    int
	answered, refused int
	refusals          int // refused by whatever is behind, too
}

func (g *gateway) RoundTrip(req *http.Request) (*http.Response, error) {
	g.mu.Lock()
	g.underWay++
	g.most = max(g.most, g.underWay)
	g.answered++
	all := g.underWay
	if g.others != nil {
		all += g.others()
	}
	refused := all > g.allows
	if refused {
		g.refused++
	}
	g.mu.Unlock()
	time.Sleep(g.takes) // in virtual time
	var resp *http.Response
	var err error
	if refused {
		if req.Body != nil {
			_, _ = io.Copy(io.Discard, req.Body)
			_ = req.Body.Close()
		}
		resp = answer(http.StatusTooManyRequests, `{"status":429,"message":"Too many requests","code":20429}`)
		if g.after != "" {
			resp.Header.Set("Retry-After", g.after)
		}
	} else {
		resp, err = g.next.RoundTrip(req)
	}
	g.mu.Lock()
	if err == nil && resp.StatusCode == http.StatusTooManyRequests {
		g.refusals++
	}
	g.mu.Unlock()
	if err == nil {
		resp.Header.Del("Twilio-Concurrent-Requests")
		if g.header {
			resp.Header.Set("Twilio-Concurrent-Requests", strconv.Itoa(all))
		}
	}
	g.mu.Lock()
	g.underWay--
	g.mu.Unlock()
	return resp, err
}

func (g *gateway) share() float64 { return 100 * float64(g.refused) / float64(g.answered) }

// behind makes the account's client go through a gateway.
func (a *account) behind(t testing.TB, g *gateway) {
	t.Helper()
	g.next = a.wire
	var err error
	a.client, err = client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken),
		&client.Options{HTTPClient: &http.Client{Transport: g}})
	require.NoError(t, err)
}

// A large deploy finishes whatever the account allows, and soon asks for no more than that.
func TestApply_rateLimit(t *testing.T) {
	t.Parallel()
	const latency = 100 * time.Millisecond
	files := sized(100, 400)
	halfOfIt := func() int { return 25 }
	for _, c := range []struct {
		name    string
		gateway *gateway
		percent float64       // of the answers that may be refusals
		within  time.Duration // of virtual time
	}{
		{"50", &gateway{allows: 50}, 0, 4 * time.Second},
		{"50, another client takes 25", &gateway{allows: 50, others: halfOfIt}, 12, 15 * time.Second},
		{"50, another client takes 25, with the header", &gateway{allows: 50, others: halfOfIt, header: true}, 12,
			15 * time.Second},
		{"50, another client comes and goes", &gateway{allows: 50, others: waves(40, time.Second)}, 20,
			40 * time.Second},
		{"50, another client comes and goes, with the header",
			&gateway{allows: 50, others: waves(40, time.Second), header: true}, 20, 40 * time.Second},
		{"20", &gateway{allows: 20}, 8, 15 * time.Second},
		{"5", &gateway{allows: 5}, 20, 55 * time.Second},
		{"5, with the header", &gateway{allows: 5, header: true}, 20, 55 * time.Second},
		{"5, Retry-After", &gateway{allows: 5, after: "2"}, 20, 80 * time.Second},
		{"1", &gateway{allows: 1}, 20, 150 * time.Second},
		{"1, with the header", &gateway{allows: 1, header: true}, 20, 150 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				g := c.gateway
				g.takes = latency
				a.behind(t, g)
				r := request(t, files)
				began := time.Now()
				a.mustDeploy(t, r)
				took := time.Since(began)
				t.Logf("%-52s %4d requests, %3d of them answered 429 (%.2f %%), %3d under way at most, %6.1f s", c.name,
					g.answered, g.refused, g.share(),
					g.most, took.Seconds())
				assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
				assert.LessOrEqual(t, g.share(), c.percent)
				assert.LessOrEqual(t, took, c.within)
			})
		})
	}
}

// waves is another client that is there half of the time.
func waves(n int, period time.Duration) func() int {
	began := time.Time{}
	return func() int {
		if began.IsZero() {
			began = time.Now()
		}
		if time.Since(began)/period%2 == 0 {
			return n
		}
		return 0
	}
}

// The emulator that refuses from 50 parallel requests on.
func TestApply_fiveHundredFiles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, &emulator.Options{Latency: 100 * time.Millisecond, Limits: emulator.Limits{Concurrent: 50}})
		g := &gateway{allows: 1000, header: true}
		a.behind(t, g)
		began := time.Now()
		a.mustDeploy(t, request(t, sized(100, 400)))
		t.Logf("500 files: %d requests, %d answered 429, %.1f s", g.answered, g.refusals, time.Since(began).Seconds())
		assert.Less(t, 100*g.refusals, 2*g.answered)
		assert.Equal(t, 40, a.wire.most)
	})
}

// A server that refuses everything for a while is not asked all the time, and the deploy goes on at
// full speed afterwards.
func TestApply_refusesForAWhile(t *testing.T) {
	t.Parallel()
	for _, after := range []string{"", "5"} {
		synctest.Test(t, func(t *testing.T) {
			a := newAccount(t, nil)
			began := time.Now()
			g := &gateway{allows: 50, takes: 100 * time.Millisecond, after: after, others: func() int {
				if since := time.Since(began); since > 2*time.Second && since < 7*time.Second {
					return 1000
				}
				return 0
			}}
			a.behind(t, g)
			a.mustDeploy(t, request(t, sized(100, 400)))
			t.Logf("Retry-After %q: %d requests, %d of them answered 429, %.1f s", after, g.answered, g.refused,
				time.Since(began).Seconds())
			assert.Less(t, g.refused, 120)
			assert.Less(t, time.Since(began), 16*time.Second)
		})
	}
}

// One request at a time is the least, and a deploy with Concurrency 1 never has more.
func TestApply_oneAtATime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		g := &gateway{allows: 50, takes: time.Millisecond}
		a.behind(t, g)
		d := a.deployer(t, &deployer.Options{Concurrency: 1})
		plan, err := d.Plan(t.Context(), request(t, shop()))
		require.NoError(t, err)
		_, err = d.Apply(t.Context(), plan)
		require.NoError(t, err)
		assert.Equal(t, 1, g.most)
	})
}

// The time of a large first deploy is that of its uploads, two requests each, through as many
// places as there are.
func TestApply_timeIsLinear(t *testing.T) {
	t.Parallel()
	const latency = 100 * time.Millisecond
	for _, c := range []struct{ functions, assets, concurrency int }{
		{50, 200, 40}, {100, 400, 40}, {200, 800, 40}, {200, 800, 20}, {200, 800, 10},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, &emulator.Options{Latency: latency})
				d := a.deployer(t, &deployer.Options{Concurrency: c.concurrency})
				plan, err := d.Plan(t.Context(), request(t, sized(c.functions, c.assets)))
				require.NoError(t, err)
				began := time.Now()
				_, err = d.Apply(t.Context(), plan)
				require.NoError(t, err)
				took := time.Since(began)
				rounds := (2*(c.functions+c.assets) + c.concurrency - 1) / c.concurrency
				t.Logf("%3d Functions and %3d Assets through %2d places: %5.1f s, %d rounds of uploads",
					c.functions, c.assets,
					c.concurrency, took.Seconds(), rounds)
				const beside = 8 // Service, Environment and the like, manifest, Build, poll, Deployment
				assert.LessOrEqual(t, took, time.Duration(rounds+beside)*latency)
				assert.GreaterOrEqual(t, took, time.Duration(rounds)*latency)
			})
		})
	}
}

// A request that is refused gives its place to another one while it waits.
func TestApply_refusedGivesItsPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		refused := false
		a.wire.intercept = func(now sent, _ *http.Request, send func() (*http.Response, error)) (*http.Response,
			error) {
			if now.operation == "CreateFunction" && !refused {
				refused = true
				resp := answer(http.StatusTooManyRequests, `{}`)
				resp.Header.Set("Retry-After", "20")
				return resp, nil
			}
			return send()
		}
		d := a.deployer(t, &deployer.Options{Concurrency: 2})
		plan, err := d.Plan(t.Context(), request(t, shop()))
		require.NoError(t, err)
		_, err = d.Apply(t.Context(), plan)
		require.NoError(t, err)
		calls := a.wire.calls()
		for i, s := range calls {
			if s.operation == "CreateFunction" && s.nth == 1 {
				next := calls[i+1:]
				require.NotEmpty(t, next)
				for _, n := range next {
					assert.False(t, n.begin.After(s.begin) && n.begin.Before(s.begin.Add(20*time.Second)),
						"%s: the server asked not to", n.name())
				}
			}
		}
	})
}

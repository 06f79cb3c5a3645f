package suite

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var update = flag.Bool("update", false, "write ../cases/costs.txt anew")

// costOfShared is what it costs to make what several cases share, which any of them may do.
const costOfShared = 2 * buildCost

const costsFile = "../cases/costs.txt"

// leastCost is the cost from which a case is worth a line: most cases take a few requests, and
// their order does not matter.
const leastCost = 4

// leastCompared is the cost from which a line has to be right.
const leastCompared = 45

// aRequest is how long a request takes far away: a case that waits takes as long as one that sends.
const aRequest = 150 * time.Millisecond

// costOf is of a run in virtual time whose requests take none, so that a case takes as long as it waits.
func costOf(result *Result) int {
	builds := 0
	for _, n := range result.Seen["CreateBuild"] {
		builds += n
	}
	if builds > 0 {
		return result.Exchanges + builds*buildCost
	}
	return result.Exchanges + int(result.Duration/aRequest)
}

// costsAreDeclared: the costs are those of a run on the emulator, roughly: half or twice as much would begin a long
// case too late.
func costsAreDeclared(t *testing.T, report *Report) {
	listed, err := os.ReadFile(costsFile)
	require.NoError(t, err)
	var b strings.Builder
	declared := map[string]int{}
	for _, c := range catalogue() {
		declared[c.ID] = c.Cost
	}
	for i := range report.Results {
		result := &report.Results[i]
		cost := costOf(result)
		if declared[result.ID] != 0 && !strings.Contains(string(listed), result.ID+" ") { // the case says it itself
			continue
		}
		if cost >= leastCost {
			fmt.Fprintf(&b, "%s %d\n", result.ID, cost)
		}
		if !*update && cost >= leastCompared && result.Outcome == Pass {
			assert.True(t, declared[result.ID] == 0 || 2*declared[result.ID]+costOfShared > cost &&
				declared[result.ID] < 2*cost+costOfShared,
				"%s costs %d, and costs.txt says %d: run `go test ./contract/suite -run Catalogue/costs -update`",
				result.ID,
				cost,
				declared[result.ID])
		}
	}
	if *update {
		require.NoError(t, os.WriteFile(costsFile, []byte(b.String()), 0o644))
	}
}

// distant is a target whose answers take a while.
type distant struct {
	next    http.RoundTripper
	latency time.Duration

	mu         sync.Mutex
	busy, most int
	requests   int
	tooMany    int
}

func (d *distant) RoundTrip(req *http.Request) (*http.Response, error) {
	d.mu.Lock()
	d.busy++
	d.requests++
	d.most = max(d.most, d.busy)
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		d.busy--
		d.mu.Unlock()
	}()
	if err := Wait(req.Context(), d.latency); err != nil {
		return nil, err
	}
	resp, err := d.next.RoundTrip(req)
	if err == nil && resp.StatusCode == http.StatusTooManyRequests {
		d.mu.Lock()
		d.tooMany++
		d.mu.Unlock()
	}
	return resp, err
}

// The whole catalogue far away, in virtual time: the requests of the run fill the places that it
// may take, and nobody waits for a long case at the end.
func TestRun_farAway(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		build    time.Duration
		perCase  time.Duration // of the run, on average
		requests int           // of a case, on average
	}{{20 * time.Second, 200 * time.Millisecond, 9}, {time.Second, 123 * time.Millisecond, 8}}[:sampled(1, 2)] {
		synctest.Test(t, func(t *testing.T) {
			emu, err := emulator.New(&emulator.Options{
				Seed: 1, BuildTime: tt.build, Clock: today, Limits: emulator.Limits{Concurrent: 30},
			})
			require.NoError(t, err)
			far := &distant{next: emu.Transport(), latency: 150 * time.Millisecond}
			began := time.Now()
			report, err := Run(t.Context(), &Target{
				APIURL: "https://serverless.twilio.com", UploadURL: "https://serverless-upload.twilio.com",
				Username: emulator.TestAccountSID, Password: emulator.TestAuthToken, Transport: far,
			}, &RunOptions{Cases: catalogue(), Seed: 7})
			require.NoError(t, err)
			for _, r := range report.Results {
				assert.NotEqual(t, Fail, r.Outcome, "%s: %s", r.ID, r.Reason)
			}
			assert.False(t, report.Failed())
			assert.LessOrEqual(t, far.requests, tt.requests*len(report.Results),
				"cases share what they read: see session_fixtures.go")
			assert.LessOrEqual(t, far.most, defaultParallel)
			assert.Zero(t, far.tooMany)
			took := time.Since(began)
			t.Logf("150 ms a request, Builds of %s: %d requests in %s, at most %d at once", tt.build,
				far.requests, took.Round(100*time.Millisecond), far.most)
			assert.LessOrEqual(t, took, tt.perCase*time.Duration(len(report.Results)))
		})
	}
}

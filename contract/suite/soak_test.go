package suite

import (
	"bytes"
	"crypto/sha256"
	flags "flag" // flag is a name of this package
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var soak = flags.Int("soak", 1, "how often TestSoak runs the catalogue; with more than 1, "+
	"TestSoak_sameSeedSameReport runs it 20 times")

// sampled is how many of all rows of a table a test takes: some by default, all in make soak.
func sampled(some, all int) int {
	if *soak > 1 {
		return all
	}
	return some
}

// steps is a clock that a request moves by a second, so that what depends on time depends on the number of requests.
func steps() func() time.Time {
	var n atomic.Int64
	began := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return func() time.Time { return began.Add(time.Duration(n.Add(1)) * time.Second) }
}

// soaked is an emulator in real time. A nil clock is that of the machine.
func soaked(t *testing.T, seed uint64, clock func() time.Time, buildTime time.Duration) *Target {
	t.Helper()
	target := emulated(t)
	emu, err := emulator.New(&emulator.Options{
		Seed: seed, BuildTime: buildTime, SeedLogs: 3, Clock: clock,
		Accounts: []emulator.Account{
			{SID: target.Username, AuthToken: target.Password,
				Keys: map[string]string{target.SecondUsername: target.SecondPassword}},
			{SID: target.ForeignUsername, AuthToken: target.ForeignPassword},
		},
		BuildResult: func(b emulator.BuildRequest) string { return b.Dependencies["cannot-be-installed"] },
	})
	require.NoError(t, err)
	target.Transport, target.Features, target.PollInterval = emu.Transport(), Features(), time.Millisecond
	return target
}

// TestSoak runs half of the catalogue in a random order, as many cases at a time as a run may have. A case that leans
// on another one, on an order or on luck shows here. With -soak all cases run, on the machine's own clock, on which
// they wait a quarter of a minute for those about dates.
func TestSoak(t *testing.T) {
	t.Parallel()
	flakes, count := 0, sampled(len(catalogue())/2, len(catalogue()))
	for i := range *soak {
		seed := rand.Uint64()
		cases := catalogue()
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(cases), func(a, b int) { cases[a], cases[b] = cases[b], cases[a] })
		cases = cases[:count]
		var report *Report
		run := func(t *testing.T) {
			var err error
			report, err = Run(t.Context(), soaked(t, seed, nil, 3*time.Millisecond),
				&RunOptions{Cases: cases, Seed: seed, Assumed: true, Parallel: maxParallel})
			require.NoError(t, err)
		}
		if *soak > 1 {
			run(t)
		} else {
			synctest.Test(t, run)
		}
		if report.Totals.Pass != len(cases) || report.Totals.Violations > 0 || report.Totals.Leftover > 0 {
			flakes++
		}
		for _, result := range report.Results {
			assert.Equal(t, Pass, result.Outcome, "run %d, seed %d: %s: %s", i, seed, result.ID, result.Reason)
			assert.Empty(t, result.Leftover, result.ID)
		}
		if t.Failed() {
			break
		}
	}
	t.Logf("%d runs of %d cases in random order, %d at a time: %d flakes", *soak, count, maxParallel, flakes)
}

// misspelt breaks one property, so that reports quote requests and answers.
func misspelt(next http.RoundTripper) http.RoundTripper {
	return transportFunc(func(req *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(req)
		if err != nil {
			return nil, err
		}
		raw, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		text := strings.ReplaceAll(string(raw), `"domain_suffix": "`, `"domain_suffix": "x`)
		resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
		return resp, nil
	})
}

// untimed takes out the header that tells how long an answer took: reports show the exchanges of failures.
func untimed(next http.RoundTripper) http.RoundTripper {
	return transportFunc(func(req *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(req)
		if err == nil {
			resp.Header.Del("Twilio-Request-Duration")
		}
		return resp, err
	})
}

// TestSoak_sameSeedSameReport: with the same seed a report has the same bytes, times aside, however
// the cases are interleaved. Each case has an emulator of its own, whose SIDs follow from the seed.
// Cases that send requests at once are left out: theirs have no order.
func TestSoak_sameSeedSameReport(t *testing.T) {
	t.Parallel()
	ordered := slices.DeleteFunc(catalogue(), func(c Case) bool { return c.AtOnce })
	runs, some := 2, everyThird(ordered)
	if *soak > 1 {
		runs, some = 20, ordered
	}
	for name, wear := range map[string]func(http.RoundTripper) http.RoundTripper{
		"sound":  func(next http.RoundTripper) http.RoundTripper { return next },
		"broken": misspelt,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			digests := map[string]int{}
			failures := 0
			for range runs {
				target := soaked(t, 1, steps(), 2*time.Second)
				target.Open = func(caseID string) (http.RoundTripper, error) {
					hash := fnv.New64a()
					_, _ = io.WriteString(hash, caseID) // never fails
					return untimed(wear(soaked(t, hash.Sum64(), steps(), 2*time.Second).Transport)), nil
				}
				// most of the time, and none of the difference
				target.Features = slices.DeleteFunc(target.Features,
					func(f Feature) bool { return f == FeatureLargeUploads })
				var report *Report
				synctest.Test(t, func(t *testing.T) {
					var err error
					report, err = Run(t.Context(), target,
						&RunOptions{Cases: some, Seed: 42, Assumed: true, Parallel: maxParallel})
					require.NoError(t, err)
				})
				failures = report.Totals.Fail
				report.Started, report.Duration = time.Time{}, 0
				for i := range report.Results {
					report.Results[i].Duration = 0
				}
				var text bytes.Buffer
				require.NoError(t, report.WriteJSON(&text))
				digests[fmt.Sprintf("%x", sha256.Sum256(text.Bytes()))]++
			}
			assert.Len(t, digests, 1, "the reports differ")
			assert.Equal(t, name == "broken", failures > 0)
			t.Logf("%d runs with %d failures: %d different reports %v", runs, failures, len(digests), digests)
		})
	}
}

// sampledCases are the cases that a test takes: a third by default, all in make soak.
func sampledCases(all []Case) []Case {
	if *soak > 1 {
		return all
	}
	return everyThird(all)
}

// everyThird is a sample of the catalogue in which each resource appears.
func everyThird(all []Case) []Case {
	var some []Case
	for i := 0; i < len(all); i += 3 {
		some = append(some, all[i])
	}
	return some
}

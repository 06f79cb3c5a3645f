package variants_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/instruments/variants"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var reasons = flag.Bool("reasons", false, "log why cases did not pass")

// uncrowded claims no room for 50 Services where there is none.
func uncrowded(target *suite.Target, worn ...variants.Variant) {
	if slices.ContainsFunc(worn, func(v variants.Variant) bool { return v.Crowded }) {
		target.Features = slices.DeleteFunc(target.Features,
			func(f suite.Feature) bool { return f == suite.FeatureServiceLimit })
	}
}

// accuses wants no case of a report to have failed.
func accuses(t *testing.T, report *suite.Report) {
	t.Helper()
	require.NotNil(t, report)
	for _, result := range report.Results {
		if *reasons && result.Reason != "" {
			t.Log(result.Outcome, result.ID, result.Reason)
		}
		assert.NotEqual(t, suite.Fail, result.Outcome, "%s: %s", result.ID, result.Reason)
	}
	assert.Zero(t, report.Totals.Violations)
}

// sample is every eighth case unless -full asks for all.
func sample() (some []suite.Case) {
	for i, c := range cases.All() {
		if *full || i%8 == 0 {
			some = append(some, c)
		}
	}
	return some
}

func TestWeather(t *testing.T) {
	t.Parallel()
	for _, v := range variants.Weather() {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var worn *variants.Transport
				run := func(cases []suite.Case) *suite.Report {
					target := emulated(t, func(next http.RoundTripper) http.RoundTripper {
						worn = v.Wear(next)
						return worn
					})
					uncrowded(target, v)
					report, err := suite.Run(t.Context(), target,
						&suite.RunOptions{Cases: cases, Seed: 11, Assumed: !v.Assumes, Parallel: 10})
					if report == nil {
						require.Error(t, err, "no report needs a reason")
						return &suite.Report{}
					}
					accuses(t, report)
					t.Log(err)
					return report
				}
				report := run(sample())
				if worn.Changed() == 0 {
					report = run(cases.All())
				}
				assert.Positive(t, worn.Changed(), "nothing was changed, so nothing was shown")
				t.Logf("%d events: %+v", worn.Changed(), report.Totals)
			})
		})
	}
}

// TestAccount_twoRunsAtOnce: two runs share one account.
func TestAccount_twoRunsAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		target := emulated(t, func(next http.RoundTripper) http.RoundTripper { return next })
		var reports [2]*suite.Report
		var both sync.WaitGroup
		for i := range reports {
			both.Go(func() {
				report, err := suite.Run(t.Context(), target,
					&suite.RunOptions{Cases: sample(), Seed: uint64(21 + i), Assumed: true, Parallel: 10})
				assert.NoError(t, err)
				reports[i] = report
			})
		}
		both.Wait()
		for _, report := range reports {
			accuses(t, report)
		}
	})
}

// TestAccount_twoRunsWithLittleRoom: two runs share an account with 6 places, in which a deleted Service counts for 3
// seconds more.
func TestAccount_twoRunsWithLittleRoom(t *testing.T) {
	t.Parallel()
	i := slices.IndexFunc(variants.Weather(), func(v variants.Variant) bool {
		return v.Name == "6 Services left, and one that was deleted counts 3 seconds more"
	})
	require.GreaterOrEqual(t, i, 0)
	synctest.Test(t, func(t *testing.T) {
		small := variants.Weather()[i]
		target := emulated(t, func(next http.RoundTripper) http.RoundTripper { return small.Wear(next) })
		uncrowded(target, small)
		var both sync.WaitGroup
		var reports [2]*suite.Report
		for i := range reports {
			both.Go(func() {
				reports[i], _ = suite.Run(t.Context(), target, // what could not run is an error
					&suite.RunOptions{Cases: sample(), Seed: uint64(41 + i), Assumed: true, Parallel: 10})
			})
		}
		both.Wait()
		for _, report := range reports {
			if report != nil {
				accuses(t, report)
				t.Logf("%+v", report.Totals)
			}
		}
	})
}

// TestAccount_nearlyFull: the account has 46 to 50 Services of others.
func TestAccount_nearlyFull(t *testing.T) {
	t.Parallel()
	for _, n := range []int{46, 48, 50} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				target := emulated(t, func(next http.RoundTripper) http.RoundTripper { return next })
				for i := range n {
					form := url.Values{"UniqueName": {fmt.Sprint("of-others-", i)},
						"FriendlyName": {"Of others"}}.Encode()
					req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, target.APIURL+"/v1/Services",
						strings.NewReader(form))
					require.NoError(t, err)
					req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
					req.SetBasicAuth(target.Username, target.Password)
					resp, err := target.Transport.RoundTrip(req)
					require.NoError(t, err)
					require.Equal(t, http.StatusCreated, resp.StatusCode)
				}
				report, err := suite.Run(t.Context(), target,
					&suite.RunOptions{Cases: sample(), Seed: 11, Assumed: true, Parallel: 10})
				if report == nil {
					require.Error(t, err, "no report needs a reason")
					return
				}
				accuses(t, report)
				t.Logf("%d of 50: %+v, %v", n, report.Totals, err)
			})
		})
	}
}

// TestAccount_secondRunWithinTheHour: an account may make 100 Builds in an hour, and a run makes most of them.
func TestAccount_secondRunWithinTheHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, err := emulator.New(&emulator.Options{Seed: 1, BuildTime: time.Second,
			Limits: emulator.Limits{BuildsPerHour: 40}})
		require.NoError(t, err)
		target := &suite.Target{APIURL: "https://serverless.variant.test",
			UploadURL: "https://serverless-upload.variant.test",
			Username:  emulator.TestAccountSID, Password: "token", Transport: emu.Transport()}
		for run := range 2 {
			report, err := suite.Run(t.Context(), target,
				&suite.RunOptions{Cases: sample(), Seed: uint64(31 + run), Parallel: 10})
			if report == nil {
				require.Error(t, err)
				continue
			}
			accuses(t, report)
			t.Logf("run %d: %+v, %v", run+1, report.Totals, err)
		}
	})
}

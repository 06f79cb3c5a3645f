package variants_test

import (
	"flag"
	"math/rand/v2"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/instruments/variants"
)

var pairs = flag.Int("pairs", 6, "how many pairs of events and variants to run")

// TestPairs runs a part of the catalogue in two sorts of weather at once, or in one on a variant.
func TestPairs(t *testing.T) {
	t.Parallel()
	luck := rand.New(rand.NewPCG(29, uint64(*pairs)))
	weather := variants.Weather()
	others := append(variants.Variants(), weather...)
	for range *pairs {
		first, second := weather[luck.IntN(len(weather))], others[luck.IntN(len(others))]
		from := luck.IntN(6)
		t.Run(first.Name+" and "+second.Name, func(t *testing.T) {
			t.Parallel()
			var some []suite.Case
			for i, c := range cases.All() {
				if *full || i%6 == from {
					some = append(some, c)
				}
			}
			synctest.Test(t, func(t *testing.T) {
				target := emulated(t, func(next http.RoundTripper) http.RoundTripper {
					return first.Wear(second.Wear(next))
				})
				uncrowded(target, first, second)
				report, err := suite.Run(t.Context(), target,
					&suite.RunOptions{Cases: some, Seed: 11, Assumed: !second.Assumes, Parallel: 10})
				if report == nil {
					require.Error(t, err)
					return
				}
				accuses(t, report)
				t.Logf("%+v", report.Totals)
			})
		})
	}
}

package suite

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
)

// fewBuilds refuses a Build while so many others are made, for as long as each takes.
func fewBuilds(next http.RoundTripper, most int, takes time.Duration) http.RoundTripper {
	var mu sync.Mutex
	var began []time.Time
	return transportFunc(func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/Builds") {
			mu.Lock()
			defer mu.Unlock()
			began = slices.DeleteFunc(began, func(at time.Time) bool { return time.Since(at) >= takes })
			if len(began) >= most {
				return reply(r, 400, `{"code":20001,"message":"Too many Builds","status":400}`), nil
			}
			began = append(began, time.Now())
		}
		return next.RoundTrip(r)
	})
}

// A case whose Build is refused while others are made is run again when there is no other. One whose Builds are always
// refused fails, and not each of its kind takes that time.
func TestRun_crowdedBuilds(t *testing.T) {
	t.Parallel()
	var cases []Case
	for i := range 12 {
		cases = append(cases, Case{ID: fmt.Sprint("builds/number-", i), Ops: []string{"CreateBuild"}, Run: inService(
			func(ctx context.Context, s *Session, service *serviceT) error {
				for range 2 {
					if _, err := s.CreateBuild(ctx, service); err != nil {
						return err
					}
				}
				return nil
			})})
	}
	for most, pass := range map[int]int{1: 12, 0: 0} {
		report := runEmulated(t, func(t *testing.T) *Target {
			target := emulated(t)
			target.Transport = fewBuilds(target.Transport, most, 100*time.Millisecond)
			return target
		}, &RunOptions{Cases: cases})
		require.NotNil(t, report)
		assert.Equal(t, pass, report.Totals.Pass, "%+v", report.Totals)
		again := 0
		for _, result := range report.Results {
			if result.Attempts > 1 {
				again++
				assert.True(t, slices.ContainsFunc(result.Findings,
					func(f contract.Finding) bool { return f.Rule == "build-crowded" }), result.ID)
			}
		}
		assert.Equal(t, most > 0, again > 0)
	}
}

package suite

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// smallAccount refuses a Service beyond a number. One that was deleted counts for a time.
func smallAccount(next http.RoundTripper, most int, late time.Duration, refusal string) http.RoundTripper {
	var mu sync.Mutex
	has := 0
	return transportFunc(func(r *http.Request) (*http.Response, error) {
		create := r.Method == http.MethodPost && r.URL.Path == "/v1/Services"
		if create {
			mu.Lock()
			full := has >= most
			if !full {
				has++
			}
			mu.Unlock()
			if full {
				return reply(r, 400, `{"code":20001,"message":"`+refusal+`","status":400}`), nil
			}
		}
		resp, err := next.RoundTrip(r)
		if err == nil && r.Method == http.MethodDelete && strings.Count(r.URL.Path, "/") == 3 && resp.StatusCode == 204 {
			time.AfterFunc(late, func() {
				mu.Lock()
				defer mu.Unlock()
				has--
			})
		}
		return resp, err
	})
}

// A run goes on with as many Services as an account has room for, and runs all cases, whatever the refusal says.
func TestRun_littleRoom(t *testing.T) {
	t.Parallel()
	for _, refusal := range []string{"Services are limited to less than or equal to 6", "Quota exceeded"} {
		t.Run(refusal, func(t *testing.T) {
			t.Parallel()
			var cases []Case
			for i := range 40 {
				cases = append(cases, Case{ID: fmt.Sprint("services/number-", i), Run: inService(
					func(ctx context.Context, s *Session, _ *serviceT) error {
						if i%5 == 0 { // one needs a second Service
							if _, err := s.CreateService(ctx); err != nil {
								return err
							}
						}
						return Wait(ctx, time.Second)
					})})
			}
			report := runEmulated(t, func(t *testing.T) *Target {
				target := emulated(t)
				target.Transport = smallAccount(target.Transport, 6, 3*time.Second, refusal)
				return target
			}, &RunOptions{Cases: cases, Unchecked: true})
			require.NotNil(t, report)
			assert.Equal(t, len(cases), report.Totals.Pass, "%+v", report.Totals)
			assert.Zero(t, report.Totals.Leftover)
		})
	}
}

// A Service that is refused each time is the matter of the case, however much room there is.
func TestRun_refusedServiceIsNoLackOfRoom(t *testing.T) {
	t.Parallel()
	report := runEmulated(t, func(t *testing.T) *Target {
		target := emulated(t)
		target.Transport = smallAccount(target.Transport, 0, 0, "No")
		return target
	}, &RunOptions{Cases: []Case{{ID: "services/one", Ops: []string{"CreateService"},
		Run: inService(func(context.Context, *Session, *serviceT) error { return nil })}}, Unchecked: true})
	require.NotNil(t, report)
	assert.Equal(t, 1, report.Totals.Fail, "%+v", report.Totals)
}

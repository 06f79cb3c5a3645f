package suite

import (
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestRun_interrupted: a run that is interrupted in the midst of its cases ends soon, whatever the target does. One
// that answers, however slowly, is cleaned of everything that the run made; of one that answers nothing any more, the
// report names what may be left.
func TestRun_interrupted(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answers bool
		within  time.Duration
	}{
		"a target that hangs": {false, 10 * time.Second},
		"a slow target":       {true, 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var requests atomic.Int32
				var stopped time.Time
				target := emulated(t)
				whole := target.Transport
				target.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
					n := requests.Add(1)
					if n == 40 {
						stopped = time.Now()
						cancel()
					}
					if n >= 40 && !tc.answers {
						<-r.Context().Done()
						return nil, r.Context().Err()
					}
					select {
					case <-time.After(time.Second):
					case <-r.Context().Done():
						return nil, r.Context().Err()
					}
					return whole.RoundTrip(r)
				})
				report, err := Run(ctx, target, &RunOptions{Cases: catalogue(), Filter: aboutServices, Seed: 7,
					Parallel: 10})
				require.ErrorIs(t, err, context.Canceled)
				require.NotNil(t, report)
				assert.Less(t, time.Since(stopped), tc.within)
				left := 0
				for _, result := range report.Results {
					left += len(result.Leftover)
				}
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target.APIURL+"/v1/Services", nil)
				require.NoError(t, err)
				req.SetBasicAuth(target.Username, target.Password)
				resp, err := whole.RoundTrip(req)
				require.NoError(t, err)
				var there struct{ Services []struct{ SID string } }
				require.NoError(t, json.NewDecoder(resp.Body).Decode(&there))
				require.NoError(t, resp.Body.Close())
				if tc.answers {
					assert.Zero(t, left)
					assert.Empty(t, there.Services)
					return
				}
				assert.NotZero(t, left, "what may be left is named")
				assert.GreaterOrEqual(t, left, len(there.Services))
			})
		})
	}
}

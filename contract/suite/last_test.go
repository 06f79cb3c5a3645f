package suite

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Several cases may be the last of one fixture, also one after the other, and each gets what all others made.
// A resource that was made below the unique name of its Service is named by SIDs.
func TestLast_severalOfOneFixture(t *testing.T) {
	t.Parallel()
	fill := Case{ID: "a/fills", Claim: "It fills.", Level: Documented, Ops: []string{"CreateFunction"}, Cost: 10,
		Run: func(ctx context.Context, s *Session) error {
			service, err := s.SharedService(ctx)
			if err != nil {
				return err
			}
			return s.Post(ctx, Path("Services", service.UniqueName, "Functions"),
				map[string][]string{"FriendlyName": {"f"}}).Created(nil)
		}}
	var mu sync.Mutex
	got, services := map[string][]string{}, map[string]bool{}
	last := func(id string, wait time.Duration) Case {
		return Case{ID: id, Claim: "It reads.", Level: Documented, Ops: []string{"ListFunction"}, Cost: 5,
			Run: func(ctx context.Context, s *Session) error {
				if err := Wait(ctx, wait); err != nil {
					return err
				}
				service, made, err := s.LastOfService(ctx)
				if err != nil {
					return err
				}
				items, err := s.List(ctx, Path("Services", service.SID, "Functions"), 0)
				mu.Lock()
				defer mu.Unlock()
				services[service.SID] = true
				var paths []string
				for _, m := range made {
					paths = append(paths, m.Path)
				}
				for _, item := range items {
					assert.Contains(t, paths, Path("Services", service.SID, "Functions", item.SID))
				}
				got[id] = paths
				return err
			}}
	}
	report := runEmulated(t, plainly, &RunOptions{Seed: 1, Cases: []Case{fill, last("b/last", time.Millisecond),
		last("c/last", time.Minute)}})
	assert.Equal(t, 3, report.Totals.Pass)
	assert.Len(t, got, 2)
	assert.Len(t, services, 1)
	assert.Zero(t, report.Totals.Leftover)
}

// What a case has deleted itself is not deleted again, unless it is still there.
func TestClean_whatTheCaseHasDeleted(t *testing.T) {
	t.Parallel()
	for name, deletes := range map[string]bool{"deletes": true, "says that it deletes": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			asked := 0
			report := runEmulated(t, func(t *testing.T) *Target {
				target := plainly(t)
				next := target.Transport
				target.Transport = transportFunc(func(req *http.Request) (*http.Response, error) {
					if req.Method != http.MethodDelete {
						return next.RoundTrip(req)
					}
					mu.Lock()
					defer mu.Unlock()
					asked++
					if deletes || asked > 1 {
						return next.RoundTrip(req)
					}
					resp := reply(req, http.StatusNoContent, "")
					resp.Header.Del("Content-Type")
					return resp, nil
				})
				return target
			}, &RunOptions{Seed: 1, Cases: []Case{{ID: "a/deletes", Claim: "It deletes.", Level: Documented,
				Ops: []string{"DeleteService"}, Run: func(ctx context.Context, s *Session) error {
					service, err := s.CreateService(ctx)
					if err != nil {
						return err
					}
					return s.Delete(ctx, Path("Services", service.SID)).Deleted()
				}}}})
			require.Len(t, report.Results, 1)
			assert.Equal(t, deletes, asked == 1)
			assert.Zero(t, report.Totals.Leftover)
		})
	}
}

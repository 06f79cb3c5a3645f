package throttle

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func wait(_ context.Context, d time.Duration) error {
	time.Sleep(d)
	return nil
}

// A case sends its next request as soon as it has an answer. The longest one does not wait for a place then, though
// others have waited before.
func TestThrottle_theLongestCaseKeepsItsPlace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gate := New(2, wait)
		var all sync.WaitGroup
		took := map[int]time.Duration{}
		var mu sync.Mutex
		for cost := 1; cost <= 6; cost++ {
			all.Go(func() {
				began := time.Now()
				for range 10 {
					assert.NoError(t, gate.Enter(t.Context(), cost))
					time.Sleep(time.Second)
					gate.Leave(cost)
				}
				mu.Lock()
				defer mu.Unlock()
				took[cost] = time.Since(began)
			})
		}
		all.Wait()
		// two of the others may have begun before
		assert.LessOrEqual(t, took[6], 11*time.Second+keptFor, fmt.Sprint(took))
		assert.LessOrEqual(t, took[5], 12*time.Second+keptFor, fmt.Sprint(took))
	})
}

// A place that is kept goes to another request when the case sends none.
func TestThrottle_aKeptPlaceIsGivenAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gate := New(1, wait)
		require.NoError(t, gate.Enter(t.Context(), 9))
		began := time.Now()
		entered := make(chan time.Duration)
		go func() {
			_ = gate.Enter(t.Context(), 1)
			entered <- time.Since(began)
		}()
		synctest.Wait()
		assert.Zero(t, gate.Free())
		gate.Leave(9)
		assert.Equal(t, keptFor, <-entered)
		gate.Leave(1)
		assert.Equal(t, 1, gate.Free())
	})
}

// A server that refuses each ninth request and lets all wait lets few requests through with each pause. What is urgent
// is among the first of them, however many others wait.
func TestThrottle_urgentRequestsDoNotWaitForOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gate := New(10, wait)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var sent int
		var mu sync.Mutex
		send := func(cost int) bool { // reports whether the request was answered
			if gate.Enter(ctx, cost) != nil {
				return false
			}
			defer gate.Leave(cost)
			mu.Lock()
			defer mu.Unlock()
			if sent++; sent%9 == 0 {
				gate.Hold(time.Second)
				return false
			}
			return true
		}
		var others sync.WaitGroup
		for cost := range 60 {
			others.Go(func() {
				for ctx.Err() == nil {
					send(cost)
				}
			})
		}
		time.Sleep(10 * time.Second)
		began := time.Now()
		for !send(Urgent) {
			assert.NoError(t, ctx.Err())
		}
		assert.LessOrEqual(t, time.Since(began), 3*time.Second)
		cancel()
		others.Wait()
	})
}

package room

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestShare_bounds: cases have no more Services at once than there are places, also while there come to be fewer, and
// those that need several of them end.
func TestShare_bounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := New(Max - spareServices - 2*OfCase)
		var mu sync.Mutex
		has, most := 0, 0
		use := func(n int) {
			s := &Share{Room: r}
			for range n {
				assert.NoError(t, s.Take(t.Context()))
				mu.Lock()
				has++
				most = max(most, has)
				mu.Unlock()
				time.Sleep(time.Second)
			}
			mu.Lock()
			has -= n // before another one has these places
			mu.Unlock()
			s.Leave()
		}
		run := func(bound int) {
			var all sync.WaitGroup
			for i := range 40 {
				all.Go(func() { use(1 + i%OfCase) })
			}
			all.Wait()
			assert.LessOrEqual(t, most, bound)
			most = 0
		}
		run(2 * OfCase)
		r.resize(OfCase)
		run(OfCase)
		r.widen()
		run(2 * OfCase)
	})
}

// TestPlaces_endOfContext: who gives up leaves no place taken.
func TestPlaces_endOfContext(t *testing.T) {
	t.Parallel()
	p := newPlaces(1)
	require.NoError(t, p.take(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Error(t, p.take(ctx))
	p.leave()
	require.NoError(t, p.take(t.Context()))
}

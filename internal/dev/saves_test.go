package dev

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

// A request waits for the saves that have begun when it comes, also for one that begins while another one is deployed,
// and never for one that is done.
func TestSaves_settle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s saves
		waits := func() bool {
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			defer cancel()
			s.settle(ctx)
			return ctx.Err() != nil
		}
		assert.False(t, waits(), "nothing was saved")
		s.begin()
		assert.True(t, waits())
		s.take(1)
		s.begin()
		s.begin()
		s.end()
		assert.True(t, waits(), "the newer ones are not deployed")
		s.take(2)
		assert.True(t, waits())
		s.end()
		assert.False(t, waits(), "all are done")
		s.take(0) // a folder came back: no save has begun
		s.end()
		assert.False(t, waits())
	})
}

// What is wrong with half of a file is said only if the rest does not come soon.
func TestSaves_superseded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s saves
		s.begin()
		s.take(1)
		assert.False(t, s.superseded())
		s.begin()
		assert.True(t, s.superseded())
		time.Sleep(mostQuiet - time.Millisecond)
		assert.True(t, s.superseded())
		time.Sleep(time.Millisecond)
		assert.False(t, s.superseded(), "files that are written all the time hide no mistake")
		assert.True(t, s.superseded(), "it is said once a while")
	})
}

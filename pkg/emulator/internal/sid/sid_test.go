package sid

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

// SIDs are well-formed and each is given once, by many at a time; another seed or another stream
// gives others.
func TestSequence(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[string]bool{}
	for _, s := range []*Sequence{NewSequence(1, 2), NewSequence(1, 3), NewSequence(2, 2), NewSequence(0, 0)} {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 500 {
					id := s.New(Request)
					assert.True(t, Is(id, Request), id)
					mu.Lock()
					assert.False(t, seen[id], "%s was given twice", id)
					seen[id] = true
					mu.Unlock()
				}
			})
		}
		wg.Wait()
	}
	assert.Equal(t, NewSequence(7, 2).New(Request), NewSequence(7, 2).New(Request))
}

func TestGenerator_goesOn(t *testing.T) {
	t.Parallel()
	a, b := NewGenerator(7, 1), NewGenerator(9, 1)
	first := a.New(Service)
	assert.True(t, Is(first, Service))
	assert.NoError(t, b.Seek(a.Position()))
	assert.Equal(t, a.New(Build), b.New(Build))
	assert.NotEqual(t, first, a.New(Service))
	assert.Error(t, b.Seek([]byte("x")))
}

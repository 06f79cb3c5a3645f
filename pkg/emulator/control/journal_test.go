package control

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func ids(entries []*entry) []uint64 {
	var all []uint64
	for _, e := range entries {
		all = append(all, e.ID)
	}
	return all
}

func TestJournal(t *testing.T) {
	t.Parallel()
	j := newJournal(3, 1<<20, 0)
	assert.Empty(t, j.since(0, 10, false, nil).entries)
	for _, path := range []string{"/1", "/2", "/3", "/4", "/5"} {
		j.add(&entry{Path: path}, nil, path == "/4")
	}
	all := j.since(0, 10, false, nil)
	assert.Equal(t, []uint64{3, 4, 5}, ids(all.entries))
	assert.Equal(t, []uint64{2, 5, 1}, []uint64{all.lost, all.last, all.changes})
	assert.Equal(t, []uint64{3, 4}, ids(j.since(0, 2, false, nil).entries))
	assert.Equal(t, []uint64{4, 5}, ids(j.since(0, 2, true, nil).entries))
	assert.Equal(t, []uint64{5}, ids(j.since(4, 9, false, nil).entries))
	assert.Zero(t, j.since(4, 9, false, nil).lost)
	assert.Empty(t, j.since(1<<63, 9, false, nil).entries, "an ID from the future")
	assert.Equal(t, []uint64{4}, ids(j.since(0, 9, true, func(e *entry) bool { return e.Path == "/4" }).entries))
	for id, there := range map[uint64]bool{0: false, 2: false, 3: true, 5: true, 6: false, 1 << 63: false} {
		e, ok := j.get(id)
		assert.Equal(t, there, ok, id)
		if ok {
			assert.Equal(t, id, e.ID)
		}
	}
	j.clear()
	assert.Empty(t, j.since(0, 9, false, nil).entries)
	assert.Zero(t, j.bytes)
	j.add(&entry{}, nil, false)
	assert.Equal(t, []uint64{6}, ids(j.since(0, 9, false, nil).entries), "IDs go on")
}

// However large the entries are, the journal keeps to its bounds, and one entry is
// kept even when it is larger than all of it.
func TestJournal_bounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		entries, bytes := rapid.IntRange(1, 8).Draw(t, "entries"), rapid.IntRange(1, 5000).Draw(t, "bytes")
		j := newJournal(entries, bytes, 0)
		for i := range rapid.IntRange(0, 40).Draw(t, "requests") {
			j.add(&entry{Path: strings.Repeat("x", rapid.IntRange(0, 2000).Draw(t, "path"))}, nil, false)
			all := j.since(0, 100, false, nil)
			sum := 0
			for _, e := range all.entries {
				sum += e.size()
			}
			if len(all.entries) == 0 || len(all.entries) > entries || sum != j.bytes || sum > bytes &&
				len(all.entries) > 1 {
				t.Fatalf("%d entries of %d bytes, counted %d", len(all.entries), sum, j.bytes)
			}
			if last := all.entries[len(all.entries)-1].ID; last != uint64(i)+1 ||
				all.lost+uint64(len(all.entries)) != last {
				t.Fatalf("last is %d, lost %d, there are %d", last, all.lost, len(all.entries))
			}
		}
	})
}

func TestJournal_concurrent(t *testing.T) {
	t.Parallel()
	j := newJournal(10, 1<<20, 0)
	j.watchers.Add(1)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				j.add(&entry{}, nil, true)
				j.since(0, 5, true, nil)
			}
		})
	}
	wg.Wait()
	assert.Equal(t, []uint64{800, 800}, []uint64{j.last, j.changes})
}

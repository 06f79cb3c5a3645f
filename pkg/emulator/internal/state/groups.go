package state

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// groups collects changes into groups, and whoever waits first writes a group for
// all who are in it: with many clients one write to the disk serves many requests.
//
// Nothing of a group has been answered when it is written, reads
// included. So when writing fails, all its requests fail, memory goes back to what the
// Store has, and no client has seen what is gone.
type groups struct {
	mu      sync.Mutex
	open    *group // takes changes
	writing *group

	turn     sync.Mutex // of those who write
	failures atomic.Int64
	broken   atomic.Pointer[error] // memory and Store differ for good
}

// A group is what becomes durable together. done and err belong to who has the turn.
type group struct {
	clear   bool
	records map[string]Record // by key; nil: delete

	contents map[string]*blob // small ones that come with the records
	gone     map[string]*blob // that no version names any more
	at       *position
	done     bool
	err      error
}

// queued is what becomes durable together.
type queued struct {
	clear       bool // forget all records first
	edits       []edit
	at          position
	fresh, gone []*blob
}

func newGroup() *group {
	return &group{records: map[string]Record{}, contents: map[string]*blob{}, gone: map[string]*blob{}}
}

// queue takes what becomes durable together. It is one call for all of it: between two,
// another goroutine could write the first half.
func (d *groups) queue(q queued) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open == nil {
		d.open = newGroup()
	}
	g := d.open
	if q.clear {
		g.clear = true
		clear(g.records)
	}
	for _, x := range q.edits {
		g.records[x.key] = x.record
	}
	for _, b := range q.fresh {
		g.contents[b.sum] = b
	}
	for _, b := range q.gone {
		g.gone[b.sum] = b
	}
	g.at = &q.at
}

// queueGone is for a content that came in and that no version got.
func (d *groups) queueGone(b *blob) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open == nil {
		d.open = newGroup()
	}
	d.open.gone[b.sum] = b
}

// A Mark is a moment in the history of failed writes.
type Mark int64

// Mark is to be taken before the state is looked at, for [State.WaitDurable].
func (s *State) Mark() Mark { return Mark(s.groups.failures.Load()) }

// WaitDurable returns when all that the caller may have seen or changed since mark is durable,
// or fails when it never will be. The caller does not hold the state.
func (s *State) WaitDurable(mark Mark) error {
	if s.opts.Store == nil {
		return nil
	}
	d := &s.groups
	d.mu.Lock()
	g := d.open
	if g == nil {
		g = d.writing
	}
	d.mu.Unlock()
	if g != nil {
		if err := s.write(g); err != nil {
			return err
		}
	}
	if broken := d.broken.Load(); broken != nil {
		return *broken
	}
	if Mark(d.failures.Load()) != mark {
		return errors.New("the state that this answer rests on could not be kept")
	}
	return nil
}

// write makes g durable, unless another goroutine has done so.
func (s *State) write(g *group) error {
	d := &s.groups
	d.turn.Lock()
	defer d.turn.Unlock()
	if g.done {
		return g.err
	}
	d.mu.Lock()
	d.open, d.writing = nil, g
	d.mu.Unlock()

	if len(g.gone) > 0 {
		s.contents.files.Lock()
		defer s.contents.files.Unlock()
	}
	batch, err := g.batch()
	if err == nil {
		err = s.opts.Store.Commit(batch)
	}
	g.done = true
	if err == nil {
		for _, b := range g.contents {
			b.memory.Store(nil) // readers go to the Store from now on
		}
		d.mu.Lock()
		d.writing = nil
		d.mu.Unlock()
		return nil
	}
	g.err = fmt.Errorf("the state could not be kept, nothing was changed: %w", err)
	s.takeBack(g.err)
	return g.err
}

// takeBack makes memory what the Store has, after a write has failed. What was
// queued in the meantime builds upon what is gone, and goes too.
func (s *State) takeBack(cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := &s.groups
	d.mu.Lock()
	defer d.mu.Unlock()
	s.contents.lost(d.writing)
	if d.open != nil {
		s.contents.lost(d.open)
		d.open.done, d.open.err = true, cause
	}
	d.open, d.writing = nil, nil
	d.failures.Add(1)
	restored, err := s.load()
	if err == nil && restored.at == nil {
		err = errors.New("it is empty")
	}
	if err != nil {
		err = fmt.Errorf("the state could not be kept, and not be read again either: %w", err)
		d.broken.Store(&err)
		return
	}
	// The generators stay where they are: SIDs that no client has seen are no loss.
	s.tree = restored.tree
	s.contents.adopt(restored.records)
}

func (g *group) batch() (*Batch, error) {
	b := &Batch{Clear: g.clear, Put: make(map[string][]byte, len(g.records)+1), Contents: map[string][]byte{}}
	for sum, x := range g.contents {
		if memory := x.memory.Load(); memory != nil {
			b.Contents[sum] = memory.bytes()
		}
	}
	for sum, x := range g.gone {
		if x.home.letGo(x) {
			delete(b.Contents, sum)
			b.Forget = append(b.Forget, sum)
		}
	}
	slices.Sort(b.Forget)
	for _, key := range slices.Sorted(maps.Keys(g.records)) {
		r := g.records[key]
		if r == nil {
			b.Delete = append(b.Delete, key)
			continue
		}
		text, err := encodeRecord(r)
		if err != nil {
			return nil, err
		}
		b.Put[key] = text
	}
	if g.at != nil {
		text, err := encodeLine(lineState, g.at)
		if err != nil {
			return nil, err
		}
		b.Put[stateKey] = text
	}
	return b, nil
}

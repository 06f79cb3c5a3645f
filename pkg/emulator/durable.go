package emulator

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

// durable collects changes into groups, and whoever waits first writes a group for
// all who are in it: with many clients one write to the disk serves many requests.
//
// Nothing of a group has been answered to anybody when it is written, reads
// included. So when writing fails, all its requests fail, memory goes back to what the
// Store has, and nobody has seen what is gone.
type durable struct {
	mu      sync.Mutex
	open    *group // takes changes
	writing *group

	turn     sync.Mutex // of those who write
	failures atomic.Int64
	broken   atomic.Pointer[error] // memory and Store differ for good
}

// A group is what becomes durable together. done and err belong to who has the turn.
type group struct {
	clear bool
	lines map[string]*line // by key; nil: delete
	state *stateLine
	done  bool
	err   error
}

// An edit is a change of one record in the Store.
type edit struct {
	key  string
	line *line // nil: delete
}

// stateKey is the key of the record that all others need; SIDs are the other keys.
const stateKey = "state"

// queue takes what becomes durable together. It is one call for all of it: between two,
// somebody could write the first half.
func (d *durable) queue(forget bool, edits []edit, state stateLine) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open == nil {
		d.open = &group{lines: map[string]*line{}}
	}
	g := d.open
	if forget {
		g.clear = true
		clear(g.lines)
	}
	for _, x := range edits {
		g.lines[x.key] = x.line
	}
	g.state = &state
}

// mark is to be taken before the state is looked at, for settle.
func (d *durable) mark() int64 { return d.failures.Load() }

// settle returns when all that the caller may have seen or changed since mark is
// durable, or fails when it never will be. The caller does not hold e.mu.
func (e *Emulator) settle(mark int64) error {
	if e.opts.Store == nil {
		return nil
	}
	d := &e.durable
	d.mu.Lock()
	g := d.open
	if g == nil {
		g = d.writing
	}
	d.mu.Unlock()
	if g != nil {
		if err := e.write(g); err != nil {
			return err
		}
	}
	if broken := d.broken.Load(); broken != nil {
		return *broken
	}
	if d.failures.Load() != mark {
		return errors.New("the state that this answer rests on could not be kept")
	}
	return nil
}

// write makes g durable, unless somebody else has done so.
func (e *Emulator) write(g *group) error {
	d := &e.durable
	d.turn.Lock()
	defer d.turn.Unlock()
	if g.done {
		return g.err
	}
	d.mu.Lock()
	d.open, d.writing = nil, g
	d.mu.Unlock()

	batch, err := g.batch()
	if err == nil {
		err = e.opts.Store.Commit(batch)
	}
	g.done = true
	if err == nil {
		d.mu.Lock()
		d.writing = nil
		d.mu.Unlock()
		return nil
	}
	g.err = fmt.Errorf("the state could not be kept, nothing was changed: %w", err)
	e.takeBack(g.err)
	return g.err
}

// takeBack makes memory what the Store has, after a write has failed. What was
// queued in the meantime builds upon what is gone, and goes too.
func (e *Emulator) takeBack(cause error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	d := &e.durable
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open != nil {
		d.open.done, d.open.err = true, cause
	}
	d.open, d.writing = nil, nil
	d.failures.Add(1)
	restored, err := load(e.opts.Store)
	if err == nil && restored.state == nil {
		err = errors.New("it is empty")
	}
	if err != nil {
		err = fmt.Errorf("the state could not be kept, and not be read again either: %w", err)
		d.broken.Store(&err)
		return
	}
	// The generators stay where they are: SIDs that were given to nobody are no loss.
	e.store = restored.store
}

func (g *group) batch() (*Batch, error) {
	b := &Batch{Clear: g.clear, Put: make(map[string][]byte, len(g.lines)+1)}
	for _, key := range slices.Sorted(maps.Keys(g.lines)) {
		l := g.lines[key]
		if l == nil {
			b.Delete = append(b.Delete, key)
			continue
		}
		text, err := encode(l)
		if err != nil {
			return nil, err
		}
		b.Put[key] = text
	}
	if g.state != nil {
		text, err := encode(&line{State: g.state})
		if err != nil {
			return nil, err
		}
		b.Put[stateKey] = text
	}
	return b, nil
}

// edits gives what c changes in a Store, before c is applied: what is below a record
// that goes has to be named.
func (s *store) edits(c change) []edit {
	if !c.remove {
		return []edit{{key: c.record.id(), line: newLine(c.record)}}
	}
	var edits []edit
	for r := range s.below(c.record) {
		edits = append(edits, edit{key: r.id()})
	}
	return edits
}

// load reads the state of a Store; one that is empty has no state line.
func load(from Store) (*restored, error) {
	r := &restored{}
	err := from.Load(func(key string, text []byte) error {
		l, err := parseLine(text)
		if err != nil {
			return err
		}
		if key == stateKey {
			if l.State == nil {
				return errors.New("it is no state line")
			}
			r.state = l.State
			return nil
		}
		rec := l.record()
		if rec == nil || rec.id() != key {
			return errors.New("it is no record with this SID")
		}
		r.records = append(r.records, rec)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if r.state == nil {
		if len(r.records) > 0 {
			return nil, fmt.Errorf("there are %d records but no record %q", len(r.records), stateKey)
		}
		return r, nil
	}
	slices.SortFunc(r.records, bySeq)
	if err := r.assemble(); err != nil {
		return nil, err
	}
	return r, r.contents(func(c content) (content, error) {
		c.store = from
		return c, nil
	})
}

// start takes over what the Store has and leaves a first mark in it, so that one that
// cannot be written to is found at once.
func (e *Emulator) start() error {
	before, err := load(e.opts.Store)
	if err != nil {
		return err
	}
	if err := e.opts.Store.Retain(before.sizes); err != nil {
		return err
	}
	if before.state != nil {
		if err := e.resourceIDs.seek(before.state.SIDs); err != nil {
			return fmt.Errorf("record %q: sids: %w", stateKey, err)
		}
		e.store, e.starts = before.store, before.state.Starts
	}
	e.starts++
	// Reads move this generator without being written down: each start has its own.
	e.requestIDs = newRandom(e.opts.Seed, streamRequests-1+e.starts)
	e.durable.queue(false, nil, e.stateLine())
	return e.settle(e.durable.mark())
}

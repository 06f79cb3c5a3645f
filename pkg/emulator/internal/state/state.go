// Package state keeps what an emulator knows: records in a tree, changed by commits only,
// kept in a [Store] if there is one, written to dumps and read from them.
//
// # Reading and writing
//
// [State.Read] gives the tree until Done, beside other readers. [State.Write] gives it to one
// writer, which checks what it wants and then calls [Writer.Commit] once; a commit is the only
// way in which anything changes.
//
// # Durability
//
// A commit changes memory and queues the records for the Store. No request waits for the disk
// while it holds the state: before an answer is sent, [State.WaitDurable] waits until what the
// answer rests on is kept, and whoever waits first writes for all who are in the queue. So
// many requests share one write (groups.go).
//
// # Coming back
//
// A store that is opened and a dump that is restored go through one door: records are decoded
// (line.go), checked to be a state that requests could have led to, and put in the tree
// (check.go). The columns of the table in kinds.go say how, for each kind of record.
package state

import (
	"fmt"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
)

// Options are what a [State] needs to know.
type Options struct {
	Rules Rules
	Seed  uint64
	Store Store // nil: everything is in memory only
}

// A State is safe for concurrent use. Make one with [New].
type State struct {
	opts Options
	sids *sid.Generator // follows the order of successful writes

	mu     sync.RWMutex // guards tree
	tree   *Tree
	starts uint64 // how often the Store was opened

	groups   groups // what the Store does not have yet
	contents contents
}

// streamSIDs is the stream of the generator of SIDs. Other generators of the same seed take
// others.
const streamSIDs = 1

// New makes a State of what the Store has. Of a Store it fails on what is damaged, and on one
// that cannot be written to.
func New(opts Options) (*State, error) {
	s := &State{opts: opts, sids: sid.NewGenerator(opts.Seed, streamSIDs)}
	s.tree = newTree(&s.opts.Rules)
	s.contents = contents{store: opts.Store, groups: &s.groups, all: map[string]*blob{}}
	if opts.Store == nil {
		return s, nil
	}
	return s, s.start()
}

// Starts returns how often the Store was opened; 0 without one.
func (s *State) Starts() uint64 { return s.starts }

// A Reader holds the state for reading until Done.
type Reader struct {
	*Tree
	s *State
}

// Read waits for a writer to end and keeps others from beginning.
func (s *State) Read() Reader {
	s.mu.RLock()
	return Reader{s.tree, s}
}

// Done ends the reading. Records may be kept, since they never change; lists may not.
func (r Reader) Done() { r.s.mu.RUnlock() }

// A Writer holds the state alone until Done.
type Writer struct {
	*Tree
	s *State
}

// Write waits until no other goroutine holds the state.
func (s *State) Write() Writer {
	s.mu.Lock()
	return Writer{s.tree, s}
}

// Done ends the writing.
func (w Writer) Done() { w.s.mu.Unlock() }

// Head begins a new record; serviceSID is empty for a Service.
func (w Writer) Head(prefix, account, serviceSID string, now time.Time) Head {
	at := now.UTC().Truncate(time.Second)
	h := Head{SID: w.s.sids.New(prefix), AccountSID: account, ServiceSID: serviceSID, Created: at, Updated: at}
	if prefix == sid.Service {
		h.ServiceSID = h.SID
	}
	return h
}

// SIDs is the generator that new SIDs come from; using it changes those that follow.
func (w Writer) SIDs() *sid.Generator { return w.s.sids }

// Seq is the place of the newest record in the order of commits.
func (t *Tree) Seq() uint64 { return t.seq }

// Reset forgets everything and begins anew with a seed.
func (s *State) Reset(seed uint64) error {
	return s.replace(newTree(&s.opts.Rules), nil, sid.NewGenerator(seed, streamSIDs).Position())
}

// replace puts another state in the place of this one. position was tried before.
func (s *State) replace(t *Tree, records []Record, position []byte) error {
	before := s.Mark()
	s.mu.Lock()
	s.tree = t
	if err := s.sids.Seek(position); err != nil {
		panic(fmt.Sprintf("emulator: position of a generator: %v", err))
	}
	fresh, gone := s.contents.adopt(records)
	if s.opts.Store != nil {
		edits := make([]edit, 0, len(records))
		for _, r := range records {
			edits = append(edits, edit{key: r.ID(), record: r})
		}
		s.groups.queue(queued{clear: true, edits: edits, at: s.position(), fresh: fresh, gone: gone})
	}
	s.mu.Unlock()
	return s.WaitDurable(before)
}

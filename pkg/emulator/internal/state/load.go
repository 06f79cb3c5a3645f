package state

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// load reads the state of a Store; one that is empty has no state line.
func (s *State) load() (*restored, error) {
	from := s.opts.Store
	r := &restored{}
	var all []stored
	if err := from.Load(func(key string, text []byte) error {
		all = append(all, stored{key: key, text: bytes.Clone(text)})
		return nil
	}); err != nil {
		return nil, err
	}
	if bad := decodeAll(all); bad != nil {
		// Only the Store can say where it lies.
		return nil, cmp.Or(from.Load(func(key string, _ []byte) error {
			if key == bad.key {
				return bad.err
			}
			return nil
		}), bad.err)
	}
	r.records = make([]Record, 0, len(all))
	for i := range all {
		if all[i].line.record != nil {
			r.records = append(r.records, all[i].line.record)
		} else {
			r.at = all[i].line.state
		}
	}
	if r.at == nil {
		if len(r.records) > 0 {
			return nil, fmt.Errorf("there are %d records but no record %q", len(r.records), stateKey)
		}
		return r, nil
	}
	slices.SortFunc(r.records, bySeq)
	if err := r.build(&s.opts.Rules); err != nil {
		return nil, err
	}
	return r, nil
}

// A stored record is one on its way from the Store.
type stored struct {
	key  string
	text []byte
	line *line
	err  error
}

func (x *stored) decode() {
	if x.line, x.err = parseLine(x.text); x.err != nil {
		return
	}
	switch r := x.line.record; {
	case x.key == stateKey && x.line.state == nil:
		x.err = errors.New("it is no state line")
	case x.key != stateKey && (r == nil || r.ID() != x.key):
		x.err = errors.New("it is no record with this SID")
	}
	x.text = nil
}

// decodeAll decodes with all processors and gives the first that failed, or nil.
func decodeAll(all []stored) *stored {
	const chunk = 1000
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				end := int(next.Add(chunk))
				for i := end - chunk; i < min(end, len(all)); i++ {
					all[i].decode()
				}
				if end >= len(all) {
					return
				}
			}
		})
	}
	wg.Wait()
	for i := range all {
		if all[i].err != nil {
			return &all[i]
		}
	}
	return nil
}

// start takes over what the Store has and leaves a first mark in it, so that one that cannot
// be written to is found at once.
func (s *State) start() error {
	before, err := s.load()
	if err != nil {
		return err
	}
	if err := s.opts.Store.Retain(before.sizes); err != nil {
		return err
	}
	if before.at != nil {
		if err := s.sids.Seek(before.at.SIDs); err != nil {
			return fmt.Errorf("record %q: sids: %w", stateKey, err)
		}
		s.tree, s.starts = before.tree, before.at.Starts
		s.contents.adopt(before.records)
	}
	s.starts++
	s.groups.queue(queued{at: s.position()})
	return s.WaitDurable(s.Mark())
}

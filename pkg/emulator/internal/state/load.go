package state

import (
	"errors"
	"fmt"
	"slices"
)

// load reads the state of a Store; one that is empty has no state line.
func (s *State) load() (*restored, error) {
	from := s.opts.Store
	r := &restored{}
	err := from.Load(func(key string, text []byte) error {
		l, err := parseLine(text)
		if err != nil {
			return err
		}
		if key == stateKey {
			if l.state == nil {
				return errors.New("it is no state line")
			}
			r.at = l.state
			return nil
		}
		rec := l.record
		if rec == nil || rec.ID() != key {
			return errors.New("it is no record with this SID")
		}
		r.records = append(r.records, rec)
		return nil
	})
	if err != nil {
		return nil, err
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

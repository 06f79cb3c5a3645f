// Package room shares out the Services that an account can hold among the cases of a run.
package room

import (
	"context"
	"sync"
)

// An account holds 50 Services (https://www.twilio.com/docs/serverless/api/resource/service). A run
// takes some fewer, so that its owner can go on.
const (
	Max           = 50
	spareServices = 5
	OfCase        = 4 // that a case has at once, at most
)

// A Room bounds how many Services the cases of a run have at once. One Service of a case takes a
// place of first; a case that makes a second one takes a place of extra, which is enough for all
// further ones. Who waits for extra holds nothing that others with extra need, so somebody always
// goes on.
type Room struct {
	first, extra *places
	all          [2]int // how many of each there are when there is room
}

// New shares out the places of an account that holds so many Services already.
func New(held int) *Room {
	free := Max - spareServices - held
	if held > Max { // a target without that limit
		free = Max - spareServices
	}
	first, extra := shareOut(free)
	return &Room{first: newPlaces(first), extra: newPlaces(extra), all: [2]int{first, extra}}
}

// shareOut says how many places for a first Service, and for further ones, are in so many places.
func shareOut(free int) (first, extra int) {
	extra = max(1, free/(3*OfCase))
	return max(1, free-extra*(OfCase-1)), extra
}

// resize makes room for so many Services, no more than there was.
func (r *Room) resize(free int) {
	first, extra := shareOut(free)
	r.first.resize(min(first, r.all[0]))
	r.extra.resize(min(extra, r.all[1]))
}

// widen makes as much room as there was.
func (r *Room) widen() {
	r.first.resize(r.all[0])
	r.extra.resize(r.all[1])
}

// A Share is what one case has of the room. A nil Room has no bounds.
type Share struct {
	Room *Room

	mu   sync.Mutex
	made int
}

// Take waits until the case may make one more Service.
func (s *Share) Take(ctx context.Context) error {
	if s == nil || s.Room == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	var place *places
	switch s.made {
	case 1:
		place = s.Room.first
	case 2:
		place = s.Room.extra
	default:
		return nil
	}
	if err := place.take(ctx); err != nil {
		s.made--
		return err
	}
	return nil
}

// Leave gives the places back.
func (s *Share) Leave() {
	if s == nil || s.Room == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made >= 1 {
		s.Room.first.leave()
	}
	if s.made >= 2 {
		s.Room.extra.leave()
	}
	s.made = 0
}

// First is how many cases can have a Service at once.
func (r *Room) First() int { return r.all[0] }

// Give takes two thirds of these places away for good, for Services that several cases share, and returns their number.
func (r *Room) Give() int {
	own := r.all[0] / 3
	given := r.all[0] - own
	r.all[0] = own
	r.first.resize(own)
	return given
}

package suite

import (
	"context"
	"net/http"
	"sync"
)

// An account holds 50 Services (https://www.twilio.com/docs/serverless/api/resource/service). A run
// takes some fewer, so that its owner can go on.
const (
	maxServices    = 50
	spareServices  = 5
	servicesOfCase = 4 // that a case has at once, at most
)

// A room bounds how many Services the cases of a run have at once. One Service of a case takes a
// place of first; a case that makes a second one takes a place of extra, which is enough for all
// further ones. Who waits for extra holds nothing that others with extra need, so somebody always
// goes on.
type room struct {
	first, extra chan struct{}
}

// newRoom shares out the places of an account that holds so many Services already.
func newRoom(held int) *room {
	free := maxServices - spareServices - held
	if held > maxServices { // a target without that limit
		free = maxServices - spareServices
	}
	extra := max(1, free/(3*servicesOfCase))
	first := max(1, free-extra*(servicesOfCase-1))
	return &room{first: make(chan struct{}, first), extra: make(chan struct{}, extra)}
}

// A share is what one case has of the room. A nil room has no bounds.
type share struct {
	room *room

	mu   sync.Mutex
	made int
}

// take waits until the case may make one more Service.
func (s *share) take(ctx context.Context) error {
	if s == nil || s.room == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made++
	var place chan struct{}
	switch s.made {
	case 1:
		place = s.room.first
	case 2:
		place = s.room.extra
	default:
		return nil
	}
	select {
	case place <- struct{}{}:
		return nil
	case <-ctx.Done():
		s.made--
		return context.Cause(ctx)
	}
}

// leave gives the places back.
func (s *share) leave() {
	if s == nil || s.room == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.made >= 1 {
		<-s.room.first
	}
	if s.made >= 2 {
		<-s.room.extra
	}
	s.made = 0
}

// full reports whether an answer to CreateService is the refusal of an account that can hold no more: any refusal, when
// the account holds as many as it can.
func (r *runner) full(ctx context.Context, status int) bool {
	if status < 400 || status > 499 || status == http.StatusUnauthorized || status == http.StatusTooManyRequests {
		return false
	}
	services, err := r.services(ctx)
	return err == nil && len(services) >= maxServices
}

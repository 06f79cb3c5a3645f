package dev

import (
	"context"
	"sync"
	"time"
)

// patience is how long a request waits for a save that is under way. Packages may be installed.
const patience = time.Minute

// mostQuiet bounds how long newer saves keep a refusal from being printed.
const mostQuiet = time.Second

// saves counts the saves of the user: from the first change until it is deployed or refused.
type saves struct {
	mu    sync.Mutex
	begun int           // that are not done
	taken int           // of them: what is deployed now
	done  chan struct{} // closed when all are done; nil: there are none
	quiet time.Time     // since when newer saves have kept a refusal from being printed
}

// begin has requests wait for a save that has begun.
func (s *saves) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begun++
	if s.done == nil {
		s.done = make(chan struct{})
	}
}

// take says how many of the saves that have begun are deployed now.
func (s *saves) take(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = n
}

// end says that those that were taken are done. Others may have begun since.
func (s *saves) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.begun, s.taken = s.begun-s.taken, 0
	if s.begun == 0 && s.done != nil {
		close(s.done)
		s.done = nil
	}
}

// settle waits until no save is under way.
func (s *saves) settle(ctx context.Context) {
	s.mu.Lock()
	done := s.done
	s.mu.Unlock()
	if done == nil {
		return
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-done:
	case <-ctx.Done():
	case <-timer.C:
	}
}

// superseded reports whether a newer save has begun, which may have what the one that was taken lacked: half of a
// file is no mistake of the user. It does so for a while only.
func (s *saves) superseded() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.begun == s.taken:
	case s.quiet.IsZero():
		s.quiet = time.Now()
		return true
	case time.Since(s.quiet) < mostQuiet:
		return true
	}
	s.quiet = time.Time{}
	return false
}

package room

import (
	"context"
	"sync"
)

// places are a number of places that may change while some are taken.
type places struct {
	mu      sync.Mutex
	most    int
	taken   int
	waiting []chan struct{} // the first one is next
}

func newPlaces(most int) *places { return &places{most: most} }

// take waits for a place.
func (p *places) take(ctx context.Context) error {
	p.mu.Lock()
	if p.taken < p.most && len(p.waiting) == 0 {
		p.taken++
		p.mu.Unlock()
		return nil
	}
	turn := make(chan struct{}, 1)
	p.waiting = append(p.waiting, turn)
	p.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, w := range p.waiting {
		if w == turn {
			p.waiting = append(p.waiting[:i:i], p.waiting[i+1:]...)
			return context.Cause(ctx)
		}
	}
	p.taken-- // it got its place at the same moment
	p.next()
	return context.Cause(ctx)
}

// leave gives a place back.
func (p *places) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken--
	p.next()
}

// resize changes how many places there are. Nobody loses one.
func (p *places) resize(most int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.most = most
	p.next()
}

// next gives free places to those who wait. It needs the lock.
func (p *places) next() {
	for len(p.waiting) > 0 && p.taken < p.most {
		p.taken++
		p.waiting[0] <- struct{}{}
		p.waiting = p.waiting[1:]
	}
}

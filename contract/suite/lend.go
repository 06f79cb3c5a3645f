package suite

import "context"

// A pool has things of one kind that one case at a time uses.
type pool struct {
	free    []*loan
	live    int // also those that are made or used
	waiting []chan struct{}
	keepers int // that wait
}

// A loan is one thing that a case uses alone.
type loan struct {
	pool     *pool
	value    any
	services []string
	places   int
	back     bool // the case gave it back
}

// Lend returns a fixture of this kind for one case at a time: one that another case gave back (see [Session.GiveBack]),
// or a new one from make. The limit most is how many exist at once; a case waits for a free one. Cases that will give the
// fixture back (keeps) run before those that will not. A case borrows at most one fixture, before it creates a Service.
// The run deletes a fixture together with the case that did not give it back.
func Lend[T any](ctx context.Context, s *Session, kind string, most int, keeps bool,
	make func(ctx context.Context) (T, error)) (T, error) {
	var none T
	c := s.wire.commons
	if c == nil || s.wire.hasServices() {
		return make(ctx)
	}
	l, err := c.borrow(ctx, kind, most, keeps)
	if err != nil {
		return none, err
	}
	s.wire.loan = l
	if value, ok := l.value.(T); ok {
		s.wire.shared = true
		return value, nil
	}
	before := s.wire.prepare()
	value, err := make(ctx)
	l.services, l.places = s.wire.handOver(before, err == nil)
	l.value = value
	return value, err
}

// GiveBack says that what the case borrowed is as good for another case as it was.
func (s *Session) GiveBack() {
	if s.wire.loan != nil {
		s.wire.loan.back = true
	}
}

// borrow returns a loan, without a value when it has to be made.
func (c *commons) borrow(ctx context.Context, kind string, most int, keeps bool) (*loan, error) {
	waited := 0 // 1 when it is counted among the keepers that wait
	for {
		c.mu.Lock()
		if c.pools == nil {
			c.pools = map[string]*pool{}
		}
		p := c.pools[kind]
		if p == nil {
			p = new(pool)
			c.pools[kind] = p
		}
		p.keepers -= waited
		waited = 0
		if n := len(p.free); n > 0 && (keeps || p.keepers == 0) {
			l := p.free[n-1]
			p.free = p.free[:n-1]
			c.mu.Unlock()
			return l, nil
		}
		if p.live < most && (keeps || p.live == 0) {
			p.live++
			c.mu.Unlock()
			return &loan{pool: p}, nil
		}
		if keeps {
			waited = 1
			p.keepers++
		}
		turn := make(chan struct{})
		p.waiting = append(p.waiting, turn)
		c.mu.Unlock()
		select {
		case <-turn:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// settle takes back what a case borrowed, or returns the Services of it that nobody will use any
// more and how many places they hold.
func (c *commons) settle(w *wire, differed bool) (services []string, places int) {
	l := w.loan
	if c == nil || l == nil {
		return nil, 0
	}
	w.loan = nil
	c.mu.Lock()
	defer c.mu.Unlock()
	if l.back && !differed {
		l.back = false
		l.pool.free = append(l.pool.free, l)
	} else {
		l.pool.live--
		services, places = l.services, l.places
	}
	for _, turn := range l.pool.waiting {
		close(turn)
	}
	l.pool.waiting = nil
	return services, places
}

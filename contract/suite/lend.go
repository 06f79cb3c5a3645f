package suite

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/decode"
)

// A pool has things of one kind that one case at a time uses.
type pool struct {
	free    []*loan
	live    int // also those that are made or used
	waiting []*borrower
}

// A borrower is a case that waits for a loan.
type borrower struct {
	keeps bool // gives it back
	cost  int
	turn  chan struct{} // closed when it may look again
}

// first is the case whose turn it is: those that give back what they borrow before those that do not, and the longest
// first, as a short one ends beside others.
func (p *pool) first() *borrower {
	return slices.MaxFunc(p.waiting, func(a, b *borrower) int {
		switch {
		case a.keeps == b.keeps:
			return cmp.Compare(a.cost, b.cost)
		case a.keeps:
			return 1
		}
		return -1
	})
}

// next returns a loan for the case whose turn it is, without a value when it has to be made, or nil when there is none.
func (p *pool) next(b *borrower, most int) (l *loan) {
	if p.first() != b {
		return nil
	}
	switch n := len(p.free); {
	case n > 0:
		l, p.free = p.free[n-1], p.free[:n-1]
	case p.live < most && (b.keeps || p.live == 0):
		l = &loan{pool: p}
		p.live++
	default:
		return nil
	}
	p.leave(b)
	return l
}

// leave ends the wait of a case.
func (p *pool) leave(b *borrower) {
	p.waiting = slices.DeleteFunc(p.waiting, func(w *borrower) bool { return w == b })
	p.wake()
}

// wake tells all that wait to look again.
func (p *pool) wake() {
	for _, w := range p.waiting {
		close(w.turn)
		w.turn = make(chan struct{})
	}
}

// A loan is one thing that a case uses alone.
type loan struct {
	pool     *pool
	value    any
	services []string
	places   int
	back     bool // the case gave it back
}

// Lend returns a fixture of this kind for one case at a time: one that another case gave back (see
// [Session.GiveBack]), or a new one from make. The limit most is how many exist at once; a case
// waits for a free one. Cases that will give the fixture back (keeps) run before those that will
// not. A case borrows at most one fixture, before it creates a Service. The run deletes a fixture
// together with the case that did not give it back.
func Lend[T any](ctx context.Context, s *Session, kind string, most int, keeps bool,
	make func(ctx context.Context) (T, error)) (T, error) {
	var none T
	c := s.wire.store
	if c == nil || s.wire.hasServices() {
		return make(ctx)
	}
	l, err := c.borrow(ctx, kind, most, &borrower{keeps: keeps, cost: s.wire.cost})
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

// borrow waits for a loan, which is without a value when it has to be made.
func (c *fixtureStore) borrow(ctx context.Context, kind string, most int, b *borrower) (*loan, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pools == nil {
		c.pools = map[string]*pool{}
	}
	p := c.pools[kind]
	if p == nil {
		p = new(pool)
		c.pools[kind] = p
	}
	b.turn = make(chan struct{})
	p.waiting = append(p.waiting, b)
	for {
		if l := p.next(b, most); l != nil {
			return l, nil
		}
		turn := b.turn
		c.mu.Unlock()
		select {
		case <-turn:
			c.mu.Lock()
		case <-ctx.Done():
			c.mu.Lock()
			p.leave(b)
			return nil, context.Cause(ctx)
		}
	}
}

// settle takes back what a case borrowed, or returns the Services of it that nobody will use any
// more and how many places they hold.
func (c *fixtureStore) settle(w *wire, differed bool) (services []string, places int) {
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
	l.pool.wake()
	return services, places
}

// Last is [Share] for a case that uses a fixture after all others: the run gives it to no more
// cases, the case waits until those that got it have ended, and reads what they created in it
// without creating that itself. It returns what they made and did not delete. When one
// of them differed, the fixture may be spoiled, and the case makes its own. Several cases may be
// the last of one fixture; they leave one another alone.
func Last[T any](ctx context.Context, s *Session, kind string,
	make func(ctx context.Context) (T, error)) (value T, made []Made, err error) {
	c := s.wire.store
	if c == nil {
		value, err = make(ctx)
		return value, nil, err
	}
	l, mine := c.take(s.wire, kind, 0, 0)
	if value, err = receive(ctx, s, l, mine, make); err != nil {
		return value, nil, err
	}
	made, whole, err := c.close(ctx, l)
	if err == nil && !whole {
		value, err = make(ctx)
	}
	return value, made, err
}

// close gives a fixture to no more cases, and waits until nobody uses it but cases that wait for that.
// It reports whether the fixture is as it should be.
func (c *fixtureStore) close(ctx context.Context, l *fixture) (made []Made, whole bool, err error) {
	c.mu.Lock()
	l.closed = true
	l.closers++
	c.wake()
	c.mu.Unlock()
	for {
		c.mu.Lock()
		switch {
		case l.spoiled || l.failed:
			c.mu.Unlock()
			return nil, false, nil
		case l.users <= l.closers:
			made = slices.Clone(l.made)
			c.mu.Unlock()
			return made, true, nil
		}
		turn := make(chan struct{})
		c.turns = append(c.turns, turn)
		c.mu.Unlock()
		select {
		case <-turn:
		case <-ctx.Done():
			return nil, false, context.Cause(ctx)
		}
	}
}

// wake tells everybody who waits to look again. It needs the lock.
func (c *fixtureStore) wake() {
	for _, turn := range c.turns {
		close(turn)
	}
	c.turns = nil
}

// belowSID is a path with the SID of the Service, which the request may have called by its unique name.
func belowSID(path, service string) string {
	parts := strings.SplitN(path, "/", 5) // "", v1, Services, its name, the rest
	if service == "" || len(parts) < 5 {
		return path
	}
	return Path("Services", service) + "/" + parts[4]
}

// A Made is something that a case made and left.
type Made struct {
	Path string
	// Shown is what the create answered.
	Shown map[string]any
}

// created is what the case created and did not delete.
func (w *wire) created() (all []Made) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.trail.all {
		x := s.exchange
		path := pathOf(x.URL)
		switch {
		case x.Method == http.MethodDelete && x.Status == http.StatusNoContent:
			all = slices.DeleteFunc(all, func(made Made) bool { return isBelow(made.Path, path) })
		case x.Method == http.MethodPost && x.Status == http.StatusCreated:
			var o map[string]any
			sid, service := "", ""
			if decode.Into(x.Body, &o) == "" { // as a case reads answers
				sid, _ = o["sid"].(string)
				service, _ = o["service_sid"].(string)
			}
			if sid != "" {
				all = append(all, Made{belowSID(path, service) + "/" + sid, o})
			}
		}
	}
	return all
}

package suite

import (
	"context"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/room"
)

// enoughRoom is how many Services the cases must have room for at once before any of them is kept for several.
const enoughRoom = 20

// maxApart bounds how often a run repeats a case in a Service of its own.
const maxApart = 40

// A fixtureStore has what several cases of a run start from, so that it is made once. A nil one has nothing: each case
// makes its own.
type fixtureStore struct {
	// places bounds how many Services are shared at once. Whoever waits for a place has no Service, so somebody always
	// goes on.
	places chan struct{}
	// remove deletes a Service.
	remove func(ctx context.Context, service string)

	mu       sync.Mutex
	fixtures map[string][]*fixture
	pools    map[string]*pool
	turns    []chan struct{} // closed when a fixture was left
}

// newFixtureStore takes its part of the room for what is shared.
func newFixtureStore(r *room.Room) *fixtureStore {
	return &fixtureStore{places: make(chan struct{}, r.Give())}
}

// A fixture is one thing that cases share.
type fixture struct {
	ready    chan struct{} // closed when it is made, or when that failed
	value    any
	failed   bool
	services []string // that were made for it
	places   int      // that these hold
	given    int      // how many shares of it cases got
	users    int      // how many cases that got it have not ended
	most     int      // how many shares there are; 0: no bounds
	spoiled  bool
	parts    map[string]Use // by collection; nil unless it is a Service in parts
	closed   bool           // given to no more cases, see Last
	closers  int            // how many of its users wait for the others to end
	made     []Made         // by the cases that ended
}

// Share returns a fixture of this kind that several cases of the run use, and calls make when there is none yet. The
// limit most is how many cases get the same one; 0 means no limit, for a fixture inside another shared one.
//
// A case must leave a shared fixture unchanged, and may look only at what it created itself. If a
// case fails on a shared fixture, the run repeats it in a Service of its own before the failure
// counts. Nothing is shared in recordings, or with a case that has already created a Service.
func Share[T any](ctx context.Context, s *Session, kind string, most int,
	make func(ctx context.Context) (T, error)) (T, error) {
	return shareOf(ctx, s, kind, most, 1, make)
}

// shareOf is Share for a case that counts as several: most is how many there are of them.
func shareOf[T any](ctx context.Context, s *Session, kind string, most, several int,
	make func(ctx context.Context) (T, error)) (T, error) {
	c := s.wire.store
	if c == nil || most > 0 && s.wire.hasServices() {
		return make(ctx)
	}
	l, mine := c.take(s.wire, kind, most, several)
	return receive(ctx, s, l, mine, make)
}

// receive returns what a fixture has, which the case makes or waits for.
func receive[T any](ctx context.Context, s *Session, l *fixture, mine bool,
	make func(ctx context.Context) (T, error)) (T, error) {
	var none T
	c := s.wire.store
	if !mine {
		select {
		case <-l.ready:
		case <-ctx.Done():
			return none, context.Cause(ctx)
		}
		value, ok := l.value.(T)
		if l.failed || !ok {
			return make(ctx)
		}
		return value, nil
	}
	before := s.wire.prepare()
	value, err := make(ctx)
	services, places := s.wire.handOver(before, err == nil)
	c.mu.Lock()
	l.value, l.failed, l.services, l.places = value, err != nil, services, places
	l.spoiled = l.spoiled || l.failed
	c.mu.Unlock()
	close(l.ready)
	return value, err
}

// take returns a fixture, and whether the caller has to make it. A case that closes the fixture counts as none of those
// that get it, and may have one that is closed or given to all of them.
func (c *fixtureStore) take(w *wire, kind string, most, several int) (l *fixture, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fixtures == nil {
		c.fixtures = map[string][]*fixture{}
	}
	all := c.fixtures[kind]
	for i := range all {
		hasRoom := !all[i].closed && (all[i].most == 0 || all[i].given+several <= all[i].most)
		if !all[i].spoiled && (several == 0 || hasRoom) {
			l = all[i]
			break
		}
	}
	if l == nil {
		l, mine = &fixture{ready: make(chan struct{}), most: most}, true
		c.fixtures[kind] = append(all, l)
	}
	l.given += several
	l.users++
	w.fixtures = append(w.fixtures, l)
	return l, mine
}

// leave gives back what a case had, and returns the Services that nobody will use any more, and how many places they
// hold. What a case differed with is given to no other.
func (c *fixtureStore) leave(w *wire, differed bool) (services []string, places int) {
	if c == nil {
		return nil, 0
	}
	made := w.created()
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, l := range w.fixtures {
		l.users--
		if !slices.Contains(w.fixtures[:i], l) {
			l.made = append(l.made, made...)
		}
		l.spoiled = l.spoiled || differed
		if l.users == 0 && (l.spoiled || l.isUsedUp()) {
			services, places = append(services, l.services...), places+l.places
			l.services, l.places, l.spoiled = nil, 0, true
		}
	}
	w.fixtures = nil
	c.wake()
	return services, places
}

// giveBack ends the use of what a case shares and borrowed, makes it delete what nobody will use any more, and returns
// how many places that holds.
func (r *runner) giveBack(w *wire, differed bool) (places int) {
	w.shared = w.shared || len(w.fixtures) > 0
	shared, places := r.store.leave(w, differed)
	borrowed, more := r.store.settle(w, differed)
	w.services = append(w.services, append(shared, borrowed...)...)
	return places + more
}

// rest returns the Services that are left when no case runs, and how many places they hold.
func (c *fixtureStore) rest() (services []string, places int) {
	if c == nil {
		return nil, 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, all := range c.fixtures {
		for _, l := range all {
			services, places = append(services, l.services...), places+l.places
		}
	}
	for _, p := range c.pools {
		for _, l := range p.free {
			services, places = append(services, l.services...), places+l.places
		}
	}
	c.fixtures, c.pools = nil, nil
	slices.Sort(services)
	return services, places
}

// enter waits until there is room for one more Service that is shared. When there is none, what
// nobody uses at the moment makes room.
func (c *fixtureStore) enter(ctx context.Context) error {
	for {
		select {
		case c.places <- struct{}{}:
			return nil
		default:
		}
		services, places, turn := c.evict()
		if places > 0 {
			for _, service := range services {
				c.remove(ctx, service)
			}
			c.free(places - 1)
			return nil
		}
		select {
		case c.places <- struct{}{}:
			return nil
		case <-turn:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// worth is how much is lost with a fixture: what cases made in it and a last one wants to read, unless it did.
func (l *fixture) worth() int {
	if l.closed {
		return -1
	}
	return len(l.made)
}

// evict takes away a fixture that no case uses, the one of the least worth, or says what to wait for.
func (c *fixtureStore) evict() (services []string, places int, turn chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var least *fixture
	for _, kind := range slices.Sorted(maps.Keys(c.fixtures)) {
		for _, l := range c.fixtures[kind] {
			if l.users == 0 && l.places > 0 && !l.spoiled && (least == nil || l.worth() < least.worth()) {
				least = l
			}
		}
	}
	if least != nil {
		services, places = least.services, least.places
		least.services, least.places, least.spoiled = nil, 0, true
		return services, places, nil
	}
	turn = make(chan struct{})
	c.turns = append(c.turns, turn)
	return nil, 0, turn
}

// shut gives what nobody uses at the moment to no more cases, and returns its Services and how many places they hold.
func (c *fixtureStore) shut() (services []string, held int) {
	if c == nil {
		return nil, 0
	}
	for {
		more, places, _ := c.evict()
		if places == 0 {
			break
		}
		services, held = append(services, more...), held+places
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.pools {
		for _, l := range p.free {
			services, held = append(services, l.services...), held+l.places
			p.live--
		}
		p.free = nil
	}
	return services, held
}

// free gives back the room of n Services.
func (c *fixtureStore) free(n int) {
	for range n {
		<-c.places
	}
}

// hasServices reports whether the case made a Service.
func (w *wire) hasServices() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.services) > 0
}

// prepare says that the case makes what others wait for, and returns how many Services it has made before.
func (w *wire) prepare() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.prepares, w.entered = true, 0
	return len(w.services)
}

// handOver ends what prepare began. The Services that were made since are the case's no more when they are kept.
func (w *wire) handOver(before int, kept bool) (services []string, places int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.prepares = false
	if !kept {
		w.store.free(w.entered)
		return nil, 0
	}
	services = slices.Clone(w.services[before:])
	w.services = w.services[:before]
	return services, w.entered
}

// isPreparing reports whether the case makes what others wait for.
func (w *wire) isPreparing() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.prepares
}

// enterService waits until there is room for one more Service.
func (w *wire) enterService(ctx context.Context) error {
	if !w.isPreparing() {
		return w.share.Take(ctx)
	}
	if err := w.store.enter(ctx); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.entered++
	return nil
}

// priority is the cost by which the requests of a case come before others: what others wait for comes first.
func (w *wire) priority() int {
	if w.isPreparing() {
		return math.MaxInt
	}
	return w.cost
}

// startApart says that a case passed in a Service of its own, which it had not in one that others used too.
func startApart(reason string) contract.Finding {
	return contract.Finding{
		Severity: contract.Notice, Side: contract.ResponseSide, Rule: "differs-when-shared",
		Message: "the case passed in a Service of its own, and not in one that other cases used meanwhile: " +
			firstLine(reason),
	}
}

// cleanShared deletes what is left of what cases shared, and adds what is still there to a result.
func (r *runner) cleanShared(ctx context.Context) {
	services, places := r.store.rest()
	defer r.store.free(places)
	if len(services) == 0 {
		return
	}
	w := r.newWire("preflight", r.target.Transport)
	w.services = services
	left := r.clean(ctx, w)
	for i := range r.results {
		if len(left) > 0 && r.results[i].Exchanges > 0 {
			r.results[i].Leftover = append(r.results[i].Leftover, left...)
			return
		}
	}
}

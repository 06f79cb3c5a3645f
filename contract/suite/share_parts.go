package suite

import (
	"context"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// A Use is what a case does with one collection of a Service that others use too.
type Use int

// What a case may do with a collection, such as Builds.
const (
	// Own: no other case makes anything in it, before or after. The case may look at its list.
	Own Use = iota + 1
	// Common: others make things in it. The case looks at what it made itself.
	Common
	// Empty: no case makes anything in it, this one neither: it sends what must be refused.
	Empty
)

// Collections are those of a Service that cases can have parts of, see [Session.ServiceFor].
func Collections() []string { return []string{"Functions", "Assets", "Builds", "Environments"} }

const kindOfParts = "Service in parts"

// ServiceFor returns a Service for a case that uses these collections of it and makes nothing in any other. Others may
// use the rest of it, so the case leaves the Service itself as it is.
func (s *Session) ServiceFor(ctx context.Context, uses map[string]Use) (*serverless.Service, error) {
	c := s.wire.store
	if c == nil || s.wire.hasServices() {
		return s.CreateService(ctx)
	}
	for {
		l, mine, turn := c.takeParts(s.wire, uses)
		switch {
		case l != nil:
			return receive(ctx, s, l, mine, s.CreateService)
		case turn == nil:
			return s.CreateService(ctx)
		}
		select {
		case <-turn:
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// takeParts returns a fixture that these uses fit into and whether the caller has to make it, or what to wait for, or
// nothing when no case will leave one that fits.
func (c *fixtureStore) takeParts(w *wire, uses map[string]Use) (l *fixture, mine bool, turn chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fixtures == nil {
		c.fixtures = map[string][]*fixture{}
	}
	live, busy := 0, false
	for _, one := range c.fixtures[kindOfParts] {
		if one.spoiled {
			continue
		}
		if one.fits(uses) {
			l = one
			break
		}
		live++
		busy = busy || one.users > 0
	}
	switch {
	case l != nil:
	case live < cap(c.places)/2:
		l, mine = &fixture{ready: make(chan struct{}), parts: map[string]Use{}}, true
		c.fixtures[kindOfParts] = append(c.fixtures[kindOfParts], l)
	case busy:
		turn = make(chan struct{})
		c.turns = append(c.turns, turn)
		return nil, false, turn
	default:
		return nil, false, nil
	}
	for name, use := range uses {
		l.parts[name] = use
	}
	l.given++
	l.users++
	w.fixtures = append(w.fixtures, l)
	return l, mine, nil
}

// fits reports whether a case with these uses harms no other, and none it.
func (l *fixture) fits(uses map[string]Use) bool {
	for name, use := range uses {
		if had, is := l.parts[name]; is && (had != use || use == Own) {
			return false
		}
	}
	return true
}

// isUsedUp reports whether nobody else will have use of a fixture.
func (l *fixture) isUsedUp() bool {
	if l.parts == nil {
		return l.most > 0 && l.given >= l.most
	}
	return len(l.parts) == len(Collections())
}

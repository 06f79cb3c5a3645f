package suite

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
)

// Last is [Share] for a case that uses a fixture after all others: the run gives it to no more cases, the case waits until
// those that got it have ended, and reads what they created in it without creating that itself. It returns the paths of
// what they made and did not delete. When one of them differed, the fixture may be spoiled, and the case makes its own.
// Several cases may be the last of one fixture; they leave one another alone.
func Last[T any](ctx context.Context, s *Session, kind string,
	make func(ctx context.Context) (T, error)) (value T, made []string, err error) {
	c := s.wire.commons
	if c == nil {
		value, err = make(ctx)
		return value, nil, err
	}
	l, mine := c.take(s.wire, kind, 0)
	if value, err = receive(ctx, s, l, mine, make); err != nil {
		return value, nil, err
	}
	made, whole, err := c.close(ctx, l)
	if err == nil && !whole {
		value, err = make(ctx)
	}
	return value, made, err
}

// close gives a lot to no more cases, and waits until nobody uses it but cases that wait for that. It reports whether the
// lot is as it should be.
func (c *commons) close(ctx context.Context, l *lot) (made []string, whole bool, err error) {
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
func (c *commons) wake() {
	for _, turn := range c.turns {
		close(turn)
	}
	c.turns = nil
}

// created are the paths of what the case created and did not delete.
func (w *wire) created() (paths []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.trail.all {
		x := s.exchange
		path := pathOf(x.URL)
		switch {
		case x.Method == http.MethodDelete && x.Status == http.StatusNoContent:
			paths = slices.DeleteFunc(paths, func(made string) bool { return isBelow(made, path) })
		case x.Method == http.MethodPost && x.Status == http.StatusCreated:
			var o struct {
				SID string `json:"sid"`
			}
			if json.Unmarshal(x.Body, &o) == nil && o.SID != "" {
				paths = append(paths, path+"/"+o.SID)
			}
		}
	}
	return paths
}

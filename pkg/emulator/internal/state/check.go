package state

import (
	"errors"
	"fmt"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
)

// build makes a tree of records from elsewhere, and checks on the way that it is
// one that requests could have led to.
func (in *restored) build(rules *Rules) error {
	if err := in.at.check(); err != nil {
		return fmt.Errorf("state: %w", err)
	}
	c := &checker{
		tree: newTree(rules), seen: make(map[string]bool,
			len(in.records)), versions: map[string]*Version{}, sizes: map[string]int64{},
	}
	for _, r := range in.records {
		if err := c.add(r); err != nil {
			return fmt.Errorf("%s %s: %w", r.kind().name, r.ID(), err)
		}
	}
	for n := range c.tree.Services() {
		for _, env := range n.Environments.Items() {
			if err := n.serves(env); err != nil {
				return fmt.Errorf("environment %s: %w", env.SID, err)
			}
		}
	}
	if c.tree.seq > in.at.Seq {
		return fmt.Errorf("state: seq is %d, but there is a record with %d", in.at.Seq, c.tree.seq)
	}
	c.tree.seq = in.at.Seq
	in.tree, in.sizes = c.tree, c.sizes
	return nil
}

// A checker takes records in their order and puts them in a tree.
type checker struct {
	tree     *Tree
	seen     map[string]bool     // SIDs of records
	versions map[string]*Version // the same version is one in memory, in whatever Builds it is
	sizes    map[string]int64    // of contents
}

func (c *checker) add(r Record) error {
	h := r.Header()
	if err := h.check(r.kind().prefix); err != nil {
		return err
	}
	if c.seen[h.SID] {
		return errors.New("it is there twice")
	}
	c.seen[h.SID] = true
	if h.Seq <= c.tree.seq {
		return fmt.Errorf("seq %d does not follow %d", h.Seq, c.tree.seq)
	}
	n := c.tree.node(r)
	if n == nil && r.kind() != serviceKind {
		return fmt.Errorf("account %s has no service %s before it", h.AccountSID, h.ServiceSID)
	}
	if err := r.kind().check(c, n, r); err != nil {
		return err
	}
	c.tree.apply(Put(r))
	return nil
}

func (h *Head) check(prefix string) error {
	switch {
	case !sid.Is(h.SID, prefix):
		return fmt.Errorf("sid: want %s and 32 hexadecimal digits", prefix)
	case !sid.Is(h.AccountSID, sid.Account):
		return fmt.Errorf("account_sid %q: want AC and 32 hexadecimal digits", h.AccountSID)
	case !sid.Is(h.ServiceSID, sid.Service):
		return fmt.Errorf("service_sid %q: want ZS and 32 hexadecimal digits", h.ServiceSID)
	}
	for _, t := range []time.Time{h.Created, h.Updated} {
		if y := t.UTC().Year(); y < 0 || y > 9999 {
			return fmt.Errorf("date of the year %d", y)
		}
	}
	return nil
}

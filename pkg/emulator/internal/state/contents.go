package state

import (
	"sync"
	"sync/atomic"
)

// inlineContent is the size up to which a content is part of the commit that first names it:
// one write to the disk then serves many uploads. Larger ones are files, written as they come in.
const inlineContent = 64 << 10

// contents knows each content once, however many versions have it, and what needs it. A content
// that is not needed any more is removed.
type contents struct {
	store  Store // nil: memory
	groups *groups

	// files is held for reading while a content gets its place in the Store, and for writing
	// while others lose theirs, so that none is taken for new that is about to go.
	files sync.RWMutex

	free spareBlocks

	mu  sync.Mutex
	all map[string]*blob // by SHA-256
}

// A blob is the bytes of a content.
type blob struct {
	home   *contents
	sum    string
	memory atomic.Pointer[blocks] // nil: the Store has them

	// These belong to home.mu.
	named int  // versions that name it, those in Builds included
	held  int  // drafts and dumps that need it
	kept  bool // it is in the Store, or in a group that will be written
}

// take registers a content that came in, for a draft, which has to release it. memory is nil
// when the Store has it already.
func (c *contents) take(sum string, memory *blocks) *blob {
	c.mu.Lock()
	defer c.mu.Unlock()
	b, known := c.all[sum]
	if known && memory != nil {
		memory.recycle()
	}
	if !known {
		b = &blob{home: c, sum: sum}
		c.all[sum] = b
		if memory != nil {
			memory.trim()
			b.memory.Store(memory)
		}
	}
	if memory == nil {
		b.kept = true
	}
	b.held++
	return b
}

// hold is what a dump does, so that what it has seen is still there when it is written.
func (c *contents) hold(b *blob) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b.held++
}

// release ends take and hold.
func (c *contents) release(b *blob) {
	c.mu.Lock()
	b.held--
	needed := b.held > 0 || b.named > 0
	stored := c.store != nil && b.kept
	if !needed && !stored {
		c.forget(b)
	}
	c.mu.Unlock()
	if !needed && stored {
		c.groups.queueGone(b)
	}
}

// forget needs the lock.
func (c *contents) forget(b *blob) {
	if c.all[b.sum] == b {
		delete(c.all, b.sum)
	}
}

// name counts versions that came (by is 1) or went (-1). It gives the contents that have to be
// written with them, and those that no version names any more.
func (c *contents) name(versions []*Version, by int) (fresh, gone []*blob) {
	if len(versions) == 0 {
		return nil, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, v := range versions {
		b := v.Content.blob
		if b == nil { // of a version that a test made by hand
			continue
		}
		b.named += by
		switch {
		case by > 0 && c.store != nil && !b.kept:
			b.kept = true
			fresh = append(fresh, b)
		case b.named == 0 && c.store != nil:
			gone = append(gone, b)
		case b.named == 0 && b.held == 0:
			c.forget(b)
		}
	}
	return fresh, gone
}

// letGo reports whether a content is not needed any more; it is then forgotten. The caller holds files.
func (c *contents) letGo(b *blob) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if b.named > 0 || b.held > 0 {
		return false
	}
	c.forget(b)
	b.kept = false
	return true
}

// lost takes note that a group with contents was not written.
func (c *contents) lost(g *group) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range g.contents {
		b.kept = false
	}
}

// adopt makes the records of a new tree the only ones that name contents. Those of a dump are
// drafts until now; what else a record names, the Store has. It gives what name gives.
func (c *contents) adopt(records []Record) (fresh, gone []*blob) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range c.all {
		b.named = 0
	}
	for _, r := range records {
		for _, v := range r.kind().versions(r) {
			b, known := c.all[v.Content.SHA256]
			if !known {
				b = &blob{home: c, sum: v.Content.SHA256, kept: true}
				c.all[b.sum] = b
			}
			v.Content.blob = b
			if b.named++; b.named == 1 && c.store != nil && !b.kept {
				b.kept = true
				fresh = append(fresh, b)
			}
		}
	}
	for _, b := range c.all {
		switch {
		case b.named > 0:
		case c.store != nil && b.kept:
			gone = append(gone, b)
		case b.held == 0:
			c.forget(b)
		}
	}
	return fresh, gone
}

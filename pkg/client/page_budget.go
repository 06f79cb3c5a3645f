package client

import (
	"errors"
	"fmt"
	"io"
	"time"
)

// Bounds of one list, far above what an account holds. A server that never ends a list would
// otherwise fill the memory of a caller who collects it.
const (
	maxPages     = 10_000
	maxEntries   = 100_000
	maxListBytes = 512 << 20
	maxListTime  = 10 * time.Minute // of its requests, without the waits between them
)

// budget is what a list has used of its bounds.
type budget struct {
	pages, entries int
	bytes          int64
	took           time.Duration
	seen           map[string]bool // addresses of pages
}

// page counts a page with some entries that was read.
func (b *budget) page(entries int) error {
	b.pages++
	b.entries += entries
	switch {
	case b.pages >= maxPages:
		return errors.New("the list does not end: it has 10,000 pages or more")
	case b.entries > maxEntries:
		return errors.New("the list does not end: it has more than 100,000 entries")
	case b.bytes > maxListBytes:
		return errors.New("the list does not end: its pages have more than 512 MiB together")
	case b.took > maxListTime:
		return fmt.Errorf("the list does not end: the requests for its %d pages took more than %s together;"+
			" the server or the network is too slow, try later", b.pages, maxListTime)
	}
	return nil
}

// countedBody adds what is read of a body to a budget.
type countedBody struct {
	io.ReadCloser
	budget *budget
}

// Read implements io.Reader.
func (c countedBody) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.budget.bytes += int64(n)
	return n, err
}

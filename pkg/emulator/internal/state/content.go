package state

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
)

// A Content is what a version consists of: a handle, so that the bytes may lie on a
// disk. Like the record it belongs to, it never changes.
type Content struct {
	SHA256 string `json:"sha256"` // lower-case hexadecimal
	Size   int64  `json:"size"`

	memory *blocks // the bytes, or
	store  Store   // where they are
}

// Open gives the bytes to read from any place; the caller closes it.
func (c Content) Open() (io.ReadSeekCloser, error) {
	if c.memory != nil {
		return c.memory.reader(), nil
	}
	return c.store.OpenContent(c.SHA256)
}

// CopyTo writes all bytes and fails when they are not those that were uploaded.
func (c Content) CopyTo(w io.Writer) error {
	r, err := c.Open()
	if err != nil {
		return fmt.Errorf("content %s: %w", c.SHA256, err)
	}
	defer r.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, sum), r)
	if err != nil {
		return fmt.Errorf("content %s: %w", c.SHA256, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != c.SHA256 || n != c.Size {
		return fmt.Errorf("content %s of %d bytes is damaged: it has %d bytes with the SHA-256 %s", c.SHA256, c.Size,
			n, got)
	}
	return nil
}

// A Draft is a content on its way in. It ends with Keep or Discard; Discard after
// Keep does nothing, so that it can be deferred.
type Draft struct {
	w      ContentWriter // nil: at its end
	store  Store         // nil: memory
	memory *blocks
	sum    hash.Hash
	size   int64
	text   utf8Check
}

// A StoreError is a failure of the Store and no fault of the client.
type StoreError struct{ err error }

func (e *StoreError) Error() string { return e.err.Error() }

// Unwrap gives the failure.
func (e *StoreError) Unwrap() error { return e.err }

// NewDraft begins a content in the Store, or in memory without one.
func NewDraft(store Store) (*Draft, error) {
	d := &Draft{store: store, sum: sha256.New()}
	if store == nil {
		d.memory = &blocks{}
		d.w = d.memory
		return d, nil
	}
	w, err := store.NewContent()
	if err != nil {
		return nil, &StoreError{fmt.Errorf("begin content: %w", err)}
	}
	d.w = w
	return d, nil
}

// Write is io.Writer.
func (d *Draft) Write(p []byte) (int, error) {
	if _, err := d.w.Write(p); err != nil {
		return 0, &StoreError{fmt.Errorf("write content: %w", err)}
	}
	d.sum.Write(p)
	d.text.write(p)
	d.size += int64(len(p))
	return len(p), nil
}

// Fill takes everything up to the end of r. Most contents are small, so the
// buffer is too until there is more.
func (d *Draft) Fill(r io.Reader) error {
	const first, rest = 4 << 10, 64 << 10
	buf := make([]byte, 0, first)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if len(buf) < cap(buf) && err == nil {
			continue
		}
		if _, failed := d.Write(buf); failed != nil {
			return failed
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case cap(buf) == first:
			buf = make([]byte, 0, rest)
		}
		buf = buf[:0]
	}
}

// Keep makes the content durable.
func (d *Draft) Keep() (Content, error) {
	c := Content{SHA256: hex.EncodeToString(d.sum.Sum(nil)), Size: d.size, memory: d.memory, store: d.store}
	w := d.w
	d.w = nil
	if err := w.Keep(c.SHA256); err != nil {
		return Content{}, &StoreError{fmt.Errorf("keep content %s: %w", c.SHA256, err)}
	}
	return c, nil
}

// Discard forgets what came in.
func (d *Draft) Discard() {
	if d != nil && d.w != nil {
		d.w.Discard()
		d.w = nil
	}
}

// Size is how much has come in.
func (d *Draft) Size() int64 { return d.size }

// IsUTF8 reports whether all that has come in is UTF-8.
func (d *Draft) IsUTF8() bool { return d.text.valid() }

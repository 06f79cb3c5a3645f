package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"unicode/utf8"
)

// A content is what a version consists of: a handle, so that the bytes may lie on a
// disk. Like the record it belongs to, it never changes.
type content struct {
	SHA256 string `json:"sha256"` // lower-case hexadecimal
	Size   int64  `json:"size"`

	memory *blocks // the bytes, or
	store  Store   // where they are
}

// open gives the bytes to read from any place; the caller closes it.
func (c content) open() (io.ReadSeekCloser, error) {
	if c.memory != nil {
		return c.memory.reader(), nil
	}
	return c.store.OpenContent(c.SHA256)
}

// copyTo writes all bytes and fails when they are not those that were uploaded.
func (c content) copyTo(w io.Writer) error {
	r, err := c.open()
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
		return fmt.Errorf("content %s of %d bytes is damaged: it has %d bytes with the SHA-256 %s", c.SHA256, c.Size, n, got)
	}
	return nil
}

// A draft is a content on its way in. It ends with keep or discard; discard after
// keep does nothing, so that it can be deferred.
type draft struct {
	w      ContentWriter // nil: at its end
	store  Store         // nil: memory
	memory *blocks
	sum    hash.Hash
	size   int64
	text   utf8Check
}

// A storeError is a failure of the Store and no fault of the client.
type storeError struct{ err error }

func (e *storeError) Error() string { return e.err.Error() }
func (e *storeError) Unwrap() error { return e.err }

func newDraft(store Store) (*draft, error) {
	d := &draft{store: store, sum: sha256.New()}
	if store == nil {
		d.memory = &blocks{}
		d.w = d.memory
		return d, nil
	}
	w, err := store.NewContent()
	if err != nil {
		return nil, &storeError{fmt.Errorf("begin content: %w", err)}
	}
	d.w = w
	return d, nil
}

func (d *draft) Write(p []byte) (int, error) {
	if _, err := d.w.Write(p); err != nil {
		return 0, &storeError{fmt.Errorf("write content: %w", err)}
	}
	d.sum.Write(p)
	d.text.write(p)
	d.size += int64(len(p))
	return len(p), nil
}

// readFrom takes everything up to the end of r. Most contents are small, so the
// buffer is too until there is more.
func (d *draft) readFrom(r io.Reader) error {
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

// keep makes the content durable.
func (d *draft) keep() (content, error) {
	c := content{SHA256: hex.EncodeToString(d.sum.Sum(nil)), Size: d.size, memory: d.memory, store: d.store}
	w := d.w
	d.w = nil
	if err := w.Keep(c.SHA256); err != nil {
		return content{}, &storeError{fmt.Errorf("keep content %s: %w", c.SHA256, err)}
	}
	return c, nil
}

func (d *draft) discard() {
	if d != nil && d.w != nil {
		d.w.Discard()
		d.w = nil
	}
}

// A utf8Check tells whether all that is written to it is UTF-8, however the runes
// fall between the writes.
type utf8Check struct {
	rest []byte // of a rune cut in two
	bad  bool
}

func (u *utf8Check) write(p []byte) {
	if u.bad {
		return
	}
	for len(u.rest) > 0 && len(p) > 0 {
		u.rest, p = append(u.rest, p[0]), p[1:]
		if utf8.FullRune(u.rest) {
			u.bad = !utf8.Valid(u.rest)
			u.rest = u.rest[:0]
		}
	}
	for i := 1; i < utf8.UTFMax && i <= len(p); i++ {
		if last := p[len(p)-i:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				u.rest, p = append(u.rest, last...), p[:len(p)-i]
			}
			break
		}
	}
	u.bad = u.bad || !utf8.Valid(p)
}

func (u *utf8Check) valid() bool { return !u.bad && len(u.rest) == 0 }

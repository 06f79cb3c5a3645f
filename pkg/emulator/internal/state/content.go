package state

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
)

// A Content is what a version consists of: a handle, so that the bytes may lie on a
// disk. Like the record it belongs to, it never changes.
type Content struct {
	SHA256 string `json:"sha256"` // lower-case hexadecimal
	Size   int64  `json:"size"`

	blob *blob
}

// Open gives the bytes to read from any place; the caller closes it. Of a content in the Store
// nothing is checked, see [Content.OpenChecked].
func (c Content) Open() (io.ReadSeekCloser, error) {
	if memory := c.blob.memory.Load(); memory != nil {
		return memory.reader(), nil
	}
	return c.blob.home.store.OpenContent(c.SHA256)
}

// OpenChecked is Open after all bytes were compared with the digest, unless they are in memory:
// what a disk has damaged is an error, and never taken for good.
func (c Content) OpenChecked() (io.ReadSeekCloser, error) {
	r, err := c.Open()
	if err != nil {
		return nil, fmt.Errorf("content %s: %w", c.SHA256, err)
	}
	if c.blob.memory.Load() != nil {
		return r, nil
	}
	err = c.compare(r, io.Discard)
	if err == nil {
		_, err = r.Seek(0, io.SeekStart)
	}
	if err != nil {
		_ = r.Close()
		return nil, err
	}
	return r, nil
}

// Gone reports whether no record names the content any more: the version that it belongs to was
// deleted.
func (c Content) Gone() bool {
	c.blob.home.mu.Lock()
	defer c.blob.home.mu.Unlock()
	return c.blob.named == 0
}

// CopyTo writes all bytes and fails when they are not those that were uploaded.
func (c Content) CopyTo(w io.Writer) error {
	r, err := c.Open()
	if err != nil {
		return fmt.Errorf("content %s: %w", c.SHA256, err)
	}
	defer r.Close()
	return c.compare(r, w)
}

// compare copies r to w and fails when the bytes are not those that were uploaded.
func (c Content) compare(r io.Reader, w io.Writer) error {
	sum := sha256.New()
	// Limited, io.Copy takes no larger buffer than the content needs: Functions are small and asked for often.
	n, err := io.Copy(io.MultiWriter(w, sum), io.LimitReader(r, c.Size+1))
	if err != nil {
		return fmt.Errorf("content %s: %w", c.SHA256, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != c.SHA256 || n != c.Size {
		return fmt.Errorf("content %s of %d bytes is damaged: it has %d bytes with the SHA-256 %s", c.SHA256, c.Size,
			n, got)
	}
	return nil
}

// A Draft is a content on its way in: in memory while it is small, in a file of the Store when
// it is not. It ends with Discard, after Keep too, so that it can be deferred; what Keep gave is
// there for as long as a version that was committed before names it.
type Draft struct {
	home   *contents
	memory *blocks       // nil: it goes to
	file   ContentWriter // of the Store
	kept   *blob
	sum    hash.Hash
	size   int64
	text   *utf8Check // nil: not asked for
}

// A StoreError is a failure of the Store and no fault of the client.
type StoreError struct{ err error }

func (e *StoreError) Error() string { return e.err.Error() }

// Unwrap gives the failure.
func (e *StoreError) Unwrap() error { return e.err }

// NewDraft begins a content; text is whether it matters if it is UTF-8.
func (s *State) NewDraft(text bool) *Draft {
	d := &Draft{home: &s.contents, memory: &blocks{free: &s.contents.free}, sum: sha256.New()}
	if text {
		d.text = &utf8Check{}
	}
	return d
}

// Write is io.Writer.
func (d *Draft) Write(p []byte) (int, error) {
	if err := d.store(p); err != nil {
		return 0, &StoreError{fmt.Errorf("write content: %w", err)}
	}
	d.sum.Write(p)
	if d.text != nil {
		d.text.write(p)
	}
	d.size += int64(len(p))
	return len(p), nil
}

// store puts bytes where the content is, which moves to a file once it is large.
func (d *Draft) store(p []byte) error {
	if d.file == nil && d.home.store != nil && d.size+int64(len(p)) > inlineContent {
		file, err := d.home.store.NewContent()
		if err != nil {
			return err
		}
		d.file = file
		for _, block := range d.memory.all {
			if _, err := file.Write(block); err != nil {
				return err
			}
		}
		d.memory.recycle()
		d.memory = nil
	}
	if d.file == nil {
		_, err := d.memory.Write(p)
		return err
	}
	_, err := d.file.Write(p)
	return err
}

// Keep ends the content. It is durable when the commit of a version that names it is.
func (d *Draft) Keep() (Content, error) {
	c := Content{SHA256: hex.EncodeToString(d.sum.Sum(nil)), Size: d.size}
	if d.file == nil {
		d.kept = d.home.take(c.SHA256, d.memory)
		c.blob = d.kept
		return c, nil
	}
	d.home.files.RLock()
	defer d.home.files.RUnlock()
	file := d.file
	d.file = nil
	if err := file.Keep(c.SHA256); err != nil {
		return Content{}, &StoreError{fmt.Errorf("keep content %s: %w", c.SHA256, err)}
	}
	d.kept = d.home.take(c.SHA256, nil)
	c.blob = d.kept
	return c, nil
}

// Discard forgets what came in, unless a version names it.
func (d *Draft) Discard() {
	if d == nil {
		return
	}
	if d.file != nil {
		d.file.Discard()
		d.file = nil
	}
	if d.kept != nil {
		d.home.release(d.kept)
		d.kept = nil
	}
}

// Size is how much has come in.
func (d *Draft) Size() int64 { return d.size }

// IsUTF8 reports whether all that has come in is UTF-8, of a draft that was made to tell.
func (d *Draft) IsUTF8() bool { return d.text.valid() }

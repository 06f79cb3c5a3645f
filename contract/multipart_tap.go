package contract

import (
	"io"
	"net/http"
	"sync"
)

// requestTap copies a request body while its reader reads it: forms as they are, uploads as an outline.
type requestTap struct {
	header http.Header
	length int64 // Content-Length, -1 if unknown

	mu      sync.Mutex
	current *tappedBody
}

// wrap returns the body to pass on. A client that sends again (GetBody) gets a new body; what counts is the last one.
func (t *requestTap) wrap(body io.ReadCloser) io.ReadCloser {
	next := &tappedBody{ReadCloser: body}
	if media, _ := mediaType(t.header); media == multipartMedia {
		next.scanner = newMultipartScanner(t.header.Get("Content-Type"))
	}
	t.mu.Lock()
	previous := t.current
	t.current = next
	t.mu.Unlock()
	if previous != nil {
		previous.stop(-1)
	}
	return next
}

// stop ends the copy and returns it. The body itself may be read on. read reports whether the copy is whole.
func (t *requestTap) stop() (form []byte, upload *Upload, read bool) {
	t.mu.Lock()
	current := t.current
	t.mu.Unlock()
	if current == nil {
		return nil, nil, true
	}
	return current.stop(t.length)
}

// tappedBody is one body with the copy of what was read of it.
type tappedBody struct {
	io.ReadCloser

	mu      sync.Mutex
	stopped bool
	ended   bool
	count   int64
	scanner *multipartScanner // nil for a form
	form    []byte
}

// Read passes on what the body yields and copies it.
func (b *tappedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped {
		return n, err
	}
	b.count += int64(n)
	b.ended = b.ended || err == io.EOF
	if b.scanner != nil {
		_, _ = b.scanner.Write(p[:n])
	} else if room := formLimit + 1 - len(b.form); room > 0 {
		b.form = append(b.form, p[:min(n, room)]...)
	}
	return n, err
}

// stop may be called more than once; the first call decides.
func (b *tappedBody) stop(length int64) (form []byte, upload *Upload, read bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stopped = true
	read = b.ended || (length >= 0 && b.count >= length)
	if b.scanner != nil {
		return nil, b.scanner.finish(read), read
	}
	return b.form, nil, read
}

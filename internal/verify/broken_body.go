package verify

import (
	"errors"
	"io"
	"net/http"
	"sync"
)

// clientBody is the body of a request. It remembers why it could not be read to its end: that is the fault of the
// client, and no server gave no answer.
type clientBody struct {
	io.ReadCloser
	mu     sync.Mutex
	failed error
}

// err is why the body could not be read, nil where it could.
func (b *clientBody) err() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failed
}

// Read implements io.Reader.
func (b *clientBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, http.ErrBodyReadAfterClose) {
		b.mu.Lock()
		b.failed = err
		b.mu.Unlock()
	}
	return n, err
}

// brokenBody answers a request whose body is none, such as one with a chunk that has no length. A client that is gone
// reads no answer.
func brokenBody(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Connection", "close") // where the next request would begin is not known
	reply(w, http.StatusBadRequest, codeRefused, "the body of the request cannot be read: "+err.Error())
}

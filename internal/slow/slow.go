// Package slow ends answers that come so slowly that they would hold their reader for ever.
package slow

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

const (
	// Patience is how long an answer may take whatever its size, from its header on.
	Patience = 2 * time.Minute
	// rate is how many bytes a second an answer that takes longer must have brought on average: then
	// 25 MiB may take under seven minutes.
	rate = 64 << 10
	// again is how often an answer is looked at after that.
	again = 15 * time.Second
)

// Error is an answer that was given up.
type Error struct {
	After time.Duration
	Bytes int64 // of its body that had come
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("the answer was not complete after %s: %d bytes had come, which is too slow to be "+
		"asked for again; look at the network, a proxy on the way, or the server, and try later",
		e.After.Round(time.Second), e.Bytes)
}

// Is reports whether an answer was given up since it came too slowly.
func Is(err error) bool { return errors.As(err, new(*Error)) }

// Transport gives up slow answers of another transport.
type Transport struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (t Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.RoundTripper.RoundTrip(r)
	if err == nil {
		Limit(resp)
	}
	return resp, err
}

// Limit has the body of an answer give up with an [*Error] when it comes too slowly. An answer that
// changes the protocol is left alone.
func Limit(resp *http.Response) {
	if resp.Body == nil || resp.Body == http.NoBody || resp.StatusCode == http.StatusSwitchingProtocols {
		return
	}
	b := &body{ReadCloser: resp.Body, began: time.Now()}
	b.timer = time.AfterFunc(Patience, b.look)
	resp.Body = b
}

type body struct {
	io.ReadCloser
	began time.Time
	timer *time.Timer
	bytes atomic.Int64
	late  atomic.Pointer[Error]
}

// look ends the read that waits when too little has come.
func (b *body) look() {
	took, bytes := time.Since(b.began), b.bytes.Load()
	if float64(bytes) >= took.Seconds()*rate {
		b.timer.Reset(again)
		return
	}
	b.late.Store(&Error{After: took, Bytes: bytes})
	_ = b.ReadCloser.Close()
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.bytes.Add(int64(n))
	if late := b.late.Load(); late != nil && err != nil && !errors.Is(err, io.EOF) {
		err = late
	}
	return n, err
}

// Close implements io.Closer.
func (b *body) Close() error {
	b.timer.Stop()
	return b.ReadCloser.Close()
}

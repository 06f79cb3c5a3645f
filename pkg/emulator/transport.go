package emulator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"syscall"
)

// Transport gives an http.RoundTripper that answers requests to any host from the
// emulator, in the process and without sockets, so that it works in a
// testing/synctest bubble. Request bodies are streamed; each is closed, as
// http.RoundTripper asks for. A request whose context ends fails with the cause.
// A planned reset is an error that wraps [syscall.ECONNRESET].
func (e *Emulator) Transport() http.RoundTripper { return &transport{handler: e} }

type transport struct{ handler http.Handler }

// RoundTrip runs the handler in a goroutine of its own, so that the end of the
// context ends the round trip even while the handler waits for something else.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	body := &sentBody{ReadCloser: http.NoBody, length: req.ContentLength}
	if req.Body != nil {
		body.ReadCloser = req.Body
		if req.ContentLength == 0 && req.Body != http.NoBody {
			body.length = -1 // what net/http means by 0 and a body
		}
	}
	if req.URL == nil || req.URL.Host == "" {
		body.Close()
		return nil, errors.New("emulator: request without a host in its URL")
	}
	ctx := req.Context()
	if ctx.Err() != nil {
		body.Close()
		return nil, context.Cause(ctx)
	}

	done := make(chan result, 1)
	go func() { done <- t.serve(req, body) }()
	select {
	case res := <-done:
		return res.response, res.err
	case <-ctx.Done():
		body.Close() // frees a handler that waits for the body
		return nil, context.Cause(ctx)
	}
}

type result struct {
	response *http.Response
	err      error
}

// serve runs the handler as net/http would, on the server's idea of the request.
func (t *transport) serve(req *http.Request, body *sentBody) (res result) {
	defer body.Close()
	w := &recorder{header: http.Header{}}
	res.err = errors.New("emulator: the handler ended without an answer")
	defer func() {
		switch p := recover(); {
		case p == nil:
		case p != http.ErrAbortHandler:
			res = result{err: fmt.Errorf("emulator: panic: %v", p)}
		case req.Context().Err() != nil:
			res = result{err: context.Cause(req.Context())}
		case w.flushed: // over a socket this much would have arrived
			res = result{response: w.response(req)}
			res.response.Body = io.NopCloser(io.MultiReader(&w.body, brokenOff{}))
			res.response.ContentLength = w.announced()
		default:
			res = result{err: fmt.Errorf("emulator: planned fault: %w", syscall.ECONNRESET)}
		}
	}()
	in := req.Clone(req.Context())
	in.Body, in.ContentLength = body, body.length
	in.Proto, in.ProtoMajor, in.ProtoMinor = "HTTP/1.1", 1, 1
	in.RequestURI = req.URL.RequestURI()
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	if in.Method == "" {
		in.Method = http.MethodGet
	}
	t.handler.ServeHTTP(w, in)
	if body.wrong {
		return result{err: fmt.Errorf("http: ContentLength=%d with Body length %d", body.length, body.read)}
	}
	if body.failed != nil { // net/http sends no more then, and reports it
		return result{err: body.failed}
	}
	return result{response: w.response(req)}
}

// sentBody holds a body to its declared length, as net/http's transport does: a
// client with a wrong length must not work here only.
type sentBody struct {
	io.ReadCloser
	length int64 // -1: unknown
	read   int64
	wrong  bool
	failed error // what the body itself failed with
}

func (b *sentBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	if err != nil && err != io.EOF {
		b.failed = err
	}
	switch {
	case b.length < 0:
	case b.read > b.length:
		b.wrong = true
		return n, errors.New("emulator: body longer than its ContentLength")
	case err == io.EOF && b.read < b.length:
		b.wrong = true
		return n, io.ErrUnexpectedEOF
	}
	return n, err
}

// recorder is httptest.ResponseRecorder without the flag that importing it would
// register in every program.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer

	flushed bool
}

// Flush implements [http.Flusher]: what was written is on its way to the client.
func (w *recorder) Flush() { w.flushed = true }

// announced is the length of the body that the header announces, -1 without one.
func (w *recorder) announced() int64 {
	n, err := strconv.ParseInt(w.header.Get("Content-Length"), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// brokenOff is the end of a body whose connection was closed too early.
type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *recorder) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

func (w *recorder) response(req *http.Request) *http.Response {
	w.WriteHeader(http.StatusOK)
	length := int64(w.body.Len())
	if n, err := strconv.ParseInt(w.header.Get("Content-Length"), 10, 64); err == nil && req.Method == http.MethodHead {
		length = n // of the body that a GET would have
	}
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", w.status, http.StatusText(w.status)),
		StatusCode:    w.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        w.header.Clone(),
		Body:          io.NopCloser(bytes.NewReader(w.body.Bytes())),
		ContentLength: length,
		Request:       req,
	}
}

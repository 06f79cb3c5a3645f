package contract

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// Handler returns a handler that passes every request to next and then calls observe with the
// exchange and its findings. Requests and answers pass unchanged and answers stream; a form is read
// before next is called, an upload is read as next reads it. A request whose handler panics or
// takes over the connection is not observed: it has no answer. observe is called from the goroutine
// of the request; nil is allowed.
func (c *Checker) Handler(next http.Handler, observe func(*Exchange, []Finding)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &Exchange{Method: r.Method, URL: c.requestURL(r), RequestHeader: r.Header.Clone()}
		tap := &requestTap{header: x.RequestHeader, length: r.ContentLength}
		defer func() { tap.stop() }()
		answer := &answerTap{ResponseWriter: w}

		next.ServeHTTP(answer, receivedRequest(r, x, tap))

		if answer.hijacked {
			return
		}
		if _, upload, _ := tap.stop(); upload != nil {
			x.Upload = upload
		}
		answer.finish(x)
		findings := c.Check(x)
		if observe != nil {
			observe(x, findings)
		}
	})
}

// receivedRequest copies the request with its body arranged for being looked at.
func receivedRequest(r *http.Request, x *Exchange, tap *requestTap) *http.Request {
	if r.Body == nil || r.Body == http.NoBody {
		return r
	}
	received := r.WithContext(r.Context())
	if media, _ := mediaType(r.Header); media == multipartMedia {
		received.Body = tap.wrap(r.Body)
		return received
	}
	// A handler may answer without reading: the form is read here so that it is checked all the same.
	form, err := io.ReadAll(io.LimitReader(r.Body, formLimit+1))
	x.RequestBody, x.bodyUnread = form, err != nil
	received.Body = &replayedBody{Reader: bytes.NewReader(form), err: err, rest: r.Body}
	return received
}

// requestURL completes the URL of a server's request, which has no host, with the Host header. The
// scheme is that of the base URL with this host (a proxy before us may have undone TLS), else that
// of the connection.
func (c *Checker) requestURL(r *http.Request) *url.URL {
	u := wireURL(r.URL)
	if u.Host == "" {
		u.Host = r.Host
	}
	if u.Scheme != "" {
		return u
	}
	u.Scheme = "http"
	if r.TLS != nil {
		u.Scheme = "https"
	}
	for _, base := range []*url.URL{c.host.upload, c.host.api} {
		if base != nil && strings.EqualFold(base.Host, u.Host) {
			u.Scheme = base.Scheme
		}
	}
	return u
}

// answerTap copies what a handler answers.
type answerTap struct {
	http.ResponseWriter
	status   int
	header   http.Header
	body     []byte
	hijacked bool
}

// WriteHeader implements [http.ResponseWriter].
func (t *answerTap) WriteHeader(status int) {
	// 1xx announce the answer and are not it; of several others the first counts.
	if t.status == 0 && (status >= 200 || status == http.StatusSwitchingProtocols) {
		t.status = status
		t.header = t.Header().Clone()
	}
	t.ResponseWriter.WriteHeader(status)
}

// Write implements [http.ResponseWriter]. It copies what was meant to be written, even where
// net/http refuses it (a body on 204).
func (t *answerTap) Write(p []byte) (int, error) {
	if t.status == 0 {
		t.status = http.StatusOK
		t.header = t.Header().Clone()
	}
	if room := answerLimit + 1 - len(t.body); room > 0 {
		t.body = append(t.body, p[:min(len(p), room)]...)
	}
	return t.ResponseWriter.Write(p)
}

// Flush implements [http.Flusher].
func (t *answerTap) Flush() {
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	_ = http.NewResponseController(t.ResponseWriter).Flush()
}

// Hijack implements [http.Hijacker].
func (t *answerTap) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffer, err := http.NewResponseController(t.ResponseWriter).Hijack()
	t.hijacked = t.hijacked || err == nil
	return conn, buffer, err
}

// Unwrap lets [http.ResponseController] reach the writer beneath.
func (t *answerTap) Unwrap() http.ResponseWriter { return t.ResponseWriter }

// finish fills in the answer as net/http sends it: 200 for a handler that said nothing, and a guessed Content-Type.
func (t *answerTap) finish(x *Exchange) {
	if t.status == 0 {
		t.status, t.header = http.StatusOK, t.Header().Clone()
	}
	x.Status, x.Header, x.Body = t.status, t.header, t.body
	_, typed := x.Header["Content-Type"]
	if !typed && len(x.Body) > 0 && x.Header.Get("Content-Encoding") == "" {
		x.Header.Set("Content-Type", http.DetectContentType(x.Body))
	}
	if x.Method == http.MethodHead { // net/http takes what a handler writes and does not send it
		x.Body = nil
	}
}

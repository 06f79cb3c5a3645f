package contract

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
)

// Transport returns a RoundTripper that passes every request to next (nil means
// [http.DefaultTransport]) and then calls observe with the exchange and its findings, before the
// caller sees the answer. It changes nothing on the wire. The answer is read fully, up to 64 MiB,
// and given to the caller from memory. A request that gets no answer, or whose answer breaks off,
// is not observed: there is nothing to hold against the contract. observe is called from the
// goroutines of the callers, so at the same time if they are several; nil is allowed. A nil Checker
// checks nothing: observe is called without findings.
func (c *Checker) Transport(next http.RoundTripper, observe func(*Exchange, []Finding)) http.RoundTripper {
	if next == nil {
		next = http.DefaultTransport
	}
	return &checkedTransport{checker: c, next: next, observe: observe}
}

type checkedTransport struct {
	checker *Checker // nil checks nothing
	next    http.RoundTripper
	observe func(*Exchange, []Finding)
}

// RoundTrip implements [http.RoundTripper].
func (t *checkedTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	x := &Exchange{Method: r.Method, URL: wireURL(r.URL), RequestHeader: r.Header.Clone()}
	tap := &requestTap{header: x.RequestHeader, length: r.ContentLength}
	// Whatever happens, the goroutine behind an upload ends here.
	defer func() { tap.stop() }()

	response, err := t.next.RoundTrip(tappedRequest(r, tap))
	if err != nil || response == nil || response.StatusCode == http.StatusSwitchingProtocols {
		return response, err
	}
	if !readAnswer(response, x) {
		return response, nil
	}
	var read bool
	x.RequestBody, x.Upload, read = tap.stop()
	if !read && x.Upload == nil {
		x.RequestBody, x.bodyUnread = unsentForm(r)
	}
	var findings []Finding
	if t.checker != nil {
		findings = t.checker.Check(x)
	}
	if t.observe != nil {
		t.observe(x, findings)
	}
	return response, nil
}

// tappedRequest copies the request, since a RoundTripper must not change it, and taps its body. A
// body that is known to be empty stays itself: net/http treats it otherwise than one that merely
// turns out empty.
func tappedRequest(r *http.Request, tap *requestTap) *http.Request {
	if r.Body == nil || r.Body == http.NoBody {
		return r
	}
	tapped := r.WithContext(r.Context())
	if tap.length == 0 {
		tap.length = -1 // net/http: 0 with a body means unknown
	}
	tapped.Body = tap.wrap(r.Body)
	if getBody := r.GetBody; getBody != nil {
		tapped.GetBody = func() (io.ReadCloser, error) {
			body, err := getBody()
			if err != nil || body == http.NoBody {
				return body, err
			}
			return tap.wrap(body), nil
		}
	}
	return tapped
}

// unsentForm returns the form of a request that was answered before it had been sent entirely.
func unsentForm(r *http.Request) (form []byte, unread bool) {
	if r.GetBody == nil {
		return nil, true
	}
	body, err := r.GetBody()
	if err != nil {
		return nil, true
	}
	defer body.Close()
	form, err = io.ReadAll(io.LimitReader(body, formLimit+1))
	return form, err != nil
}

// wireURL copies the URL without what is not sent in it: credentials, which travel in a header, and the fragment.
func wireURL(u *url.URL) *url.URL {
	if u == nil {
		return &url.URL{}
	}
	sent := *u
	sent.User, sent.Fragment, sent.RawFragment = nil, "", ""
	return &sent
}

// readAnswer reads the body into the exchange and gives the caller a copy with the same content and
// the same error at its end. It returns false if the answer breaks off.
func readAnswer(response *http.Response, x *Exchange) bool {
	x.Status, x.Header = response.StatusCode, response.Header.Clone()
	if response.Body == nil || response.Body == http.NoBody {
		response.Body = http.NoBody
		return true
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, answerLimit+1))
	x.Body = body
	rest := response.Body
	if err == nil && len(body) <= answerLimit {
		_ = rest.Close()
		rest = nil
	}
	response.Body = &replayedBody{Reader: bytes.NewReader(body), err: err, rest: rest}
	return err == nil
}

// replayedBody yields what was read ahead, then the error that ended it or the rest that was not read.
type replayedBody struct {
	*bytes.Reader
	err  error
	rest io.ReadCloser // nil if it was read to its end
}

// Read implements [io.Reader].
func (b *replayedBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	switch {
	case !errors.Is(err, io.EOF):
		return n, err
	case b.err != nil:
		return n, b.err
	case b.rest != nil:
		return b.rest.Read(p)
	default:
		return n, err
	}
}

// WriteTo keeps io.Copy from taking the shortcut of the embedded reader, which would lose the error and the rest.
func (b *replayedBody) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{b})
}

// Close implements [io.Closer].
func (b *replayedBody) Close() error {
	if b.rest != nil {
		return b.rest.Close()
	}
	return nil
}

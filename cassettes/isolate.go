package cassettes

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// readBody reads and closes the body of a request. An unread pipe would block its writer for ever.
func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return nil, nil
	}
	body, err := io.ReadAll(req.Body)
	return body, errors.Join(err, req.Body.Close())
}

// isolated returns a copy of a request that shares no map with it and carries the body as bytes.
func isolated(req *http.Request, body []byte) *http.Request {
	clone := req.Clone(req.Context())
	if clone.Header == nil {
		clone.Header = http.Header{}
	}
	clone.TransferEncoding = nil
	clone.ContentLength = int64(len(body))
	clone.Body, clone.GetBody = http.NoBody, nil
	if len(body) > 0 {
		clone.GetBody = func() (io.ReadCloser, error) { return &replayableBody{*bytes.NewReader(body)}, nil }
		clone.Body, _ = clone.GetBody()
	}
	return clone
}

// asSent is the key of a request that parsable has changed.
type asSent struct{}

// parsable returns a request that go-vcr can read: it refuses to send what net/url cannot parse as a query or a form.
// wholeBody sends the request as it was; the recording has the marks of escapes that were missing.
func parsable(req *http.Request, body []byte) *http.Request {
	query, form := escaped(req.URL.RawQuery), body
	if media, _, _ := mime.ParseMediaType(
		req.Header.Get("Content-Type")); media == "application/x-www-form-urlencoded" {
		form = []byte(escaped(string(body)))
	}
	if query == req.URL.RawQuery && bytes.Equal(form, body) {
		return req
	}
	changed := isolated(req.WithContext(context.WithValue(req.Context(), asSent{}, req)), form)
	changed.URL.RawQuery = query
	return changed
}

// escaped escapes what net/url refuses: semicolons, and percent signs that begin no escape.
func escaped(form string) string {
	if _, err := url.ParseQuery(form); err == nil {
		return form
	}
	var b strings.Builder
	for i := range len(form) {
		_, err := url.QueryUnescape(form[i:min(i+3, len(form))])
		switch c := form[i]; {
		case c == ';':
			b.WriteString("%3B")
		case c == '%' && err != nil:
			b.WriteString("%25")
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// replayableBody is a body that a matcher can read as often as it likes.
type replayableBody struct{ bytes.Reader }

func (*replayableBody) Close() error { return nil }

// bodyOf returns what an isolated request carries, leaving it unread.
func bodyOf(req *http.Request) string {
	body, ok := req.Body.(*replayableBody)
	if !ok {
		return ""
	}
	text := make([]byte, body.Size())
	if _, err := body.ReadAt(text, 0); err != nil {
		return ""
	}
	return string(text)
}

// wholeBody reads a body to its end before it passes the request on. go-vcr records what the
// transport reads, and a server that refuses a request reads little of it.
type wholeBody struct{ next http.RoundTripper }

func (w wholeBody) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := readBody(req)
	if err != nil {
		return nil, err
	}
	if sent, ok := req.Context().Value(asSent{}).(*http.Request); ok {
		return w.next.RoundTrip(sent)
	}
	return w.next.RoundTrip(isolated(req, body))
}

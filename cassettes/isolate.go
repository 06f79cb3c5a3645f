package cassettes

import (
	"bytes"
	"errors"
	"io"
	"net/http"
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
	return w.next.RoundTrip(isolated(req, body))
}

package variants

import (
	"bytes"
	"io"
	"net/http"
	"testing/iotest"
)

// bodyVariants send heads and bodies in other ways that HTTP allows.
func bodyVariants() []Variant {
	return []Variant{
		{Name: "trailers after answers", Why: "HTTP/1.1 allows them after chunks",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				resp.ContentLength, resp.TransferEncoding = -1, []string{"chunked"}
				resp.Header.Del("Content-Length")
				resp.Trailer = http.Header{"Server-Timing": {"total;dur=3"}}
				return true, nil
			})},
		{Name: "an encoding named identity", Why: "identity says that there is none",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				resp.Header.Set("Content-Encoding", "identity")
				return true, nil
			})},
		{Name: "no headers but the type", Why: "no page promises any other", wear: answers(bareHead)},
		{Name: "answers that come byte by byte", Why: "no time is promised, and a stream has no pieces",
			wear: answers(func(_ *http.Request, resp *http.Response) (bool, error) {
				resp.Body = inBytes{iotest.OneByteReader(resp.Body), resp.Body}
				return true, nil
			})},
		{Name: "uploads refused before they are read", Why: "HTTP allows an answer before the end of a request",
			wear: earlyRefusals},
	}
}

// earlyRefusals asks the server behind with an empty upload first, and passes on what has nothing to do with the body
// without reading it.
func earlyRefusals(next http.RoundTripper, changed func()) http.RoundTripper {
	return roundTripper(func(req *http.Request) (*http.Response, error) {
		if !isUpload(req) || req.Body == nil {
			return next.RoundTrip(req)
		}
		first := req.Clone(req.Context())
		first.Body, first.ContentLength = io.NopCloser(bytes.NewReader(nil)), 0
		resp, err := next.RoundTrip(first)
		if err != nil {
			return nil, err
		}
		if resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusUnauthorized {
			changed()
			return resp, req.Body.Close()
		}
		_ = resp.Body.Close()
		return next.RoundTrip(req)
	})
}

// bareHead leaves out every header that no client needs.
func bareHead(_ *http.Request, resp *http.Response) (bool, error) {
	head := http.Header{}
	for _, name := range []string{"Content-Type", "Www-Authenticate", "Retry-After", "Allow"} {
		if values := resp.Header.Values(name); len(values) > 0 {
			head[name] = values
		}
	}
	resp.Header = head
	return true, nil
}

// inBytes is a body that is read one byte at a time.
type inBytes struct {
	io.Reader
	io.Closer
}

package emulator

import (
	"io"
	"net/http"
	"strings"
	"time"
)

// Bounds of what comes before a body. Servers have bounds of their own; these hold
// in the process too, and whatever server the emulator is put in. The longest URL
// that it gives itself has less than 1 KiB.
const (
	maxURLBytes    = 8 << 10
	maxHeaderBytes = 64 << 10
)

// Bounds of what is read of a body that is not needed, so that a client which reads
// only after it has written everything still gets its answer. The longest upload
// that any client of this API sends on purpose is not much over 25 MiB.
const (
	maxUnwantedBytes = 64 << 20
	maxUnwantedTime  = 10 * time.Second
)

// guard refuses requests that no client of the API sends: they are not looked at any
// further, not even for credentials. The statuses are those that HTTP has for them.
func guard(r *http.Request) *apiError {
	if n := len(r.URL.RequestURI()); n > maxURLBytes {
		return refuse(http.StatusRequestURITooLong, "The URL has %d bytes: the limit is %d", n, maxURLBytes)
	}
	size := 0
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name) + len(value) + len(": \r\n")
		}
	}
	if size > maxHeaderBytes {
		return refuse(http.StatusRequestHeaderFieldsTooLarge, "The header has %d bytes: the limit is %d", size,
			maxHeaderBytes)
	}
	// It comes back in the URLs of answers.
	if strings.ContainsFunc(r.Host, func(c rune) bool { return !strings.ContainsRune(hostChars, c) }) {
		return invalid("Host %q is not valid", r.Host)
	}
	return nil
}

// hostChars are those of names, of addresses with their port, and the underscore
// that container names have.
const hostChars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]%"

// refuseEncoded refuses compressed bodies: as a form or multipart body they would be
// taken for garbage, or for a form without fields that changes nothing.
func refuseEncoded(r *http.Request) *apiError {
	switch encoding := r.Header.Get("Content-Encoding"); strings.ToLower(encoding) {
	case "", "identity":
		return nil
	default:
		return refuse(statusContentEncoding, "Content-Encoding %q is not supported: send the body as it is", encoding)
	}
}

// A receivedBody counts what was read of the body of a request that came in over a
// connection.
type receivedBody struct {
	io.ReadCloser
	expects bool // the client waits for a word before it sends the body
	length  int64
	read    int64
	ended   bool
}

// receive gives r with a receivedBody. In the process there is no connection, and
// both stay as they are; in HTTP/2 a stream ends without the connection, and there is
// nothing to drain. It is a copy, since net/http looks at the body of its own.
func receive(r *http.Request) (*http.Request, *receivedBody) {
	if r.Context().Value(http.ServerContextKey) == nil || r.ProtoMajor > 1 || r.Body == nil || r.Body == http.NoBody {
		return r, nil
	}
	b := &receivedBody{ReadCloser: r.Body, length: r.ContentLength, expects: strings.EqualFold(r.Header.Get("Expect"),
		"100-continue")}
	r = r.WithContext(r.Context())
	r.Body = b
	return r, b
}

func (b *receivedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	b.ended = b.ended || err != nil || b.read == b.length
	return n, err
}

// drain reads what is left of a body after its answer was written, within bounds.
// net/http reads 256 KiB and closes the connection, on which a client that is still
// writing sees no answer but a reset. A client that waits to be asked for its body
// has the answer, and is not asked.
func (b *receivedBody) drain(w http.ResponseWriter) {
	if b == nil || b.ended || b.expects && b.read == 0 {
		return
	}
	c := http.NewResponseController(w)
	if c.Flush() != nil || c.SetReadDeadline(time.Now().Add(maxUnwantedTime)) != nil {
		return
	}
	_, _ = io.CopyN(io.Discard, b, maxUnwantedBytes)
}

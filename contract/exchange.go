package contract

import (
	"net/http"
	"net/url"
)

// Exchange is one request with its answer, as seen on the wire. Every attempt of a client that
// retries is an exchange of its own.
type Exchange struct {
	Method string
	// URL is the address as the client sent it: absolute on the client's side; on the server's side
	// scheme and host are those of the request.
	URL           *url.URL
	RequestHeader http.Header
	// RequestBody is what was sent, a form as a rule. It is nil for uploads.
	RequestBody []byte
	// Upload is the outline of a multipart body, read while it streamed. It is nil for every other request.
	Upload *Upload

	Status int
	Header http.Header
	Body   []byte

	// bodyUnread is set when the answer came before the request body had been read to its end, so that
	// nothing can be said of it.
	bodyUnread bool
}

// Upload is what remains of a multipart body that streamed past: names, sizes and digests, but not the content.
type Upload struct {
	Parts []Part
	// Err says why the body is not well-formed multipart, nil if it is.
	Err error
	// Complete is set when the closing boundary was seen. A server may answer before that, then Err is nil.
	Complete bool
}

// Part is one part of an [Upload].
type Part struct {
	Name, FileName, ContentType string
	// Value holds the first 64 KiB of the part, except for the part Content, whose bytes are never kept.
	Value []byte
	// Size is the number of bytes of the part, kept or not.
	Size   int64
	SHA256 [32]byte

	// fault says what in the headers of the part is wrong, empty if nothing.
	fault string
}

const (
	// formLimit is the most that is kept of a request body. The largest documented form, a Build of
	// 1,100 versions, has 60 KB.
	formLimit = 8 << 20
	// answerLimit is the most that is kept of an answer; a page of 1,000 Builds of 50 versions each has 15 MB.
	answerLimit = 64 << 20
)

package redact

import (
	"net/http"
	"net/url"
)

// A Source is an exchange as it was on the wire, credentials included.
type Source struct {
	// Number says which exchange of the case it was, from 1.
	Number int
	// Operation is the operationId, empty when the request belongs to none.
	Operation     string
	Method        string
	URL           *url.URL
	RequestHeader http.Header
	// RequestBody is what was sent, nil for an upload.
	RequestBody []byte
	// Parts are those of an upload.
	Parts []Part

	Status int
	Header http.Header
	Body   []byte
	// Marks are the places that break the contract. Their texts must be fit to be shown.
	Marks []Mark
}

// A Part is one part of an upload.
type Part struct {
	Name, ContentType string
	// Value is the beginning of the part; nil for the part Content.
	Value []byte
	Size  int64
}

// An Exchange is what may be shown of a request and its answer.
type Exchange struct {
	// Number says which exchange of the case it was, from 1: not all of them are kept.
	Number    int     `json:"number"`
	Operation string  `json:"operation,omitempty"`
	Method    string  `json:"method"`
	URL       string  `json:"url"`
	Request   Message `json:"request"`
	Status    int     `json:"status"`
	Response  Message `json:"response"`
	// Marks are the places that break the contract, or go beyond it.
	Marks []Mark `json:"marks,omitempty"`
}

// A Message is what may be shown of a request or an answer.
type Message struct {
	Header []Field `json:"header,omitempty"`
	// Fields are those of a form, or the parts of an upload.
	Fields []Field `json:"fields,omitempty"`
	// Body is JSON text in which what may not be shown is replaced. Its JSON pointers are those of
	// the body on the wire.
	Body string `json:"body,omitempty"`
	// Size is the length of the body on the wire in bytes.
	Size int64 `json:"size"`
	// Note says why the body is not shown.
	Note string `json:"note,omitempty"`
}

// A Field is a header, a form field or a part.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Mark is a place in an exchange with what is wrong there.
type Mark struct {
	// Side is "request" or "response".
	Side string `json:"side"`
	// Severity is "violation" or "notice".
	Severity string `json:"severity"`
	Rule     string `json:"rule"`
	// Location is a JSON pointer in the body of the answer, or the name of a header, query key, path
	// parameter, form field or part. It is empty when the whole is meant.
	Location string `json:"location,omitempty"`
	Message  string `json:"message"`
}

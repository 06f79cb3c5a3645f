package coverage

import (
	"net/http"
	"net/url"
)

// faultHeader marks the answers that an emulator was told to give.
const faultHeader = "X-Emulator-Fault"

// An Exchange is what coverage looks at of one request and its answer.
type Exchange struct {
	// Operation is the operationId. An exchange of no operation is evidence of nothing.
	Operation string
	Query     url.Values
	// Form holds the fields of a form.
	Form url.Values
	// Parts are those of an upload.
	Parts []Part
	// BodyUnknown says that the request body was not seen to its end, so that what is missing in it means nothing.
	BodyUnknown bool

	Status int
	Header http.Header
	Body   []byte
}

// A Part is one part of an upload.
type Part struct {
	Name string
	// Value is the beginning of the part, empty for the part Content.
	Value []byte
	// Size is the length of the part in bytes.
	Size int64
}

func (x *Exchange) injected() bool { return len(x.Header.Values(faultHeader)) > 0 }

func (x *Exchange) accepted() bool { return x.Status >= 200 && x.Status < 300 }

// judged reports whether the server looked at the request itself, beyond who sends it and where it goes.
func (x *Exchange) judged() bool {
	switch x.Status {
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return false
	}
	return x.reached() && (x.accepted() || x.Status >= 400)
}

// reached reports whether the request came as far as the operation.
func (x *Exchange) reached() bool {
	switch x.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests:
		return false
	}
	return x.Status < 500
}

// values are the query parameters, form fields and parts of the request under one name. Parts
// without a kept value stand for themselves by their size.
func (x *Exchange) values(f *field) (values []string, size int64, sent bool) {
	switch {
	case f.query:
		values, sent = x.Query[f.name]
	case x.Parts != nil:
		for _, part := range x.Parts {
			if part.Name == f.name {
				values, size, sent = append(values, string(part.Value)), part.Size, true
			}
		}
		return values, size, sent
	default:
		values, sent = x.Form[f.name]
	}
	for _, value := range values {
		size += int64(len(value))
	}
	return values, size, sent
}

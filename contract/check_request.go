package contract

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3filter"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

var (
	optionsWithBody    = filterOptions(true)
	optionsWithoutBody = filterOptions(false)
)

// checkRequest checks the request of a known operation.
func (e *examination) checkRequest() {
	e.checkAuthorization()
	e.checkPath()
	query := e.checkQuery()
	form, checked := e.checkRequestBody()
	e.checkWithFilter(query, form, checked)
	e.query = query
}

// placeholders are what languages print for a value that is not there.
var placeholders = map[string]bool{
	"undefined": true, "null": true, "None": true, "nil": true, "NaN": true, "[object Object]": true, "<nil>": true,
}

// sidAndMore is a SID with a suffix: other APIs of Twilio take …/{Sid}.json, this one does not.
var sidAndMore = lazyregexp.New(`^Z[A-Z][0-9a-fA-F]{32}[^0-9a-zA-Z]`)

// checkPath looks for segments that servers and proxies resolve: DELETE …/Services/.. is a
// request for something else.
func (e *examination) checkPath() {
	for segment := range strings.SplitSeq(e.url.Path, "/") {
		switch {
		case segment == "." || segment == "..":
			e.violate(RequestSide, "dot-segment", "", "the path has a segment %q, which addresses another resource",
				segment)
		case placeholders[segment]:
			e.violate(RequestSide, "placeholder", "",
				"the path has %q where a SID or a name belongs: a variable of the client was empty",
				segment)
		case sidAndMore.MatchString(segment):
			e.violate(RequestSide, "sid-and-more", "",
				"the path has a SID with something after it, which addresses nothing")
		}
	}
}

// checkRequestBody checks the presence, media type and form of the body. It returns the form in
// canonical shape (declared fields only, arrays as repeated keys) if the schema can be applied to
// it.
func (e *examination) checkRequestBody() (form string, ok bool) {
	op := e.op
	if op.media == "" {
		if len(e.RequestBody) > 0 || e.Upload != nil {
			e.violate(RequestSide, "unexpected-body", "", "the operation takes no body")
		}
		return "", false
	}
	if e.bodyUnread {
		return "", false
	}
	if len(e.RequestBody) == 0 && e.Upload == nil {
		if op.bodyRequired {
			e.violate(RequestSide, "missing-body", "", "the body is empty, %s is expected", op.media)
		}
		return "", false
	}
	if !e.checkRequestMedia() {
		return "", false
	}
	if encoding := e.RequestHeader.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		e.violate(RequestSide, "content-encoding", "Content-Encoding", "is %s; the API takes bodies as they are",
			quoteShort(encoding))
		return "", false
	}
	if op.media == multipartMedia {
		e.checkUpload()
		return "", false
	}
	if len(e.RequestBody) > formLimit {
		e.violate(RequestSide, "body-too-large", "", "the form is larger than %d bytes and was not checked", formLimit)
		return "", false
	}
	return e.checkForm(string(e.RequestBody))
}

// checkWithFilter lets kin-openapi check the parameters and the form. It is given a request of its
// own: the checks above have already reported what its decoders stumble over or overlook.
func (e *examination) checkWithFilter(query url.Values, form string, withBody bool) {
	options := optionsWithoutBody
	r := &http.Request{Method: e.method, URL: e.url, Header: http.Header{}}
	if withBody && form != "" {
		options = optionsWithBody
		r.Header.Set("Content-Type", formMedia)
		r.Body = io.NopCloser(strings.NewReader(form))
	}
	input := &openapi3filter.RequestValidationInput{
		Request: r, PathParams: e.params, QueryParams: query, Route: e.route, Options: options,
	}
	e.addSchemaErrors(RequestSide, "", openapi3filter.ValidateRequest(context.Background(), input))
	if withBody && form == "" { // kin-openapi takes an empty form for an absent one
		for _, f := range e.op.fields {
			if f.required {
				e.violate(RequestSide, "missing-field", f.name, "is required but missing")
			}
		}
	}
}

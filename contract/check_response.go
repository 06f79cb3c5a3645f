package contract

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// checkResponse checks the answer of a known operation.
func (e *examination) checkResponse() {
	e.checkRetryAfter()
	if e.unchanged() {
		return
	}
	documented := e.op.operation.Responses.Status(e.Status)
	if documented == nil { // kin-openapi never looks at 301, 304, 307 and 308
		e.violate(ResponseSide, "undocumented-status", "", "status %d is not documented, these are: %s", e.Status,
			strings.Join(e.op.info.Statuses, ", "))
		return
	}
	if len(e.Body) > answerLimit {
		e.tooLarge()
		return
	}
	content := documented.Value.Content
	if len(content) == 0 || e.head {
		if len(e.Body) > 0 {
			e.violate(ResponseSide, "unexpected-body", "", "status %d%s has no body, got %d bytes", e.Status,
				e.ofHead(), len(e.Body))
		}
		return
	}
	body, ok := e.plainBody()
	if !ok {
		return
	}
	if media, ok := e.checkResponseMedia(content, len(body) == 0); ok {
		e.checkJSON(media, content[media].Schema.Value, body)
	} else if e.Status >= 400 {
		e.checkRelations(nil)
	}
}

// checkResponseMedia finds the documented media type of the answer. ok is false if there is nothing
// more to check: a wrong type, or one without a schema (gateways answer in HTML or plain text).
func (e *examination) checkResponseMedia(content openapi3.Content, empty bool) (media string, ok bool) {
	const header = "Content-Type"
	values := e.Header.Values(header)
	media, params := mediaType(e.Header)
	entry := content[media]
	var schemaless bool
	for _, other := range content {
		schemaless = schemaless || other.Schema == nil
	}
	due := strings.Join(slices.Sorted(maps.Keys(content)), " or ")
	switch {
	case empty && (entry == nil && !schemaless || entry != nil && entry.Schema != nil):
		e.violate(ResponseSide, "empty-body", "", "the body is empty, %s is expected", due)
	case empty && len(values) == 0:
	case len(values) > 1:
		e.violate(ResponseSide, "content-type", header, "is sent %d times", len(values))
	case len(values) == 0:
		e.violate(ResponseSide, "content-type", header, "is missing, %s is expected", due)
	case entry == nil:
		e.violate(ResponseSide, "content-type", header, "is %s, %s is expected", quoteShort(media), due)
	case entry.Schema == nil:
	case !utf8Charset(params["charset"]):
		e.violate(ResponseSide, "charset", header, "JSON is UTF-8, not %s", quoteShort(params["charset"]))
	default:
		return media, true
	}
	return "", false
}

func (e *examination) ofHead() string {
	if e.head {
		return " of a HEAD"
	}
	return ""
}

// unchanged reports whether the answer is a 304 that the request asked for. It has no body (RFC 9110, section 15.4.5).
func (e *examination) unchanged() bool {
	asked := e.RequestHeader.Get("If-None-Match") != "" || e.RequestHeader.Get("If-Modified-Since") != ""
	if e.Status != http.StatusNotModified || e.method != http.MethodGet || !asked {
		return false
	}
	if len(e.Body) > 0 {
		e.violate(ResponseSide, "unexpected-body", "", "status 304 has no body, got %d bytes", len(e.Body))
	}
	return true
}

var seconds = lazyregexp.New(`^[0-9]+$`)

// checkRetryAfter: how long to wait is said in whole seconds, or by a date (RFC 9110, section 10.2.3).
func (e *examination) checkRetryAfter() {
	const header = "Retry-After"
	for _, value := range e.Header.Values(header) {
		if _, err := http.ParseTime(value); err != nil && !seconds.Get().MatchString(value) {
			e.violate(ResponseSide, "retry-after", header, "is neither a number of seconds nor a date of HTTP")
		}
	}
}

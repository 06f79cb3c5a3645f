package contract

import (
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// HTTP itself promises what is here, so no operation has to: RFC 9110, sections 9.3.2, 10.2.3 and 15.4.5.

// headAsGet makes a HEAD the GET that it stands for. Its answer has no body.
func (e *examination) headAsGet() {
	if e.method == http.MethodHead {
		e.method, e.head = http.MethodGet, true
	}
}

func (e *examination) ofHead() string {
	if e.head {
		return " of a HEAD"
	}
	return ""
}

// unchanged reports whether the answer is a 304, for which the request asked. It has no body.
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

// checkRetryAfter: how long to wait is said in whole seconds, or by a date.
func (e *examination) checkRetryAfter() {
	const header = "Retry-After"
	for _, value := range e.Header.Values(header) {
		if _, err := http.ParseTime(value); err != nil && !seconds.Get().MatchString(value) {
			e.violate(ResponseSide, "retry-after", header, "is neither a number of seconds nor a date of HTTP")
		}
	}
}

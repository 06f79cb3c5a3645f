package cassettes

import (
	"maps"
	"net/http"
	"slices"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// unlike names the first difference between what was to be written and what was read back, in the
// fields that replaying uses. go-vcr v3 loses bytes of bodies that begin with a line break.
func unlike(want, have *cassette.Interaction) string {
	switch {
	case want.Request.Method != have.Request.Method, want.Request.URL != have.Request.URL:
		return "method or address of the request"
	case want.Request.Body != have.Request.Body:
		return "body of the request"
	case !sameHeaders(want.Request.Headers, have.Request.Headers):
		return "headers of the request"
	case want.Response.Code != have.Response.Code, want.Response.Status != have.Response.Status:
		return "status of the response"
	case want.Response.Body != have.Response.Body:
		return "body of the response"
	case !sameHeaders(want.Response.Headers, have.Response.Headers):
		return "headers of the response"
	}
	return ""
}

func sameHeaders(a, b http.Header) bool {
	return maps.EqualFunc(a, b, slices.Equal[[]string])
}

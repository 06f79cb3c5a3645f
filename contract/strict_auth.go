package contract

import (
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// checkAuthorization asks for HTTP Basic with a user (Account SID or API key SID) and a password,
// as the security scheme accountSid_authToken says. Whether they are right is for the server to
// tell.
func (e *examination) checkAuthorization() {
	const header = "Authorization"
	values := e.RequestHeader.Values(header)
	switch {
	case len(values) == 0:
		e.violate(RequestSide, "missing-authorization", header,
			"is missing; send Basic with Account SID and Auth Token, or API key and secret")
		return
	case len(values) > 1:
		e.violate(RequestSide, "malformed-authorization", header, "is sent %d times", len(values))
		return
	}
	scheme, _, _ := strings.Cut(values[0], " ")
	user, password, ok := parseBasic(values[0])
	switch {
	case !strings.EqualFold(scheme, "Basic"):
		e.violate(RequestSide, "malformed-authorization", header, "is not of the scheme Basic")
	case !ok:
		e.violate(RequestSide, "malformed-authorization", header, "is not base64 of user:password")
	case user == "" || password == "":
		e.violate(RequestSide, "malformed-authorization", header, "has an empty user or password")
	case !accountOrKey.MatchString(user):
		e.violate(RequestSide, "malformed-authorization", header,
			"has a user that is neither an Account SID (AC…) nor an API key SID (SK…)")
	}
}

var accountOrKey = lazyregexp.New(`^(AC|SK)[0-9a-fA-F]{32}$`)

func parseBasic(header string) (user, password string, ok bool) {
	r := http.Request{Header: http.Header{"Authorization": {header}}}
	return r.BasicAuth()
}

package relations

import (
	"net/http"
	"strconv"
	"strings"
)

// statusOf are the statuses of Twilio's general error codes
// (https://www.twilio.com/docs/api/errors): a refusal with such a code has that status.
var statusOf = map[float64][]int{
	// of what a form says, also when a name is taken; and of what a request is, before anybody reads what it says
	20001: {http.StatusBadRequest, http.StatusConflict, http.StatusNotAcceptable, http.StatusLengthRequired,
		http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusUnsupportedMediaType,
		http.StatusExpectationFailed, http.StatusUnprocessableEntity, http.StatusRequestHeaderFieldsTooLarge},
	20003: {http.StatusUnauthorized, http.StatusForbidden},
	20004: {http.StatusMethodNotAllowed},
	20006: {http.StatusForbidden},
	20404: {http.StatusNotFound},
	20409: {http.StatusConflict},
	20429: {http.StatusTooManyRequests},
}

// bodyStatuses are about the body of the request, which a GET or DELETE does not have.
var bodyStatuses = map[int]bool{
	http.StatusLengthRequired: true, http.StatusRequestEntityTooLarge: true, http.StatusUnsupportedMediaType: true,
}

// checkRefusal: the code of an error fits its status, and the status fits the request.
func checkRefusal(r *report, x *Exchange) {
	if isSuccess(x) {
		r.add("refusal", "", "has the body of a success: an error has a message")
		return
	}
	if code, ok := number(x.Body["code"]); ok {
		if code < 10000 { // https://www.twilio.com/docs/api/errors
			r.add("code", "/code", "is no code of Twilio's: they have five digits or more")
		}
		due, known := statusOf[code]
		known = known && (!x.Wrong || code != 20001) // which 4xx refuses which wrong request is not documented
		if known && x.Status < 500 && !contains(due, x.Status) {
			r.add("code", "/code", "contradicts the status of the answer")
		}
		// https://www.twilio.com/docs/usage/twilios-response: more_info is the page of the code
		_, page, found := strings.Cut(text(x.Body, "more_info"), "twilio.com/docs/errors/")
		if told, err := strconv.ParseFloat(page, 64); found && err == nil && told != code && !x.Wrong {
			r.add("code", "/more_info", "leads to the page of another code")
		}
	}
	if message, is := x.Body["message"].(string); is && strings.TrimSpace(message) == "" {
		r.add("refusal", "/message", "is empty: it has to say what was wrong")
	}
	if x.Wrong {
		return
	}
	verb := x.Operation.Verb()
	reads := verb == "Fetch" || verb == "List"
	switch {
	case x.Status == http.StatusTeapot:
		r.add("refusal", "", "status 418 is no status of an API")
	case (reads || verb == "Delete") && bodyStatuses[x.Status]:
		r.add("refusal", "", "the status is about the body of a request that has none")
	case x.Status == http.StatusNotFound && len(x.Operation.Path) == 0 && x.Query.Get("PageToken") == "":
		r.add("refusal", "", "the status says that something was not found, but the path names nothing")
	case reads && x.Status == http.StatusConflict:
		r.add("refusal", "", "the status says that a change is in conflict, but the request only reads")
	}
}

// isSuccess reports whether a body is what the operation answers when it succeeds, or another resource or list.
func isSuccess(x *Exchange) bool {
	_, isList := x.Body[x.Operation.List].([]any)
	return (isList || isSID(text(x.Body, "sid"))) && text(x.Body, "message") == "" && x.Body["code"] == nil
}

func contains(list []int, status int) bool {
	for _, one := range list {
		if one == status {
			return true
		}
	}
	return false
}

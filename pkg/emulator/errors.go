package emulator

import (
	"fmt"
	"net/http"
	"strings"
)

// An apiError is an answer in Twilio's error shape. Handlers return it as an error.
type apiError struct {
	Code     int    `json:"code"`
	Message  string `json:"message"`
	MoreInfo string `json:"more_info"`
	Status   int    `json:"status"`
}

func (e *apiError) Error() string { return fmt.Sprintf("%d/%d %s", e.Status, e.Code, e.Message) }

// code gives the error code that goes with a status.
func code(status int) int {
	switch status {
	case http.StatusUnauthorized:
		return 20003
	case http.StatusForbidden:
		return codeForbidden
	case http.StatusNotFound:
		return 20404
	case http.StatusMethodNotAllowed:
		return codeMethod
	case http.StatusConflict:
		return 20409
	case http.StatusTooManyRequests:
		return 20429
	case http.StatusServiceUnavailable:
		return codeUnavailable
	}
	if status >= http.StatusInternalServerError {
		return codeInternal
	}
	return 20001
}

func refuse(status int, format string, args ...any) *apiError {
	c := code(status)
	return &apiError{
		Code:     c,
		Message:  fmt.Sprintf(format, args...),
		MoreInfo: fmt.Sprintf("https://www.twilio.com/docs/errors/%d", c),
		Status:   status,
	}
}

func invalid(format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, format, args...)
}

// The messages in this table are observed, word for word, but for those that choices.go has.

func errUnauthorized() *apiError { return refuse(http.StatusUnauthorized, "Authenticate") }

func errNotFound(path string) *apiError {
	return refuse(http.StatusNotFound, "The requested resource %s was not found", strings.TrimPrefix(path, "/v1"))
}

func errMethod(method string) *apiError { return refuse(statusMethod, wordsMethod, method) }

func errMissing(field string) *apiError { return invalid(wordsMissing, field) }

func errNoVersions() *apiError {
	return invalid("At least one Function Version or Asset Version is required for Build")
}

func errRuntime(runtime string) *apiError { return invalid("unsupported runtime: %s", runtime) }

func errTooMany(status int, what string, limit int) *apiError {
	return refuse(status, "%s are limited to less than or equal to %d", what, limit)
}

func errSameEnvironment() *apiError {
	return refuse(http.StatusConflict, "Environment with this UniqueName or DomainSuffix already exists.")
}

func errSameDeployment(status int) *apiError {
	return refuse(status, "Environment already has requested deployment.")
}

func errLiveBuild() *apiError {
	return refuse(statusLiveBuild, "Cannot delete Build because it's part of an active Deployment.")
}

// errTooLarge is no Twilio error but the answer of the gateway before it: observed
// as 413 with a body that is not JSON.
type errTooLarge struct{ limit int64 }

func (e *errTooLarge) Error() string { return fmt.Sprintf("request entity over %d bytes", e.limit) }

func tooLargeReply() *reply {
	return textReply(http.StatusRequestEntityTooLarge, "text/html",
		[]byte(gatewayPage(http.StatusRequestEntityTooLarge)))
}

// gatewayPage is the page of the usual gateway.
func gatewayPage(status int) string {
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	if status == http.StatusRequestEntityTooLarge {
		title = "413 Request Entity Too Large" // its older name
	}
	return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
		"</h1></center>\r\n</body>\r\n</html>\r\n"
}

// tooManyReply is the gateway's own shape, as observed: camelCase, with `detail`.
func tooManyReply() *reply {
	return textReply(http.StatusTooManyRequests, "application/json; charset=utf-8",
		[]byte(`{"status":429,"message":"Too many requests",`+
			`"detail":"Too many requests for the associated account being sent.","code":20429,`+
			`"moreInfo":"https://www.twilio.com/docs/errors/20429"}`))
}

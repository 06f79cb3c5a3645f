package emulator

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// An apiError is an answer in Twilio's error shape. Handlers return it as an error.
type apiError struct {
	Code     int    `json:"code"`
	Message  string `json:"message"`
	MoreInfo string `json:"more_info"`
	Status   int    `json:"status"`
}

func (e *apiError) Error() string { return fmt.Sprintf("%d/%d %s", e.Status, e.Code, e.Message) }

// An uploadError is a refusal of the upload host, which has a form of its own: the one that was
// published as it came (2019) has no `status` and no `more_info`.
type uploadError struct {
	Message   string   `json:"message"`
	Code      int      `json:"code"`
	UserError bool     `json:"user_error"`
	Status    int      `json:"http_status_code"`
	Params    struct{} `json:"params"`
}

func uploadErrorReply(err error) *reply {
	api, rep := knownError(err)
	if rep != nil {
		return rep
	}
	body, err := encodeCompact(uploadError{
		Message: api.Message, Code: api.Code, UserError: api.Status < http.StatusInternalServerError,
		Status: api.Status,
	})
	if err != nil {
		return textReply(http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(err.Error()))
	}
	return textReply(api.Status, typeErrorJSON, body)
}

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

func errTooMany(what string, limit int) *apiError {
	return invalid("%s are limited to less than or equal to %d", what, limit)
}

func errSameEnvironment() *apiError {
	return refuse(http.StatusConflict, "Environment with this UniqueName or DomainSuffix already exists.")
}

func errSameDeployment(status int) *apiError {
	return refuse(status, "Environment already has requested deployment.")
}

func errBuiltResource(f state.File) *apiError {
	what := map[state.File]string{state.Function: "Function", state.Asset: "Asset"}[f]
	return refuse(statusBuiltResource, "Cannot delete %s %s", what, wordsBuiltResource)
}

// errTwoOfOne: observed for Assets, word for word.
func errTwoOfOne(f state.File, one, two string) *apiError {
	what := map[state.File]string{state.Function: "Function", state.Asset: "Asset"}[f]
	return invalid("Different %s Versions for same %s. Conflicting SIDs: %s and %s.", what, what, one, two)
}

// errPath: observed, word for word. What is wrong with the path the API does not say; the note
// of the exchange does.
func errPath() *apiError { return invalid("Path provided is invalid.") }

func errPlugin() *apiError {
	return refuse(statusPlugin, "You cannot deploy Flex Plugins via the Serverless API. You must migrate to the Flex "+
		"Plugin Builder.")
}

func errLiveBuild() *apiError {
	return refuse(statusLiveBuild, "Cannot delete Build because it's part of an active Deployment.")
}

// tooLargeError is no Twilio error but the answer of the gateway before it: observed
// as 413 with a body that is not JSON.
type tooLargeError struct{ limit int64 }

func (e *tooLargeError) Error() string { return fmt.Sprintf("request entity over %d bytes", e.limit) }

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
	return textReply(http.StatusTooManyRequests, typeJSON,
		[]byte(`{"status":429,"message":"Too many requests",`+
			`"detail":"Too many requests for the associated account being sent.","code":20429,`+
			`"moreInfo":"https://www.twilio.com/docs/errors/20429"}`))
}

package variants

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// errorVariants refuse in other words.
func errorVariants() []Variant {
	return []Variant{
		{Name: "401 without a code", Why: "a gateway answers before the API does",
			wear: refusals(func(_ *http.Request, status int, body object) bool {
				_, had := body["code"]
				if status != http.StatusUnauthorized {
					return false
				}
				delete(body, "code")
				delete(body, "more_info")
				return had
			})},
		{Name: "401 in HTML where uploads go", Why: "the upload host was seen to answer without JSON",
			wear: answers(func(req *http.Request, resp *http.Response) (bool, error) {
				if resp.StatusCode != http.StatusUnauthorized || !isUpload(req) {
					return false, nil
				}
				resp.Header.Set("Content-Type", "text/html; charset=utf-8")
				return true, write(resp, []byte("<html><body>401 Authorization Required</body></html>"))
			})},
		{Name: "errors with details", Why: "the error object has an optional one",
			wear: refusals(func(_ *http.Request, _ int, body object) bool {
				body["details"] = object{"field": "name"}
				return true
			})},
		{Name: "errors without more_info", Why: "gateways leave it out",
			wear: refusals(func(_ *http.Request, _ int, body object) bool {
				_, had := body["more_info"]
				delete(body, "more_info")
				return had
			})},
		{Name: "errors in other words", Why: "texts are for people and change",
			wear: refusals(func(_ *http.Request, _ int, body object) bool {
				body["message"] = "No."
				return true
			})},
		{Name: "guessed refusals with another status and code", Why: "nobody has published these",
			wear: answers(otherGuesses)},
	}
}

// isUpload tells an upload from the list of versions, which has the same path.
func isUpload(req *http.Request) bool {
	return req.Method == http.MethodPost && strings.HasSuffix(req.URL.Path, "/Versions")
}

// otherGuesses decides the other way what no source decides. What is documented or observed stays: 400 with 20001 for a
// Build without versions, a runtime, a runtime handler and an underscore that are not accepted, and for one Service too
// many; 404 for what does not exist; 409 for Environments of one name and for the Build that is live already.
func otherGuesses(req *http.Request, resp *http.Response) (bool, error) {
	body, err := document(resp)
	if err != nil || body == nil || resp.StatusCode < 400 {
		return false, err
	}
	message, _ := body["message"].(string)
	has := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(message, part) {
				return true
			}
		}
		return false
	}
	status, code := resp.StatusCode, 0
	switch {
	case status == http.StatusMethodNotAllowed:
		status, code = http.StatusNotFound, 20404
	case status == http.StatusConflict && has("Cannot delete Build", "Service with UniqueName", "Variable with Key"):
		status, code = http.StatusBadRequest, 20001
	case status == http.StatusConflict && has("UniqueName or DomainSuffix"):
		code = 20001 // the status is observed
	case status == http.StatusBadRequest && has("is not a version of this Service", "is not a Build of this Service"):
		status, code = http.StatusNotFound, 20404
	case status == http.StatusBadRequest && has("only a completed Build"):
		status, code = http.StatusConflict, 20409
	case status == http.StatusBadRequest && has("Missing required", "characters long", "bytes long", "whole number",
		"PageToken", "must be"):
		status, code = http.StatusUnprocessableEntity, 20422
	default:
		return false, nil
	}
	return true, refuse(resp, body, status, code)
}

// refuse gives an error another status and code.
func refuse(resp *http.Response, body object, status, code int) error {
	body["code"], body["status"] = json.Number(fmt.Sprint(code)), json.Number(fmt.Sprint(status))
	if _, has := body["more_info"]; has { // the page of the code
		body["more_info"] = fmt.Sprintf("https://www.twilio.com/docs/errors/%d", code)
	}
	if _, has := body["http_status_code"]; has { // of the upload host
		body["http_status_code"] = body["status"]
		delete(body, "status")
	}
	resp.StatusCode, resp.Status = status, fmt.Sprintf("%d %s", status, http.StatusText(status))
	return write(resp, plain(body))
}

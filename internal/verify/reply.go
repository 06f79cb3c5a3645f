package verify

import (
	"encoding/json"
	"net/http"
)

// Codes of the answers that the proxy gives itself. Twilio's codes have five digits and more.
const (
	codeRefused    = 1
	codeUnanswered = 2
)

// HeaderViolation marks an answer that the proxy gave in place of the server. It names the rules
// that the request breaks.
const HeaderViolation = "X-Contract-Violation"

// reply answers in the shape of Twilio's errors, so that clients show the message.
func reply(w http.ResponseWriter, status, code int, message string) {
	body, err := json.Marshal(map[string]any{
		"code": code, "status": status, "more_info": "",
		"message": "twilio-serverless verify (the proxy, not the API): " + message,
	})
	if err != nil { // of strings and numbers: cannot happen
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

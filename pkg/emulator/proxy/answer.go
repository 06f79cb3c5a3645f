package proxy

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

func refusal(reason error) string {
	return fmt.Sprintf("Refused: %v. This proxy answers for *.twilio.com and *.twil.io and forwards nothing else.",
		reason)
}

func writeText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n")
}

// writeUnserved answers for a host of Twilio's that is not emulated, in the shape
// that Twilio's clients show the message of. There is no code for it: an invented
// one could be taken for a finding.
func writeUnserved(w http.ResponseWriter, name, host string) {
	body, _ := json.Marshal(struct {
		Code     *int   `json:"code"`
		Message  string `json:"message"`
		MoreInfo string `json:"more_info"`
		Status   int    `json:"status"`
	}{
		Message: fmt.Sprintf(
			"%s does not serve %s, only serverless.twilio.com, serverless-upload.twilio.com and *.twil.io", name, host),
		MoreInfo: "https://www.twilio.com/docs/serverless/api", Status: http.StatusNotImplemented,
	})
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusNotImplemented)
	_, _ = w.Write(body)
}

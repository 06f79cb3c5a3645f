package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/faults"
)

// A reply is a whole answer, kept until it is written and judged.
type reply struct {
	status  int
	header  http.Header
	body    []byte
	limited bool // by one of Limits
	cut     int  // how much of the body is sent before the connection closes; 0: all, and it stays open
}

// sent is the part of the body that the client gets.
func (rep *reply) sent() []byte {
	if rep.cut > 0 {
		return rep.body[:rep.cut]
	}
	return rep.body
}

func jsonReply(status int, v any) (*reply, error) {
	b, err := encode(v)
	if err != nil {
		return nil, err
	}
	return textReply(status, "application/json; charset=utf-8", b), nil
}

func textReply(status int, contentType string, body []byte) *reply {
	return &reply{status: status, header: http.Header{"Content-Type": {contentType}}, body: body}
}

// noContent is the answer to DELETE: 204 without body or Content-Type.
func noContent() *reply { return &reply{status: http.StatusNoContent, header: http.Header{}} }

// errorReply turns what a handler returned into an answer. Anything but the known
// kinds is a mistake of the emulator.
func errorReply(err error) *reply {
	var api *apiError
	var large *errTooLarge
	var limited *errLimited
	switch {
	case errors.As(err, &api):
	case errors.As(err, &large):
		return tooLargeReply()
	case errors.As(err, &limited):
		return limited.reply()
	default:
		api = refuse(http.StatusInternalServerError, "An error occurred: %v", err)
	}
	rep, err := jsonReply(api.Status, api)
	if err != nil {
		return textReply(http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(err.Error()))
	}
	return rep
}

// encode marshals without escaping <, > and &, which Twilio sends as they are.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// seenHeaders are those of observed answers whose values do not change.
func seenHeaders() [][2]string {
	return [][2]string{
		{"Access-Control-Allow-Origin", "*"},
		{"Access-Control-Allow-Headers",
			"Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, Idempotency-Key"},
		{"Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS"},
		{"Access-Control-Expose-Headers", "ETag"},
		{"Access-Control-Allow-Credentials", "true"},
		{"X-Home-Region", "us1"},
		{"X-Powered-By", "AT-5000"},
		{"X-Shenanigans", "none"},
	}
}

// stamp adds the headers that every answer of the API was seen to carry.
func (rep *reply) stamp(requestSID string, took time.Duration, concurrent int64) {
	h := rep.header
	h.Set("Twilio-Request-Id", requestSID)
	h.Set("Twilio-Request-Duration", fmt.Sprintf("%.3f", took.Seconds()))
	h.Set("Twilio-Concurrent-Requests", fmt.Sprint(concurrent))
	for _, seen := range seenHeaders() {
		h[seen[0]] = []string{seen[1]}
	}
	if faults.HasBody(rep.status) {
		h.Set("Content-Length", fmt.Sprint(len(rep.body)))
	}
}

func (rep *reply) writeTo(w http.ResponseWriter, method string) {
	for name, values := range rep.header {
		w.Header()[name] = values
	}
	w.WriteHeader(rep.status)
	if method == http.MethodHead {
		return
	}
	// A client that went away is nobody to report an error to.
	_, _ = w.Write(rep.sent())
	if rep.cut > 0 {
		_ = http.NewResponseController(w).Flush()
	}
}

// date writes t as the API does: UTC, whole seconds, Z.
func date(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/faults"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
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

// Content-Types of answers in JSON, as observed: errors of the API host have no charset.
const (
	typeJSON      = "application/json; charset=utf-8"
	typeErrorJSON = "application/json"
)

// jsonReply answers as the API host does, see [encode].
func jsonReply(status int, v any) (*reply, error) {
	b, err := encode(v)
	if err != nil {
		return nil, err
	}
	return textReply(status, typeJSON, b), nil
}

func textReply(status int, contentType string, body []byte) *reply {
	return &reply{status: status, header: http.Header{"Content-Type": {contentType}}, body: body}
}

// noContent is the answer to DELETE: 204 without body or Content-Type.
func noContent() *reply { return &reply{status: http.StatusNoContent, header: http.Header{}} }

// errorReply turns what a handler returned into an answer. Anything but the known
// kinds is a mistake of the emulator.
func errorReply(err error) *reply {
	api, rep := knownError(err)
	if rep != nil {
		return rep
	}
	rep, err = jsonReply(api.Status, api)
	if err != nil {
		return textReply(http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(err.Error()))
	}
	rep.header.Set("Content-Type", typeErrorJSON)
	return rep
}

// knownError gives what a handler returned as an error of the API, or the answer of the gateway.
func knownError(err error) (*apiError, *reply) {
	var api *apiError
	var large *tooLargeError
	var limited *errLimited
	switch {
	case errors.As(err, &api):
	case errors.As(err, &large):
		return nil, tooLargeReply()
	case errors.As(err, &limited):
		return nil, limited.reply()
	default:
		api = refuse(http.StatusInternalServerError, "An error occurred: %v", err)
	}
	return api, nil
}

// isRefusal reports whether the API, or the gateway before it, says no; all else is a mistake of
// the emulator or a failure of its Store.
func isRefusal(err error) bool {
	return errors.As(err, new(*apiError)) || errors.As(err, new(*tooLargeError)) || errors.As(err, new(*errLimited))
}

// encode marshals as the API host does: with a space behind each comma and colon, as measured by
// the length of its answers, and without escaping <, > and &.
func encode(v any) ([]byte, error) {
	b, err := encodeCompact(v)
	if err != nil {
		return nil, err
	}
	return spaced(b), nil
}

// encodeCompact marshals as the upload host does.
func encodeCompact(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// spaced puts a space behind each comma and colon of a JSON text that has none.
func spaced(compact []byte) []byte {
	out := make([]byte, 0, len(compact)+len(compact)/8)
	quoted := false
	for i := 0; i < len(compact); i++ {
		c := compact[i]
		out = append(out, c)
		switch {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
			out = append(out, compact[i])
		case !quoted && (c == ',' || c == ':'):
			out = append(out, ' ')
		}
	}
	return out
}

// ownHeader tells a client of the API that an emulator answers. The binary prints other addresses of sites then.
const ownHeader, ownName = "X-Emulator", "twilio-serverless"

// seenHeaders are those of observed answers whose values do not change, and our own. All answers share them.
func seenHeaders() http.Header {
	return http.Header{
		"Access-Control-Allow-Origin": {"*"},
		"Access-Control-Allow-Headers": {"Accept, Authorization, Content-Type, If-Match, If-Modified-Since, " +
			"If-None-Match, If-Unmodified-Since, Idempotency-Key"},
		"Access-Control-Allow-Methods":     {"GET, POST, DELETE, OPTIONS"},
		"Access-Control-Expose-Headers":    {"ETag"},
		"Access-Control-Allow-Credentials": {"true"},
		"X-Home-Region":                    {"us1"},
		"X-Powered-By":                     {"AT-5000"},
		"X-Shenanigans":                    {"none"},
		ownHeader:                          {ownName},
	}
}

// stamp writes the headers of the answer, and those that every answer of the API was seen to carry.
func (rep *reply) stamp(h, seen http.Header, requestSID string, took time.Duration, concurrent int64) {
	for name, values := range rep.header {
		h[name] = values
	}
	own := []string{requestSID, strconv.FormatFloat(took.Seconds(), 'f', 3, 64), strconv.FormatInt(concurrent, 10),
		strconv.Itoa(len(rep.body))}
	one := func(i int) []string { return own[i : i+1 : i+1] }
	h["Twilio-Request-Id"], h["Twilio-Request-Duration"], h["Twilio-Concurrent-Requests"] = one(0), one(1), one(2)
	for name, values := range seen {
		h[name] = values
	}
	if faults.HasBody(rep.status) {
		h["Content-Length"] = one(3)
	}
}

// writeTo writes the answer, whose headers are stamped.
func (rep *reply) writeTo(w http.ResponseWriter, method string) {
	w.WriteHeader(rep.status)
	if method == http.MethodHead {
		return
	}
	// A client that went away reads no error.
	_, _ = w.Write(rep.sent())
	if rep.cut > 0 {
		_ = http.NewResponseController(w).Flush()
	}
}

// date writes t as the API does: UTC, whole seconds, Z.
func date(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// compactReply answers as the upload host does.
func compactReply(status int, v any) (*reply, error) {
	b, err := encodeCompact(v)
	if err != nil {
		return nil, err
	}
	return textReply(status, typeJSON, b), nil
}

// render gives the JSON of a record, which is made once: key is all that it depends on besides the
// record and the address that the client used.
func (c *call) render(h *state.Head, key string, view func() any) ([]byte, error) {
	if key != "" {
		key += " "
	}
	return h.Rendered(key+c.base, func() ([]byte, error) { return encode(view()) })
}

// recordReply answers with the JSON of a record.
func recordReply(status int, text []byte, err error) (*reply, error) {
	if err != nil {
		return nil, err
	}
	return textReply(status, typeJSON, text), nil
}

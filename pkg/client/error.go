package client

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// Conditions to test an error for with errors.Is.
var (
	// ErrNotFound: no such resource in this account (404, code 20404).
	ErrNotFound = errors.New("not found")
	// ErrConflict: the state of the resource does not allow it, or a name is taken (409, code 20409).
	ErrConflict = errors.New("conflict")
	// ErrUnauthorized: the credentials were refused (401 or 403, code 20003).
	ErrUnauthorized = errors.New("credentials refused")
	// ErrTooManyRequests: still rate limited after all repetitions (429, code 20429). Nothing was processed.
	ErrTooManyRequests = errors.New("too many requests")
	// ErrOutcomeUnknown: a write was sent and no usable answer came back, so it may have been done.
	// Look before repeating it.
	ErrOutcomeUnknown = errors.New("outcome unknown")
	// ErrNoConnection: no connection to the host could be made; nothing was sent. A caller who
	// cancelled while dialling gets context.Canceled instead.
	ErrNoConnection = errors.New("no connection")
)

// Error is a refusal by the API or a failure on the way to it.
type Error struct {
	// Op is the operationId, such as CreateBuild.
	Op string
	// Method and Path are those of the request; the query is left out.
	Method, Path string
	// StatusCode is the HTTP status, 0 when no answer came.
	StatusCode int
	// Code is Twilio's error code, 0 when the answer had none.
	Code int
	// Message and MoreInfo are Twilio's explanation, cut after 4 KiB, and the page that goes with the code.
	Message, MoreInfo string
	// RequestID is the Twilio-Request-Id of the answer (RQ…), for questions to Twilio's support.
	RequestID string
	// RetryAfter is what the server asked for, 0 when it did not.
	RetryAfter time.Duration
	// Body is the start of an answer that is not an API error in JSON, at most 64 KiB.
	Body []byte
	// SID is the resource that a create has made although its answer could not be read; usually empty.
	SID string
	// Attempts is how often sending the request was tried, 0 when the context had ended before.
	Attempts int
	// Err is the cause when there is one: a connection error, a decoding error, the context's error.
	Err error

	unknown  bool
	redirect string
}

const (
	maxErrorBody = 64 << 10
	maxMessage   = 4 << 10 // bytes; those of Twilio are sentences
)

// Error says operation, status, Twilio's message and code, and what to do when the outcome is unknown.
func (e *Error) Error() string {
	if e == nil {
		e = new(Error)
	}
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Method != "" {
		fmt.Fprintf(&b, " (%s %s)", e.Method, e.Path)
	}
	b.WriteString(": " + strings.Join(e.reasons(), ": "))
	if notes := e.notes(); len(notes) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(notes, ", "))
	}
	if e.unknown {
		b.WriteString("; whether it was done is unknown: look before repeating it")
	}
	if e.SID != "" {
		fmt.Fprintf(&b, "; it created %s", e.SID)
	}
	return b.String()
}

// reasons are what went wrong, the general before the particular.
func (e *Error) reasons() []string {
	var reasons []string
	switch {
	case e.StatusCode == 0:
	case e.Message != "":
		reasons = append(reasons, fmt.Sprintf("status %d", e.StatusCode), e.Message)
	case e.Code != 0:
		reasons = append(reasons, "status "+statusName(e.StatusCode))
	case e.StatusCode >= 300:
		reasons = append(reasons, "status "+statusName(e.StatusCode)+" without an API error")
	default:
		reasons = append(reasons, fmt.Sprintf("status %d", e.StatusCode))
	}
	if e.Err != nil {
		reasons = append(reasons, strings.ReplaceAll(e.Err.Error(), "\n", "; "))
	}
	if e.redirect != "" {
		reasons = append(reasons, e.redirect)
	}
	return reasons
}

// notes are what helps to find out more.
func (e *Error) notes() []string {
	var notes []string
	if e.Code != 0 {
		notes = append(notes, fmt.Sprintf("code %d", e.Code))
	}
	if e.RequestID != "" {
		notes = append(notes, "request "+e.RequestID)
	}
	if e.Attempts > 1 {
		notes = append(notes, fmt.Sprintf("%d attempts", e.Attempts))
	}
	if e.RetryAfter > 0 {
		notes = append(notes, "the server asks for a wait of "+waitName(e.RetryAfter))
	}
	return notes
}

// Unwrap returns the cause, so that errors.Is finds context.Canceled and its like.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}

// Is reports whether target is the condition that this error stands for.
func (e *Error) Is(target error) bool {
	if e == nil {
		return false
	}
	switch target {
	case ErrNotFound:
		return e.StatusCode == http.StatusNotFound
	case ErrConflict:
		return e.StatusCode == http.StatusConflict
	case ErrUnauthorized:
		return e.StatusCode == http.StatusUnauthorized || e.StatusCode == http.StatusForbidden
	case ErrTooManyRequests:
		return e.StatusCode == http.StatusTooManyRequests
	case ErrOutcomeUnknown:
		return e.unknown
	case ErrNoConnection:
		return e.StatusCode == 0 && noConnection(e.Err) && !errors.Is(e.Err, context.Canceled)
	}
	return false
}

// redirected says where the server would have a request go. No redirect is followed: credentials go
// to the address that was given, and nowhere else.
func (e *Error) redirected(resp *http.Response) {
	to, err := resp.Location()
	if err != nil || resp.StatusCode/100 != 3 {
		return
	}
	where := "another path"
	if to.Host != "" {
		where = strconv.Quote(show.Short(to.Scheme + "://" + to.Host)) // the rest may hold a secret
	}
	e.redirect = "it leads to " + where + "; redirects are not followed: is the address of the API right?"
}

// ArgumentError is an argument that must not reach a URL or body. Nothing was sent.
type ArgumentError struct {
	// Op is the operationId, Name the parameter as the contract names it.
	Op, Name string
	// Value is what was given, Want what is legal.
	Value, Want string
}

// Error names operation, parameter, value and what is wanted.
func (e *ArgumentError) Error() string {
	if e == nil {
		e = new(ArgumentError)
	}
	return fmt.Sprintf("%s: %s is %q; want %s", e.Op, e.Name, e.Value, e.Want)
}

// apiError reads Twilio's error body, in the API's spelling or in the gateway's, which may lack any property.
// Sources: https://www.twilio.com/docs/usage/twilios-response, Error and GatewayError of openapi/serverless.yaml.
func (e *Error) apiError(body []byte) {
	var fields struct {
		Code          int    `json:"code"`
		Message       string `json:"message"`
		Detail        string `json:"detail"`
		MoreInfo      string `json:"more_info"`
		MoreInfoCamel string `json:"moreInfo"`
	}
	// A property of a wrong type is an error too, but does not stop the others from being read.
	_ = unmarshal(body, &fields)
	e.Code, e.Message = fields.Code, cmp.Or(fields.Message, fields.Detail)
	if len(e.Message) > maxMessage {
		e.Message = strings.ToValidUTF8(e.Message[:maxMessage], "") + "…"
	}
	e.MoreInfo = cmp.Or(fields.MoreInfo, fields.MoreInfoCamel)
	if e.Code == 0 && e.Message == "" {
		e.Body = beginning(body)
	}
}

// beginning is a copy, so that an error does not keep an answer of many megabytes alive.
func beginning(body []byte) []byte { return bytes.Clone(body[:min(len(body), maxErrorBody)]) }

// statusName is the number with its name, if it has one.
func statusName(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}

// waitName is a wait in the unit that people would use.
func waitName(d time.Duration) string {
	const day = 24 * time.Hour
	if d >= 2*day {
		return fmt.Sprintf("%d days", d/day)
	}
	return d.Round(time.Second).String()
}

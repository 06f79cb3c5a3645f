package suite

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/documented"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/shape"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/decode"
)

// maxBody bounds how much of a body a failure quotes.
const maxBody = 300

// An Answer is what a request got. Its methods say what it must be and return an error that tells what it was
// instead; an Answer of a request that could not be sent gives the reason from each of them.
type Answer struct {
	Method string
	Path   string // with the query
	Status int
	Header http.Header
	Body   []byte

	err       error
	operation string        // empty when the request belongs to none
	quote     func() string // the body as a failure may quote it; nil quotes it as it is
}

// An AnswerError is an answer that is not the one that was wanted.
type AnswerError struct {
	// Operation is the operationId of the request, empty when it belongs to none.
	Operation string
	// Method and Path are those of the request, the query included.
	Method, Path string
	// Status is that of the answer.
	Status int
	// Want says what was wanted, in a few words: "201".
	Want string
	// Wrong says what is wrong with an answer of the right status. Empty means that the status is wrong.
	Wrong string
	// Body is the body as it may be quoted.
	Body string
}

// Error says what was answered and what was wanted.
func (e *AnswerError) Error() string {
	if e.Wrong != "" {
		return fmt.Sprintf("%s %s answered %d, but %s: %s", e.Method, e.Path, e.Status, e.Wrong, e.Body)
	}
	return fmt.Sprintf("%s %s answered %d, want %s: %s", e.Method, e.Path, e.Status, e.Want, e.Body)
}

// Answer turns what a method of a generated client returns into an Answer.
func (s *Session) Answer(resp *http.Response, err error) *Answer {
	if err != nil {
		return &Answer{err: err}
	}
	a := &Answer{Status: resp.StatusCode, Header: resp.Header}
	if resp.Request != nil {
		a.Method, a.Path = resp.Request.Method, resp.Request.URL.RequestURI()
	}
	a.Body, a.err = io.ReadAll(resp.Body)
	a.err = errors.Join(a.err, resp.Body.Close())
	if s.wire != nil && resp.Request != nil {
		a.quote = func() string { return s.wire.quote(resp.Request, a) }
		a.operation, _ = s.wire.operation(resp.Request.Method, resp.Request.URL)
	}
	return a
}

// Err returns why there is no answer, nil when there is one.
func (a *Answer) Err() error { return a.err }

// OK wants 200 and decodes the body into the value that into points to; nil decodes nothing.
func (a *Answer) OK(into any) error { return a.success(http.StatusOK, into) }

// Created wants 201 and decodes the body into the value that into points to; nil decodes nothing.
func (a *Answer) Created(into any) error { return a.success(http.StatusCreated, into) }

// Deleted wants 204 and no body.
func (a *Answer) Deleted() error {
	if err := a.success(http.StatusNoContent, nil); err != nil {
		return err
	}
	if len(a.Body) > 0 {
		return a.Differs("204 with an empty body")
	}
	return nil
}

// Refused wants this status, and this code in the JSON body; code 0 leaves the body open. A refusal of the upload host
// may leave the code out, as its published errors are too few to ask for one.
func (a *Answer) Refused(status, code int) error {
	switch {
	case a.err != nil:
		return a.err
	case code == 0 && a.Status != status:
		return a.Differs("%d", status)
	case code != 0 && a.uploaded() && a.Status == status && a.Code() == 0:
		return a.Explains(shape.UploadError()) // not every refusal of the upload host is known to have a code
	case code != 0 && a.Status != status:
		return a.Differs("%d with code %d", status, code)
	case code != 0 && a.Code() == 0:
		return a.wrong("the error has no code, %d is expected", code)
	case code != 0 && a.Code() != code:
		return a.wrong("the error has code %d, %d is expected", a.Code(), code)
	case code != 0 && a.uploaded():
		return a.Explains(shape.UploadError())
	case code != 0:
		return a.Explains(shape.APIError())
	}
	return nil
}

// uploaded reports whether the upload host answered.
func (a *Answer) uploaded() bool {
	return a.Method == http.MethodPost && strings.HasSuffix(a.Path, "/Versions")
}

// Explains wants a refusal in JSON of a shape, with the status that the answer has.
func (a *Answer) Explains(sh shape.Shape) error {
	body, err := a.JSON()
	if err != nil {
		return err
	}
	if err := sh.Check("the error", body); err != nil {
		return a.wrong("%s", err)
	}
	for _, name := range []string{"status", "http_status_code"} {
		if status, there := body.(map[string]any)[name]; there && status != nil {
			if err := expect.Same(name+" in the body", fmt.Sprint(status), strconv.Itoa(a.Status)); err != nil {
				return a.wrong("the error contradicts the answer: %s", err)
			}
		}
	}
	return a.leadsOn()
}

// leadsOn wants more_info, where it is a page of the dictionary of errors, to be the page of the code
// (https://www.twilio.com/docs/usage/twilios-response).
func (a *Answer) leadsOn() error {
	var e struct {
		Code     int    `json:"code"`
		MoreInfo string `json:"more_info"`
	}
	if decode.Into(a.Body, &e) != "" || e.Code == 0 {
		return nil // the shape says what is wrong with it
	}
	_, page, found := strings.Cut(e.MoreInfo, "twilio.com/docs/errors/")
	if number, err := strconv.Atoi(page); !found || err != nil || number == e.Code {
		return nil
	}
	return a.wrong("more_info leads to the page of %s and the code is %d", page, e.Code)
}

// NotFound wants 404 with code 20404, the answer for everything that does not exist
// (https://www.twilio.com/docs/errors/20404).
func (a *Answer) NotFound() error { return a.Refused(http.StatusNotFound, 20404) }

// RefusedSomehow wants any refusal of the request itself: a 4xx that is neither about credentials nor about the rate.
// It is for rules whose status nobody has published.
func (a *Answer) RefusedSomehow() error {
	switch {
	case a.err != nil:
		return a.err
	case a.Status < 400, a.Status > 499, a.Status == http.StatusUnauthorized, a.Status == http.StatusTooManyRequests:
		return a.Differs("a refusal, any 4xx")
	}
	return nil
}

// Rejected wants a refusal of what is asked for, as [Answer.RefusedSomehow] does, and one that does not blame the path,
// the method or the media type, which are right.
func (a *Answer) Rejected() error {
	switch a.Status {
	case http.StatusNotFound, http.StatusGone, http.StatusMethodNotAllowed, http.StatusNotAcceptable,
		http.StatusRequestTimeout, http.StatusUnsupportedMediaType:
		return a.Differs("a refusal of what is asked for, any other 4xx")
	}
	return a.RefusedSomehow()
}

func (a *Answer) success(status int, into any) error {
	switch {
	case a.err != nil:
		return a.err
	case a.Status != status:
		return a.Differs("%d", status)
	case into == nil:
		return nil
	}
	if err := a.isJSON(); err != nil {
		return err
	}
	if wrong := decode.Into(a.Body, into); wrong != "" {
		e := a.differs("%d", status)
		e.Wrong = wrong
		return e
	}
	return nil
}

// Code is the `code` of an error body, 0 when there is none.
func (a *Answer) Code() int {
	var body struct {
		Code int `json:"code"`
	}
	_ = decode.Into(a.Body, &body) // what is not JSON has no code
	return body.Code
}

// Differs is an error that says what was wanted, and quotes what the answer was.
func (a *Answer) Differs(format string, args ...any) error { return a.differs(format, args...) }

// wrong is an error about an answer that has the right status.
func (a *Answer) wrong(format string, args ...any) *AnswerError {
	e := a.differs("%d", a.Status)
	e.Wrong = fmt.Sprintf(format, args...)
	return e
}

func (a *Answer) differs(format string, args ...any) *AnswerError {
	body := string(a.Body[:min(len(a.Body), 16*maxBody)])
	switch {
	case body == "":
		body = "an empty body"
	case a.quote != nil:
		body = a.quote() // before it is cut: half a password is too much
	}
	if len(body) > maxBody {
		body = body[:maxBody] + "…"
	}
	return &AnswerError{
		Operation: a.operation, Method: a.Method, Path: a.Path, Status: a.Status, Want: fmt.Sprintf(format, args...),
		Body: strings.ToValidUTF8(body, "\uFFFD"),
	}
}

// JSON decodes the body of an answer that says that it is JSON. Whole numbers are without fraction and exponent, and
// dates in one form; what is not documented is left out.
func (a *Answer) JSON() (value any, err error) {
	if err := a.isJSON(); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(decode.Usual(a.Body)))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		e := a.differs("JSON")
		e.Wrong = "the body is no JSON"
		return nil, e
	}
	documented.Only(value)
	return value, nil
}

// isJSON wants the Content-Type that all answers with a resource have been seen with.
func (a *Answer) isJSON() error {
	values := a.Header.Values("Content-Type")
	media, _, _ := mime.ParseMediaType(strings.Join(values, ","))
	if media != "application/json" {
		return a.Differs("the Content-Type application/json and not %s", expect.Quoted(values))
	}
	return nil
}

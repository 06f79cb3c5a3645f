package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// maxQuoted bounds how much of a body a failure quotes.
const maxQuoted = 300

// An Answer is what a request got. Its methods say what it must be and return an error that tells what it was
// instead; an Answer of a request that could not be sent gives the reason from each of them.
type Answer struct {
	Method string
	Path   string // with the query
	Status int
	Header http.Header
	Body   []byte

	err   error
	quote func() string // the body as a failure may quote it; nil quotes it as it is
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
		return a.differs("204 with an empty body")
	}
	return nil
}

// Refused wants this status, and this code in the JSON body; code 0 leaves the body open.
func (a *Answer) Refused(status, code int) error {
	switch {
	case a.err != nil:
		return a.err
	case code == 0 && a.Status != status:
		return a.differs("%d", status)
	case code != 0 && (a.Status != status || a.code() != code):
		return a.differs("%d with code %d", status, code)
	case code != 0:
		return a.explains(errorShape())
	}
	return nil
}

// explains wants a refusal in JSON of a shape, with the status that the answer has.
func (a *Answer) explains(sh shape) error {
	body, err := a.json()
	if err != nil {
		return err
	}
	if err := sh.check("the error", body); err != nil {
		return fmt.Errorf("%s %s answered %d: %w", a.Method, a.Path, a.Status, err)
	}
	if status, there := body.(map[string]any)["status"]; there && status != nil {
		return same("status in the body", fmt.Sprint(status), strconv.Itoa(a.Status))
	}
	return nil
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
		return a.differs("a refusal, any 4xx")
	}
	return nil
}

func (a *Answer) success(status int, into any) error {
	switch {
	case a.err != nil:
		return a.err
	case a.Status != status:
		return a.differs("%d", status)
	case into == nil:
		return nil
	}
	if err := a.isJSON(); err != nil {
		return err
	}
	if err := json.Unmarshal(a.Body, into); err != nil {
		return fmt.Errorf("%w: %w", a.differs("%d with JSON of a %T", status, into), err)
	}
	return nil
}

// code is the `code` of an error body, 0 when there is none.
func (a *Answer) code() int {
	var body struct {
		Code int `json:"code"`
	}
	_ = json.Unmarshal(a.Body, &body) // what is not JSON has no code
	return body.Code
}

func (a *Answer) differs(format string, args ...any) error {
	body := string(a.Body[:min(len(a.Body), 16*maxQuoted)])
	switch {
	case body == "":
		body = "an empty body"
	case a.quote != nil:
		body = a.quote() // before it is cut: half a password is too much
	}
	if len(body) > maxQuoted {
		body = body[:maxQuoted] + "…"
	}
	body = strings.ToValidUTF8(body, "�")
	return fmt.Errorf("%s %s answered %d, want %s: %s", a.Method, a.Path, a.Status, fmt.Sprintf(format, args...), body)
}

// same compares one value of an answer with what it must be.
func same[T comparable](what string, got, want T) error {
	if got == want {
		return nil
	}
	return fmt.Errorf("%s is %s, want %s", what, quoted(got), quoted(want))
}

// that says what must hold and does not.
func that(holds bool, format string, args ...any) error {
	if holds {
		return nil
	}
	return fmt.Errorf(format, args...)
}

// then returns err alone when there is one, since an answer that did not come has nothing to compare; otherwise it
// joins what the comparisons say.
func then(err error, comparisons ...error) error {
	if err != nil {
		return err
	}
	return errors.Join(comparisons...)
}

func quoted(value any) string {
	if text, ok := value.(string); ok && len(text) > maxQuoted {
		value = text[:maxQuoted] + "…"
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return fmt.Sprint(value)
	}
	return strings.TrimSpace(b.String())
}

// optional reads a nullable text: null is printed apart from the empty string.
func optional(text *string) string {
	if text == nil {
		return "null"
	}
	return *text
}

package client

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// decode turns an answer into a value, or into an *Error. It is the only place that does: status,
// message, request ID and, when a create succeeded but its answer does not parse, the SID, all
// survive.
func decode[T any](call *call, resp *http.Response, err error) (*T, error) {
	call.kind = kindOf(new(T))
	body, err := call.accept(resp, err)
	if err != nil {
		return nil, err
	}
	value, err := parse[T](body)
	if err == nil {
		err = foreign(call.request, value)
	}
	if err != nil {
		return nil, call.unreadable(resp, body, fmt.Errorf("the answer cannot be read: %w", explain(body, err)))
	}
	return value, nil
}

// explain says in plain words why an answer is no resource. A page comes from a wrong address, or from
// what stands between here and the API.
func explain(body []byte, err error) error {
	switch text := bytes.TrimSpace(body); {
	case len(text) == 0:
		return fmt.Errorf("it is empty: %w", err)
	case text[0] == '<':
		return fmt.Errorf("it is a page of HTML or XML instead of JSON, as a proxy or a wrong address gives one: %w",
			plainjson.Explain(body, err))
	}
	return plainjson.Explain(body, err)
}

func parse[T any](body []byte) (*T, error) {
	var value *T
	if err := unmarshal(body, &value); err != nil {
		return nil, err
	}
	if value == nil {
		return nil, errors.New("it is null")
	}
	return value, nil
}

// deleted reports the outcome of a DELETE. A repeated one that finds nothing has been done by an earlier attempt. A
// success with a page is not the API's: what stands before it has answered, and nothing is deleted.
func deleted(call *call, resp *http.Response, err error) error {
	body, err := call.accept(resp, err)
	if errors.Is(err, ErrNotFound) && call.uncertain {
		return nil
	}
	if err != nil || len(bytes.TrimSpace(body)) == 0 {
		return err
	}
	var any struct{}
	if err := unmarshal(body, &any); err != nil {
		return call.unreadable(resp, body, fmt.Errorf("the answer cannot be read: %w", explain(body, err)))
	}
	return nil
}

// accept returns the body of a success.
func (c *call) accept(resp *http.Response, err error) ([]byte, error) {
	if resp == nil {
		return nil, c.failure(nil, err)
	}
	body, readErr := io.ReadAll(resp.Body) // in memory already, see doer
	if err = errors.Join(err, readErr); err != nil {
		err = fmt.Errorf("the answer broke off: %w", err)
	}
	switch {
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		failure := c.failure(resp, err)
		failure.apiError(body)
		failure.redirected(resp)
		c.conceal(failure)
		return nil, failure
	case err != nil:
		return nil, c.unreadable(resp, body, err)
	}
	return body, nil
}

// failure names the operation, what is known of the answer, and the cause if there is one.
func (c *call) failure(resp *http.Response, cause error) *Error {
	if c.stopped != nil && !errors.Is(cause, c.stopped) {
		cause = errors.Join(cause, c.stopped)
	}
	e := &Error{Op: c.op, Attempts: c.attempts, Err: cause}
	if resp != nil {
		e.StatusCode = resp.StatusCode
		e.RequestID = resp.Header.Get("Twilio-Request-Id")
		e.RetryAfter = retryAfter(resp.Header, time.Now())
	}
	if c.request != nil {
		e.Method, e.Path = c.request.Method, c.request.URL.Path
		e.unknown = c.uncertain && e.Method == http.MethodPost
	}
	return e
}

// unreadable is the failure of a success: the request was processed, but its answer says too
// little. A write of which not even the SID came back has an unknown outcome.
func (c *call) unreadable(resp *http.Response, body []byte, cause error) *Error {
	e := c.failure(resp, cause)
	e.Body = beginning(body)
	c.conceal(e)
	if e.Method == http.MethodPost {
		sid := salvageSID(body, c.kind)
		e.unknown = sid == ""
		if e.StatusCode == http.StatusCreated {
			e.SID = sid
		}
	}
	return e
}

var sidProperty = lazyregexp.New(`"sid"\s*:\s*"([A-Z]{2}[0-9a-fA-F]{32})"`)

// salvageSID finds the SID of a resource of a kind in an answer that does not parse, so that nothing
// created is lost. The resource's own comes first in Twilio's answers; nested ones follow.
func salvageSID(body []byte, k kind) string {
	for _, m := range sidProperty.Get().FindAllSubmatch(body, -1) {
		if sid := string(m[1]); k.matches(sid) {
			return sid
		}
	}
	return ""
}

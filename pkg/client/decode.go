package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"time"
)

// decode turns an answer into a value, or into an *Error. It is the only place that does: status, message, request ID and, when a
// create succeeded but its answer does not parse, the SID, all survive.
func decode[T any](call *call, resp *http.Response, err error) (*T, error) {
	body, err := call.accept(resp, err)
	if err != nil {
		return nil, err
	}
	var value T
	if err := json.Unmarshal(body, &value); err != nil {
		failure := call.failure(resp, fmt.Errorf("the answer cannot be read: %w", err))
		failure.Body = body[:min(len(body), maxErrorBody)]
		failure.SID = salvageSID(body)
		failure.unknown = failure.Method == http.MethodPost && failure.SID == ""
		return nil, failure
	}
	return &value, nil
}

// deleted reports the outcome of a DELETE. A repeated one that finds nothing has been done by an earlier attempt.
func deleted(call *call, resp *http.Response, err error) error {
	_, err = call.accept(resp, err)
	if errors.Is(err, ErrNotFound) && call.uncertain {
		return nil
	}
	return err
}

// accept returns the body of a success.
func (c *call) accept(resp *http.Response, err error) ([]byte, error) {
	if resp == nil {
		return nil, c.failure(nil, err)
	}
	body, readErr := io.ReadAll(resp.Body) // in memory already, see doer
	if err = errors.Join(err, readErr); err != nil {
		failure := c.failure(resp, fmt.Errorf("the answer broke off: %w", err))
		failure.Body = body[:min(len(body), maxErrorBody)]
		if resp.StatusCode < 300 {
			failure.SID = salvageSID(body)
			failure.unknown = failure.unknown && failure.SID == ""
		}
		return nil, failure
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		failure := c.failure(resp, nil)
		failure.apiError(body)
		return nil, failure
	}
	return body, nil
}

func (c *call) failure(resp *http.Response, cause error) *Error {
	e := &Error{Op: c.op, Attempts: c.attempts, Err: errors.Join(cause, c.stopped)}
	if resp != nil {
		e.StatusCode = resp.StatusCode
		e.RequestID = resp.Header.Get("Twilio-Request-Id")
		e.RetryAfter = retryAfter(resp.Header, time.Now())
	}
	if c.request != nil {
		e.Method, e.Path = c.request.Method, c.request.URL.Path
		// A 4xx is an answer: the write was refused. Without one, or with a 5xx, it may have been done.
		e.unknown = c.uncertain && e.Method == http.MethodPost && (e.StatusCode == 0 || e.StatusCode >= 500 || cause != nil)
	}
	return e
}

var sidProperty = regexp.MustCompile(`"sid"\s*:\s*"([A-Z]{2}[0-9a-fA-F]{32})"`)

// salvageSID finds the SID of a resource in an answer that does not parse, so that nothing created is lost. The resource's own comes
// first in Twilio's answers; nested ones follow.
func salvageSID(body []byte) string {
	if m := sidProperty.FindSubmatch(body); m != nil {
		return string(m[1])
	}
	return ""
}

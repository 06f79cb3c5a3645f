package suite

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// What is no answer to a request, and so accuses nobody: a connection that broke, a server or gateway that is out of
// order, a rate or a quota. A case that met one and failed is run again, and is an error when it meets one each time.

const (
	maxAttempts = 3                      // of a case
	maxAgain    = 60                     // further attempts of a run
	crowdedWait = 8 * time.Second        // before a case is run again that found the account full
	attemptWait = 500 * time.Millisecond // before a further attempt
	safeWait    = 100 * time.Millisecond // before a safe request is repeated
	// cases that met trouble one after the other, before the target is asked whether it is there
	brokenInARow = 8
)

// A trouble is such an event.
type trouble struct {
	operation string
	status    int    // 0: no answer
	text      string // what happened
	quota     bool   // a refusal of one more than the account may have
}

// Error says what happened.
func (t *trouble) Error() string { return t.text }

func troubleOf(operation string, req *http.Request, status int) *trouble {
	if operation == "" && req.Method == http.MethodHead {
		operation = http.MethodHead // it is that of no operation, whose GET may be answered all the same
	}
	what := "is out of order"
	if status == http.StatusTooManyRequests {
		what = fmt.Sprintf("limits the rate, also after %d repetitions", maxRepeats)
	}
	return &trouble{operation: operation, status: status, text: fmt.Sprintf("%s %s answered %d: the target %s",
		req.Method, req.URL.Path, status, what)}
}

// isOutOfOrder reports whether a status is of a server or gateway that did not come to the request: also those by
// which it says that it has not read it (RFC 9110, sections 15.5.9 and 15.5.20; RFC 8470, section 5.2).
func isOutOfOrder(status int) bool {
	return status >= http.StatusInternalServerError || status == http.StatusRequestTimeout ||
		status == http.StatusMisdirectedRequest || status == http.StatusTooEarly
}

// quotaOf is what an account has a limited number of, of which an operation makes one more; it is empty for others.
func quotaOf(operation string) string {
	switch operation {
	case "CreateService", "CreateBuild": // Builds are limited within an hour
		return nounOf(operation)
	default:
		return ""
	}
}

// isFull reports whether an answer refuses one more than the account may have: others hold
// the rest. The answer can still be read.
func isFull(operation string, resp *http.Response) bool {
	noun := quotaOf(operation)
	if noun == "" || resp.StatusCode != http.StatusBadRequest {
		return false
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return err == nil && bytes.Contains(body, []byte(noun+"s are limited to"))
}

// full notes that the account has no room, which only a case about the limit can pass.
func (w *wire) full(operation string, req *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trouble = &trouble{operation: operation, status: http.StatusBadRequest, quota: true,
		text: fmt.Sprintf("%s %s answered 400: the account has no room for another %s", req.Method, req.URL.Path,
			quotaOf(operation))}
}

// noRoom reports whether the last trouble is that the account can hold no more Services.
func (t *trouble) noRoom() bool { return t != nil && t.quota && t.operation == "CreateService" }

// isSafe reports whether a request may be repeated whatever became of it.
func isSafe(req *http.Request) bool {
	return req.Method == http.MethodGet || req.Method == http.MethodHead
}

// excludedError is a request of an operation that the run leaves out.
type excludedError struct{ operation string }

// Error says which.
func (e *excludedError) Error() string {
	return "it needs " + e.operation + ", which this run leaves out"
}

func asExcluded(err error) *excludedError {
	var excluded *excludedError
	errors.As(err, &excluded)
	return excluded
}

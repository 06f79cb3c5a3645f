package client

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptrace"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/slow"
)

// maxBody bounds what is read of an answer: far above a page of 1,000 builds with 50 versions each (15 MB).
const maxBody = 64 << 20

// attemptsTime is for how long attempts may fail before no other is made: each may wait two minutes
// for a server that has gone silent, or break off late.
const attemptsTime = 150 * time.Second

var errTooLong = fmt.Errorf("the answer is longer than %d bytes", maxBody)

// doer sends the requests of the generated clients: credentials, a fresh body for every attempt,
// and repetitions where they are safe. It reads the whole answer, so that one that breaks off
// counts as a failed attempt.
type doer struct {
	http        *http.Client
	credentials Credentials
	userAgent   string
	retry       Retry
	logger      *slog.Logger
}

// Do sends the request until it has an answer that is worth returning, or until repeating it is not
// safe or not worth it.
func (d *doer) Do(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	call := callOf(ctx)
	call.request, call.password = req, d.credentials.password()
	if err := ctx.Err(); err != nil {
		return nil, &unsentError{err}
	}
	observer := observerOf(ctx)
	for {
		call.attempts++
		began := time.Now()
		resp, err := d.once(req)
		call.took += time.Since(began)
		wait, again := d.next(req, resp, err, call)
		if again || err != nil {
			call.stopped = ctx.Err()
		}
		observer.done(call, began, resp, again && call.stopped == nil)
		if !again || call.stopped != nil {
			return resp, err
		}
		d.logger.InfoContext(ctx, "repeating a request", "operation", call.op, "attempt", call.attempts,
			"status", statusOf(resp), "error", err, "wait", wait)
		if call.stopped = sleep(ctx, wait); call.stopped == nil {
			call.stopped = observer.again(ctx)
		}
		if call.stopped != nil {
			return resp, err
		}
	}
}

// once sends one attempt. Both results are set when an answer broke off.
func (d *doer) once(original *http.Request) (*http.Response, error) {
	var conn connection
	req := original.Clone(httptrace.WithClientTrace(original.Context(), conn.trace()))
	if original.GetBody != nil {
		body, err := original.GetBody()
		if err != nil {
			return nil, &unsentError{err}
		}
		req.Body = body
	}
	req.SetBasicAuth(d.credentials.username, d.credentials.password())
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", d.userAgent)
	resp, err := d.http.Do(req)
	if err != nil {
		err = inPlainWords(plainError(err))
		if conn.missing() {
			err = &connectError{err}
		}
		return nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err == nil && len(body) > maxBody {
		err = errTooLong
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, err
}

// next decides about another attempt. Rules: 429 for every request, since it was not processed; 5xx
// and lost connections only where a second processing does no harm; a connection that never came
// about, for every request.
func (d *doer) next(req *http.Request, resp *http.Response, err error, call *call) (wait time.Duration, again bool) {
	limit, after := d.retry.Attempts, time.Duration(0)
	if resp != nil {
		after = retryAfter(resp.Header, time.Now())
	}
	switch status := statusOf(resp); {
	case status == http.StatusTooManyRequests:
		limit = d.retry.RateLimitAttempts
	case status >= 300 && status < 500, status > 0 && status < 300 && err == nil:
		return 0, false // an answer; a refusal is one even when its explanation broke off
	case notSent(err):
		if permanent(err) {
			return 0, false
		}
	default: // a 5xx or no whole answer: it may have been done
		call.uncertain = true
		if !repeatable(req.Method) || errors.Is(err, errTooLong) || slow.Is(err) {
			return 0, false
		}
		if call.took >= attemptsTime {
			return 0, false
		}
	}
	if call.attempts >= limit {
		return 0, false
	}
	return d.retry.wait(call.attempts, after)
}

// repeatable: reads change nothing, and a delete that is done twice is done.
func repeatable(method string) bool {
	return method == http.MethodGet || method == http.MethodDelete
}

func statusOf(resp *http.Response) int {
	if resp == nil {
		return 0
	}
	return resp.StatusCode
}

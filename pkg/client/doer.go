package client

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"
)

// maxBody bounds what is read of an answer: far above a page of 1,000 builds with 50 versions each (15 MB).
const maxBody = 64 << 20

// doer sends the requests of the generated clients: credentials, a fresh body for every attempt, and repetitions where they are safe.
// It reads the whole answer, so that one that breaks off counts as a failed attempt.
type doer struct {
	http        *http.Client
	credentials Credentials
	userAgent   string
	retry       Retry
	logger      *slog.Logger
}

// Do sends the request until it has an answer that is worth returning, or until repeating it is not safe or not worth it.
func (d *doer) Do(req *http.Request) (*http.Response, error) {
	call := callOf(req.Context())
	for {
		call.attempts++
		resp, err := d.once(req)
		call.request = req
		wait, again := d.next(req, resp, err, call)
		if !again {
			return resp, err
		}
		d.logger.InfoContext(req.Context(), "repeating a request", "operation", call.op, "attempt", call.attempts,
			"status", statusOf(resp), "error", err, "wait", wait)
		if stopped := sleep(req.Context(), wait); stopped != nil {
			call.stopped = stopped
			return resp, err
		}
	}
}

// once sends one attempt. Both results are set when an answer broke off.
func (d *doer) once(original *http.Request) (*http.Response, error) {
	req := original.Clone(original.Context())
	if original.GetBody != nil {
		body, err := original.GetBody()
		if err != nil {
			return nil, &unsentError{err}
		}
		req.Body = body
	}
	req.SetBasicAuth(d.credentials.username, d.credentials.password)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", d.userAgent)
	resp, err := d.http.Do(req)
	if err != nil {
		return nil, plainError(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err == nil && len(body) > maxBody {
		err = fmt.Errorf("the answer is longer than %d bytes", maxBody)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, err
}

// next decides about another attempt. Rules: 429 for every request, since it was not processed; 5xx and lost connections only
// where a second processing does no harm; a connection that never came about, for every request.
func (d *doer) next(req *http.Request, resp *http.Response, err error, call *call) (wait time.Duration, again bool) {
	if req.Context().Err() != nil {
		call.uncertain = call.uncertain || (resp == nil || err != nil) && !notSent(err)
		return 0, false
	}
	limit := d.retry.Attempts
	var after time.Duration
	switch {
	case err != nil && notSent(err):
		if permanent(err) {
			return 0, false
		}
	case err != nil || resp.StatusCode >= 500:
		call.uncertain = true
		if !repeatable(req.Method) {
			return 0, false
		}
	case resp.StatusCode == http.StatusTooManyRequests:
		limit = d.retry.RateLimitAttempts
		after = retryAfter(resp.Header, time.Now())
	default:
		return 0, false
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

// permanent: the body could not be read or the server's certificate is not trusted; asking again changes neither.
func permanent(err error) bool {
	return errors.As(err, new(*unsentError)) || errors.As(err, new(*tls.CertificateVerificationError))
}

// unsentError is a failure on this side: the request did not go out, or broke off in the middle of its body, which no server
// processes.
type unsentError struct{ error }

func (e *unsentError) Unwrap() error { return e.error }

// notSent reports whether the request certainly did not leave: no body, no connection, or nobody to trust at its other end.
func notSent(err error) bool {
	var op *net.OpError
	return permanent(err) || errors.As(err, new(*net.DNSError)) || errors.As(err, &op) && op.Op == "dial"
}

// plainError takes off the *url.Error of net/http, which repeats method and URL, query included.
func plainError(err error) error {
	if wrapped := new(url.Error); errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

func statusOf(resp *http.Response) int {
	if resp == nil {
		return 0
	}
	return resp.StatusCode
}

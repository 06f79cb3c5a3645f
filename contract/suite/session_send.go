package suite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/throttle"
)

const (
	maxAnswerBytes = 64 << 20 // over twice the largest legal content
	maxRepeats     = 10       // of a request that is answered 429
	maxRetryAfter  = time.Minute
)

// A sender sends requests over a wire with its credentials. It is the Doer of the generated clients.
type sender struct {
	wire               *wire
	username, password string
	unrecorded         bool
}

// Do sends req and reads the whole answer, so that the wire has seen it when Do returns. A 429 is repeated after the
// time that Retry-After names; a safe request that got no answer, or one of 5xx, is repeated once.
func (d *sender) Do(req *http.Request) (*http.Response, error) {
	req = d.withHeaders(req)
	operation, _ := d.wire.operation(req.Method, req.URL)
	if err := d.admit(req, operation); err != nil {
		return nil, err
	}
	for attempt, again, began := 0, 0, time.Now(); ; attempt++ {
		resp, err := d.once(req)
		if err == nil {
			d.noteMade(req, resp)
			d.wire.crowd.Note(operation, resp.StatusCode)
		}
		if err == nil && operation == "CreateService" && d.awaitsRoom(req, resp, began) {
			if again, err := rewind(req); !again {
				return resp, err
			}
			continue
		}
		if err == nil && d.isUnfound(operation, req, resp) {
			if err := Wait(req.Context(), freshWait); err != nil {
				return nil, err
			}
			if again, err := rewind(req); !again {
				return resp, err
			}
			continue
		}
		if err == nil && again > 0 {
			d.wire.overcome(resp.StatusCode)
		}
		broken := isNoAnswer(err) || err == nil && isOutOfOrder(resp.StatusCode)
		switch {
		case broken && isSafe(req) && again == 0 && !isLate(err) && req.Context().Err() == nil:
			again++
			if err := Wait(req.Context(), safeWait); err != nil {
				return nil, err
			}
			continue
		case err == nil && resp.StatusCode == http.StatusTooManyRequests && attempt < maxRepeats &&
			isShort(resp.Header):
		case broken || err == nil && resp.StatusCode == http.StatusTooManyRequests:
			d.wire.meet(operation, req, resp, err)
			return resp, err
		case err == nil && !d.wire.fills && isFull(operation, resp):
			d.wire.full(operation, req)
			return resp, nil
		default:
			return resp, err
		}
		if again, err := rewind(req); err != nil {
			return nil, fmt.Errorf("body to repeat: %w", err)
		} else if !again {
			return resp, nil
		}
		d.wire.gate.Hold(retryAfter(resp.Header))
	}
}

// withHeaders returns a copy of req with the headers that every request has, unless the case sets them. A header that it
// leaves empty is not sent.
func (d *sender) withHeaders(req *http.Request) *http.Request {
	req = req.Clone(req.Context())
	if _, own := req.Header["User-Agent"]; !own {
		req.Header.Set("User-Agent", d.wire.userAgent)
	}
	if accept, own := req.Header["Accept"]; !own {
		req.Header.Set("Accept", "application/json")
	} else if strings.Join(accept, "") == "" {
		req.Header.Del("Accept")
	}
	if d.username != "" || d.password != "" {
		req.SetBasicAuth(d.username, d.password)
	}
	return req
}

// admit waits until a request of the case may be sent. It refuses one of an operation that the run excludes.
func (d *sender) admit(req *http.Request, operation string) error {
	if d.unrecorded {
		return nil
	}
	if d.wire.excludes != nil && d.wire.excludes(operation) {
		return &excludedError{operation}
	}
	if operation == "CreateService" {
		if err := d.wire.enterService(req.Context()); err != nil {
			return err
		}
	}
	if operation == "CreateBuild" && d.wire.oneBuild {
		if err := d.awaitBuilds(req.Context()); err != nil {
			return err
		}
	}
	return d.wire.settled(req.Context(), req.Method)
}

// once sends req once. The creation of a Service may end soon after the context of req has ended: whether there is
// something to delete would stay unknown otherwise.
func (d *sender) once(req *http.Request) (*http.Response, error) {
	asked := req.Context()
	if asked.Err() != nil {
		return nil, context.Cause(asked)
	}
	priority := d.wire.priority()
	if d.unrecorded { // cleaning makes room for others, and has its own time
		priority = throttle.Urgent
	}
	if err := d.wire.gate.Enter(asked, priority); err != nil {
		return nil, err
	}
	defer d.wire.gate.Leave(priority)
	bound := asked
	if operation, _ := d.wire.operation(req.Method, req.URL); operation == "CreateService" {
		var stop context.CancelFunc
		bound, stop = outlive(asked, interruptedWait)
		defer stop()
	}
	ctx, cancel := context.WithTimeout(bound, d.wire.timeout)
	defer cancel()
	transport := d.wire.checked
	if d.unrecorded {
		transport = d.wire.plain
	} else {
		d.wire.mu.Lock()
		d.wire.sent = time.Now()
		d.wire.mu.Unlock()
	}
	resp, err := transport.RoundTrip(req.WithContext(ctx))
	var body []byte
	if err == nil {
		body, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswerBytes+1))
		err = errors.Join(err, resp.Body.Close())
	}
	switch {
	case err != nil && bound.Err() != nil:
		return nil, context.Cause(asked)
	case err != nil && ctx.Err() != nil:
		return nil, d.wire.lost(req, fmt.Errorf("none within %s", d.wire.timeout), true)
	case err != nil:
		return nil, d.wire.lost(req, err, false)
	case len(body) > maxAnswerBytes:
		return nil, fmt.Errorf("%s %s: the answer is larger than %d bytes", req.Method, req.URL.Path, maxAnswerBytes)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.Request = req
	return resp, nil
}

// outlive gives a context that ends as long as that after another one.
func outlive(ctx context.Context, wait time.Duration) (context.Context, context.CancelFunc) {
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(wait, cancel)
		context.AfterFunc(own, func() { timer.Stop() })
	})
	return own, func() { stop(); cancel() }
}

// isShort reports whether a 429 asks for a wait that is worth it: a quota of an hour is not.
func isShort(header http.Header) bool {
	value := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(seconds)*time.Second <= maxRetryAfter
	}
	if date, err := http.ParseTime(value); err == nil {
		return time.Until(date) <= maxRetryAfter
	}
	return true
}

// retryAfter is how long a 429 asks to wait: seconds or a date, one second when it does not say.
func retryAfter(header http.Header) time.Duration {
	value := header.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil && seconds >= 0 {
		return min(time.Duration(seconds)*time.Second, maxRetryAfter)
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, min(time.Until(date), maxRetryAfter))
	}
	return time.Second
}

// noAnswerError is a request that the target did not answer. It says nothing about the contract yet: the target may
// be gone.
type noAnswerError struct {
	method, path string
	err          error
	late         bool // none in time
}

func (e *noAnswerError) Error() string {
	return fmt.Sprintf("%s %s: no answer: %v", e.method, e.path, e.err)
}

func (e *noAnswerError) Unwrap() error { return e.err }

func isLate(err error) bool {
	var lost *noAnswerError
	return errors.As(err, &lost) && lost.late
}

func isNoAnswer(err error) bool {
	var lost *noAnswerError
	return errors.As(err, &lost)
}

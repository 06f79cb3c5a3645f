package suite

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/evidence"
)

const (
	maxAnswerBytes = 64 << 20 // over twice the largest legal content
	maxRepeats     = 10       // of a request that is answered 429
	maxRetryAfter  = time.Minute
)

// A wire carries the exchanges of one case and keeps what they show.
type wire struct {
	checked   http.RoundTripper // records into this wire
	plain     http.RoundTripper // records nothing: cleaning is no evidence
	gate      *throttle
	userAgent string
	timeout   time.Duration
	operation func(method string, u *url.URL) (string, bool)
	cover     func(x *contract.Exchange) // nil counts nothing
	evidence  *evidence.Redactor

	mu        sync.Mutex
	exchanges int
	seen      tally
	findings  []contract.Finding
	services  []string // SIDs of what CreateService made, or unique names where no SID came back
	noAnswer  *noAnswerError
	trail     trail
}

// A tally counts exchanges by operationId and status.
type tally map[string]map[int]int

func (t tally) add(operation string, status, n int) {
	if t[operation] == nil {
		t[operation] = map[int]int{}
	}
	t[operation][status] += n
}

// noAnswerError is a request that the target did not answer. It says nothing about the contract yet: the target may
// be gone.
type noAnswerError struct {
	method, path string
	err          error
}

func (e *noAnswerError) Error() string {
	return fmt.Sprintf("%s %s: no answer: %v", e.method, e.path, e.err)
}

func (e *noAnswerError) Unwrap() error { return e.err }

// observe is given every exchange with the findings of the checker.
func (w *wire) observe(x *contract.Exchange, findings []contract.Finding) {
	operation, known := w.operation(x.Method, x.URL)
	if w.cover != nil {
		w.cover(x)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.exchanges++
	if known {
		w.seen.add(operation, x.Status, 1)
	}
	w.findings = append(w.findings, findings...)
	w.trail.add(x, findings)
	if operation == "CreateService" && x.Status >= 200 && x.Status < 300 {
		var service struct {
			SID string `json:"sid"`
		}
		if err := json.Unmarshal(x.Body, &service); err != nil || service.SID == "" {
			// A broken answer must not leave its Service behind.
			if form, err := url.ParseQuery(string(x.RequestBody)); err == nil {
				service.SID = form.Get("UniqueName")
			}
		}
		w.remember(service.SID)
	}
}

// remember needs w.mu held.
func (w *wire) remember(service string) {
	if service != "" && !slices.Contains(w.services, service) {
		w.services = append(w.services, service)
	}
}

// lost notes a request without an answer. A Service may have come into being all the same, so its name is remembered.
func (w *wire) lost(req *http.Request, err error) error {
	lost := &noAnswerError{method: req.Method, path: req.URL.Path, err: err}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.noAnswer = lost
	if operation, _ := w.operation(req.Method, req.URL); operation == "CreateService" && req.GetBody != nil {
		if body, err := req.GetBody(); err == nil {
			sent, _ := io.ReadAll(body)
			if form, err := url.ParseQuery(string(sent)); err == nil {
				w.remember(form.Get("UniqueName"))
			}
		}
	}
	return lost
}

// A sender sends requests over a wire with its credentials. It is the Doer of the generated clients.
type sender struct {
	wire               *wire
	username, password string
	unrecorded         bool
}

// Do sends req and reads the whole answer, so that the wire has seen it when Do returns. A 429 is repeated after the
// time that Retry-After names.
func (d *sender) Do(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("User-Agent", d.wire.userAgent)
	req.Header.Set("Accept", "application/json")
	if d.username != "" || d.password != "" {
		req.SetBasicAuth(d.username, d.password)
	}
	for attempt := 0; ; attempt++ {
		resp, err := d.once(req)
		if err != nil || resp.StatusCode != http.StatusTooManyRequests || attempt == maxRepeats {
			return resp, err
		}
		if req.Body != nil && req.Body != http.NoBody {
			if req.GetBody == nil {
				return resp, nil
			}
			if req.Body, err = req.GetBody(); err != nil {
				return nil, fmt.Errorf("body to repeat: %w", err)
			}
		}
		d.wire.gate.hold(retryAfter(resp.Header))
	}
}

// once sends req once. The creation of a Service runs to its end even when the context of req ends meanwhile: whether
// there is something to delete would stay unknown otherwise.
func (d *sender) once(req *http.Request) (*http.Response, error) {
	asked := req.Context()
	if asked.Err() != nil {
		return nil, context.Cause(asked)
	}
	if err := d.wire.gate.enter(asked); err != nil {
		return nil, err
	}
	defer d.wire.gate.leave()
	bound := asked
	if operation, _ := d.wire.operation(req.Method, req.URL); operation == "CreateService" {
		bound = context.WithoutCancel(asked)
	}
	ctx, cancel := context.WithTimeout(bound, d.wire.timeout)
	defer cancel()
	transport := d.wire.checked
	if d.unrecorded {
		transport = d.wire.plain
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
		return nil, d.wire.lost(req, fmt.Errorf("none within %s", d.wire.timeout))
	case err != nil:
		return nil, d.wire.lost(req, err)
	case len(body) > maxAnswerBytes:
		return nil, fmt.Errorf("%s %s: the answer is larger than %d bytes", req.Method, req.URL.Path, maxAnswerBytes)
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.Request = req
	return resp, nil
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

// Wait returns after d, or with the cause when ctx ends before.
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

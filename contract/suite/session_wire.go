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
	"strings"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/throttle"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
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
	gate      *throttle.Throttle
	cost      int // of the case, see [Case.Cost]
	atOnce    bool
	userAgent string
	timeout   time.Duration
	operation func(method string, u *url.URL) (string, bool)
	cover     func(x *contract.Exchange) // nil counts nothing
	evidence  *redact.Report
	excludes  func(operation string) bool // nil excludes nothing
	builds    *buildWatch
	patience  *patience // with what was just made; nil: none
	share     *share
	store     *fixtureStore // nil: the case shares nothing
	settle    time.Duration // that reads are given after a write
	spaced    bool          // writes are given it too, after something had ended
	// buildFailed says that a Build ended failed which the case wanted completed.
	buildFailed bool
	steady      bool // its reads answer the same after that time
	ownCause    bool // the case found itself what no violation explains
	has         func(ctx context.Context, feature Feature) bool

	mu        sync.Mutex
	prepares  bool       // something that is shared
	entered   int        // places for Services that are shared
	fixtures  []*fixture // that the case shares
	loan      *loan      // what it uses alone
	shared    bool       // the case shared something
	wrote     time.Time  // the last write
	freed     time.Time  // the last one that ended something: see [wire.writeAfterEnd]
	trouble   *trouble   // the last one that was not overcome
	troubles  []*trouble // all of them: requests that are sent together may meet several
	fills     bool       // the case fills the account: a refusal is its subject
	filled    bool       // the account held as many Services as it can
	crowded   bool       // a Service was refused that the case wanted
	exchanges int
	seen      tally
	findings  []contract.Finding
	services  []string // SIDs of what CreateService made, or unique names where no SID came back
	madeAny   bool     // a Service, also one that the case deleted itself
	noAnswer  *noAnswerError
	trail     trail
	refusals  map[place]bool // of findings about refusals
	overcame  bool           // a request was answered that had met trouble before
	fresh     fresh
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
	late         bool // none in time
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
	if x.Status < 500 { // what a gateway says out of order accuses nobody
		w.findings = append(w.findings, findings...)
		if x.Status >= 400 {
			w.noteRefusals(findings)
		}
	}
	if x.Method != http.MethodGet {
		w.wrote = time.Now()
	}
	if w.ends(x) {
		w.freed = time.Now()
	}
	w.trail.add(x, findings)
	if operation == "CreateService" && x.Status >= 200 && x.Status < 300 {
		var service struct {
			SID string `json:"sid"`
		}
		if err := json.Unmarshal(plainjson.InCase(x.Body), &service); err != nil || service.SID == "" {
			// A broken answer must not leave its Service behind.
			if form, err := url.ParseQuery(string(x.RequestBody)); err == nil {
				service.SID = form.Get("UniqueName")
			}
		}
		w.remember(service.SID)
	}
	if operation == "DeleteService" && x.Status == http.StatusNoContent && !w.prepares {
		w.forget(pathOf(x.URL))
	}
}

// noteRefusals needs w.mu held.
func (w *wire) noteRefusals(findings []contract.Finding) {
	for _, f := range findings {
		if w.refusals == nil {
			w.refusals = map[place]bool{}
		}
		w.refusals[placeOf(f)] = true
	}
}

// remember needs w.mu held.
func (w *wire) remember(service string) {
	if service != "" && !slices.Contains(w.services, service) {
		w.services, w.madeAny = append(w.services, service), true
	}
}

// forget leaves out a Service that the case deleted itself: if it is still there, [runner.prove] finds it.
// It needs w.mu held.
func (w *wire) forget(path string) {
	w.services = slices.DeleteFunc(w.services, func(service string) bool { return Path("Services", service) == path })
}

// lost notes a request without an answer. A Service may have come into being all the same, so its name is remembered.
func (w *wire) lost(req *http.Request, err error, late bool) error {
	lost := &noAnswerError{method: req.Method, path: req.URL.Path, err: err, late: late}
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
// time that Retry-After names; a safe request that got no answer, or one of 5xx, is repeated once.
func (d *sender) Do(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	// a case may send them in its own way, or an empty one: none
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
	operation, _ := d.wire.operation(req.Method, req.URL)
	if !d.unrecorded {
		if d.wire.excludes != nil && d.wire.excludes(operation) {
			return nil, &excludedError{operation}
		}
		if operation == "CreateService" {
			if err := d.wire.enterService(req.Context()); err != nil {
				return nil, err
			}
		}
		if err := d.wire.settled(req.Context(), req.Method); err != nil {
			return nil, err
		}
	}
	for attempt, again := 0, 0; ; attempt++ {
		resp, err := d.once(req)
		if err == nil {
			d.noteMade(req, resp)
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

// meet notes trouble that was not overcome.
func (w *wire) meet(operation string, req *http.Request, resp *http.Response, err error) {
	var met *trouble
	if err != nil {
		met = &trouble{operation: operation, text: err.Error()}
	} else {
		met = troubleOf(operation, req, resp.StatusCode)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trouble, w.troubles = met, append(w.troubles, met)
}

// overcome forgets a request without an answer that has got one since.
func (w *wire) overcome(status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.noAnswer = nil
	w.overcame = w.overcame || !isOutOfOrder(status)
}

// settled waits until what was written before may have reached a read, or what was ended before a write.
func (w *wire) settled(ctx context.Context, method string) error {
	if w.settle == 0 || method != http.MethodGet && !w.spaced {
		return nil
	}
	w.mu.Lock()
	since := w.freed
	if method == http.MethodGet {
		since = w.wrote
	}
	rest := time.Until(since.Add(w.settle))
	w.mu.Unlock()
	if rest <= 0 {
		return nil
	}
	return Wait(ctx, rest)
}

func isLate(err error) bool {
	var lost *noAnswerError
	return errors.As(err, &lost) && lost.late
}

func isNoAnswer(err error) bool {
	var lost *noAnswerError
	return errors.As(err, &lost)
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

// pauseKey is the key of a context for [Target.Pause].
type pauseKey struct{}

// pausing returns a context in which [Wait] asks the target to let time pass, if it can.
func (t *Target) pausing(ctx context.Context, caseID string) context.Context {
	if t.Pause == nil {
		return ctx
	}
	return context.WithValue(ctx, pauseKey{}, func(ctx context.Context, d time.Duration) error {
		return t.Pause(ctx, caseID, d)
	})
}

// DateStep is a wait before and after which dates differ: they have whole seconds.
const DateStep = 1200 * time.Millisecond

// Wait returns after d, or with the cause when ctx ends before. In a run against a target that can
// let time pass, see [Target.Pause], it returns at once.
func Wait(ctx context.Context, d time.Duration) error {
	if pause, ok := ctx.Value(pauseKey{}).(func(context.Context, time.Duration) error); ok {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return pause(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

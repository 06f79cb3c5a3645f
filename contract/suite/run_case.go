package suite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
	"github.com/twilio-serverless/twilio-serverless-go/contract/evidence"
)

// cleanTimeout bounds the deletion of what one case made. It is a budget of its own: the context of the run may have
// ended.
const cleanTimeout = 30 * time.Second

// A deletion that failed, or whose outcome is unknown, is tried again before its Service counts as left over.
const (
	cleanAttempts = 3
	cleanWait     = 250 * time.Millisecond
)

// runner is one run.
type runner struct {
	target  *Target
	opts    *RunOptions
	checker *contract.Checker
	secrets *redactor
	// evidence makes exchanges fit for the report.
	evidence *evidence.Redactor
	counter  *coverage.Counter
	prefix   string
	// unchecked is RunOptions.Unchecked.
	unchecked bool
	// catalogue is the digest of the selected cases.
	catalogue string
	gate      *throttle
	started   time.Time
	spent     time.Duration // by the run that is resumed

	mu      sync.Mutex // guards results and calls of OnResult and OnProgress
	results []Result   // in the order of the cases; without ID: not decided yet
	resumed int
}

// runAll runs the cases and returns why it could not run all of them, nil when it could.
func (r *runner) runAll(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var alone, together []int
	for i := range r.opts.Cases {
		if r.results[i].ID != "" {
			continue
		}
		if r.opts.Cases[i].Alone {
			alone = append(alone, i)
		} else {
			together = append(together, i)
		}
	}
	for _, i := range alone {
		r.runOne(ctx, cancel, i)
	}
	queue := make(chan int)
	var workers sync.WaitGroup
	for range min(r.opts.Parallel, len(together)) {
		workers.Go(func() {
			for i := range queue {
				r.runOne(ctx, cancel, i)
			}
		})
	}
	for _, i := range together {
		queue <- i
	}
	close(queue)
	workers.Wait()
	return context.Cause(ctx)
}

// runOne runs the i-th case, files its result, and ends the run when the target turns out to be gone.
func (r *runner) runOne(ctx context.Context, cancel context.CancelCauseFunc, i int) {
	result := r.execute(ctx, cancel, &r.opts.Cases[i])
	r.mu.Lock()
	defer r.mu.Unlock()
	r.results[i] = result
	if r.opts.OnResult != nil {
		r.opts.OnResult(result)
	}
	if r.opts.OnProgress != nil {
		r.opts.OnProgress(r.progress())
	}
}

func (r *runner) execute(ctx context.Context, cancel context.CancelCauseFunc, c *Case) (result Result) {
	result = Result{ID: c.ID, Claim: c.Claim, Source: c.Source, Level: c.Level}
	for _, need := range c.Needs {
		if !slices.Contains(r.target.Features, need) {
			result.Outcome, result.Reason = NotSupported, fmt.Sprintf("the target does not claim the feature %q", need)
			return result
		}
	}
	if ctx.Err() != nil {
		r.unjudged(ctx, &result)
		return result
	}
	started := time.Now()
	transport, err := r.open(c)
	if err != nil {
		result.Outcome, result.Reason = Error, r.secrets.text(err.Error())
		return result
	}
	w := r.newWire(c.ID, transport)
	err = r.call(ctx, c, w)
	if w.noAnswer != nil && ctx.Err() == nil && r.target.Transport != nil {
		if lost := r.probe(ctx).Err(); lost != nil && ctx.Err() == nil {
			cancel(fmt.Errorf("contract: %w: %w", ErrTargetLost, w.noAnswer))
		}
	}
	result.Leftover = r.clean(ctx, w)
	result.Duration = time.Since(started)
	result.Exchanges = w.exchanges
	result.Operations, result.Seen = slices.Sorted(maps.Keys(w.seen)), w.seen
	result.Findings = r.secrets.findings(responseFindings(w.findings))
	// Nobody stands behind a transport of the case's own who could have been lost: it is the transport that does not fit.
	misfit := w.noAnswer != nil && r.target.Transport == nil
	if misfit {
		result.Leftover = nil // whatever could not be asked
	}
	r.judge(ctx, c, &result, err, misfit)
	if !r.unchecked { // a measurement counts, it does not explain
		w.trail.explain(&result, r.evidence, r.checker.Operation)
	}
	r.close(transport, &result)
	return result
}

// open gives the transport of a case.
func (r *runner) open(c *Case) (http.RoundTripper, error) {
	if r.target.Open == nil {
		return r.target.Transport, nil
	}
	transport, err := r.target.Open(c.ID)
	if err != nil {
		return nil, fmt.Errorf("target for the case: %w", err)
	}
	return transport, nil
}

// close ends the transport that a case had of its own. A recording tells here that it was not played to its end, or that it could not
// be written: nobody may take the result for more than it is.
func (r *runner) close(transport http.RoundTripper, result *Result) {
	closer, ok := transport.(io.Closer)
	if r.target.Open == nil || !ok {
		return
	}
	if err := closer.Close(); err != nil {
		reason := r.secrets.text(err.Error())
		if result.Outcome != Fail {
			result.Outcome = Error
		}
		if result.Reason != "" {
			reason = result.Reason + "\n" + reason
		}
		result.Reason = reason
	}
}

// judge turns what a case returned and what the wire showed into an outcome.
func (r *runner) judge(ctx context.Context, c *Case, result *Result, err error, misfit bool) {
	var panicked *panicError
	violations := slices.ContainsFunc(result.Findings, func(f contract.Finding) bool { return f.Severity == contract.Violation })
	switch {
	case errors.As(err, &panicked):
		result.Outcome, result.Reason = Error, err.Error()
	case err != nil && ctx.Err() != nil:
		r.unjudged(ctx, result)
	case violations:
		// Wins over the level: the contract holds in assumed cases too.
		result.Outcome, result.Reason = Fail, "the wire broke the contract"
		if err != nil {
			result.Reason = err.Error()
		}
	case err != nil && misfit:
		result.Outcome, result.Reason = Error, err.Error()
	case err != nil && c.Level == Assumed && !r.opts.Assumed:
		result.Outcome, result.Reason = Skip, "assumed, and different here: "+err.Error()
	case err != nil:
		result.Outcome, result.Reason = Fail, err.Error()
	default:
		result.Outcome = Pass
	}
	result.Reason = r.secrets.text(result.Reason)
}

// unjudged is the outcome of a case that a lost target or the end of the context kept from finishing.
func (r *runner) unjudged(ctx context.Context, result *Result) {
	result.Undecided = true
	if cause := context.Cause(ctx); errors.Is(cause, ErrTargetLost) {
		result.Outcome, result.Reason = Error, r.secrets.text(cause.Error())
		return
	}
	result.Outcome, result.Reason = Skip, "the run was ended: "+context.Cause(ctx).Error()
}

type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string {
	return fmt.Sprintf("the case panicked: %v\n%s", e.value, e.stack)
}

// call runs the case itself. A panic is a defect of the case, not of the target, and must not end the other cases.
func (r *runner) call(ctx context.Context, c *Case, w *wire) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &panicError{value: value, stack: debug.Stack()}
		}
	}()
	s, err := newSession(r.target, w, newNames(r.prefix, c.ID))
	if err != nil {
		return err
	}
	return c.Run(ctx, s)
}

func (r *runner) newWire(id string, transport http.RoundTripper) *wire {
	w := &wire{
		plain: transport, gate: r.gate, timeout: r.target.RequestTimeout, operation: r.checker.Operation,
		userAgent: "twilio-serverless-contract (" + id + ")", seen: tally{},
		evidence: r.evidence,
	}
	watching := r.checker
	if r.unchecked {
		watching = nil
	}
	if r.counter != nil {
		w.cover = func(x *contract.Exchange) { r.checker.Cover(r.counter, x) }
	}
	w.checked = watching.Transport(transport, w.observe)
	return w
}

// probe asks for one page of Services, outside of any case.
func (r *runner) probe(ctx context.Context) *Answer {
	w := r.newWire("preflight", r.target.Transport)
	s := &Session{}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.target.APIURL+"/v1/Services?PageSize=1", nil)
	if err != nil {
		return &Answer{err: err}
	}
	return s.Answer(r.cleaner(w).Do(req))
}

func (r *runner) cleaner(w *wire) *sender {
	return &sender{wire: w, username: r.target.Username, password: r.target.Password, unrecorded: true}
}

// clean deletes the Services that a case made, which takes everything in them along, and returns what is still there.
func (r *runner) clean(ctx context.Context, w *wire) (leftover []string) {
	if len(w.services) == 0 {
		return nil
	}
	// One case fills the account: its fifty Services get more time than the one or two of the others.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanTimeout*time.Duration(1+len(w.services)/10))
	defer cancel()
	do := func(method, service string) *Answer {
		req, err := http.NewRequestWithContext(ctx, method, r.target.APIURL+Path("Services", service), nil)
		if err != nil {
			return &Answer{err: err}
		}
		return (&Session{}).Answer(r.cleaner(w).Do(req))
	}
	for _, service := range w.services {
		left := ""
		for attempt := range cleanAttempts {
			if attempt > 0 && Wait(ctx, cleanWait) != nil {
				break
			}
			do(http.MethodDelete, service) // whether it worked is what the next request tells
			after := do(http.MethodGet, service)
			switch {
			case after.Err() != nil:
				left = service + " (unknown: " + r.secrets.text(after.Err().Error()) + ")"
			case after.Status != http.StatusNotFound:
				left = service
			default:
				left = ""
			}
			if left == "" || r.target.Transport == nil { // nothing becomes of a recording by asking again
				break
			}
		}
		if left != "" {
			leftover = append(leftover, left)
		}
	}
	return leftover
}

// responseFindings leaves out what the suite does wrong on purpose and what was found before.
func responseFindings(findings []contract.Finding) []contract.Finding {
	var kept []contract.Finding
	seen := map[string]bool{}
	for _, f := range findings {
		key := strings.Join([]string{f.Operation, f.Rule, f.Location, f.Message}, "\x00")
		if f.Side == contract.ResponseSide && !seen[key] {
			seen[key] = true
			kept = append(kept, f)
		}
	}
	return kept
}

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
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/room"
)

// An attempt is one run of one case.
type attempt struct {
	number int           // from 0
	settle time.Duration // that reads are given after a write
	spaced bool          // writes are given it too, after something had ended
	// oneBuild makes a Build when those that the case made before have ended.
	oneBuild bool
}

// execute runs a case, again where that can tell weather from a broken promise.
func (r *runner) execute(ctx context.Context, cancel context.CancelCauseFunc, c *Case) Result {
	result := Result{ID: c.ID, Claim: c.Claim, Source: c.Source, Level: c.Level}
	if result.Reason = r.leftOut(ctx, c, &result); result.Reason != "" {
		result.Outcome = NotSupported
		return result
	}
	if ctx.Err() != nil {
		r.unjudged(ctx, &result)
		return result
	}
	if r.target.Open != nil { // nothing becomes of a recording by asking again
		result, _ = r.try(ctx, cancel, c, attempt{})
		return result
	}
	var others map[string]bool
	if c.Alone {
		others = r.knownOthers(ctx)
	}
	var w *wire
	result, w = r.try(ctx, cancel, c, attempt{})
	broken := new(outage)
	defer func() { r.noteOutage(&result, broken) }()
	r.noteTrouble(broken, w)
	for n := 1; n < maxAttempts && w != nil && ctx.Err() == nil; n++ {
		switch {
		case result.Outcome == Error && w.trouble != nil && !w.trouble.lasts() && r.mayTryAgain():
			if Wait(ctx, attemptWait) != nil {
				return result
			}
			var next Result
			next, w = r.try(ctx, cancel, c, attempt{number: n})
			result = next.after(&result)
			r.noteTrouble(broken, w)
		// others may have filled the account for a moment
		case (w.crowded && (result.differs() || w.filled) || w.trouble.noRoom() && result.Outcome == Error) &&
			r.mayWaitForRoom():
			full := w.filled
			if Wait(ctx, crowdedWait) != nil {
				return result
			}
			var next Result
			next, w = r.try(ctx, cancel, c, attempt{number: n})
			result = next.after(&result)
			if w != nil && w.crowded && result.differs() && full {
				result.Outcome, result.Because = Error, result.Because[:min(1, len(result.Because))]
				result.Reason = "the account holds as many Services as it can: " + result.Reason
			}
		case w.shared && result.differs() && r.mayRunApart():
			reason := result.Reason
			var next Result
			next, w = r.try(ctx, cancel, c, attempt{number: n})
			if next.Outcome == Pass {
				next.Findings = append(next.Findings, startApart(reason))
			}
			result = next.after(&result)
			r.noteTrouble(broken, w)
		case result.differs() && c.Alone && r.disturbed(ctx, others):
			others = r.others(ctx)
			var next Result
			next, w = r.try(ctx, cancel, c, attempt{number: n})
			result = next.after(&result)
			if n == maxAttempts-1 && result.differs() && r.disturbed(ctx, others) {
				result.Outcome, result.Because, result.Evidence = Skip, nil, nil
				result.Reason = "somebody else created or deleted Services of the account meanwhile, in each of " +
					"3 attempts: " +
					result.Reason
				return result
			}
		case result.differs() && w.buildFailed && r.mayTryAgain():
			var next Result
			next, w = r.try(ctx, cancel, c, attempt{number: n})
			if next.Outcome == Pass {
				next.Findings = append(next.Findings, failedOnce())
			}
			result = next.after(&result)
			r.noteTrouble(broken, w)
		default:
			return r.patiently(ctx, cancel, c, w, result)
		}
	}
	return r.patiently(ctx, cancel, c, w, result)
}

// patiently runs a case once more, with patience, that may have asked too early. If an answer shows what never was so,
// no delay explains it. What is not judged then, since the target is in trouble, accuses nobody.
func (r *runner) patiently(ctx context.Context, cancel context.CancelCauseFunc, c *Case, w *wire, result Result) Result {
	if w == nil || ctx.Err() != nil || !result.differs() || w.settle != 0 || w.steady || w.early().operation == "" ||
		!r.mayWaitForReads() || r.violates(c, w) && !w.ownCause || w.isFirm(c) {
		return result
	}
	var next Result
	for n := range maxAttempts {
		var late *wire
		next, late = r.try(ctx, cancel, c, attempt{number: maxAttempts + n, settle: readSettle, spaced: w.early().write})
		if next.Outcome != Error || late == nil || late.trouble == nil || late.trouble.lasts() || !r.mayTryAgain() ||
			Wait(ctx, attemptWait) != nil {
			break
		}
	}
	r.readsWaited(next.Outcome == Pass)
	switch next.Outcome {
	case Pass:
		next.Findings = append(next.Findings, w.early().notice())
		return next.after(&result)
	case Error:
		return next.after(&result)
	default:
		result.Leftover = append(result.Leftover, next.Leftover...)
		return result
	}
}

// try runs a case once.
func (r *runner) try(ctx context.Context, cancel context.CancelCauseFunc, c *Case, a attempt) (Result, *wire) {
	result := Result{ID: c.ID, Claim: c.Claim, Source: c.Source, Level: c.Level}
	started := time.Now()
	ctx = r.target.pausing(ctx, c.ID)
	transport, err := r.open(c)
	if err != nil {
		result.Outcome, result.Reason = Error, r.secrets.text(err.Error())
		result.becauseOfError()
		return result, nil
	}
	w := r.newWire(c.ID, transport)
	w.settle, w.spaced, w.excludes, w.cost, w.atOnce = a.settle, a.spaced, r.excludes, weight(c), c.AtOnce
	w.oneBuild = a.oneBuild
	w.fills = slices.Contains(c.Needs, FeatureServiceLimit)
	if c.Alone {
		defer r.readers.enter(ctx, a.number > 0)()
	} else {
		w.share = &room.Share{Room: r.room}
		defer w.share.Leave()
	}
	if a.number == 0 && !r.isCrowded(ctx) {
		w.store = r.store
	}
	err = r.call(ctx, c, w, a.number)
	r.watch(ctx, cancel, w)
	if err != nil && asExcluded(err) == nil && a.settle == 0 && !w.shared && w.trouble == nil && r.target.Open == nil &&
		w.writeAfterEnd() == "" && w.readAfterWrite() != "" && !r.violates(c, w) {
		w.steady = r.isSteady(ctx, w)
	}
	// A case that reads spoils nothing. Were what it read made anew, others beside it would see that.
	places := r.giveBack(w, err != nil && asExcluded(err) == nil && !(c.Alone && onlyReads(c)))
	result.Leftover = r.clean(ctx, w)
	r.store.free(places)
	result.Duration = time.Since(started)
	result.Exchanges = w.exchanges
	result.Operations, result.Seen = slices.Sorted(maps.Keys(w.seen)), w.seen
	result.Findings = r.secrets.findings(responseFindings(w.findings))
	// Nobody stands behind a transport of the case's own who could have been lost: it is the
	// transport that does not fit.
	misfit := w.noAnswer != nil && r.target.Transport == nil
	if misfit {
		result.Leftover = nil // whatever could not be asked
	}
	w.crowded, result.refusedBuild, result.failedBuild = w.noRoom(err), refusedBuild(err), w.buildFailed
	r.judge(ctx, c, w, &result, err, misfit)
	if !r.unchecked { // a measurement counts, it does not explain
		w.trail.explain(&result, r.evidence, r.checker.Operation)
		r.because(c, w, &result, err)
		r.keepDoubts(&result, w)
	}
	r.close(transport, &result)
	return result, w
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

// close ends the transport that a case had of its own. A recording tells here that it was not
// played to its end, or that it could not be written: nobody may take the result for more than it
// is.
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
		if result.Outcome == Error {
			result.becauseOfError()
		}
	}
}

type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string {
	return fmt.Sprintf("the case panicked: %v\n%s", e.value, e.stack)
}

// call runs the case itself. A panic is a defect of the case, not of the target, and must not end the other cases.
func (r *runner) call(ctx context.Context, c *Case, w *wire, attempt int) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = &panicError{value: value, stack: debug.Stack()}
		}
	}()
	s, err := newSession(r.target, w, newNames(r.prefix, c.ID, attempt))
	if err != nil {
		return err
	}
	if err := c.Run(ctx, s); err != nil || r.target.Open != nil { // a recording holds what the case asked itself
		return err
	}
	if err := errors.Join(s.reread(ctx, c), s.relist(ctx, c)); err != nil {
		return err
	}
	return w.contradicted(c)
}

func (r *runner) newWire(id string, transport http.RoundTripper) *wire {
	w := &wire{
		builds: &r.builds, has: r.has, patience: r.patience, crowd: r.crowd,
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

// violates reports whether an answer of what the case is about breaks the contract by itself, which time does not mend.
func (r *runner) violates(c *Case, w *wire) bool {
	return c.isBrokenBy(responseFindings(w.findings))
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

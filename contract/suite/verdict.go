package suite

import (
	"context"
	"errors"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
)

// judge turns what a case returned and what the wire showed into an outcome. Only an answer that broke a promise is a
// failure.
func (r *runner) judge(ctx context.Context, c *Case, w *wire, result *Result, err error, misfit bool) {
	var panicked *panicError
	var blocked *SetupError
	if c.Level == Assumed && !r.opts.Assumed { // that addresses without an operation are refused is assumed as well
		for i := range result.Findings {
			if result.Findings[i].Rule == unknownOperation {
				result.Findings[i].Severity = contract.Notice
			}
		}
	}
	// What only prepares the case is for the cases about it to judge.
	violations := c.isBrokenBy(result.Findings)
	excluded := asExcluded(err)
	switch {
	case errors.As(err, &panicked):
		result.Outcome, result.Reason = Error, err.Error()
	case err != nil && ctx.Err() != nil:
		r.unjudged(ctx, result)
	case excluded != nil:
		result.Outcome, result.Reason = NotSupported, excluded.Error()
	case err != nil && w.trouble != nil && !misfit:
		result.Outcome, result.Reason = Error, w.trouble.Error()
	case w.noRoom(err) && r.fullAccount(ctx, err):
		w.filled = true
		result.Outcome, result.Reason = Error, "the account holds as many Services as it can: "+err.Error()
	case errors.As(err, &blocked) && !slices.Contains(c.Ops, blocked.Operation):
		result.Outcome, result.Reason = Blocked, "blocked by "+blocked.Operation+": "+err.Error()
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

// noRoom reports whether a case wanted a Service that was refused: the account may hold as many as it can.
func (w *wire) noRoom(err error) bool {
	var answer *AnswerError
	return errors.As(err, &answer) && answer.Operation == "CreateService" && answer.Status/100 == 4 &&
		answer.Want == "201"
}

// fullAccount reports whether a set-up failed because the account can hold no more Services.
func (r *runner) fullAccount(ctx context.Context, err error) bool {
	var answer *AnswerError
	return errors.As(err, &answer) && answer.Operation == "CreateService" && r.full(ctx, answer.Status)
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

// isAbout reports whether an answer to an operation is the case's to judge: others only prepare it.
func (c *Case) isAbout(operation string) bool {
	return operation == "" || len(c.Ops) == 0 || slices.Contains(c.Ops, operation)
}

// isBrokenBy reports whether findings have a violation that is the case's to judge.
func (c *Case) isBrokenBy(findings []contract.Finding) bool {
	return slices.ContainsFunc(findings, func(f contract.Finding) bool {
		return f.Severity == contract.Violation && c.isAbout(f.Operation)
	})
}

// differs reports whether a case found something else than its claim.
func (result *Result) differs() bool {
	return result.Outcome == Fail || result.Outcome == Blocked || result.Outcome == Skip && !result.Undecided
}

// after adds what an earlier attempt of the same case cost and left.
func (result Result) after(before *Result) Result {
	result.Attempts = max(1, before.Attempts) + 1
	result.Duration += before.Duration
	result.Exchanges += before.Exchanges
	result.Leftover = append(slices.Clone(before.Leftover), result.Leftover...)
	seen := tally{}
	for _, each := range []map[string]map[int]int{before.Seen, result.Seen} {
		for operation, statuses := range each {
			for status, n := range statuses {
				seen.add(operation, status, n)
			}
		}
	}
	result.Seen = seen
	return result
}

// doubt keeps what a case saw that passed, and that broke the contract in what only prepares it.
type doubt struct {
	because  []Because
	evidence []Shown
}

func (r *runner) keepDoubts(result *Result, w *wire) {
	if result.Outcome != Pass {
		return
	}
	var d doubt
	for _, f := range result.Findings {
		if f.Severity == contract.Violation {
			d.because = append(d.because, w.because(f))
		}
	}
	if d.because == nil {
		return
	}
	d.evidence = r.evidence.Exchanges(sourcesOf(w.trail.steps(""), r.checker.Operation))
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.doubts == nil {
		r.doubts = map[string]*doubt{}
	}
	r.doubts[result.ID] = &d
}

// settleDoubts fails a case that passed when it saw something break the contract that no failure shows: each violation
// fails some case, the one about the operation if there is one.
func (r *runner) settleDoubts() {
	shown := map[string]bool{}
	for i := range r.results {
		for _, b := range r.results[i].Because {
			shown[b.Key] = true
		}
	}
	for i := range r.results {
		result := &r.results[i]
		doubt := r.doubts[result.ID]
		if doubt == nil || result.Outcome != Pass {
			continue
		}
		for _, b := range doubt.because {
			if !shown[b.Key] {
				shown[b.Key] = true
				result.Outcome, result.Reason, result.Evidence = Fail, "the wire broke the contract", doubt.evidence
				result.Because = append(result.Because, b)
			}
		}
	}
}

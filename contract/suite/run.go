package suite

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
	"github.com/twilio-serverless/twilio-serverless-go/contract/evidence"
)

// Why a run has no verdict. Test with errors.Is.
var (
	// ErrNoCases means that the filter left no case, or only cases that the target does not support. A run that
	// executed nothing proves nothing.
	ErrNoCases = errors.New("no case to run")
	// ErrUnreachable means that the very first request got no answer.
	ErrUnreachable = errors.New("target cannot be reached")
	// ErrCredentials means that the very first request was answered 401 or 403.
	ErrCredentials = errors.New("credentials were refused")
	// ErrTargetLost means that the target stopped answering in the middle. It comes together with a report.
	ErrTargetLost = errors.New("target was lost")
	// ErrOtherRun means that [RunOptions.Resume] is the report of another run: of other cases or another target.
	ErrOtherRun = errors.New("report of another run")
)

const (
	defaultParallel = 4
	maxParallel     = 10 // of about 50 at which the real API begins to answer 429
)

// RunOptions say what is run and how.
type RunOptions struct {
	// Cases are what is run, in this order of the report. Required: package cases has the catalogue.
	Cases []Case
	// Filter selects cases by ID; nil selects all.
	Filter *regexp.Regexp
	// Seed decides the names of what is created: the same seed gives the same names. 0 takes a random seed, which
	// the report tells.
	Seed uint64
	// Assumed makes assumed cases fail like the others. Without it a difference there is reported as a skip.
	Assumed bool
	// Unchecked leaves out the wire check, the coverage and the evidence, so that nothing fails but what cases themselves
	// assert. It is for measuring cases: a checker that reads the contract hides how little they look at.
	Unchecked bool
	// Parallel is how many cases run at once, 10 at most; 0 means 4.
	Parallel int
	// OnResult is given each result as it comes, one at a time and in the order in which cases end.
	OnResult func(Result)
	// OnProgress is given, after each case, a report of the cases that are decided. It is incomplete, and what [RunOptions.Resume]
	// takes, should the process be killed. It is called one at a time.
	OnProgress func(*Report)
	// Resume is the report of a run that was ended: the cases that it decided are taken over, the others are run with its seed.
	// Cases, target and Assumed must be the same as then, else the run ends with [ErrOtherRun]. What a killed run left behind has
	// to be deleted before, since names are given out again.
	Resume *Report
}

// complete returns a copy with the defaults filled in, or says what is wrong.
func (o *RunOptions) complete() (*RunOptions, error) {
	var c RunOptions
	if o != nil {
		c = *o
	}
	if c.Parallel < 0 || c.Parallel > maxParallel {
		return nil, fmt.Errorf("contract: RunOptions.Parallel is %d: give 0 for the default or 1 to %d", c.Parallel, maxParallel)
	}
	if c.Parallel == 0 {
		c.Parallel = defaultParallel
	}
	if c.Filter != nil {
		c.Cases = slices.DeleteFunc(slices.Clone(c.Cases), func(k Case) bool { return !c.Filter.MatchString(k.ID) })
		if len(c.Cases) == 0 {
			return nil, fmt.Errorf("contract: %w: no ID matches %q", ErrNoCases, c.Filter)
		}
	}
	if len(c.Cases) == 0 {
		return nil, fmt.Errorf("contract: %w: RunOptions.Cases is empty: give cases.All()", ErrNoCases)
	}
	if c.Resume != nil && c.Seed == 0 {
		c.Seed = c.Resume.Seed
	}
	for c.Seed == 0 {
		c.Seed = rand.Uint64()
	}
	return &c, nil
}

// Run runs the selected cases on target and reports what each found.
//
// The error says that the run as a whole has no verdict: a target or options that make no sense, [ErrNoCases],
// [ErrUnreachable], [ErrCredentials], and, together with the report of what was found until then, [ErrTargetLost] or
// the reason why ctx ended. That cases failed is no error: see [Report.Failed].
//
// Everything that cases create is deleted again, also when ctx ends; what could not be deleted is in [Result.Leftover].
func Run(ctx context.Context, target *Target, opts *RunOptions) (*Report, error) {
	t, err := target.complete()
	if err != nil {
		return nil, err
	}
	o, err := opts.complete()
	if err != nil {
		return nil, err
	}
	checker, err := contract.NewChecker(&contract.CheckerOptions{APIURL: t.APIURL, UploadURL: t.UploadURL})
	if err != nil {
		return nil, fmt.Errorf("contract: checker: %w", err)
	}
	if t.Transport == nil && t.Open == nil {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		transport.MaxIdleConnsPerHost = maxParallel
		defer transport.CloseIdleConnections()
		t.Transport = transport
	}
	var counter *coverage.Counter
	if !o.Unchecked {
		if counter, err = coverage.NewCounter(); err != nil {
			return nil, err
		}
	}
	r := &runner{
		counter: counter,
		target:  t, opts: o, checker: checker, secrets: newRedactor(t), unchecked: o.Unchecked,
		prefix: "check-" + strconv.FormatUint(o.Seed, 36), catalogue: catalogueOf(o.Cases), gate: newThrottle(),
		results: make([]Result, len(o.Cases)), started: time.Now(),
	}
	if r.evidence, err = evidence.NewRedactor(&evidence.Options{Prefix: r.prefix, Hide: r.secrets.text}); err != nil {
		return nil, err
	}
	if err := r.resume(); err != nil {
		return nil, err
	}
	if err := r.preflight(ctx); err != nil {
		return nil, err
	}
	reason := r.runAll(ctx)
	report := r.report(r.results, reason)
	switch {
	case reason != nil:
		return report, reason
	case report.Totals.executed() == 0:
		return report, fmt.Errorf("contract: %w: the target supports none of the %d selected", ErrNoCases, len(o.Cases))
	}
	return report, nil
}

// preflight asks for one page of Services, to tell a target that cannot be tested from one that fails. Where each case has a target
// of its own, there is nobody to ask.
func (r *runner) preflight(ctx context.Context) error {
	if r.target.Transport == nil {
		return nil
	}
	answer := r.probe(ctx)
	switch err := answer.Err(); {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return fmt.Errorf("contract: %w: %s: %w", ErrUnreachable, r.target.APIURL, err)
	case answer.Status == http.StatusUnauthorized, answer.Status == http.StatusForbidden:
		return fmt.Errorf("contract: %w: %s answered %d to %s: check SID and secret",
			ErrCredentials, r.target.APIURL, answer.Status, r.target.Username)
	}
	return nil
}

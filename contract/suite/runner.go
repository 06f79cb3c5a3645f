package suite

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/buildwatch"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/room"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/throttle"
	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// runner is one run.
type runner struct {
	target  *Target
	opts    *RunOptions
	checker *contract.Checker
	secrets *redactor
	// evidence makes exchanges fit for the report.
	evidence *redact.Report
	counter  *coverage.Counter
	prefix   string
	// unchecked is RunOptions.Unchecked.
	unchecked bool
	// excludes is nil when the run leaves out no operation.
	excludes func(operation string) bool
	// catalogue is the digest of the selected cases.
	catalogue string
	gate      *throttle.Throttle
	builds    buildwatch.Watch
	patience  *patience     // nil in recordings
	room      *room.Room    // nil: no bounds
	crowd     *room.Crowd   // nil: nothing is known of it
	store     *fixtureStore // nil: cases share nothing
	started   time.Time
	spent     time.Duration   // by the run that is resumed
	made      atomic.Bool     // some case made a Service
	stopped   <-chan struct{} // closed when the run is to end; nil before it begins
	heard     atomic.Int64    // responses to requests outside of the cases
	silent    atomic.Bool     // the target answered nothing in interruptedWait after that
	readers   *readers        // nil: nothing runs side by side
	probing   chan struct{}   // holds one while a case asks whether the target is there

	mu        sync.Mutex // guards what follows, and calls of OnResult and OnProgress
	results   []Result   // in the order of the cases; without ID: not decided yet
	resumed   int
	notes     []string
	doubts    map[string]*doubt  // by case
	again     int                // further attempts of cases
	broken    int                // cases in a row that met trouble
	apart     int                // repetitions in a Service of the case's own
	late      int                // attempts with patience for reads that did not help; negative: one did
	roomy     time.Time          // when a case was given room in the account, or the run began
	weather   bool               // trouble went away by itself
	broke     map[string]*outage // by case
	postponed map[int]Result     // by case: what is run once more at the end, see [runner.postpone]
	// foreign are the Services of others, when they were last listed; nil: not yet
	foreign map[string]bool

	credentials, logs probe
}

// runAll runs the cases and returns why it could not run all of them, nil when it could. Many cases wait at once, for
// Builds as a rule; the gate bounds the requests that are under way.
func (r *runner) runAll(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.stopped = ctx.Done()
	var alone, aside, together []int
	for i := range r.opts.Cases {
		if r.results[i].ID != "" {
			continue
		}
		switch c := &r.opts.Cases[i]; {
		case c.Alone:
			alone = append(alone, i)
		case c.Aside && r.opts.Parallel > 1 && !slices.ContainsFunc(c.Needs, r.needs): // a probe would disturb
			aside = append(aside, i)
		default:
			together = append(together, i)
		}
	}
	var beside sync.WaitGroup
	if len(alone) == 0 {
		together, aside = append(aside, together...), nil
	}
	for _, i := range aside {
		beside.Go(func() { r.runOne(ctx, cancel, i) })
	}
	r.runAlone(ctx, cancel, alone)
	r.cleanShared(ctx)       // what the list of Services showed
	if r.opts.Parallel > 1 { // the longest first: they would keep all others waiting at the end
		slices.SortStableFunc(together, func(a, b int) int {
			return weight(&r.opts.Cases[b]) - weight(&r.opts.Cases[a])
		})
	}
	r.runTogether(ctx, cancel, together)
	beside.Wait()
	r.runPostponed(ctx, cancel)
	r.cleanShared(ctx)
	if least := r.crowd.Least(); least > 0 {
		r.note("At times the account refused more than about %d Services of the run: cases waited for room, and shared "+
			"nothing.", least)
	}
	r.settleOutages(ctx)
	r.settleDoubts()
	r.prove(ctx)
	return context.Cause(ctx)
}

// idleLook is how often a run looks whether places for requests are free, to begin more cases.
const idleLook = 50 * time.Millisecond

// runTogether begins cases in this order: as many as may run at once, and more while there are places for requests that
// none of these needs, since they wait for Builds.
func (r *runner) runTogether(ctx context.Context, cancel context.CancelCauseFunc, together []int) {
	queue := make(chan int)
	var workers sync.WaitGroup
	for range min(r.atOnce(), len(together)) {
		workers.Go(func() {
			for i := range queue {
				r.runOne(ctx, cancel, i)
			}
		})
	}
	if r.opts.Parallel > 1 && r.target.Open == nil {
		workers.Go(func() {
			for Wait(ctx, idleLook) == nil {
				for range r.gate.Free() {
					i, more := <-queue
					if !more {
						return
					}
					workers.Go(func() { r.runOne(ctx, cancel, i) })
				}
			}
		})
	}
	for _, i := range together {
		queue <- i
	}
	close(queue)
	workers.Wait()
}

// atOnce is how many cases run at once.
func (r *runner) atOnce() int {
	if r.opts.Parallel == 1 {
		return 1
	}
	return r.opts.Parallel * casesPerRequest
}

// buildCost is what a wait for a Build costs, in requests one after the other.
const buildCost = 30

// weight is the cost of a case; where none is given, it is guessed from what the case is about.
func weight(c *Case) int {
	if c.Cost > 0 {
		return c.Cost
	}
	for _, op := range c.Ops {
		if strings.Contains(op, "Build") || strings.Contains(op, "Deployment") {
			return buildCost
		}
	}
	if slices.Contains(c.Needs, FeatureLogs) || slices.Contains(c.Needs, FeatureFailedBuilds) {
		return buildCost
	}
	return 1
}

// runOne runs the i-th case, files its result unless it is run once more later, and ends the run when the target turns
// out to be gone.
func (r *runner) runOne(ctx context.Context, cancel context.CancelCauseFunc, i int) {
	if result := r.execute(ctx, cancel, &r.opts.Cases[i]); !r.postpone(i, &result) {
		r.file(i, result)
	}
}

// file keeps the result of the i-th case.
func (r *runner) file(i int, result Result) {
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

// note adds a line about the run as a whole.
func (r *runner) note(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// leftOut says why a case is not run at all, nothing when it is.
func (r *runner) leftOut(ctx context.Context, c *Case, result *Result) string {
	if r.opts.Skip != nil && r.opts.Skip.MatchString(c.ID) {
		return "left out: its ID matches " + r.opts.Skip.String()
	}
	for _, op := range c.Ops {
		if r.excludes != nil && r.excludes(op) {
			return (&excludedError{op}).Error()
		}
	}
	for _, need := range c.Needs { // last, since it may take a look at the target
		if !r.has(ctx, need) {
			result.Lacks = need
			return fmt.Sprintf("the target does not claim the feature %q", need)
		}
	}
	return ""
}

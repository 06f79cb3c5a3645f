package mutants

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// A Runner gives mutants to the cases of their operation. After [Runner.Baseline] it is safe for concurrent use.
type Runner struct {
	// Target makes a fresh implementation without any defect. Its Transport must be set: that is where
	// defects are planted.
	Target func() (*suite.Target, error)
	// Cases are the suite that is measured; nil means [contract.Cases].
	Cases []suite.Case

	byID        map[string]*measured
	byOperation map[string][]*measured

	mu     sync.Mutex           // guards killer
	killer map[string]*measured // the case that saw the last mutant of a kind, which is the one to ask first
}

// triesByRule is how many cases a mutant must pass that is legal by a rule.
const triesByRule = 2

// A measured case is one with what it does when nothing is wrong.
type measured struct {
	suite.Case
	exchanges int
	statuses  map[string]map[int]int // by operation
}

// A Verdict is what the suite made of a mutant.
type Verdict struct {
	// Met is set when the defect showed on the wire. A mutant that was never met was not put to the test.
	Met bool
	// ByCases is the case that failed by what it asserts alone, the first of them, empty when none did.
	ByCases string
	// ByWire is the first case that failed with the wire check when none did without; empty when none did.
	ByWire string
	// Declared is set when the case that a behaviour mutant declares failed by what it asserts.
	Declared bool
}

// Killed says that the suite, with the wire check, sees the mutant.
func (v *Verdict) Killed() bool { return v.ByCases != "" || v.ByWire != "" }

// ErrBaseline means that the suite does not pass without a defect, so that mutants would prove nothing.
var ErrBaseline = errors.New("the suite does not pass without a defect")

// errSeen ends a run at its first failure.
var errSeen = errors.New("a case failed")

// Baseline runs every case without a defect. Each must pass or need what the target does not claim,
// else the error wraps [ErrBaseline].
func (r *Runner) Baseline(ctx context.Context) error {
	all := r.Cases
	if all == nil {
		all = cases.All()
	}
	r.byID, r.byOperation, r.killer = map[string]*measured{}, map[string][]*measured{}, map[string]*measured{}
	for _, c := range all {
		report, err := r.run(ctx, nil, []suite.Case{c}, false)
		if errors.Is(err, suite.ErrNoCases) {
			continue // the target does not claim what it needs
		}
		if err != nil {
			return err
		}
		result := report.Results[0]
		if result.Outcome != suite.Pass {
			return fmt.Errorf("mutants: %w: %s: %s", ErrBaseline, c.ID, result.Reason)
		}
		m := &measured{Case: c, exchanges: result.Exchanges, statuses: map[string]map[int]int{}}
		for _, op := range report.Operations {
			m.statuses[op.OperationID] = op.Statuses
		}
		r.byID[c.ID] = m
		for _, op := range c.Ops {
			r.byOperation[op] = append(r.byOperation[op], m)
		}
	}
	// The cheapest first: most mutants are seen by any case that looks at all.
	for _, cases := range r.byOperation {
		slices.SortStableFunc(cases, func(a, b *measured) int { return cmp.Compare(a.cost(), b.cost()) })
	}
	return nil
}

func (m *measured) cost() int {
	if slices.Contains(m.Needs, suite.FeatureLargeUploads) {
		return m.exchanges + 1000
	}
	return m.exchanges
}

// couldMeet reports whether the case gets an answer that can show the defect.
func (m *measured) couldMeet(mutant *Mutant) bool {
	if mutant.meets == nil {
		return true
	}
	for status := range m.statuses[mutant.Operation] {
		if mutant.meets(status) {
			return true
		}
	}
	return false
}

// Try gives a mutant to the cases of its operation until one fails: first without the wire check,
// then, if none did, with it. A behaviour mutant is given to the case that it declares before all
// others. A legal mutant is tried with the wire check alone, which sees more: a listed one with
// every case, one that is legal by rule with the first few that meet it.
func (r *Runner) Try(ctx context.Context, m *Mutant) (*Verdict, error) {
	if r.byOperation == nil {
		return nil, errors.New("mutants: Runner.Try comes after Runner.Baseline")
	}
	v := &Verdict{}
	var err error
	if m.Case != "" {
		declared := r.byID[m.Case]
		if declared == nil {
			return nil, fmt.Errorf("mutants: %s declares the case %s, which is not there or not supported", m.ID(),
				m.Case)
		}
		if v.ByCases, err = r.first(ctx, m, v, []*measured{declared}, true); err != nil {
			return nil, err
		}
		v.Declared = v.ByCases != ""
	}
	cases := r.meeting(m)
	if m.Legal != "" && !m.Listed {
		cases = cases[:min(len(cases), triesByRule)]
	}
	if !v.Killed() && m.Legal == "" {
		if v.ByCases, err = r.first(ctx, m, v, cases, true); err != nil {
			return nil, err
		}
	}
	if !v.Killed() {
		v.ByWire, err = r.first(ctx, m, v, cases, false)
	}
	return v, err
}

// meeting returns the cases of the operation that could meet the mutant, the likeliest to see it
// and the cheapest first.
func (r *Runner) meeting(m *Mutant) []*measured {
	var cases []*measured
	for _, c := range r.byOperation[m.Operation] {
		if c.couldMeet(m) {
			cases = append(cases, c)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := slices.Index(cases, r.killer[m.kind()]); i > 0 && m.Legal == "" {
		first := cases[i]
		copy(cases[1:i+1], cases[:i])
		cases[0] = first
	}
	return cases
}

// first returns the first of the cases that fails.
func (r *Runner) first(ctx context.Context, m *Mutant, v *Verdict, cases []*measured, unchecked bool) (string, error) {
	var selected []suite.Case
	for _, c := range cases {
		selected = append(selected, c.Case)
	}
	if len(selected) == 0 {
		return "", nil
	}
	var met atomic.Bool
	report, err := r.run(ctx, func(s *site) http.RoundTripper {
		s.hit = func() { met.Store(true) }
		return m.plant(s)
	}, selected, unchecked)
	if err != nil {
		return "", fmt.Errorf("mutants: %s: %w", m.ID(), err)
	}
	v.Met = v.Met || met.Load()
	for _, result := range report.Results {
		switch result.Outcome {
		case suite.Fail:
			r.mu.Lock()
			defer r.mu.Unlock()
			r.killer[m.kind()] = r.byID[result.ID]
			return result.ID, nil
		case suite.Error: // a case that cannot say what is wrong must not count as one that can
			return "", fmt.Errorf("mutants: %s: a case must fail, whatever an answer lacks (expect.Optional "+
				"reads what may be null), and the case %s: %s", m.ID(), result.ID, result.Reason)
		}
	}
	return "", nil
}

// run runs cases, each on a fresh target, one after the other until one fails.
func (r *Runner) run(ctx context.Context, plant func(*site) http.RoundTripper, cases []suite.Case,
	unchecked bool) (*suite.Report, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	target, err := r.Target()
	if err != nil {
		return nil, fmt.Errorf("mutants: target: %w", err)
	}
	target.Transport = nil
	target.Open = func(string) (http.RoundTripper, error) {
		fresh, err := r.Target()
		if err != nil || plant == nil {
			return fresh.Transport, err
		}
		return plant(&site{next: fresh.Transport, username: fresh.Username, password: fresh.Password}), nil
	}
	report, err := suite.Run(ctx, target, &suite.RunOptions{
		Cases: cases, Seed: 1, Assumed: true, Parallel: 1, Unchecked: unchecked,
		OnResult: func(result suite.Result) {
			if result.Outcome == suite.Fail || result.Outcome == suite.Error {
				cancel(errSeen)
			}
		},
	})
	if errors.Is(err, errSeen) {
		err = nil
	}
	return report, err
}

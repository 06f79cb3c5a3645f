package faults

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/nearest"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// createBuild is the one operation that a kind of fault is bound to.
const createBuild = "CreateBuild"

// States gives the faults in force, in their order, as they were understood (what
// was left out is filled in), and how often each of them hit.
func (p *Plan) States() []State {
	p.mu.Lock()
	defer p.mu.Unlock()
	states := make([]State, 0, len(p.faults))
	for _, f := range p.faults {
		f := State{Fault: f.Fault, Calls: f.calls, Hits: f.hits}
		f.Fault.Header = f.Fault.Header.Clone()
		states = append(states, f)
	}
	return states
}

// A Plan counts calls and hands out the faults. It is replaced as a whole.
type Plan struct {
	mu     sync.Mutex
	faults []*Planned
}

// A Planned fault is one in force.
type Planned struct {
	Fault
	index int
	from  from
	rng   *sid.Generator

	done        int // how often from.operation was done
	reached     bool
	calls, hits int
}

// Mark is the value of [Header].
func (f *Planned) Mark() string { return fmt.Sprintf("%s; index=%d", f.Kind, f.index) }

// NewPlan checks the faults and begins to count. Those with a Probability need a seed that the
// caller of the emulator chose.
func NewPlan(faults []Fault, operations []string, seed uint64, seeded bool) (*Plan, error) {
	p := &Plan{}
	for i, f := range faults {
		if err := f.Complete(operations); err != nil {
			return nil, fmt.Errorf("[%d]: %w", i, err)
		}
		if f.Probability > 0 && !seeded {
			return nil, fmt.Errorf(
				"[%d]: %s: Probability needs a seed: set Options.Seed (emulate --seed), or choose calls with "+
					"Nth and Every",
				i, f.Operation)
		}
		f.Header = f.Header.Clone()
		start, _ := parseFrom(f.From, operations) // checked by Complete
		p.faults = append(p.faults, &Planned{
			Fault: f, index: i, from: start, reached: start == from{},
			rng: sid.NewGenerator(seed, streams+uint64(i)),
		})
	}
	return p, nil
}

// streams is the first stream of random numbers of faults, apart from those of
// SIDs, so that a fault changes no SID.
const streams = 1 << 32

// Next counts a call and gives the fault that it meets, or nil. Of several the
// first in the list is used, and the others do not spend themselves on the call.
func (p *Plan) Next(operation string, serviceExists func(name string) bool) *Planned {
	if len(p.faults) == 0 {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var hit *Planned
	for _, f := range p.faults {
		if f.Operation != "*" && f.Operation != operation {
			continue
		}
		if !f.reached && f.from.service != "" {
			f.reached = serviceExists(f.from.service)
		}
		if !f.reached {
			continue
		}
		f.calls++
		if hit == nil && f.chooses() {
			f.hits++
			hit = f
		}
	}
	return hit
}

// chooses reports whether the fault is for the call that was counted last.
func (f *Planned) chooses() bool {
	if f.calls < f.Nth || f.Times != Always && f.hits >= f.Times {
		return false
	}
	if f.Every > 0 && (f.calls-f.Nth)%f.Every != 0 {
		return false
	}
	return f.Probability == 0 || f.rng.Float() < f.Probability
}

// Did takes note that the work of an operation was done.
func (p *Plan) Did(operation string) {
	if len(p.faults) == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.faults {
		if f.from.operation == operation {
			f.done++
			f.reached = f.reached || f.done >= f.from.count
		}
	}
}

// from is what [Fault.From] says; the zero value is reached from the start.
type from struct {
	operation string
	count     int
	service   string
}

func parseFrom(s string, operations []string) (from, error) {
	if s == "" {
		return from{}, nil
	}
	if name, ok := strings.CutPrefix(s, "service/"); ok {
		if !state.UniqueName.MatchString(name) {
			return from{}, fmt.Errorf("From is %q: what follows service/ is no UniqueName", s)
		}
		return from{service: name}, nil
	}
	operation, times, counted := strings.Cut(s, "*")
	if !slices.Contains(operations, operation) {
		return from{}, fmt.Errorf("From is %q: unknown operation %q%s", s, operation,
			nearest.Suggest(operation, operations, "use OPERATION, OPERATION*COUNT or service/UNIQUE_NAME"))
	}
	count := 1
	if counted {
		var err error
		if count, err = strconv.Atoi(times); err != nil || count < 1 {
			return from{}, fmt.Errorf("From is %q: what follows * is no positive number", s)
		}
	}
	return from{operation: operation, count: count}, nil
}

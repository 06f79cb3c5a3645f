package emulator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// opCreateBuild is the one operation that a kind of fault is bound to.
const opCreateBuild = "CreateBuild"

// SetFaults replaces all faults, and so begins to count anew. It refuses all of
// them, and keeps the ones before, when one cannot do what it says: an unknown
// operation or kind, an effect without meaning, a Probability without
// [Options.Seed].
func (e *Emulator) SetFaults(faults []Fault) error {
	plan, err := e.planFaults(faults)
	if err != nil {
		return fmt.Errorf("emulator: faults%w", err)
	}
	e.faults.Store(plan)
	return nil
}

// Faults gives the faults in force, in their order, as they were understood (what
// was left out is filled in), and how often each of them hit.
func (e *Emulator) Faults() []FaultState {
	p := e.faults.Load()
	p.mu.Lock()
	defer p.mu.Unlock()
	states := make([]FaultState, 0, len(p.faults))
	for _, f := range p.faults {
		f := FaultState{Fault: f.Fault, Calls: f.calls, Hits: f.hits}
		f.Fault.Header = f.Fault.Header.Clone()
		states = append(states, f)
	}
	return states
}

// A faultPlan counts calls and hands out the faults. It is replaced as a whole.
type faultPlan struct {
	mu     sync.Mutex
	faults []*plannedFault
}

type plannedFault struct {
	Fault
	index int
	from  faultFrom
	rng   *random

	done        int // how often from.operation was done
	reached     bool
	calls, hits int
}

// mark is the value of [FaultHeader].
func (f *plannedFault) mark() string { return fmt.Sprintf("%s; index=%d", f.Kind, f.index) }

func (e *Emulator) planFaults(faults []Fault) (*faultPlan, error) {
	p := &faultPlan{}
	for i, f := range faults {
		if err := f.complete(); err != nil {
			return nil, fmt.Errorf("[%d]: %w", i, err)
		}
		if f.Probability > 0 && !e.seeded {
			return nil, fmt.Errorf("[%d]: %s: Probability needs a seed: set Options.Seed (emulate --seed), or choose calls with Nth and Every", i, f.Operation)
		}
		f.Header = f.Header.Clone()
		from, _ := parseFaultFrom(f.From) // checked by complete
		p.faults = append(p.faults, &plannedFault{Fault: f, index: i, from: from, reached: from == faultFrom{}, rng: newRandom(e.opts.Seed, faultStreams+uint64(i))})
	}
	return p, nil
}

// faultStreams is the first stream of random numbers of faults, apart from those of
// SIDs, so that a fault changes no SID.
const faultStreams = 1 << 32

// next counts a call and gives the fault that it meets, or nil. Of several the
// first in the list is used, and the others do not spend themselves on the call.
func (p *faultPlan) next(operation string, serviceExists func(name string) bool) *plannedFault {
	if len(p.faults) == 0 {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var hit *plannedFault
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
func (f *plannedFault) chooses() bool {
	if f.calls < f.Nth || f.Times != FaultAlways && f.hits >= f.Times {
		return false
	}
	if f.Every > 0 && (f.calls-f.Nth)%f.Every != 0 {
		return false
	}
	return f.Probability == 0 || f.rng.float() < f.Probability
}

// did takes note that the work of an operation was done.
func (p *faultPlan) did(operation string) {
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

// faultFrom is what [Fault.From] says; the zero value is reached from the start.
type faultFrom struct {
	operation string
	count     int
	service   string
}

func parseFaultFrom(s string) (faultFrom, error) {
	if s == "" {
		return faultFrom{}, nil
	}
	if name, ok := strings.CutPrefix(s, "service/"); ok {
		if !uniqueName.MatchString(name) {
			return faultFrom{}, fmt.Errorf("From is %q: what follows service/ is no UniqueName", s)
		}
		return faultFrom{service: name}, nil
	}
	operation, times, counted := strings.Cut(s, "*")
	if !slices.Contains(Operations(), operation) {
		return faultFrom{}, fmt.Errorf("From is %q: unknown operation %q%s", s, operation,
			suggest(operation, Operations(), "use OPERATION, OPERATION*COUNT or service/UNIQUE_NAME"))
	}
	count := 1
	if counted {
		var err error
		if count, err = strconv.Atoi(times); err != nil || count < 1 {
			return faultFrom{}, fmt.Errorf("From is %q: what follows * is no positive number", s)
		}
	}
	return faultFrom{operation: operation, count: count}, nil
}

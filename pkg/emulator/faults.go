package emulator

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Fault makes chosen calls of one operation fail or hang. Calls are counted per
// operation from 1, over all accounts, after the credentials were accepted.
type Fault struct {
	Operation string        // operationId, one of [Operations]
	Nth       int           // which call, from 1
	Times     int           // how many calls from Nth on; 0 means 1
	Delay     time.Duration // waited first; ends with the request's context, and then nothing is done
	Status    int           // answer with this status instead of the operation's answer
	Header    http.Header   // added to that answer, such as Retry-After
	Body      string        // of that answer, as text/plain unless Header says otherwise; empty: a Twilio error of the status
	Reset     bool          // close the connection without an answer
	AfterWork bool          // do the operation's work before Status or Reset: its outcome is then unknown to the client
}

// answers reports whether the fault replaces the operation's answer.
func (f *Fault) answers() bool { return f.Reset || f.Status != 0 }

// check refuses what could not do what it says, so that no test passes because its
// fault never happened.
func (f *Fault) check(known []string) error {
	switch {
	case !slices.Contains(known, f.Operation):
		return fmt.Errorf("unknown operation %q: use an operationId such as %s", f.Operation, known[0])
	case f.Nth < 1:
		return fmt.Errorf("%s: Nth is %d: calls are counted from 1", f.Operation, f.Nth)
	case f.Times < 0:
		return fmt.Errorf("%s: Times is %d: give zero or a positive number", f.Operation, f.Times)
	case f.Delay < 0:
		return fmt.Errorf("%s: Delay is %s: give zero or a positive duration", f.Operation, f.Delay)
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("%s: Status is %d: give 200 to 599", f.Operation, f.Status)
	case f.Reset && f.Status != 0:
		return fmt.Errorf("%s: both Reset and Status %d: choose one", f.Operation, f.Status)
	case !f.answers() && f.Delay == 0:
		return fmt.Errorf("%s: it does nothing: give Status, Reset or Delay", f.Operation)
	case f.AfterWork && !f.answers():
		return fmt.Errorf("%s: AfterWork needs Status or Reset", f.Operation)
	}
	return nil
}

// reply is the answer in place of the operation's.
func (f *Fault) reply() *reply {
	rep := textReply(f.Status, "text/plain; charset=utf-8", []byte(f.Body))
	switch {
	case !hasBody(f.Status):
		rep = &reply{status: f.Status, header: http.Header{}}
	case f.Body != "":
	case f.Status == http.StatusTooManyRequests:
		// The gateway's own shape, as observed: camelCase, with `detail`.
		rep = textReply(f.Status, "application/json; charset=utf-8", []byte(`{"status":429,"message":"Too many requests",`+
			`"detail":"Too many requests for the associated account being sent.","code":20429,`+
			`"moreInfo":"https://www.twilio.com/docs/errors/20429"}`))
	default:
		rep = errorReply(refuse(f.Status, "%s", strings.ToLower(http.StatusText(f.Status))))
	}
	for name, values := range f.Header {
		rep.header[http.CanonicalHeaderKey(name)] = slices.Clone(values)
	}
	return rep
}

// A faultPlan counts calls and hands out the faults.
type faultPlan struct {
	mu     sync.Mutex
	calls  map[string]int
	faults []Fault
}

func newFaultPlan(faults []Fault, known []string) (*faultPlan, error) {
	for i := range faults {
		if err := faults[i].check(known); err != nil {
			return nil, fmt.Errorf("emulator: Options.Faults[%d]: %w", i, err)
		}
	}
	return &faultPlan{calls: map[string]int{}, faults: slices.Clone(faults)}, nil
}

// next counts a call and gives the fault planned for it, or nil.
func (p *faultPlan) next(operation string) *Fault {
	if len(p.faults) == 0 {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls[operation]++
	n := p.calls[operation]
	for i := range p.faults {
		f := &p.faults[i]
		if f.Operation == operation && n >= f.Nth && n < f.Nth+max(f.Times, 1) {
			return f
		}
	}
	return nil
}

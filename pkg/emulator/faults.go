package emulator

import (
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/faults"
)

// A Fault makes chosen calls of one operation fail or hang. Each fault counts the calls of its
// operation from the moment it is set, over all accounts, after the credentials were accepted.
// Nothing is left to chance unless Probability says so.
//
// Which calls:
//   - Operation: an operationId, one of [Operations], or * for all of them.
//   - Nth: the first call it hits, from 1; 0 means 1, with Every the Every-th.
//   - Times: how many calls it hits; 0 means 1, with Every all; [FaultAlways] means all.
//   - Every: from Nth on, it hits each Every-th call only; 0 means each.
//   - From: counts only once this is reached: `CreateBuild` or `CreateBuild*3` (done as often
//     since the fault was set), `service/NAME` (the caller has a Service of this UniqueName).
//   - Probability: of hitting a call that all of the above chose, 0 means 1; needs [Options.Seed].
//
// What happens:
//   - Kind: one of the Fault constants; empty means status with Status, delay without.
//   - Delay: waited before the answer, and before the work unless AfterWork.
//   - Status: answer with this status instead of the operation's answer.
//   - Header: added to the answer, such as Retry-After.
//   - Body: of the answer with Status; empty: a Twilio error of the status.
//   - AfterWork: do the operation's work first: its outcome is then unknown to the client.
//
// Its JSON form has the same fields in snake_case (`after_work`), Delay as text (`"250ms"`),
// and the values of Header as text or as a list of texts.
type Fault = faults.Fault

// A FaultState is a [Fault] and what became of it: how many Calls it counted, and how many
// Hits of these it changed.
type FaultState = faults.State

// Kinds of [Fault]. Without AfterWork those that replace the answer leave the operation's work
// undone; a truncated or malformed answer without Status is the operation's own, so its work
// is done.
const (
	FaultStatus      = faults.Status      // answer with Status: a Twilio error, or Body
	FaultDelay       = faults.Delay       // only wait
	FaultReset       = faults.Reset       // close the connection without an answer
	FaultTruncated   = faults.Truncated   // announce the whole answer, send the first half, close the connection
	FaultMalformed   = faults.Malformed   // send the first half as if it were the whole: JSON that does not parse
	FaultHTML        = faults.HTML        // the error page of a gateway; Status 502 unless given
	FaultEmpty       = faults.Empty       // no body at all; Status 200 unless given
	FaultFailedBuild = faults.FailedBuild // of CreateBuild only: the Build ends `failed`, and Body is the reason
)

// FaultAlways is the Times of a [Fault] that never ends.
const FaultAlways = faults.Always

// FaultHeader is the response header that marks an answer with a [Fault], or one of [Limits]:
// the kind and the place in the list, as in `status; index=0`, or the limit,
// as in `limit; name=concurrent`.
const FaultHeader = faults.Header

// ParseFault reads the short form of a [Fault], for a command line:
//
//	OPERATION:EFFECT[:OPTION…]
//	CreateBuild:503:times=2
//	*:429:retry-after=1:every=10
//	CreateService:reset:after-work:from=service/demo
//
// EFFECT is a status, a kind such as reset, or delay=DURATION. OPTION is nth=N, times=N (or
// times=all), every=N, from=STATE, probability=P, delay=DURATION, status=N, retry-after=VALUE,
// reason=TEXT (of failed-build) or after-work. What does not fit in, such as a Body, has the
// JSON form of [ParseFaults].
func ParseFault(short string) (Fault, error) { return faults.Parse(short, Operations()) }

// ParseFaults reads the JSON form of faults: a list of objects, as
//
//	[{"operation": "CreateBuild", "status": 503, "times": 2, "header": {"Retry-After": "1"}}]
//
// It is strict: unknown and repeated keys, values of another type and whatever
// [Emulator.SetFaults] would refuse are errors that name the place, the value and what was
// probably meant.
func ParseFaults(data []byte) ([]Fault, error) { return faults.ParseList(data, Operations()) }

// SetFaults replaces all faults, and so begins to count anew. It refuses all of them, and keeps
// the ones before, when one cannot do what it says: an unknown operation or kind, an effect
// without meaning, a Probability without [Options.Seed].
func (e *Emulator) SetFaults(all []Fault) error {
	if e.unmade() {
		return errUnmade
	}
	plan, err := e.planFaults(all)
	if err != nil {
		return fmt.Errorf("emulator: faults%w", err)
	}
	e.faults.Store(plan)
	return nil
}

func (e *Emulator) planFaults(all []Fault) (*faults.Plan, error) {
	return faults.NewPlan(all, Operations(), e.opts.Seed, e.seeded)
}

// Faults gives the faults in force, in their order, as they were understood (what was left out
// is filled in), and how often each of them hit.
func (e *Emulator) Faults() []FaultState {
	if e.unmade() {
		return nil
	}
	return e.faults.Load().States()
}

// serviceExists gives what [Fault.From] asks: whether the caller has a Service of a name.
func (c *call) serviceExists(e *Emulator) func(name string) bool {
	return func(name string) bool {
		t := e.state.Read()
		defer t.Done()
		_, ok := t.Named(c.account, name)
		return ok
	}
}

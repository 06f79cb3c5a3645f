// Package faults has planned failures: what one says, its two written forms, and the plan that
// counts calls and hands them out. What an answer becomes is for the emulator to say.
//
// The caller says which operations there are.
package faults

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/nearest"
)

// Kinds of [Fault]. Without AfterWork those that replace the answer leave the
// operation's work undone; a truncated or malformed answer without Status is the
// operation's own, so its work is done.
const (
	Status      = "status"       // answer with Status: a Twilio error, or Body
	Delay       = "delay"        // only wait
	Reset       = "reset"        // close the connection without an answer
	Truncated   = "truncated"    // announce the whole answer, send the first half, close the connection
	Malformed   = "malformed"    // send the first half as if it were the whole: JSON that does not parse
	HTML        = "html"         // the error page of a gateway; Status 502 unless given
	Empty       = "empty"        // no body at all; Status 200 unless given
	FailedBuild = "failed-build" // of CreateBuild only: the Build ends `failed`, and Body is the reason
)

// Always is the [Fault.Times] of a fault that never ends.
const Always = -1

// Header is the response header that marks an answer with a [Fault], or one of
// [Limits]: the kind and the place in the list, as in
// `status; index=0`, or the limit, as in `limit; name=concurrent`.
const Header = "X-Emulator-Fault"

// A Fault makes chosen calls of one operation fail or hang. Each fault counts the
// calls of its operation from the moment it is set, over all accounts, after the
// credentials were accepted. Nothing is left to chance unless Probability says so.
//
// Its JSON form has the same fields in snake_case (`after_work`), Delay as text
// (`"250ms"`), and the values of Header as text or as a list of texts.
type Fault struct {
	Operation string // operationId, one of [Operations], or * for all of them

	// Which calls.
	Nth   int // the first call it hits, from 1; 0 means 1, with Every the Every-th
	Times int // how many calls it hits; 0 means 1, with Every all; [Always] means all
	Every int // from Nth on, it hits each Every-th call only; 0 means each
	// counts only once this is reached: `CreateBuild` or `CreateBuild*3` (done as often since the
	// fault was set), `service/NAME` (the caller has a Service of this UniqueName)
	From string
	// of hitting a call that all of the above chose, with a random number under [Options.Seed],
	// which is then required; 0 means 1
	Probability float64

	// What happens.
	Kind string // one of the Fault constants; empty means status with Status, delay without
	// waited before the answer, and before the work unless AfterWork; ends with the request's
	// context, and then there is no answer
	Delay  time.Duration
	Status int         // answer with this status instead of the operation's answer
	Header http.Header // added to the answer, such as Retry-After
	// of the answer with Status, as text/plain unless Header says otherwise; empty: a Twilio error
	// of the status
	Body      string
	AfterWork bool // do the operation's work first: its outcome is then unknown to the client
}

// A State is a [Fault] and what became of it.
type State struct {
	Fault Fault `json:"fault"`
	Calls int   `json:"calls"` // that it counted
	Hits  int   `json:"hits"`  // of these it changed
}

// Kinds gives all kinds of [Fault].
func Kinds() []string {
	return []string{Status, Delay, Reset, Truncated, Malformed, HTML, Empty, FailedBuild}
}

// Complete checks f and fills in what is left to be understood, so that no test
// passes because its fault never happened.
func (f *Fault) Complete(operations []string) error {
	if f.Operation == "" {
		return fmt.Errorf("it names no operation: give an operationId such as CreateBuild, or * for all")
	}
	if f.Operation != "*" && !slices.Contains(operations, f.Operation) {
		return fmt.Errorf("unknown operation %q%s", f.Operation,
			nearest.Suggest(f.Operation, operations, "use an operationId such as CreateBuild, or * for all"))
	}
	if f.Kind == "" {
		f.Kind = Delay
		if f.Status != 0 {
			f.Kind = Status
		}
	}
	if !slices.Contains(Kinds(), f.Kind) {
		return fmt.Errorf("%s: unknown kind %q%s", f.Operation, f.Kind,
			nearest.Suggest(f.Kind, Kinds(), "use a kind such as status"))
	}
	if _, err := parseFrom(f.From, operations); err != nil {
		return fmt.Errorf("%s: %w", f.Operation, err)
	}
	if err := cmp.Or(f.checkCalls(), f.checkEffect()); err != nil {
		return fmt.Errorf("%s: %w", f.Operation, err)
	}
	if f.Nth == 0 {
		f.Nth = max(f.Every, 1)
	}
	if f.Times == 0 {
		f.Times = 1
		if f.Every > 0 {
			f.Times = Always
		}
	}
	return nil
}

func (f *Fault) checkCalls() error {
	switch {
	case f.Nth < 0:
		return fmt.Errorf("Nth is %d: calls are counted from 1", f.Nth)
	case f.Times < Always:
		return fmt.Errorf("Times is %d: give a positive number, or -1 for all", f.Times)
	case f.Every < 0:
		return fmt.Errorf("Every is %d: give zero or a positive number", f.Every)
	case !(f.Probability >= 0 && f.Probability <= 1): // NaN too
		return fmt.Errorf("Probability is %v: give 0 (always) to 1", f.Probability)
	}
	return nil
}

func (f *Fault) checkEffect() error {
	takesStatus := f.Kind != Delay && f.Kind != Reset && f.Kind != FailedBuild
	switch {
	case f.Delay < 0:
		return fmt.Errorf("Delay is %s: give zero or a positive duration", f.Delay)
	case f.Kind == Delay && f.Delay == 0:
		return fmt.Errorf("it does nothing: give Status, Kind or Delay")
	case f.Kind == Status && f.Status == 0:
		return fmt.Errorf("Kind status needs a Status")
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("Status is %d: give 200 to 599", f.Status)
	case f.Status != 0 && !takesStatus:
		return fmt.Errorf("both Kind %s and Status %d: choose one", f.Kind, f.Status)
	case (f.Kind == HTML || f.Kind == Truncated || f.Kind == Malformed) && f.Status != 0 && !HasBody(f.Status):
		return fmt.Errorf("Kind %s needs an answer with a body: Status %d has none", f.Kind, f.Status)
	case f.Body != "" && (f.Status == 0 && f.Kind != HTML && f.Kind != FailedBuild || f.Kind == Empty):
		return fmt.Errorf("Kind %s does not send the Body: leave it out", f.Kind)
	case f.Kind == FailedBuild && f.Operation != createBuild:
		return fmt.Errorf("Kind %s is for %s only", f.Kind, createBuild)
	}
	return checkHeader(f.Header)
}

// checkHeader refuses what net/http would silently leave out or change.
func checkHeader(h http.Header) error {
	for name, values := range h {
		if name == "" ||
			strings.ContainsFunc(name, func(c rune) bool { return !strings.ContainsRune(headerNameChars, c) }) {
			return fmt.Errorf("Header %q is no name of a header", name)
		}
		for _, value := range values {
			if strings.ContainsFunc(value, unicode.IsControl) || !utf8.ValidString(value) {
				return fmt.Errorf("Header %s is %q: control characters and broken UTF-8 cannot be sent", name, value)
			}
		}
	}
	return nil
}

// headerNameChars are those of a token, RFC 9110 section 5.6.2.
const headerNameChars = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// Replaces reports whether the fault stands in place of the operation's answer.
func (f *Fault) Replaces() bool {
	switch f.Kind {
	case Delay, FailedBuild:
		return false
	case Truncated, Malformed:
		return f.Status != 0
	}
	return true
}

// HasBody reports whether HTTP allows a body with the status.
func HasBody(status int) bool {
	return status >= http.StatusOK && status != http.StatusNoContent && status != http.StatusNotModified
}

package mutants

import (
	"net/http"
	"strings"
)

// Groups of mutants.
const (
	groupProperty  = "property"  // one property of an answer
	groupAnswer    = "answer"    // an answer as a whole
	groupRequest   = "request"   // a rule for requests that is not enforced
	groupBehaviour = "behaviour" // a bug with a name
)

// A Mutant is an implementation with one defect.
type Mutant struct {
	// Group is property, answer, request or behaviour.
	Group string
	// Operation is the operationId whose cases must see the defect.
	Operation string
	// Place is where in the request or answer the defect is: `answer /meta/key`, `error /code`, `field
	// FriendlyName`. It is the name of the bug for a behaviour mutant.
	Place string
	// Operator is what was done there: null, renamed, truncated. It is empty for a behaviour mutant.
	Operator string
	// Legal says why no contract can call this wrong. It is empty for a mutant that must be seen.
	Legal string
	// Listed is set when the reason stands in legal.json and does not follow from the documents by a rule.
	Listed bool
	// Case is the ID of the case that must see a behaviour mutant.
	Case string

	// meets says whether an answer with this status, of the operation without a defect, can be one
	// that shows the defect. A case that gets no such answer runs as it does without. nil is any.
	meets func(status int) bool
	// plant builds the defect for one run. It must not be shared: some defects have a memory.
	plant func(site *site) http.RoundTripper
}

// ID names the mutant in lists. It is stable as long as the documents are.
func (m *Mutant) ID() string {
	return strings.TrimRight(m.Operation+" "+m.Place+" "+m.Operator, " ")
}

// kind is what mutants have in common that the same case is likely to see.
func (m *Mutant) kind() string {
	side, _, _ := strings.Cut(m.Place, " ")
	if m.Group == groupRequest {
		side = m.Operator
	}
	return m.Operation + " " + m.Group + " " + side
}

// A site is where a defect is planted.
type site struct {
	next               http.RoundTripper
	username, password string
	// hit notes that the defect showed on the wire: without it the mutant was never met.
	hit func()
}

// tripper is a RoundTripper. It closes the body of the request, as every RoundTripper must.
type tripper func(req *http.Request) (*http.Response, error)

// RoundTrip implements [http.RoundTripper].
func (f tripper) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	return f(req)
}

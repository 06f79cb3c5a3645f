package verify

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// ReportVersion is the version of the JSON that [Report.WriteJSON] writes. It grows when a field is
// taken away or changes its meaning.
const ReportVersion = 1

// Report is what has passed until now. It holds no credential, value or name that a client chose.
type Report struct {
	Counts
	// Findings are listed once each, in the order of their first time.
	Findings []Sighting `json:"findings"`
	// Coverage is counted from the exchanges that passed, on axes that are never summed.
	Coverage []coverage.Axis `json:"coverage"`
}

// Counts are the numbers of a [Report].
type Counts struct {
	Exchanges  int `json:"exchanges"`  // checked: requests with their answers
	Violations int `json:"violations"` // of the contract
	Notices    int `json:"notices"`    // beyond the contract, but known to be accepted
	Refused    int `json:"refused"`    // requests that were not forwarded
	Unanswered int `json:"unanswered"` // requests without an answer, of which nothing can be said
	// findings that were counted but are not listed, since there are too many different ones
	Forgotten int `json:"forgotten"`
}

// Sighting is a finding with the request that showed it first.
type Sighting struct {
	Finding contract.Finding `json:"finding"`
	Method  string           `json:"method"`
	Path    string           `json:"path"`
	Status  int              `json:"status,omitempty"` // 0 if the request was not forwarded
	Times   int              `json:"times"`
}

// plainSegment is what may be printed of a path: a SID, a version or a word.
var plainSegment = lazyregexp.New(`^(?:[A-Z]{2}[0-9a-fA-F]{32}|v1|[A-Za-z]{1,24})$`)

// Report returns what has passed until now.
func (p *Proxy) Report() *Report { return p.tally.report() }

// WriteJSON writes the report as indented JSON, see [ReportVersion].
func (r *Report) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(struct {
		Version int `json:"version"`
		*Report
	}{ReportVersion, r})
	if err != nil {
		return fmt.Errorf("verify: report as JSON: %w", err)
	}
	return nil
}

// WriteText writes the counts, the coverage and the findings for people.
func (r *Report) WriteText(w io.Writer) error {
	b := new(strings.Builder)
	fmt.Fprintf(b, "exchanges %d, violations %d, notices %d, refused %d, without an answer %d\n",
		r.Exchanges, r.Violations, r.Notices, r.Refused, r.Unanswered)
	for i := range r.Coverage {
		a := &r.Coverage[i]
		fmt.Fprintf(b, "coverage of %s: %d of %d\n", a.Name, a.Reached, a.Slots)
	}
	for _, s := range r.Findings {
		fmt.Fprintf(b, "%d × %s (first by %s %s)\n", s.Times, s.Finding, s.Method, s.Path)
	}
	if r.Forgotten > 0 {
		fmt.Fprintf(b, "and %d more findings of other kinds\n", r.Forgotten)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

package suite

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// marks begin the lines of the text form, so that what is wrong stands out without colour.
var marks = map[Outcome]string{Pass: "  pass ", Fail: "  FAIL ", Skip: "  skip ", NotSupported: "  n/a  ", Error: "  ERROR"}

// WriteText writes the report for people: a line per case, what is wrong under it, and a summary.
func (r *Report) WriteText(w io.Writer) error {
	b := new(strings.Builder)
	fmt.Fprintf(b, "Contract checks of %s (%s), seed %d\n", r.Target, r.hosts(), r.Seed)
	resource := ""
	for i := range r.Results {
		result := &r.Results[i]
		if next := resourceOf(result.ID); next != resource {
			resource = next
			fmt.Fprintf(b, "\n%s\n", resource)
		}
		result.writeText(b)
	}
	r.writeSummary(b)
	_, err := io.WriteString(w, printable(b.String())) // reasons quote servers, which must not steer the terminal
	return err
}

func (r *Report) hosts() string {
	if r.UploadURL == r.APIURL {
		return r.APIURL
	}
	return r.APIURL + " and " + r.UploadURL
}

func (result *Result) writeText(b *strings.Builder) {
	_, behaviour, _ := strings.Cut(result.ID, "/")
	fmt.Fprintf(b, "%s  %s", marks[result.Outcome], behaviour)
	if result.Level == Assumed {
		b.WriteString(" (assumed)")
	}
	b.WriteByte('\n')
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(b, "           %-7s %s\n", label, strings.ReplaceAll(text, "\n", "\n                   "))
		}
	}
	if result.Outcome == Fail || result.Outcome == Error {
		line("claim", result.Claim)
		line("level", result.Level.String())
		line("source", result.Source)
	}
	line("reason", result.Reason)
	for _, f := range result.Findings {
		line("wire", f.String())
	}
	if len(result.Leftover) > 0 {
		line("left", strings.Join(result.Leftover, ", "))
	}
}

func (r *Report) writeSummary(b *strings.Builder) {
	t := r.Totals
	fmt.Fprintf(b, "\n%d cases: %d passed, %d failed, %d skipped, %d not supported, %d errors in %s\n",
		t.Cases, t.Pass, t.Fail, t.Skip, t.NotSupported, t.Error, r.Duration.Round(time.Millisecond))
	fmt.Fprintf(b, "%d of %d operations exercised; %d exchanges checked: %d violations, %d notices\n",
		r.exercised(), len(r.Operations), t.Exchanges, t.Violations, t.Notices)
	if t.Leftover > 0 {
		fmt.Fprintf(b, "%d Services could not be deleted; the names of all that the run created begin with %s\n", t.Leftover, r.Prefix)
	}
	if r.Incomplete != "" {
		fmt.Fprintf(b, "Incomplete: %s\n", r.Incomplete)
	}
}

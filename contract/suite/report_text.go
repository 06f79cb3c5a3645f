package suite

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// marks begin the lines of the text form, so that what is wrong stands out without colour.
var marks = map[Outcome]string{
	Pass: "  pass ", Fail: "  FAIL ", Blocked: "  block", Skip: "  skip ", NotSupported: "  n/a  ", Error: "  ERROR",
}

const (
	shownCauses  = 12  // with what was sent and received
	listedCauses = 40  // in one line
	maxLine      = 600 // characters of a body in one line
)

// WriteText writes the report for people: a line for each resource, the causes of what failed, with
// the promise, what was sent and received and how to see it again, and the causes once more at the
// end. [Report.WriteCases] has every case.
func (r *Report) WriteText(w io.Writer) error {
	b := new(strings.Builder)
	if len(r.Causes) > 0 {
		fmt.Fprintln(b, r.causesInWords())
	}
	fmt.Fprintf(b, "Contract checks of %s (%s), seed %d\n", r.Target, r.hosts(), r.Seed)
	for _, note := range r.Notes {
		fmt.Fprintf(b, "Note: %s\n", note)
	}
	b.WriteByte('\n')
	r.writeResources(b)
	r.writeCauses(b)
	r.writeLoose(b)
	r.writeSummary(b)
	_, err := io.WriteString(w, printable(b.String())) // reasons quote servers, which must not steer the terminal
	return err
}

// WriteCases writes a line for each case, and what is wrong under it.
func (r *Report) WriteCases(w io.Writer) error {
	b := new(strings.Builder)
	resource := ""
	for i := range r.Results {
		result := &r.Results[i]
		if next := resourceOf(result.ID); next != resource {
			resource = next
			fmt.Fprintf(b, "\n%s\n", resource)
		}
		result.writeText(b)
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, printable(b.String()))
	return err
}

func (r *Report) hosts() string {
	if r.UploadURL == r.APIURL {
		return r.APIURL
	}
	return r.APIURL + " and " + r.UploadURL
}

// writeResources writes how the cases of each resource went.
func (r *Report) writeResources(b *strings.Builder) {
	var resources []string
	totals := map[string]*Totals{}
	for i := range r.Results {
		resource := resourceOf(r.Results[i].ID)
		if totals[resource] == nil {
			totals[resource] = new(Totals)
			resources = append(resources, resource)
		}
		totals[resource].add(&r.Results[i])
	}
	for _, resource := range resources {
		t := totals[resource]
		fmt.Fprintf(b, "  %-25s %s\n", resource, t.words())
	}
}

// words says how cases went: "12 of 51 passed, 3 failed".
func (t *Totals) words() string {
	words := fmt.Sprintf("%d of %d passed", t.Pass, t.Cases)
	for _, part := range []struct {
		n    int
		word string
	}{{t.Fail, "failed"}, {t.Blocked, "blocked"}, {t.Error, "errors"}, {t.Skip, "skipped"},
		{t.NotSupported, "not run"}, {t.Known, "known"}} {
		if part.n > 0 {
			words += fmt.Sprintf(", %d %s", part.n, part.word)
		}
	}
	return words
}

// causesInWords is the headline: "3 causes, 257 cases".
func (r *Report) causesInWords() string {
	cases := map[string]bool{}
	for i := range r.Causes {
		for _, id := range r.Causes[i].Cases {
			cases[id] = true
		}
	}
	return plural(len(r.Causes), "cause") + ", " + plural(len(cases), "case")
}

// notRun says in one line what was not run and why.
func (r *Report) notRun() string {
	var parts []string
	lacks, left := map[Feature]int{}, 0
	for i := range r.Results {
		switch result := &r.Results[i]; {
		case result.Lacks != "":
			lacks[result.Lacks]++
		case result.Outcome == NotSupported:
			left++
		}
	}
	for _, feature := range Features() {
		if n := lacks[feature]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s without the feature %s", plural(n, "case"), feature))
		}
	}
	if left > 0 {
		parts = append(parts, plural(left, "case")+" left out by pattern or operation")
	}
	return strings.Join(parts, ", ")
}

func (r *Report) writeCauses(b *strings.Builder) {
	if len(r.Causes) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", r.causesInWords())
	for i := range r.Causes[:min(len(r.Causes), shownCauses)] {
		r.Causes[i].write(b, i+1)
	}
	if more := len(r.Causes) - shownCauses; more > 0 {
		fmt.Fprintf(b, "\n  %s more are listed below; --report FILE.html has what was sent and received for each.\n",
			plural(more, "cause"))
	}
}

func (c *Cause) write(b *strings.Builder, number int) {
	fmt.Fprintf(b, "\n%d. %s\n", number, c.headline())
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(b, "   %-9s %s\n", label, strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n             "))
		}
	}
	line("promise", fmt.Sprintf("%s (%s, %s)", c.Claim, c.Level, link(c.Source)))
	reason := firstLine(c.Reason)
	if !strings.Contains(c.Title, reason) && reason != "the wire broke the contract" {
		line("found", cut(reason))
	}
	if c.Exchange != nil {
		line("sent", cut(sentLine(c.Exchange)))
		line("received", cut(receivedLine(c.Exchange)))
		line("again", c.Curl)
	}
	line("cases", some(c.Cases, 3))
	line("rerun", "twilio-serverless conformance … --run "+quoteShell(c.Rerun))
	if excluded := c.Excluded(); excluded != "" {
		line("without", "twilio-serverless conformance … --exclude-operations "+excluded)
	}
}

// headline is the title with how many cases have the cause.
func (c *Cause) headline() string {
	cases := plural(len(c.Cases), "case")
	if c.Blocked > 0 {
		cases += fmt.Sprintf(", %d of them blocked", c.Blocked)
	}
	if c.Known {
		cases += ", known"
	}
	return cut(c.Title) + " [" + cases + "]"
}

func cut(text string) string {
	if runes := []rune(text); len(runes) > maxLine {
		return string(runes[:maxLine]) + "…"
	}
	return text
}

func sentLine(x *Shown) string {
	var fields []string
	for _, f := range x.Request.Fields {
		fields = append(fields, f.Name+"="+f.Value)
	}
	return strings.TrimSpace(x.Method + " " + x.URL + "  " + strings.Join(fields, "  "))
}

func receivedLine(x *Shown) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s %s", x.Status, x.Response.Body, x.Response.Note))
}

// link is the address of a source: of a page, or of the repository or thread that `owner/repository#number` names.
func link(source string) string {
	repository, number, thread := strings.Cut(source, "#")
	switch {
	case strings.HasPrefix(source, "https://"), strings.Count(repository, "/") != 1:
		return source
	case thread:
		return "https://github.com/" + repository + "/issues/" + number
	}
	return "https://github.com/" + repository
}

// writeLoose writes what is no failure and still to be seen: notices, leftovers and what is fixed.
func (r *Report) writeLoose(b *strings.Builder) {
	notices := map[string]int{}
	var order []string
	for i := range r.Results {
		result := &r.Results[i]
		for _, f := range result.Findings {
			if text := f.String(); f.Severity == 0 {
				if notices[text]++; notices[text] == 1 {
					order = append(order, text)
				}
			}
		}
	}
	if len(order) > 0 {
		b.WriteString("\nNotices\n")
	}
	slices.SortStableFunc(order, func(x, y string) int { return cmp.Compare(notices[y], notices[x]) })
	for _, text := range order[:min(len(order), shownCauses)] {
		fmt.Fprintf(b, "  %d × %s\n", notices[text], cut(text))
	}
	if len(r.Fixed) > 0 {
		fmt.Fprintf(b, "\nFixed, and still among the known failures: %s\n", some(r.Fixed, 20))
	}
	for i := range r.Results {
		if left := r.Results[i].Leftover; len(left) > 0 {
			fmt.Fprintf(b, "\nLeft behind by %s: %s\n", r.Results[i].ID, strings.Join(left, ", "))
		}
	}
}

func (result *Result) writeText(b *strings.Builder) {
	_, behaviour, _ := strings.Cut(result.ID, "/")
	fmt.Fprintf(b, "%s  %s", marks[result.Outcome], behaviour)
	if result.Level == Assumed {
		b.WriteString(" (assumed)")
	}
	if result.Known {
		b.WriteString(" (known)")
	}
	b.WriteByte('\n')
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(b, "           %-7s %s\n", label, strings.ReplaceAll(text, "\n", "\n                   "))
		}
	}
	if result.failed() {
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
	fmt.Fprintf(b, "\n%s in %s", t.words(), r.Duration.Round(time.Millisecond))
	if t.Fail+t.Blocked+t.Error == 0 && t.NotSupported > 0 && t.Pass > 0 {
		fmt.Fprintf(b, "; this says something of %d of %d operations", r.exercised(), len(r.Operations))
	}
	fmt.Fprintf(b, "\n%d of %d operations exercised; %d exchanges checked: %d violations, %d notices\n",
		r.exercised(), len(r.Operations), t.Exchanges, t.Violations, t.Notices)
	if lacking := r.notRun(); lacking != "" {
		fmt.Fprintf(b, "Not run: %s\n", lacking)
	}
	if t.Leftover > 0 {
		fmt.Fprintf(b, "%s could not be deleted; the names of all that the run created begin with %s\n",
			plural(t.Leftover, "Service"), r.Prefix)
	}
	if r.Incomplete != "" {
		fmt.Fprintf(b, "Incomplete: %s\n", r.Incomplete)
	}
	if len(r.Causes) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", r.causesInWords())
	for i := range r.Causes[:min(len(r.Causes), listedCauses)] {
		c := &r.Causes[i]
		fmt.Fprintf(b, "  %d. %s: %s\n", i+1, c.headline(), some(c.Cases, 2))
	}
	if more := len(r.Causes) - listedCauses; more > 0 {
		fmt.Fprintf(b, "  and %s more\n", plural(more, "cause"))
	}
}

package reporthtml

import (
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// view is what the page shows, in the words and the order of the page.
type view struct {
	Policy    string
	Style     template.CSS
	Script    template.JS
	Report    *suite.Report
	Verdict   verdict
	Hosts     []string
	Started   string
	Duration  string
	Shares    []share
	Causes    []causeView
	Headline  string
	Broken    []*caseView
	Levels    []string
	Resources []resource
	Axes      []axis
	Matrix    []operationRow
}

// openAtOnce is how many of the cases that ask for attention show their details unasked.
const openAtOnce = 5

// verdict is the first thing to read.
type verdict struct{ Class, Title, Detail string }

// share is a part of the bar of outcomes.
type share struct {
	Outcome     suite.Outcome
	Word        string
	Count       int
	Start, Part string // percent
}

// resource is a group of cases.
type resource struct {
	Name   string
	Passed int
	Cases  []*caseView
}

// axis is an axis of the coverage.
type axis struct {
	coverage.Axis
	Words   string
	Percent string
	Groups  []excusedGroup
}

// excusedGroup is the slots that one reason excuses.
type excusedGroup struct {
	Reason string
	Slots  []string
}

// operationRow shows the answers of an operation.
type operationRow struct {
	suite.OperationCount
	Answers []answerCount
}

type answerCount struct {
	Status, Count int
	Class         string
}

var outcomeWords = map[suite.Outcome]string{
	suite.Pass: "passed", suite.Fail: "failed", suite.Blocked: "blocked", suite.Error: "errors", suite.Skip: "skipped",
	suite.NotSupported: "not supported",
}

// outcomeOrder puts first what asks for attention.
var outcomeOrder = []suite.Outcome{suite.Fail, suite.Blocked, suite.Error, suite.Skip, suite.NotSupported, suite.Pass}

func newView(r *suite.Report) *view {
	v := &view{
		Policy: policy(), Style: template.CSS(styleText), Script: template.JS(scriptText), Report: r,
		Verdict: verdictOf(r),
		Hosts:   []string{r.APIURL}, Started: r.Started.UTC().Format("2 January 2006, 15:04:05 UTC"),
		Duration: duration(r.Duration),
		Matrix:   matrix(r),
	}
	if r.UploadURL != r.APIURL {
		v.Hosts = append(v.Hosts, r.UploadURL)
	}
	v.shares(r.Totals)
	for i := range r.Results {
		v.add(&r.Results[i])
	}
	v.causes(r)
	if r.Coverage != nil {
		for _, a := range r.Coverage.Axes {
			v.Axes = append(v.Axes, newAxis(a))
		}
	}
	return v
}

func verdictOf(r *suite.Report) verdict {
	t := r.Totals
	var apart []string
	if t.Skip > 0 {
		apart = append(apart, plural(t.Skip, "case says nothing", "cases say nothing"))
	}
	lacking := 0
	for i := range r.Results {
		if r.Results[i].Lacks != "" {
			lacking++
		}
	}
	if lacking > 0 {
		apart = append(apart, plural(lacking, "case asks", "cases ask")+" for a feature that the target does not claim")
	}
	if left := t.NotSupported - lacking; left > 0 {
		apart = append(apart, plural(left, "case was", "cases were")+" left out by pattern or operation")
	}
	if t.Known > 0 {
		apart = append(apart, plural(t.Known, "failure is known", "failures are known"))
	}
	detail := strings.Join(apart, ", ")
	switch {
	case t.Fail+t.Blocked > t.Known:
		return verdict{"fail", headline(r), cmp.Or(joined(r.Incomplete, detail), "Every other case passed.")}
	case r.Incomplete != "":
		return verdict{"error", "No verdict: the run did not finish", r.Incomplete}
	case t.Error > 0:
		return verdict{"error", "No verdict: " + plural(t.Error, "case could not be judged",
			"cases could not be judged"),
			detail}
	case t.Pass == 0:
		return verdict{"skip", "Nothing was checked", detail}
	}
	return verdict{"pass", plural(t.Pass, "promise was checked and kept", "promises were checked and kept"),
		cmp.Or(detail, "Nothing was left out.")}
}

// headline says how many causes and cases there are.
func headline(r *suite.Report) string {
	cases := map[string]bool{}
	for _, c := range r.Causes {
		for _, id := range c.Cases {
			cases[id] = true
		}
	}
	if len(r.Causes) == 0 {
		return plural(r.Totals.Fail+r.Totals.Blocked, "case failed", "cases failed")
	}
	return plural(len(r.Causes), "cause", "causes") + ", " + plural(len(cases), "case", "cases")
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "; ")
}

// some is plural, but nothing for none.
func some(n int, one, many string) string {
	if n == 0 {
		return ""
	}
	return plural(n, one, many)
}

func (v *view) shares(t suite.Totals) {
	counts := map[suite.Outcome]int{
		suite.Pass: t.Pass, suite.Fail: t.Fail, suite.Blocked: t.Blocked, suite.Skip: t.Skip,
		suite.NotSupported: t.NotSupported, suite.Error: t.Error,
	}
	done := 0
	for _, outcome := range outcomeOrder {
		n := counts[outcome]
		v.Shares = append(v.Shares, share{outcome, outcomeWords[outcome], n, percent(done, t.Cases),
			percent(n, t.Cases)})
		done += n
	}
}

// add files a result under its resource; results come in the order of the catalogue.
func (v *view) add(result *suite.Result) {
	c := newCase(result)
	if n := len(v.Resources); n == 0 || v.Resources[n-1].Name != c.Resource {
		v.Resources = append(v.Resources, resource{Name: c.Resource})
	}
	group := &v.Resources[len(v.Resources)-1]
	group.Cases = append(group.Cases, c)
	if result.Outcome == suite.Pass {
		group.Passed++
	}
	if c.Outcome == suite.Fail || c.Outcome == suite.Error {
		c.Open = len(v.Report.Causes) == 0 && len(v.Broken) < openAtOnce
		v.Broken = append(v.Broken, c)
	}
	if level := result.Level.String(); !slices.Contains(v.Levels, level) {
		v.Levels = append(v.Levels, level)
	}
}

func newAxis(a coverage.Axis) axis {
	out := axis{Axis: a, Words: strings.ReplaceAll(a.Name, "-", " "), Percent: percent(a.Reached, a.Slots)}
	for _, excused := range a.Excused { // in the order of their reasons
		if n := len(out.Groups); n == 0 || out.Groups[n-1].Reason != excused.Reason {
			out.Groups = append(out.Groups, excusedGroup{Reason: excused.Reason})
		}
		group := &out.Groups[len(out.Groups)-1]
		group.Slots = append(group.Slots, excused.Slot)
	}
	return out
}

func matrix(r *suite.Report) []operationRow {
	var rows []operationRow
	for _, op := range r.Operations {
		row := operationRow{OperationCount: op}
		for status, count := range op.Statuses {
			row.Answers = append(row.Answers, answerCount{status, count, "s" + strconv.Itoa(status/100)})
		}
		slices.SortFunc(row.Answers, func(a, b answerCount) int { return a.Status - b.Status })
		rows = append(rows, row)
	}
	return rows
}

// percent is an attribute of SVG.
func percent(part, whole int) string {
	if whole == 0 {
		return "0"
	}
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 2, 64)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// duration rounds for people.
func duration(d time.Duration) string {
	switch {
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d >= time.Millisecond:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	default:
		return fmt.Sprintf("%d µs", d.Microseconds())
	}
}

// statusText names a status as HTTP does.
func statusText(status int) string {
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}

package suite

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// ReportVersion is the version of the JSON form of a [Report]. It grows when a property changes its meaning or goes.
const ReportVersion = 2

// Outcome is what became of a case.
type Outcome string

const (
	// Pass means that the promise was kept and that no exchange broke the contract.
	Pass Outcome = "pass"
	// Fail means that the promise was broken, or that an answer broke the contract.
	Fail Outcome = "fail"
	// Skip means that the case says nothing: an assumption differs, or the run was ended. It is not a pass.
	Skip Outcome = "skip"
	// NotSupported means that the target does not claim a feature that the case needs. It is not a pass.
	NotSupported Outcome = "not-supported"
	// Blocked means that the case did not reach its promise: an operation that it starts from failed.
	Blocked Outcome = "blocked"
	// Error means that nothing could be judged: the target did not answer or was out of order, a rate or a quota was
	// used up, or the case itself has a defect.
	Error Outcome = "error"
)

// Result is what one case found.
type Result struct {
	ID      string  `json:"id"`
	Claim   string  `json:"claim"`
	Source  string  `json:"source"`
	Level   Level   `json:"level"`
	Outcome Outcome `json:"outcome"`
	// Reason says why the outcome is not a pass.
	Reason   string        `json:"reason,omitempty"`
	Duration time.Duration `json:"duration_ns"`
	// Exchanges counts requests that were answered, cleaning apart.
	Exchanges int `json:"exchanges"`
	// Operations are the operationIds seen on the wire, sorted.
	Operations []string `json:"operations,omitempty"`
	// Seen counts the answers by operationId and status, those that only prepare the case included.
	Seen map[string]map[int]int `json:"seen,omitempty"`
	// Findings are what the checker has to say about the answers, each once. What it says about the requests is left
	// out: cases send wrong ones on purpose.
	Findings []contract.Finding `json:"findings,omitempty"`
	// Leftover are SIDs, or unique names, of Services that the case made and that could not be deleted.
	Leftover []string `json:"leftover,omitempty"`
	// Evidence shows what went over the wire when the outcome is fail or error: exchanges that broke
	// the contract and the last ones, with everything hidden that is not known to be harmless.
	Evidence []Shown `json:"evidence,omitempty"`
	// Lacks is the feature that the target does not claim, when the outcome is not supported for it.
	Lacks Feature `json:"lacks,omitempty"`
	// Because are the causes of an outcome that is no pass, see [Report.Causes].
	Because []Because `json:"because,omitempty"`
	// Known means that [RunOptions.Known] has the same failure.
	Known bool `json:"known,omitempty"`
	// Attempts is how often the case was run, when it was more than once.
	Attempts                  int  `json:"attempts,omitempty"`
	refusedBuild, failedBuild bool // one that the case wanted, see [runner.postpone]

	// Undecided means that the run ended before the case did: [RunOptions.Resume] runs it again.
	Undecided bool `json:"undecided,omitempty"`
}

// Totals count results by outcome.
type Totals struct {
	Cases        int `json:"cases"`
	Pass         int `json:"pass"`
	Fail         int `json:"fail"`
	Blocked      int `json:"blocked"`
	Skip         int `json:"skip"`
	NotSupported int `json:"not_supported"`
	Error        int `json:"error"`

	Exchanges  int `json:"exchanges"`
	Violations int `json:"violations"`
	Notices    int `json:"notices"`
	Leftover   int `json:"leftover"`
	// Known counts failures that [RunOptions.Known] has.
	Known int `json:"known"`
}

func (t Totals) executed() int { return t.Cases - t.NotSupported }

// OperationCount tells how far an operation was exercised, counted from the wire.
type OperationCount struct {
	OperationID string `json:"operation_id"`
	// Exchanges counts answered requests of the operation, those that only prepare a case included.
	Exchanges int `json:"exchanges"`
	// Statuses counts the answers by status.
	Statuses map[int]int `json:"statuses,omitempty"`
	// Cases counts the cases that make a claim about the operation and reached it.
	Cases int `json:"cases"`
}

// Report is what a run found.
type Report struct {
	Version   int    `json:"version"`
	Target    string `json:"target"`
	APIURL    string `json:"api_url"`
	UploadURL string `json:"upload_url"`
	// Seed repeats the names of the run; a string in JSON, where numbers lose digits.
	Seed uint64 `json:"seed,string"`
	// Prefix begins the name of everything the run created.
	Prefix string `json:"prefix"`
	// Catalogue identifies the selected cases and the contract that they were run with.
	Catalogue string `json:"catalogue"`
	// Shard is the share of the cases that the run had, nil for all.
	Shard *Shard `json:"shard,omitempty"`
	// Assumed repeats [RunOptions.Assumed].
	Assumed bool `json:"assumed"`
	// Resumed counts the cases whose results come from the run before, see [RunOptions.Resume].
	Resumed  int           `json:"resumed,omitempty"`
	Started  time.Time     `json:"started"`
	Duration time.Duration `json:"duration_ns"`
	// Incomplete says why not all selected cases were run to their end.
	Incomplete string `json:"incomplete,omitempty"`
	Totals     Totals `json:"totals"`
	// Notes are lines about the run as a whole.
	Notes []string `json:"notes,omitempty"`
	// Causes are what the failures have in common, the one with the most cases first.
	Causes []Cause `json:"causes,omitempty"`
	// Fixed are IDs of cases that [RunOptions.Known] has and that pass.
	Fixed []string `json:"fixed,omitempty"`
	// Results are in the order of the catalogue.
	Results []Result `json:"results"`
	// Operations has every operation of the contract, also those that were not reached, sorted.
	Operations []OperationCount `json:"operations"`
	// Coverage tells, counted from the wire, what of the contract the run saw and what not.
	Coverage *coverage.Report `json:"coverage"`
}

// Failed reports whether the run found anything wrong or could not be finished. It is false for a run of skips alone:
// [Run] returns [ErrNoCases] for that.
func (r *Report) Failed() bool {
	t := r.Totals
	return t.Fail+t.Blocked+t.Error > t.Known || r.Incomplete != ""
}

// exercised counts the operations that some case made a claim about and reached.
func (r *Report) exercised() int {
	n := 0
	for _, op := range r.Operations {
		if op.Cases > 0 {
			n++
		}
	}
	return n
}

// report assembles results, which are in the order of the cases.
func (r *runner) report(results []Result, incomplete error) *Report {
	report := &Report{
		Version: ReportVersion, Target: r.target.Name, APIURL: r.target.APIURL, UploadURL: r.target.UploadURL,
		Seed: r.opts.Seed, Prefix: r.prefix, Catalogue: r.catalogue, Notes: slices.Clone(r.notes),
		Shard: r.opts.Shard, Assumed: r.opts.Assumed, Resumed: r.resumed,
		Started: r.started.Add(-r.spent), Duration: r.spent + time.Since(r.started), Results: results,
	}
	if r.counter != nil {
		report.Coverage = r.counter.Report()
	}
	if incomplete != nil {
		report.Incomplete = r.secrets.text(incomplete.Error())
	}
	counts := map[string]*OperationCount{}
	for _, op := range contract.Operations() {
		counts[op.OperationID] = &OperationCount{OperationID: op.OperationID, Statuses: map[int]int{}}
	}
	ops := map[string][]string{}
	for i := range r.opts.Cases {
		ops[r.opts.Cases[i].ID] = r.opts.Cases[i].Ops
	}
	report.Fixed = r.opts.Known.apply(results)
	report.Causes = causesOf(results)
	for i := range results {
		result := &results[i]
		report.Totals.add(result)
		for operation, statuses := range result.Seen {
			for status, exchanges := range statuses {
				counts[operation].Statuses[status] += exchanges
				counts[operation].Exchanges += exchanges
			}
		}
		for _, operation := range ops[result.ID] {
			if count := counts[operation]; count != nil && slices.Contains(result.Operations, operation) {
				count.Cases++
			}
		}
	}
	for _, count := range counts {
		report.Operations = append(report.Operations, *count)
	}
	slices.SortFunc(report.Operations, func(a, b OperationCount) int {
		return cmp.Compare(a.OperationID,
			b.OperationID)
	})
	return report
}

func (t *Totals) add(result *Result) {
	t.Cases++
	switch result.Outcome {
	case Pass:
		t.Pass++
	case Fail:
		t.Fail++
	case Blocked:
		t.Blocked++
	case Skip:
		t.Skip++
	case NotSupported:
		t.NotSupported++
	default:
		t.Error++
	}
	if result.Known {
		t.Known++
	}
	t.Exchanges += result.Exchanges
	t.Leftover += len(result.Leftover)
	for _, f := range result.Findings {
		if f.Severity == contract.Violation {
			t.Violations++
		} else {
			t.Notices++
		}
	}
}

// A redactor keeps passwords out of reports: a target may echo what it was sent, in any form.
type redactor struct{ replacer *strings.Replacer }

func newRedactor(t *Target) *redactor {
	return &redactor{redact.Replacer("[password]", t.Password, t.SecondPassword, t.ForeignPassword)}
}

func (r *redactor) text(s string) string { return r.replacer.Replace(s) }

func (r *redactor) findings(findings []contract.Finding) []contract.Finding {
	for i := range findings {
		findings[i].Location = r.text(findings[i].Location)
		findings[i].Message = r.text(findings[i].Message)
	}
	return findings
}

// resourceOf is the part of a case ID before the slash.
func resourceOf(id string) string {
	resource, _, _ := strings.Cut(id, "/")
	return resource
}

// WriteJSON writes the report as indented JSON, see [ReportVersion].
func (r *Report) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r); err != nil {
		return fmt.Errorf("contract: report as JSON: %w", err)
	}
	return nil
}

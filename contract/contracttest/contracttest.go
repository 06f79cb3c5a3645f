// Package contracttest runs the contract cases as a Go test, for those who maintain an implementation of the Twilio
// Serverless (Functions & Assets) API:
//
//	func TestContract(t *testing.T) {
//		contracttest.Run(t, &suite.Target{
//			APIURL: server.URL, Username: accountSID, Password: authToken,
//		}, nil)
//	}
//
// Package suite has the same without *testing.T.
package contracttest

import (
	"errors"
	"slices"
	"testing"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// Run runs cases against target and reports each as a subtest named by its ID: `builds/empty-is-refused` is
// TestContract/builds/empty-is-refused. `go test -run` and `-skip` select the cases that run, and so does
// [suite.RunOptions.Filter]. A case that is not supported or skipped is a skipped subtest, never a passed one.
// nil options run the whole catalogue.
//
// The cases run side by side, as the options say, and the subtests report when all have ended: after Run has returned.
// t has failed by then if one of them did. t must not be in a testing/synctest bubble, where there are no
// subtests; call [suite.Run] there.
//
// A target that cannot be tested, see the errors of [suite.Run], and one that was lost midway fail t itself.
func Run(t *testing.T, target *suite.Target, opts *suite.RunOptions) {
	t.Helper()
	var o suite.RunOptions
	if opts != nil {
		o = *opts
	}
	if o.Cases == nil {
		o.Cases = cases.All()
	}
	results := map[string]*suite.Result{}
	selected := subtests(t, &o, results)
	if len(selected) == 0 && slices.ContainsFunc(o.Cases, func(c suite.Case) bool { return matches(&o, &c) }) {
		return // all that is left was not asked for with -run
	}
	if len(selected) > 0 {
		o.Cases = selected
	}
	report, err := suite.Run(t.Context(), target, &o)
	if report == nil {
		t.Fatalf("the contract could not be checked: %v", err)
	}
	for i := range report.Results {
		results[report.Results[i].ID] = &report.Results[i]
	}
	if slices.ContainsFunc(report.Results, func(r suite.Result) bool { return failed(&r) }) {
		t.Fail()
	}
	t.Logf("%d cases: %d passed, %d failed, %d skipped, %d not supported, %d errors; seed %d",
		report.Totals.Cases, report.Totals.Pass, report.Totals.Fail, report.Totals.Skip, report.Totals.NotSupported,
		report.Totals.Error,
		report.Seed)
	if report.Totals.Leftover > 0 {
		t.Errorf("%d Services could not be deleted; the names of all that the run created begin with %s",
			report.Totals.Leftover, report.Prefix)
	}
	switch {
	case errors.Is(err, suite.ErrNoCases):
		t.Errorf("nothing was checked: %v", err)
	case err != nil:
		t.Errorf("the run ended early: %v", err)
	}
}

// subtests starts a subtest for each case, and returns the cases of those that `go test` lets begin. As parallel
// subtests they stop there until t's function has returned, and find their results then.
func subtests(t *testing.T, o *suite.RunOptions, results map[string]*suite.Result) (selected []suite.Case) {
	for _, c := range o.Cases {
		if !matches(o, &c) {
			continue
		}
		t.Run(c.ID, func(t *testing.T) {
			selected = append(selected, c)
			t.Parallel()
			if result := results[c.ID]; result != nil {
				show(t, result)
			} else {
				t.Skip("not run")
			}
		})
	}
	return selected
}

func matches(o *suite.RunOptions, c *suite.Case) bool {
	return o.Filter == nil || o.Filter.MatchString(c.ID)
}

func failed(result *suite.Result) bool {
	return !slices.Contains([]suite.Outcome{suite.Pass, suite.Skip, suite.NotSupported}, result.Outcome)
}

// show turns a result into the outcome of its subtest.
func show(t *testing.T, result *suite.Result) {
	t.Helper()
	for _, finding := range result.Findings {
		t.Log(finding)
	}
	switch {
	case failed(result):
		t.Errorf("%s\n%s claim: %s\nsource: %s", result.Reason, result.Level, result.Claim, result.Source)
	case result.Outcome != suite.Pass:
		t.Skipf("%s: %s", result.Outcome, result.Reason)
	}
}

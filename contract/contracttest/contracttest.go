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
	"testing"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// Run runs the selected cases against target and reports each as a subtest named by its ID, so that
// `builds/empty-is-refused` is TestContract/builds/empty-is-refused. What a case that is not
// supported or skipped says is a skip, never a pass. nil options run the whole catalogue.
//
// The cases run before the first subtest begins, in parallel as the options say: `go test -run` chooses which subtests
// report, [suite.RunOptions.Filter] which cases run. t must not be in a testing/synctest bubble, where there are no
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
	report, err := suite.Run(t.Context(), target, &o)
	if report == nil {
		t.Fatalf("the contract could not be checked: %v", err)
	}
	for _, result := range report.Results {
		t.Run(result.ID, func(t *testing.T) { show(t, &result) })
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

// show turns a result into the outcome of its subtest.
func show(t *testing.T, result *suite.Result) {
	t.Helper()
	for _, finding := range result.Findings {
		t.Log(finding)
	}
	switch result.Outcome {
	case suite.Pass:
	case suite.Skip, suite.NotSupported:
		t.Skipf("%s: %s", result.Outcome, result.Reason)
	default:
		t.Errorf("%s\n%s claim: %s\nsource: %s", result.Reason, result.Level, result.Claim, result.Source)
	}
}

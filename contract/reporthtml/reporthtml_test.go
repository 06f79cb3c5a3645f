package reporthtml

import (
	"bytes"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func render(t *testing.T, r *suite.Report) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Write(&b, r))
	return b.String()
}

// run is the report of a real run, on an emulator with faults.
func run(t *testing.T, filter string, faults ...emulator.Fault) *suite.Report {
	t.Helper()
	var report *suite.Report
	synctest.Test(t, func(t *testing.T) {
		emu, err := emulator.New(&emulator.Options{
			Seed: 1, BuildTime: time.Second, Faults: faults,
			Accounts: []emulator.Account{{SID: emulator.TestAccountSID, AuthToken: emulator.TestAuthToken}},
		})
		require.NoError(t, err)
		report, err = suite.Run(t.Context(), &suite.Target{
			Name: "emulator", APIURL: "https://serverless.twilio.com",
			UploadURL: "https://serverless-upload.twilio.com",
			Transport: emu.Transport(), Username: emulator.TestAccountSID, Password: emulator.TestAuthToken,
		}, &suite.RunOptions{Cases: cases.All(), Seed: 7, Filter: regexp.MustCompile(filter)})
		require.NoError(t, err)
	})
	return report
}

func brokenEnvironment() emulator.Fault {
	return emulator.Fault{
		Operation: "FetchEnvironment", Nth: 1, Times: 100, Status: 200,
		Body:   `{"sid":"ZE1","account_sid":"ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","unique_name":"</script><script>alert(1)</script>","date_created":"2018-02-31T00:00:00Z","links":null}`,
		Header: http.Header{"Content-Type": {"application/json"}},
	}
}

func TestWrite_aFailedRun(t *testing.T) {
	t.Parallel()
	page := render(t, run(t, "^environments/", brokenEnvironment()))
	for _, want := range []string{
		`class="verdict fail"`, ` causes, `, `<h2 id="causes">What went wrong</h2>`,
		`data-outcome="fail"`, `href="https://www.twilio.com/docs/serverless/api/resource/environment`,
		`<div class="line marked" data-pointer="/date_created">`, `<div class="line marked" data-pointer="/sid">`,
		`<div class="line marked" data-pointer="">`, // what is missing is shown at the object that lacks it
		`<b>missing-property</b> <code>/url</code>`,
		`AC[hidden]`, `Content-Type`,
	} {
		assert.Contains(t, page, want)
	}
	assert.NotContains(t, page, "alert(1)", "personal data is hidden, whatever it is")
	assert.NotContains(t, page, emulator.TestAuthToken)
	assert.NotContains(t, page, "Basic ")
}

func TestWrite_theWholeCatalogue(t *testing.T) {
	t.Parallel()
	report := run(t, "")
	page := render(t, report)
	assert.Less(t, len(page), 2<<20)
	for _, result := range report.Results {
		assert.Contains(t, page, `id="`+result.ID+`" data-outcome="`+string(result.Outcome)+`"`)
	}
	for _, axis := range report.Coverage.Axes {
		assert.Contains(t, page, strings.ReplaceAll(axis.Name, "-", " "))
	}
	assert.Equal(t, len(operations.IDs()), strings.Count(page, `<th scope="row">`)-countRows(page),
		"rows of the table of operations")
}

// countRows counts the rows of exchanges, which have row headers as the table of operations does.
func countRows(page string) int {
	n := 0
	for _, table := range strings.Split(page, `<table class="rows">`)[1:] {
		inner, _, _ := strings.Cut(table, "</table>")
		n += strings.Count(inner, `<th scope="row">`)
	}
	return n
}

// The page sends no request: no address but in links, no inline style or handler that its policy would refuse.
func TestWrite_isSelfContained(t *testing.T) {
	t.Parallel()
	page := render(t, run(t, "^environments/", brokenEnvironment()))
	assert.NotRegexp(t, `(?i)<(link|img|iframe|object|embed|base|video|audio)\b|\bsrc=|@import|url\(`, page)
	assert.NotRegexp(t, `(?i)<[^>]* (style|on[a-z]+)=`, strings.ReplaceAll(page, scriptText, ""))
	assert.Contains(t, page, "<style>"+styleText+"</style>", "its digest is in the policy")
	assert.Contains(t, page, "<script>"+scriptText+"</script>")
	assert.Contains(t, page, `default-src &#39;none&#39;`)
	assert.Equal(t, 1, strings.Count(page, "<script>"))
	assert.NotContains(t, page, "ZgotmplZ", "a value stood where the template engine does not trust it")
}

func TestWrite_hostileTexts(t *testing.T) {
	t.Parallel()
	const evil = "</style></script><img src=x onerror=alert(1)>\"' \x00\x1b[31m"
	r := &suite.Report{
		Target: evil, APIURL: "https://a.example/" + evil, Incomplete: evil,
		Totals: suite.Totals{Cases: 1, Fail: 1, Leftover: 1}, Prefix: evil,
		Results: []suite.Result{{
			ID: "a/" + evil, Claim: evil, Source: "javascript:alert(1)", Level: suite.Observed, Outcome: suite.Fail,
			Reason:   evil,
			Leftover: []string{evil}, Operations: []string{evil},
			Findings: []contract.Finding{{Severity: contract.Violation, Rule: evil, Message: evil, Location: evil,
				Operation: evil}},
			Evidence: []redact.Exchange{{
				Method: evil, URL: "javascript:alert(1)", Status: 9999,
				Request:  redact.Message{Header: []redact.Field{{Name: evil, Value: evil}}, Note: evil},
				Response: redact.Message{Body: `{"a":"</script><script>"}`},
				Marks:    []redact.Mark{{Side: "response", Rule: evil, Location: "/a", Message: evil}},
			}},
		}},
		Coverage: &coverage.Report{Axes: []coverage.Axis{{Name: evil, Title: evil, Missing: []string{evil},
			Excused: []coverage.Excused{{Slot: evil, Reason: evil}}}}},
	}
	page := render(t, r)
	assert.NotContains(t, page, "<img")
	assert.NotContains(t, page, `href="javascript:`)
	assert.Equal(t, 1, strings.Count(page, "<script>"))
	assert.NotContains(t, page, "ZgotmplZ")
}

func TestWrite_refusesWithoutReport(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, Write(&bytes.Buffer{}, nil), "no report")
	require.ErrorContains(t, Write(full{}, &suite.Report{}), "disk full")
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("disk full") }

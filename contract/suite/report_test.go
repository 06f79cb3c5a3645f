package suite

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
)

// sampleReport has every outcome, and texts that XML and terminals dislike.
func sampleReport() *Report {
	violation := contract.Finding{Severity: contract.Violation, Side: contract.ResponseSide, Operation: "FetchBuild",
		Rule: "missing-property", Location: "/sid", Message: "sid is missing"}
	notice := contract.Finding{Severity: contract.Notice, Side: contract.RequestSide, Operation: "CreateBuild",
		Rule: "quoted", Message: "extra quotes"}
	r := &Report{
		Version: ReportVersion, Target: "a <b> & \"c\"", APIURL: "https://a.example", UploadURL: "https://u.example",
		Seed: math.MaxUint64, Prefix: "check-x", Started: time.Date(2026, 11, 21, 1, 2, 3, 0, time.UTC),
		Duration: 2500 * time.Millisecond,
		Results: []Result{
			{ID: "builds/one", Claim: "It is.", Source: "a/b#1", Level: Documented, Outcome: Pass,
				Duration:  time.Second,
				Exchanges: 2, Operations: []string{"FetchBuild"}, Findings: []contract.Finding{notice}},
			{ID: "builds/two", Claim: "It <is>.", Source: "a/b", Level: Observed, Outcome: Fail,
				Reason: "GET /x answered 500, want 200: <p>\x00\x1b[31m\xff ]]> \ufffe\nsecond line", Exchanges: 1,
				Findings: []contract.Finding{violation}, Leftover: []string{"ZSa", "check-x-1"}},
			{ID: "builds/three", Claim: "It may be.", Source: "a/b", Level: Assumed, Outcome: Skip,
				Reason: "assumed, and different here"},
			{ID: "logs/four", Claim: "It is.", Source: "a/b", Level: Inferred, Outcome: NotSupported,
				Reason: "no logs"},
			{ID: "logs/five", Claim: "It is.", Source: "a/b", Level: Inferred, Outcome: Error,
				Reason: "the target was lost"},
		},
		Operations: []OperationCount{
			{OperationID: "DeleteHarp"},
			{OperationID: "FetchBuild", Exchanges: 3, Statuses: map[int]int{200: 2, 404: 1}, Cases: 1},
		},
		Incomplete: "the target was lost",
	}
	for i := range r.Results {
		r.Totals.add(&r.Results[i])
	}
	return r
}

func TestReport_totals(t *testing.T) {
	t.Parallel()
	assert.Equal(t, Totals{
		Cases: 5, Pass: 1, Fail: 1, Skip: 1, NotSupported: 1, Error: 1, Exchanges: 3, Violations: 1, Notices: 1,
		Leftover: 2,
	}, sampleReport().Totals)
	tests := map[string]struct {
		report Report
		want   bool
	}{
		"all pass":                {Report{Totals: Totals{Cases: 1, Pass: 1}}, false},
		"a skip is no failure":    {Report{Totals: Totals{Cases: 2, Pass: 1, Skip: 1}}, false},
		"a failure":               {Report{Totals: Totals{Cases: 2, Pass: 1, Fail: 1}}, true},
		"an error":                {Report{Totals: Totals{Cases: 2, Pass: 1, Error: 1}}, true},
		"stopped before the end":  {Report{Totals: Totals{Cases: 1, Pass: 1}, Incomplete: "interrupted"}, true},
		"not supported is no one": {Report{Totals: Totals{Cases: 2, Pass: 1, NotSupported: 1}}, false},
	}
	for name, tt := range tests {
		assert.Equal(t, tt.want, tt.report.Failed(), name)
	}
}

func TestReport_text(t *testing.T) {
	t.Parallel()
	var cases, b strings.Builder
	require.NoError(t, sampleReport().WriteCases(&cases))
	for _, want := range []string{
		"\nbuilds\n  pass   one\n",
		"  FAIL   two\n           claim   It <is>.\n           level   observed\n           source  a/b\n" +
			"           reason  GET /x answered 500",
		"\n                   second line\n",
		"           wire    violation in the response of FetchBuild: /sid: sid is missing [missing-property]\n",
		"           left    ZSa, check-x-1\n",
		"  skip   three (assumed)\n           reason  assumed, and different here\n",
		"\nlogs\n  n/a    four\n           reason  no logs\n  ERROR  five\n",
	} {
		assert.Contains(t, cases.String(), want)
	}
	require.NoError(t, sampleReport().WriteText(&b))
	for _, want := range []string{
		"Contract checks of a <b> & \"c\" (https://a.example and https://u.example), seed 18446744073709551615\n",
		"\n  builds                    1 of 3 passed, 1 failed, 1 skipped\n",
		"\n  logs                      0 of 2 passed, 1 errors, 1 not run\n",
		"\n1 of 5 passed, 1 failed, 1 errors, 1 skipped, 1 not run in 2.5s\n",
		"1 of 2 operations exercised; 3 exchanges checked: 1 violations, 1 notices\n",
		"Left behind by builds/two: ZSa, check-x-1\n",
		"2 Services could not be deleted; the names of all that the run created begin with check-x\n",
		"Incomplete: the target was lost\n",
	} {
		assert.Contains(t, b.String(), want)
	}
	assert.NotContains(t, cases.String()+b.String(), "\x1b", "a server must not steer the terminal")
}

func TestReport_JSONReadsBack(t *testing.T) {
	t.Parallel()
	report := sampleReport()
	report.Results[1].Reason = "without what JSON replaces"
	var b bytes.Buffer
	require.NoError(t, report.WriteJSON(&b))
	var back Report
	decoder := json.NewDecoder(bytes.NewReader(b.Bytes()))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&back))
	assert.Equal(t, report, &back)
	for _, want := range []string{`"version": 2`, `"seed": "18446744073709551615"`, `"outcome": "not-supported"`,
		`"level": "assumed"`, `"severity": "violation"`, `"404": 1`} {
		assert.Contains(t, b.String(), want)
	}
}

func TestFinding_UnmarshalJSON(t *testing.T) {
	t.Parallel()
	var f contract.Finding
	require.ErrorContains(t, json.Unmarshal([]byte(`{"severity":"dire","side":"request"}`), &f),
		`"dire" is no severity`)
	require.ErrorContains(t, json.Unmarshal([]byte(`{"severity":"notice","side":"dark"}`), &f), `"dark" is no side`)
	require.Error(t, json.Unmarshal([]byte(`[]`), &f))
}

// Counted by walking the elements, as CI systems do, not by the attributes that the writer computed.
func TestReport_JUnitEqualsJSON(t *testing.T) {
	t.Parallel()
	report := sampleReport()
	var b bytes.Buffer
	require.NoError(t, report.WriteJUnit(&b))
	counts := map[string]int{}
	attributes := map[string]string{}
	decoder := xml.NewDecoder(bytes.NewReader(b.Bytes()))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		if element, ok := token.(xml.StartElement); ok {
			counts[element.Name.Local]++
			if element.Name.Local == "testsuites" {
				for _, a := range element.Attr {
					attributes[a.Name.Local] = a.Value
				}
			}
		}
	}
	totals := report.Totals
	assert.Equal(t, map[string]int{
		"testsuites": 1, "testsuite": 2, "testcase": totals.Cases, "failure": totals.Fail, "error": totals.Error,
		"skipped": totals.Skip + totals.NotSupported, "system-out": 1,
	}, counts)
	assert.Equal(t, map[string]string{
		"name": `Contract checks of a <b> & "c"`, "tests": "5", "failures": "1", "errors": "1", "skipped": "2",
		"time": "2.500",
	}, attributes)
	assert.Contains(t, b.String(), `classname="contract.builds" name="two"`)
	assert.NotContains(t, b.String(), "\x1b")
}

// failingWriter fails on every write.
type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestReport_writersReportErrors(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(io.Writer) error{
		"text": sampleReport().WriteText, "json": sampleReport().WriteJSON, "junit": sampleReport().WriteJUnit,
	} {
		require.ErrorContains(t, write(failingWriter{}), "disk full", name)
	}
}

func FuzzReport_JUnitIsWellFormed(f *testing.F) {
	f.Add("plain", "text")
	f.Add("\x00\x1b]]>\xff", "\ufffe<&")
	f.Fuzz(func(t *testing.T, target, reason string) {
		r := &Report{Target: target, Results: []Result{{ID: "a/b", Level: Documented, Outcome: Fail, Reason: reason}}}
		var b bytes.Buffer
		require.NoError(t, r.WriteJUnit(&b))
		var out junitSuites
		require.NoError(t, xml.Unmarshal(b.Bytes(), &out), b.String())
		require.Equal(t, 1, out.Failures)
	})
}

package suite

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/coverage"
	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func TestTrail_keepsTheFirstViolationsAndTheLast(t *testing.T) {
	t.Parallel()
	violation := []contract.Finding{{Severity: contract.Violation, Side: contract.ResponseSide, Rule: "r"}}
	for name, tt := range map[string]struct {
		violating []int
		count     int
		want      []int
	}{
		"few":                   {nil, 2, []int{1, 2}},
		"many":                  {nil, 9, []int{6, 7, 8, 9}},
		"violations early":      {[]int{1, 3}, 9, []int{1, 3, 6, 7, 8, 9}},
		"violations at the end": {[]int{8, 9}, 9, []int{6, 7, 8, 9}},
		"violations all over":   {[]int{1, 2, 3, 4, 5, 6, 7, 8, 9}, 9, []int{1, 2, 3, 4, 6, 7, 8, 9}},
	} {
		var tr trail
		for n := 1; n <= tt.count; n++ {
			findings := []contract.Finding{{Severity: contract.Violation, Side: contract.RequestSide},
				{Severity: contract.Notice, Side: contract.ResponseSide}}
			for _, v := range tt.violating {
				if v == n {
					findings = violation
				}
			}
			tr.add(&contract.Exchange{}, findings, time.Time{})
		}
		var got []int
		for _, s := range tr.steps("") {
			got = append(got, s.number)
		}
		assert.Equal(t, tt.want, got, name)
	}
}

// A case that tries many things goes on after what failed: the report shows what its reason names.
func TestTrail_keepsWhatTheReasonNames(t *testing.T) {
	t.Parallel()
	var tr trail
	for n := 1; n <= 9; n++ {
		status := http.StatusCreated
		if n == 2 || n == 4 {
			status = http.StatusBadRequest
		}
		tr.add(&contract.Exchange{Method: http.MethodPost, URL: &url.URL{Path: "/v1/Services"}, Status: status}, nil,
			time.Time{})
	}
	var got []int
	for _, s := range tr.steps("the second layout: POST /v1/Services answered 400, want 201: {}") {
		got = append(got, s.number)
	}
	assert.Equal(t, []int{2, 4, 6, 7, 8, 9}, got)
}

// A failing case shows what went over the wire and where it is wrong; a passing one shows nothing.
func TestRun_evidence(t *testing.T) {
	t.Parallel()
	report := runEmulated(t, func(t *testing.T) *Target {
		return emulated(t, emulator.Fault{
			Operation: "FetchEnvironment", Nth: 1, Times: 100, Status: 200,
			Header: http.Header{"Content-Type": {"application/json"}, "X-Session": {"abc"}},
			Body: `{"sid":"ZE1","build_sid":null,"unique_name":"Jane Doe","hint":"the password is ` +
				emulator.TestAuthToken + `"}`,
		})
	}, &RunOptions{Cases: catalogue(), Filter: regexp.MustCompile(`^environments/(fetch|create)`), Seed: 3})
	require.True(t, report.Failed())
	failed := 0
	for _, result := range report.Results {
		if result.Outcome == Pass {
			assert.Empty(t, result.Evidence, result.ID)
			continue
		}
		failed++
		var broken *redact.Exchange
		for i := range result.Evidence {
			if result.Evidence[i].Operation == "FetchEnvironment" && result.Evidence[i].Status == 200 {
				broken = &result.Evidence[i]
			}
		}
		require.NotNil(t, broken, result.ID)
		assert.Contains(t, broken.Response.Body,
			`"sid":"ZE1","build_sid":null,"unique_name":"[hidden, 8 characters]","hint":"[hidden,`)
		assert.Contains(t, broken.Response.Header, redact.Field{Name: "X-Session", Value: "[hidden, 3 characters]"})
		var marked []string
		for _, mark := range broken.Marks {
			marked = append(marked, mark.Location)
		}
		assert.Contains(t, marked, "/sid")
	}
	assert.Positive(t, failed)
	text, err := json.Marshal(report)
	require.NoError(t, err)
	assert.NotContains(t, string(text), emulator.TestAuthToken)
	assert.NotContains(t, string(text), "Basic ")
}

func TestRun_evidenceOfUploads(t *testing.T) {
	t.Parallel()
	c := Case{ID: "test/upload", Level: Documented, Run: func(ctx context.Context, s *Session) error {
		path := Path("Services", "x", "Functions", unknownSID, "Versions")
		return s.Upload(ctx, path, File{Path: "/private/path"}.Parts(s)...).Created(nil)
	}}
	report, err := Run(t.Context(), madeUp(func(req *http.Request) (*http.Response, error) {
		if strings.HasSuffix(req.URL.Path, "/Versions") {
			_, _ = io.Copy(io.Discard, req.Body)
			return reply(req, 400, `{"message":"broken /private/path"}`), nil
		}
		return reply(req, 200, emptyServices), nil
	}), &RunOptions{Cases: []Case{c}})
	require.NoError(t, err)
	require.Len(t, report.Results[0].Evidence, 1)
	got := report.Results[0].Evidence[0]
	assert.Equal(t, "CreateFunctionVersion", got.Operation)
	assert.Equal(t, []redact.Field{
		{Name: "Path", Value: "/private/path"}, {Name: "Visibility", Value: "public"},
		{Name: "Content", Value: "[hidden, 64 bytes] (application/javascript)"},
	}, got.Request.Fields)
	assert.Equal(t, `{"message":"broken /private/path"}`, got.Response.Body)
}

func TestChecker_Cover(t *testing.T) {
	t.Parallel()
	checker := testChecker(t)
	counter, err := coverage.NewCounter()
	require.NoError(t, err)
	checker.Cover(counter, nil)
	checker.Cover(counter, &contract.Exchange{})
	checker.Cover(counter, &contract.Exchange{Method: "GET", URL: &url.URL{Path: "/v2/Services"}, Status: 200})
	checker.Cover(counter, &contract.Exchange{
		Method: "POST", URL: parseURL(t, testBase+"/v1/Services"), Status: 201,
		RequestBody:   []byte("UniqueName=a&FriendlyName=b"),
		RequestHeader: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
	})
	checker.Cover(counter, &contract.Exchange{
		Method: "POST", URL: parseURL(t, testBase+"/v1/Services/x/Assets/"+unknownSID+"/Versions"), Status: 400,
		Upload: &contract.Upload{Parts: []contract.Part{{Name: "Path"}, {Name: "Visibility"}}, Complete: true},
	})
	got := counter.Report()
	reached := map[string]int{}
	for _, axis := range got.Axes {
		reached[axis.Name] = axis.Reached
		if axis.Name == "fields-omitted" {
			assert.NotContains(t, axis.Missing, "CreateAssetVersion Content")
		}
	}
	assert.Equal(t, 2, reached["operations"])
	assert.Equal(t, 2, reached["statuses"])
	assert.Equal(t, 2, reached["fields-sent"])
}

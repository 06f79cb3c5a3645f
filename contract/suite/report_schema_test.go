package suite

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// reportSchema is docs/report.schema.json. A strict one refuses properties that it does not name,
// so that none stays undocumented.
func reportSchema(t *testing.T, strict bool) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile("../../docs/report.schema.json")
	require.NoError(t, err)
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	if strict {
		closeObjects(document)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(t, compiler.AddResource("report.schema.json", document))
	schema, err := compiler.Compile("report.schema.json")
	require.NoError(t, err)
	return schema
}

func closeObjects(value any) {
	switch v := value.(type) {
	case map[string]any:
		if v["type"] == "object" && v["additionalProperties"] == nil {
			v["additionalProperties"] = false
		}
		for _, inner := range v {
			closeObjects(inner)
		}
	case []any:
		for _, inner := range v {
			closeObjects(inner)
		}
	}
}

func asJSON(t *testing.T, report *Report) any {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.WriteJSON(&b))
	value, err := jsonschema.UnmarshalJSON(&b)
	require.NoError(t, err)
	return value
}

func TestReport_matchesItsSchema(t *testing.T) {
	t.Parallel()
	broken := emulator.Fault{
		Operation: "FetchVariable", Nth: 1, Times: 50, Status: 200,
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   `{"sid":7,"key":"K","value":null}`,
	}
	reports := map[string]*Report{
		"passed": runEmulated(t, plainly, &RunOptions{Cases: catalogue(), Seed: 7,
			Filter: regexp.MustCompile("^(auth|logs)/")}),
		"failed": runEmulated(t, func(t *testing.T) *Target { return emulated(t, broken) },
			&RunOptions{Cases: catalogue(), Filter: regexp.MustCompile("^variables/")}),
		"uploads": runEmulated(t, func(t *testing.T) *Target {
			return emulated(t, emulator.Fault{Operation: "CreateAssetVersion", Nth: 1, Times: 99, Status: 503,
				Body: "busy"})
		}, &RunOptions{Cases: catalogue(), Filter: regexp.MustCompile("^asset-versions/")}),
	}
	synctest.Test(t, func(t *testing.T) {
		target := emulated(t)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		target.Transport = &countingTransport{next: target.Transport, limit: 30, reached: cancel}
		report, err := Run(ctx, target, &RunOptions{Cases: catalogue(), Seed: 5,
			Filter: regexp.MustCompile("^services/")})
		require.ErrorIs(t, err, context.Canceled)
		reports["interrupted"] = report
	})
	require.True(t, slices.ContainsFunc(reports["failed"].Results, func(r Result) bool { return len(r.Evidence) > 0 }),
		"the report of failures has exchanges: which cases fail depends on which come first")
	for name, report := range reports {
		require.NoError(t, reportSchema(t, true).Validate(asJSON(t, report)), name)
	}
}

func TestReportSchema_refusesOtherDocuments(t *testing.T) {
	t.Parallel()
	report := runEmulated(t, plainly, &RunOptions{Cases: catalogue(), Seed: 7,
		Filter: regexp.MustCompile("^services/fetch-by-sid$")})
	schema := reportSchema(t, false)
	good, err := json.Marshal(report)
	require.NoError(t, err)
	for name, change := range map[string][2]string{
		"another version":     {`"version":2`, `"version":3`},
		"seed as a number":    {`"seed":"7"`, `"seed":7`},
		"an unknown outcome":  {`"outcome":"pass"`, `"outcome":"maybe"`},
		"a fail without why":  {`"outcome":"pass"`, `"outcome":"fail"`},
		"an unknown level":    {`"level":"documented"`, `"level":"certain"`},
		"no totals":           {`"totals":`, `"sums":`},
		"a negative count":    {`"violations":0`, `"violations":-1`},
		"an unknown axis":     {`"name":"statuses"`, `"name":"total"`},
		"an impossible date":  {`"started":"20`, `"started":"x20`},
		"status not a number": {`"200":`, `"gone":`},
	} {
		bad := strings.Replace(string(good), change[0], change[1], 1)
		if !assert.NotEqual(t, string(good), bad, name) {
			continue
		}
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		require.NoError(t, err)
		assert.Error(t, schema.Validate(value), name)
	}
	more := strings.Replace(string(good), `"version":1`, `"version":1,"added_later":true`, 1)
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(more))
	require.NoError(t, err)
	assert.NoError(t, schema.Validate(value), "readers of this version accept what is added to it")
}

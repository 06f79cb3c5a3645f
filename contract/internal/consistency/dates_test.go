package consistency

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// TestHistory_dates holds what is made against the clock of the answer, and the entries of a list against each other.
func TestHistory_dates(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for name, x := range map[string]struct{ operation, path, body, want string }{
		"now": {"CreateFunction", service + "/Functions", `{"sid":"ZH9","date_created":"2026-01-01T12:00:00Z",
			"date_updated":"2026-01-01T12:00:01Z"}`, ""},
		"in another zone, by the same clock": {"CreateFunction", service + "/Functions", `{"sid":"ZH9",
			"date_created":"2026-01-01T07:00:00-05:00"}`, ""},
		"a clock that is minutes off": {"CreateFunction", service + "/Functions", `{"sid":"ZH9",
			"date_created":"2026-01-01T12:04:00Z"}`, ""},
		"made an hour ago": {"CreateFunction", service + "/Functions",
			`{"sid":"ZH9","date_created":"2026-01-01T11:00:00Z"}`,
			"is long before the time of the answer"},
		"read after an hour": {"FetchFunction", function, `{"sid":"ZH1","date_created":"2026-01-01T11:00:00Z"}`, ""},
		"a list of versions, newest first": {"ListFunctionVersion", function + "/Versions", `{"function_versions":[
			{"sid":"ZN2","date_created":"2026-01-01T11:00:01Z"},{"sid":"ZN3","date_created":"2026-01-01T11:00:01.9Z"},
			{"sid":"ZN1","date_created":"2026-01-01T11:00:00Z"}],"meta":{}}`, ""},
		"a list of versions, oldest first": {"ListFunctionVersion", function + "/Versions", `{"function_versions":[
			{"sid":"ZN1","date_created":"2026-01-01T11:00:00Z"},{"sid":"ZN2","date_created":"2026-01-01T11:00:02Z"}],
			"meta":{}}`, "ListFunctionVersion has an older FunctionVersion before a newer one"},
		"a list of versions of two machines, of which one is a second behind": {"ListFunctionVersion",
			function + "/Versions", `{"function_versions":[{"sid":"ZN2","date_created":"2026-01-01T11:00:00Z"},
			{"sid":"ZN1","date_created":"2026-01-01T11:00:01Z"}],"meta":{}}`, ""},
		"a list of Functions in any order": {"ListFunction", service + "/Functions", `{"functions":[
			{"sid":"ZH1","date_created":"2026-01-01T11:00:00Z"},{"sid":"ZH2","date_created":"2026-01-01T11:00:01Z"}],
			"meta":{}}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, clock := range []time.Time{now, {}} {
				op, ok := operations.Lookup(x.operation)
				require.True(t, ok)
				a := &Answer{Operation: op, Path: x.path, Status: op.Success, Date: clock}
				require.NoError(t, json.Unmarshal([]byte(x.body), &a.Body))
				var h History
				h.Note(a)
				switch {
				case x.want == "", clock.IsZero() && op.List == "": // whoever has no clock is not asked
					require.NoError(t, h.Problems())
				default:
					require.ErrorContains(t, h.Problems(), x.want)
				}
			}
		})
	}
}

// TestHistory_datesDoNotGoBack: date_updated is the last update.
func TestHistory_datesDoNotGoBack(t *testing.T) {
	t.Parallel()
	for updated, want := range map[string]string{"2026-01-01T00:00:05Z": "", "2026-01-01T00:00:00Z": "",
		"2025-12-31T23:00:00Z": "date_updated of a Service in UpdateService is before that of an earlier answer"} {
		var h History
		note(t, &h, story[0][0], story[0][1])
		note(t, &h, "UpdateService "+service+" 200 FriendlyName=b",
			`{"sid":"ZS1","friendly_name":"b","links":{"assets":"x","builds":"x"},"date_updated":"`+updated+`"}`)
		if want == "" {
			require.NoError(t, h.Problems())
			continue
		}
		require.ErrorContains(t, h.Problems(), want)
	}
}

package emulator

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseFaults(t *testing.T) {
	t.Parallel()
	got, err := ParseFaults([]byte(`[
		{"operation": "CreateBuild", "status": 503, "times": 2, "header": {"retry-after": "1", "X": ["a", "b"]}},
		{"operation": "*", "kind": "reset", "every": 10, "from": "service/demo", "after_work": true},
		{"operation": "FetchBuildStatus", "delay": "1.5s", "nth": 3, "probability": 0.5},
		{"operation": "CreateBuild", "kind": "failed-build", "body": "npm ERR!"}]`))
	require.NoError(t, err)
	assert.Equal(t, []Fault{
		{Operation: "CreateBuild", Status: 503, Times: 2, Header: http.Header{"Retry-After": {"1"}, "X": {"a", "b"}}},
		{Operation: "*", Kind: FaultReset, Every: 10, From: "service/demo", AfterWork: true},
		{Operation: "FetchBuildStatus", Delay: 1500 * time.Millisecond, Nth: 3, Probability: 0.5},
		{Operation: "CreateBuild", Kind: FaultFailedBuild, Body: "npm ERR!"},
	}, got)
	again, err := json.Marshal(got)
	require.NoError(t, err)
	assert.JSONEq(t, `[
		{"operation": "CreateBuild", "status": 503, "times": 2, "header": {"Retry-After": "1", "X": ["a", "b"]}},
		{"operation": "*", "kind": "reset", "every": 10, "from": "service/demo", "after_work": true},
		{"operation": "FetchBuildStatus", "delay": "1.5s", "nth": 3, "probability": 0.5},
		{"operation": "CreateBuild", "kind": "failed-build", "body": "npm ERR!"}]`, string(again))
}

func TestParseFaults_refusals(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		``:     "give a JSON list",
		`{}`:   "give a JSON list",
		`[1]`:  "faults[0]: 1 is no fault",
		`[{}]`: "faults[0]: it names no operation",
		`[{"operation":"ListService","status":500},{"operation":"CreateBuilds","status":500}]`:     `faults[1]: unknown operation "CreateBuilds": did you mean CreateBuild?`,
		`[{"operation":"Deploy","status":500}]`:                                                    "use an operationId such as",
		`[{"operation":"CreateBuild","statsu":500}]`:                                               `faults[0]: unknown key "statsu": did you mean status?`,
		`[{"operation":"CreateBuild","Status":500}]`:                                               `unknown key "Status": did you mean status?`,
		`[{"operation":"CreateBuild","hits":1}]`:                                                   `unknown key "hits"`,
		`[{"operation":"CreateBuild","status":500,"status":501}]`:                                  `key "status" is given twice`,
		`[{"operation":"CreateBuild","status":"500"}]`:                                             `status: "500" does not fit: give a whole number`,
		`{"operation":"CreateBuild"}`:                                                              "the document is a JSON object where an array is needed: give a JSON list such as",
		`[{"operation":"CreateBuild","status":500.5}]`:                                             "status: 500.5 does not fit",
		`[{"operation":"CreateBuild","status":null}]`:                                              "status: null does not fit",
		`[{"operation":"CreateBuild","delay":5}]`:                                                  `delay: 5 is no duration: give text such as "250ms"`,
		`[{"operation":"CreateBuild","delay":"5"}]`:                                                `delay: "5" is no duration`,
		`[{"operation":"CreateBuild","status":429,"header":{"Retry-After":1}}]`:                    `header: "Retry-After" is 1: give text`,
		`[{"operation":"CreateBuild","status":429,"header":{"a b":"1"}}]`:                          `Header "a b" is no name`,
		`[{"operation":"CreateBuild","status":429,"header":{"A":"1\n"}}]`:                          "control characters",
		`[{"operation":"CreateBuild","status":429,"header":{"A":"1","a":"2"}}]`:                    "header: A is given twice",
		`[{"operation":"CreateBuild","status":429,"header":[]}]`:                                   "header: [] is no header",
		`[{"operation":"CreateBuild","kind":"rest"}]`:                                              `unknown kind "rest": did you mean reset?`,
		`[{"operation":"CreateBuild","kind":"reset","body":"x"}]`:                                  "Kind reset does not send the Body",
		`[{"operation":"CreateBuild","kind":"empty","body":"x"}]`:                                  "Kind empty does not send the Body",
		`[{"operation":"CreateBuild","kind":"status"}]`:                                            "Kind status needs a Status",
		`[{"operation":"CreateBuild","kind":"html","status":204}]`:                                 "Status 204 has none",
		`[{"operation":"ListBuild","kind":"failed-build"}]`:                                        "Kind failed-build is for CreateBuild only",
		`[{"operation":"CreateBuild","status":500,"from":"Bild"}]`:                                 `From is "Bild": unknown operation "Bild"`,
		`[{"operation":"CreateBuild","status":500,"from":"ListBuilds"}]`:                           "did you mean ListBuild?",
		`[{"operation":"CreateBuild","status":500,"from":"CreateBuild*0"}]`:                        "what follows * is no positive number",
		`[{"operation":"CreateBuild","status":500,"from":"service/"}]`:                             "what follows service/ is no UniqueName",
		`[{"operation":"CreateBuild","status":500,"probability":2}]`:                               "Probability is 2",
		`[{"operation":"CreateBuild","status":500,"every":-1}]`:                                    "Every is -1",
		`[{"operation":"CreateBuild","status":500}] x`:                                             "give a JSON list",
		`[{"operation":"CreateBuild","status":500,"body":"` + strings.Repeat("x", 100) + `",1:2}]`: "give a JSON list",
	} {
		_, err := ParseFaults([]byte(text))
		assert.ErrorContains(t, err, want, text)
	}
}

func TestParseFault(t *testing.T) {
	t.Parallel()
	for short, want := range map[string]Fault{
		"CreateBuild:503":         {Operation: "CreateBuild", Status: 503},
		"CreateBuild:503:times=2": {Operation: "CreateBuild", Status: 503, Times: 2},
		"*:429:retry-after=1:every=10": {Operation: "*", Status: 429, Every: 10,
			Header: http.Header{"Retry-After": {"1"}}},
		"CreateService:reset:after-work":  {Operation: "CreateService", Kind: FaultReset, AfterWork: true},
		"ListBuild:delay=2s:times=all":    {Operation: "ListBuild", Delay: 2 * time.Second, Times: FaultAlways},
		"ListBuild:html:status=503:nth=3": {Operation: "ListBuild", Kind: FaultHTML, Status: 503, Nth: 3},
		"ListBuild:truncated:from=CreateBuild*2": {Operation: "ListBuild", Kind: FaultTruncated,
			From: "CreateBuild*2"},
		"CreateBuild:failed-build:reason=npm ERR": {Operation: "CreateBuild", Kind: FaultFailedBuild, Body: "npm ERR"},
		"ListLog:empty:probability=0.25":          {Operation: "ListLog", Kind: FaultEmpty, Probability: 0.25},
	} {
		got, err := ParseFault(short)
		require.NoError(t, err, short)
		assert.Equal(t, want, got, short)
	}
	for short, want := range map[string]string{
		"":                              "has no effect",
		"CreateBuild":                   "has no effect",
		"CreateBuild:":                  `unknown ""`,
		":503":                          "names no operation",
		"CreateBild:503":                "did you mean CreateBuild?",
		"CreateBuild:rset":              `unknown "rset": did you mean reset?`,
		"CreateBuild:503:time=2":        `unknown "time": did you mean times?`,
		"CreateBuild:503:times=two":     "times=two is no whole number",
		"CreateBuild:503:504":           "status is given twice",
		"CreateBuild:reset:html":        "kind is given twice",
		"CreateBuild:delay":             "delay has no duration",
		"CreateBuild:delay=2":           "write it as delay=250ms",
		"CreateBuild:50":                "Status is 50: give 200 to 599",
		"CreateBuild:503:probability=x": "probability=x is no number",
	} {
		_, err := ParseFault(short)
		assert.ErrorContains(t, err, want, short)
	}
}

// Whatever is accepted is accepted again by SetFaults and survives its JSON form.
func FuzzParseFault(f *testing.F) {
	for _, s := range []string{
		"CreateBuild:503:times=2", "*:429:retry-after=1:every=10", "CreateService:reset:after-work:from=service/demo",
		"ListLog:delay=1s:probability=0.5",
		"CreateBuild:failed-build:reason=x", "CreateBuild:503:from=CreateBuild*3", "a:b:c=d", "::::",
		"CreateBuild:html:status=599:nth=9:times=all",
	} {
		f.Add(s)
	}
	emu, err := New(&Options{Seed: 1})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, short string) {
		fault, err := ParseFault(short)
		if err != nil {
			require.Contains(t, err.Error(), "fault ")
			return
		}
		acceptedAgain(t, emu, fault)
	})
}

func FuzzParseFaults(f *testing.F) {
	for _, s := range []string{
		`[]`, `[{}]`, `[{"operation":"CreateBuild","status":503,"header":{"Retry-After":"1"}}]`,
		`[{"operation":"*","kind":"reset","every":3,"from":"service/a"}]`,
		`[{"operation":"ListLog","delay":"1h","times":-1,"body":"\u0000"}]`, `null`, `[[[[`,
		`[{"operation":"ListLog","status":200,"header":{"a":["b","c"]},"body":"<>"}]`,
		`[{"operation":"ListLog","kind":"malformed","header":{"":[""]}}]`,
	} {
		f.Add([]byte(s))
	}
	emu, err := New(&Options{Seed: 1})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, data []byte) {
		faults, err := ParseFaults(data)
		if err != nil {
			return
		}
		acceptedAgain(t, emu, faults...)
	})
}

func acceptedAgain(t *testing.T, emu *Emulator, faults ...Fault) {
	t.Helper()
	require.NoError(t, emu.SetFaults(faults))
	require.Len(t, emu.Faults(), len(faults))
	b, err := json.Marshal(faults)
	require.NoError(t, err)
	again, err := ParseFaults(b)
	require.NoError(t, err, "%s", b)
	twice, err := json.Marshal(again)
	require.NoError(t, err)
	require.Equal(t, string(b), string(twice))
	for i := range faults {
		if len(faults[i].Header) == 0 {
			faults[i].Header = nil
		}
	}
	require.ElementsMatch(t, faults, again)
}

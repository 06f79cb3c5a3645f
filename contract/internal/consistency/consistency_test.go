package consistency

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// An exchange of a test is "Operation path?query status form", with its answer.
func note(t *testing.T, h *History, line, body string) {
	t.Helper()
	noteAt(t, h, time.Time{}, line, body)
}

func noteAt(t *testing.T, h *History, at time.Time, line, body string) {
	t.Helper()
	fields := strings.Fields(line)
	op, ok := operations.Lookup(fields[0])
	require.True(t, ok, fields[0])
	u, err := url.Parse(fields[1])
	require.NoError(t, err)
	a := &Answer{Operation: op, Path: u.Path, Query: u.Query(), As: "me", RequestID: u.Fragment, Began: at, Ended: at}
	require.NoError(t, json.Unmarshal([]byte(fields[2]), &a.Status))
	if len(fields) > 3 {
		a.Sent, err = url.ParseQuery(fields[3])
		require.NoError(t, err)
		if content, is := a.Sent["Content"]; is {
			a.Sent, a.Uploaded = nil, digest(content[0])
		}
	}
	if body != "" {
		require.NoError(t, json.Unmarshal([]byte(body), &a.Body))
	}
	h.Note(a)
}

const (
	service  = "/v1/Services/ZS1"
	function = service + "/Functions/ZH1"
	env      = service + "/Environments/ZE1"
)

// story is an account in which all that can change does, rightly.
var story = [][2]string{
	{"CreateService /v1/Services#RQ1 201 UniqueName=name&FriendlyName=a", `{"sid":"ZS1","unique_name":"name",
		"links":{"builds":"x","assets":"x"},"friendly_name":"a","ui_editable":false,
		"date_created":"2026-01-01T00:00:00Z","date_updated":"2026-01-01T00:00:00Z"}`},
	{"CreateFunction /v1/Services/name/Functions 201 FriendlyName=f",
		`{"sid":"ZH1","service_sid":"ZS1","friendly_name":"f"}`},
	{"ListFunction /v1/Services/ZS1/Functions?PageSize=9 200", `{"functions":[{"sid":"ZH1","service_sid":"ZS1",
		"friendly_name":"f"}],"meta":{"next_page_url":null}}`},
	{"UpdateFunction /v1/Services/ZS1/Functions/ZH1 200 FriendlyName=g",
		`{"sid":"ZH1","service_sid":"ZS1","friendly_name":"g"}`},
	{"CreateFunctionVersion " + function + "/Versions 201 Content=x", `{"sid":"ZN1",
		"service_sid":"ZS1","function_sid":"ZH1","path":"/f","visibility":"public","links":{"content":"x"}}`},
	{"FetchFunctionVersionContent " + function + "/Versions/ZN1/Content 200", `{"sid":"ZN1","content":"x"}`},
	{"CreateBuild " + service + "/Builds 201 FunctionVersions=ZN1", `{"sid":"ZB1",
		"service_sid":"ZS1","status":"building","function_versions":[{"sid":"ZN1","path":"/f","visibility":"PUBLIC",
		"links":{}}],"dependencies":[],"runtime":"node22",
		"date_updated":"2026-01-01T00:00:00Z"}`},
	{"FetchBuildStatus " + service + "/Builds/ZB1/Status 200",
		`{"sid":"ZB1","service_sid":"ZS1","status":"completed"}`},
	{"FetchBuild " + service + "/Builds/ZB1 200", `{"sid":"ZB1","service_sid":"ZS1","status":"completed",
		"function_versions":[{"sid":"ZN1","path":"/f","visibility":"public"}],"dependencies":[{"name":"twilio"}],
		"runtime":"node22","date_updated":"2026-01-01T00:00:09Z"}`},
	{"CreateEnvironment " + service + "/Environments 201", `{"sid":"ZE1","service_sid":"ZS1","build_sid":null}`},
	{"CreateDeployment " + env + "/Deployments 201 BuildSid=ZB1", `{"sid":"ZD1","service_sid":"ZS1",
		"environment_sid":"ZE1","build_sid":"ZB1"}`},
	{"FetchEnvironment " + env + " 200", `{"sid":"ZE1","service_sid":"ZS1","build_sid":"ZB1"}`},
	{"CreateDeployment " + env + "/Deployments 409 BuildSid=ZB1", `{"code":20409}`},
}

// late is what is found a moment later.
var late = [][2]string{
	{"FetchEnvironment " + env + " 404",
		`{"message":"The requested resource /Services/ZS1/Environments/ZE1 was not found"}`},
	{"FetchBuild " + service + "/Builds/ZB9 404", `{"message":"There is no such Build."}`},
	{"FetchEnvironment " + env + " 200", `{"sid":"ZE1","service_sid":"ZS1","build_sid":"ZB1"}`},
}

// end is how the story ends.
var end = [][2]string{
	{"CreateDeployment " + env + "/Deployments 201",
		`{"sid":"ZD2","service_sid":"ZS1","environment_sid":"ZE1","build_sid":null}`},
	{"FetchDeployment " + env + "/Deployments/ZD1 404", ``},
	{"FetchDeployment " + env + "/Deployments/ZD2 200",
		`{"sid":"ZD2","service_sid":"ZS1","environment_sid":"ZE1","build_sid":"ZB1"}`},
	{"FetchEnvironment " + env + " 200", `{"sid":"ZE1","service_sid":"ZS1","build_sid":null}`},
	{"DeleteService /v1/Services/name 204", ``},
	{"FetchFunction " + function + " 404", ``},
	{"FetchService /v1/Services/ZS1 404", ``},
}

// TestHistory_knowsWhatWasUploaded: no case has to fetch a content twice.
func TestHistory_knowsWhatWasUploaded(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]bool{"x": true, "y": false} {
		var h History
		for _, before := range story[:5] {
			note(t, &h, before[0], before[1])
		}
		note(t, &h, "FetchFunctionVersionContent "+function+"/Versions/ZN1/Content 200",
			`{"sid":"ZN1","content":"`+content+`"}`)
		require.Equal(t, want, h.Problems() == nil, content)
	}
}

func TestHistory_agreesWithWhatIsRight(t *testing.T) {
	t.Parallel()
	var h History
	for _, x := range slices.Concat(story, late, end) {
		note(t, &h, x[0], x[1])
	}
	require.NoError(t, h.Problems())
}

// TestHistory_learnsFromVerbsOfTheirOwn: nothing is known of what such a request changes at its resource and below, and
// all that was known beside it.
func TestHistory_learnsFromVerbsOfTheirOwn(t *testing.T) {
	t.Parallel()
	archive := &Answer{Operation: operations.Operation{ID: "ArchiveEnvironment", Method: "POST", Answer: "Environment",
		Template: "/v1/Services/{ServiceSid}/Environments/{Sid}/Archive"}, Path: env + "/Archive", As: "me", Status: 200,
		Body: map[string]any{"sid": "ZE1", "service_sid": "ZS1", "build_sid": nil}}
	for said, want := range map[string]string{
		`FetchEnvironment {"sid":"ZE1","service_sid":"ZS1","build_sid":null}`:  "",
		`FetchEnvironment {"sid":"ZE1","service_sid":"ZS1","build_sid":"ZB1"}`: "build_sid of an Environment",
		`ListDeployment {"deployments":[],"meta":{"next_page_url":null}}`:      "",
		`ListFunction {"functions":[],"meta":{"next_page_url":null}}`:          "lacks a Function",
	} {
		var h History
		for _, before := range story {
			note(t, &h, before[0], before[1])
		}
		h.Note(archive)
		id, body, _ := strings.Cut(said, " ")
		path := map[string]string{"FetchEnvironment": env, "ListDeployment": env + "/Deployments",
			"ListFunction": service + "/Functions"}[id]
		note(t, &h, id+" "+path+" 200", body)
		if want == "" {
			require.NoError(t, h.Problems(), said)
		} else {
			require.ErrorContains(t, h.Problems(), want, said)
		}
	}
}

// TestHistory_findsContradictions adds one answer to the story that says something else.
func TestHistory_findsContradictions(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct{ line, body, want string }{
		"a property that nothing changed": {"FetchService /v1/Services/name 200", `{"sid":"ZS1","friendly_name":"b"}`,
			"friendly_name of a Service in FetchService is not what CreateService said"},
		"a property beside the one that was sent": {"UpdateService " + service + " 200 FriendlyName=b",
			`{"sid":"ZS1","friendly_name":"b","ui_editable":true}`, "ui_editable of a Service in UpdateService"},
		"an update that was refused": {"FetchFunction " + function + " 200", `{"sid":"ZH1","friendly_name":"f"}`,
			"not what UpdateFunction said"},
		"date_created": {"FetchService " + service + " 200", `{"sid":"ZS1","date_created":"2026-01-01T00:00:01Z"}`,
			"date_created of a Service"},
		"a list entry": {"ListEnvironment " + service + "/Environments 200", `{"environments":[{"sid":"ZE1",
			"build_sid":null}],"meta":{}}`, "build_sid of an Environment in ListEnvironment"},
		"a list that lacks one": {"ListFunction " + service + "/Functions 200",
			`{"functions":[],"meta":{"next_page_url":null}}`, "ListFunction lacks a Function"},
		"a version inside a Build": {"FetchBuild " + service + "/Builds/ZB1 200", `{"sid":"ZB1","status":"completed",
			"function_versions":[{"sid":"ZN1","path":"/g"}]}`, "path of a FunctionVersion in FetchBuild"},
		"the versions of a Build": {"FetchBuild " + service + "/Builds/ZB1 200", `{"sid":"ZB1","status":"completed",
			"function_versions":[]}`, "function_versions of a Build"},
		"the dependencies of a completed Build": {"FetchBuild " + service + "/Builds/ZB1 200", `{"sid":"ZB1",
			"status":"completed","dependencies":[]}`, "dependencies of a Build"},
		"a status that goes back": {"FetchBuildStatus " + service + "/Builds/ZB1/Status 200", `{"sid":"ZB1",
			"status":"building"}`, "is no longer completed"},
		"two ends of a Build": {"ListBuild " + service + "/Builds 200", `{"builds":[{"sid":"ZB1","status":"failed"}],
			"meta":{}}`, "is failed, and completed in FetchBuildStatus"},
		"content": {"FetchFunctionVersionContent " + function + "/Versions/ZN1/Content 200",
			`{"sid":"ZN1","content":""}`,
			"content of a FunctionVersion"},
		"links that another answer has": {"FetchService /v1/Services/name 200", `{"sid":"ZS1","links":{"assets":"y"}}`,
			"links of a Service in FetchService"},
		"no links though another answer has some": {"ListService /v1/Services 200", `{"services":[{"sid":"ZS1"}],
			"meta":{}}`, "a Service in ListService lacks links, which CreateService has"},
		"the id of another request": {"FetchService /v1/Services/name#RQ1 200", `{"sid":"ZS1"}`,
			"FetchService is answered with the Twilio-Request-Id of another request"},
		"something missing": {"FetchFunction " + function + " 404", ``, "FetchFunction finds no Function"},
		"a refusal of something else": {"FetchFunction " + service + "/Functions/ZH9 404",
			`{"message":"The requested resource /Services/ZS1 was not found"}`,
			"the message of FetchFunction names another path"},
		"a sid given twice": {"CreateFunction " + service + "/Functions 201 FriendlyName=g",
			`{"sid":"ZH1","service_sid":"ZS1","friendly_name":"g"}`, "answers with the sid of another Function"},
		"something that was not made": {"ListFunction " + service + "/Functions 200", `{"functions":[{"sid":"ZH1"},
			{"sid":"ZH9","friendly_name":"f"}],"meta":{}}`, "ListFunction has a Function that no request made"},
		"an earlier Deployment": {"FetchDeployment " + env + "/Deployments/ZD1 200", `{"sid":"ZD1","build_sid":"ZB2"}`,
			"build_sid of a Deployment"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var h History
			for _, before := range story {
				note(t, &h, before[0], before[1])
			}
			require.NoError(t, h.Problems())
			note(t, &h, x.line, x.body)
			require.ErrorContains(t, h.Problems(), x.want,
				"if the contract itself forbids it now, or the API allows it, "+
					"delete this row")
		})
	}
}

// TestHistory_forgetsWhatFollows: the contract says with x-follows which properties change with the one that was sent.
func TestHistory_forgetsWhatFollows(t *testing.T) {
	t.Parallel()
	e := &entry{kind: "Environment", said: map[string]fact{"domain_name": {}, "unique_name": {}}}
	e.forgetFollowers("build_sid")
	require.Len(t, e.said, 2)
	e.forgetFollowers("domain_suffix")
	require.Equal(t, map[string]fact{"unique_name": {}}, e.said)
}

func TestHistory_findsWhatWasDeleted(t *testing.T) {
	t.Parallel()
	for _, x := range [][2]string{
		{"FetchFunction " + function + " 200", `{"sid":"ZH1","friendly_name":"g"}`},
		{"ListFunctionVersion " + function + "/Versions 200", `{"function_versions":[{"sid":"ZN1"}],"meta":{}}`},
		{"UpdateFunction " + function + " 200 FriendlyName=h", `{"sid":"ZH1","friendly_name":"h"}`},
	} {
		var h History
		for _, before := range story {
			note(t, &h, before[0], before[1])
		}
		note(t, &h, "DeleteFunction "+function+" 204", "")
		require.NoError(t, h.Problems())
		note(t, &h, x[0], x[1])
		require.ErrorContains(t, h.Problems(), "that was deleted", x[0])
	}
}

// TestHistory_shared: what others have in a list is theirs to change.
func TestHistory_shared(t *testing.T) {
	t.Parallel()
	for _, shared := range []bool{false, true} {
		h := History{Shared: shared}
		for _, name := range []string{"a", "b"} {
			note(t, &h, "ListFunction "+service+"/Functions 200", `{"functions":[{"sid":"ZH9","friendly_name":"`+name+
				`"}],"meta":{}}`)
		}
		if shared {
			require.NoError(t, h.Problems())
		} else {
			require.ErrorContains(t, h.Problems(), "friendly_name of a Function")
		}
	}
}

// TestHistory_forgetsAfterTrouble: a write that is answered 5xx may have been carried out.
func TestHistory_forgetsAfterTrouble(t *testing.T) {
	t.Parallel()
	var h History
	for _, before := range story {
		note(t, &h, before[0], before[1])
	}
	note(t, &h, "UpdateFunction "+function+" 503 FriendlyName=h", "")
	note(t, &h, "FetchFunction "+function+" 200", `{"sid":"ZH1","friendly_name":"h"}`)
	require.NoError(t, h.Problems())
}

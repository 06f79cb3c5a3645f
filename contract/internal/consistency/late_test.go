package consistency

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestHistory_firm: an answer may show what was so until a moment ago, and nothing else. Each row begins in an account
// with two Builds, the first of which has ended and is live, and gives the seconds at which its requests are sent.
func TestHistory_firm(t *testing.T) {
	t.Parallel()
	const ended, building = `"status":"completed","runtime":"node22"`, `"status":"building","runtime":"node22"`
	build := func(sid, rest string) string {
		return `{"sid":"` + sid + `","service_sid":"ZS1","dependencies":[],"function_versions":[],` + rest + `}`
	}
	live := func(build string) string { return `{"sid":"ZE1","service_sid":"ZS1","build_sid":` + build + `}` }
	type asked struct {
		at         float64
		line, body string
	}
	one, two := "FetchBuild "+service+"/Builds/ZB1 200", "FetchBuild "+service+"/Builds/ZB2 200"
	list := func(rows string) string { return `{"builds":[` + rows + `],"meta":{"next_page_url":null}}` }
	builds := "ListBuild " + service + "/Builds?PageSize=9 200"
	update := "UpdateFunction " + function + " 200 FriendlyName=g"
	function := func(name string) string { return `{"sid":"ZH1","service_sid":"ZS1","friendly_name":"` + name + `"}` }
	fetch := "FetchFunction /v1/Services/ZS1/Functions/ZH1 200"
	for name, tt := range map[string]struct {
		asked     []asked
		late, say bool
	}{
		"nothing is wrong": {[]asked{{30, one, build("ZB1", ended)}, {31, "FetchEnvironment " + env + " 200",
			live(`"ZB1"`)}}, false, false},
		"a runtime that never was": {[]asked{{30, one, build("ZB1", `"status":"completed","runtime":"node20"`)}},
			false, true},
		"dependencies of another": {[]asked{{30, one, `{"sid":"ZB1","service_sid":"ZS1","dependencies":[{"name":"a"}],` +
			`"function_versions":[],` + ended + `}`}}, false, true},
		"a name of before": {[]asked{{30, update, function("g")}, {31, fetch, function("f")}}, true, true},
		"a name of before, and then": {[]asked{{30, update, function("g")}, {31, fetch, function("f")},
			{40, fetch, function("g")}}, true, true},
		"a name of long before":      {[]asked{{30, update, function("g")}, {34, fetch, function("f")}}, false, true},
		"a name of another":          {[]asked{{30, update, function("g")}, {31, fetch, function("h")}}, false, true},
		"a status of before":         {[]asked{{25, two, build("ZB2", ended)}, {26, two, build("ZB2", building)}}, true, true},
		"a status of long before":    {[]asked{{25, one, build("ZB1", building)}}, false, true},
		"another end":                {[]asked{{25, one, build("ZB1", `"status":"failed","runtime":"node22"`)}}, false, true},
		"a list without the newer":   {[]asked{{22, builds, list(build("ZB1", ended))}}, true, true},
		"a list without the older":   {[]asked{{22, builds, list(build("ZB2", building))}}, false, true},
		"a list without either":      {[]asked{{30, builds, list("")}}, false, true},
		"live what was not deployed": {[]asked{{30, "FetchEnvironment " + env + " 200", live(`"ZB2"`)}}, false, false},
		"nothing live a moment ago": {[]asked{{21, "CreateDeployment " + env + "/Deployments 201 BuildSid=ZB2",
			`{"sid":"ZD2","service_sid":"ZS1","environment_sid":"ZE1","build_sid":"ZB2"}`},
			{22, "FetchEnvironment " + env + " 200", live(`"ZB1"`)},
			{27, "FetchEnvironment " + env + " 200", live(`"ZB2"`)}}, true, true},
		"what was deleted a moment ago": {[]asked{{30, "DeleteFunction /v1/Services/ZS1/Functions/ZH1 204", ""},
			{31, fetch, function("f")}}, true, true},
		"what was deleted long ago": {[]asked{{30, "DeleteFunction /v1/Services/ZS1/Functions/ZH1 204", ""},
			{35, fetch, function("f")}}, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &History{}
			began := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
			for _, a := range append([]asked{
				{1, "CreateService /v1/Services 201 UniqueName=name&FriendlyName=a", `{"sid":"ZS1","unique_name":"name"}`},
				{2, "CreateFunction /v1/Services/ZS1/Functions 201 FriendlyName=f", function("f")},
				{3, "CreateEnvironment /v1/Services/ZS1/Environments 201 UniqueName=e", live("null")},
				{4, "CreateBuild /v1/Services/ZS1/Builds 201 FunctionVersions=ZN1", build("ZB1", building)},
				{14, one, build("ZB1", ended)},
				{15, "CreateDeployment " + env + "/Deployments 201 BuildSid=ZB1", `{"sid":"ZD1","service_sid":"ZS1",` +
					`"environment_sid":"ZE1","build_sid":"ZB1"}`},
				{20, "CreateBuild /v1/Services/ZS1/Builds 201 FunctionVersions=ZN1", build("ZB2", building)},
			}, tt.asked...) {
				noteAt(t, h, began.Add(time.Duration(a.at*float64(time.Second))), a.line, a.body)
			}
			if tt.say {
				assert.Error(t, h.Problems())
			}
			wrong := h.Problems() != nil || name == "live what was not deployed"
			assert.Equal(t, wrong && !tt.late, h.Firm(), "%v", h.Problems())
		})
	}
}

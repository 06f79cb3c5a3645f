package emulator

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// keys gives the property names of a JSON text in their order, nested ones too.
func keys(t *testing.T, text string) string {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	var out []string
	type level struct{ object, wantKey bool }
	var stack []level
	for dec.More() || len(stack) > 0 {
		tok, err := dec.Token()
		require.NoError(t, err)
		top := len(stack) - 1
		switch tok := tok.(type) {
		case json.Delim:
			switch tok {
			case '{', '[':
				out = append(out, tok.String())
				stack = append(stack, level{tok == '{', tok == '{'})
				continue
			}
			out = append(out, tok.String())
			stack = stack[:top]
			top--
		case string:
			if stack[top].object && stack[top].wantKey {
				out = append(out, tok)
				stack[top].wantKey = false
				continue
			}
		}
		if top >= 0 && stack[top].object {
			stack[top].wantKey = true
		}
	}
	return strings.Join(out, " ")
}

// The order of properties is the one of the official examples.
func TestPropertyOrder(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{SeedLogs: 1})
	service, fn, _ := a.built("shape")
	asset := a.asset(service, "a")
	av := a.upload(asset, "/a", "x").must(t, 201)
	fv := a.get(fn + "/Versions").items()[0]
	build := service + "/Builds/" + a.post(service+"/Builds", "FunctionVersions", fv, "AssetVersions", av,
		"Dependencies", `[{"name":"a","version":"1"}]`).must(t, 201)
	env := a.environment(service, "e", "e")
	deployment := a.post(env+"/Deployments", "BuildSid", tail(build)).must(t, 201)
	variable := a.post(env+"/Variables", "Key", "k", "Value", "v").must(t, 201)

	const (
		ids      = "sid account_sid service_sid "
		dates    = "date_created date_updated url"
		built    = "date_created path visibility }"
		oneDep   = "{ name version }"
		resource = "{ " + ids + "friendly_name " + dates + " links "
	)
	for path, want := range map[string]string{
		service:                             "{ sid account_sid friendly_name unique_name include_credentials ui_editable domain_base " + dates + " links { environments functions assets builds } }",
		fn:                                  resource + "{ function_versions } }",
		asset:                               resource + "{ asset_versions } }",
		fn + "/Versions/" + fv:              "{ " + ids + "function_sid path visibility date_created url links { function_version_content } }",
		fn + "/Versions/" + fv + "/Content": "{ " + ids + "function_sid content url }",
		asset + "/Versions/" + av:           "{ " + ids + "asset_sid path visibility date_created url }",
		build: "{ " + ids + "asset_versions [ { " + ids + "asset_sid " + built + " ] function_versions [ { " + ids + "function_sid " + built +
			" ] dependencies [ " + strings.Repeat(oneDep+" ", 7) + "] runtime status " + dates + " links { build_status } }",
		build + "/Status":                  "{ " + ids + "status url }",
		env:                                "{ " + ids + "build_sid unique_name domain_suffix domain_name " + dates + " links { variables deployments logs } }",
		env + "/Variables/" + variable:     "{ " + ids + "environment_sid key value " + dates + " }",
		env + "/Deployments/" + deployment: "{ " + ids + "environment_sid build_sid " + dates + " }",
		env + "/Logs/" + a.get(env + "/Logs").items()[0]: "{ " + ids + "environment_sid build_sid deployment_sid function_sid request_sid level message date_created url }",
		"/v1/Services/nobody":                            "{ code message more_info status }",
	} {
		got := a.get(path)
		assert.Equal(t, want, keys(t, got.raw), path)
		if got.status == 200 {
			assert.Equal(t, "https://serverless.twilio.com"+path, got.str("url"))
		}
	}
	page := keys(t, a.get("/v1/Services").raw)
	assert.True(t, strings.HasSuffix(page, "] meta { first_page_url key next_page_url page page_size previous_page_url url } }"), page)
}

// Whatever URL an answer carries, it leads somewhere.
func TestEveryURLIsServed(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{SeedLogs: 2, PageCap: 1})
	service, _, build := a.built("links")
	a.upload(a.asset(service, "a"), "/a", "x")
	env := a.environment(service, "e", "e")
	a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
	a.post(env+"/Variables", "Key", "k", "Value", "v").must(t, 201)

	urls := regexp.MustCompile(`"(https://serverless\.twilio\.com/[^"]*)"`)
	date := regexp.MustCompile(`"date_[a-z]+":"([^"]*)"`)
	seen := map[string]bool{}
	queue := []string{"https://serverless.twilio.com/v1/Services"}
	for len(queue) > 0 {
		u := queue[0]
		queue = queue[1:]
		if seen[u] {
			continue
		}
		seen[u] = true
		got := a.get(u)
		require.Equal(t, 200, got.status, u)
		for _, m := range urls.FindAllStringSubmatch(got.raw, -1) {
			queue = append(queue, m[1])
		}
		for _, m := range date.FindAllStringSubmatch(got.raw, -1) {
			assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`, m[1])
		}
	}
	assert.Greater(t, len(seen), 20)
}

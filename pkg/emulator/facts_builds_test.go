package emulator

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// dependencies gives those of a Build as name@version.
func (r *answer) dependencies() []string {
	var all []string
	for _, d := range r.json["dependencies"].([]any) {
		d := d.(map[string]any)
		all = append(all, d["name"].(string)+"@"+d["version"].(string))
	}
	return all
}

func factsOfBuilds() []fact {
	const document = "official document, CreateBuild"
	const page = "page Build"
	// with gives the answer to a Build of one Function and these fields.
	with := func(a *api, fields ...string) *answer {
		s := a.service("a" + tail(unknown("x"))[:20] + a.get("/v1/Services").header.Get("Twilio-Request-Id")[2:12])
		zn := a.upload(a.function(s, "x"), "/x", "x").must(a.t, 201)
		return a.post(s+"/Builds", append([]string{"FunctionVersions", zn}, fields...)...)
	}
	return []fact{
		{"A7.1", documented, document, "a Build is created with 201 and status building, and has these properties",
			func(t *testing.T, a *api) {
				got := with(a)
				assert.Regexp(t, `^ZB[0-9a-f]{32}$`, got.must(t, 201))
				got.is(t, "status", "building")
				got.fields(t,
					"sid account_sid service_sid status asset_versions function_versions dependencies runtime "+
						"date_created date_updated url links")
				got.links(t, "build_status")
			}, nil},
		{"A7.2", observed, "twilio-cli issue 215", "a Build without versions is refused in these words",
			func(t *testing.T, a *api) {
				got := a.post(a.service("a") + "/Builds")
				assert.Equal(t, "At least one Function Version or Asset Version is required for Build",
					got.refused(t, 400, 20001))
			}, nil},
		{"A7.3", documented, document, "arrays are repeated keys", func(t *testing.T, a *api) {
			s := a.service("a")
			f := a.function(s, "x")
			one, two := a.upload(f, "/1", "x").must(t, 201), a.upload(f, "/2", "x").must(t, 201)
			got := a.post(s+"/Builds", "FunctionVersions", one, "FunctionVersions", two)
			assert.Len(t, got.json["function_versions"], 2)
			a.post(s+"/Builds", "FunctionVersions[0]", one).refused(t, 400, 20001)
		}, nil},
		{"A7.4", observed, "acceptance tests of twilio-sdk-go",
			"versions in a Build are objects with seven properties that are never null", func(t *testing.T, a *api) {
				s := a.service("a")
				fv := a.upload(a.function(s, "x"), "/f", "x").must(t, 201)
				av := a.upload(a.asset(s, "x"), "/a", "x").must(t, 201)
				got := a.post(s+"/Builds", "FunctionVersions", fv, "AssetVersions", av)
				for list, parent := range map[string]string{"function_versions": "function_sid",
					"asset_versions": "asset_sid"} {
					item := &answer{json: got.json[list].([]any)[0].(map[string]any)}
					item.fields(t, "sid account_sid service_sid date_created path visibility "+parent)
					for name, value := range item.json {
						assert.NotNil(t, value, name)
					}
				}
			}, nil},
		{"A7.5", observed, "sample output of twilio serverless info", "visibility is lower-case within a Build",
			func(t *testing.T, a *api) {
				got := with(a)
				assert.Equal(t, "public", got.json["function_versions"].([]any)[0].(map[string]any)["visibility"])
			}, nil},
		{"A7.6", observed, "helper of terraform-provider-twilio",
			"versions come in another order than they were sent, in some Build", func(t *testing.T, a *api) {
				s := a.service("a")
				f := a.function(s, "x")
				var fields, sent []string
				for _, path := range []string{"/1", "/2", "/3", "/4", "/5", "/6"} {
					zn := a.upload(f, path, "x").must(t, 201)
					fields, sent = append(fields, "FunctionVersions", zn), append(sent, zn)
				}
				for range 20 {
					var got []string
					for _, v := range a.post(s+"/Builds", fields...).json["function_versions"].([]any) {
						got = append(got, v.(map[string]any)["sid"].(string))
					}
					require.ElementsMatch(t, sent, got)
					if strings.Join(got, "") != strings.Join(sent, "") {
						return
					}
				}
				t.Fatal("20 Builds in the order of the request: clients would come to rely on it")
			}, nil},
		{"A7.7", documented, "page Build Status", "the status has no dates and no links", func(t *testing.T, a *api) {
			service, _, build := a.built("a")
			got := a.get(service + "/Builds/" + build + "/Status")
			got.fields(t, "sid account_sid service_sid status url")
			got.is(t, "sid", build)
			assert.True(t, strings.HasSuffix(got.str("url"), "/Builds/"+build+"/Status"))
		}, nil},
		{"A7.8", observed, "acceptance tests of terraform-provider-twilio", "Dependencies may be []",
			func(t *testing.T, a *api) {
				with(a, "Dependencies", "[]").must(t, 201)
			}, nil},
		{"B4.1", documented, page, "a Build is building, then completed", func(t *testing.T, a *api) {
			service, _, build := a.built("a")
			a.get(service+"/Builds/"+build).is(t, "status", "completed")
		}, nil},
		{"B4.2", observed, "serverless-toolkit issue 390", "a Build that fails says failed, and nowhere why",
			func(t *testing.T, a *api) {
				service, _, build := a.built("a")
				got := a.get(service + "/Builds/" + build)
				got.is(t, "status", "failed")
				assert.NotContains(t, got.raw, "the reason")
				assert.NotContains(t, a.get(service+"/Builds/"+build+"/Status").raw, "the reason")
			}, &Options{BuildResult: func(BuildRequest) string { return "the reason" }}},
		{"B4.3", documented, page, "a Build holds the versions that were named and no others",
			func(t *testing.T, a *api) {
				s := a.service("a")
				f := a.function(s, "x")
				one := a.upload(f, "/x", "old").must(t, 201)
				a.upload(f, "/x", "new").must(t, 201)
				got := a.post(s+"/Builds", "FunctionVersions", one)
				assert.Contains(t, jsonList(t, got.json["function_versions"]), one)
				assert.Len(t, got.json["function_versions"], 1)
			}, nil},
		{"B4.4", observed, "acceptance tests of twilio-sdk-go", "Builds of Functions only and of Assets only work",
			func(t *testing.T, a *api) {
				s := a.service("a")
				fv := a.upload(a.function(s, "x"), "/f", "x").must(t, 201)
				av := a.upload(a.asset(s, "x"), "/a", "x").must(t, 201)
				for field, zn := range map[string]string{"FunctionVersions": fv, "AssetVersions": av} {
					build := a.post(s+"/Builds", field, zn).must(t, 201)
					a.get(s+"/Builds/"+build).is(t, "status", "completed")
				}
			}, nil},
		{"B4.5", observed, "terraform-provider-twilio, plans that differ", "six dependencies are added",
			func(t *testing.T, a *api) {
				var names []string
				for _, d := range with(a).dependencies() {
					names = append(names, d[:strings.LastIndex(d, "@")])
				}
				assert.ElementsMatch(t, []string{"twilio", "@twilio/runtime-handler", "fs", "lodash", "util", "xmldom"},
					names)
			}, nil},
		{"B4.6", documented, "changelog of February 2021", "twilio and @twilio/runtime-handler are always listed",
			func(t *testing.T, a *api) {
				got := strings.Join(with(a, "Dependencies",
					`[{"name":"moment","version":"2.29.4"}]`).dependencies(), " ")
				assert.Contains(t, got, "moment@2.29.4")
				assert.Contains(t, got, "twilio@")
				assert.Contains(t, got, "@twilio/runtime-handler@")
			}, nil},
		{"B4.7", observed, "acceptance tests of terraform-provider-twilio",
			"a dependency that is given wins over the one that is added", func(t *testing.T, a *api) {
				got := with(a, "Dependencies", `[{"name":"lodash","version":"4.17.15"}]`).dependencies()
				assert.Contains(t, got, "lodash@4.17.15")
				assert.Len(t, got, 6)
			}, nil},
		{"B4.8", documented, "page Dependencies", "exact versions, ranges, * and latest are versions",
			func(t *testing.T, a *api) {
				for _, v := range []string{"3.80.0", "^3.80.0", "~3.80.0", ">=3 <4", "*", "latest"} {
					got := with(a, "Dependencies", `[{"name":"twilio","version":"`+v+`"}]`)
					got.must(t, 201)
					assert.Contains(t, got.dependencies(), "twilio@"+v)
				}
			}, nil},
		{"B4.9", observed, "serverless-toolkit issues 538 and 564",
			"a runtime handler that is not approved is refused in these words", func(t *testing.T, a *api) {
				got := with(a, "Dependencies", `[{"name":"@twilio/runtime-handler","version":"2.1.0"}]`)
				assert.Equal(
					t, "Some dependencies could not be validated. No matching version found for "+
						"@twilio/runtime-handler@2.1.0. You can find the valid versions at "+
						"https://www.twilio.com/docs/serverless/functions-assets/handler",
					got.refused(t, 400, 20001))
			}, nil},
		{"B4.10", documented, "page Handler", "the runtime handlers of the documentation are accepted",
			func(t *testing.T, a *api) {
				for _, v := range []string{"2.1.2", "2.0.1", "2.0.0", "1.3.1", "1.3.0", "1.2.5", "1.2.1"} {
					with(a, "Dependencies", `[{"name":"@twilio/runtime-handler","version":"`+v+`"}]`).must(t, 201)
				}
			}, nil},
		{"B4.11", observed, "twilio-cli issue 252", "a retired runtime is refused in these words",
			func(t *testing.T, a *api) {
				assert.Equal(t, "unsupported runtime: node10", with(a, "Runtime", "node10").refused(t, 400, 20001))
				for _, retired := range []string{"node8", "node12", "node14", "node16"} {
					with(a, "Runtime", retired).refused(t, 400, 20001)
				}
			}, nil},
		{"B4.12", documented, "official document, enum of Runtime; announcement of node24",
			"each runtime without a day of retirement can be asked for", func(t *testing.T, a *api) {
				for _, v := range serverless.CurrentRuntimes() {
					with(a, "Runtime", v).is(t, "runtime", v)
				}
			}, nil},
		{"B4.13", documented, "error page 82007",
			"without Runtime a Build takes that of the last successful one, at first that of the platform",
			func(t *testing.T,
				a *api) {
				s := a.service("a")
				zn := a.upload(a.function(s, "x"), "/x", "x").must(t, 201)
				a.post(s+"/Builds", "FunctionVersions", zn).is(t, "runtime", defaultRuntime)
				a.post(s+"/Builds", "FunctionVersions", zn, "Runtime", otherRuntime()).must(t, 201)
				a.post(s+"/Builds", "FunctionVersions", zn).is(t, "runtime", otherRuntime())
			}, nil},
		{"B4.14", documented, "announcement of node24",
			"with node24 older runtime handlers are upgraded, and fail the Build before 1.2.0", func(t *testing.T,
				a *api) {
				for version, want := range map[string]string{"1.2.0": "2.1.2", "2.0.1": "2.1.2", "2.1.1": "2.1.2",
					"2.1.2": "2.1.2"} {
					got := with(a, "Runtime", "node24", "Dependencies",
						`[{"name":"@twilio/runtime-handler","version":"`+version+`"}]`)
					assert.Contains(t, got.dependencies(), "@twilio/runtime-handler@"+want, version)
				}
				got := with(a, "Runtime", "node24", "Dependencies",
					`[{"name":"@twilio/runtime-handler","version":"1.1.1"}]`)
				address := strings.TrimPrefix(got.str("url"), "https://serverless.twilio.com")
				a.get(address).is(t, "status", "failed")
			}, nil},
		{"B8.1", observed, "acceptance tests of twilio-sdk-go", "a Build may be deleted while it is building",
			func(t *testing.T, a *api) {
				service, _, build := a.built("a")
				a.get(service+"/Builds/"+build).is(t, "status", "building")
				a.delete(service+"/Builds/"+build).must(t, 204)
				a.get(service+"/Builds/"+build).refused(t, 404, 20404)
			}, &Options{BuildTime: time.Hour}},
		{"B8.2", observed, "changelog of terraform-provider-twilio 0.8.2",
			"a live Build is not deleted, in these words", func(t *testing.T, a *api) {
				service, _, _, build, _ := a.live("a")
				got := a.delete(service + "/Builds/" + build)
				assert.GreaterOrEqual(t, got.status, 400)
				assert.Equal(t, "Cannot delete Build because it's part of an active Deployment.", got.str("message"))
				assert.Equal(t, 200, a.get(service+"/Builds/"+build).status)
			}, nil},
		{"B8.3", observed, "destroy of terraform-provider-twilio",
			"a Build may be deleted after its Environment was cleared", func(t *testing.T, a *api) {
				service, _, environment, build, _ := a.live("a")
				a.post(environment+"/Deployments").must(t, 201)
				a.delete(service+"/Builds/"+build).must(t, 204)
			}, nil},
		{"B8.4", documented, "serverless-toolkit issue 148, an engineer of Twilio",
			"a Function or an Asset is not deleted while a Build has a version of it", func(t *testing.T, a *api) {
				service, function, build := a.built("a")
				assert.GreaterOrEqual(t, a.delete(function).status, 400)
				a.get(function).must(t, 200)
				a.delete(service+"/Builds/"+build).must(t, 204)
				a.delete(function).must(t, 204)
			}, nil},
		{"A7.9", observed, "serverless-toolkit issue 469", "two versions of one Asset are refused in these words",
			func(t *testing.T, a *api) {
				s := a.service("a")
				asset := a.asset(s, "x")
				one, two := a.upload(asset, "/1", "x").must(t, 201), a.upload(asset, "/2", "x").must(t, 201)
				got := a.post(s+"/Builds", "AssetVersions", one, "AssetVersions", two)
				assert.Equal(t, "Different Asset Versions for same Asset. Conflicting SIDs: "+one+" and "+two+".",
					got.refused(t, 400, 20001))
			}, nil},
		{"A7.10", observed, "serverless-toolkit, moved issue 17", "too many versions are taken, and the Build fails",
			func(t *testing.T, a *api) {
				service, _, build := a.built("a")
				a.get(service+"/Builds/"+build).is(t, "status", "completed")
				var fields []string
				for _, path := range []string{"/1", "/2"} {
					fields = append(fields, "FunctionVersions",
						a.upload(a.function(service, path), path, "x").must(t, 201))
				}
				build = a.post(service+"/Builds", fields...).must(t, 201)
				a.get(service+"/Builds/"+build).is(t, "status", "failed")
			}, &Options{Limits: Limits{FunctionVersionsPerBuild: 1}}},
	}
}

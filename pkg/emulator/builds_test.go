package emulator

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

func TestCreateBuild(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("build")
	fn, asset := a.function(service, "f"), a.asset(service, "a")
	fv := a.uploadParts(fn, part{"Path", "", "/f"}, part{"Visibility", "", "Protected"},
		part{"Content", "", "x"}).must(t, 201)
	av := a.upload(asset, "/a", "y").must(t, 201)

	got := a.post(service+"/Builds", "FunctionVersions", fv, "AssetVersions", av, "Runtime", otherRuntime(),
		"Dependencies", `[{"name":"lodash","version":"4.0.0"}]`)
	sid := got.must(t, 201)
	assert.Regexp(t, `^ZB[0-9a-f]{32}$`, sid)
	assert.Equal(t, []string{"building", otherRuntime()}, []string{got.str("status"), got.str("runtime")})
	assert.Equal(t, map[string]any{"build_status": "https://serverless.twilio.com" + service + "/Builds/" + sid +
		"/Status"}, got.json["links"])

	f := got.json["function_versions"].([]any)[0].(map[string]any)
	assert.Equal(t, []any{fv, tail(fn), "/f", "protected"}, []any{f["sid"], f["function_sid"], f["path"],
		f["visibility"]})
	v := got.json["asset_versions"].([]any)[0].(map[string]any)
	assert.Equal(t, []any{av, tail(asset), "/a", "public"}, []any{v["sid"], v["asset_sid"], v["path"], v["visibility"]})

	read := a.get(service + "/Builds/" + sid)
	assert.Equal(t, "completed", read.str("status"), "without BuildTime the first read is completed")
	for _, same := range []string{"sid", "function_versions", "asset_versions", "dependencies", "runtime",
		"date_created", "url", "links"} {
		assert.Equal(t, got.json[same], read.json[same], same)
	}
	status := a.get(service + "/Builds/" + sid + "/Status")
	assert.Equal(t, []string{sid, "completed", got.json["links"].(map[string]any)["build_status"].(string)},
		[]string{status.sid(), status.str("status"), status.str("url")})
}

func TestCreateBuild_dependencies(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("deps")
	zn := a.upload(a.function(service, "f"), "/f", "x").must(t, 201)
	got := a.post(service+"/Builds", "FunctionVersions", zn, "Dependencies",
		`"[{"name":"lodash","version":"*"},{"name":"zod","version":"^3.0.0"}]"`)
	versions := map[string]string{}
	for _, d := range got.json["dependencies"].([]any) {
		d := d.(map[string]any)
		require.NotContains(t, versions, d["name"])
		versions[d["name"].(string)] = d["version"].(string)
	}
	assert.Equal(t, "*", versions["lodash"], "supplied entries win")
	for _, name := range []string{"twilio", "@twilio/runtime-handler", "fs", "util", "xmldom", "zod"} {
		assert.NotEmpty(t, versions[name], name)
	}
	assert.Len(t, versions, 7)
}

func TestParseDependencies(t *testing.T) {
	t.Parallel()
	one := []state.Dependency{{Name: "a", Version: "1"}}
	for _, tc := range []struct {
		text string
		want []state.Dependency
		bad  bool
	}{
		{text: ""}, {text: " "}, {text: `""`}, {text: "[]", want: []state.Dependency{}}, {text: `"[]"`,
			want: []state.Dependency{}},
		{text: `[{"name":"a","version":"1"}]`, want: one},
		{text: `"[{"name":"a","version":"1"}]"`, want: one},
		{text: ` [ {"version":"1", "name":"a", "extra": [1]} ] `, want: one},
		{text: `[{"name":"a","version":"1"},{"name":"b","version":"latest"}]`,
			want: append(one, state.Dependency{Name: "b", Version: "latest"})},
		{text: `""[]""`, bad: true}, {text: `"`, bad: true}, {text: "null", bad: true}, {text: "{}",
			bad: true}, {text: "[1]", bad: true},
		{text: `[null]`, bad: true}, {text: `[{"name":"a"}]`, bad: true}, {text: `[{"name":"a","version":1}]`,
			bad: true},
		{text: `[{"Name":"a","Version":"1"}]`, bad: true}, {text: `[{"name":"","version":"1"}]`, bad: true},
		{text: `{"a":"1"}`, bad: true}, {text: `[] []`, bad: true}, {text: "a@1", bad: true},
	} {
		got, err := parseDependencies(tc.text)
		assert.Equal(t, tc.bad, err != nil, "%s: %v", tc.text, err)
		assert.Equal(t, tc.want, got, tc.text)
	}
}

func FuzzParseDependencies(f *testing.F) {
	for _, s := range []string{"", "[]", `"[]"`, `[{"name":"a","version":"1"}]`, `"[{"name":"a","version":"1"}]"`,
		"null", `[{"name":1}]`, "[[[[", `"""`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		deps, err := parseDependencies(text)
		if err != nil {
			var api *apiError
			require.ErrorAs(t, err, &api)
			require.Equal(t, 20001, api.Code)
			return
		}
		for _, d := range deps {
			require.NotEmpty(t, d.Name)
			require.NotEmpty(t, d.Version)
		}
		b, err := encode(deps)
		require.NoError(t, err)
		if deps == nil {
			return
		}
		for _, again := range []string{string(b), `"` + string(b) + `"`} {
			got, err := parseDependencies(again)
			require.NoError(t, err)
			require.Equal(t, deps, got)
		}
		all := withDefaults(deps)
		require.Equal(t, deps, all[:len(deps):len(deps)])
		require.GreaterOrEqual(t, len(all), 6)
	})
}

func TestCreateBuild_refusals(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("refused")
	zn := a.upload(a.function(service, "f"), "/f", "x").must(t, 201)
	av := a.upload(a.asset(service, "a"), "/a", "x").must(t, 201)
	other := a.upload(a.function(a.service("other"), "f"), "/f", "x").must(t, 201)
	for _, tc := range []struct {
		name   string
		fields []string
		want   string
	}{
		{"nothing", nil, "At least one Function Version or Asset Version is required for Build"},
		{"empty values", []string{"FunctionVersions", "", "AssetVersions", ""}, "At least one Function Version"},
		{"unknown version", []string{"FunctionVersions", unknown("ZN")}, "FunctionVersions: " + unknown("ZN")},
		{"one of two unknown", []string{"FunctionVersions", zn, "FunctionVersions", unknown("ZN")}, unknown("ZN")},
		{"malformed", []string{"AssetVersions", "ZN1"}, "AssetVersions: ZN1"},
		{"other service", []string{"FunctionVersions", other}, other},
		{"asset as function", []string{"FunctionVersions", av}, av},
		{"function as asset", []string{"AssetVersions", zn}, zn},
		{"dependencies", []string{"FunctionVersions", zn, "Dependencies", "lodash"},
			"Dependencies must be a JSON array"},
		{"old runtime", []string{"FunctionVersions", zn, "Runtime", "node16"}, "unsupported runtime: node16"},
		{"odd runtime", []string{"FunctionVersions", zn, "Runtime", "node19"}, "unsupported runtime: node19"},
		{"no runtime", []string{"FunctionVersions", zn, "Runtime", "python3"}, "unsupported runtime: python3"},
	} {
		assert.Contains(t, a.post(service+"/Builds", tc.fields...).refused(t, 400, 20001), tc.want, tc.name)
	}
	assert.Empty(t, a.get(service+"/Builds").items())
}

func TestCreateBuild_repeats(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("repeats")
	one := a.upload(a.function(service, "f"), "/same", "x").must(t, 201)
	two := a.upload(a.function(service, "g"), "/same", "y").must(t, 201)
	got := a.post(service+"/Builds", "FunctionVersions", one, "FunctionVersions", one, "FunctionVersions", two,
		"FunctionVersions", "")
	got.must(t, 201)
	assert.Len(t, got.json["function_versions"], 2, "a version named twice counts once; one path twice is accepted")
	assert.Empty(t, got.json["asset_versions"])
	assert.NotNil(t, got.json["asset_versions"], "an empty array, not null")
}

func TestBuildRuntime(t *testing.T) {
	t.Parallel()
	clk := newClock()
	fails := false
	a := newAPI(t, &Options{Clock: clk.Now, BuildTime: time.Minute, BuildResult: func(BuildRequest) string {
		if fails {
			return "because"
		}
		return ""
	}})
	service := a.service("runtime")
	zn := a.upload(a.function(service, "f"), "/f", "x").must(t, 201)
	build := func(runtime string) string {
		t.Helper()
		got := a.post(service+"/Builds", "FunctionVersions", zn, "Runtime", runtime)
		got.must(t, 201)
		return got.str("runtime")
	}
	assert.Equal(t, defaultRuntime, build(""), "the default of a new Service")
	assert.Equal(t, otherRuntime(), build(otherRuntime()))
	assert.Equal(t, defaultRuntime, build(""), "the build with another one is not done yet")
	clk.advance(time.Minute)
	assert.Equal(t, otherRuntime(), build(otherRuntime()))
	assert.Equal(t, defaultRuntime, build(""))
	clk.advance(time.Minute)
	fails = true
	build(otherRuntime())
	clk.advance(time.Minute)
	fails = false
	assert.Equal(t, defaultRuntime, build(""), "failed builds do not count: the newest completed one does")
	assert.Equal(t, defaultRuntime, build("latest"))
	assert.Equal(t, defaultRuntime, build(""))
}

func TestBuildTakesTime(t *testing.T) {
	t.Parallel()
	clk := newClock()
	var asked BuildRequest
	a := newAPI(t, &Options{Clock: clk.Now, BuildTime: 90 * time.Second, BuildResult: func(r BuildRequest) string {
		asked = r
		if len(r.AssetPaths) > 0 {
			return "assets are not wanted"
		}
		return ""
	}})
	service := a.service("slow")
	zn := a.upload(a.function(service, "f"), "/f", "x").must(t, 201)
	av := a.upload(a.asset(service, "a"), "/a", "x").must(t, 201)
	good := service + "/Builds/" + a.post(service+"/Builds", "FunctionVersions", zn).must(t, 201)
	bad := service + "/Builds/" + a.post(service+"/Builds", "FunctionVersions", zn, "AssetVersions", av).must(t, 201)
	assert.Equal(t, BuildRequest{AccountSID: TestAccountSID, ServiceSID: tail(service), Runtime: defaultRuntime,
		Dependencies: asked.Dependencies, FunctionPaths: []string{"/f"}, AssetPaths: []string{"/a"}}, asked)
	assert.Equal(t, "2.1.2", asked.Dependencies["@twilio/runtime-handler"])

	states := func() []string {
		return []string{a.get(good).str("status"), a.get(good + "/Status").str("status"), a.get(bad).str("status"),
			a.get(bad + "/Status").str("status")}
	}
	clk.advance(90*time.Second - 1)
	assert.Equal(t, []string{"building", "building", "building", "building"}, states())
	assert.Equal(t, "2026-03-01T12:00:00Z", a.get(good).str("date_updated"))
	clk.advance(1)
	assert.Equal(t, []string{"completed", "completed", "failed", "failed"}, states())
	assert.Equal(t, "2026-03-01T12:01:30Z", a.get(good).str("date_updated"), "the status changed")
	assert.NotContains(t, a.get(bad).raw, "not wanted", "the API never returns the reason")
	clk.advance(time.Hour)
	assert.Equal(t, []string{"completed", "completed", "failed", "failed"}, states())
}

// A Build that was made while the clock was ahead, in a process before this one, does not wait until that time comes.
func TestBuild_ofAClockThatWasAhead(t *testing.T) {
	t.Parallel()
	clk := newClock()
	ahead := newAPI(t, &Options{Clock: func() time.Time { return clk.Now().AddDate(3, 0, 0) }, BuildTime: time.Second})
	service := ahead.service("ahead")
	zn := ahead.upload(ahead.function(service, "f"), "/f", "x").must(t, 201)
	build := service + "/Builds/" + ahead.post(service+"/Builds", "FunctionVersions", zn).must(t, 201)
	a := newAPI(t, &Options{Clock: clk.Now})
	require.NoError(t, a.emu.Restore(strings.NewReader(dumped(t, ahead.emu))))
	assert.Equal(t, "completed", a.get(build).str("status"))
	a.post(a.environment(service, "e", "")+"/Deployments", "BuildSid", tail(build)).must(t, 201)
}

// A Function or an Asset stays while any Build has a version of it, deployed or not, building or
// failed; after the last such Build it can go.
func TestDelete_whatBuildsHave(t *testing.T) {
	t.Parallel()
	clk := newClock()
	a := newAPI(t, &Options{Clock: clk.Now, BuildTime: time.Minute})
	service := a.service("built")
	fn, asset, free := a.function(service, "f"), a.asset(service, "a"), a.function(service, "free")
	fv, av := a.upload(fn, "/f", "x").must(t, 201), a.upload(asset, "/a", "x").must(t, 201)
	newer := a.upload(fn, "/f", "y").must(t, 201)
	a.upload(free, "/free", "x").must(t, 201)
	one := service + "/Builds/" + a.post(service+"/Builds", "FunctionVersions", fv, "AssetVersions", av).must(t, 201)
	two := service + "/Builds/" + a.post(service+"/Builds", "FunctionVersions", newer).must(t, 201)
	refusals := func(names ...string) {
		t.Helper()
		for _, name := range names {
			path := map[string]string{"Function": fn, "Asset": asset}[name]
			assert.Equal(t, "Cannot delete "+name+" because it's part of a Build.",
				a.delete(path).refused(t, 409, 20409))
			a.get(path).must(t, 200)
		}
	}
	refusals("Function", "Asset") // building
	clk.advance(time.Hour)
	refusals("Function", "Asset") // completed, nowhere live
	before := a.get(one).raw
	env := a.environment(service, "e", "")
	a.post(env+"/Deployments", "BuildSid", tail(one)).must(t, 201)
	refusals("Function", "Asset") // live
	a.delete(free).must(t, 204)
	a.post(env+"/Deployments").must(t, 201)
	assert.Equal(t, before, a.get(one).raw)
	a.delete(one).must(t, 204)
	refusals("Function") // the other Build has a newer version of it
	a.delete(asset).must(t, 204)
	a.delete(two).must(t, 204)
	a.delete(fn).must(t, 204)

	// The same after a restart.
	var dump bytes.Buffer
	again := a.post(service+"/Builds", "AssetVersions",
		a.upload(a.asset(service, "b"), "/b", "x").must(t, 201)).must(t, 201)
	require.NoError(t, a.emu.Dump(&dump))
	b := newAPI(t, nil)
	require.NoError(t, b.emu.Restore(&dump))
	last := service + "/Assets/" + b.get(service + "/Assets").items()[0]
	b.delete(last).refused(t, 409, 20409)
	b.delete(service+"/Builds/"+again).must(t, 204)
	b.delete(last).must(t, 204)
}

// Two versions of one Asset cannot be in one Build.
func TestCreateBuild_twoVersionsOfOne(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("two")
	asset, other := a.asset(service, "a"), a.asset(service, "b")
	one, two := a.upload(asset, "/1", "x").must(t, 201), a.upload(asset, "/2", "x").must(t, 201)
	third := a.upload(other, "/3", "x").must(t, 201)
	message := a.post(service+"/Builds", "AssetVersions", one, "AssetVersions", third, "AssetVersions", two).refused(t,
		400, 20001)
	assert.Equal(t, "Different Asset Versions for same Asset. Conflicting SIDs: "+one+" and "+two+".", message)
	assert.Empty(t, a.get(service+"/Builds").items())
	a.post(service+"/Builds", "AssetVersions", one, "AssetVersions", one, "AssetVersions", third).must(t, 201)
}

func TestDeleteBuild(t *testing.T) {
	t.Parallel()
	clk := newClock()
	a := newAPI(t, &Options{Clock: clk.Now, BuildTime: time.Minute})
	service, _, build := a.built("delete")
	one, two := a.environment(service, "one", "one"), a.environment(service, "two", "two")
	clk.advance(time.Minute)
	a.post(one+"/Deployments", "BuildSid", build).must(t, 201)
	a.post(two+"/Deployments", "BuildSid", build).must(t, 201)

	path := service + "/Builds/" + build
	const live = "Cannot delete Build because it's part of an active Deployment."
	assert.Equal(t, live, a.delete(path).refused(t, 409, 20409))
	a.post(one+"/Deployments").must(t, 201)
	assert.Equal(t, live, a.delete(path).refused(t, 409, 20409), "still live in the other")
	assert.Equal(t, 204, a.delete(two).status)
	assert.Equal(t, 204, a.delete(path).status, "deletable after clear and delete of the Environment")
	a.get(path).refused(t, 404, 20404)
	a.get(path+"/Status").refused(t, 404, 20404)
	a.delete(path).refused(t, 404, 20404)

	zn := a.upload(a.function(service, "f"), "/f", "x").must(t, 201)
	building := a.post(service+"/Builds", "FunctionVersions", zn).must(t, 201)
	assert.Equal(t, 204, a.delete(service+"/Builds/"+building).status, "while it is building")
}

// BuildResult may call the emulator, so no lock may be held; and it may delete the
// Service under the Build.
func TestBuildResult_runsWithoutLock(t *testing.T) {
	t.Parallel()
	var a *api
	var service string
	remove := false
	a = newAPI(t, &Options{BuildResult: func(BuildRequest) string {
		if remove {
			assert.Equal(t, 204, a.delete(service).status)
			a.service("reentrant") // the name is another Service's now
		}
		assert.Equal(t, 200, a.get("/v1/Services").status)
		return ""
	}})
	service, _, _ = a.built("reentrant")
	zn := a.upload(a.function(service, "f"), "/f", "x").must(t, 201)
	remove = true
	a.post("/v1/Services/reentrant/Builds", "FunctionVersions", zn).refused(t, 404, 20404)
	assert.Empty(t, a.get("/v1/Services/reentrant/Builds").items())
}

package emulator

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// Flex plugins, in the Service that Flex serves them from, need IsPlugin; nothing else does.
func TestCreateDeployment_plugins(t *testing.T) {
	t.Parallel()
	const words = "You cannot deploy Flex Plugins via the Serverless API. You must migrate to the Flex Plugin Builder."
	for _, tc := range []struct {
		service, path string
		fields        []string
		refused       bool
	}{
		{"default", "/plugins/mine/1.0.0/bundle.js", nil, true},
		{"default", "/plugins/mine/1.0.0/bundle.js", []string{"IsPlugin", "false"}, true},
		{"default", "/plugins/mine/1.0.0/bundle.js", []string{"IsPlugin", "true"}, false},
		{"default", "/bundle.js", nil, false},
		{"mine", "/plugins/mine/1.0.0/bundle.js", nil, false},
	} {
		a := newAPI(t, nil)
		service := a.service(tc.service)
		zn := a.upload(a.asset(service, "a"), tc.path, "x").must(t, 201)
		build := a.post(service+"/Builds", "AssetVersions", zn).must(t, 201)
		env := a.environment(service, "e", "e")
		got := a.post(env+"/Deployments", append(tc.fields, "BuildSid", build)...)
		if tc.refused {
			assert.Equal(t, words, got.refused(t, 400, 20001))
			a.get(env).is(t, "build_sid", nil)
			continue
		}
		got.must(t, 201)
	}
}

func TestDeployments(t *testing.T) {
	t.Parallel()
	clk := newClock()
	a := newAPI(t, &Options{Clock: clk.Now})
	service, fn, build := a.built("deploy")
	env := a.environment(service, "e", "")
	list := env + "/Deployments"
	const same = "Environment already has requested deployment."

	assert.Equal(t, same, a.post(list).refused(t, 409, 20409), "nothing to clear yet")

	clk.advance(time.Minute)
	first := a.post(list, "BuildSid", build, "IsPlugin", "true")
	sid := first.must(t, 201)
	assert.Regexp(t, `^ZD[0-9a-f]{32}$`, sid)
	assert.Contains(t, first.raw,
		`"build_sid": "`+build+`", "date_created": "2026-03-01T12:01:00Z", "date_updated": null, "url"`)
	assert.NotContains(t, first.raw, "lugin")
	assert.Equal(t, first.raw, a.get(list+"/"+sid).raw)
	assert.Equal(t, build, a.get(env).str("build_sid"))
	assert.Equal(t, "2026-03-01T12:01:00Z", a.get(env).str("date_updated"))
	assert.Equal(t, same, a.post(list, "BuildSid", build).refused(t, 409, 20409))

	zn := a.upload(fn, "/hello", "2").must(t, 201)
	next := a.post(service+"/Builds", "FunctionVersions", zn).must(t, 201)
	second := a.post(list, "BuildSid", next).must(t, 201)
	assert.Equal(t, next, a.get(env).str("build_sid"))
	third := a.post(list, "BuildSid", build).must(t, 201) // rollback

	clear := a.do("POST", list, "", nil)
	fourth := clear.must(t, 201)
	assert.Contains(t, clear.raw, `"build_sid": null`)
	assert.Nil(t, a.get(env).json["build_sid"])
	assert.Equal(t, same, a.post(list, "BuildSid", "").refused(t, 409, 20409), "already clear")
	fifth := a.post(list, "BuildSid", build).must(t, 201)
	sixth := a.post(list, "BuildSid", "").must(t, 201)

	assert.Equal(t, []string{sixth, fifth, fourth, third, second, sid}, a.get(list).items(),
		"old ones stay, newest first")
}

func TestCreateDeployment_refusals(t *testing.T) {
	t.Parallel()
	clk := newClock()
	a := newAPI(t, &Options{Clock: clk.Now, BuildTime: time.Minute, BuildResult: func(r BuildRequest) string {
		if r.Runtime == otherRuntime() {
			return "too old"
		}
		return ""
	}})
	service, fn, building := a.built("refuse")
	env := a.environment(service, "e", "")
	zn := a.get(fn + "/Versions").items()[0]
	failed := a.post(service+"/Builds", "FunctionVersions", zn, "Runtime", otherRuntime()).must(t, 201)
	_, _, foreign := a.built("foreign")
	list := env + "/Deployments"
	assert.Contains(t, a.post(list, "BuildSid", building).refused(t, 400, 20001), "is building")
	clk.advance(time.Minute)
	assert.Contains(t, a.post(list, "BuildSid", failed).refused(t, 400, 20001), "is failed")
	for _, sid := range []string{unknown("ZB"), "ZB1", foreign} {
		assert.Contains(t, a.post(list, "BuildSid", sid).refused(t, 400, 20001), sid)
	}
	assert.Contains(t, a.post(list, "BuildSid", building, "IsPlugin", "perhaps").refused(t, 400, 20001), "IsPlugin")
	assert.Empty(t, a.get(list).items())
	assert.Nil(t, a.get(env).json["build_sid"])
	a.post(list, "BuildSid", building).must(t, 201)
}

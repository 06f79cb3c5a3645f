package emulator

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

func TestCreateBuild_runtimeHandler(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{RuntimeHandlers: []string{"3.0.0"}})
	service := a.service("handler")
	zn := a.upload(a.function(service, "f"), "/f", "x").must(t, 201)
	with := func(version string) *answer {
		return a.post(service+"/Builds", "FunctionVersions", zn, "Dependencies",
			`[{"name":"@twilio/runtime-handler","version":"`+version+`"}]`)
	}
	for _, version := range append(runtimeHandlers(), "3.0.0") {
		with(version).must(t, 201)
	}
	before := len(a.get(service + "/Builds").items())
	for _, version := range []string{"2.1.0", "3.0.1", "^2.0.0", "*", "latest"} {
		got := with(version)
		assert.Equal(t, 400, got.status, version)
		assert.InDelta(t, 20001, got.json["code"], 0, version)
		assert.Contains(t, got.str("message"), "No matching version found for @twilio/runtime-handler@"+version+". ")
	}
	assert.Len(t, a.get(service+"/Builds").items(), before)
}

// What is added to every Build must be acceptable when it is sent back.
func TestRuntimeHandlers_haveTheDefault(t *testing.T) {
	t.Parallel()
	defaults := defaultDependencies()
	i := slices.IndexFunc(defaults, func(d state.Dependency) bool { return d.Name == runtimeHandler })
	assert.Contains(t, runtimeHandlers(), defaults[i].Version)
}

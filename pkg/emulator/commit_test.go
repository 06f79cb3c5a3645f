package emulator

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A change must carry all that is needed to make it, or nothing could be restored
// from a journal of changes.
func TestApply_needsNothingButTheChange(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{SeedLogs: 2})
	service, fn, build := a.built("replay")
	asset := a.asset(service, "a")
	a.upload(asset, "/a", "x")
	a.delete(a.function(service, "gone"))
	a.post(fn, "FriendlyName", "renamed").must(t, 200)
	env := a.environment(service, "e", "e")
	a.post(env+"/Variables", "Key", "k", "Value", "v").must(t, 201)
	a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
	a.service("second")
	a.delete(a.service("deleted"))
	a.as("AC"+tail(service)[2:], "x").service("foreign")

	paths := []string{"/v1/Services", "/v1/Services/replay", service + "/Functions", service + "/Assets", fn + "/Versions", asset + "/Versions",
		service + "/Builds", service + "/Environments", env + "/Variables", env + "/Deployments", env + "/Logs"}
	var before []string
	for _, path := range paths {
		before = append(before, a.get(path).raw)
	}
	records := a.emu.store.records()
	require.Greater(t, len(records), 12)
	restored := newStore()
	for _, r := range records {
		restored.apply(put(r))
	}
	lastSeq := restored.seq
	a.emu.store = restored
	for i, path := range paths {
		assert.Equal(t, before[i], a.get(path).raw, path)
	}

	// And the history goes on behind what was restored.
	newest := a.function(service, "after")
	assert.Equal(t, tail(newest), a.get(service + "/Functions").items()[0])
	assert.Equal(t, lastSeq+1, restored.seq)
	a.post(service+"/Builds", "FunctionVersions", a.get(fn + "/Versions").items()[0]).must(t, 201)
	a.get("/v1/Services/deleted").refused(t, 404, 20404)
	a.post("/v1/Services", "UniqueName", "second", "FriendlyName", "x").refused(t, 409, 20409)
}

// Records that somebody still holds, such as the versions in a Build, must not
// change under them.
func TestUpdatesReplaceRecords(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service, fn, build := a.built("immutable")
	env := a.environment(service, "e", "e")
	variable := env + "/Variables/" + a.post(env+"/Variables", "Key", "k", "Value", "v").must(t, 201)
	copies := map[record]any{}
	for _, r := range a.emu.store.records() {
		copies[r] = snapshot(r)
	}
	a.post(service, "FriendlyName", "new").must(t, 200)
	a.post(fn, "FriendlyName", "new").must(t, 200)
	a.post(variable, "Value", "new").must(t, 200)
	a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
	a.delete(fn)
	for r, before := range copies {
		assert.Equal(t, before, snapshot(r), "%T", r)
	}
}

func snapshot(r record) any {
	switch r := r.(type) {
	case *service:
		return *r
	case *resource:
		return *r
	case *version:
		return *r
	case *build:
		return *r
	case *environment:
		return *r
	case *variable:
		return *r
	}
	return r
}

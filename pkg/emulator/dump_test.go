package emulator

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
	"pgregory.net/rapid"
)

// furnished has everything that a state can have, deleted things included.
func furnished(t testing.TB, opts *Options) (a *api, paths []string) {
	a = newAPI(t, opts)
	service, fn, build := a.built("furnished")
	asset := a.asset(service, "a")
	a.uploadParts(asset, part{"Path", "", "/logo.png"}, part{"Visibility", "", "private"},
		part{"Content", "image/png", strings.Repeat("\x89PNG\x00\xff", 30_000)}).must(t, 201)
	a.uploadParts(asset, part{"Path", "", "/empty"}, part{"Visibility", "", "protected"},
		part{"Content", "", ""}).must(t, 201)
	gone := a.function(service, "gone")
	a.post(service+"/Builds", "FunctionVersions", a.upload(gone, "/gone", "exports.handler = 1").must(t, 201),
		"Runtime", otherRuntime(),
		"AssetVersions", a.get(asset + "/Versions").items()[0]).must(t, 201)
	a.delete(gone)
	a.post(fn, "FriendlyName", "renamed <&> \u2028 ż").must(t, 200)
	env := a.environment(service, "e", "e")
	a.environment(service, "bare", "")
	a.post(env+"/Variables", "Key", "k", "Value", " v\n\x00").must(t, 201)
	a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
	a.post(env+"/Deployments").must(t, 201)
	a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
	a.service("second")
	a.delete(a.service("deleted"))
	a.as("AC"+tail(service)[2:], "x").service("foreign")
	return a, []string{"/v1/Services", "/v1/Services/furnished", service + "/Functions", service + "/Assets", fn,
		fn + "/Versions",
		fn + "/Versions/" + a.get(fn + "/Versions").items()[0] + "/Content", asset + "/Versions", service + "/Builds",
		service + "/Builds/" + build, service + "/Environments", env, env + "/Variables", env + "/Deployments", env +
			"/Logs",
		service + "/Builds?PageSize=1"}
}

func dumped(t testing.TB, e *Emulator) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, e.Dump(&b))
	return b.String()
}

func TestDump_restored(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a, paths := furnished(t, &Options{SeedLogs: 2, Clock: clock.Now, Seed: 7})
	dump := dumped(t, a.emu)
	assert.Equal(t, dump, dumped(t, a.emu), "the same state, the same bytes")

	b := newAPI(t, &Options{Clock: clock.Now, Seed: 8})
	b.service("overwritten")
	require.NoError(t, b.emu.Restore(strings.NewReader(dump)))
	assert.Equal(t, dump, dumped(t, b.emu))
	for _, path := range paths {
		assert.Equal(t, a.get(path).raw, b.get(path).raw, path)
	}
	b.get("/v1/Services/overwritten").refused(t, 404, 20404)

	// Both go on alike: the same SIDs, the same domains, the same places in lists.
	assert.Equal(t, a.service("after"), b.service("after"))
	assert.Equal(t, dumped(t, a.emu), dumped(t, b.emu))
}

// Whatever requests have led to, a dump of it restores to the same.
func TestDump_anyHistory(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		a := newAPI(t, &Options{Seed: rapid.Uint64Range(1, 1<<60).Draw(rt, "seed"), SeedLogs: 1})
		var services, functions, environments []string
		pick := func(from []string) string { return from[rapid.IntRange(0, len(from)-1).Draw(rt, "which")] }
		for i := range rapid.IntRange(0, 40).Draw(rt, "steps") {
			name := fmt.Sprint("n", i)
			switch step := rapid.IntRange(0, 11).Draw(rt, "step"); {
			case step == 0 || len(services) == 0:
				if len(services) < state.MaxServices {
					services = append(services, a.service(name))
				}
			case step == 1:
				a.delete(pick(services))
			case step == 2:
				a.delete(pick(services) + "/Functions/" + unknown(sid.Resource))
			case step <= 4 || len(functions) == 0:
				service := pick(services)
				if got := a.post(service+"/Functions", "FriendlyName", name); got.status == 201 {
					functions = append(functions, service+"/Functions/"+got.sid())
				}
			case step <= 6:
				a.upload(pick(functions), "/"+name, rapid.String().Draw(rt, "content"))
			case step == 7:
				a.delete(pick(functions))
			case step == 8:
				if got := a.get(pick(functions) + "/Versions"); got.status == 200 && len(got.items()) > 0 {
					service := strings.Split(got.meta("url").(string), "/Functions")[0]
					a.post(service+"/Builds", "FunctionVersions", got.items()[0]).must(t, 201)
				}
			case step == 9 || len(environments) == 0:
				service := pick(services)
				if got := a.post(service+"/Environments", "UniqueName", name, "DomainSuffix", name); got.status == 201 {
					environments = append(environments, service+"/Environments/"+got.sid())
				}
			case step == 10:
				env := pick(environments)
				if got := a.get(strings.Split(env, "/Environments")[0] + "/Builds"); got.status == 200 &&
					len(got.items()) > 0 {
					a.post(env+"/Deployments", "BuildSid", got.items()[0])
				}
			default:
				a.post(pick(environments)+"/Variables", "Key", name, "Value", name)
			}
		}
		dump := dumped(t, a.emu)
		b := newAPI(t, nil)
		if err := b.emu.Restore(strings.NewReader(dump)); err != nil {
			rt.Fatalf("%v in\n%s", err, dump)
		}
		if got := dumped(t, b.emu); got != dump {
			rt.Fatalf("want\n%s\ngot\n%s", dump, got)
		}
	})
}

func TestReset(t *testing.T) {
	t.Parallel()
	for _, seed := range []uint64{0, 5} {
		a, paths := furnished(t, &Options{Seed: seed})
		first := a.get("/v1/Services").items()
		require.NoError(t, a.emu.Reset(0))
		assert.Empty(t, a.get("/v1/Services").items())
		for _, path := range paths[1:] {
			a.get(path).refused(t, 404, 20404)
		}
		again := tail(a.service("furnished"))
		assert.Equal(t, seed != 0, again == first[len(first)-1],
			"a seed decides the SIDs again, without one they are others")
	}
}

package emulator

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// A Build of five minutes, polled each second as the documentation advises, takes
// milliseconds with a clock that is moved.
func TestClock_fiveMinuteBuild(t *testing.T) {
	t.Parallel()
	began := time.Now()
	clock := NewClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	a := newAPI(t, &Options{Clock: clock.Now, BuildTime: 5 * time.Minute})
	service, _, build := a.built("slow")
	polls := 0
	for a.get(service+"/Builds/"+build+"/Status").str("status") == "building" {
		clock.Advance(time.Second)
		polls++
	}
	assert.Equal(t, 300, polls)
	got := a.get(service + "/Builds/" + build)
	assert.Equal(t, []string{"completed", "2026-03-01T12:00:00Z", "2026-03-01T12:05:00Z"},
		[]string{got.str("status"), got.str("date_created"), got.str("date_updated")})
	t.Logf("a build of 5m0s took %s", time.Since(began))
}

// The header Date of an answer is the time that its dates are made by: net/http writes that of the machine
// unless the clock was moved.
func TestClock_dateOfAnswers(t *testing.T) {
	t.Parallel()
	clock := NewClock(time.Date(2018, 11, 10, 20, 0, 0, 0, time.UTC))
	a := newAPI(t, &Options{Clock: clock.Now})
	made := a.post("/v1/Services", "UniqueName", "a", "FriendlyName", "a")
	made.must(t, 201)
	assert.Equal(t, "2018-11-10T20:00:00Z", made.str("date_created"))
	assert.Equal(t, "Sat, 10 Nov 2018 20:00:00 GMT", made.header.Get("Date"))
	clock.Set(time.Now())
	assert.Empty(t, a.get("/v1/Services").header.Get("Date"))
}

func TestClock(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		c := NewClock(start)
		time.Sleep(time.Hour)
		assert.Equal(t, []any{start, false}, []any{c.Now(), c.Running()})
		c.Advance(time.Minute)
		assert.Equal(t, start.Add(time.Minute), c.Now())
		c.Run()
		c.Run()
		time.Sleep(time.Hour)
		assert.True(t, c.Now().Equal(start.Add(61*time.Minute)))
		c.Stop()
		c.Stop()
		c.Advance(-time.Minute)
		time.Sleep(time.Hour)
		assert.True(t, c.Now().Equal(start.Add(time.Hour)))
		c.Set(start)
		assert.Equal(t, start, c.Now())

		far := new(Clock) // further than a Duration reaches
		for range 3 {
			far.Advance(290 * 365 * 24 * time.Hour)
		}
		time.Sleep(time.Second)
		assert.Equal(t, time.Now().UTC().AddDate(0, 0, 3*290*365), far.Now().UTC().Round(0))
		far.Set(time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC))
		assert.Equal(t, 2999, far.Now().Year())

		running := new(Clock)
		assert.Equal(t, time.Now(), running.Now())
		running.Advance(24 * time.Hour)
		time.Sleep(time.Second)
		assert.Equal(t, time.Now().Add(24*time.Hour), running.Now())
		running.Set(start)
		time.Sleep(time.Second)
		assert.True(t, running.Now().Equal(start.Add(time.Second)))
		assert.True(t, running.Running())
	})
}

func TestBuildPolls(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := newAPI(t, &Options{Clock: clock.Now, BuildPolls: 3})
	service, _, build := a.built("polled")
	path := service + "/Builds/" + build
	env := a.environment(service, "e", "e")
	read := func(path string) string { return a.get(path).str("status") }

	clock.advance(time.Hour)
	assert.Equal(t, []string{"building", "building"}, []string{read(path), read(path + "/Status")},
		"both ways of reading count")
	for range 5 {
		require.Contains(t, a.get(service+"/Builds").raw, `"building"`, "a list does not count")
	}
	a.post(env+"/Deployments", "BuildSid", build).refused(t, 400, 20001)
	a.as("", "").get(path).refused(t, 401, 20003)

	// What is stored goes on where it was.
	other := newAPI(t, &Options{Clock: clock.Now})
	require.NoError(t, other.emu.Restore(strings.NewReader(dumped(t, a.emu))))
	for _, x := range []*api{a, other} {
		assert.Equal(t, "building", x.get(path).str("status"))
		assert.Equal(t, "completed", x.get(path).str("status"))
		assert.Equal(t, "2026-03-01T13:00:00Z", x.get(path).str("date_updated"))
		x.post(env+"/Deployments", "BuildSid", build).must(t, 201)
	}
}

// With BuildTime too, both must pass.
func TestBuildPolls_andTime(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := newAPI(t, &Options{Clock: clock.Now, BuildPolls: 1, BuildTime: time.Minute})
	service, _, build := a.built("both")
	path := service + "/Builds/" + build + "/Status"
	for range 3 {
		assert.Equal(t, "building", a.get(path).str("status"))
	}
	clock.advance(time.Minute)
	assert.Equal(t, "completed", a.get(path).str("status"))
}

// The reason why a Build fails is for the user of the emulator, not for its clients.
func TestBuildFailure(t *testing.T) {
	t.Parallel()
	var notes []string
	a := newAPI(t, &Options{
		Faults: []Fault{{Operation: "CreateBuild", Kind: FaultFailedBuild, Nth: 2, Body: "no space left"},
			{Operation: "CreateBuild", Kind: FaultFailedBuild, Nth: 3}},
		BuildResult: func(r BuildRequest) string {
			if r.Runtime == otherRuntime() {
				return "too old"
			}
			return ""
		},
		Judge: func(x *Exchange) {
			if x.Operation == "CreateBuild" {
				notes = append(notes, x.Note)
				assert.False(t, x.Injected)
			}
		},
	})
	service, fn, first := a.built("fails")
	zn := a.get(fn + "/Versions").items()[0]
	create := func(fields ...string) (sid string) {
		got := a.post(service+"/Builds", append([]string{"FunctionVersions", zn}, fields...)...)
		sid = got.must(t, 201)
		for _, answer := range []*answer{got, a.get(service + "/Builds/" + sid),
			a.get(service + "/Builds/" + sid + "/Status")} {
			assert.NotContains(t, answer.raw, a.emu.BuildFailure(sid))
		}
		assert.Equal(t, "failed", a.get(service+"/Builds/"+sid+"/Status").str("status"))
		return sid
	}
	want := map[string]string{
		create():                          "no space left",
		create():                          "a planned fault",
		create("Runtime", otherRuntime()): "too old",
		create("Dependencies",
			`[{"name":".left-pad","version":"1"}]`): `dependency ".left-pad": no npm package can have this name`,
		create("Dependencies",
			`[{"name":"left-pad","version":"git+ssh://host/x.git"}]`): `dependency left-pad: "git+ssh://host/x.git" is no version, no range of versions and no known tag of a public npm package`,
	}
	var told []string
	for sid, reason := range want {
		assert.Equal(t, reason, a.emu.BuildFailure(sid))
		told = append(told, "Build "+sid+" will end failed: "+reason)
	}
	assert.Len(t, want, 5)
	assert.Empty(t, a.emu.BuildFailure(first))
	assert.Empty(t, a.emu.BuildFailure(unknown("ZB")))
	assert.ElementsMatch(t, append(told, ""), notes)
}

func TestKnownSpecifier(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		"1.2.3", "v1.2.3", "=1.2.3", "1", "1.2", "1.x", "1.2.X", "*", "x", "", " ", "latest", "next", "^1.2.3", "~1.2",
		"~>1.2", ">=1.2.3", "> 1.2.3", ">= 1.0.0 < 2.0.0",
		"1.2.3 - 2.3.4", "1.2 - 2", "^1 || ^2.0.0 || 3.x", "1.2.3-beta.1", "1.2.3-beta.1+build.5", "0.0.1-security",
		"^3.80.0", "<2.0.0||>=3", ">=1 <=2",
	} {
		assert.True(t, knownSpecifier(good), good)
	}
	for _, bad := range []string{
		"banana", "1.2.3.4", "01.2.3", "1.2.3 -", "file:../x", "git://host/x.git", "https://host/x.tgz", "user/repo",
		"npm:other@1", "workspace:*", "^^^^1", "1,2", "^", ">=", "1.2.3-",
		"../x", "-1", "1..2", "latest || next!", "^1.2.3 | ^2",
	} {
		assert.False(t, knownSpecifier(bad), bad)
	}
	for name, good := range map[string]bool{
		"lodash": true, "@twilio/runtime-handler": true, "a.b_c~d": true, "x": true, "@a/b": true,
		"JSONStream": true, "": false, ".x": false, "_x": false, "a b": false, "@a": false, "@/b": false, "a/b": false,
		"a%2fb": false, strings.Repeat("a", 215): false,
	} {
		assert.Equal(t, good, installFailure([]state.Dependency{{Name: name, Version: "1"}}) == "", name)
	}
}

// No specifier takes long or panics, and the known ones stay known with spaces
// around them.
func FuzzKnownSpecifier(f *testing.F) {
	for _, s := range []string{"1.2.3", "^1 || ~2.0", ">= 1.0.0 < 2.0.0", "1.2.3 - 2.3.4", "latest", "git+ssh://x",
		"1.2.3-a.b+c", "||", " - "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		known := knownSpecifier(s)
		if strings.ContainsAny(s, "/:@#?!\\\"'") {
			require.False(t, known)
		}
		require.Equal(t, known, knownSpecifier("  "+s+" "))
	})
}

package emulator

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNew_refusesContradictions(t *testing.T) {
	t.Parallel()
	ac := "AC" + strings.Repeat("a", 32)
	for _, tc := range []struct {
		name string
		opts Options
		want string
	}{
		{"negative build time", Options{BuildTime: -time.Second}, "BuildTime is -1s"},
		{"negative latency", Options{Latency: -1}, "Latency is -1ns"},
		{"negative logs", Options{SeedLogs: -1}, "SeedLogs is -1"},
		{"negative cap", Options{PageCap: -1}, "PageCap is -1"},
		{"cap over 1000", Options{PageCap: 1001}, "PageCap is 1001"},
		{"unknown operation", Options{Faults: []Fault{{Operation: "ListServices", Nth: 1, Status: 500}}},
			`Faults[0]: unknown operation "ListServices"`},
		{"negative call", Options{Faults: []Fault{{Operation: "ListService", Nth: -1, Status: 500}}}, "counted from 1"},
		{"no effect", Options{Faults: []Fault{{Operation: "ListService", Nth: 1}}}, "does nothing"},
		{"two effects", Options{Faults: []Fault{{Operation: "ListService", Nth: 1, Kind: FaultReset, Status: 500}}},
			"choose one"},
		{"odd status", Options{Faults: []Fault{{Operation: "ListService", Nth: 1, Status: 99}}}, "Status is 99"},
		{"negative delay", Options{Faults: []Fault{{Operation: "ListService", Nth: 1, Delay: -1}}}, "Delay is -1ns"},
		{"negative times", Options{Faults: []Fault{{Operation: "ListService", Nth: 1, Status: 500, Times: -2}}},
			"Times is -2"},
		{"after work without effect", Options{Faults: []Fault{{Operation: "ListService", Nth: 1, AfterWork: true}}},
			"does nothing"},
		{"negative polls", Options{BuildPolls: -1}, "BuildPolls is -1"},
		{"bad account", Options{Accounts: []Account{{SID: "ACme", AuthToken: "x"}}}, `"ACme" is no SID`},
		{"no token", Options{Accounts: []Account{{SID: ac}}}, "no secret"},
		{"bad key", Options{Accounts: []Account{{SID: ac, AuthToken: "x", Keys: map[string]string{"SK1": "y"}}}},
			`"SK1" is no SID`},
		{"same account twice", Options{Accounts: []Account{{SID: ac, AuthToken: "x"}, {SID: ac, AuthToken: "y"}}},
			"given twice"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, err := New(&tc.opts)
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestNew_copiesFaults(t *testing.T) {
	t.Parallel()
	faults := []Fault{{Operation: "ListService", Nth: 1, Status: 503}}
	a := newAPI(t, &Options{Faults: faults})
	faults[0].Status = 500
	assert.Equal(t, 503, a.get("/v1/Services").status)
}

// script makes one of everything and gives all answers but request ids.
func script(a *api) string {
	var out strings.Builder
	service := a.service("seeded")
	var versions []string
	for _, path := range []string{"/a", "/b", "/c", "/d", "/e", "/f"} {
		versions = append(versions, "FunctionVersions", a.upload(a.function(service, path), path, path).must(a.t, 201))
	}
	build := a.post(service+"/Builds", versions...).must(a.t, 201)
	env := a.environment(service, "dev", "dev")
	a.post(env+"/Deployments", "BuildSid", build).must(a.t, 201)
	a.post(env+"/Variables", "Key", "K", "Value", "V").must(a.t, 201)
	for _, path := range []string{"/v1/Services", service + "/Functions", service + "/Builds", env,
		env + "/Deployments", env + "/Variables", env + "/Logs"} {
		out.WriteString(a.get(path).raw + "\n")
	}
	return out.String()
}

func TestSeed(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) string {
		return script(newAPI(t, &Options{Seed: seed, Clock: newClock().Now, SeedLogs: 2}))
	}
	first := run(7)
	assert.Equal(t, first, run(7), "the same seed and calls give the same answers")
	assert.NotEqual(t, first, run(8))
	assert.NotEqual(t, run(0), run(0), "without a seed nothing may come to rely on one")
}

// Clients must not come to rely on the digits of a domain, unless there is a seed.
func TestSeed_domainDigits(t *testing.T) {
	t.Parallel()
	digits := map[string]bool{}
	for seed := range uint64(8) {
		domain := func() string {
			a := newAPI(t, &Options{Seed: seed + 1})
			return a.get(a.service("shop")).str("domain_base")
		}
		assert.Equal(t, domain(), domain())
		digits[domain()] = true
	}
	assert.Greater(t, len(digits), 6, "%v", digits)
}

// Reads draw request ids only, so a client may poll as often as it likes.
func TestSeed_readsDoNotShiftSIDs(t *testing.T) {
	t.Parallel()
	a, b := newAPI(t, &Options{Seed: 3}), newAPI(t, &Options{Seed: 3})
	for range 5 {
		b.get("/v1/Services")
	}
	assert.Equal(t, a.service("one"), b.service("one"))
}

func TestOrderInsideBuildIsNotTheOrderOfTheRequest(t *testing.T) {
	t.Parallel()
	orders := map[string]bool{}
	for seed := range uint64(8) {
		a := newAPI(t, &Options{Seed: seed + 1})
		service := a.service("order")
		var fields []string
		for _, path := range []string{"/1", "/2", "/3", "/4"} {
			fields = append(fields, "FunctionVersions", a.upload(a.function(service, path), path, "x").must(t, 201))
		}
		var paths []string
		for _, v := range a.post(service+"/Builds", fields...).json["function_versions"].([]any) {
			paths = append(paths, v.(map[string]any)["path"].(string))
		}
		orders[strings.Join(paths, "")] = true
		slices.Sort(paths)
		assert.Equal(t, []string{"/1", "/2", "/3", "/4"}, paths)
	}
	assert.Greater(t, len(orders), 2, "%v", orders)
}

func TestResponseHeaders(t *testing.T) {
	t.Parallel()
	h := newAPI(t, nil).get("/v1/Services").header
	assert.Equal(t, "application/json; charset=utf-8", h.Get("Content-Type"))
	assert.Regexp(t, `^\d+\.\d{3}$`, h.Get("Twilio-Request-Duration"))
	assert.Equal(t, "1", h.Get("Twilio-Concurrent-Requests"))
	assert.Equal(t, "*", h.Get("Access-Control-Allow-Origin"))
}

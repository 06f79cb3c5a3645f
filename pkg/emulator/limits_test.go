package emulator

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// limited asserts the gateway's own 429.
func limited(t *testing.T, got *answer, name, retryAfter string) {
	t.Helper()
	require.Equal(t, 429, got.status, got.raw)
	assert.JSONEq(t, `{"status":429,"message":"Too many requests","detail":"Too many requests for the associated account being sent.",
		"code":20429,"moreInfo":"https://www.twilio.com/docs/errors/20429"}`, got.raw)
	assert.Equal(t, []string{"limit; name=" + name, retryAfter},
		[]string{got.header.Get(FaultHeader), got.header.Get("Retry-After")})
}

func TestLimits_concurrent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, &Options{
			Limits: Limits{Concurrent: 2, RetryAfter: 1500 * time.Millisecond},
			Faults: []Fault{{Operation: "FetchService", Delay: time.Minute, Times: 2}},
		})
		service := a.service("slow")
		slow := make(chan int, 2)
		for range 2 {
			go func() { slow <- a.get(service).status }()
		}
		synctest.Wait() // both wait out their delay
		limited(t, a.get("/v1/Services"), "concurrent", "2")
		a.post("/v1/Services", "UniqueName", "x", "FriendlyName", "x")
		assert.Equal(t, 200, a.as("AC"+strings.Repeat("b", 32), "x").get("/v1/Services").status,
			"another account has its own count")
		assert.Equal(t, []int{200, 200}, []int{<-slow, <-slow})
		assert.Len(t, a.get("/v1/Services").items(), 1,
			"what was refused was not done, and what is over does not count")
	})
}

// A request is under way from its beginning: latency is part of it.
func TestLimits_latencyIsUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, &Options{Latency: time.Second, Limits: Limits{Concurrent: 3}})
		statuses := make(chan int, 10)
		for range 10 {
			go func() { statuses <- a.get("/v1/Services").status }()
		}
		count := map[int]int{}
		for range 10 {
			count[<-statuses]++
		}
		assert.Equal(t, map[int]int{200: 3, 429: 7}, count)
		assert.Equal(t, 200, a.get("/v1/Services").status, "what is over does not count")
	})
}

func TestLimits_perSecond(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := newAPI(t, &Options{Clock: clock.Now, Limits: Limits{PerSecond: 3}})
	for range 3 {
		assert.Equal(t, 200, a.get("/v1/Services").status)
	}
	limited(t, a.get("/v1/Services"), "per-second", "")
	clock.advance(999 * time.Millisecond)
	limited(t, a.post("/v1/Services", "UniqueName", "x", "FriendlyName", "x"), "per-second", "")
	clock.advance(time.Millisecond)
	for range 3 {
		assert.Empty(t, a.get("/v1/Services").items())
	}
	limited(t, a.get("/v1/Services"), "per-second", "")
	clock.advance(-time.Hour)
	assert.Equal(t, 200, a.get("/v1/Services").status, "a clock that was moved back forgives")
}

func TestLimits_builds(t *testing.T) {
	t.Parallel()
	clock := newClock()
	a := newAPI(t,
		&Options{Clock: clock.Now, Limits: Limits{BuildsPerHour: 2, FunctionVersionsPerBuild: 2,
			AssetVersionsPerBuild: 1, PrivateAssetVersionsPerBuild: 1, PrivateAssetBytes: 4}})
	service := a.service("b")
	fn := a.function(service, "f")
	var functions, public, private []string
	for i := range 3 {
		asset := a.asset(service, "a")
		functions = append(functions, "FunctionVersions", a.upload(fn, fmt.Sprint("/f", i), "x").must(t, 201))
		public = append(public, "AssetVersions", a.upload(asset, fmt.Sprint("/a", i), "12345").must(t, 201))
		private = append(private, "AssetVersions",
			a.uploadParts(a.asset(service, "p"), part{"Path", "", fmt.Sprint("/p", i)},
				part{"Visibility", "", "private"}, part{"Content", "", "1234"}).must(t, 201))
	}
	for want, fields := range map[string][]string{
		"it has 3 Function Versions: the limit is 2":      functions,
		"it has 2 Asset Versions: the limit is 1":         public[:4],
		"it has 2 private Asset Versions: the limit is 1": private[:4],
	} {
		build := a.post(service+"/Builds", fields...).must(t, 201)
		a.get(service+"/Builds/"+build).is(t, "status", "failed")
		assert.Equal(t, want, a.emu.BuildFailure(build))
		a.delete(service+"/Builds/"+build).must(t, 204)
		clock.advance(time.Hour)
	}
	big := a.uploadParts(a.asset(service, "big"), part{"Path", "", "/p"}, part{"Visibility", "", "private"},
		part{"Content", "", "12345"})
	assert.Equal(t, 413, big.status)

	within := append(append(append([]string{}, functions[:4]...), public[:2]...), private[:2]...)
	a.post(service+"/Builds", within...).must(t, 201)
	clock.advance(59 * time.Minute)
	a.post(service+"/Builds", within...).must(t, 201)
	limited(t, a.post(service+"/Builds", within...), "builds-per-hour", "")
	assert.Len(t, a.get(service+"/Builds").items(), 2)
	clock.advance(time.Minute)
	a.post(service+"/Builds", within...).must(t, 201)
	limited(t, a.post(service+"/Builds", within...), "builds-per-hour", "")
}

func TestLimits_environments(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{Limits: Limits{EnvironmentsPerService: 2}})
	service := a.service("e")
	first := a.environment(service, "a", "a")
	a.environment(service, "b", "b")
	message := a.post(service+"/Environments", "UniqueName", "c", "DomainSuffix", "c").refused(t, 400, 20001)
	assert.Equal(t, "Environments are limited to less than or equal to 2", message)
	assert.Equal(t, 204, a.delete(first).status)
	a.environment(service, "c", "c")
}

// Without Limits the old numbers do not hold.
func TestLimits_offByDefault(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("free")
	fn := a.function(service, "f")
	var versions []string
	for i := range 51 {
		a.environment(service, fmt.Sprint("e", i), fmt.Sprint("e", i))
		versions = append(versions, "FunctionVersions", a.upload(fn, fmt.Sprint("/f", i), "x").must(t, 201))
	}
	for range 101 {
		a.post(service+"/Builds", versions...).must(t, 201)
	}
}

func TestLimits_Set(t *testing.T) {
	t.Parallel()
	var l Limits
	for _, text := range []string{"concurrent=50", "documented", "retry-after=2s", "function-versions=7"} {
		require.NoError(t, l.Set(text), text)
	}
	want := documentedLimits()
	want.Concurrent, want.RetryAfter, want.FunctionVersionsPerBuild = 50, 2*time.Second, 7
	assert.Equal(t, want, l)
	for text, message := range map[string]string{
		"concurent=5": `unknown limit "concurent": did you mean concurrent?`,
		"x":           "use one of documented, retry-after, concurrent",
		"concurrent":  `limit concurrent is "": give a whole number`, "concurrent=-1": `is "-1"`,
		"concurrent=many": `is "many"`,
		"retry-after=2":   `retry-after is "2": give a duration`, "retry-after=-2s": `is "-2s"`,
	} {
		assert.ErrorContains(t, l.Set(text), message)
	}
	_, err := New(&Options{Limits: Limits{PerSecond: -1}})
	require.ErrorContains(t, err, "Options.Limits: per-second is -1")
	_, err = New(&Options{Limits: Limits{RetryAfter: -1}})
	require.ErrorContains(t, err, "RetryAfter is -1ns")
}

// Callers with ever new accounts cost a bounded amount of memory.
func TestLimiter_forgetsIdleAccounts(t *testing.T) {
	t.Parallel()
	l := newLimiter(Limits{PerSecond: 1})
	require.NoError(t, l.enter("busy", time.Time{}))
	for i := range 3 * maxIdleAccounts {
		account := fmt.Sprint(i)
		require.NoError(t, l.enter(account, time.Time{}))
		l.leave(account)
	}
	assert.LessOrEqual(t, len(l.accounts), maxIdleAccounts)
	assert.Equal(t, 1, l.accounts["busy"].underWay)
}

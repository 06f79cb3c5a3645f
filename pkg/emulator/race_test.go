package emulator

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Parallel clients share one Service and one Environment; the race detector watches.
func TestParallelClients(t *testing.T) {
	t.Parallel()
	var judged sync.Map
	a := newAPI(t,
		&Options{SeedLogs: 1, PageCap: 5,
			Judge: func(x *Exchange) { judged.Store(x.Header.Get("Twilio-Request-Id"), true) }})
	service := a.service("parallel")
	env := a.environment(service, "e", "")
	const clients, rounds = 8, 12
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			for j := range rounds {
				name := fmt.Sprintf("/%d-%d", i, j)
				fn := a.function(service, name)
				zn := a.upload(fn, name, name).must(t, 201)
				build := a.post(service+"/Builds", "FunctionVersions", zn).must(t, 201)
				assert.Equal(t, "completed", a.get(service+"/Builds/"+build+"/Status").str("status"))
				a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
				a.post(env+"/Variables", "Key", name, "Value", name).must(t, 201)
				_, err := a.emu.AddLog(LogEntry{EnvironmentSID: tail(env), FunctionSID: tail(fn)})
				assert.NoError(t, err)
				for _, list := range []string{"/v1/Services", service + "/Functions", service + "/Builds",
					env + "/Deployments", env + "/Logs", env + "/Variables"} {
					assert.Equal(t, 200, a.get(list).status)
				}
				a.post(service, "FriendlyName", name).must(t, 200)
				assert.Equal(t, 409, a.delete(fn).status, "the Build has it")
				if j%2 == 0 {
					assert.Equal(t, 204, a.delete(a.function(service, name)).status)
				}
			}
		})
	}
	wg.Wait()
	count := func(path string) int {
		n := 0
		for next := any(path); next != nil; {
			page := a.get(next.(string))
			n += len(page.items())
			next = page.meta("next_page_url")
		}
		return n
	}
	assert.Equal(t, clients*rounds, count(service+"/Functions"))
	assert.Equal(t, clients*rounds, count(service+"/Builds"))
	assert.Equal(t, clients*rounds, count(env+"/Deployments"))
	assert.Equal(t, clients*rounds, count(env+"/Variables"))
	assert.Equal(t, 2*clients*rounds, count(env+"/Logs"))
	n := 0
	judged.Range(func(any, any) bool { n++; return true })
	assert.Greater(t, n, clients*rounds*10, "request ids are unique")
}

// One name, many clients: exactly one gets it.
func TestParallelCreate_oneWins(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	var mu sync.Mutex
	statuses := map[int]int{}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			got := a.post("/v1/Services", "UniqueName", "one", "FriendlyName", "x")
			mu.Lock()
			defer mu.Unlock()
			statuses[got.status]++
		})
	}
	wg.Wait()
	assert.Equal(t, map[int]int{201: 1, 409: 19}, statuses)
}

package emulator

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whatever URL an answer carries, it leads somewhere.
func TestEveryURLIsServed(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{SeedLogs: 2, PageCap: 1})
	service, _, build := a.built("links")
	a.upload(a.asset(service, "a"), "/a", "x")
	env := a.environment(service, "e", "e")
	a.post(env+"/Deployments", "BuildSid", build).must(t, 201)
	a.post(env+"/Variables", "Key", "k", "Value", "v").must(t, 201)

	urls := regexp.MustCompile(`"(https://serverless\.twilio\.com/[^"]*)"`)
	date := regexp.MustCompile(`"date_[a-z]+":"([^"]*)"`)
	seen := map[string]bool{}
	queue := []string{"https://serverless.twilio.com/v1/Services"}
	for len(queue) > 0 {
		u := queue[0]
		queue = queue[1:]
		if seen[u] {
			continue
		}
		seen[u] = true
		got := a.get(u)
		require.Equal(t, 200, got.status, u)
		for _, m := range urls.FindAllStringSubmatch(got.raw, -1) {
			queue = append(queue, m[1])
		}
		for _, m := range date.FindAllStringSubmatch(got.raw, -1) {
			assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`, m[1])
		}
	}
	assert.Greater(t, len(seen), 20)
}

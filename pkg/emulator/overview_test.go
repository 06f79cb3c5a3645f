package emulator

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOverview(t *testing.T) {
	t.Parallel()
	clock := newClock()
	reason := ""
	a := newAPI(t, &Options{Clock: clock.Now, BuildTime: time.Minute, SeedLogs: 2,
		BuildResult: func(BuildRequest) string { return reason }})
	assert.Empty(t, a.emu.Overview(0).Services)

	other := a.as("AC"+strings.Repeat("b", 32), "secret")
	other.service("older")
	service, _, first := a.built("shop")
	fv := a.upload(a.function(service, "x"), "/a/first", "12345").must(t, 201)
	av := a.upload(a.asset(service, "y"), "/style.css", "body{}").must(t, 201)
	second := a.post(service+"/Builds", "FunctionVersions", fv, "AssetVersions", av).must(t, 201)
	reason = "no disk"
	third := a.post(service+"/Builds", "FunctionVersions", fv).must(t, 201)
	dev, prod := a.environment(service, "dev", "dev"), a.environment(service, "prod", "")
	a.post(dev+"/Variables", "Key", "B", "Value", "hidden value").must(t, 201)
	a.post(dev+"/Variables", "Key", "A", "Value", "x").must(t, 201)

	o := a.emu.Overview(0)
	require.Equal(t, 2, o.Count)
	assert.Equal(t, []string{"shop", "older"}, []string{o.Services[0].UniqueName, o.Services[1].UniqueName})
	assert.NotEqual(t, o.Services[0].AccountSID, o.Services[1].AccountSID)
	shop := o.Services[0]
	assert.Equal(t, []any{2, 1, 2, 3}, []any{shop.Functions, shop.Assets, shop.EnvironmentCount, shop.BuildCount})
	assert.Equal(t, []string{third, second, first}, []string{shop.Builds[0].SID, shop.Builds[1].SID,
		shop.Builds[2].SID})
	assert.Equal(t, "building", shop.Builds[0].Status)
	assert.Empty(t, shop.Builds[0].Failure, "what is to come is not told")
	assert.Nil(t, shop.Environments[0].Live)
	assert.Equal(t, []string{"A", "B"}, shop.Environments[0].VariableKeys)
	text, err := json.Marshal(o)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "hidden value")

	clock.advance(time.Minute)
	a.post(dev+"/Deployments", "BuildSid", first).must(t, 201)
	clock.advance(time.Minute)
	a.post(dev+"/Deployments", "BuildSid", second).must(t, 201)
	a.post(prod+"/Deployments", "BuildSid", first).must(t, 201)
	a.post(prod+"/Deployments").must(t, 201)
	shop = a.emu.Overview(0).Services[0]
	assert.Equal(t, []string{"failed", "no disk"}, []string{shop.Builds[0].Status, shop.Builds[0].Failure})
	live := shop.Environments[0]
	assert.Equal(t, []any{second, "completed", 1, 1, int64(11)},
		[]any{live.Live.SID, live.Live.Status, live.Live.Functions, live.Live.Assets, live.Live.Size})
	assert.Equal(t, clock.Now(), live.LiveSince)
	assert.Equal(t, []string{second, first}, []string{live.Deployments[0].BuildSID, live.Deployments[1].BuildSID})
	assert.Equal(t, 4, live.LogCount)
	cleared := shop.Environments[1]
	assert.Nil(t, cleared.Live)
	assert.Equal(t, []string{"", first}, []string{cleared.Deployments[0].BuildSID, cleared.Deployments[1].BuildSID})

	few := a.emu.Overview(1)
	require.Len(t, few.Services, 1)
	assert.Equal(t, 2, few.Count)
	shop = few.Services[0]
	assert.Equal(t, []int{1, 1, 3}, []int{len(shop.Builds), len(shop.Environments), shop.BuildCount})
	assert.Equal(t, third, shop.Builds[0].SID, "the newest stay")
	assert.Equal(t, second, shop.Environments[0].Deployments[0].BuildSID)
	assert.Len(t, shop.Environments[0].Deployments, 1)

	versions, ok := a.emu.BuildVersions(second)
	require.True(t, ok)
	assert.Equal(t, []string{fv, av}, []string{versions[0].SID, versions[1].SID})
	assert.Equal(t, []any{"asset", "/style.css", "public", int64(6)},
		[]any{versions[1].Kind, versions[1].Path, versions[1].Visibility, versions[1].Size})
	_, ok = a.emu.BuildVersions(unknown("ZB"))
	assert.False(t, ok)

	values, ok := a.emu.VariableValues(tail(dev))
	require.True(t, ok)
	assert.Equal(t, map[string]string{"A": "x", "B": "hidden value"}, values)
	_, ok = a.emu.VariableValues(unknown("ZE"))
	assert.False(t, ok)
}

func TestWithJudge(t *testing.T) {
	t.Parallel()
	var order []string
	a := newAPI(t, &Options{Judge: func(x *Exchange) { order = append(order, "all "+x.Operation) }})
	req, err := http.NewRequest("GET", "https://serverless.twilio.com/v1/Services", nil)
	require.NoError(t, err)
	req.SetBasicAuth(a.user, a.secret)
	ctx := WithJudge(t.Context(), func(x *Exchange) { order = append(order, "own "+x.Operation) })
	res, err := a.client.Do(req.WithContext(ctx))
	require.NoError(t, err)
	res.Body.Close()
	a.get("/v1/Services/nobody")
	assert.Equal(t, []string{"own ListService", "all ListService", "all FetchService"}, order)
}

// Counts leave out what tools keep for themselves, as the tools' own lists do.
func TestOverview_tools(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("shop")
	const manifest = "/.twilio-serverless/manifest"
	hello := a.upload(a.function(service, "/hello"), "/hello", "x").must(t, 201)
	tool := a.upload(a.function(service, manifest), manifest, "{}").must(t, 201)
	build := a.post(service+"/Builds", "FunctionVersions", hello, "FunctionVersions", tool).must(t, 201)
	shop := a.emu.Overview(0).Services[0]
	assert.Equal(t, []int{1, 1}, []int{shop.Functions, shop.Builds[0].Functions})
	versions, ok := a.emu.BuildVersions(build)
	require.True(t, ok)
	require.Len(t, versions, 2)
	assert.Equal(t, []bool{true, false}, []bool{versions[0].Tool, versions[1].Tool})
}

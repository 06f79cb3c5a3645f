package emulator

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	var seen []*Exchange
	a := newAPI(t, &Options{Judge: func(x *Exchange) { seen = append(seen, x) }})
	last := func() *Exchange { return seen[len(seen)-1] }

	got := a.post("/v1/Services", "UniqueName", "judged", "FriendlyName", "x", "Zzz", "1", "Aaa", "2", "Aaa", "3")
	require.Len(t, seen, 1)
	x := last()
	assert.Equal(t, "CreateService", x.Operation)
	assert.Equal(t, "UniqueName=judged&FriendlyName=x&Zzz=1&Aaa=2&Aaa=3", string(x.RequestBody))
	assert.Equal(t, []string{"Aaa", "Zzz"}, x.Unread)
	assert.Equal(t, 201, x.Status)
	assert.Equal(t, got.raw, string(x.ResponseBody))
	assert.Equal(t, got.header.Get("Twilio-Request-Id"), x.Header.Get("Twilio-Request-Id"))
	assert.Equal(t, "/v1/Services", x.Request.URL.Path)
	assert.False(t, x.Injected)

	a.post("/v1/Services", "UniqueName", "judged", "IncludeCredentials", "no", "Zzz", "1").refused(t, 400, 20001)
	assert.Equal(t, []string{"Zzz"}, last().Unread, "fields after the first bad one are known too")

	a.post("/v1/Services/nobody/Functions", "FriendlyName", "x").refused(t, 404, 20404)
	assert.Equal(t, "CreateFunction", last().Operation)
	assert.Equal(t, "FriendlyName=x", string(last().RequestBody))
	assert.Nil(t, last().Unread, "a form that was not read has no unread fields")

	a.get("/v1/Nothing")
	assert.Equal(t, []any{"", 404}, []any{last().Operation, last().Status})
	a.as("", "").get("/v1/Services")
	assert.Equal(t, []any{"", 401}, []any{last().Operation, last().Status})
	a.delete("/v1/Services/judged")
	assert.Equal(t, []any{"DeleteService", 204, 0}, []any{last().Operation, last().Status, len(last().ResponseBody)})
	assert.Len(t, seen, 6)
}

// Every field that an operation knows counts as read.
func TestJudge_knownFieldsAreRead(t *testing.T) {
	t.Parallel()
	var unread []string
	a := newAPI(t, &Options{Judge: func(x *Exchange) { unread = append(unread, x.Unread...) }})
	service := "/v1/Services/" + a.post("/v1/Services", "UniqueName", "s", "FriendlyName", "s", "IncludeCredentials",
		"true", "UiEditable", "true").must(t, 201)
	a.post(service, "FriendlyName", "s", "IncludeCredentials", "true", "UiEditable", "true").must(t, 200)
	fn, asset := a.function(service, "f"), a.asset(service, "a")
	a.post(fn, "FriendlyName", "f").must(t, 200)
	a.post(asset, "FriendlyName", "f").must(t, 200)
	fv, av := a.upload(fn, "/f", "x").must(t, 201), a.upload(asset, "/a", "x").must(t, 201)
	build := a.post(service+"/Builds", "FunctionVersions", fv, "AssetVersions", av, "Dependencies", "", "Runtime",
		"latest").must(t, 201)
	env := a.environment(service, "e", "e")
	v := env + "/Variables/" + a.post(env+"/Variables", "Key", "k", "Value", "v").must(t, 201)
	a.post(v, "Key", "k", "Value", "v").must(t, 200)
	a.post(env+"/Deployments", "BuildSid", build, "IsPlugin", "false").must(t, 201)
	assert.Empty(t, unread)
}

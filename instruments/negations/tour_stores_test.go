package negations

import (
	"fmt"
	"strings"
	"time"
)

// tourStores goes where databases, frameworks, caches and workers show: wide characters, values that look like others,
// what follows on a refusal, HEAD, and many of one kind.
func tourStores(t *tourist) {
	s, _ := t.service("stores")
	env := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "stores", "DomainSuffix", "007"), "sid")
	t.get(env)
	t.storesOfVariables(env + "/Variables")
	t.post(s+"/Environments", "UniqueName", "again", "DomainSuffix", strings.Repeat("x", 17))
	t.get(s + "/Environments")
	t.post("/Services", "UniqueName", "refused-once", "FriendlyName", strings.Repeat("x", 256))
	t.delete("/Services/" + text(t.post("/Services", "UniqueName", "refused-once", "FriendlyName", "x"), "sid"))
	t.get("/Services/stores")
	t.post(s, "FriendlyName", "renamed")
	t.get("/Services/stores")
	function := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "a < b"), "sid")
	t.get(s + "/Functions")
	first := text(t.upload(function, "/%20~", "public", "'$&'"), "sid")
	t.get(function + "/Versions/" + first + "/Content")
	build := t.storesOfBuilds(s, env, first)
	t.storesOfHTTP(s, function, env)
	t.delete(s)
	t.get(build)
}

func (t *tourist) storesOfVariables(list string) {
	one := list + "/" + text(t.post(list, "Key", "ONE", "Value", "left \U0001F600 right"), "sid")
	t.post(one, "Key", "K\U0001F600")
	t.post(one, "Value", "false")
	t.post(list, "Key", "DATE", "Value", "2024-01-01")
	t.post(list, "Key", "EXPONENT", "Value", "1e3")
	t.post(list, "Key", "DATE", "Value", "another")
	t.get(list)
	t.post(list, "Key", "TOO_LONG", "Value", strings.Repeat("x", 451))
	t.post(list, "Key", "TOO_LONG", "Value", "x")
	t.post(one, "Key", "RENAMED", "Value", strings.Repeat("x", 451))
	t.get(one)
	t.get(list + "?PageSize=4")
	t.get(one + "x")
}

func (t *tourist) storesOfBuilds(s, env, first string) (path string) {
	var assets, functions []string
	for i := range 101 {
		parent := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", fmt.Sprint(i)), "sid")
		assets = append(assets, "AssetVersions", text(t.upload(parent, fmt.Sprint("/", i), "public", "x"), "sid"))
	}
	second := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "second"), "sid")
	functions = append(functions, "FunctionVersions", first, "FunctionVersions",
		text(t.upload(second, "/second", "public", "x"), "sid"))
	t.post(s+"/Builds", append(assets, functions...)...)
	build := text(t.post(s+"/Builds", "FunctionVersions", first, "AssetVersions", assets[1], "Dependencies",
		`[{"name":"socket.io","version":"4.7.5"},{"name":"@types/node","version":"20.11.0"}]`), "sid")
	t.get(s + "/Builds/" + build)
	time.Sleep(4 * time.Second)
	other := text(t.post(s+"/Builds", "FunctionVersions", first), "sid")
	time.Sleep(4 * time.Second)
	for i := range 4 {
		t.post(env+"/Deployments", "BuildSid", []string{build, other}[i%2])
		t.pages(env+"/Deployments", 1)
	}
	return s + "/Builds/" + build
}

func (t *tourist) storesOfHTTP(s, function, env string) {
	t.with("Accept", "application/json; charset=utf-8")
	t.get(s)
	gone := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "gone"), "sid")
	t.user = [2]string{}
	t.send("HEAD", "/v1"+function, "", nil)
	t.delete(gone)
	t.user = [2]string{owner, ownerToken}
	t.get(gone)
	t.send("HEAD", "/v1"+s+"/Functions", "", nil)
	t.send("HEAD", "/v1"+env, "", nil)
}

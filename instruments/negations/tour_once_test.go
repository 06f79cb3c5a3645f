package negations

import (
	"strings"
	"time"
)

// tourOnce goes where the bugs of one more reader show: to what is alike in two places, and to what was there before.
func tourOnce(t *tourist) {
	s, _ := t.service("Once-one")
	other, _ := t.service("once-two")
	t.get("/Services/Once")
	t.service("1-once")
	t.service("ZS-once")
	t.get("/Services/1-once")
	t.get("/Services/ZS-once")
	t.post(other, "FriendlyName", "once-three")
	t.get(s)
	t.service("once-three")
	t.onceFiles(s)
	t.onceVariables(s)
	version := t.onceBuilds(s)
	t.onceDeployments(s, version)
	below := other + "/Functions/" + text(t.post(other+"/Functions", "FriendlyName", "f"), "sid")
	t.delete("/Services/once-two")
	t.get(below)
	t.onceClients(s)
}

func (t *tourist) onceFiles(s string) {
	for _, kind := range []string{"Functions", "Assets"} {
		list := s + "/" + kind
		add := func(name string) string { return list + "/" + text(t.post(list, "FriendlyName", name), "sid") }
		one, two, three := add("same"), add("same"), add("a//b/../c/")
		t.upload(one, "/Twin", "public", "the same thirty-two characters, and 1")
		v := t.upload(one, "/twin", "public", "the same thirty-two characters, and 2")
		twin := one + "/Versions/" + text(v, "sid")
		t.get(twin + "/Content")
		t.uploadRaw(two, multiType, strings.Replace(parts("tour", "/twin", "private", "x\n--y\u2028\n\n"), `"f.js"`,
			`"/d;f.js"`, 1))
		t.uploadRaw(two, multiType, strings.Replace(parts("tour", "/plain", "public", "x\n\n"),
			"application/javascript", "text/plain", 1))
		t.get(two + "/Versions")
		t.get(twin)
		t.get(twin + "/Content")
		elsewhere := strings.Replace(three, kind,
			map[string]string{"Functions": "Assets", "Assets": "Functions"}[kind], 1)
		t.post(elsewhere, "FriendlyName", "stolen")
		t.delete(elsewhere)
		t.get(three)
		time.Sleep(2 * time.Second)
		t.post(two, "FriendlyName", "other")
		t.post(two, "FriendlyName", "third")
		t.get(two)
		t.get(one)
		t.pages(list, 1)
		t.get(list)
		t.delete(one)
		t.get(list)
		t.get(two + "/Versions")
		add("same")
		t.get(list)
		t.upload(one, "/late", "public", "x")
	}
}

func (t *tourist) onceVariables(s string) {
	list := s + "/Environments"
	env := list + "/" + text(t.post(list, "UniqueName", "once", "DomainSuffix", "on-ce"), "sid")
	second := list + "/" + text(t.post(list, "UniqueName", "on-ce", "DomainSuffix", "two"), "sid")
	t.post(list, "UniqueName", "third", "DomainSuffix", "third")
	t.pages(list, 2)
	variable := env + "/Variables/" + text(t.post(env+"/Variables", "Key", "A_B", "Value", "v"), "sid")
	t.post(env+"/Variables", "Key", "A-B", "Value", "${A_B}")
	twin := second + "/Variables/" + text(t.post(second+"/Variables", "Key", "A_B", "Value", "v"), "sid")
	t.post(second+"/Variables", "Key", "C", "Value", "v")
	time.Sleep(2 * time.Second)
	t.post(variable, "Key", "A_B", "Value", "w")
	t.get(twin)
	t.get(variable)
	t.post(variable, "Key", "C")
	t.post(env+"/Variables", "Key", "A_B", "Value", "again")
	t.delete(variable)
	t.post(env+"/Variables", "Key", "C", "Value", "after")
	t.post(variable, "Value", "back")
	t.post(s, "FriendlyName", "renamed")
	t.get(list)
}

func (t *tourist) onceBuilds(s string) (version string) {
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "built"), "sid")
	version = text(t.upload(f, "/built", "public", "x"), "sid")
	t.upload(f, "/later", "public", "x")
	build := func(pairs ...string) string {
		return s + "/Builds/" + text(t.post(s+"/Builds", append(pairs, "FunctionVersions", version)...), "sid")
	}
	first := build("Dependencies", `[{"name": "@types/lodash", "version": "4.17.0"}, `+
		`{"name": "lodash", "version": ">=4.0.0 <5.0.0"}, {"name": "fs", "version": "0.0.1-security"}]`)
	time.Sleep(4 * time.Second)
	t.get(first)
	second, third := build("Runtime", otherRuntime()), build()
	t.get(first)
	t.get(second)
	t.get("/Services/Once-one/Builds/" + strings.TrimPrefix(second, s+"/Builds/") + "/Status")
	t.delete(third)
	t.get(first + "/Status")
	time.Sleep(4 * time.Second)
	t.get(second + "/Status")
	t.get(s + "/Builds")
	t.delete(second)
	t.get(first)
	return version
}

func (t *tourist) onceDeployments(s, version string) {
	list := s + "/Environments"
	build := func() string {
		sid := text(t.post(s+"/Builds", "FunctionVersions", version), "sid")
		time.Sleep(4 * time.Second)
		return sid
	}
	one, two := build(), build()
	env := list + "/" + text(t.post(list, "UniqueName", "live", "DomainSuffix", "live"), "sid")
	second := list + "/" + text(t.post(list, "UniqueName", "second", "DomainSuffix", "second"), "sid")
	elsewhere, _ := t.service("once-four")
	there := elsewhere + "/Environments/" + text(t.post(elsewhere+"/Environments", "UniqueName", "live"), "sid")
	f := elsewhere + "/Functions/" + text(t.post(elsewhere+"/Functions", "FriendlyName", "f"), "sid")
	uploaded := text(t.upload(f, "/f", "public", "x"), "sid")
	third := text(t.post(elsewhere+"/Builds", "FunctionVersions", uploaded), "sid")
	time.Sleep(4 * time.Second)
	t.post(there+"/Deployments", "BuildSid", third)
	t.post(there+"/Deployments", "BuildSid", unknownZB)
	t.post(env+"/Deployments", "BuildSid", one, "IsPlugin", "true")
	t.get(env)
	t.post(env+"/Deployments", "BuildSid", one)
	t.post(env+"/Deployments", "BuildSid", unknownZB)
	t.get(env)
	t.post(env+"/Deployments", "BuildSid", two, "IsPlugin", "false")
	t.post(second+"/Deployments", "BuildSid", one)
	t.delete(s + "/Builds/" + one)
	t.get(there)
	deployment := text(t.post(second+"/Deployments", "BuildSid", two), "sid")
	t.get(list)
	t.get(env + "/Deployments")
	t.get(env + "/Logs?PageSize=1&StartDate=2026-11-28T23:00:00%2B01:00&FunctionSid=" + unknownZH)
	t.get(env + "/Logs?EndDate=2026-11-30T23:00:00Z")
	t.post(env+"/Deployments", "BuildSid", "")
	t.post(env+"/Deployments", "BuildSid", two)
	t.get(env + "/Logs")
	t.delete(s + "/Builds/" + one)
	t.delete(env)
	t.get(second)
	t.post(second + "/Deployments")
	t.get(second + "/Deployments/" + deployment)
	t.get(second + "/Deployments")
}

func (t *tourist) onceClients(s string) {
	t.with("Accept", "application/json;q=0.9")
	t.get(s)
	t.with("Cookie", "a=b")
	t.get(s)
	t.with("User-Agent", "")
	t.get(s)
	t.with("Idempotency-Key", "1")
	t.post(s+"/Functions", "FriendlyName", "\u00e9")
	t.postRaw(s+"/Functions", formType, "&Friendly%4eame=%c3%a9")
	t.pages(s+"/Functions", 6)
	for range 2 {
		t.pages(s+"/Functions", 1)
	}
	t.get(s + "/Functions?PageSize=1000")
	mine := t.user
	t.user = [2]string{owner, strings.ToUpper(ownerToken)}
	t.get(s)
	t.user = [2]string{strings.ToLower(owner), ownerToken}
	t.get(s)
	t.user = [2]string{owner, ownerToken + " "}
	t.get(s)
	t.user = mine
	for range 2 {
		t.get(s + "/Functions/" + unknownZH)
	}
	t.post(s+"/Functions/"+unknownZH, "FriendlyName", "x")
	t.postOnly(s + "/Functions")
}

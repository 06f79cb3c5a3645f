package negations

import (
	"strings"
	"time"
)

// tourLeaf goes where the bugs of a reader show who goes leaf by leaf, as far as no other stage does.
func tourLeaf(t *tourist) {
	s, _ := t.service("leaf")
	t.post(s, "FriendlyName", "a &amp; b")
	function := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", unknownZH), "sid")
	asset := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", unknownZH), "sid")
	t.post(asset, "FriendlyName", unknownZH)
	t.upload(asset, "/a..b", "public", "x")
	t.upload(asset, "/assets/a.private.js", "public", "x")
	t.uploadRaw(asset, multiType, strings.Replace(parts("tour", "/c", "public", "x"), "f.js", "f g.js", 1))
	version := text(t.upload(asset, "/d", "public", "x"), "sid")
	build := s + "/Builds/" + text(t.post(s+"/Builds", "AssetVersions", version, "Dependencies",
		`[{"name": "a", "version": "1.0.0"}, {"name": "b", "version": "1.0.0"}, {"name": "c", "version": "1.0.0"}, `+
			`{"name": "d", "version": "1.0.0"}, {"name": "e", "version": "1.0.0"}, {"name": "f", "version": "1.0.0"}, `+
			`{"name": "g", "version": "1.0.0"}, {"name": "h", "version": "1.0.0"}, {"name": "i", "version": "1.0.0"}]`),
		"sid")
	time.Sleep(4 * time.Second)
	t.leafEnvironments(s, strings.TrimPrefix(build, s+"/Builds/"))
	mine := t.user
	t.user = [2]string{}
	t.delete(build)
	t.user = mine
	t.delete(build)
	t.delete(asset)
	t.delete(s)
	t.get(s + "/Functions")
	t.get(s + "/Assets")
	t.get(function)
}

func (t *tourist) leafEnvironments(s, build string) {
	first, second := "", ""
	for _, name := range []string{"one", "two"} {
		list := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", name, "DomainSuffix", name), "sid")
		first, second = second, list+"/Deployments"
		t.post(second, "BuildSid", build)
		t.post(second)
	}
	t.get("/Services/leaf" + strings.TrimPrefix(first, s))
	t.pages(first, 1)
}

package negations

import (
	"path"
	"strings"
)

// tourOwnServer goes where the bugs of a server of one's own show, as far as no other stage does.
func tourOwnServer(t *tourist) {
	s, sid := t.service("own-server")
	function := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	v := function + "/Versions/" + text(t.upload(function, "/f", "public", "x"), "sid")
	t.get(v + "/Content")
	t.post(s+"/Builds", "AssetVersions", path.Base(v))
	mine := t.user
	t.user = [2]string{}
	t.postOnly("/Services", "FriendlyName", "f")
	t.user = mine
	t.delete(function)
	t.get(v + "/Content")
	t.uploadRaw(function, multiType+"; charset=utf-8", parts("tour", "/f", "public", "x"))
	t.post(s+"/Assets", "FriendlyName", "a\nb")
	var versions [2]string
	var assets [2]string
	for i := range assets {
		assets[i] = s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "a"), "sid")
		versions[i] = text(t.upload(assets[i], "/a"+strings.Repeat("a", i), "public", "x"), "sid")
		t.post(s+"/Builds", "AssetVersions", versions[i])
	}
	t.delete(assets[0])
	t.delete(assets[1])
	t.post("/Services/own-server-of-nobody", "FriendlyName", "f")
	t.delete("/Services/own-server-of-nobody")
	for _, name := range []string{"own-two", "own-three", "own-four"} {
		t.service(name)
	}
	t.post("/Services", "UniqueName", "own-server", "FriendlyName", "again")
	t.delete(s)
	t.post("/Services/"+sid+"/Functions", "FriendlyName", "f")
}

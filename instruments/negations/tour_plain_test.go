package negations

import (
	"time"
)

// tourPlain goes where the plain bugs show: to everything of a Service with a wrong token, to a Build
// that is not the newest, and to what was below a Service that is gone.
func tourPlain(t *tourist) {
	s, _ := t.service("Plain")
	function := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "one"), "sid")
	version := text(t.upload(function, "/one", "public", "x"), "sid")
	environment := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	t.post(environment+"/Variables", "Key", "k", "Value", "v")
	first := text(t.post(s+"/Builds", "FunctionVersions", version), "sid")
	time.Sleep(5 * time.Second)
	t.post(s+"/Builds", "FunctionVersions", version)
	t.get(s + "/Builds/" + first + "/Status")
	mine := t.user
	t.user[1] = "not-" + t.user[1]
	for _, path := range []string{environment + "/Variables", environment + "/Deployments", environment + "/Logs",
		function + "/Versions/" + version + "/Content"} {
		t.get(path)
	}
	t.user = mine
	t.delete(s)
	t.get(function)
}

package negations

import (
	"strings"
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
	t.post(s, "UiEditable", "true", "IncludeCredentials", "false")
	namesake := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "one"), "sid")
	twin := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "one"), "sid")
	t.upload(twin, "/twin", "public", "x")
	t.delete(namesake)
	t.get(twin + "/Versions")
	between, _ := t.get(s + "/Functions?PageSize=1")["meta"].(object)
	t.post(s+"/Functions", "FriendlyName", "between")
	if _, next, ok := strings.Cut(text(between, "next_page_url"), "/v1"); ok {
		t.get(next)
	}
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

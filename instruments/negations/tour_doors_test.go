package negations

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// tourDoors goes where owners, packages, carriers and doors show: what is asked for by a name,
// without credentials or in the headers of another client, and what is in lists.
func tourDoors(t *tourist) {
	s, _ := t.service("Doors")
	second, _ := t.service("Doors-2")
	t.post("/Services", "UniqueName", "edited", "FriendlyName", "x", "UiEditable", "true")
	t.get("/Services")
	one := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "/one"), "sid")
	two := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "two"), "sid")
	t.get(s + "/Functions")
	t.doorsOfStrangers(s, one)
	t.doorsOfClients(s, one)
	version := t.doorsOfContents(one, two)
	t.doorsOfBuilds(s, version)
	env := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	t.post(env+"/Variables", "Key", "API_TOKEN", "Value", "secret")
	t.get(env + "/Logs?FunctionSid=" + one[strings.LastIndexByte(one, '/')+1:] + "&EndDate=2018-01-01T00:00:00Z")
	for i := range 101 {
		t.post(second+"/Functions", "FriendlyName", fmt.Sprint(i))
	}
	t.pages(second+"/Functions", 100)
	t.post(s+"/Builds", "FunctionVersions", version)
	t.delete(s)
	t.get(second)
}

func (t *tourist) doorsOfStrangers(s, function string) {
	mine, list := t.user, t.get(s+"/Functions?PageSize=1")
	meta, _ := list["meta"].(object)
	next, _ := meta["next_page_url"].(string)
	t.user = [2]string{}
	t.get("/Services/Doors")
	t.postOnly(s + "/Functions")
	if _, path, ok := strings.Cut(next, "/v1"); ok {
		t.get(path)
	}
	t.with("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte("nobody")))
	t.get(s)
	for _, user := range [][2]string{{other, otherToken}, {"SK" + strings.Repeat("f", 32), ownerToken},
		{owner, ownerToken + " "}} {
		t.user = user
		t.get(function)
		t.get("/Services/Doors")
	}
	t.user = mine
}

func (t *tourist) doorsOfClients(s, function string) {
	for _, h := range [][2]string{{"Accept", "application/*"}, {"User-Agent", "python-requests/2.32.3"},
		{"Host", "API.TEST"}, {"Host", "api.test:443"}} {
		t.with(h[0], h[1])
		t.get(function)
	}
	t.postRaw(s+"/Functions", formType+`; charset="utf-8"`, "FriendlyName=x")
	t.postRaw(s+"/Functions", formType, "friendly_name=x")
	t.chunked = true
	t.post(function, "FriendlyName", "chunked")
	t.get(function)
}

func (t *tourist) doorsOfContents(one, two string) (version string) {
	const source = "// first\nexports.handler = 1;"
	version = text(t.upload(one, "/one", "Private", source), "sid")
	twin := text(t.upload(two, "/two", "public", source), "sid")
	t.get(one + "/Versions/" + version + "/Content")
	t.get(one + "/Versions/" + twin + "/Content")
	after := text(t.uploadRaw(one, multiType, parts("tour", "/one", "public", source)+"The end.\r\n"), "sid")
	t.get(one + "/Versions/" + after + "/Content")
	t.uploadRaw(one, multiType, strings.Replace(parts("tour", "/one", "public", source), `name="Path"`,
		"name=\"Path\"\r\nContent-Type: text/plain; charset=utf-8", 1))
	t.delete(two)
	t.get(one + "/Versions/" + version + "/Content")
	return version
}

func (t *tourist) doorsOfBuilds(s, version string) {
	asset := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "a"), "sid")
	old := text(t.upload(asset, "/a", "public", "x"), "sid")
	t.upload(asset, "/a", "private", "x")
	t.uploadRaw(asset, multiType, strings.Replace(parts("tour", "/j", "private", "{}"), "application/javascript",
		"application/json; charset=utf-8", 1))
	t.post(s+"/Builds", "Runtime", "node22")
	var builds []string
	for range 4 {
		builds = append(builds, s+"/Builds/"+text(t.post(s+"/Builds", "FunctionVersions", version, "AssetVersions",
			old), "sid"))
	}
	t.get(builds[3] + "/Status")
	t.get(builds[3] + "/Status")
	time.Sleep(5 * time.Second)
	t.delete(builds[0])
	t.pages(s+"/Builds", 2)
}

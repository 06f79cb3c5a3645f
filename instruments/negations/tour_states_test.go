package negations

import (
	"fmt"
	"strings"
	"time"
)

// tourStates goes where a Service is later than at its birth: live, cleared, building, deleted and made again.
func tourStates(t *tourist) {
	s, _ := t.service("states")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "with/slash"), "sid")
	a := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "a"), "sid")
	older := text(t.upload(f, "/a/b/c/d", "private", "older"), "sid")
	t.upload(f, "/newer", "public", "newer")
	av := text(t.upload(a, "/x.txt", "public", "x"), "sid")
	b := text(t.post(s+"/Builds", "FunctionVersions", older, "AssetVersions", av), "sid")
	t.post(s, "FriendlyName", "one")
	t.post(s, "FriendlyName", "two")
	t.post(s, "FriendlyName", "three")
	t.get(s)
	t.upload(f, "/while-building", "public", "x")
	t.upload(a, "/while-building", "public", "x")
	t.get(s + "/Builds")
	t.get(f + "/Versions/" + older + "/Content")
	t.upload(a, "/marked?", "public", "x")
	second := text(t.post(s+"/Builds", "AssetVersions", av), "sid")
	time.Sleep(5 * time.Second)
	for _, sid := range []string{b, second} {
		t.get(s + "/Builds/" + sid)
		t.get(s + "/Builds/" + sid + "/Status")
	}
	t.post(f, "FriendlyName", "renamed")
	t.get(f)
	t.post(a, "FriendlyName", "renamed")
	t.get(a)
	t.get(s + "/Assets")
	t.delete(f)
	t.get(f)
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e", "DomainSuffix", "e"), "sid")
	variable := e + "/Variables/" + text(t.post(e+"/Variables", "Key", "K", "Value", "v"), "sid")
	t.post(e+"/Deployments", "BuildSid", b)
	t.get(s + "/Builds/" + b)
	t.get(s + "/Builds/" + b + "/Status")
	t.post(variable, "Value", "w")
	t.get(variable)
	t.post(variable, "Key", "K2", "Value", "x")
	t.get(e + "/Variables")
	t.get(e + "/Variables")
	t.post(e+"/Variables", "Key", "LATE", "Value", "v")
	t.get(e + "/Variables")
	t.post(s, "FriendlyName", "live", "IncludeCredentials", "true", "UiEditable", "true")
	t.post(s+"/Builds", "AssetVersions", av)
	time.Sleep(5 * time.Second)
	t.post(e+"/Deployments", "BuildSid", second)
	t.get(s + "/Environments")
	t.get(e + "/Deployments")
	t.post(e + "/Deployments")
	t.get(e + "/Deployments")
	t.post(e+"/Deployments", "BuildSid", second)
	t.post(e + "/Deployments")
	t.delete(variable)
	t.post(e+"/Variables", "Key", "K2", "Value", "again")
	t.get(e + "/Variables")
	t.delete(e)
	t.post(e+"/Deployments", "BuildSid", b)
	e = s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e", "DomainSuffix", "e"), "sid")
	t.get(e + "/Variables")
	t.post(e+"/Deployments", "BuildSid", b)
	t.get(e)
	t.delete(e)
	e = s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e", "DomainSuffix", "e"), "sid")
	t.get(e)
	t.delete(s + "/Builds/" + second)
	t.delete(s + "/Builds/" + b)
	t.delete(f)
	t.get(f)
	t.upload(f, "/late", "public", "x")
	t.post(s, "FriendlyName", strings.Repeat("x", 256))
	t.get(s)
	g := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "g"), "sid")
	v := text(t.upload(g, "/g", "public", "x"), "sid")
	b = text(t.post(s+"/Builds", "FunctionVersions", v), "sid")
	time.Sleep(5 * time.Second)
	t.post(e+"/Deployments", "BuildSid", b)
	t.belowName(s, "/Services/states", g, v, b, e)
	t.delete("/Services/states")
	time.Sleep(2 * time.Second)
	s, _ = t.service("states")
	t.get(s)
	t.get(s + "/Functions")
}

// belowName does below the name of a Service what can be done below its SID.
func (t *tourist) belowName(s, name, f, version, build, environment string) {
	at := func(path string) string { return name + strings.TrimPrefix(path, s) }
	t.get(at(f) + "/Versions/" + version + "/Content")
	t.upload(at(f), "/by-name", "public", "x")
	t.post(at(f), "FriendlyName", "by name")
	t.get(at(f))
	t.get(name + "/Builds/" + build + "/Status")
	variable := text(t.post(at(environment)+"/Variables", "Key", "BY_NAME", "Value", "v"), "sid")
	t.delete(at(environment) + "/Variables/" + variable)
	t.post(at(environment) + "/Deployments")
	t.post(at(environment)+"/Deployments", "BuildSid", build)
	t.get(name)
	for i := range 3 {
		t.post(s+"/Assets", "FriendlyName", fmt.Sprint("more ", i))
	}
	for _, size := range []int{1, 2, 3, 4, 7} {
		t.pages(name+"/Assets", size)
	}
}

// tourWords sends texts that a server may take for something else.
func tourWords(t *tourist) {
	s, _ := t.service("words")
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "with a space"), "sid")
	for i, w := range []string{"0", "0042", "null", "un\u200bseen", "\uff37ide", "a;b", "a,b", "a\tb", "a\r\nb",
		"{{m}}",
		"ZS" + strings.Repeat("0a", 16), "lower words", "1.50"} {
		t.get(s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", w), "sid"))
		t.get(e + "/Variables/" + text(t.post(e+"/Variables", "Key", fmt.Sprint("K", i), "Value", w), "sid"))
	}
	for _, k := range []string{"constructor", "_leading", "a.b", "PATH"} {
		t.get(e + "/Variables/" + text(t.post(e+"/Variables", "Key", k, "Value", "v"), "sid"))
	}
	long := strings.Repeat("v", 450)
	for i := range 6 {
		t.post(e+"/Variables", "Key", fmt.Sprint("LONG", i), "Value", long)
	}
	for _, name := range []string{"two--dashes", "123", "ZSshort"} {
		t.service(name)
		t.get("/Services/" + name)
	}
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	g := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "g"), "sid")
	for _, p := range []string{"/a.protected.js", "/a.private.js", "/index.html", "/.well-known/x", "/Services/x"} {
		t.get(f + "/Versions/" + text(t.upload(f, p, "public", "same"), "sid"))
	}
	t.upload(g, "/g", "public", "same")
	source := "{{m}} AC" + strings.Repeat("0a", 16) + "\n    four </script>\r\n\r\nend"
	t.get(f + "/Versions/" + text(t.upload(f, "/s", "public", source), "sid") + "/Content")
	one, other := text(t.upload(f, "/case", "public", "x"), "sid"), text(t.upload(g, "/CASE", "public", "y"), "sid")
	t.post(s+"/Builds", "FunctionVersions", one, "FunctionVersions", other, "Dependencies",
		`[{"name":"socket.io","version":"4.0.0"},{"name":"@a/b","version":"1.0.0"}]`)
}

// tourLibraries sends what other clients send.
func tourLibraries(t *tourist) {
	s, _ := t.service("libraries")
	list := s + "/Functions"
	f := list + "/" + text(t.post(list, "FriendlyName", "f"), "sid")
	t.get(f + "?")
	t.get(list + "?Unknown=" + strings.Repeat("x", 600))
	t.post(list+"?Unknown=1", "FriendlyName", "f")
	t.send("OPTIONS", "/v1"+f, "", nil)
	for _, h := range [][2]string{{"X-Long", strings.Repeat("x", 3000)}, {"Accept-Language", "de-DE"},
		{"Accept", "text/html"}, {"Origin", "https://example.com"}, {"Connection", "close"},
		{"Authorization", "Basic  " + base64Of(owner+":"+ownerToken)}} {
		t.with(h[0], h[1])
		t.get(f)
	}
	for _, form := range []string{"FriendlyName=a;b", "&FriendlyName=a", "Friendly%4Eame=a", "FriendlyName=%61",
		"FriendlyName=é", `FriendlyName={"a":1}`, "FriendlyName=a&Unknown=", "FriendlyName=a&FriendlyName=b",
		"FriendlyName=%ff", "FriendlyName=%zz"} {
		t.postRaw(list, formType, form)
	}
	plain := parts("tour", "/a", "public", "x")
	swap := func(from, to string) { t.uploadRaw(f, multiType, strings.Replace(plain, from, to, 1)) }
	swap("Content-Disposition: form-data; name=\"Path\"",
		"Content-Type: text/plain\r\nContent-Disposition: form-data; name=\"Path\"")
	swap("form-data; name", "form-data;name")
	swap("Content-Type: application", "Content-Transfer-Encoding: binary\r\nContent-Type: application")
	swap(`filename="f.js"`, `filename=""`)
	swap(`filename="f.js"`, `filename="`+strings.Repeat("f", 150)+`"`)
	swap(`filename="f.js"`, `filename="<b>&.js"`)
	swap("--tour--", "--tour")
	swap("--tour\r\n", "--tour\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/b\r\n--tour\r\n")
	t.uploadRaw(f, `multipart/form-data; boundary="x:y/z"`, parts("x:y/z", "/a", "public", "x"))
	t.uploadRaw(f, multiType, "broken")
}

package negations

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// tourProjects sends what real projects have: their sources, names, dependencies, files and headers.
func tourProjects(t *tourist) {
	s, _ := t.service("projects")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "/a@1.js"), "sid")
	a := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "/a@1.js"), "sid")
	for i, source := range []string{
		"x\n\n\n", "debugger;\n", "process.env.A_B\n", `{"a": 1}`, "import a from \"b\";\n", "x\x00\x00", `a\\b`, "",
		"/*! license */\nx\nx\n//# sourceMappingURL=x\n", "x", "\t  x\n", strings.Repeat("é", 2047) + "€" +
			strings.Repeat("中", 30000),
	} {
		v := text(t.upload(f, fmt.Sprint("/x", i), "public", source), "sid")
		t.get(f + "/Versions/" + v + "/Content")
		t.get(f + "/Versions/" + v + "/Content")
	}
	for _, p := range []string{"/a;b", "/constructor", "/x.html", "/a#", "/a#top"} {
		for _, at := range []string{f, a} {
			t.upload(at, p, "private", "x")
		}
	}
	for _, raw := range [][2]string{
		{`Content-Type: application/javascript`, `Content-Type: text/html; charset=utf-8`},
		{`name="Visibility"`, "name=\"Visibility\"\r\nContent-Type: text/plain"},
		{`filename="f.js"`, `filename="f.js"; filename*=UTF-8''f.js`},
		{`name="Content"`, "name=\"ServiceSid\"\r\n\r\nx\r\n--tour\r\nContent-Disposition: form-data; " +
			"name=\"Content\""},
	} {
		t.uploadRaw(a, multiType, strings.Replace(parts("tour", "/raw", "public", "x"), raw[0], raw[1], 1))
	}
	v := text(t.upload(f, "/v", "public", "x"), "sid")
	for _, d := range []string{
		`[{"name":"JSONStream","version":"1.3.5"}]`, `[{"name":"a","version":"1.0.0-beta.1"}]`,
		`[{"name":"a","version":"latest"}]`, `[{"name":"a","version":"*"}]`, `[{"name":"a","version":"~1.0.0"}]`,
		`[{"name":"base64","version":"1.0.0"},{"name":"twilio","version":"4.0.0"},{"name":"lodash","version":"4.17.21"}]`,
	} {
		t.post(s+"/Builds", "FunctionVersions", v, "Dependencies", d)
	}
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e", "DomainSuffix", "e"), "sid")
	for i, value := range []string{"true", "null", "-----END-----\n", "YQ==", "a: b", "  ", "x"} {
		o := t.post(e+"/Variables", "Key", fmt.Sprint("K", i), "Value", value)
		t.get(e + "/Variables/" + text(o, "sid"))
	}
	t.post(e+"/Variables", "Key", "TWILIO_X", "Value", "v")
	o := t.post(e+"/Variables", "Key", "a", "Value", "v")
	t.post(e+"/Variables/"+text(o, "sid"), "Key", "TWILIO_X", "Value", "w")
	t.get(e + "/Variables")
	t.post(e+"/Variables/"+text(o, "sid"), "Value", "v")
	for _, name := range []string{"null", "x"} {
		t.post(f, "FriendlyName", name)
		t.post(f, "FriendlyName", name)
		t.post(s, "FriendlyName", name)
		t.post(s, "FriendlyName", name)
	}
	t.service("ends-in-a-dash-")
	t.post(s+"/Environments", "UniqueName", "projects")
	t.post(s+"/Environments", "UniqueName", "without")
	for _, header := range [][2]string{
		{"Cookie", "a=b"}, {"Accept-Charset", "utf-8"}, {"Accept-Encoding", "identity"}, {"Referer", "http://x"},
		{"X-Forwarded-Host", "x.test"}, {"Cache-Control", "no-cache"},
	} {
		t.with(header[0], header[1])
		t.get(f)
	}
	t.send("DELETE", "/v1"+e+"/Variables/"+text(o, "sid")+"?x=y", "", nil)
	t.get("/Services/PROJECTS")
	t.get("/Services/x")
	t.get(s + "/Functions/x")
	t.post(s+"/Assets", "FriendlyName", "plain")
	t.delete(s + "/Assets/plain")
	t.post("/Services/projects", "FriendlyName", "by name")
	t.get(s)
	for _, at := range []string{f + "/Versions/" + v, s + "/Builds/" + unknownZB, e, s, f} {
		t.send(http.MethodPut, "/v1"+at, formType, []byte("FriendlyName=x"))
		t.send(http.MethodPatch, "/v1"+at, formType, []byte("FriendlyName=x"))
		t.post(at, "FriendlyName", "y")
	}
	t.delete(f + "/Versions/" + v)
	t.get(f + "/Versions/" + v)
	time.Sleep(5 * time.Second)
	b := text(t.post(s+"/Builds", "FunctionVersions", v), "sid")
	t.delete(s + "/Builds/" + b)
	t.get(s + "/Builds/" + b)
	time.Sleep(5 * time.Second)
	t.get(s + "/Builds/" + b)
}

// tourStrangers sends requests with no credentials and with those of another account to what the other tours leave out.
func tourStrangers(t *tourist) {
	s, _ := t.service("strangers")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	a := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "a"), "sid")
	fv := text(t.upload(f, "/f", "public", "f"), "sid")
	av := text(t.upload(a, "/a", "public", "a"), "sid")
	t.post(s+"/Environments", "UniqueName", "first", "DomainSuffix", "first")
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	k := e + "/Variables/" + text(t.post(e+"/Variables", "Key", "k", "Value", "v"), "sid")
	b := text(t.post(s+"/Builds", "FunctionVersions", fv), "sid")
	time.Sleep(5 * time.Second)
	d := text(t.post(e+"/Deployments", "BuildSid", b), "sid")
	t.get(e + "/Deployments/" + d)
	t.delete(s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "g"), "sid"))
	t.get(s + "/Builds")
	logs := t.get(e + "/Logs")
	log := ""
	if all := objects(logs["logs"]); len(all) > 0 {
		log = e + "/Logs/" + text(all[0], "sid")
		t.get(log)
	}
	t.get(e + "/Logs?PageSize=1")
	t.get(e + "/Logs?StartDate=2026-11-28T00:00:00.500Z")
	t.post(e+"/Logs", "Message", "x")
	for _, user := range [][2]string{{"", ""}, {"", "x"}, {other, otherToken}} {
		t.user = user
		for _, at := range []string{
			f + "/Versions/" + fv + "/Content", "/Services", s + "/Builds/" + b + "/Status", k, e + "/Variables",
			a, s + "/Assets", a + "/Versions", a + "/Versions/" + av, f + "/Versions/" + fv, f + "/Versions",
			e + "/Deployments", e + "/Deployments/" + d, e + "/Logs", log, "/Services/" + unknownZS + "/Functions",
		} {
			t.get(at)
		}
		t.post(k, "Value", "theirs")
		t.post(e + "/Deployments")
		t.post(s+"/Builds", "FunctionVersions", fv)
	}
	t.user = [2]string{}
	for _, credentials := range []string{"???", base64Of(":x")} {
		t.with("Authorization", "Basic "+credentials)
		t.get(s)
	}
	t.user = [2]string{owner, ownerToken}
	if log != "" {
		t.delete(log)
		t.get(log)
	}
	t.delete(e + "/Deployments/" + d)
	t.delete("/Services/" + unknownZS + "/Functions/" + unknownZH)
	t.post("/Services/"+unknownZS+"/Functions/"+unknownZH, "FriendlyName", "x")
	t.post(e + "/Deployments")
	t.post(e + "/Deployments")
	t.post(e+"/Deployments", "BuildSid", b)
	t.get(e)
	t.delete("/Services/strangers")
	t.get(s)
}

// tourMeetings sends requests for one thing at once.
func tourMeetings(t *tourist) {
	s, _ := t.service("meetings")
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	names := []string{"one", "one"}
	form := func(names string) func(string) (string, []byte) {
		return func(name string) (string, []byte) { return formType, []byte(fmt.Sprintf(names, name)) }
	}
	t.together(names, "unique_name", "/Services", "services", form("FriendlyName=x&UniqueName=%s"))
	t.together([]string{"two", "three"}, "unique_name", "/Services", "services", form("FriendlyName=x&UniqueName=%s"))
	t.together(names, "unique_name", s+"/Environments", "environments", form("DomainSuffix=x&UniqueName=%s"))
	t.together(names, "key", e+"/Variables", "variables", form("Value=x&Key=%s"))
	t.together([]string{"a", "b"}, "friendly_name", s+"/Assets", "assets", form("FriendlyName=%s"))
	var functions, variables []string
	for _, name := range []string{"a", "b"} {
		f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", name), "sid")
		o := t.post(e+"/Variables", "Key", name, "Value", name)
		functions, variables = append(functions, f), append(variables, e+"/Variables/"+text(o, "sid"))
	}
	t.apart(http.MethodPost, functions, "FriendlyName=new-")
	t.apart(http.MethodPost, variables, "Value=new-")
	var contents []string
	for i, f := range functions {
		v := text(t.upload(f, "/x", "public", fmt.Sprint("content ", i)), "sid")
		contents = append(contents, f+"/Versions/"+v+"/Content")
	}
	t.apart(http.MethodGet, contents, "")
	t.apart(http.MethodGet, []string{s + "/Functions", s + "/Functions"}, "")
	t.apart(http.MethodDelete, functions, "")
	t.get(s + "/Functions")
	t.get(e + "/Variables")
}

// apart sends a request to each path at once, and notes what was answered. The form ends in the number of the path.
func (t *tourist) apart(method string, paths []string, form string) {
	answers := make([]string, len(paths))
	var all sync.WaitGroup
	for i, path := range paths {
		all.Go(func() {
			var body []byte
			media := ""
			if method == http.MethodPost {
				media, body = formType, []byte(form+fmt.Sprint(i))
			}
			answers[i] = string(encode(t.quiet(method, path, media, body)))
		})
	}
	all.Wait()
	for _, answer := range answers {
		t.note(fmt.Sprintf("%x", sha256.Sum256([]byte(answer))))
	}
}

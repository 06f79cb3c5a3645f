package negations

import (
	"crypto/sha256"
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// note writes down what a step saw that is no single answer.
func (t *tourist) note(entry string) {
	t.log = append(t.log, entry)
	if t.guide != nil && (len(t.log) > len(t.guide) || t.guide[len(t.log)-1] != entry) {
		t.differs = entry
		panic(stop{})
	}
}

// tourCredentials gives credentials that are nearly right.
func tourCredentials(t *tourist) {
	s, _ := t.service("credentials")
	mine := t.user
	for _, user := range [][2]string{
		{ownerToken, owner}, {strings.ToLower(owner), ownerToken}, {owner, strings.ToUpper(ownerToken)},
		{owner, ownerToken + "x"}, {owner, ownerToken[:8]}, {other, ownerToken}, {owner, "x"},
	} {
		t.user = user
		t.get(s)
		t.post("/Services", "UniqueName", "of-nobody", "FriendlyName", "x")
	}
	t.user = [2]string{}
	t.with("Authorization", "Bearer "+ownerToken)
	t.get(s)
	t.get(s + "?AccountSid=" + owner + "&AuthToken=" + ownerToken)
	t.post("/Services", "UniqueName", "of-nobody", "FriendlyName", "x")
	t.post(s+"/Functions", "FriendlyName", "of-nobody")
	t.user = mine
	t.get(s + "/Functions")
	t.get("/Services")
	t.challenge(s)

	t.user = [2]string{key, keySecret}
	t.get(s)
	t.get("/Services")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	version := text(t.upload(f, "/f", "public", "f"), "sid")
	t.get(f + "/Versions/" + version + "/Content")
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	variable := e + "/Variables/" + text(t.post(e+"/Variables", "Key", "k", "Value", "v"), "sid")
	t.get(variable)
	t.get(e + "/Variables")
	build := text(t.post(s+"/Builds", "FunctionVersions", version), "sid")
	time.Sleep(5 * time.Second)
	t.get(s + "/Builds")
	t.post(e+"/Deployments", "BuildSid", build)
	made, _ := t.service("by-the-key")
	t.user = mine
	t.get(made)
	t.sweep()
}

// challenge looks at the header of a 401, which no other step does.
func (t *tourist) challenge(path string) {
	rec := httptest.NewRecorder()
	t.handler.ServeHTTP(rec, httptest.NewRequest("GET", host+"/v1"+path, nil))
	t.note("challenge " + rec.Header().Get("Www-Authenticate"))
}

// tourRequests sends what is no ordinary request.
func tourRequests(t *tourist) {
	s, _ := t.service("requests")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	t.send("PUT", "/v1"+f, formType, []byte("FriendlyName=put"))
	t.send("PATCH", "/v1"+f, formType, []byte("FriendlyName=patch"))
	t.send("DELETE", "/v1"+s+"/Functions", "", nil)
	t.send("GET", "/v1"+f, "text/plain", []byte("body"))
	for _, h := range [][2]string{{"X-HTTP-Method-Override", "DELETE"}, {"Expect", "100-continue"},
		{"If-None-Match", `"x"`}, {"If-Modified-Since", "Sat, 10 Nov 2018 20:00:00 GMT"}, {"Range", "bytes=0-9"}} {
		t.with(h[0], h[1])
		t.get(f)
	}
	t.get(s + "/Functions?pagesize=1")
	t.get(s + "/Functions?unknown=1")
	t.send("GET", "/v2"+f, "", nil)
	t.send("GET", "/v1"+strings.ToLower(f[:10])+f[10:], "", nil)
	at := strings.LastIndex(f, "/") + 1
	t.send("GET", "/v1"+f[:at]+"%5A"+f[at+1:], "", nil)
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	for range 2 {
		t.post(e+"/Variables", "Key", "SAME", "Value", "v")
		t.delete(e + "/Variables/" + text(objects(t.get(e + "/Variables")["variables"])[0], "sid"))
	}
	g := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "g"), "sid")
	t.send("DELETE", "/v1"+g, formType, []byte("a=b"))
	t.post(s+"/Builds", "FunctionVersions", unknownZN)
	t.post(e+"/Deployments", "BuildSid", unknownZB, "IsPlugin", "false")
	t.get(e + "/Logs?FunctionSid=" + unknownZH)

	var many []string
	for i := range 40 {
		many = append(many, "FunctionVersions", text(t.upload(f, fmt.Sprint("/f", i), "public", "f"), "sid"))
	}
	t.post(s+"/Builds", many...)
}

// tourBorn changes what was created first and reads it on a later page.
func tourBorn(t *tourist) {
	s, _ := t.service("born")
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	for _, list := range []string{"/Functions", "/Assets"} {
		var first string
		for i := range 3 {
			if sid := text(t.post(s+list, "FriendlyName", fmt.Sprint("f", i)), "sid"); first == "" {
				first = sid
			}
		}
		t.post(s+list+"/"+first, "FriendlyName", "changed")
		t.pages(s+list, 2)
	}
	first := text(t.post(e+"/Variables", "Key", "a", "Value", "v"), "sid")
	t.post(e+"/Variables", "Key", "b", "Value", "v")
	t.post(e+"/Variables", "Key", "c", "Value", "v")
	t.post(e+"/Variables/"+first, "Value", "changed")
	t.pages(e+"/Variables", 2)
	t.service("second")
	t.service("third")
	t.post(s, "FriendlyName", "changed")
	t.pages("/Services", 2)
	t.delete(e)
	t.get(e + "/Logs")
	t.sweep()
}

// tourAtOnce sends requests together. Which of them comes first is anybody's guess, so that what they made is noted in
// the order of its names.
func tourAtOnce(t *tourist) {
	s, _ := t.service("at-once")
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	a := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "a"), "sid")
	version := text(t.upload(f, "/first", "public", "first"), "sid")
	names := []string{"one", "two", "three"}
	t.together(names, "friendly_name", s+"/Functions", "functions", func(name string) (string, []byte) {
		return formType, []byte("FriendlyName=" + name)
	})
	t.together(names, "key", e+"/Variables", "variables", func(name string) (string, []byte) {
		return formType, []byte("Value=v&Key=" + name)
	})
	t.together(names, "unique_name", s+"/Environments", "environments", func(name string) (string, []byte) {
		return formType, []byte("UniqueName=" + name + "&DomainSuffix=" + name)
	})
	t.together(names, "path", f+"/Versions", "function_versions", func(name string) (string, []byte) {
		return multiType, []byte(parts("tour", "/"+name, "public", name))
	})
	t.together(names, "path", a+"/Versions", "asset_versions", func(name string) (string, []byte) {
		return multiType, []byte(parts("tour", "/"+name, "public", name))
	})
	t.together(names, "status", s+"/Builds", "builds", func(string) (string, []byte) {
		return formType, []byte(url.Values{"FunctionVersions": {version}}.Encode())
	})
	var contents []string
	for _, v := range objects(t.quiet("GET", f+"/Versions", "", nil)["function_versions"]) {
		content := t.quiet("GET", f+"/Versions/"+text(v, "sid")+"/Content", "", nil)
		contents = append(contents, text(v, "path")+" "+text(content, "content"))
	}
	slices.Sort(contents)
	t.note(fmt.Sprint(contents))
}

// together sends a create for each name at once, and notes what was answered and what the list has then.
func (t *tourist) together(names []string, property, list, listKey string, body func(name string) (string, []byte)) {
	answers := make([]string, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() {
			media, sent := body(name)
			o := t.quiet("POST", list, media, sent)
			answers[i] = fmt.Sprintf("%s: %v %v", name, o[property], o["code"])
		})
	}
	all.Wait()
	slices.Sort(answers)
	t.note(fmt.Sprint(answers))
	var there []string
	for _, o := range objects(t.quiet("GET", list, "", nil)[listKey]) {
		there = append(there, text(o, property))
	}
	slices.Sort(there)
	t.note(fmt.Sprintf("%s %x", list[strings.LastIndexByte(list, '/'):], sha256.Sum256([]byte(fmt.Sprint(there)))))
}

// quiet sends a request that is not written down.
func (t *tourist) quiet(method, path, contentType string, body []byte) object {
	one := &tourist{handler: t.handler, user: t.user}
	return one.send(method, "/v1"+path, contentType, body)
}

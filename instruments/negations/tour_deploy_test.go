package negations

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

func tourDeployments(t *tourist) {
	s, _ := t.service("deployments")
	second, _ := t.service("deployments-second")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	g := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "g"), "sid")
	v := text(t.upload(f, "/f", "public", "f"), "sid")
	x := second + "/Functions/" + text(t.post(second+"/Functions", "FriendlyName", "f"), "sid")
	foreign := text(t.post(second+"/Builds", "FunctionVersions", text(t.upload(x, "/f", "public", "f"), "sid")), "sid")
	var builds []string
	for range 3 {
		builds = append(builds, text(t.post(s+"/Builds", "FunctionVersions", v), "sid"))
		time.Sleep(2 * time.Second)
	}
	young := text(t.post(s+"/Builds", "FunctionVersions", v), "sid")
	var envs []string
	for i := range 3 {
		envs = append(envs, s+"/Environments/"+
			text(t.post(s+"/Environments", "UniqueName", fmt.Sprint("e", i), "DomainSuffix", fmt.Sprint("e", i)),
				"sid"))
	}
	look := func() {
		for _, e := range envs {
			t.get(e)
		}
		t.get(s + "/Environments")
		t.get(s + "/Builds")
		t.get(g)
	}
	a := envs[0] + "/Deployments"
	t.post(a, "BuildSid", young)
	time.Sleep(5 * time.Second)
	t.post(envs[0]+"/Variables", "Key", "k", "Value", "v")
	first := text(t.post(a, "BuildSid", builds[0], "IsPlugin", "true"), "sid")
	look()
	t.post(a, "BuildSid", builds[0])
	look()
	t.post(envs[1]+"/Deployments", "BuildSid", builds[0])
	look()
	time.Sleep(time.Second)
	t.post(a, "BuildSid", builds[1])
	look()
	t.get(a)
	t.get(a + "/" + first)
	t.get(envs[0] + "/Variables")
	t.delete(s + "/Builds/" + builds[0])
	t.post(a, "BuildSid", builds[0])
	t.post(a, "BuildSid", builds[2])
	look()
	t.get(a)
	t.get(envs[1] + "/Deployments")
	t.get(envs[1] + "/Deployments/" + first)
	t.get(a + "/" + text(objects(t.get(a)["deployments"])[0], "sid"))
	z := second + "/Environments/" + text(t.post(second+"/Environments", "UniqueName", "z"), "sid")
	t.post(z+"/Deployments", "BuildSid", foreign)
	for _, b := range []string{foreign, unknownZB, "nonsense"} {
		t.post(a, "BuildSid", b)
		look()
	}
	t.post(s+"/Environments/"+unknownZE+"/Deployments", "BuildSid", builds[0])
	t.post(strings.Replace(a, s, second, 1), "BuildSid", builds[0])
	t.delete(a + "/" + first)
	t.post(a)
	look()
	t.get(envs[0] + "/Variables")
	t.post(a, "BuildSid", "")
	t.get(a)
	t.delete(s + "/Builds/" + builds[2])
	t.post(a, "BuildSid", builds[1])
	t.post(a, "BuildSid", "")
	look()
	t.post(a, "BuildSid", builds[1])
	t.post(a, "BuildSid", builds[2])
	var k = text(t.post(envs[0]+"/Variables", "Key", "k2", "Value", "v"), "sid")
	t.delete(envs[0] + "/Variables/" + k)
	look()
	t.get(envs[0] + "/Variables")
	t.delete(envs[2])
	look()
	t.delete(envs[0])
	look()
	t.get(f)
	t.sweep()
}

func tourLogs(t *tourist) {
	s, _ := t.service("logs")
	var pairs, fns []string
	for i := range 3 {
		sid := text(t.post(s+"/Functions", "FriendlyName", fmt.Sprint("f", i)), "sid")
		fns = append(fns, sid)
		pairs = append(pairs, "FunctionVersions",
			text(t.upload(s+"/Functions/"+sid, fmt.Sprint("/f", i), "public", "f"),
				"sid"))
	}
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	o := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "o", "DomainSuffix", "o"), "sid")
	logs := e + "/Logs"
	t.get(logs)
	first := text(t.post(s+"/Builds", pairs...), "sid")
	second := text(t.post(s+"/Builds", pairs...), "sid")
	time.Sleep(5 * time.Second)
	t.post(e+"/Deployments", "BuildSid", first)
	time.Sleep(15 * time.Minute)
	middle := time.Now().UTC().Format(time.RFC3339)
	time.Sleep(15 * time.Minute)
	t.post(e+"/Deployments", "BuildSid", second)
	t.post(o+"/Deployments", "BuildSid", second)
	for _, q := range []string{"", "?FunctionSid=" + fns[0], "?StartDate=" + middle, "?EndDate=" + middle,
		"?FunctionSid=" + fns[1] + "&StartDate=" + middle,
		"?StartDate=" + url.QueryEscape(strings.TrimSuffix(middle, "Z")+"+00:00"), "?StartDate=nonsense",
		"?StartDate=2000-01-01T00:00:00Z&EndDate=" + middle} {
		t.get(logs + q)
	}
	t.pages(logs, 2)
	o2 := t.get(logs + "?FunctionSid=" + fns[0] + "&PageSize=1")
	if m, _ := o2["meta"].(object); m != nil {
		if u, err := url.Parse(text(m, "next_page_url")); err == nil && u.Path != "" {
			t.send("GET", u.RequestURI(), "", nil)
		}
	}
	list := objects(t.get(logs)["logs"])
	for _, l := range list {
		t.get(logs + "/" + text(l, "sid"))
		t.get(o + "/Logs/" + text(l, "sid"))
	}
	t.get(o + "/Logs")
	t.get(logs + "/NO99999999999999999999999999999999")
	t.get(s + "/Environments/" + unknownZE + "/Logs")
	t.post(e + "/Deployments")
	t.get(logs)
}

func tourErrors(t *tourist) {
	s, _ := t.service("errors")
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	for _, p := range []string{"/Services/" + unknownZS, s + "/Functions/" + unknownZH, s + "/Assets/" + unknownZH,
		s + "/Builds/" + unknownZB, s + "/Environments/" + unknownZE,
		e + "/Variables/" + unknownZV, e + "/Deployments/ZD99999999999999999999999999999999",
		f + "/Versions/" + unknownZN, s + "/Assets/" + unknownZH + "/Versions/" + unknownZN} {
		t.get(p)
		t.delete(p)
		t.post(p, "FriendlyName", "x")
	}
	for _, list := range []string{"Functions", "Assets", "Builds", "Environments"} {
		t.get("/Services/" + unknownZS + "/" + list)
		t.post("/Services/"+unknownZS+"/"+list, "FriendlyName", "x", "UniqueName", "x")
	}
	for _, p := range []string{s + "/Functions/" + unknownZH + "/Versions",
		s + "/Environments/" + unknownZE + "/Variables", s + "/Environments/" + unknownZE + "/Deployments"} {
		t.get(p)
	}
	t.get("/Nonsense")
	t.postOnly("/Services")
}

func tourForms(t *tourist) {
	s, _ := t.service("forms")
	list := s + "/Functions"
	name := "FriendlyName=x"
	t.postRaw(list, formType+"; charset=utf-8", name)
	t.postRaw(list, formType+"; charset=UTF-8", name)
	t.postRaw(list, "Application/X-WWW-Form-Urlencoded", name)
	t.chunked = true
	t.postRaw(list, formType, name)
	for _, v := range []string{"a%20b", "a+b", "%c3%a9%2f", "x&", "x&Unknown=1"} {
		t.postRaw(list, formType, "FriendlyName="+v)
	}
	t.post("/Services", "FriendlyName", "f", "UniqueName", "order")
	t.post("/Services", "UniqueName", "order2", "FriendlyName", "f")
	t.post(s+"/Environments", "UniqueName", "e", "FriendlyName", "unknown")
	t.postRaw(s, "", "")
	t.postRaw(s, formType, "")
	t.send("GET", "/v1"+s, formType, nil)
	t.send("GET", "/v1"+list, formType, nil)
	t.send("DELETE", "/v1"+list+"/"+unknownZH, formType, nil)
	t.postRaw(list+"?FriendlyName=query", formType, "")
	t.postRaw(list, "application/json", `{"FriendlyName":"json"}`)
	t.postRaw(list, formType, "friendlyName=x")
	t.get(list)
}

func tourHTTP(t *tourist) {
	s, _ := t.service("http")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "a/b"), "sid")
	for _, h := range [][2]string{{"Accept", "*/*"}, {"Accept", "application/json"}, {"Accept", ""},
		{"User-Agent", ""}, {"X-Unknown", "1"}, {"If-Match", "x"}, {"Accept-Encoding", "identity"}} {
		t.with(h[0], h[1])
		t.get(f)
	}
	t.get(f + "?x=y")
	t.send("HEAD", "/v1"+f, "", nil)
	at := strings.LastIndex(f, "/ZH") + 3
	t.get(f[:at] + strings.ToUpper(f[at:]))
	t.get("/Services")
	t.get("/Services")
	t.post(s+"/Functions", "FriendlyName", "é ü 中")
	t.delete(f)
}

func tourAccounts(t *tourist) {
	s, _ := t.service("mine")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	v := text(t.upload(f, "/f", "public", "f"), "sid")
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	k := e + "/Variables/" + text(t.post(e+"/Variables", "Key", "k", "Value", "v"), "sid")
	b := text(t.post(s+"/Builds", "FunctionVersions", v), "sid")
	time.Sleep(5 * time.Second)
	t.user = [2]string{other, otherToken}
	for _, p := range []string{s, s + "/Functions", f, f + "/Versions/" + v + "/Content", e, k, e + "/Variables",
		s + "/Builds", s + "/Builds/" + b, "/Services"} {
		t.get(p)
	}
	t.post(s, "FriendlyName", "theirs")
	t.post(s+"/Functions", "FriendlyName", "theirs")
	t.post(k, "Value", "theirs")
	t.post(e+"/Deployments", "BuildSid", b)
	t.upload(f, "/theirs", "public", "x")
	t.delete(k)
	t.delete(s)
	t.post("/Services", "UniqueName", "mine", "FriendlyName", "mine")
	t.sweep()
}

func tourLong(t *tourist) {
	s, _ := t.service("long")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	a := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "a"), "sid")
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	v := text(t.upload(f, "/f", "public", "f"), "sid")
	w := text(t.upload(f, "/f", "public", "g"), "sid")
	x := text(t.post(s+"/Builds", "FunctionVersions", v), "sid")
	y := text(t.post(s+"/Builds", "FunctionVersions", w), "sid")
	for i := range 23 {
		t.post(s+"/Environments", "UniqueName", fmt.Sprint("e", i), "DomainSuffix", fmt.Sprint("e", i))
	}
	time.Sleep(4 * time.Second)
	for i := range 124 {
		t.post(s+"/Functions", "FriendlyName", fmt.Sprint(i))
		t.post(s+"/Assets", "FriendlyName", fmt.Sprint(i))
		t.upload(f, fmt.Sprint("/", i), "public", "x")
		t.upload(a, fmt.Sprint("/", i), "public", "x")
		t.post(e+"/Variables", "Key", fmt.Sprint("K", i), "Value", fmt.Sprint(i))
		t.post(s+"/Builds", "FunctionVersions", v)
		t.post(e+"/Deployments", "BuildSid", []string{x, y}[i%2])
		if i%10 == 0 {
			time.Sleep(time.Second)
		}
	}
	for _, list := range []string{s + "/Functions", s + "/Assets", f + "/Versions", a + "/Versions", e + "/Variables",
		s + "/Builds", e + "/Deployments", s + "/Environments"} {
		for _, q := range []string{"", "?PageSize=1000", "?PageSize=1", "?PageSize=0", "?PageSize=1001",
			"?PageSize=200",
			"?PageSize=62", "?Page=0", "?PageToken=", "?PageToken=nonsense", "?Page=0&PageSize=5"} {
			t.get(list + q)
		}
		t.pages(list, 10)
		t.pages(list, 40)
		t.pages(list, 25)
		t.pages(list, 5)
	}
	t.post(s+"/Functions", "FriendlyName", "newest")
	t.get(s + "/Functions?PageSize=3")
}

func tourLimit(t *tourist) {
	for i := range 52 {
		t.post("/Services", "UniqueName", fmt.Sprint("limit-", i), "FriendlyName", "x")
	}
	t.get("/Services?PageSize=1000")
	t.pages("/Services", 7)
	t.sweep()
	for i := range 460 {
		o := t.post("/Services", "UniqueName", "again", "FriendlyName", fmt.Sprint(i))
		t.delete("/Services/" + text(o, "sid"))
	}
}

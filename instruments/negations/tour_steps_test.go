package negations

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// stage is a part of the tour. It begins with a server that nobody has used.
type stage struct {
	name string
	walk func(*tourist)
}

// stages are the whole tour.
var stages = []stage{
	{"auth", tourAuth}, {"services", tourServices}, {"services names", tourServiceNames},
	{"functions assets", tourParents}, {"functions assets names", tourParentNames},
	{"versions uploads", tourUploads}, {"paths", tourPaths}, {"multipart", tourMultipart}, {"builds", tourBuilds},
	{"builds more", tourBuildsMore},
	{"environments", tourEnvironments}, {"variables", tourVariables}, {"variables values", tourVariableValues},
	{"deployments clearing collateral", tourDeployments},
	{"logs", tourLogs}, {"errors", tourErrors}, {"forms", tourForms}, {"http", tourHTTP}, {"accounts", tourAccounts},
	{"credentials api keys", tourCredentials},
	{"http methods sizes", tourRequests}, {"born", tourBorn}, {"at once", tourAtOnce},
	{"states services", tourStates}, {"words variables functions", tourWords},
	{"libraries http forms multipart", tourLibraries},
	{"projects", tourProjects}, {"strangers", tourStrangers}, {"meetings", tourMeetings}, {"courses", tourCourses},
	{"stores", tourStores}, {"doors", tourDoors}, {"plain", tourPlain}, {"alike", tourAlike}, {"anew", tourAnew},
	{"once", tourOnce}, {"leaf", tourLeaf}, {"reader", tourReader}, {"own server", tourOwnServer},
	{"sentences", tourSentences}, {"narrow", tourNarrow}, {"narrow kin", tourNarrowKin},
	{"field", tourField},
	// what costs most comes last: most bugs are met before
	{"lists long", tourLong}, {"services limit", tourLimit}, {"contents", tourContents},
}

// takeStage goes through one stage with a buggy server, beside the guide if there is one.
func takeStage(t *testing.T, n Negation, walk func(*tourist), guide []string) *tourist {
	tour := &tourist{guide: guide, user: [2]string{owner, ownerToken}}
	synctest.Test(t, func(t *testing.T) {
		// what is retired depends on the date
		time.Sleep(time.Until(time.Date(2026, time.November, 29, 0, 0, 0, 0, time.UTC)))
		tour.handler = n.Server(healthyEmulator(t))
		defer func() {
			if p := recover(); p != nil && p != any(stop{}) {
				panic(p)
			}
		}()
		walk(tour)
	})
	return tour
}

// sweep deletes every Service, so that a stage begins with an empty account.
func (t *tourist) sweep() {
	for _, o := range objects(t.get("/Services?PageSize=100")["services"]) {
		t.delete("/Services/" + text(o, "sid"))
	}
}

// service makes a Service and gives its path.
func (t *tourist) service(name string) (path, sid string) {
	o := t.post("/Services", "UniqueName", name, "FriendlyName", "Friendly "+name)
	return "/Services/" + text(o, "sid"), text(o, "sid")
}

func tourAuth(t *tourist) {
	s, sid := t.service("auth-one")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	for _, user := range [][2]string{{"", ""}, {owner, ""}, {"nobody", "x"}, {owner, "wrong"}, {key, keySecret}} {
		for _, call := range []func(){
			func() { t.get(s) }, func() { t.get("/Services") }, func() { t.post(s, "FriendlyName", "x") },
			func() { t.upload(f, "/a", "public", "x") },
			func() { t.post("/Services", "UniqueName", "made-by-"+fmt.Sprint(len(user[0])), "FriendlyName", "m") },
			func() { t.delete(s + "/Functions/" + unknownZH) },
		} {
			t.user = user
			call()
		}
	}
	t.user = [2]string{}
	t.with("Authorization", "Bearer token")
	t.get("/Services")
	t.user = [2]string{owner, ownerToken}
	t.with("Authorization", "basic "+base64.StdEncoding.EncodeToString([]byte(owner+":"+ownerToken)))
	t.get("/Services/" + sid)
}

func tourServices(t *tourist) {
	s, sid := t.service("one")
	second, _ := t.service("one-and-more")
	t.post("/Services", "UniqueName", "one", "FriendlyName", "again")
	t.get(s)
	t.post("/Services", "UniqueName", "third", "FriendlyName", "Friendly one")
	t.get("/Services")
	o := t.post("/Services", "UniqueName", "flags", "FriendlyName", "f", "IncludeCredentials", "false", "UiEditable",
		"true")
	flags := "/Services/" + text(o, "sid")
	time.Sleep(2 * time.Second)
	t.get(s)
	t.post(flags, "FriendlyName", "new name", "UniqueName", "other")
	t.get(flags)
	t.post(flags, "UiEditable", "true")
	t.get(flags)
	t.post(flags)
	t.get(flags)
	time.Sleep(2 * time.Second)
	t.post(flags, "UiEditable", "false")
	t.get(flags)
	t.post(flags, "IncludeCredentials", "true")
	t.get(flags)
	t.post(flags, "FriendlyName", strings.Repeat("x", 256), "UiEditable", "true")
	t.get(flags)
	t.post(flags, "FriendlyName", "again")
	t.get(s)
	t.get(second)
	t.get("/Services")
	for _, name := range []string{"one", "on", "Friendly one", "one-and-more"} {
		t.get("/Services/" + strings.ReplaceAll(name, " ", "%20"))
		t.get("/Services/" + strings.ReplaceAll(name, " ", "%20") + "/Environments")
	}
	t.post("/Services/one", "FriendlyName", "by name")
	t.post("/Services/one/Functions", "FriendlyName", "by name")
	t.get("/Services/one/Functions")
	v := t.post(s+"/Environments", "UniqueName", "e", "DomainSuffix", "e")
	t.post(s+"/Environments/"+text(v, "sid")+"/Variables", "Key", "k", "Value", "v")
	t.post("/Services/"+sid, "FriendlyName", "Friendly one")
	t.get(s + "/Environments/" + text(v, "sid") + "/Variables")
	t.get(s)
	t.delete("/Services/one-and-more")
	t.get(second)
	t.get("/Services/one-and-more")
	t.delete(second)
	t.get("/Services")
	t.delete(s)
	t.get(s + "/Environments")
	t.get(s + "/Environments/" + text(v, "sid"))
	t.delete(s)
	t.get("/Services")
	t.service("one")
	t.get("/Services/one/Environments")
	t.get("/Services/one/Functions")
	t.delete("/Services/" + unknownZS)
	for _, kind := range []string{"Functions", "Assets"} {
		o := t.post("/Services/one/"+kind, "FriendlyName", "by name")
		o = t.upload("/Services/one/"+kind+"/"+text(o, "sid"), "/by-name", "public", "x")
		t.post("/Services/one/Builds", map[string]string{"Functions": "FunctionVersions",
			"Assets": "AssetVersions"}[kind], text(o, "sid"))
	}
	o = t.post("/Services/one/Environments", "UniqueName", "by-name")
	t.post("/Services/one/Environments/"+text(o, "sid")+"/Variables", "Key", "k", "Value", "v")
	t.post("/Services/one/Environments/" + text(o, "sid") + "/Deployments")
	time.Sleep(5 * time.Second)
	t.post("/Services/one/Environments/"+text(o, "sid")+"/Deployments", "BuildSid",
		text(objects(t.get("/Services/one/Builds")["builds"])[0], "sid"))
	plain, _ := t.service("plain")
	t.post(plain, "UiEditable", "true")
	longer, _ := t.service("plain-and-more")
	t.delete(plain)
	t.get(longer)
}

var awkward = []string{
	" x y  ", "MiXed", "é ü 中", "😀 e\u0301", `<b>&"quoted"</b>`, "100%2525 %41", "a+b",
	strings.Repeat("long ", 30), "a  b", `it's "so"`, `back\slash`, "/a/b@1.0.0 (x)",
	strings.Repeat("x", 255), strings.Repeat("x", 256), strings.Repeat("é", 255), "", "/a.b@c",
}

func tourServiceNames(t *tourist) {
	for i, v := range awkward {
		o := t.post("/Services", "UniqueName", fmt.Sprintf("n-%d", i), "FriendlyName", v)
		if text(o, "sid") != "" {
			t.post("/Services/"+text(o, "sid"), "FriendlyName", v)
			t.get("/Services/" + text(o, "sid"))
		}
	}
	t.sweep()
	o := t.post("/Services", "UniqueName", "base", "FriendlyName", "base")
	for _, v := range awkward {
		t.post("/Services/"+text(o, "sid"), "FriendlyName", v)
	}
	for _, v := range []string{strings.Repeat("a", 50), strings.Repeat("b", 51), "MiXed", "9lives", "x",
		"6f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", "a_b", "a b", "a.b", "a/b", "é", strings.Repeat("c", 45)} {
		o := t.post("/Services", "UniqueName", v, "FriendlyName", v)
		if text(o, "sid") != "" {
			t.get("/Services/" + text(o, "sid"))
		}
	}
	t.postOnly("/Services", "FriendlyName", "no name")
	t.postOnly("/Services", "UniqueName", "no-friendly")
	t.post("/Services", "UniqueName", "py", "FriendlyName", "py", "UiEditable", "True", "IncludeCredentials", "False")
	t.post("/Services", "UniqueName", "no", "FriendlyName", "no", "UiEditable", "maybe")
}

func tourParents(t *tourist) {
	for _, kind := range []string{"Functions", "Assets"} {
		s, _ := t.service("parents-" + strings.ToLower(kind))
		second, _ := t.service("second-" + strings.ToLower(kind))
		list := s + "/" + kind
		a := list + "/" + text(t.post(list, "FriendlyName", "same"), "sid")
		t.upload(a, "/a", "public", "a")
		time.Sleep(2 * time.Second)
		b := list + "/" + text(t.post(list, "FriendlyName", "same"), "sid")
		c := list + "/" + text(t.post(list, "FriendlyName", "other"), "sid")
		otherKind := map[string]string{"Functions": "Assets", "Assets": "Functions"}[kind]
		d := s + "/" + otherKind + "/" + text(t.post(s+"/"+otherKind, "FriendlyName", "same"), "sid")
		t.post(second+"/"+kind, "FriendlyName", "same")
		for _, p := range []string{a, b, c, d, list, second + "/" + kind, a + "/Versions", b + "/Versions"} {
			t.get(p)
		}
		time.Sleep(2 * time.Second)
		t.post(a, "FriendlyName", "renamed")
		t.get(a)
		t.get(b)
		time.Sleep(2 * time.Second)
		t.post(a, "FriendlyName", "renamed twice")
		t.get(a)
		time.Sleep(2 * time.Second)
		t.get(a)
		t.get(list)
		t.get(a + "/Versions")
		t.postOnly(a)
		t.post(a, "FriendlyName", strings.Repeat("x", 256))
		t.get(a)
		t.postOnly(list)
		wrong := strings.Replace(a, s, second, 1)
		t.get(wrong)
		t.post(wrong, "FriendlyName", "wrong")
		t.delete(wrong)
		t.get(a)
		t.get(strings.Replace(a, "/"+kind+"/", "/"+otherKind+"/", 1))
		t.delete(strings.Replace(a, "/"+kind+"/", "/"+otherKind+"/", 1))
		t.get(a)
		t.get(a)
		t.get(a)
		t.delete(b)
		for _, p := range []string{a, b, c, d, list} {
			t.get(p)
		}
		t.delete(b)
		t.post(b, "FriendlyName", "gone")
		v := t.upload(a, "/v", "public", "v")
		t.get(a + "/Versions/" + text(v, "sid"))
		t.delete(a)
		t.get(a + "/Versions/" + text(v, "sid"))
		t.get(a + "/Versions")
		t.get(list)
		t.get(c)
		t.delete(list + "/" + unknownZH)
		t.get(list + "/" + unknownZH)
		twin := list + "/" + text(t.post(list, "FriendlyName", "twin"), "sid")
		t.delete(list + "/" + text(t.post(list, "FriendlyName", "twin"), "sid"))
		t.get(twin)
	}
}

func tourParentNames(t *tourist) {
	s, _ := t.service("names")
	for _, kind := range []string{"Functions", "Assets"} {
		list := s + "/" + kind
		base := list + "/" + text(t.post(list, "FriendlyName", "base"), "sid")
		for _, v := range awkward {
			o := t.post(list, "FriendlyName", v)
			t.post(base, "FriendlyName", v)
			t.get(list + "/" + text(o, "sid"))
		}
	}
}

func tourUploads(t *tourist) {
	s, sid := t.service("uploads")
	second, _ := t.service("uploads-second")
	for _, kind := range []string{"Functions", "Assets"} {
		a := s + "/" + kind + "/" + text(t.post(s+"/"+kind, "FriendlyName", "a"), "sid")
		b := s + "/" + kind + "/" + text(t.post(s+"/"+kind, "FriendlyName", "b"), "sid")
		other := second + "/" + kind + "/" + text(t.post(second+"/"+kind, "FriendlyName", "c"), "sid")
		t.upload(other, "/other", "public", "x")
		var all []string
		for i, v := range []string{"public", "protected", "private", "Public", "nonsense", ""} {
			all = append(all, text(t.upload(a, fmt.Sprintf("/p%d", i), v, fmt.Sprint("content ", i)), "sid"))
			time.Sleep(time.Second)
		}
		t.upload(a, "/p0", "public", "content 0")
		t.upload(b, "/p0", "public", "content 0")
		t.get(a + "/Versions")
		t.get(b + "/Versions")
		for _, v := range all[:4] {
			t.get(a + "/Versions/" + v)
		}
		for _, v := range all[:3] {
			t.get(b + "/Versions/" + v)
			t.get(strings.Replace(a, s, second, 1) + "/Versions/" + v)
		}
		t.post(a, "FriendlyName", "renamed")
		t.get(a + "/Versions")
		t.get(a)
		for _, drop := range []string{"Path", "Visibility", "Content"} {
			t.uploadRaw(a, multiType, strings.Replace(parts("tour", "/x", "public", "x"), `"`+drop+`"`,
				`"Other`+drop+`"`, 1))
			t.uploadRaw(a, multiType, strings.Replace(parts("tour", "/x", "public", "x"), `"`+drop+`"`,
				`"`+strings.ToLower(drop)+`"`, 1))
		}
		t.get(a + "/Versions")
		t.upload(s+"/"+kind+"/"+unknownZH, "/x", "public", "x")
		t.upload(strings.Replace(a, s, second, 1), "/x", "public", "x")
		t.get(a + "/Versions/" + unknownZN)
		t.post(s+"/Builds", map[string]string{"Functions": "FunctionVersions", "Assets": "AssetVersions"}[kind], all[0])
		t.get(a + "/Versions")
		t.get(s + "/" + kind)
	}
	_ = sid
}

func tourPaths(t *tourist) {
	s, _ := t.service("paths")
	for _, kind := range []string{"Functions", "Assets"} {
		a := s + "/" + kind + "/" + text(t.post(s+"/"+kind, "FriendlyName", "named-so"), "sid")
		for _, p := range []string{
			"no-slash", "/", "/a/", "/a/b/c/d/e/f", "/a.b.c.html", "/A-b_c.d", "/%20x%C3%A9", "/~x", "/x*", "/x=y",
			"/x!",
			"/9", "/a//b", "/a/./b", "/é",
			"/" + strings.Repeat("p", 254), "/" + strings.Repeat("p", 255), "/a;b", "/a,b", "/a?b", "/a:b", "/a@b",
			"/a+b",
			"/a&b", "/a$b", "/a(b)", "/a'b", `/a"b`, "/a#b", "/ab+",
		} {
			o := t.upload(a, p, "public", "x")
			if text(o, "sid") != "" {
				t.get(a + "/Versions/" + text(o, "sid"))
			}
		}
	}
}

func tourMultipart(t *tourist) {
	s, _ := t.service("multipart")
	for _, kind := range []string{"Functions", "Assets"} {
		a := s + "/" + kind + "/" + text(t.post(s+"/"+kind, "FriendlyName", "m"), "sid")
		plain := parts("tour", "/m", "public", "x")
		t.uploadRaw(a, `multipart/form-data; boundary="tour"`, plain)
		t.uploadRaw(a, `multipart/form-data; Boundary=tour`, plain)
		t.uploadRaw(a, `Multipart/Form-Data; boundary=tour`, plain)
		long := strings.Repeat("b", 70)
		t.uploadRaw(a, "multipart/form-data; boundary="+long, parts(long, "/m", "public", "x"))
		t.chunked = true
		t.uploadRaw(a, multiType, plain)
		pieces := strings.Split(plain, "--tour")
		order := func(i ...int) string {
			var b strings.Builder
			for _, n := range i {
				b.WriteString("--tour" + pieces[n])
			}
			return b.String() + "--tour--\r\n"
		}
		t.uploadRaw(a, multiType, order(3, 2, 1))
		t.uploadRaw(a, multiType, order(2, 1, 3))
		t.uploadRaw(a, multiType, order(1, 2, 1+2)+"")
		t.uploadRaw(a, multiType, "--tour\r\nContent-Disposition: form-data; name=\"ServiceSid\"\r\n\r\nx\r\n"+plain)
		t.uploadRaw(a, multiType, strings.Replace(plain, `; filename="f.js"`, "", 1))
		t.uploadRaw(a, multiType, strings.Replace(plain, `filename="f.js"`, `filename="/dir/f.js"`, 1))
		t.uploadRaw(a, multiType, strings.Replace(plain, `filename="f.js"`, `filename="é.txt"`, 1))
		t.uploadRaw(a, multiType, strings.Replace(plain, "Content-Type: application/javascript\r\n", "", 1))
		t.uploadRaw(a, multiType, strings.Replace(plain, "application/javascript", "text/javascript; charset=utf-8", 1))
		t.uploadRaw(a, multiType, strings.Replace(plain, "application/javascript", "audio/x-unheard-of", 1))
		t.uploadRaw(a, multiType, strings.Replace(plain, `name="Path"`, "name=\"Path\"\r\nContent-Type: text/plain", 1))
		t.uploadRaw(a, multiType, strings.Replace(plain, "Content-Type: application",
			"Content-Length: 1\r\nContent-Type: application", 1))
		t.uploadRaw(a, multiType, "preamble\r\n"+plain)
		t.uploadRaw(a, multiType, plain+"epilogue")
		t.uploadRaw(a, multiType, strings.TrimSuffix(plain, "\r\n"))
		t.uploadRaw(a, multiType, strings.Replace(plain, `name="Path"`, "name=Path", 1))
		t.uploadRaw(a, multiType, strings.Replace(plain, "Content-Disposition", "content-disposition", 1))
		t.uploadRaw(a, formType, "Path=/x&Visibility=public&Content=x")
		t.get(a + "/Versions")
	}
}

func tourContents(t *tourist) {
	s, _ := t.service("contents")
	var contents []string
	contents = append(contents, "", "\n", "x", "x\n", "  \tx", "\n\n  \tx  \n\n\n\ny\t \n",
		"#!/usr/bin/env node\n'use strict';\n// comment\n", "a\x00b", "a\r\nb\rc\n", "\x01\x02\x1a\x7f\f\vz",
		"\ufeffx", "%20 %41 a+b", `<a href="x">&amp; \n \u00e9</a>`,
		"\u201cq\u201d `t ${x}` \u00a0 \u2028 \u2029 é e\u0301 😀 \u200d", "a\r\n--b", strings.Repeat("y", 3000))
	for _, size := range []int{200, 300, 2 << 10, 5 << 10, 9 << 10, 40 << 10, 70 << 10, 200 << 10, 300 << 10,
		600 << 10, 1<<20 + 10} {
		contents = append(contents, strings.Repeat("0123456789abcdefghijklmnopqrstuvwxyz ABCDE\n", size/43+1))
	}
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	g := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "g"), "sid")
	asset := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "g"), "sid")
	var all []string
	for i, c := range contents {
		v := []string{"public", "protected", "private"}[i%3]
		all = append(all, text(t.upload(f, "/f", v, c), "sid"))
		t.get(f + "/Versions/" + all[i] + "/Content")
	}
	v := text(t.upload(g, "/f", "public", "another"), "sid")
	t.get(g + "/Versions/" + v + "/Content")
	t.get(f + "/Versions/" + all[0] + "/Content")
	t.post(s+"/Builds", "FunctionVersions", v)
	t.get(g + "/Versions/" + v + "/Content")
	a := text(t.upload(asset, "/big", "public", strings.Repeat("z", 1<<20+5)), "sid")
	t.get(asset + "/Versions/" + a + "/Content")
	t.upload(asset, "/empty", "public", "")
	t.upload(asset, "/bin", "public", "\xff\xfe\x80")
	t.upload(asset, "/huge", "public", strings.Repeat("z", 25<<20+1))
}

// otherRuntime is not the one that bugs put in the place of what was asked for, and not retired.
func otherRuntime() string {
	return slices.DeleteFunc(serverless.CurrentRuntimes(), func(name string) bool { return name == "node22" })[0]
}

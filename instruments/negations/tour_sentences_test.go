package negations

import (
	"strconv"
	"time"
)

// tourSentences goes where the bugs show that break a sentence of the pages, as far as no other stage does.
func tourSentences(t *tourist) {
	root := "/Services/sentences-one"
	s, _ := t.service("sentences-one")
	hidden, _ := t.service("sentences-hidden")
	t.post(hidden, "IncludeCredentials", "false")
	t.get("/Services?PageSize=100")
	t.get("/Services/sentences")
	t.delete(hidden)
	made := map[string]string{}
	for _, kind := range []string{"Functions", "Assets"} {
		sid := text(t.post(root+"/"+kind, "FriendlyName", "f"), "sid")
		made[kind] = sid
		t.get(s + "/" + kind)
		t.get(s + "/" + kind + "/" + sid)
		t.post(root+"/"+kind+"/"+sid, "FriendlyName", "g")
		t.get(s + "/" + kind + "/" + sid)
		for _, content := range []string{" {\"a\": 1}\n", "// alike\none\n// end\n", "// alike\ntwo\n// end\n", "x  y",
			"x y", "X1"} {
			t.get(root + "/" + kind + "/" + sid + "/Versions/" +
				text(t.upload(root+"/"+kind+"/"+sid, "/a/", "public", content), "sid") + "/Content")
		}
		t.post(hidden+"/"+kind, "FriendlyName", "gone")
		t.uploadRaw(root+"/"+kind+"/"+sid, multiType,
			"--tour\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/p\r\n--tour\r\n"+
				"Content-Disposition: form-data; name=\"Visibility\"\r\n\r\npublic\r\n--tour\r\n"+
				"Content-Disposition: form-data; name=\"Content\"; filename=\"/dir/f.txt\"\r\n\r\nx\r\n--tour--\r\n")
		t.get(root + "/" + kind + "/" + sid + "/Versions")
		t.pages(s+"/"+kind+"/"+sid+"/Versions", 2)
	}
	t.with("If-None-Match", `"1"`)
	t.get(s + "/Functions/" + made["Functions"])
	version := text(t.upload(s+"/Functions/"+made["Functions"], "/f", "public", "x"), "sid")
	t.get(root + "/Functions/" + made["Functions"] + "/Versions/" + version)
	build := func(pairs ...string) string {
		return text(t.post(root+"/Builds", append([]string{"FunctionVersions", version}, pairs...)...), "sid")
	}
	first := build("Dependencies", `[{"name":"twilio-video","version":"1.0.0"}]`)
	t.get(s + "/Builds/" + first)
	time.Sleep(5 * time.Second)
	e := text(t.post(root+"/Environments", "UniqueName", "e", "DomainSuffix", "e"), "sid")
	t.get(s + "/Environments/" + e)
	d := text(t.post(root+"/Environments/"+e+"/Deployments", "BuildSid", first), "sid")
	v := text(t.post(root+"/Environments/"+e+"/Variables", "Key", "K", "Value", "v"), "sid")
	for _, at := range []string{s, root} {
		t.get(at + "/Environments/" + e + "/Variables/" + v)
	}
	t.post(root+"/Environments/"+e+"/Variables/"+v, "Value", "w")
	t.get(root + "/Environments/" + e + "/Deployments/" + d)
	second := build("Runtime", otherRuntime())
	t.get(s + "/Builds/" + first)
	t.get(s + "/Builds/" + first + "/Status")
	t.get(s + "/Builds")
	time.Sleep(5 * time.Second)
	logs := s + "/Environments/" + e + "/Logs"
	t.get(logs)
	t.post(s+"/Environments/"+e+"/Deployments", "BuildSid", second)
	for _, log := range objects(t.get(logs)["logs"]) {
		t.get(logs + "/" + text(log, "sid"))
	}
	for _, end := range []string{"/Functions-x", "/Environments-x", "/Functions.php"} {
		t.get(s + end)
	}
	other, _ := t.service("sentences-two")
	for i := range 5 {
		for _, at := range []string{s, other} {
			t.post(at+"/Assets", "FriendlyName", strconv.Itoa(i))
		}
	}
	t.pages(s+"/Assets", 2)
	t.pages(other+"/Assets", 2)
	for i := range 26 {
		t.post([]string{s, other}[i%2]+"/Environments", "UniqueName", strconv.Itoa(i), "DomainSuffix", strconv.Itoa(i))
	}
	t.post(root+"/Environments/"+e+"/Deployments", "BuildSid", "")
	t.delete(root + "/Environments/" + e + "/Variables/" + v)
	t.get(s + "/Environments/" + e + "/Variables/" + v)
	t.delete(root + "/Environments/" + e)
	t.get(s + "/Environments/" + e)
	for _, b := range []string{first, second} {
		t.delete(root + "/Builds/" + b)
		t.get(s + "/Builds/" + b)
	}
	for _, kind := range []string{"Functions", "Assets"} {
		t.delete(root + "/" + kind + "/" + made[kind])
		t.get(s + "/" + kind + "/" + made[kind])
	}
}

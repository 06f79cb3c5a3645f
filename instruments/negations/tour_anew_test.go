package negations

import "strings"

// tourAnew goes where the bugs of a reader who begins anew show: to names that look like something else, to requests
// of rare clients, and to what a wrong token asks for by a name.
func tourAnew(t *tourist) {
	s, _ := t.service("Anew")
	t.service(strings.Repeat("n", 34))
	t.get("/Services/" + strings.Repeat("n", 34))
	t.post("/Services/Anew", "UiEditable", "true")
	function := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "one"), "sid")
	t.get(s + "/Functions?Page%53ize=1")
	t.postRaw(s+"/Functions", formType, "FriendlyName=a=b=c")
	env := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "stage"), "sid")
	t.post(s+"/Environments", "UniqueName", "other", "DomainSuffix", "stage")
	t.post(env+"/Variables", "Key", "k", "Value", "color #fff")
	variable := env + "/Variables/" + text(t.post(env+"/Variables", "Key", "l", "Value", "v"), "sid")
	t.anewUploads(function)
	version := t.anewBuilds(s, function)
	t.send("POST", "/v1"+env+"/Deployments", "", []byte{})
	t.anewEnvironments(s, env)
	mine := t.user
	t.user = [2]string{}
	t.get(env)
	t.user = [2]string{owner, "wrong"}
	t.get("/Services/Anew/Functions")
	t.post(s+"/Builds", "FunctionVersions", version)
	t.post(function, "FriendlyName", "stolen")
	t.delete(variable)
	t.user = [2]string{owner, ownerToken + ":more"}
	t.get(s)
	t.user = mine
	t.get(variable)
}

func (t *tourist) anewUploads(function string) {
	whole := parts("tour", "/one", "public", "x")
	t.upload(function, "/functions/a..b.js", "public", "x")
	for _, change := range [][2]string{
		{`filename="f.js"`, `filename="f;g.js"`}, {"application/javascript", "application/octet-stream"},
		{`form-data; name="Content"; filename="f.js"`, `form-data; filename="f.js"; name="Content"`},
	} {
		t.uploadRaw(function, multiType, strings.Replace(whole, change[0], change[1], 1))
	}
	t.uploadRaw(function, `multipart/form-data; boundary="to ur"`, strings.ReplaceAll(whole, "--tour", "--to ur"))
	t.uploadRaw(function, "multipart/form-data; boundary=t", strings.ReplaceAll(whole, "--tour", "--t"))
	t.with("Expect", "100-continue")
	t.upload(function, "/two", "public", "x")
}

func (t *tourist) anewEnvironments(s, env string) {
	spaced := text(t.post(env+"/Variables", "Key", "spaced", "Value", " v "), "sid")
	t.post(env+"/Variables/"+spaced, "Key", "renamed")
	gone := text(t.post(s+"/Environments", "UniqueName", "gone", "DomainSuffix", "gone"), "sid")
	t.delete(s + "/Environments/" + gone)
	t.post(s+"/Environments", "UniqueName", "gone", "DomainSuffix", "gone")
}

func (t *tourist) anewBuilds(s, function string) (version string) {
	version = text(t.upload(function, "/three", "public", "exports.handler = 1;"), "sid")
	t.get(function + "/Versions/" + version + "/Content")
	asset := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "a"), "sid")
	t.upload(asset, "/folder/index.html", "public", "x")
	t.uploadRaw(asset, multiType, strings.Replace(parts("tour", "/octets", "public", "x"), "application/javascript",
		"application/octet-stream", 1))
	for _, dependencies := range []string{"[\n{\"name\": \"lodash\", \"version\": \"4.17.21\"}\n]",
		`[{"name": "lodash", "version": "4.17.21", "dev": true}]`,
		`[{"name": "got", "version": "11.8.6"}, {"name": "got-fetch", "version": "5.0.0"}]`,
		`[{"name": "a", "version": "1.0.0"}, {"name": "b", "version": "1.0.0"}, {"name": "c", "version": "1.0.0"},
		{"name": "d", "version": "1.0.0"}, {"name": "e", "version": "1.0.0"}]`} {
		t.post(s+"/Builds", "FunctionVersions", version, "Dependencies", dependencies)
	}
	return version
}

package negations

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"
)

// tourNarrow goes where bugs of a narrow scope show, as far as no other stage does.
func tourNarrow(t *tourist) {
	s, _ := t.service("Narrow-scope")
	name := "/Services/Narrow-scope"
	files := map[string]string{}
	for _, kind := range []string{"/Functions", "/Assets"} {
		var all []string
		for i := range 5 {
			all = append(all, s+kind+"/"+text(t.post(s+kind, "FriendlyName", fmt.Sprint("/dir/f", i)), "sid"))
		}
		for _, visibility := range []string{"private", "protected", "public"} {
			o := t.upload(all[0], "narrow/"+visibility, visibility, "// a comment\nx  ")
			files[kind+visibility] = text(o, "sid")
			t.get(all[0] + "/Versions/" + files[kind+visibility])
		}
		files[kind] = all[0]
		t.post(all[4], "FriendlyName", "12345")
		t.post(all[4], "FriendlyName", "/dir/g")
		t.get(all[0])
		t.get(name + strings.TrimPrefix(all[0], s))
		t.get(name + kind + "/" + unknownZH)
		t.delete(name + kind + "/" + unknownZH)
		t.postOnly(name + kind)
		t.pages(s+kind, 2)
		t.delete(all[3])
		t.post(s+kind, "FriendlyName", "/dir/f3")
		t.get(s + kind)
	}
	v := files["/Functions"] + "/Versions/" + files["/Functionspublic"]
	build := text(t.post(s+"/Builds", "FunctionVersions", files["/Functionspublic"],
		"AssetVersions", files["/Assetspublic"], "Dependencies", `[{"name":"ms","version":"2.1.3"}]`,
		"Runtime", otherRuntime()), "sid")
	unused := text(t.post(s+"/Builds", "AssetVersions", files["/Assetspublic"], "Runtime", otherRuntime(),
		"Dependencies", "[]"), "sid")
	t.post(s+"/Builds", "AssetVersions", files["/Assetspublic"], "Runtime", "node10", "Dependencies",
		`[{"name":"ms","version":"2.1.3"}]`)
	t.post(s+"/Builds", "Dependencies", `[{"name":"ms","version":"2.1.3"}]`)
	time.Sleep(4 * time.Second)
	t.get(v + "/Content")
	t.get(name + strings.TrimPrefix(v, s) + "/Content")
	t.get(s + "/Builds")
	list := name + "/Environments"
	env := list + "/" + text(t.post(list, "UniqueName", "one", "DomainSuffix", "042"), "sid")
	t.post(list, "UniqueName", "one", "DomainSuffix", "other")
	t.post(list, "UniqueName", "other", "DomainSuffix", "042")
	t.post(list, "UniqueName", "5f0c7e0a-3b1d-4c8e-9a6f-2d7b1e4c8a90", "DomainSuffix", "u")
	t.post(list, "UniqueName", strings.Repeat("n", 101), "DomainSuffix", "n")
	for range 3 {
		t.post(env+"/Deployments", "BuildSid", build, "IsPlugin", "false")
		t.get(env)
		t.delete(s + "/Builds/" + build)
	}
	t.delete(name + "/Builds/" + unused)
	t.get(s + "/Builds")
	second := list + "/" + text(t.post(list, "UniqueName", "second", "DomainSuffix", "second"), "sid")
	t.post(second+"/Deployments", "BuildSid", build)
	t.post(second + "/Deployments")
	t.delete(s + "/Builds/" + build)
	narrowVariables(t, env+"/Variables")
	at := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	t.get(env + "/Logs?PageSize=1&EndDate=" + at)
	t.post(env + "/Deployments")
	t.post(env+"/Deployments", "BuildSid", build)
	narrowRequests(t, s, files["/Functions"])
	t.delete(env)
	narrowEnvironments(t, s+"/Environments", build)
	t.delete(name)
	t.get(name)
	t.service("Narrow-scope")
	t.get(name)
}

func narrowEnvironments(t *tourist, list, build string) {
	for range 2 {
		env := list + "/" + text(t.post(list, "UniqueName", "again", "DomainSuffix", "again"), "sid")
		t.get(env)
		t.get(env + "/Variables")
		t.post(env+"/Variables", "Key", "KEY", "Value", "v")
		t.post(env+"/Deployments", "BuildSid", build)
		t.get(env)
		t.delete(env)
		t.get(list)
	}
	t.post(list, "UniqueName", "again", "DomainSuffix", "other")
	for i := range 10 {
		t.post(list, "UniqueName", fmt.Sprint("number-", i), "DomainSuffix", fmt.Sprint("n", i))
	}
	t.pages(list, 2)
}

func narrowVariables(t *tourist, list string) {
	for i := range 12 {
		t.post(list, "Key", fmt.Sprint("Key-", i), "Value", fmt.Sprint("12\n", i))
	}
	one := list + "/" + text(t.post(list, "Key", "ONE", "Value", "1"), "sid")
	for _, value := range []string{strings.Repeat("v", 451),
		strings.Repeat("\u00e9", 225), strings.Repeat("\u00e9", 226),
		`"in quotes"`, "  a %41+b ", `{"a":  1}`, strings.Repeat("v", 451)} {
		t.post(one, "Value", value)
		t.get(one)
	}
	t.post(one, "Key", strings.Repeat("K", 128))
	t.post(one, "Key", strings.Repeat("K", 129))
	t.post(one, "Key", "two-words")
	t.get(one)
	t.postOnly(one)
	t.get(list)
	t.pages(list, 3)
	t.delete(one)
	t.post(list, "Key", "two-words", "Value", "2")
	t.get(list)
}

func narrowRequests(t *tourist, s, function string) {
	basic := "basic " + base64.StdEncoding.EncodeToString([]byte(owner+":"+ownerToken))
	t.with("Authorization", basic)
	t.post(function, "FriendlyName", "with any scheme")
	t.with("Authorization", basic)
	t.upload(function, "/any", "public", "x")
	t.with("If-Match", "*")
	t.post(function, "FriendlyName", "if it is there")
	t.get("/Services/Narrow%2Dscope/Functions")
	t.get("/Services/Narrow%2Dscope")
	t.send("HEAD", "/v1"+s, "", nil)
	gone := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "gone"), "sid")
	t.with("If-Match", "*")
	t.delete(gone)
	t.post(s, "FriendlyName", strings.Repeat("f", 256), "UiEditable", "true")
}

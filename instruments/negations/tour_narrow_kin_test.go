package negations

import (
	"fmt"
	"strings"
	"time"
)

// tourNarrowKin goes where bugs of a narrow scope show that the stage before it does not meet.
func tourNarrowKin(t *tourist) {
	s, _ := t.service("Narrow-kin")
	name := "/Services/Narrow-kin"
	for range 2 {
		t.postOnly("/Services", "UniqueName", "Narrow-kin", "FriendlyName", "again")
	}
	functions, assets := kinParents(t, s, name, "/Functions"), kinParents(t, s, name, "/Assets")
	var builds [2]string
	for i := range builds {
		o := t.post(name+"/Builds", "FunctionVersions", functions[0], "FunctionVersions", functions[1],
			"AssetVersions", assets[0])
		builds[i] = text(o, "sid")
		t.get(s + "/Builds/" + builds[i])
	}
	time.Sleep(4 * time.Second)
	env := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "kin"), "sid")
	kinDeployments(t, env, builds)
	kinVariables(t, env, name+strings.TrimPrefix(env, s))
	kinManyAssets(t, s+"/Assets")
}

// kinParents makes two Functions or Assets with versions. It gives a version of each.
func kinParents(t *tourist, s, name, kind string) (versions [2]string) {
	var all [2]string
	for i := range all {
		all[i] = kind + "/" + text(t.post(s+kind, "FriendlyName", fmt.Sprint("kin-", i)), "sid")
		versions[i] = kinVersions(t, s, name, all[i])
	}
	time.Sleep(2 * time.Second)
	t.post(name+all[0], "FriendlyName", "below-a-name")
	t.get(s + all[0])
	t.postRaw(s+all[0], formType+"; charset=utf-8", "FriendlyName=with-a-charset")
	t.postRaw(s+all[0], formType, "Friendly%4Eame=with-a-name-in-code")
	t.get(s + all[0])

	again := kind + "/" + text(t.post(s+kind, "FriendlyName", "once more"), "sid")
	t.upload(s+again, "/once-more", "public", "x")
	t.with("If-Match", "*")
	t.delete(s + again)
	again = kind + "/" + text(t.post(s+kind, "FriendlyName", "once more"), "sid")
	t.get(s + again + "/Versions")
	t.upload(s+again, "/once-more", "public", "x")
	return versions
}

// kinVersions uploads to one Function or Asset. It gives a version with a long Path.
func kinVersions(t *tourist, s, name, parent string) string {
	long := "/Long-" + strings.Repeat("p", 60) + strings.ReplaceAll(parent, "/", "-")
	first := text(t.upload(s+parent, long, "private", "the first"), "sid")
	second := text(t.upload(s+parent, long, "protected", "the second"), "sid")
	for _, visibility := range []string{"Protected", "private"} {
		t.upload(s+parent, "/CamelCase", visibility, visibility)
	}
	plain := parts("tour", "/part", "protected", "x")
	t.uploadRaw(s+parent, multiType, strings.Replace(plain, `; filename="f.js"`, "", 1))
	t.uploadRaw(s+parent, multiType, strings.Replace(plain, "application/javascript", "image/png", 1))
	t.get(s + parent + "/Versions/" + text(t.upload(name+parent, "/below", "private", "x"), "sid"))
	t.get(name + parent + "/Versions/" + first)
	t.get(s + parent + "/Versions")
	t.pages(s+parent+"/Versions", 2)
	if strings.HasPrefix(parent, "/Functions") {
		t.get(name + parent + "/Versions/" + first + "/Content")
		// the block ends within the letter
		wide := text(t.upload(s+parent, "/wide", "private", strings.Repeat("a", 8191)+"\u00e9 and more"), "sid")
		t.get(s + parent + "/Versions/" + wide + "/Content")
	}
	return second
}

// kinDeployments lists the Deployments before there are any, and fetches the oldest of many.
func kinDeployments(t *tourist, env string, builds [2]string) {
	t.get(env + "/Deployments")
	var oldest string
	for i := range 22 {
		d := text(t.post(env+"/Deployments", "BuildSid", builds[i%2]), "sid")
		if i == 0 {
			oldest = env + "/Deployments/" + d
			t.get(env + "/Logs")
		}
	}
	t.get(oldest)
}

// kinVariables updates Variables below the UniqueName of the Service, and lists them by the page.
func kinVariables(t *tourist, env, named string) {
	var all []string
	for i := range 3 {
		o := t.post(env+"/Variables", "Key", fmt.Sprint("KEY_", i), "Value", "v")
		all = append(all, "/Variables/"+text(o, "sid"))
	}
	time.Sleep(2 * time.Second)
	t.post(env+all[0], "Value", "of a later page")
	t.get(env + all[0])
	t.pages(env+"/Variables", 1)
	t.post(named+all[1], "Value", "below a name")
	t.get(env + all[1])
}

// kinManyAssets fetches the oldest of many Assets.
func kinManyAssets(t *tourist, list string) {
	oldest := objects(t.get(list + "?PageSize=1000")["assets"])
	for i := range 20 {
		t.post(list, "FriendlyName", fmt.Sprint("many-", i))
	}
	t.get(list + "/" + text(oldest[len(oldest)-1], "sid"))
}

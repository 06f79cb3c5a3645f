package negations

import (
	"fmt"
	"time"
)

// tourCourses sends what looks like something else, takes second steps, and comes as somebody else and later.
func tourCourses(t *tourist) {
	s, _ := t.service("courses")
	var environments []string
	for _, name := range []string{"a", "b", "c"} {
		e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", name, "DomainSuffix", name), "sid")
		t.post(e+"/Variables", "Key", name, "Value", name)
		environments = append(environments, e)
	}
	for _, e := range environments {
		t.get(e + "/Variables")
	}
	t.post(s+"/Environments", "UniqueName", "under_score")
	t.post(s+"/Environments", "UniqueName", "digits", "DomainSuffix", "123")
	t.post(s+"/Environments", "UniqueName", "")
	t.courseOfVariables(environments[0] + "/Variables")
	function, asset := t.courseOfFiles(s)
	t.courseOfBuilds(s, environments[0], function)
	t.courseOfStrangers(s, environments, function, asset)
}

func (t *tourist) courseOfVariables(list string) {
	t.post(list, "Key", "123", "Value", `a\nb`)
	one := list + "/" + text(t.post(list, "Key", "KEPT", "Value", "1"), "sid")
	t.post(one, "Value", "007")
	t.post(one, "Key", "")
	t.post(one, "Key", "OTHER", "Value", "2")
	t.post(one, "Key", "KEPT")
	t.get(one)
	t.get(list + "/" + unknownZE)
	t.pages(list, 1)
}

func (t *tourist) courseOfFiles(s string) (function, asset string) {
	function = s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "plain"), "sid")
	first := text(t.upload(function, "/UPPER.JS", "public", "first"), "sid")
	t.upload(function, "/dir/index.html", "public", "second")
	t.upload(function, "", "public", "nowhere")
	t.post(function, "FriendlyName", "renamed.js")
	t.get(function + "/Versions/" + first + "/Content")
	asset = s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "plain"), "sid")
	t.post(asset, "FriendlyName", "again", "Colour", "blue")
	t.pages(function+"/Versions", 1)
	return function, asset
}

func (t *tourist) courseOfBuilds(s, environment, function string) {
	version := text(t.upload(function, "/a", "public", "a"), "sid")
	build := text(t.post(s+"/Builds", "FunctionVersions", version, "Dependencies",
		`[{"name":"lodash","version":"4.17.21"},{"name":"@types/lodash","version":"4.14.202"}]`), "sid")
	asset := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "twice"), "sid")
	twice := text(t.upload(asset, "/twice", "public", "twice"), "sid")
	t.post(s+"/Builds", "AssetVersions", twice, "AssetVersions", twice)
	gone := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "gone"), "sid")
	orphan := text(t.upload(gone, "/gone", "public", "gone"), "sid")
	t.delete(gone)
	t.post(s+"/Builds", "AssetVersions", orphan)
	time.Sleep(5 * time.Second)
	deployment := text(t.post(environment+"/Deployments", "BuildSid", build), "sid")
	time.Sleep(61 * time.Minute)
	t.get(environment + "/Deployments/" + deployment)
	t.get(environment + "/Deployments")
	t.get(environment + "/Variables")
}

func (t *tourist) courseOfStrangers(s string, environments []string, function, asset string) {
	t.get(s)
	before := t.requestID
	t.get(s)
	t.note(fmt.Sprint("another request has another ID: ", before != t.requestID))
	t.with("Accept", "application/json, application/problem+json;q=0.5, */*;q=0.1")
	t.get(s)
	t.with("X-Http-Method-Override", "DELETE")
	t.post(environments[0]+"/Variables", "Key", "OVER", "Value", "ridden")
	for _, user := range [][2]string{{other, otherToken}, {}} {
		t.user = user
		t.post(s+"/Environments", "UniqueName", "theirs")
		t.post(environments[0]+"/Variables", "Key", "THEIRS", "Value", "x")
		t.upload(asset, "/theirs", "public", "x")
		t.delete(function)
		t.delete(environments[1])
	}
	t.user = [2]string{owner, ownerToken}
	t.get(s + "/Functions")
	t.get(s + "/Environments")
}

package negations

import (
	"fmt"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func tourBuilds(t *tourist) {
	s, _ := t.service("builds")
	second, _ := t.service("builds-second")
	var fns, assets []string
	var fnPaths, assetPaths []string
	for i := range 3 {
		f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", fmt.Sprint("f", i)), "sid")
		a := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", fmt.Sprint("a", i)), "sid")
		v := []string{"public", "private", "protected"}[i]
		fns = append(fns, text(t.upload(f, fmt.Sprint("/f", i), v, "f"), "sid"))
		assets = append(assets, text(t.upload(a, fmt.Sprint("/a", i), v, "a"), "sid"))
		fnPaths, assetPaths = append(fnPaths, f), append(assetPaths, a)
	}
	time.Sleep(2 * time.Second)
	newer := text(t.upload(fnPaths[0], "/newer", "public", "newer"), "sid")
	newerAsset := text(t.upload(assetPaths[0], "/newer", "public", "newer"), "sid")
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	list := s + "/Builds"
	wait := func(o object) string {
		b := list + "/" + text(o, "sid")
		t.get(b)
		t.get(b + "/Status")
		time.Sleep(4 * time.Second)
		t.get(b + "/Status")
		t.get(b)
		t.get(b + "/Status")
		t.get(b)
		t.get(b + "/Status")
		return text(o, "sid")
	}
	t.post(list)
	t.get(list)
	first := wait(t.post(list, "FunctionVersions", fns[0], "AssetVersions", assets[0], "AssetVersions", assets[1],
		"Runtime", otherRuntime(),
		"Dependencies", `[{"name": "twilio", "version": "4.0.0"}, {"name": "lodash", "version": "^4.17.20"}, `+
			`{"name": "@scope/x", "version": "1.0.0"}, {"name": "got", "version": "6.7.1"}]`))
	t.post(list)
	t.post(e+"/Deployments", "BuildSid", first)
	third := t.post(list, "FunctionVersions", fns[1])
	t.get(e)
	x := wait(t.post(list, "FunctionVersions", fns[1], "FunctionVersions", fns[2]))
	wait(third)
	t.get(list + "/" + first)
	t.get(list)
	t.get(s + "/Environments")
	y := wait(t.post(list, "AssetVersions", assets[2]))
	runtimes := serverless.CurrentRuntimes()
	for i, p := range [][]string{
		{"FunctionVersions", fns[0], "Runtime", runtimes[len(runtimes)-1]},
		{"FunctionVersions", fns[0], "Runtime", "node14"},
		{"FunctionVersions", fns[0], "Runtime", "nonsense"},
		{"FunctionVersions", fns[0], "Runtime", "latest"},
		{"FunctionVersions", fns[0], "Dependencies", `"[{"name":"got","version":"6.7.1"}]"`},
		{"FunctionVersions", fns[0], "Dependencies", "[]"}, {"FunctionVersions", fns[0], "Dependencies", "{"},
		{"FunctionVersions", fns[0], "Dependencies", `[{"name":"@twilio/runtime-handler","version":"9.9.9"}]`},
		{"FunctionVersions", fns[0], "FunctionVersions", unknownZN},
		{"FunctionVersions", fns[0], "FunctionVersions", assets[0]},
		{"AssetVersions", assets[0], "AssetVersions", newerAsset},
		{"FunctionVersions", newer, "FunctionVersions", fns[0]}, {"FunctionVersions[]", fns[0]},
		{"FunctionVersions", fns[0], "FunctionVersions", fns[0]},
	} {
		o := t.post(list, p...)
		if i < 4 && text(o, "sid") != "" {
			t.get(list + "/" + text(o, "sid"))
		}
	}
	t.get(list)
	t.delete(list + "/" + first)
	t.get(e)
	e2 := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e2", "DomainSuffix", "e2"), "sid")
	t.post(e2+"/Deployments", "BuildSid", x)
	t.delete(list + "/" + x)
	t.post(e2 + "/Deployments")
	t.delete(list + "/" + x)
	t.delete(list + "/" + x)
	t.get(list + "/" + x)
	t.get(list + "/" + x + "/Status")
	t.get(list)
	t.delete(list + "/" + text(t.post(list, "FunctionVersions", fns[0]), "sid"))
	t.get(list + "/" + y)
	t.get(second + "/Builds/" + y)
	t.get(second + "/Builds/" + y + "/Status")
	t.delete(second + "/Builds/" + y)
	t.get(list + "/" + unknownZB + "/Status")
	for _, p := range append(fnPaths, assetPaths...) {
		t.get(p)
	}
	t.delete(fnPaths[1])
	t.get(list)
	t.post(list, "FunctionVersions", fns[1], "FunctionVersions", fns[2])
	t.get(fnPaths[2] + "/Versions")
	t.get(e)
	t.delete(list + "/" + y)
	t.get(assetPaths[2])
	t.get(e)
	t.get(list)
	t.get(s + "/Environments")
}

func tourBuildsMore(t *tourist) {
	s, _ := t.service("more")
	second, _ := t.service("more-second")
	var pairs []string
	for i := range 25 {
		a := s + "/Assets/" + text(t.post(s+"/Assets", "FriendlyName", "a"), "sid")
		pairs = append(pairs, "AssetVersions", text(t.upload(a, fmt.Sprint("/a", i), "public", "a"), "sid"))
	}
	foreign := second + "/Functions/" + text(t.post(second+"/Functions", "FriendlyName", "f"), "sid")
	v := text(t.upload(foreign, "/x", "public", "x"), "sid")
	t.get(s + "/Builds/" + text(t.post(s+"/Builds", pairs...), "sid"))
	t.post(s+"/Builds", append(pairs, "FunctionVersions", v)...)
	t.get(second + "/Builds/" + text(t.post(second+"/Builds", "FunctionVersions", v), "sid"))
	long := append([]string{}, pairs...)
	for len(long) < 300 {
		long = append(long, pairs[:2]...)
	}
	t.post(s+"/Builds", long...)
	failed := text(t.post(s+"/Builds", append(pairs[:2:2], "Dependencies",
		`[{"name":"`+failingName+`","version":"1.0.0"}]`)...), "sid")
	time.Sleep(5 * time.Second)
	for range 3 {
		t.get(s + "/Builds/" + failed)
		t.get(s + "/Builds/" + failed + "/Status")
	}
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	t.post(e+"/Deployments", "BuildSid", failed)
	g := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	h := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "h"), "sid")
	same := text(t.upload(g, "/same", "public", "x"), "sid")
	too := text(t.upload(h, "/same", "public", "x"), "sid")
	t.post(s+"/Builds", "FunctionVersions", same, "FunctionVersions", too)
	t.get(s + "/Builds")
	t.get(h + "/Versions")
}

func tourEnvironments(t *tourist) {
	s, _ := t.service("environments")
	second, _ := t.service("environments-second")
	list := s + "/Environments"
	a := list + "/" + text(t.post(list, "UniqueName", "Plain-environment"), "sid")
	b := list + "/" + text(t.post(list, "UniqueName", "dev-environment", "DomainSuffix", "dev"), "sid")
	c := list + "/" + text(t.post(list, "UniqueName", "third", "DomainSuffix", "x"), "sid")
	for _, p := range [][]string{
		{"UniqueName", "dev-environment", "DomainSuffix", "other"}, {"UniqueName", "other", "DomainSuffix", "dev"},
		{"UniqueName", strings.Repeat("n", 100), "DomainSuffix", "n1"},
		{"UniqueName", strings.Repeat("n", 101), "DomainSuffix", "n2"},
		{"UniqueName", strings.Repeat("m", 60), "DomainSuffix", "m-1"}, {"DomainSuffix", "nameless"},
		{"UniqueName", "s16", "DomainSuffix", strings.Repeat("s", 16)},
		{"UniqueName", "s17", "DomainSuffix", strings.Repeat("s", 17)}, {"UniqueName", "dot", "DomainSuffix", "a.b"},
		{"UniqueName", "four", "DomainSuffix", "four"}, {"UniqueName", "five", "DomainSuffix", "five"},
		{"UniqueName", "six", "DomainSuffix", "six"}, {"UniqueName", "seven", "DomainSuffix", "seven"},
	} {
		t.postOnly(list, p...)
	}
	t.get(b)
	t.get(list)
	t.post(second+"/Environments", "UniqueName", "dev-environment", "DomainSuffix", "dev")
	t.get(strings.Replace(b, s, second, 1))
	t.get(list + "/third")
	f := s + "/Functions/" + text(t.post(s+"/Functions", "FriendlyName", "f"), "sid")
	v := text(t.upload(f, "/f", "public", "f"), "sid")
	build := text(t.post(s+"/Builds", "FunctionVersions", v), "sid")
	time.Sleep(5 * time.Second)
	d := t.post(a+"/Deployments", "BuildSid", build)
	t.get(a)
	t.get(list)
	t.post(b+"/Deployments", "BuildSid", build)
	k := t.post(a+"/Variables", "Key", "k", "Value", "v")
	e := list + "/" + text(t.post(list, "UniqueName", "late", "DomainSuffix", "late"), "sid")
	t.get(e)
	t.get(e + "/Variables")
	t.get(a)
	t.post(f, "FriendlyName", "renamed")
	t.get(a)
	t.delete(strings.Replace(b, s, second, 1))
	t.get(b)
	t.delete(b)
	t.get(b)
	t.get(a)
	t.get(c)
	t.get(s + "/Builds/" + build)
	t.get(f)
	t.delete(b)
	t.get(list)
	t.post(list, "UniqueName", "dev-environment", "DomainSuffix", "dev2")
	t.post(list, "UniqueName", "dev2-environment", "DomainSuffix", "dev")
	t.delete(f)
	t.get(a)
	t.get(s + "/Builds")
	t.delete(a)
	t.get(a + "/Deployments/" + text(d, "sid"))
	t.get(a + "/Deployments")
	t.get(a + "/Variables/" + text(k, "sid"))
	t.get(a + "/Variables")
	t.delete(s + "/Builds/" + build)
	t.delete(list + "/" + unknownZE)
	t.get(list)
}

func tourVariables(t *tourist) {
	s, _ := t.service("variables")
	second, _ := t.service("variables-second")
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	o := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "o", "DomainSuffix", "o"), "sid")
	list := e + "/Variables"
	a := list + "/" + text(t.post(list, "Key", "A", "Value", "same"), "sid")
	b := list + "/" + text(t.post(list, "Key", "AB", "Value", "same"), "sid")
	c := list + "/" + text(t.post(list, "Key", "C", "Value", "c"), "sid")
	d := list + "/" + text(t.post(list, "Key", "a", "Value", "lower"), "sid")
	n := o + "/Variables/" + text(t.post(o+"/Variables", "Key", "A", "Value", "elsewhere"), "sid")
	all := func() {
		for _, p := range []string{a, b, c, d, n, list, o + "/Variables"} {
			t.get(p)
		}
	}
	all()
	z := second + "/Environments/" + text(t.post(second+"/Environments", "UniqueName", "z"), "sid")
	t.post(z+"/Variables", "Key", "A", "Value", "third")
	t.post(list, "Key", "A", "Value", "again")
	time.Sleep(2 * time.Second)
	t.post(a, "Value", "new")
	all()
	t.post(a, "Key", "A", "Value", "newer")
	t.post(a, "Key", "RENAMED")
	all()
	t.post(list, "Key", "A", "Value", "taken over")
	t.post(a)
	t.post(a, "Value", strings.Repeat("x", 451))
	time.Sleep(2 * time.Second)
	all()
	t.post(a, "Key", strings.Repeat("x", 129))
	for _, wrong := range []string{strings.Replace(a, e, o, 1), strings.Replace(a, s, second, 1)} {
		t.get(wrong)
		t.post(wrong, "Value", "wrong")
		t.delete(wrong)
	}
	all()
	t.post(list, "Key", "A2B", "Value", "v")
	t.post(a, "Key", "A2")
	t.delete(a)
	all()
	t.get(list)
	t.post(a, "Value", "gone")
	t.delete(a)
	t.post(list, "Key", "A2", "Value", "again")
	t.delete(n)
	all()
	t.delete(b)
	all()
	t.delete(list + "/" + unknownZV)
	for i := range 8 {
		t.post(list, "Key", fmt.Sprint("K", i), "Value", fmt.Sprint(i))
	}
	t.post(list, "Key", "FRESH", "Value", "")
	t.get(e)
	all()
}

func tourVariableValues(t *tourist) {
	s, _ := t.service("values")
	e := s + "/Environments/" + text(t.post(s+"/Environments", "UniqueName", "e"), "sid")
	list := e + "/Variables"
	base := list + "/" + text(t.post(list, "Key", "base", "Value", "x"), "sid")
	for i, v := range append(awkward[:len(awkward):len(awkward)], strings.Repeat("v", 450), strings.Repeat("v", 451),
		strings.Repeat("é", 225), strings.Repeat("é", 226), "42", "true", `{"a": 1}`,
		"a=b", "a\nb", "a#b", `"quoted"`, "$HOME", "https://example.com/?a=b", strings.Repeat("w", 300)) {
		o := t.post(list, "Key", fmt.Sprintf("K_%d", i), "Value", v)
		t.post(base, "Value", v)
		t.get(list + "/" + text(o, "sid"))
	}
	for _, k := range []string{strings.Repeat("k", 128), strings.Repeat("k", 129), strings.Repeat("k", 100),
		"with-hyphen", "lower", "UPPER", "D1"} {
		t.post(list, "Key", k, "Value", "v")
		t.post(base, "Key", k+"2")
	}
	t.postOnly(list, "Key", "KEY_ONLY")
	t.postOnly(list, "Value", "value only")
	t.get(list)
}

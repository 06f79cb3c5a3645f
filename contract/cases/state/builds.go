package state

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func buildCases() []suite.Case {
	page := resourcePage + "build"
	return []suite.Case{
		{
			ID: "builds/have-exactly-the-versions-that-were-named",
			Claim: "A Build has the versions that were named, older ones too and all of them, none of other " +
				"Builds, each as it was uploaded, and stays completed.",
			Source: page, Level: suite.Documented,
			Ops:  []string{"CreateBuild", "FetchBuild", "ListBuild", "FetchBuildStatus"},
			Cost: costOfKeeper, Run: in(func(ctx context.Context, s *suite.Session, w *furnished) error {
				err := errors.Join(w.stayCompleted(ctx, s), exactVersions(ctx, s, w))
				if err == nil {
					w.leave()
				}
				return err
			}),
		},
		{
			ID: "builds/dependencies-are-their-own",
			Claim: "A Build has the Dependencies that it was given, in any order and form of JSON, and none that " +
				"other Builds were given.",
			Source: page, Level: suite.Documented, Ops: []string{"CreateBuild", "FetchBuild"},
			Run: ownDependencies,
		},
	}
}

// stayCompleted reads the completed Builds and their Status in turn.
func (w *furnished) stayCompleted(ctx context.Context, s *suite.Session) error {
	var problems []error
	for range 2 {
		for _, sid := range w.builds {
			problems = append(problems, expect.Same("status of "+sid+" in the list",
				text(w.was[w.service+"/Builds/"+sid], "status"), "completed"))
			for _, path := range []string{w.service + "/Builds/" + sid, w.service + "/Builds/" + sid + "/Status"} {
				var o object
				problems = append(problems, s.Get(ctx, path).OK(&o),
					expect.Same("status of "+path, text(o, "status"), "completed"),
					expect.Same("sid of "+path, text(o, "sid"), sid))
			}
		}
	}
	return errors.Join(problems...)
}

// contains wants a Build to have these versions and no others, each with what its own resource says.
func (w *furnished) contains(b object, functions, assets []string) error {
	var problems []error
	for _, kind := range []struct {
		name, parent string
		want         []string
	}{{"function_versions", "function_sid", functions}, {"asset_versions", "asset_sid", assets}} {
		var got, want []string
		list, _ := b[kind.name].([]any)
		for _, v := range list {
			o, _ := v.(object)
			got = append(got, text(o, "sid"))
			for _, path := range kind.want {
				if sidOf(path) == text(o, "sid") {
					own := w.was[path]
					for _, name := range []string{"path", "service_sid", "account_sid", "date_created", kind.parent} {
						problems = append(problems, expect.Same(name+" of "+sidOf(path)+" in the Build",
							expect.Quoted(o[name]),
							expect.Quoted(own[name])))
					}
					problems = append(problems, expect.Same("visibility of "+sidOf(path)+" in the Build",
						strings.ToLower(text(o, "visibility")), text(own, "visibility")))
				}
			}
		}
		for _, path := range kind.want {
			want = append(want, sidOf(path))
		}
		slices.Sort(got)
		slices.Sort(want)
		problems = append(problems, expect.Same(kind.name+" of "+text(b, "sid"), strings.Join(got, " "),
			strings.Join(want, " ")))
	}
	return errors.Join(problems...)
}

func exactVersions(ctx context.Context, s *suite.Session, w *furnished) error {
	v := w.versions
	want := map[string][2][]string{
		w.builds[0]: {{v[0]}, {v[3]}}, w.builds[1]: {{v[1], v[2]}, {v[4]}}, w.builds[2]: {nil, {v[5]}},
	}
	maps.Copy(want, w.more)
	for i, more := range [][2][]string{{{v[0], v[2]}, {v[3], v[5]}}, {nil, {v[3]}}, {{v[0]}, nil}} {
		fields := form()
		for _, p := range more[0] {
			fields.Add("FunctionVersions", sidOf(p))
		}
		for _, p := range more[1] {
			fields.Add("AssetVersions", sidOf(p))
		}
		if i == 0 {
			fields.Set("Dependencies", "[]") // none are sent with Assets, too
		}
		var b object
		err := s.Post(ctx, w.service+"/Builds", fields).Created(&b)
		if err := expect.Then(err, w.contains(b, more[0], more[1])); err != nil {
			return err
		}
		want[text(b, "sid")], w.more[text(b, "sid")] = more, more
		var earlier object // while a later Build is under way
		err = s.Get(ctx, w.service+"/Builds/"+w.builds[i]+"/Status").OK(&earlier)
		err = expect.Then(err, expect.Same("status of an earlier Build", text(earlier, "status"), "completed"))
		if err != nil {
			return err
		}
	}
	for _, sid := range slices.Sorted(maps.Keys(want)) {
		versions := want[sid]
		var b object
		err := s.Get(ctx, w.service+"/Builds/"+sid).OK(&b)
		if err := expect.Then(err, w.contains(b, versions[0], versions[1])); err != nil {
			return err
		}
	}
	if err := onceEach(ctx, s, w.service+"/Builds", len(want)-1, slices.Collect(maps.Keys(want))); err != nil {
		return err
	}
	items, err := s.List(ctx, w.service+"/Builds", 0)
	problems := []error{err}
	for _, item := range items {
		var b object
		problems = append(problems, item.Into(&b), w.contains(b, want[item.SID][0], want[item.SID][1]))
	}
	return errors.Join(problems...)
}

// numbered does something n times, and stops at the first error.
func numbered(n int, do func(i int) error) error {
	for i := range n {
		if err := do(i); err != nil {
			return err
		}
	}
	return nil
}

// runtimesApartFrom returns two runtimes, the first of them not the default: a Build that is given the default tells
// nothing of one that was given another.
func runtimesApartFrom(byDefault string) []string {
	current := serverless.CurrentRuntimes()
	if len(current) > 1 && current[0] == byDefault {
		current[0], current[1] = current[1], current[0]
	}
	return []string{current[0], current[min(1, len(current)-1)]}
}

// ownBuilds gives a version in a Service in which no other case makes a Build.
func ownBuilds(ctx context.Context, s *suite.Session) (*serverless.Service, *serverless.FunctionVersion, error) {
	service, err := s.ServiceFor(ctx, map[string]suite.Use{"Builds": suite.Own, "Functions": suite.Common,
		"Assets": suite.Common})
	if err != nil {
		return nil, nil, err
	}
	version, err := s.SharedFunctionVersion(ctx, service)
	return service, version, err
}

func ownDependencies(ctx context.Context, s *suite.Session) error {
	service, version, err := ownBuilds(ctx, s)
	if err != nil {
		return err
	}
	list := suite.Path("Services", service.SID, "Builds")
	// The documentation's own list, in its order and with its space.
	const example = `[{"name": "randomcolor","version":"0.5.4" },
{"name": "util","version":"0.10.3" },
{"name": "xmldom","version":"0.1.27" },
{"name": "got","version":"6.7.1" },
{"name": "fs","version":"0.0.1-security" },
{"name": "lodash","version":"4.17.11" },
{"name": "date-fns","version":"1.30.1" }]`
	asked := map[string]string{"randomcolor": "0.5.4", "util": "0.10.3", "xmldom": "0.1.27", "got": "6.7.1",
		"fs": "0.0.1-security", "lodash": "4.17.11", "date-fns": "1.30.1"}
	plain, err := builtWith(ctx, s, list, version.SID, "")
	if err != nil {
		return err
	}
	runtimes := runtimesApartFrom(text(plain, "runtime"))
	first, err := builtWith(ctx, s, list, version.SID, example, "Runtime", runtimes[0])
	if err != nil {
		return err
	}
	second, err := builtWith(ctx, s, list, version.SID, "")
	if err != nil {
		return err
	}
	// The Runtime of one Service is none of another.
	there, err := elsewhere(ctx, s)
	if err != nil {
		return err
	}
	other, err := builtWith(ctx, s, suite.Path("Services", there.ServiceSID, "Builds"), there.SID, "")
	if err := expect.Then(err, expect.Same("runtime by default of another Service", text(other, "runtime"),
		text(plain, "runtime"))); err != nil {
		return err
	}
	third, err := builtWith(ctx, s, list, version.SID,
		`[{"version":"4.17.12","name":"lodash"},{"name":"ms","version":"2.1.3"},`+
			`{"name":"socket.io","version":"4.7.5"},{"name":"@types/node","version":"20.11.0"},`+
			`{"name":"@types/ms","version":"2.1.0"}]`,
		"Runtime", runtimes[1])
	if err != nil {
		return err
	}
	fourth, err := builtWith(ctx, s, list, version.SID, `[{"name":"util","version":"0.10.3"}]`)
	if err != nil {
		return err
	}
	if err := expect.Then(nil, dependsOn(fourth, map[string]string{"util": "0.10.3"}, "ms randomcolor"),
		dependsOn(first, asked, ""), dependsOn(second, nil, "randomcolor got date-fns"),
		dependsOn(third, map[string]string{"lodash": "4.17.12", "ms": "2.1.3", "socket.io": "4.7.5",
			"@types/node": "20.11.0", "@types/ms": "2.1.0"}, "randomcolor got date-fns"),
		expect.Same("runtime of "+text(first, "sid"), text(first, "runtime"), runtimes[0]),
		expect.Same("runtime of "+text(third, "sid"), text(third, "runtime"), runtimes[1])); err != nil {
		return err
	}
	if err := listedDependencies(ctx, s, list, plain, first, second, third, fourth); err != nil {
		return err
	}
	for _, b := range []object{plain, first, second, third} {
		var later object
		err := s.Get(ctx, list+"/"+text(b, "sid")).OK(&later)
		if err := expect.Then(err, expect.Same("dependencies of "+text(b, "sid")+" later",
			unordered(later["dependencies"]), unordered(b["dependencies"])),
			expect.Same("runtime of "+text(b, "sid")+" later", text(later, "runtime"),
				text(b, "runtime"))); err != nil {
			return err
		}
	}
	return nil
}

// elsewhere makes a Function Version in a new Service.
func elsewhere(ctx context.Context, s *suite.Session) (*serverless.FunctionVersion, error) {
	service, err := s.CreateService(ctx)
	if err != nil {
		return nil, err
	}
	return s.CreateFunctionVersion(ctx, service)
}

// listedDependencies wants a list to have each Build with the dependencies that it was created with.
func listedDependencies(ctx context.Context, s *suite.Session, list string, made ...object) error {
	items, err := s.List(ctx, list, 0)
	if err != nil {
		return err
	}
	listed := map[string]object{}
	for _, item := range items {
		var o object
		if err := item.Into(&o); err != nil {
			return err
		}
		listed[item.SID] = o
	}
	var problems []error
	for _, b := range made {
		sid := text(b, "sid")
		problems = append(problems, expect.Same("dependencies of "+sid+" in the list",
			unordered(listed[sid]["dependencies"]), unordered(b["dependencies"])))
	}
	return errors.Join(problems...)
}

func builtWith(ctx context.Context, s *suite.Session, list, version, dependencies string, more ...string) (b object,
	err error) {
	fields := form(append([]string{"FunctionVersions", version}, more...)...)
	if dependencies != "" {
		fields.Set("Dependencies", dependencies)
	}
	err = s.Post(ctx, list, fields).Created(&b)
	return b, err
}

// dependsOn wants a Build to have these packages in these versions, the two of the platform, and none of others.
func dependsOn(b object, asked map[string]string, others string) error {
	got := map[string]string{}
	list, _ := b["dependencies"].([]any)
	for _, d := range list {
		o, _ := d.(object)
		got[text(o, "name")] = text(o, "version")
	}
	var problems []error
	for name, version := range asked {
		problems = append(problems, expect.Same("version of the dependency "+name, got[name], version))
	}
	for _, name := range []string{"twilio", "@twilio/runtime-handler"} {
		problems = append(problems, expect.That(got[name] != "", "the dependencies %v lack %s", got, name))
	}
	for _, name := range strings.Fields(others) {
		problems = append(problems, expect.That(got[name] == "",
			"the dependencies %v have %s, which this Build was not given", got, name))
	}
	return errors.Join(problems...)
}

package state

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// untouchedCases do one thing after the other in a furnished Service, and want each to change what
// it names and nothing else.
func untouchedCases() []suite.Case {
	return []suite.Case{
		{
			ID: "services/changes-leave-other-services-alone",
			Claim: "What is done to one Service leaves others as they were, also those with the same FriendlyName " +
				"or a UniqueName that begins alike.",
			Source: resourcePage + "service", Level: suite.Documented,
			Ops: []string{"CreateService", "UpdateService", "DeleteService", "FetchService"},
			Run: otherServicesUntouched,
		},
		filesCase("functions", "Function"), filesCase("assets", "Asset"),
		{
			ID:     "environments/changes-leave-everything-else-alone",
			Claim:  "To create or delete an Environment changes nothing outside of it.",
			Source: resourcePage + "environment", Level: suite.Documented,
			Ops:  []string{"CreateEnvironment", "DeleteEnvironment", "DeleteBuild"},
			Cost: costOfLast, Run: inLast(environmentsUntouched),
		},
		{
			ID: "variables/changes-leave-everything-else-alone",
			Claim: "To create, update or delete a Variable changes no other, also none with the same Key, a Key " +
				"that begins alike or the same Value.",
			Source: resourcePage + "variable", Level: suite.Documented,
			Ops:  []string{"CreateVariable", "UpdateVariable", "DeleteVariable", "ListVariable"},
			Cost: costOfKeeper, Run: in(variablesUntouched),
		},
		{
			ID: "builds/changes-leave-everything-else-alone",
			Claim: "To create or delete a Build changes no other Build, and neither what it is made of nor what " +
				"is live.",
			Source: resourcePage + "build", Level: suite.Documented,
			Ops: []string{"CreateBuild", "DeleteBuild", "ListBuild", "UpdateFunction", "UpdateAsset",
				"UpdateVariable"},
			Cost: costOfKeeper + 1, Run: in(buildsUntouched), // which waits for Builds
		},
		{
			ID:     "deployments/changes-leave-everything-else-alone",
			Claim:  "A Deployment changes which Build is live in its Environment and nothing else.",
			Source: resourcePage + "deployment", Level: suite.Documented,
			Ops: []string{"CreateDeployment", "ListDeployment", "FetchEnvironment", "UpdateService", "UpdateFunction",
				"UpdateAsset", "UpdateVariable"},
			Cost: costOfKeeper, Run: in(deploymentsUntouched),
		},
	}
}

func filesCase(resource, kind string) suite.Case {
	return suite.Case{
		ID: resource + "/changes-leave-everything-else-alone",
		Claim: "To create, update or delete one changes no other, also none with the same FriendlyName, and " +
			"neither versions, Builds nor what is live.",
		Source: resourcePage + resource[:len(resource)-1], Level: suite.Documented,
		Ops: []string{"Create" + kind, "Update" + kind, "Delete" + kind, "List" + kind, "Create" + kind + "Version",
			"List" + kind + "Version"},
		Cost: costOfKeeper, Run: in(func(ctx context.Context, s *suite.Session, w *furnished) error {
			list, mine := w.service+"/"+kind+"s", w.functions
			if kind == "Asset" {
				mine = w.assets
			}
			var made, stays string
			renamed := change{props: map[string][]string{mine[0]: {"friendly_name", "date_updated"}}}
			if err := w.walk(ctx, s, []step{
				{"create one with a name that is there", change{}, func() (err error) {
					made, err = create(ctx, s, list, "FriendlyName", alike)
					return err
				}},
				{"upload a version to the second", change{made: map[string]int{mine[1] + "/Versions": 1}},
					func() error {
						_, err := uploadTo(ctx, s, mine[1], suite.File{Path: "/another", Visibility: "private"})
						return err
					}},
				{"rename the first", renamed, func() error {
					return s.Post(ctx, mine[0], form("FriendlyName", "renamed")).OK(nil)
				}},
				{"rename the first again", renamed, func() error {
					return s.Post(ctx, mine[0], form("FriendlyName", "renamed again")).OK(nil)
				}},
				{"rename the newest", change{}, func() error {
					return s.Post(ctx, made, form("FriendlyName", "renamed, and newer")).OK(nil)
				}},
				{"create another with a name that is there", change{made: map[string]int{list: 1}}, func() (err error) {
					stays, err = create(ctx, s, list, "FriendlyName", alike)
					return err
				}},
				{"delete the one that was made first", change{}, func() error { return s.Delete(ctx, made).Deleted() }},
				{"delete one without versions", change{gone: []string{mine[2]}},
					func() error { return s.Delete(ctx, mine[2]).Deleted() }},
			}); err != nil {
				return err
			}
			mine[2], w.intact = stays, true
			return expect.Then(nil, expect.Same("friendly_name of "+mine[0], text(w.was[mine[0]], "friendly_name"),
				"renamed again"), expect.Same("friendly_name of "+stays, text(w.was[stays], "friendly_name"), alike))
		}),
	}
}

// A step is a request of a case, in words, and what it may change.
type step struct {
	what string
	may  change
	do   func() error
}

// walk does steps and looks once at what they changed together: a snapshot costs as much as many steps.
func (w *furnished) walk(ctx context.Context, s *suite.Session, steps []step) error {
	steps = slices.DeleteFunc(slices.Clone(steps), func(st step) bool { // that delete what nothing deletes
		return len(st.may.gone) > 0 && !s.Offers(http.MethodDelete, st.may.gone[0])
	})
	all := change{props: map[string][]string{}, made: map[string]int{}}
	var what []string
	for _, st := range steps {
		what = append(what, st.what)
		for path, names := range st.may.props {
			all.props[path] = append(all.props[path], names...)
		}
		for list, n := range st.may.made {
			all.made[list] += n
		}
		all.gone = append(all.gone, st.may.gone...)
	}
	return w.only(ctx, s, strings.Join(what, ", "), all, func() error {
		for _, st := range steps {
			if err := st.do(); err != nil {
				return fmt.Errorf("to %s: %w", st.what, err)
			}
		}
		return nil
	})
}

func otherServicesUntouched(ctx context.Context, s *suite.Session) error {
	name := s.Name()
	var paths []string
	for _, n := range []string{name + "-a", name + "-a-and-more", name + "-a-2"} {
		path, err := create(ctx, s, "/v1/Services", "UniqueName", n, "FriendlyName", "Contract check "+name,
			"UiEditable",
			"true", "IncludeCredentials", "false")
		if err != nil {
			return err
		}
		paths = append(paths, path)
	}
	env, err := create(ctx, s, paths[2]+"/Environments", "UniqueName", "e")
	if err != nil {
		return err
	}
	if _, err := create(ctx, s, env+"/Variables", "Key", "K", "Value", "v"); err != nil {
		return err
	}
	w := &furnished{service: paths[2]}
	if w.was, err = take(ctx, s, w.service, nil, change{}); err != nil {
		return err
	}
	none := change{}
	return w.walk(ctx, s, []step{
		{"update one of its options", change{props: map[string][]string{paths[2]: {"friendly_name", "date_updated"}}},
			func() error {
				return s.Post(ctx, paths[2], form("FriendlyName", "Contract check "+name+" renamed")).OK(nil)
			}},
		{"update another", none, func() error {
			return s.Post(ctx, paths[0], form("FriendlyName", "Contract check "+name+" other", "UiEditable", "false",
				"IncludeCredentials", "true")).OK(nil)
		}},
		{"rename it back", change{props: map[string][]string{paths[2]: {"friendly_name", "date_updated"}}},
			func() error {
				return s.Post(ctx, paths[2], form("FriendlyName", "Contract check "+name)).OK(nil)
			}},
		{"update nothing", none, func() error { return s.Post(ctx, paths[0], nil).OK(nil) }},
		{"delete another", none, func() error { return s.Delete(ctx, paths[0]).Deleted() }},
		{"look at the one whose name begins alike", none, func() error { return s.Get(ctx, paths[1]).OK(nil) }},
		{"delete the one whose name begins alike", none, func() error { return s.Delete(ctx, paths[1]).Deleted() }},
		{"take a name again that was deleted", none, func() error {
			return s.Post(ctx, "/v1/Services", form("UniqueName", name+"-a", "FriendlyName",
				"Contract check "+name)).Created(nil)
		}},
	})
}

func environmentsUntouched(ctx context.Context, s *suite.Session, w *furnished) error {
	list, third := w.service+"/Environments", w.environments[2]
	var made string
	steps := []step{{"create an Environment", change{made: map[string]int{list: 1}}, func() (err error) {
		made, err = create(ctx, s, list, "UniqueName", "another", "DomainSuffix", "another")
		return err
	}}}
	if w.liveOn(2) != "" { // so that the first Build is live nowhere in the end
		steps = append(steps, step{"deploy another Build to the third", change{
			props: map[string][]string{third: {"build_sid", "date_updated"}},
			made:  map[string]int{third + "/Deployments": 1},
		}, func() error { return w.deploy(ctx, s, 2, w.builds[1]) }})
	}
	if err := w.walk(ctx, s, steps); err != nil {
		return err
	}
	if err := expect.Same("build_sid of a new Environment", expect.Quoted(w.was[made]["build_sid"]),
		"null"); err != nil {
		return err
	}
	return w.walk(ctx, s, []step{
		{"delete an Environment with a live Build and Variables", change{gone: []string{w.environments[1]}},
			func() error {
				return s.Delete(ctx, w.environments[1]).Deleted()
			}},
		{"create one with the names that were deleted", change{made: map[string]int{list: 1}}, func() error {
			_, err := create(ctx, s, list, "UniqueName", "Plain-two", "DomainSuffix", "two")
			return expect.Then(err, s.Get(ctx, w.variables[0]).OK(nil)) // the other one had a Variable of the same Key
		}},
		{"delete the one that was made", change{gone: []string{made}},
			func() error { return s.Delete(ctx, made).Deleted() }},
		{"delete the Environment without a suffix", change{gone: []string{w.environments[0]}}, func() error {
			return s.Delete(ctx, w.environments[0]).Deleted()
		}},
		{"delete a Build that is live nowhere any more", change{gone: []string{w.service + "/Builds/" + w.builds[0]}},
			func() error {
				return s.Delete(ctx, w.service+"/Builds/"+w.builds[0]).Deleted()
			}},
	})
}

func variablesUntouched(ctx context.Context, s *suite.Session, w *furnished) error {
	list, v := w.environments[0]+"/Variables", w.variables
	second, third := w.environments[1]+"/Variables", w.environments[2]+"/Variables"
	another, taken, again := "", "", ""
	add := func(into *string, list, key, value string) func() error {
		return func() (err error) {
			*into, err = create(ctx, s, list, "Key", key, "Value", value)
			return err
		}
	}
	update := func(pairs ...string) func() error {
		return func() error { return s.Post(ctx, v[0], form(pairs...)).OK(nil) }
	}
	value := change{props: map[string][]string{v[0]: {"value", "date_updated"}}}
	err := w.walk(ctx, s, []step{
		{"create a Variable", change{made: map[string]int{list: 1}}, add(&another, list, "B", sameValue)},
		{"create one of a Key that another Environment has", change{made: map[string]int{third: 1}},
			add(new(string), third, "A", "third")},
		{"update a Value", value, update("Value", "new")},
		{"update a Value and send the Key as it is", value, update("Key", "A", "Value", spacedValue)},
		{"update a Key", change{props: map[string][]string{v[0]: {"key", "date_updated"}}}, update("Key", "RENAMED")},
		{"update nothing", change{props: map[string][]string{v[0]: {"date_updated"}}}, update()},
		{"take the Key that was given up", change{made: map[string]int{list: 1}}, add(&taken, list, "A", "taken over")},
		{"delete a Variable", change{gone: []string{v[3]}}, func() error { return s.Delete(ctx, v[3]).Deleted() }},
		{"take the Key that was deleted", change{made: map[string]int{second: 1}}, add(&again, second, "A", "again")},
		{"delete one with the Value of another", change{gone: []string{v[1]}},
			func() error { return s.Delete(ctx, v[1]).Deleted() }},
	})
	if err != nil {
		return err
	}
	w.variables, w.intact = []string{taken, another, v[2], again}, true
	return expect.Then(nil, expect.Same("key after the updates", text(w.was[v[0]], "key"), "RENAMED"),
		expect.Same("value after the updates", text(w.was[v[0]], "value"), spacedValue),
		expect.Same("value of the Variable that took the Key", text(w.was[taken], "value"), "taken over"),
		expect.Same("value of the Variable that took the Key of a deleted one", text(w.was[again], "value"), "again"))
}

func buildsUntouched(ctx context.Context, s *suite.Session, w *furnished) error {
	list, v := w.service+"/Builds", w.versions
	var made string
	var others [2]string // that are made of the same as those that are deleted, for cases that come later
	build := func(into *string, functions, assets []string) func() error {
		return func() error {
			sid, err := w.build(ctx, s, functions, assets)
			*into = list + "/" + sid
			return err
		}
	}
	steps, later := w.updated(ctx, s)
	err := w.walk(ctx, s, append(steps, []step{
		{"create a Build", change{made: map[string]int{list: 1}}, build(&made, v[2:3], v[5:6])},
		{"create one like another", change{made: map[string]int{list: 1}}, build(&others[0], v[1:3], v[4:5])},
		{"ask for a Build of nothing", change{}, func() error { return s.Post(ctx, list, nil).RefusedSomehow() }},
		{"create one of Assets alone", change{made: map[string]int{list: 1}}, build(&others[1], nil, v[5:6])},
	}...))
	if err != nil {
		return err
	}
	if err := w.contains(w.was[made], v[2:3], v[5:6]); err != nil {
		return err
	}
	ends := change{props: map[string][]string{}}
	for _, path := range append(others[:], made) {
		ends.props[path] = []string{"status", "date_updated"}
	}
	err = w.walk(ctx, s, []step{
		{"wait until the Builds are completed", ends, func() error {
			return forEach(append([]string{made}, others[:]...),
				func(path string) error { return w.complete(ctx, s, sidOf(path)) })
		}},
		{"delete a Build that was never live", change{gone: []string{list + "/" + w.builds[2]}}, func() error {
			return s.Delete(ctx, list+"/"+w.builds[2]).Deleted()
		}},
		{"delete a Build that was live once", change{gone: []string{list + "/" + w.builds[1]}}, func() error {
			return s.Delete(ctx, list+"/"+w.builds[1]).Deleted()
		}},
	})
	if err != nil {
		return err
	}
	w.more[sidOf(made)] = [2][]string{v[2:3], v[5:6]}
	for sid, versions := range map[string][2][]string{w.builds[1]: {v[1:3], v[4:5]}, w.builds[2]: {nil, v[5:6]}} {
		if _, stays := w.was[list+"/"+sid]; stays { // no Build can be deleted
			w.more[sid] = versions
		}
	}
	w.builds[1], w.builds[2], w.intact = sidOf(others[0]), sidOf(others[1]), true
	return errors.Join(later(), s.Get(ctx, list+"/"+w.builds[0]+"/Status").OK(nil))
}

func deploymentsUntouched(ctx context.Context, s *suite.Session, w *furnished) error {
	want := []any{w.builds[0], w.builds[0], w.was[w.environments[2]]["build_sid"]}
	steps, later := w.updated(ctx, s)
	add := func(what string, environment int, build string, look bool) {
		e := w.environments[environment]
		steps = append(steps, step{what, change{props: map[string][]string{e: {"build_sid", "date_updated"}},
			made: map[string]int{e + "/Deployments": 1}}, func() error {
			if err := w.deploy(ctx, s, environment, build); err != nil || !look {
				return err
			}
			want[environment] = build
			var now object
			err := s.Get(ctx, e).OK(&now)
			if err := expect.Then(err, expect.Same("build_sid of "+e, expect.Quoted(now["build_sid"]),
				expect.Quoted(build))); err != nil {
				return err
			}
			return w.allLive(ctx, s, want)
		}})
	}
	if want[2] == nil {
		add("deploy an older Build to the third Environment", 2, w.builds[0], true)
	}
	add("deploy another Build", 0, w.builds[2], true)
	add("deploy a third one, which is live nowhere", 1, w.builds[1], true)
	add("deploy a Build that was live before", 0, w.builds[1], true)
	add("deploy one again that was replaced", 0, w.builds[2], true)
	add("deploy the first one again", 0, w.builds[0], false)
	add("deploy the first one again to the second Environment", 1, w.builds[0], false)
	steps = append(steps, step{"rename the Service", change{props: map[string][]string{
		w.service: {"friendly_name", "date_updated"}}}, func() error {
		return s.Post(ctx, w.service, form("FriendlyName", "Contract check "+sidOf(w.service))).OK(nil)
	}})
	if err := w.walk(ctx, s, steps); err != nil {
		return err
	}
	w.intact = true
	return later()
}

// updated are steps that change what has a value already, and what wants it to have the new one in the end: what comes
// between must not bring the old one back.
func (w *furnished) updated(ctx context.Context, s *suite.Session) (steps []step, later func() error) {
	value := "updated " + s.Name()
	fields := map[string]string{w.functions[0]: "friendly_name", w.assets[0]: "friendly_name", w.variables[0]: "value"}
	for _, path := range []string{w.functions[0], w.assets[0], w.variables[0]} {
		property := fields[path]
		field := map[string]string{"friendly_name": "FriendlyName", "value": "Value"}[property]
		may := change{props: map[string][]string{path: {property, "date_updated"}}}
		steps = append(steps, step{"update " + path, may,
			func() error { return s.Post(ctx, path, form(field, value)).OK(nil) }})
	}
	return steps, func() error {
		return forEach([]string{w.functions[0], w.assets[0], w.variables[0]}, func(path string) error {
			return expect.Same(fields[path]+" of "+path+" later", text(w.was[path], fields[path]), value)
		})
	}
}

// allLive wants these Builds to be live in the Environments, nil for none, as the list of them has it.
func (w *furnished) allLive(ctx context.Context, s *suite.Session, want []any) error {
	return reread(ctx, func() error {
		items, err := s.List(ctx, w.service+"/Environments", 0)
		live := map[string]any{}
		for _, item := range items {
			var o object
			if err := item.Into(&o); err != nil {
				return err
			}
			live[item.SID] = o["build_sid"]
		}
		problems := []error{err}
		for i, e := range w.environments {
			problems = append(problems, expect.Same("build_sid of "+e+" in the list", expect.Quoted(live[sidOf(e)]),
				expect.Quoted(want[i])))
		}
		return errors.Join(problems...)
	})
}

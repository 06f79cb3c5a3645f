package state

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// clockSkew is how far the dates of an answer may be from the moment at which it came.
const clockSkew = 5 * time.Minute

func dateCases() []suite.Case {
	return []suite.Case{
		{
			ID: "services/dates-tell-when-things-were-made",
			Claim: "The date_created of a resource is the time in GMT at which it was created, and does not move " +
				"when time passes or it is read.",
			Source: officialSpec, Level: suite.Documented,
			Ops: []string{"CreateService", "CreateFunction", "CreateAsset", "CreateFunctionVersion",
				"CreateAssetVersion",
				"CreateEnvironment", "CreateVariable", "CreateBuild", "CreateDeployment", "FetchBuild",
				"FetchEnvironment"},
			Run: creationDates,
		},
		{
			ID: "services/date-updated-tells-the-last-update",
			Claim: "The date_updated moves with each update of a Service, Function, Asset or Variable, and " +
				"date_created does not.",
			Source: officialSpec, Level: suite.Documented,
			Ops: []string{"UpdateService", "UpdateFunction", "UpdateAsset",
				"UpdateVariable", "FetchService", "FetchFunction", "FetchAsset", "FetchVariable"},
			Cost: costOfKeeper, Run: in(updateDates),
		},
	}
}

func dateOf(o object, name string) (time.Time, error) {
	return time.Parse(time.RFC3339, text(o, name))
}

// isNow wants a date to be about the time that the server says it is, in its Date header. Whoever
// sends none has no clock that could be asked (RFC 9110, section 6.6.1).
func isNow(a *suite.Answer, what string, date time.Time) error {
	now, err := http.ParseTime(a.Header.Get("Date"))
	if err != nil {
		return nil
	}
	off := now.Sub(date)
	return expect.That(off > -clockSkew && off < clockSkew, "%s is %s, want the time of its creation in GMT, %s", what,
		date.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339))
}

// creationDates makes one thing after the other, with a pause between, and reads all of them again in the end.
func creationDates(ctx context.Context, s *suite.Session) error {
	name := s.Name()
	made := map[string]object{}
	lastOn := map[bool]time.Time{} // by whether it is the host of uploads, which has a clock of its own
	var path string
	add := func(a *suite.Answer, at string) error {
		var o object
		if err := a.Created(&o); err != nil {
			return err
		}
		path = at + "/" + text(o, "sid")
		made[path] = o
		date, err := dateOf(o, "date_created")
		if err != nil {
			return err
		}
		uploaded := strings.HasSuffix(at, "/Versions")
		last := lastOn[uploaded]
		problems := []error{
			isNow(a, "date_created of "+path, date),
			expect.That(date.After(last),
				"date_created of %s is %s, not after %s, when something was created %s before",
				path, date.UTC(), last.UTC(), suite.DateStep),
		}
		if updated, err := dateOf(o, "date_updated"); err == nil {
			problems = append(problems, expect.That(!updated.Before(date) && updated.Sub(date) < suite.DateStep,
				"date_updated of %s is %s at its creation at %s", path, text(o, "date_updated"),
				text(o, "date_created")))
		}
		lastOn[uploaded] = date
		return errors.Join(append(problems, suite.Wait(ctx, suite.DateStep))...)
	}
	if err := add(s.Post(ctx, "/v1/Services", form("UniqueName", name, "FriendlyName", "Contract check "+name)),
		"/v1/Services"); err != nil {
		return err
	}
	service := path
	if err := add(s.Post(ctx, service+"/Functions", form("FriendlyName", "f")), service+"/Functions"); err != nil {
		return err
	}
	function := path
	if err := add(s.Post(ctx, service+"/Assets", form("FriendlyName", "a")), service+"/Assets"); err != nil {
		return err
	}
	asset := path
	for _, parent := range []string{function, asset, function} { // each kind is later than something on its host
		if err := add(s.Upload(ctx, parent+"/Versions", suite.File{}.Parts(s)...), parent+"/Versions"); err != nil {
			return err
		}
	}
	version := sidOf(path)
	// The first upload is compared with nothing, this one with that of the Function.
	if err := add(s.Upload(ctx, asset+"/Versions", suite.File{}.Parts(s)...), asset+"/Versions"); err != nil {
		return err
	}
	if err := add(s.Post(ctx, service+"/Environments", form("UniqueName", "e")), service+"/Environments"); err != nil {
		return err
	}
	w := &furnished{service: service, environments: []string{path}}
	if err := add(s.Post(ctx, path+"/Variables", form("Key", "K", "Value", "v")), path+"/Variables"); err != nil {
		return err
	}
	if err := add(s.Post(ctx, service+"/Builds", form("FunctionVersions", version)), service+"/Builds"); err != nil {
		return err
	}
	build := path
	if err := w.complete(ctx, s, sidOf(build)); err != nil {
		return err
	}
	if err := add(s.Post(ctx, w.environments[0]+"/Deployments", form("BuildSid", sidOf(build))),
		w.environments[0]+"/Deployments"); err != nil {
		return err
	}
	if err := secondOnes(ctx, s, service, w.environments[0], lastOn[false]); err != nil {
		return err
	}
	return forEach(slices.Sorted(maps.Keys(made)), func(path string) error {
		var o object
		if err := s.Get(ctx, path).OK(&o); err != nil {
			return err
		}
		problems := []error{expect.Same("date_created of "+path+" later", text(o, "date_created"),
			text(made[path], "date_created"))}
		above := []string{build, w.environments[0], service, function, asset} // something in them has changed since
		if !slices.Contains(above, path) {
			problems = append(problems, expect.Same("date_updated of "+path+" later", expect.Quoted(o["date_updated"]),
				expect.Quoted(made[path]["date_updated"])))
		}
		return errors.Join(problems...)
	})
}

// secondOnes makes another one of each kind, a while after the first, and looks at their dates.
func secondOnes(ctx context.Context, s *suite.Session, service, environment string, last time.Time) error {
	second := []struct {
		list   string
		fields url.Values
	}{
		{service + "/Functions", form("FriendlyName", "f")}, {service + "/Assets", form("FriendlyName", "a")},
		{service + "/Environments", form("UniqueName", "second", "DomainSuffix", "second")},
		{environment + "/Variables", form("Key", "SECOND", "Value", "v")},
	}
	return numbered(len(second), func(i int) error {
		var o object
		if err := s.Post(ctx, second[i].list, second[i].fields).Created(&o); err != nil {
			return err
		}
		date, err := dateOf(o, "date_created")
		return expect.Then(err, expect.That(date.After(last),
			"date_created of a second one in %s is %s, not after %s, when something was created %s before",
			second[i].list, date.UTC(), last.UTC(), suite.DateStep))
	})
}

func updateDates(ctx context.Context, s *suite.Session, w *furnished) error {
	for round := range 2 { // each property that can be updated
		for _, path := range []string{w.service, w.functions[2], w.assets[2], w.variables[2]} {
			field, value := "FriendlyName", "Contract check "+s.Name()
			switch {
			case path == w.service && round == 1:
				field, value = "UiEditable", fmt.Sprint(w.was[path]["ui_editable"] != true)
			case path == w.variables[2]:
				field = []string{"Value", "Key"}[round]
				value = strings.ReplaceAll(value, " ", "_") // no page says which characters a Key may have
			}
			var answered, later object
			at := path
			if path == w.service && round == 1 { // a Service may be named by its UniqueName
				at = suite.Path("Services", text(w.was[path], "unique_name"))
			}
			if err := s.Post(ctx, at, form(field, value)).OK(&answered); err != nil {
				return err
			}
			was := w.was[path]
			before, err1 := dateOf(was, "date_updated")
			after, err2 := dateOf(answered, "date_updated")
			if err := errors.Join(err1, err2); err != nil {
				return err
			}
			if err := expect.Then(nil,
				expect.Same("date_created of "+path+" after an update", text(answered, "date_created"),
					text(was, "date_created")),
				expect.That(after.After(before), "date_updated of %s is %s after an update, was %s before", path,
					text(answered, "date_updated"), text(was, "date_updated")),
			); err != nil {
				return err
			}
			if err := suite.Wait(ctx, suite.DateStep); err != nil {
				return err
			}
			err := s.Get(ctx, path).OK(&later)
			if err := expect.Then(err,
				expect.Same("date_created of "+path+" fetched after an update", text(later, "date_created"),
					text(was, "date_created")),
				expect.Same("date_updated of "+path+" fetched after an update", text(later, "date_updated"),
					text(answered, "date_updated")),
			); err != nil {
				return err
			}
			if round == 1 && (path == w.assets[2] || path == w.variables[2]) { // of the others, other cases see it
				if err := staysSo(ctx, s, path, later); err != nil {
					return err
				}
			}
			w.was[path] = later
		}
	}
	if err := reread(ctx, func() error { return w.listedAsFetched(ctx, s) }); err != nil {
		return err
	}
	for _, path := range []string{w.service, w.environments[0]} { // what is in them was updated, so they may be, too
		var now object
		if err := s.Get(ctx, path).OK(&now); err != nil {
			return err
		}
		w.was[path] = now
	}
	w.intact = true
	return nil
}

// staysSo wants further reads to show what the first one did.
func staysSo(ctx context.Context, s *suite.Session, path string, first object) error {
	return numbered(2, func(int) error {
		var again object
		err := s.Get(ctx, path).OK(&again)
		var problems []error
		for _, name := range []string{"friendly_name", "key", "value", "date_created", "date_updated"} {
			problems = append(problems, expect.Same(name+" of "+path+" when it is read again", text(again, name),
				text(first, name)))
		}
		return expect.Then(err, problems...)
	})
}

// listedAsFetched wants lists that were read before the updates to show what fetches show after them.
func (w *furnished) listedAsFetched(ctx context.Context, s *suite.Session) error {
	return forEach([]string{w.functions[2], w.assets[2], w.variables[2]}, func(path string) error {
		items, err := s.List(ctx, path[:len(path)-len(sidOf(path))-1], 0)
		for _, item := range items {
			var o object
			if item.SID != sidOf(path) {
				continue
			}
			err = errors.Join(err, item.Into(&o))
			for _, name := range []string{"friendly_name", "value", "key", "ui_editable", "date_updated"} {
				err = errors.Join(err, expect.Same(name+" of "+path+" in its list after updates",
					expect.Quoted(o[name]), expect.Quoted(w.was[path][name])))
			}
		}
		return err
	})
}

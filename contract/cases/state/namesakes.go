package state

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// namesakeCases delete and update one of several that are alike, with nothing in between that could hide the loss.
func namesakeCases() []suite.Case {
	var all []suite.Case
	for _, kind := range []string{"Function", "Asset"} {
		all = append(all, suite.Case{
			ID: strings.ToLower(kind) + "s/delete-leaves-namesakes",
			Claim: "To delete one leaves others with its FriendlyName: those before and after it, " +
				"those of the other kind and those of another Service.",
			Source: resourcePage + strings.ToLower(kind), Level: suite.Documented,
			Ops: []string{"Delete" + kind, "FetchFunction", "FetchAsset"},
			Run: func(ctx context.Context, s *suite.Session) error { return namesakesStay(ctx, s, kind+"s") },
		})
	}
	return append(all,
		suite.Case{
			ID: "variables/delete-leaves-keys-that-begin-alike",
			Claim: "To delete a Variable leaves those whose Key begins or ends with its Key, and those with its " +
				"Key elsewhere.",
			Source: resourcePage + "variable", Level: suite.Documented,
			Ops: []string{"DeleteVariable", "FetchVariable"},
			Run: likeKeysStay,
		},
		suite.Case{
			ID:     "environments/delete-leaves-the-others-live",
			Claim:  "To delete an Environment leaves what is live in the others, also when it is the same Build.",
			Source: resourcePage + "environment", Level: suite.Documented,
			Ops: []string{"DeleteEnvironment", "FetchEnvironment"},
			Run: othersStayLive,
		},
		suite.Case{
			ID: "services/update-leaves-others-alone",
			Claim: "To update the FriendlyName, UiEditable or IncludeCredentials of one Service changes nothing " +
				"of another, older or newer.",
			Source: resourcePage + "service", Level: suite.Documented,
			Ops: []string{"UpdateService", "FetchService"},
			Run: othersAsTheyWere,
		})
}

func namesakesStay(ctx context.Context, s *suite.Session, kind string) error {
	first, err := s.SharedService(ctx)
	if err != nil {
		return err
	}
	second, err := s.SharedStage(ctx, 0)
	if err != nil {
		return err
	}
	var paths []string
	for _, list := range []string{
		suite.Path("Services", first.SID, kind), suite.Path("Services", first.SID, kind),
		suite.Path("Services", first.SID, kind), suite.Path("Services", first.SID, "Functions"),
		suite.Path("Services", first.SID, "Assets"), suite.Path("Services", second.SID, kind),
	} {
		path, err := create(ctx, s, list, "FriendlyName", "namesake")
		if err != nil {
			return err
		}
		paths = append(paths, path)
	}
	return expect.Then(s.Delete(ctx, paths[1]).Deleted(), s.Get(ctx, paths[1]).NotFound(),
		forEach(append(paths[:1:1], paths[2:]...), func(path string) error { return s.Get(ctx, path).OK(nil) }))
}

func likeKeysStay(ctx context.Context, s *suite.Session) error {
	service, err := s.SharedStage(ctx, 2)
	if err != nil {
		return err
	}
	var paths, lists []string
	for i := range 2 {
		e, err := create(ctx, s, suite.Path("Services", service.SID, "Environments"), "UniqueName", s.Name(),
			"DomainSuffix", s.Suffix())
		if err != nil {
			return err
		}
		keys := []string{"KEY", "KEY_2", "KEYS", "MY_KEY", "K"}
		if i > 0 {
			keys = keys[:2] // those of elsewhere
		}
		for _, key := range keys {
			path, err := create(ctx, s, e+"/Variables", "Key", key, "Value", "value of "+key)
			if err != nil {
				return err
			}
			paths = append(paths, path)
		}
		lists = append(lists, e+"/Variables")
	}
	if err := expect.Then(s.Delete(ctx, paths[0]).Deleted(), s.Get(ctx, paths[0]).NotFound(),
		s.Get(ctx, paths[1]).OK(nil), s.Get(ctx, paths[5]).OK(nil)); err != nil {
		return err
	}
	return reread(ctx, func() error {
		var left []string
		for _, list := range lists {
			items, err := s.List(ctx, list, 0)
			if err != nil {
				return err
			}
			for _, sid := range suite.SIDs(items) {
				left = append(left, list+"/"+sid)
			}
		}
		return expect.Same("the Variables that are left, sorted,", fmt.Sprint(slices.Sorted(slices.Values(left))),
			fmt.Sprint(slices.Sorted(slices.Values(paths[1:]))))
	})
}

func othersStayLive(ctx context.Context, s *suite.Session) error {
	const environments = 3
	service, err := s.SharedStage(ctx, environments)
	if err != nil {
		return err
	}
	build, err := s.SharedBuild(ctx, service)
	if err != nil {
		return err
	}
	var paths []string
	for range environments {
		e, err := create(ctx, s, suite.Path("Services", service.SID, "Environments"), "UniqueName", s.Name(),
			"DomainSuffix", s.Suffix())
		if err != nil {
			return err
		}
		if err := s.Post(ctx, e+"/Deployments", form("BuildSid", build.SID)).Created(nil); err != nil {
			return err
		}
		paths = append(paths, e)
	}
	if err := s.Delete(ctx, paths[1]).Deleted(); err != nil {
		return err
	}
	return forEach([]string{paths[0], paths[2]}, func(path string) error {
		var o object
		err := s.Get(ctx, path).OK(&o)
		return expect.Then(err, expect.Same("build_sid of "+path, text(o, "build_sid"), build.SID))
	})
}

func othersAsTheyWere(ctx context.Context, s *suite.Session) error {
	name := s.Name()
	var paths []string
	for _, suffix := range []string{"-old", "-mid", "-new"} {
		path, err := create(ctx, s, "/v1/Services", "UniqueName", name+suffix, "FriendlyName", "Contract check "+name,
			"UiEditable", "false", "IncludeCredentials", "true")
		if err != nil {
			return err
		}
		paths = append(paths, path)
	}
	if err := suite.Wait(ctx, suite.DateStep); err != nil {
		return err
	}
	others := []string{paths[0], paths[2]}
	was := map[string]object{}
	for _, path := range others {
		var o object
		if err := s.Get(ctx, path).OK(&o); err != nil {
			return err
		}
		was[path] = o
	}
	for _, field := range [][2]string{{"FriendlyName", "Contract check " + name + " renamed"}, {"UiEditable", "true"},
		{"IncludeCredentials", "false"}} {
		if err := s.Post(ctx, paths[1], form(field[0], field[1])).OK(nil); err != nil {
			return err
		}
	}
	return forEach(others, func(path string) error {
		var o object
		err := s.Get(ctx, path).OK(&o)
		problems := []error{err}
		for _, property := range []string{"friendly_name", "ui_editable", "include_credentials", "date_updated"} {
			problems = append(problems, expect.Same(property+" of "+path+" after updates of another",
				expect.Quoted(o[property]), expect.Quoted(was[path][property])))
		}
		return errors.Join(problems...)
	})
}

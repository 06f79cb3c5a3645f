package state

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// accountCases come with the credentials of another account.
func accountCases() []suite.Case {
	return []suite.Case{
		{
			ID: "auth/nothing-of-an-account-is-open-to-others",
			Claim: "Nothing of an account is found, listed, changed, filled or deployed to with the credentials " +
				"of another one.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed,
			Needs: []suite.Feature{suite.FeatureForeignAccount},
			Ops: []string{"FetchService", "UpdateService", "DeleteService", "ListFunction", "CreateFunction",
				"FetchFunction", "FetchFunctionVersionContent", "CreateFunctionVersion", "CreateAssetVersion",
				"FetchEnvironment", "CreateDeployment", "FetchVariable", "UpdateVariable", "DeleteVariable",
				"ListVariable",
				"CreateVariable", "FetchBuild", "FetchBuildStatus"},
			Cost: costOfKeeper, Run: in(func(ctx context.Context, s *suite.Session, w *furnished) error {
				other, err := s.As(s.Target().ForeignUsername, s.Target().ForeignPassword)
				if err != nil {
					return err
				}
				paths := append(w.ofEachKind(), w.further()...)
				err = w.only(ctx, s, "come with other credentials", change{}, func() error {
					return w.closedTo(ctx, other, paths, (*suite.Answer).NotFound)
				})
				w.intact = err == nil
				return err
			}),
		},
		{
			ID: "auth/nothing-is-open-without-credentials",
			Claim: "Nothing that is there is found, listed, changed, filled or deployed to without credentials: neither by " +
				"its SID nor by a name, and no later page of a list.",
			Source: officialSpec, Level: suite.Documented,
			Ops: []string{"FetchService", "UpdateService", "DeleteService", "ListFunction", "CreateFunction",
				"FetchFunction", "FetchFunctionVersionContent", "CreateFunctionVersion", "CreateAssetVersion",
				"FetchEnvironment", "CreateDeployment", "ListDeployment", "FetchVariable", "UpdateVariable",
				"DeleteVariable", "ListVariable", "CreateVariable", "FetchBuild", "FetchBuildStatus"},
			Cost: costOfKeeper, Run: in(withoutCredentials),
		},
	}
}

// ofEachKind are paths of a furnished Service, one of each kind of resource and list.
func (w *furnished) ofEachKind() (paths []string) {
	seen := map[string]bool{}
	for _, path := range append(w.lists(), slices.Sorted(maps.Keys(w.was))...) {
		if kind := sidPattern.Get().ReplaceAllString(path, ""); !seen[kind] {
			seen[kind] = true
			paths = append(paths, path)
		}
	}
	return paths
}

// further are paths of a furnished Service that no list of its has.
func (w *furnished) further() []string {
	return []string{w.versions[0] + "/Content", w.service + "/Builds/" + w.builds[0] + "/Status", w.environments[0] + "/Logs"}
}

// closedTo asks for paths, changes, deploys and deletes in somebody else's name, and wants each to be refused.
func (w *furnished) closedTo(ctx context.Context, other *suite.Session, paths []string,
	refused func(*suite.Answer) error) error {
	var problems []error
	for _, path := range paths {
		problems = append(problems, refused(other.Get(ctx, path)))
	}
	theirs := map[string][]string{
		w.service: {"FriendlyName", "theirs"}, w.service + "/Functions": {"FriendlyName", "theirs"},
		w.service + "/Assets":              {"FriendlyName", "theirs"},
		w.variables[0]:                     {"Value", "theirs"},
		w.environments[0] + "/Variables":   {"Key", "THEIRS", "Value", "v"},
		w.environments[2] + "/Deployments": {"BuildSid", w.builds[0]},
		w.service + "/Builds":              {"FunctionVersions", sidOf(w.versions[0])},
		w.service + "/Environments":        {"UniqueName", "theirs"},
	}
	for _, path := range slices.Sorted(maps.Keys(theirs)) {
		if other.Offers(http.MethodPost, path) {
			problems = append(problems, refused(other.Post(ctx, path, form(theirs[path]...))))
		}
	}
	for _, path := range []string{w.variables[0], w.functions[2], w.service + "/Builds/" + w.builds[1],
		w.environments[2], w.service} {
		if other.Offers(http.MethodDelete, path) {
			problems = append(problems, refused(other.Delete(ctx, path)))
		}
	}
	for _, parent := range []string{w.functions[0], w.assets[0]} {
		answer := other.Upload(ctx, parent+"/Versions", suite.File{Path: "/theirs"}.Parts(other)...)
		if refused(answer) != nil { // nobody has published how uploads are refused to others
			problems = append(problems, answer.RefusedSomehow())
		}
	}
	return errors.Join(problems...)
}

// withoutCredentials asks for one path of each kind, by the name of the Service too, and for a later page.
func withoutCredentials(ctx context.Context, s *suite.Session, w *furnished) error {
	nobody, err := s.As("", "")
	if err != nil {
		return err
	}
	var named string // the Service by its unique name
	if own := text(w.was[w.service], "unique_name"); own != "" {
		named = "/v1/Services/" + own
	}
	paths := append([]string{named, named + "/Functions", named + "/Environments"}, w.further()...)
	paths = append(paths, w.ofEachKind()...)
	first, err := s.Page(ctx, s.Target().APIURL+w.service+"/Functions?PageSize=1")
	if err != nil {
		return err
	}
	if next := first.Meta.NextPageURL; next != nil {
		if at := strings.Index(*next, w.service); at >= 0 {
			paths = append(paths, (*next)[at:])
		}
	}
	err = w.only(ctx, s, "come without credentials", change{}, func() error {
		return w.closedTo(ctx, nobody, paths, func(a *suite.Answer) error {
			return a.Refused(http.StatusUnauthorized, 0)
		})
	})
	w.intact = err == nil
	return err
}

// logCases look at Logs over more than one Deployment.
func logCases() []suite.Case {
	return []suite.Case{{
		ID: "logs/stay-when-the-environment-is-cleared",
		Claim: "Logs of an Environment stay when another Build is deployed to it, when it is cleared and when a " +
			"Build is deleted, and others do not have them.",
		Source: resourcePage + "logs", Level: suite.Inferred, Needs: []suite.Feature{suite.FeatureLogs},
		Ops:  []string{"ListLog", "FetchLog", "DeleteBuild"},
		Cost: costOfLast, Run: withLogs(false, func(ctx context.Context, s *suite.Session, w *furnished) error {
			read := func(environment int) ([]suite.Item, error) {
				return s.List(ctx, w.environments[environment]+"/Logs", 0)
			}
			before, err := awaitLogs(ctx, s, w.environments[0]+"/Logs")
			if err != nil {
				return err
			}
			if err := errors.Join(w.deploy(ctx, s, 0, w.builds[2]), w.deploy(ctx, s, 0, ""),
				s.Delete(ctx, w.service+"/Builds/"+w.builds[1]).Deleted()); err != nil {
				return err
			}
			after, err := read(0)
			if err != nil {
				return err
			}
			have := suite.SIDs(after)
			var problems []error
			for _, sid := range suite.SIDs(before) {
				path := w.environments[0] + "/Logs/" + sid
				problems = append(problems, expect.That(slices.Contains(have, sid),
					"the Log %s is not listed any more", sid),
					s.Get(ctx, path).OK(nil),
					s.Get(ctx, strings.Replace(path, w.environments[0], w.environments[1], 1)).NotFound())
			}
			return errors.Join(problems...)
		}),
	}}
}

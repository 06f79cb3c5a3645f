package state

import (
	"context"
	"errors"
	"maps"
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
				paths := append(w.lists(), slices.Sorted(maps.Keys(w.was))...)
				paths = append(paths, w.versions[0]+"/Content", w.service+"/Builds/"+w.builds[0]+"/Status",
					w.environments[0]+"/Logs")
				err = w.only(ctx, s, "come with other credentials", change{}, func() error {
					var problems []error
					for _, path := range paths {
						problems = append(problems, other.Get(ctx, path).NotFound())
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
						problems = append(problems, other.Post(ctx, path, form(theirs[path]...)).NotFound())
					}
					for _, path := range []string{w.variables[0], w.functions[2], w.service + "/Builds/" + w.builds[1],
						w.environments[2], w.service} {
						problems = append(problems, other.Delete(ctx, path).NotFound())
					}
					for _, parent := range []string{w.functions[0], w.assets[0]} {
						problems = append(problems, other.Upload(ctx, parent+"/Versions",
							suite.File{Path: "/theirs"}.Parts(s)...).RefusedSomehow())
					}
					return errors.Join(problems...)
				})
				w.intact = err == nil
				return err
			}),
		},
	}
}

// logCases look at Logs over more than one Deployment.
func logCases() []suite.Case {
	return []suite.Case{{
		ID: "logs/stay-when-the-environment-is-cleared",
		Claim: "Logs of an Environment stay when another Build is deployed to it, when it is cleared and when a " +
			"Build is deleted, and others do not have them.",
		Source: resourcePage + "logs", Level: suite.Inferred, Needs: []suite.Feature{suite.FeatureLogs},
		Ops: []string{"ListLog", "FetchLog"},
		Run: inNew(func(ctx context.Context, s *suite.Session, w *furnished) error {
			read := func(environment int) ([]suite.Item, error) {
				return s.List(ctx, w.environments[environment]+"/Logs", 0)
			}
			before, err := read(0)
			if err := expect.Then(err, expect.That(len(before) > 0,
				"an Environment with a live Build has no Logs")); err != nil {
				return err
			}
			if err := errors.Join(w.deploy(ctx, s, 0, w.builds[1]), w.deploy(ctx, s, 0, ""),
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

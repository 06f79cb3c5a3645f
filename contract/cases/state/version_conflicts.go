package state

import (
	"context"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// versionConflictCases are Builds that name what does not fit together, and the Deployment that clears by an empty
// field.
func versionConflictCases() []suite.Case {
	conflict := func(list, field string) func(context.Context, *suite.Session) error {
		return func(ctx context.Context, s *suite.Session) error {
			service, err := s.SharedEmpty(ctx, "Builds")
			if err != nil {
				return err
			}
			root := suite.Path("Services", service.SID)
			parent, err := create(ctx, s, root+"/"+list, "FriendlyName", "one")
			if err != nil {
				return err
			}
			fields := form()
			if err := numbered(2, func(int) error {
				version, err := uploadTo(ctx, s, parent, suite.File{})
				fields.Add(field, sidOf(version))
				return err
			}); err != nil {
				return err
			}
			if err := s.Post(ctx, root+"/Builds", fields).Refused(http.StatusBadRequest, 20001); err != nil {
				return err
			}
			items, err := s.List(ctx, root+"/Builds", 0)
			return expect.Then(err, expect.Same("the number of Builds after the refusal", len(items), 0))
		}
	}
	return []suite.Case{
		{
			ID:     "builds/two-versions-of-one-asset-are-refused",
			Claim:  "A Build has one version of an Asset: two are answered 400 with code 20001 and nothing is built.",
			Source: "twilio-labs/serverless-toolkit#469", Level: suite.Observed,
			Ops: []string{"CreateBuild", "ListBuild"},
			Run: conflict("Assets", "AssetVersions"),
		},
		{
			ID:     "deployments/empty-build-sid-clears",
			Claim:  "An empty BuildSid is none: it clears the Environment, or is refused and changes nothing.",
			Source: "twilio-labs/serverless-toolkit", Level: suite.Inferred,
			Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: clearsByNothing,
		},
	}
}

func clearsByNothing(ctx context.Context, s *suite.Session) error {
	service, err := s.SharedStage(ctx, 1)
	if err != nil {
		return err
	}
	build, err := s.SharedBuild(ctx, service)
	if err != nil {
		return err
	}
	path, err := create(ctx, s, suite.Path("Services", service.SID, "Environments"), "UniqueName", s.Name(),
		"DomainSuffix", s.Suffix())
	if err != nil {
		return err
	}
	var before, after object
	err = expect.Then(s.Post(ctx, path+"/Deployments", form("BuildSid", build.SID)).Created(nil),
		s.Get(ctx, path).OK(&before), expect.Same("build_sid before", text(before, "build_sid"), build.SID))
	if err != nil {
		return err
	}
	want := "null"
	if cleared := s.Post(ctx, path+"/Deployments", form("BuildSid", "")); cleared.Rejected() == nil {
		want = expect.Quoted(build.SID) // the pattern of the field is that of a SID
	} else if err := cleared.Created(nil); err != nil {
		return err
	}
	return expect.Then(s.Get(ctx, path).OK(&after),
		expect.Same("build_sid of the Environment", expect.Quoted(after["build_sid"]), want))
}

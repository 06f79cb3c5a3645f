package cases

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func buildsReadCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "builds/unknown-is-not-found",
			Claim:  "A SID that no Build has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: []string{"FetchBuild", "DeleteBuild"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return errors.Join(
					s.Answer(s.API.FetchBuild(ctx, service.SID, unknown("ZB"))).NotFound(),
					s.Answer(s.API.DeleteBuild(ctx, service.SID, unknown("ZB"))).NotFound(),
				)
			}),
		},
		{
			ID:     "builds/unknown-service-is-not-found",
			Claim:  "Everything below an unknown Service is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: []string{"CreateBuild", "ListBuild"},
			Run: withSharedVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				return errors.Join(
					postBuild(ctx, s, unknown("ZS"), []string{version.SID}, nil).NotFound(),
					s.Answer(s.API.ListBuild(ctx, unknown("ZS"), nil)).NotFound(),
				)
			}),
		},
		{
			ID:     "builds/belong-to-their-service",
			Claim:  "The SID of a Build is not found below another Service, nor is its status.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed,
			Ops: []string{"FetchBuild", "FetchBuildStatus", "DeleteBuild"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := ownBuild(ctx, s, service)
				if err != nil {
					return err
				}
				other, err := s.SharedOther(ctx)
				if err != nil {
					return err
				}
				path, here := buildsOf(other.SID)+"/"+build.SID, s.Get(ctx, buildsOf(service.SID)+"/"+build.SID)
				return errors.Join(
					addressed(here, buildsOf(service.SID)+"/"+build.SID, "build_status", "Status"),
					s.Get(ctx, path).NotFound(), s.Get(ctx, path+"/Status").NotFound(), s.Delete(ctx, path).NotFound(),
					s.Get(ctx, buildsOf(service.SID)+"/"+build.SID+"/Status").OK(nil))
			}),
		},
		{
			ID:     "builds/can-be-deleted-when-replaced",
			Claim:  "When another Build was deployed in its place, a Build can be deleted.",
			Source: terraform, Level: suite.Inferred,
			Ops: []string{"DeleteBuild", "CreateDeployment", "FetchEnvironment"},
			Run: whileOwnLive(func(ctx context.Context, s *suite.Session, l *live) error {
				second, err := again(ctx, s, l.build)
				if err != nil {
					return err
				}
				if _, err := s.Deploy(ctx, l.environment, second); err != nil {
					return err
				}
				if err := gone(ctx, s, buildsOf(l.service.SID)+"/"+l.build.SID); err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return expect.Then(err, expect.Same("build_sid of the Environment", current, second.SID))
			}),
		},
		{
			ID:     "builds/second-delete-is-refused",
			Claim:  "A Build can be deleted once.",
			Source: buildPage + "#delete-a-build-resource", Level: suite.Inferred, Ops: []string{"DeleteBuild"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := ownBuild(ctx, s, service)
				if err != nil {
					return err
				}
				return deletedOnce(ctx, s, buildsOf(service.SID)+"/"+build.SID)
			}),
		},
		{
			ID:     "builds/cannot-be-changed",
			Claim:  "A Build never changes: there is no update.",
			Source: buildPage, Level: suite.Inferred, Ops: []string{"FetchBuild"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := ownBuild(ctx, s, service)
				if err != nil {
					return err
				}
				path := buildsOf(service.SID) + "/" + build.SID
				runtime := serverless.CurrentRuntimes()[0]
				post := s.Post(ctx, path, form("Runtime", runtime))
				put := s.Send(ctx, http.MethodPut, path, "application/x-www-form-urlencoded", "Runtime="+runtime)
				var later serverless.Build
				err = s.Get(ctx, path).OK(&later)
				return errors.Join(post.RefusedSomehow(), put.RefusedSomehow(), err,
					expect.Same("runtime", later.Runtime, build.Runtime),
					expect.Same("function_versions", functionsOf(&later), functionsOf(build)))
			}),
		},
		{
			ID:     "builds/list-has-the-newest-first",
			Claim:  "The list of Builds begins with the latest.",
			Source: flexTemplate, Level: suite.Inferred, Ops: []string{"ListBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				created, err := threeBuilds(ctx, s, version)
				if err != nil {
					return err
				}
				return newestFirst(ctx, s, suite.Path("Services", version.ServiceSID, "Builds"), created)
			}),
		},
		{
			ID:     "builds/list-has-every-one-once",
			Claim:  "The list of Builds has each of them exactly once, over as many pages as it takes.",
			Source: buildPage + "#read-multiple-build-resources", Level: suite.Documented, Ops: []string{"ListBuild"},
			Run: everyOneOnce("builds", "builds"),
		},
		{
			ID: "builds/delete-removes-it",
			Claim: "Deleting a Build that is not live is answered 204 with an empty body; afterwards it is " +
				"neither found nor listed.",
			Source: buildPage + "#delete-a-build-resource", Level: suite.Documented,
			Ops: []string{"DeleteBuild", "FetchBuild", "FetchBuildStatus", "ListBuild"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := s.CompletedBuild(ctx, service)
				if err != nil {
					return err
				}
				// The Status may be kept somewhere once it was read.
				status := func() *suite.Answer { return s.Answer(s.API.FetchBuildStatus(ctx, service.SID, build.SID)) }
				if err := expect.Then(status().OK(nil),
					gone(ctx, s, suite.Path("Services", service.SID, "Builds", build.SID))); err != nil {
					return err
				}
				items, err := s.List(ctx, buildsOf(service.SID), 0)
				return errors.Join(status().NotFound(), err,
					expect.That(!slices.Contains(suite.SIDs(items), build.SID), "%s is still listed", build.SID))
			}),
		},
		{
			ID:     "builds/delete-while-building",
			Claim:  "A Build can be deleted before it is completed.",
			Source: sdk, Level: suite.Observed, Ops: []string{"DeleteBuild"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := ownBuild(ctx, s, service)
				if err != nil {
					return err
				}
				return gone(ctx, s, suite.Path("Services", service.SID, "Builds", build.SID))
			}),
		},
		{
			ID:     "builds/live-one-cannot-be-deleted",
			Claim:  "A Build that is part of an active Deployment cannot be deleted.",
			Source: terraform, Level: suite.Observed, Ops: []string{"DeleteBuild", "FetchBuild"},
			Run: whileOwnLive(func(ctx context.Context, s *suite.Session, l *live) error {
				for range 2 { // a client may try again
					if err := s.Answer(s.API.DeleteBuild(ctx, l.service.SID, l.build.SID)).Rejected(); err != nil {
						return err
					}
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return expect.Then(err,
					s.Answer(s.API.FetchBuild(ctx, l.service.SID, l.build.SID)).OK(nil),
					expect.Same("build_sid of the Environment", current, l.build.SID))
			}),
		},
		{
			ID:     "builds/can-be-deleted-when-cleared",
			Claim:  "When its Environment was cleared, a Build can be deleted.",
			Source: terraform, Level: suite.Observed, Ops: []string{"DeleteBuild"},
			Run: whileOwnLive(func(ctx context.Context, s *suite.Session, l *live) error {
				if _, err := s.Clear(ctx, l.environment); err != nil {
					return err
				}
				return gone(ctx, s, suite.Path("Services", l.service.SID, "Builds", l.build.SID))
			}),
		},
		{
			ID:     "builds/failed-ones-are-listed-as-failed",
			Claim:  "The list of Builds tells of a failed Build that it failed.",
			Source: resourcePage + "build#build-properties", Level: suite.Documented, Ops: []string{"ListBuild"},
			Needs: []suite.Feature{suite.FeatureFailedBuilds},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				build, err := failedBuild(ctx, s, version)
				if err != nil {
					return err
				}
				items, err := s.List(ctx, suite.Path("Services", build.ServiceSID, "Builds"), 0)
				if err != nil {
					return err
				}
				if err := expect.Same("the list", strings.Join(suite.SIDs(items), " "), build.SID); err != nil {
					return err
				}
				var listed serverless.Build
				err = items[0].Into(&listed)
				return expect.Then(err, expect.Same("status in the list", listed.Status, serverless.BuildStateFailed))
			}),
		},
		{
			ID:     "builds/create-fetch-and-list-agree",
			Claim:  "A Build has the same versions, dependencies and runtime wherever it is answered.",
			Source: buildPage + "#build-properties", Level: suite.Documented,
			Ops: []string{"CreateBuild", "FetchBuild", "ListBuild"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				functions, assets, err := twoOfEach(ctx, s, service)
				if err != nil {
					return err
				}
				var made, got, listed serverless.Build
				if err := postBuild(ctx, s, service.SID, functions, assets).Created(&made); err != nil {
					return err
				}
				if err := s.Answer(s.API.FetchBuild(ctx, service.SID, made.SID)).OK(&got); err != nil {
					return err
				}
				if err := listedBuild(ctx, s, &made, &listed); err != nil {
					return err
				}
				return errors.Join(
					expect.Same("the Build as fetched", outline(&got), outline(&made)),
					expect.Same("the Build in the list", outline(&listed), outline(&made)))
			}),
		},
	}
}

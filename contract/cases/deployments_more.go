package cases

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func deploymentMoreCases() []suite.Case {
	create := deploymentPage + "#create-a-deployment-resource"
	makes := []string{"CreateDeployment", "ListDeployment"}
	// undeployable wants a Build not to be deployed, and nothing to be live.
	undeployable := func(ctx context.Context, s *suite.Session, e *serverless.Environment, build string) error {
		err := refusedWithoutTrace(ctx, s, deploymentsOf(e), func() *suite.Answer { return s.Post(ctx, deploymentsOf(e), form("BuildSid", build)) })
		current, liveErr := s.LiveBuild(ctx, e)
		return expect.Then(err, liveErr, expect.Same("build_sid of the Environment", current, "null"))
	}
	return slices.Concat(onEnvironment("deployments", "Deployment", deploymentsOf).cases(), []suite.Case{
		{
			ID:     "deployments/list-of-none-is-empty",
			Claim:  "An Environment that nothing was deployed to has an empty list of Deployments.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"ListDeployment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return emptyList(ctx, s, deploymentsOf(e), "deployments")
			}),
		},
		{
			ID:     "deployments/of-an-earlier-build",
			Claim:  "A Build that was replaced can be deployed again: the Environment goes back to it.",
			Source: create, Level: suite.Inferred, Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				second, err := again(ctx, s, l.build)
				if err != nil {
					return err
				}
				for _, build := range []*serverless.Build{second, l.build} {
					if _, err := s.Deploy(ctx, l.environment, build); err != nil {
						return err
					}
					current, err := s.LiveBuild(ctx, l.environment)
					if err := expect.Then(err, expect.Same("build_sid of the Environment", current, build.SID)); err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     "deployments/clear-without-a-content-type",
			Claim:  "The empty request that clears an Environment needs no Content-Type.",
			Source: sdk, Level: suite.Inferred, Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				if err := s.Send(ctx, http.MethodPost, deploymentsOf(l.environment), "", "").Created(nil); err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return expect.Then(err, expect.Same("build_sid of the Environment", current, "null"))
			}),
		},
		{
			ID:     "deployments/belong-to-their-environment",
			Claim:  "The SID of a Deployment is not found below another Environment.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed, Ops: []string{"FetchDeployment", "ListDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				other, err := s.CreateEnvironment(ctx, l.service, "other")
				if err != nil {
					return err
				}
				return errors.Join(s.Get(ctx, deploymentsOf(other)+"/"+l.deployment.SID).NotFound(),
					emptyList(ctx, s, deploymentsOf(other), "deployments"))
			}),
		},
		{
			ID:     "deployments/of-another-service-s-build-are-refused",
			Claim:  "The Build of a Deployment belongs to the Service of the Environment.",
			Source: create, Level: suite.Assumed, Ops: makes,
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				other, err := s.CreateService(ctx)
				if err != nil {
					return err
				}
				build, err := s.CompletedBuild(ctx, other)
				if err != nil {
					return err
				}
				return undeployable(ctx, s, e, build.SID)
			}),
		},
		{
			ID:     "deployments/of-a-failed-build-are-refused",
			Claim:  "A Build that failed cannot be deployed.",
			Source: create, Level: suite.Assumed, Ops: makes, Needs: []suite.Feature{suite.FeatureFailedBuilds},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				version, err := s.CreateFunctionVersion(ctx, &serverless.Service{SID: e.ServiceSID})
				if err != nil {
					return err
				}
				build, err := failedBuild(ctx, s, version)
				if err != nil {
					return err
				}
				return undeployable(ctx, s, e, build.SID)
			}),
		},
		{
			ID:     "deployments/of-an-unfinished-build-are-refused",
			Claim:  "A Build that is building cannot be deployed.",
			Source: create, Level: suite.Assumed, Ops: append(makes, "FetchBuildStatus"),
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				build, err := s.CreateBuild(ctx, &serverless.Service{SID: e.ServiceSID})
				if err != nil {
					return err
				}
				answer := s.Post(ctx, deploymentsOf(e), form("BuildSid", build.SID))
				var status serverless.BuildStatus
				if err := s.Answer(s.API.FetchBuildStatus(ctx, e.ServiceSID, build.SID)).OK(&status); err != nil {
					return err
				}
				if answer.Created(nil) == nil && status.Status != serverless.BuildStateBuilding {
					return nil // it was completed before it was deployed: nothing can be said
				}
				current, err := s.LiveBuild(ctx, e)
				return expect.Then(err, answer.RefusedSomehow(), expect.Same("build_sid of the Environment", current, "null"),
					emptyList(ctx, s, deploymentsOf(e), "deployments"))
			}),
		},
		{
			ID:     "deployments/cannot-be-changed",
			Claim:  "A Deployment never changes: there is no update.",
			Source: deploymentPage, Level: suite.Assumed, Ops: []string{"FetchDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				path := deploymentsOf(l.environment) + "/" + l.deployment.SID
				post := s.Post(ctx, path, form("BuildSid", unknown("ZB")))
				var later serverless.Deployment
				err := s.Get(ctx, path).OK(&later)
				return errors.Join(post.RefusedSomehow(), err, expect.Same("build_sid", expect.Optional(later.BuildSID), l.build.SID))
			}),
		},
	})
}

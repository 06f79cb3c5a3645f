package cases

import (
	"context"
	"errors"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

const deploymentPage = resourcePage + "deployment"

func deploymentsOf(e *serverless.Environment) string {
	return suite.Path("Services", e.ServiceSID, "Environments", e.SID, "Deployments")
}

func deploymentCases() []suite.Case {
	create := deploymentPage + "#create-a-deployment-resource"
	return slices.Concat([]suite.Case{
		{
			ID:     "deployments/make-a-build-live",
			Claim:  "A Deployment answers 201 and makes its Build the live one of the Environment, which had none before.",
			Source: create, Level: suite.Documented, Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				environment, err := s.CreateEnvironment(ctx, service, "dev")
				if err != nil {
					return err
				}
				build, err := s.CompletedBuild(ctx, service)
				if err != nil {
					return err
				}
				before, err := s.LiveBuild(ctx, environment)
				if err != nil {
					return err
				}
				made, err := s.Deploy(ctx, environment, build)
				if err != nil {
					return err
				}
				after, err := s.LiveBuild(ctx, environment)
				return expect.Then(err,
					expect.Same("build_sid of the Environment before", before, "null"),
					expect.Same("build_sid of the Environment after", after, build.SID),
					expect.Same("build_sid of the Deployment", expect.Optional(made.BuildSID), build.SID),
					expect.Same("environment_sid", made.EnvironmentSID, environment.SID))
			}),
		},
		{
			ID:     "deployments/replace-what-is-live",
			Claim:  "A later Deployment replaces the earlier one, whose record stays in the list, newest first.",
			Source: terraform, Level: suite.Observed, Ops: []string{"CreateDeployment", "FetchEnvironment", "ListDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				second, err := s.CompletedBuild(ctx, l.service)
				if err != nil {
					return err
				}
				later, err := s.Deploy(ctx, l.environment, second)
				if err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return expect.Then(err,
					expect.Same("build_sid of the Environment", current, second.SID),
					newestFirst(ctx, s, deploymentsOf(l.environment), []string{l.deployment.SID, later.SID}))
			}),
		},
		{
			ID:     "deployments/of-the-live-build-conflict",
			Claim:  "Deploying the Build that is live already is answered 409 with code 20409, and leaves no Deployment.",
			Source: "twilio-labs/serverless-toolkit#171", Level: suite.Observed, Ops: []string{"CreateDeployment", "ListDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				err := s.Post(ctx, deploymentsOf(l.environment), form("BuildSid", l.build.SID)).Refused(409, 20409)
				if err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return expect.Then(err,
					expect.Same("build_sid of the Environment", current, l.build.SID),
					newestFirst(ctx, s, deploymentsOf(l.environment), []string{l.deployment.SID}))
			}),
		},
		{
			ID:     "deployments/without-a-build-clear",
			Claim:  "A Deployment without BuildSid removes what is live: it is answered 201, and both have no Build.",
			Source: create, Level: suite.Documented, Ops: []string{"CreateDeployment", "FetchEnvironment", "FetchDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				made, err := s.Clear(ctx, l.environment)
				if err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				if err := expect.Then(err, expect.Same("build_sid of the Environment", current, "null")); err != nil {
					return err
				}
				var got serverless.Deployment
				err = s.Answer(s.API.FetchDeployment(ctx, l.service.SID, l.environment.SID, made.SID)).OK(&got)
				return expect.Then(err,
					expect.Same("build_sid of the Deployment", expect.Optional(made.BuildSID), "null"),
					expect.Same("build_sid of the Deployment as fetched", expect.Optional(got.BuildSID), "null"))
			}),
		},
		{
			ID:     "deployments/of-the-same-build-after-a-clear",
			Claim:  "After the Environment was cleared, the same Build can be deployed again.",
			Source: create, Level: suite.Documented, Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				if _, err := s.Clear(ctx, l.environment); err != nil {
					return err
				}
				again, err := s.Deploy(ctx, l.environment, l.build)
				if err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return expect.Then(err,
					expect.Same("build_sid of the Environment", current, l.build.SID),
					expect.That(again.SID != l.deployment.SID, "both Deployments have the SID %s", again.SID))
			}),
		},
		{
			ID:     "deployments/clearing-twice-conflicts",
			Claim:  "An Environment that nothing is live on cannot be cleared.",
			Source: "twilio/twilio-cli#215", Level: suite.Assumed, Ops: []string{"CreateDeployment", "ListDeployment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return refusedWithoutTrace(ctx, s, deploymentsOf(e), func() *suite.Answer { return s.Post(ctx, deploymentsOf(e), nil) })
			}),
		},
		{
			ID:     "deployments/one-build-on-two-environments",
			Claim:  "One Build may be live on several Environments; clearing one leaves the other alone.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				second, err := s.CreateEnvironment(ctx, l.service, "second")
				if err != nil {
					return err
				}
				if _, err := s.Deploy(ctx, second, l.build); err != nil {
					return err
				}
				both := func(wantFirst, wantSecond string) error {
					first, err1 := s.LiveBuild(ctx, l.environment)
					other, err2 := s.LiveBuild(ctx, second)
					return errors.Join(err1, err2,
						expect.Same("build_sid of the first Environment", first, wantFirst),
						expect.Same("build_sid of the second Environment", other, wantSecond))
				}
				if err := both(l.build.SID, l.build.SID); err != nil {
					return err
				}
				if _, err := s.Clear(ctx, l.environment); err != nil {
					return err
				}
				return both("null", l.build.SID)
			}),
		},
	}, deploymentReadingCases(), deploymentMoreCases())
}

func deploymentReadingCases() []suite.Case {
	create, list := deploymentPage+"#create-a-deployment-resource", deploymentPage+"#read-multiple-deployment-resources"
	return []suite.Case{
		{
			ID:     "deployments/fetch-what-was-created",
			Claim:  "A Deployment is fetched by its SID, as it was created.",
			Source: deploymentPage + "#fetch-a-deployment-resource", Level: suite.Documented, Ops: []string{"FetchDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				answer := s.Answer(s.API.FetchDeployment(ctx, l.service.SID, l.environment.SID, l.deployment.SID))
				var got serverless.Deployment
				err := answer.OK(&got)
				return expect.Then(err,
					addressed(answer, deploymentsOf(l.environment)+"/"+l.deployment.SID),
					expect.Same("sid", got.SID, l.deployment.SID),
					expect.Same("build_sid", expect.Optional(got.BuildSID), l.build.SID),
					expect.Same("environment_sid", got.EnvironmentSID, l.environment.SID),
					expect.Same("service_sid", got.ServiceSID, l.service.SID),
					expect.Same("url", got.URL, l.deployment.URL))
			}),
		},
		{
			ID:     "deployments/mark-a-plugin",
			Claim:  "A Deployment may say that it is a Flex plugin, with IsPlugin.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"CreateDeployment"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				environment, err := s.CreateEnvironment(ctx, service, "dev")
				if err != nil {
					return err
				}
				build, err := s.CompletedBuild(ctx, service)
				if err != nil {
					return err
				}
				return s.Post(ctx, deploymentsOf(environment), form("BuildSid", build.SID, "IsPlugin", "true")).Created(nil)
			}),
		},
		{
			ID:     "deployments/list-has-every-one-once",
			Claim:  "The list of Deployments has each of them exactly once, over as many pages as it takes.",
			Source: list, Level: suite.Documented, Ops: []string{"ListDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				want := []string{l.deployment.SID}
				for range 2 {
					cleared, err := s.Clear(ctx, l.environment)
					if err != nil {
						return err
					}
					again, err := s.Deploy(ctx, l.environment, l.build)
					if err != nil {
						return err
					}
					want = append(want, cleared.SID, again.SID)
				}
				return everyItemOnce(ctx, s, deploymentsOf(l.environment), "deployments", want)
			}),
		},
		{
			ID:     "deployments/unknown-is-not-found",
			Claim:  "A SID that no Deployment has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: []string{"FetchDeployment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return s.Answer(s.API.FetchDeployment(ctx, e.ServiceSID, e.SID, unknown("ZD"))).NotFound()
			}),
		},
		{
			ID:     "deployments/unknown-environment-is-not-found",
			Claim:  "A Deployment on an unknown Environment is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: []string{"CreateDeployment"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return s.Post(ctx, deploymentsOf(&serverless.Environment{ServiceSID: service.SID, SID: unknown("ZE")}), nil).NotFound()
			}),
		},
		{
			ID:     "deployments/of-an-unknown-build-are-refused",
			Claim:  "A Build that does not exist cannot be deployed.",
			Source: create, Level: suite.Assumed, Ops: []string{"CreateDeployment", "ListDeployment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				err := refusedWithoutTrace(ctx, s, deploymentsOf(e), func() *suite.Answer {
					return s.Post(ctx, deploymentsOf(e), form("BuildSid", unknown("ZB")))
				})
				current, liveErr := s.LiveBuild(ctx, e)
				return expect.Then(err, liveErr, expect.Same("build_sid of the Environment", current, "null"))
			}),
		},
		{
			ID:     "deployments/cannot-be-deleted",
			Claim:  "Deployments cannot be deleted.",
			Source: deploymentPage, Level: suite.Assumed, Ops: []string{"FetchDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				path := deploymentsOf(l.environment) + "/" + l.deployment.SID
				return errors.Join(s.Delete(ctx, path).RefusedSomehow(), s.Get(ctx, path).OK(nil))
			}),
		},
	}
}

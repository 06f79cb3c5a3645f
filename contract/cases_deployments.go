package contract

import (
	"context"
	"errors"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

const deploymentPage = resourcePage + "deployment"

func deploymentsOf(e *serverless.Environment) string {
	return pathTo("Services", e.ServiceSID, "Environments", e.SID, "Deployments")
}

func deploymentCases() []Case {
	create := deploymentPage + "#create-a-deployment-resource"
	return slices.Concat([]Case{
		{
			ID:     "deployments/make-a-build-live",
			Claim:  "A Deployment answers 201 and makes its Build the live one of the Environment, which had none before.",
			Source: create, Level: Documented, Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: inService(func(ctx context.Context, s *Session, service *serverless.Service) error {
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
				return then(err,
					same("build_sid of the Environment before", before, "null"),
					same("build_sid of the Environment after", after, build.SID),
					same("build_sid of the Deployment", optional(made.BuildSID), build.SID),
					same("environment_sid", made.EnvironmentSID, environment.SID))
			}),
		},
		{
			ID:     "deployments/replace-what-is-live",
			Claim:  "A later Deployment replaces the earlier one, whose record stays in the list, newest first.",
			Source: terraform, Level: Observed, Ops: []string{"CreateDeployment", "FetchEnvironment", "ListDeployment"},
			Run: whileLive(func(ctx context.Context, s *Session, l *live) error {
				second, err := s.CompletedBuild(ctx, l.service)
				if err != nil {
					return err
				}
				later, err := s.Deploy(ctx, l.environment, second)
				if err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return then(err,
					same("build_sid of the Environment", current, second.SID),
					s.newestFirst(ctx, deploymentsOf(l.environment), []string{l.deployment.SID, later.SID}))
			}),
		},
		{
			ID:     "deployments/of-the-live-build-conflict",
			Claim:  "Deploying the Build that is live already is answered 409 with code 20409, and leaves no Deployment.",
			Source: "twilio-labs/serverless-toolkit#171", Level: Observed, Ops: []string{"CreateDeployment", "ListDeployment"},
			Run: whileLive(func(ctx context.Context, s *Session, l *live) error {
				err := s.Post(ctx, deploymentsOf(l.environment), form("BuildSid", l.build.SID)).Refused(409, 20409)
				if err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return then(err,
					same("build_sid of the Environment", current, l.build.SID),
					s.newestFirst(ctx, deploymentsOf(l.environment), []string{l.deployment.SID}))
			}),
		},
		{
			ID:     "deployments/without-a-build-clear",
			Claim:  "A Deployment without BuildSid removes what is live: it is answered 201, and both have no Build.",
			Source: create, Level: Documented, Ops: []string{"CreateDeployment", "FetchEnvironment", "FetchDeployment"},
			Run: whileLive(func(ctx context.Context, s *Session, l *live) error {
				made, err := s.Clear(ctx, l.environment)
				if err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				if err := then(err, same("build_sid of the Environment", current, "null")); err != nil {
					return err
				}
				var got serverless.Deployment
				err = s.Answer(s.API.FetchDeployment(ctx, l.service.SID, l.environment.SID, made.SID)).OK(&got)
				return then(err,
					same("build_sid of the Deployment", optional(made.BuildSID), "null"),
					same("build_sid of the Deployment as fetched", optional(got.BuildSID), "null"))
			}),
		},
		{
			ID:     "deployments/of-the-same-build-after-a-clear",
			Claim:  "After the Environment was cleared, the same Build can be deployed again.",
			Source: create, Level: Documented, Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: whileLive(func(ctx context.Context, s *Session, l *live) error {
				if _, err := s.Clear(ctx, l.environment); err != nil {
					return err
				}
				again, err := s.Deploy(ctx, l.environment, l.build)
				if err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return then(err,
					same("build_sid of the Environment", current, l.build.SID),
					that(again.SID != l.deployment.SID, "both Deployments have the SID %s", again.SID))
			}),
		},
		{
			ID:     "deployments/clearing-twice-conflicts",
			Claim:  "An Environment that nothing is live on cannot be cleared.",
			Source: "twilio/twilio-cli#215", Level: Assumed, Ops: []string{"CreateDeployment", "ListDeployment"},
			Run: inEnvironment(func(ctx context.Context, s *Session, e *serverless.Environment) error {
				return s.refusedWithoutTrace(ctx, deploymentsOf(e), func() *Answer { return s.Post(ctx, deploymentsOf(e), nil) })
			}),
		},
		{
			ID:     "deployments/one-build-on-two-environments",
			Claim:  "One Build may be live on several Environments; clearing one leaves the other alone.",
			Source: toolkit, Level: Inferred, Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: whileLive(func(ctx context.Context, s *Session, l *live) error {
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
						same("build_sid of the first Environment", first, wantFirst),
						same("build_sid of the second Environment", other, wantSecond))
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

func deploymentReadingCases() []Case {
	create, list := deploymentPage+"#create-a-deployment-resource", deploymentPage+"#read-multiple-deployment-resources"
	return []Case{
		{
			ID:     "deployments/fetch-what-was-created",
			Claim:  "A Deployment is fetched by its SID, as it was created.",
			Source: deploymentPage + "#fetch-a-deployment-resource", Level: Documented, Ops: []string{"FetchDeployment"},
			Run: whileLive(func(ctx context.Context, s *Session, l *live) error {
				answer := s.Answer(s.API.FetchDeployment(ctx, l.service.SID, l.environment.SID, l.deployment.SID))
				var got serverless.Deployment
				err := answer.OK(&got)
				return then(err,
					answer.addressed(deploymentsOf(l.environment)+"/"+l.deployment.SID),
					same("sid", got.SID, l.deployment.SID),
					same("build_sid", optional(got.BuildSID), l.build.SID),
					same("environment_sid", got.EnvironmentSID, l.environment.SID),
					same("service_sid", got.ServiceSID, l.service.SID),
					same("url", got.URL, l.deployment.URL))
			}),
		},
		{
			ID:     "deployments/mark-a-plugin",
			Claim:  "A Deployment may say that it is a Flex plugin, with IsPlugin.",
			Source: officialSpec, Level: Documented, Ops: []string{"CreateDeployment"},
			Run: inService(func(ctx context.Context, s *Session, service *serverless.Service) error {
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
			Source: list, Level: Documented, Ops: []string{"ListDeployment"},
			Run: whileLive(func(ctx context.Context, s *Session, l *live) error {
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
				return s.everyItemOnce(ctx, deploymentsOf(l.environment), "deployments", want)
			}),
		},
		{
			ID:     "deployments/unknown-is-not-found",
			Claim:  "A SID that no Deployment has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: Observed, Ops: []string{"FetchDeployment"},
			Run: inEnvironment(func(ctx context.Context, s *Session, e *serverless.Environment) error {
				return s.Answer(s.API.FetchDeployment(ctx, e.ServiceSID, e.SID, unknown("ZD"))).NotFound()
			}),
		},
		{
			ID:     "deployments/unknown-environment-is-not-found",
			Claim:  "A Deployment on an unknown Environment is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: Observed, Ops: []string{"CreateDeployment"},
			Run: inService(func(ctx context.Context, s *Session, service *serverless.Service) error {
				return s.Post(ctx, deploymentsOf(&serverless.Environment{ServiceSID: service.SID, SID: unknown("ZE")}), nil).NotFound()
			}),
		},
		{
			ID:     "deployments/of-an-unknown-build-are-refused",
			Claim:  "A Build that does not exist cannot be deployed.",
			Source: create, Level: Assumed, Ops: []string{"CreateDeployment", "ListDeployment"},
			Run: inEnvironment(func(ctx context.Context, s *Session, e *serverless.Environment) error {
				err := s.refusedWithoutTrace(ctx, deploymentsOf(e), func() *Answer {
					return s.Post(ctx, deploymentsOf(e), form("BuildSid", unknown("ZB")))
				})
				current, liveErr := s.LiveBuild(ctx, e)
				return then(err, liveErr, same("build_sid of the Environment", current, "null"))
			}),
		},
		{
			ID:     "deployments/cannot-be-deleted",
			Claim:  "Deployments cannot be deleted.",
			Source: deploymentPage, Level: Assumed, Ops: []string{"FetchDeployment"},
			Run: whileLive(func(ctx context.Context, s *Session, l *live) error {
				path := deploymentsOf(l.environment) + "/" + l.deployment.SID
				return errors.Join(s.Delete(ctx, path).RefusedSomehow(), s.Get(ctx, path).OK(nil))
			}),
		},
	}
}

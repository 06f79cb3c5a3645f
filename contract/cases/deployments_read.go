package cases

import (
	"context"
	"errors"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func deploymentsReadCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "deployments/fetch-what-was-created",
			Claim:  "A Deployment is fetched by its SID, as it was created.",
			Source: deploymentPage + "#fetch-a-deployment-resource", Level: suite.Documented,
			Ops: []string{"FetchDeployment"},
			Run: whileStillLive(func(ctx context.Context, s *suite.Session, l *live) error {
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
			Run: inStage(1)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				environment, err := s.CreateEnvironment(ctx, service, s.Suffix())
				if err != nil {
					return err
				}
				build, err := s.SharedBuild(ctx, service)
				if err != nil {
					return err
				}
				if err := s.Post(ctx, deploymentsOf(environment),
					form("BuildSid", build.SID, "IsPlugin", "true")).Created(nil); err != nil {
					return err
				}
				return isLiveIn(ctx, s, environment, build.SID)
			}),
		},
		{
			ID:     "deployments/list-has-every-one-once",
			Claim:  "The list of Deployments has each of them exactly once, over as many pages as it takes.",
			Source: deploymentPage + "#read-multiple-deployment-resources", Level: suite.Documented,
			Ops: []string{"ListDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				second, err := again(ctx, s, l.build)
				if err != nil {
					return err
				}
				want := []string{l.deployment.SID}
				for i := range 3 { // clearing in between may delete earlier ones, as the page has it
					next, err := s.Deploy(ctx, l.environment, []*serverless.Build{second, l.build}[i%2])
					if err != nil {
						return err
					}
					want = append(want, next.SID)
				}
				return everyItemOnce(ctx, s, deploymentsOf(l.environment), "deployments", want)
			}),
		},
		{
			ID:     "deployments/unknown-is-not-found",
			Claim:  "A SID that no Deployment has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: []string{"FetchDeployment"},
			Run: inBareEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return s.Answer(s.API.FetchDeployment(ctx, e.ServiceSID, e.SID, unknown("ZD"))).NotFound()
			}),
		},
		{
			ID:     "deployments/unknown-environment-is-not-found",
			Claim:  "A Deployment on an unknown Environment is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: []string{"CreateDeployment"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return s.Post(ctx, deploymentsOf(&serverless.Environment{ServiceSID: service.SID, SID: unknown("ZE")}),
					nil).NotFound()
			}),
		},
		{
			ID:     "deployments/cannot-be-deleted",
			Claim:  "Deployments cannot be deleted.",
			Source: deploymentPage, Level: suite.Inferred, Ops: []string{"FetchDeployment"},
			Run: whileStillLive(func(ctx context.Context, s *suite.Session, l *live) error {
				path := deploymentsOf(l.environment) + "/" + l.deployment.SID
				return errors.Join(s.Delete(ctx, path).RefusedSomehow(), s.Get(ctx, path).OK(nil))
			}),
		},
		{
			ID:     "deployments/list-of-none-is-empty",
			Claim:  "An Environment that nothing was deployed to has an empty list of Deployments.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"ListDeployment"},
			Run: inBareEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return emptyList(ctx, s, deploymentsOf(e), "deployments")
			}),
		},
		{
			ID:     "deployments/belong-to-their-environment",
			Claim:  "The SID of a Deployment is not found below another Environment.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed,
			Ops: []string{"FetchDeployment", "ListDeployment"},
			Run: whileStillLive(func(ctx context.Context, s *suite.Session, l *live) error {
				other, err := s.SharedEnvironment(ctx, l.service)
				if err != nil {
					return err
				}
				return errors.Join(s.Get(ctx, deploymentsOf(other)+"/"+l.deployment.SID).NotFound(),
					emptyList(ctx, s, deploymentsOf(other), "deployments"))
			}),
		},
		{
			ID:     "deployments/cannot-be-changed",
			Claim:  "A Deployment never changes: there is no update.",
			Source: deploymentPage, Level: suite.Inferred, Ops: []string{"FetchDeployment"},
			Run: whileStillLive(func(ctx context.Context, s *suite.Session, l *live) error {
				path := deploymentsOf(l.environment) + "/" + l.deployment.SID
				post := s.Post(ctx, path, form("BuildSid", unknown("ZB")))
				var later serverless.Deployment
				err := s.Get(ctx, path).OK(&later)
				return errors.Join(post.RefusedSomehow(), err,
					expect.Same("build_sid", expect.Optional(later.BuildSID), l.build.SID))
			}),
		},
	}
}

package cases

import (
	"context"
	"errors"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func environmentsReadCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "environments/list-has-every-one-once",
			Claim:  "The list of Environments has each of them exactly once, over as many pages as it takes.",
			Source: environmentPage + "#read-multiple-environment-resources", Level: suite.Documented,
			Ops: []string{"ListEnvironment"},
			Run: everyOneOnce("environments", "environments"),
		},
		{
			ID:     "environments/unknown-is-not-found",
			Claim:  "A SID that no Environment has is answered 404 with code 20404, and so is everything below it.",
			Source: errorPage + "20404", Level: suite.Observed,
			Ops: []string{"FetchEnvironment", "DeleteEnvironment", "ListVariable", "ListDeployment", "ListLog"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				nowhere := unknown("ZE")
				return errors.Join(
					s.Answer(s.API.FetchEnvironment(ctx, service.SID, nowhere)).NotFound(),
					s.Answer(s.API.DeleteEnvironment(ctx, service.SID, nowhere)).NotFound(),
					s.Answer(s.API.ListVariable(ctx, service.SID, nowhere, nil)).NotFound(),
					s.Answer(s.API.ListDeployment(ctx, service.SID, nowhere, nil)).NotFound(),
					s.Answer(s.API.ListLog(ctx, service.SID, nowhere, nil)).NotFound(),
				)
			}),
		},
		{
			ID:     "environments/unknown-service-is-not-found",
			Claim:  "Everything below an unknown Service is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed,
			Ops:   append([]string{"CreateEnvironment"}, "ListEnvironment"),
			Aside: true, Run: func(ctx context.Context, s *suite.Session) error {
				path := environmentsOf(unknown("ZS"))
				return errors.Join(s.Get(ctx, path).NotFound(),
					s.Post(ctx, path, form("UniqueName", s.Name())).NotFound())
			},
		},
		{
			ID: "environments/delete-removes-it",
			Claim: "Deleting an Environment is answered 204 with an empty body; afterwards it is not found, and " +
				"its names are free.",
			Source: environmentPage + "#delete-an-environment-resource", Level: suite.Documented,
			Ops: []string{"DeleteEnvironment", "FetchEnvironment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				if err := gone(ctx, s, environmentsOf(e.ServiceSID)+"/"+e.SID); err != nil {
					return err
				}
				return s.Post(ctx, environmentsOf(e.ServiceSID),
					form("UniqueName", e.UniqueName, "DomainSuffix", *e.DomainSuffix)).Created(nil)
			}),
		},
		{
			ID:     "environments/delete-while-live",
			Claim:  "An Environment can be deleted while a Build is live on it; afterwards the Build can be deleted.",
			Source: flexBuilder, Level: suite.Observed, Ops: []string{"DeleteEnvironment", "DeleteBuild"},
			Run: whileOwnLive(func(ctx context.Context, s *suite.Session, l *live) error {
				if err := gone(ctx, s, environmentsOf(l.service.SID)+"/"+l.environment.SID); err != nil {
					return err
				}
				return gone(ctx, s, suite.Path("Services", l.service.SID, "Builds", l.build.SID))
			}),
		},
		{
			ID:     "environments/list-of-none-is-empty",
			Claim:  "A Service without Environments has an empty list of them, on one page.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"ListEnvironment"},
			Run: inOwn("Environments")(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return emptyUntilOne(ctx, s, environmentsOf(service.SID), "environments")
			}),
		},
		{
			ID:     "environments/belong-to-their-service",
			Claim:  "The SID of an Environment is not found below another Service.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed,
			Ops: []string{"FetchEnvironment", "DeleteEnvironment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				other, err := s.SharedOther(ctx)
				if err != nil {
					return err
				}
				path := environmentsOf(other.SID) + "/" + e.SID
				return errors.Join(s.Get(ctx, path).NotFound(), s.Delete(ctx, path).NotFound(),
					s.Get(ctx, environmentsOf(e.ServiceSID)+"/"+e.SID).OK(nil))
			}),
		},
		{
			ID:     "environments/delete-takes-everything-along",
			Claim:  "Deleting an Environment removes its Variables and its Deployments.",
			Source: flexBuilder, Level: suite.Observed,
			Ops: []string{"DeleteEnvironment", "FetchVariable", "ListVariable",
				"FetchDeployment", "ListDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				variable, err := s.CreateVariable(ctx, l.environment, "GONE", "x")
				if err != nil {
					return err
				}
				deployment := deploymentsOf(l.environment) + "/" + l.deployment.SID
				variables := variablesOf(l.environment)
				// What was read may be kept somewhere.
				if err := expect.Then(nil, s.Get(ctx, deployment).OK(nil), s.Get(ctx, variables+"/"+variable.SID).OK(nil),
					s.Delete(ctx, environmentsOf(l.service.SID)+"/"+l.environment.SID).Deleted()); err != nil {
					return err
				}
				return errors.Join(
					s.Get(ctx, variables).NotFound(),
					s.Get(ctx, variables+"/"+variable.SID).NotFound(),
					s.Get(ctx, deploymentsOf(l.environment)).NotFound(),
					s.Get(ctx, deployment).NotFound(),
				)
			}),
		},
		{
			ID:     "environments/cannot-be-changed",
			Claim:  "An Environment never changes its names: there is no update.",
			Source: environmentPage, Level: suite.Inferred, Ops: []string{"FetchEnvironment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				path := environmentsOf(e.ServiceSID) + "/" + e.SID
				post := s.Post(ctx, path, form("UniqueName", s.Name(), "DomainSuffix", "other"))
				var later serverless.Environment
				err := s.Get(ctx, path).OK(&later)
				return errors.Join(post.RefusedSomehow(), err,
					expect.Same("unique_name", later.UniqueName, e.UniqueName),
					expect.Same("domain_name", later.DomainName, e.DomainName))
			}),
		},
		{
			ID:     "environments/second-delete-is-refused",
			Claim:  "An Environment can be deleted once.",
			Source: environmentPage + "#delete-an-environment-resource", Level: suite.Inferred,
			Ops: []string{"DeleteEnvironment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return deletedOnce(ctx, s, environmentsOf(e.ServiceSID)+"/"+e.SID)
			}),
		},
	}
}

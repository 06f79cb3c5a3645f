package cases

import (
	"context"
	"errors"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func servicesDeleteCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "services/second-delete-is-refused",
			Claim:  "A Service can be deleted once.",
			Source: servicePage + "#delete-a-service-resource", Level: suite.Inferred, Ops: []string{"DeleteService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return deletedOnce(ctx, s, suite.Path("Services", service.SID))
			}),
		},
		{
			ID:     "services/delete-removes-it",
			Claim:  "Deleting a Service is answered 204 with an empty body; afterwards it is not found.",
			Source: servicePage + "#delete-a-service-resource", Level: suite.Documented,
			Ops: []string{"DeleteService", "FetchService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				if err := s.Answer(s.API.DeleteService(ctx, service.SID)).Deleted(); err != nil {
					return err
				}
				return errors.Join(
					s.Answer(s.API.FetchService(ctx, service.SID)).NotFound(),
					s.Answer(s.API.FetchService(ctx, service.UniqueName)).NotFound(),
				)
			}),
		},
		{
			ID:     "services/delete-by-unique-name",
			Claim:  "The unique name can be used in place of the SID to delete a Service.",
			Source: servicePage + "#delete-a-service-resource", Level: suite.Documented, Ops: []string{"DeleteService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				if err := s.Delete(ctx, suite.Path("Services", service.UniqueName)).Deleted(); err != nil {
					return err
				}
				return s.Get(ctx, suite.Path("Services", service.SID)).NotFound()
			}),
		},
		{
			ID:     "services/delete-takes-everything-along",
			Claim:  "A Service can be deleted while a Build of it is live; everything that belongs to it goes along.",
			Source: rtcPlugin, Level: suite.Observed,
			Ops: []string{"DeleteService", "FetchEnvironment", "FetchBuild", "FetchDeployment"},
			Run: whileAloneLive(func(ctx context.Context, s *suite.Session, l *live) error {
				if err := s.Answer(s.API.DeleteService(ctx, l.service.SID)).Deleted(); err != nil {
					return err
				}
				function := l.build.FunctionVersions[0].FunctionSID
				return errors.Join(
					s.Answer(s.API.FetchEnvironment(ctx, l.service.SID, l.environment.SID)).NotFound(),
					s.Answer(s.API.FetchBuild(ctx, l.service.SID, l.build.SID)).NotFound(),
					s.Answer(s.API.FetchDeployment(ctx, l.service.SID, l.environment.SID, l.deployment.SID)).NotFound(),
					s.Answer(s.API.FetchFunction(ctx, l.service.SID, function)).NotFound(),
				)
			}),
		},
		{
			ID:     "services/name-is-free-after-delete",
			Claim:  "The unique name of a deleted Service can be used again, by another Service.",
			Source: sdk, Level: suite.Inferred, Ops: []string{"CreateService", "DeleteService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				if err := s.Answer(s.API.DeleteService(ctx, service.SID)).Deleted(); err != nil {
					return err
				}
				var second serverless.Service
				err := createService(ctx, s, "UniqueName", service.UniqueName, "FriendlyName",
					"second").Created(&second)
				return expect.Then(err, expect.That(second.SID != service.SID,
					"the new Service has the SID of the deleted one, %s", second.SID))
			}),
		},
	}
}

package cases

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func serviceReadingCases() []suite.Case {
	fetch, update := servicePage+"#fetch-a-service-resource", servicePage+"#update-a-service-resource"
	return []suite.Case{
		{
			ID:     "services/fetch-by-sid",
			Claim:  "A Service is fetched by its SID, as it was created.",
			Source: fetch, Level: suite.Documented, Ops: []string{"FetchService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				answer := s.Answer(s.API.FetchService(ctx, service.SID))
				var got serverless.Service
				err := answer.OK(&got)
				return expect.Then(err, sameService(&got, service), addressed(answer, suite.Path("Services", service.SID),
					"environments", "Environments", "functions", "Functions", "assets", "Assets", "builds", "Builds"))
			}),
		},
		{
			ID:     "services/fetch-by-unique-name",
			Claim:  "The unique name can be used in place of the SID in the URL path of a Service.",
			Source: fetch, Level: suite.Documented, Ops: []string{"FetchService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				var got serverless.Service
				err := s.Answer(s.API.FetchService(ctx, service.UniqueName)).OK(&got)
				return expect.Then(err, sameService(&got, service))
			}),
		},
		{
			ID:     "services/unique-name-in-paths-below",
			Claim:  "The unique name of a Service can be used in the paths of what belongs to it.",
			Source: flexTemplate, Level: suite.Inferred, Ops: []string{"ListEnvironment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, environment *serverless.Environment) error {
				var service serverless.Service
				if err := s.Answer(s.API.FetchService(ctx, environment.ServiceSID)).OK(&service); err != nil {
					return err
				}
				items, err := s.List(ctx, suite.Path("Services", service.UniqueName, "Environments"), 0)
				return expect.Then(err, expect.Same("the Environments", strings.Join(suite.SIDs(items), " "), environment.SID))
			}),
		},
		{
			ID:     "services/unknown-is-not-found",
			Claim:  "A SID that no Service has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: []string{"FetchService", "UpdateService", "DeleteService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				path := suite.Path("Services", unknown("ZS"))
				return errors.Join(
					s.Get(ctx, path).NotFound(),
					s.Post(ctx, path, form("FriendlyName", "x")).NotFound(),
					s.Delete(ctx, path).NotFound(),
				)
			},
		},
		{
			ID:     "services/unknown-name-is-not-found",
			Claim:  "A name that no Service has is answered 404 with code 20404.",
			Source: actionsHelpers, Level: suite.Inferred, Ops: []string{"FetchService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				return s.Get(ctx, suite.Path("Services", s.Name())).NotFound()
			},
		},
		{
			ID:     "services/list-has-every-service-once",
			Claim:  "The list of Services has each of them exactly once, over as many pages as it takes.",
			Source: servicePage + "#read-multiple-service-resources", Level: suite.Documented, Ops: []string{"ListService"},
			Alone: true,
			Run: func(ctx context.Context, s *suite.Session) error {
				seen := map[string]int{}
				var want []string
				for range 3 {
					service, err := s.CreateService(ctx)
					if err != nil {
						return err
					}
					want = append(want, service.SID)
				}
				items, err := s.List(ctx, "/v1/Services", 2)
				if err != nil {
					return err
				}
				for _, i := range items {
					seen[i.SID]++
				}
				var problems []error
				for _, sid := range want {
					problems = append(problems, expect.Same("occurrences of "+sid, seen[sid], 1))
				}
				problems = append(problems, expect.Same("different Services in the list", len(seen), len(items)))
				return errors.Join(problems...)
			},
		},
		{
			ID:     "services/update-changes-only-what-was-sent",
			Claim:  "An update changes the properties that were sent, keeps the others, and outlives the answer.",
			Source: update, Level: suite.Documented, Ops: []string{"UpdateService", "FetchService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				steps := []struct {
					field, value string
					change       func(*serverless.Service)
				}{
					{"FriendlyName", "renamed", func(w *serverless.Service) { w.FriendlyName = "renamed" }},
					{"IncludeCredentials", "false", func(w *serverless.Service) { w.IncludeCredentials = false }},
					{"UiEditable", "true", func(w *serverless.Service) { w.UIEditable = true }},
				}
				path := suite.Path("Services", service.SID)
				for _, step := range steps {
					step.change(service)
					var answer, later serverless.Service
					if err := s.Post(ctx, path, form(step.field, step.value)).OK(&answer); err != nil {
						return err
					}
					if err := s.Get(ctx, path).OK(&later); err != nil {
						return err
					}
					if err := errors.Join(sameService(&answer, service), sameService(&later, service)); err != nil {
						return fmt.Errorf("after %s=%s: %w", step.field, step.value, err)
					}
				}
				return nil
			}),
		},
		{
			ID:     "services/empty-update-changes-nothing",
			Claim:  "An update that sends nothing is answered 200 and changes nothing.",
			Source: sdk, Level: suite.Observed, Ops: []string{"UpdateService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				var got serverless.Service
				err := s.Answer(s.API.UpdateServiceWithFormdataBody(ctx, service.SID, serverless.UpdateServiceRequest{})).OK(&got)
				return expect.Then(err, sameService(&got, service))
			}),
		},
		{
			ID:     "services/update-by-unique-name",
			Claim:  "The unique name can be used in place of the SID to update a Service.",
			Source: update, Level: suite.Documented, Ops: []string{"UpdateService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				var got serverless.Service
				err := s.Post(ctx, suite.Path("Services", service.UniqueName), form("FriendlyName", "by name")).OK(&got)
				return expect.Then(err, expect.Same("sid", got.SID, service.SID), expect.Same("friendly_name", got.FriendlyName, "by name"))
			}),
		},
	}
}

func serviceDeletionCases() []suite.Case {
	remove := servicePage + "#delete-a-service-resource"
	return []suite.Case{
		{
			ID:     "services/delete-removes-it",
			Claim:  "Deleting a Service is answered 204 with an empty body; afterwards it is not found.",
			Source: remove, Level: suite.Documented, Ops: []string{"DeleteService", "FetchService"},
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
			Source: remove, Level: suite.Documented, Ops: []string{"DeleteService"},
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
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
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
				err := createService(ctx, s, "UniqueName", service.UniqueName, "FriendlyName", "second").Created(&second)
				return expect.Then(err, expect.That(second.SID != service.SID, "the new Service has the SID of the deleted one, %s", second.SID))
			}),
		},
	}
}

// sameService compares what a caller has a say in, and who it is.
func sameService(got, want *serverless.Service) error {
	return errors.Join(
		expect.Same("sid", got.SID, want.SID),
		expect.Same("account_sid", got.AccountSID, want.AccountSID),
		expect.Same("unique_name", got.UniqueName, want.UniqueName),
		expect.Same("friendly_name", got.FriendlyName, want.FriendlyName),
		expect.Same("include_credentials", got.IncludeCredentials, want.IncludeCredentials),
		expect.Same("ui_editable", got.UIEditable, want.UIEditable),
		expect.Same("domain_base", got.DomainBase, want.DomainBase),
		expect.That(got.DateCreated.Equal(want.DateCreated), "date_created is %s, want %s", got.DateCreated, want.DateCreated),
	)
}

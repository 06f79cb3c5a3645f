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

const environmentPage = resourcePage + "environment"

func environmentsOf(service string) string { return suite.Path("Services", service, "Environments") }

func environmentCases() []suite.Case {
	create, list := environmentPage+"#create-an-environment-resource", environmentPage+"#read-multiple-environment-resources"
	creates := []string{"CreateEnvironment"}
	// refused is a case for a form that makes no Environment.
	refused := func(pairs func(s *suite.Session) []string) run {
		return inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
			return refusedWithoutTrace(ctx, s, environmentsOf(service.SID), func() *suite.Answer {
				return s.Post(ctx, environmentsOf(service.SID), form(pairs(s)...))
			})
		})
	}
	return append([]suite.Case{
		{
			ID:     "environments/create-answers-with-it",
			Claim:  "Creating an Environment answers 201 with its names; nothing is live on it.",
			Source: create, Level: suite.Documented, Ops: append(creates, "FetchEnvironment"),
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				made, err := s.CreateEnvironment(ctx, service, "stage")
				if err != nil {
					return err
				}
				answer := s.Answer(s.API.FetchEnvironment(ctx, service.SID, made.SID))
				var got serverless.Environment
				err = answer.OK(&got)
				return expect.Then(err,
					addressed(answer, environmentsOf(service.SID)+"/"+made.SID, "variables", "Variables", "deployments", "Deployments", "logs", "Logs"),
					expect.Same("unique_name", got.UniqueName, made.UniqueName),
					expect.Same("domain_suffix", expect.Optional(got.DomainSuffix), "stage"),
					expect.Same("domain_name", got.DomainName, made.DomainName),
					expect.Same("build_sid of the answer", expect.Optional(made.BuildSID), "null"),
					expect.Same("build_sid", expect.Optional(got.BuildSID), "null"),
					expect.Same("service_sid", got.ServiceSID, service.SID))
			}),
		},
		{
			ID:     "environments/domain-name-has-the-suffix",
			Claim:  "The domain name is the domain base of the Service, a dash and the DomainSuffix, under twil.io.",
			Source: environmentPage, Level: suite.Documented, Ops: creates,
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				made, err := s.CreateEnvironment(ctx, service, "stage")
				return expect.Then(err, expect.Same("domain_name", made.DomainName, service.DomainBase+"-stage.twil.io"))
			}),
		},
		{
			ID:     "environments/domain-name-without-suffix",
			Claim:  "An Environment may have no DomainSuffix: it is null then, and the domain name ends after the domain base.",
			Source: actionsHelpers, Level: suite.Inferred, Ops: creates,
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				made, err := s.CreateEnvironment(ctx, service, "")
				return expect.Then(err,
					expect.Same("domain_suffix", expect.Optional(made.DomainSuffix), "null"),
					expect.Same("domain_name", made.DomainName, service.DomainBase+".twil.io"))
			}),
		},
		{
			ID:     "environments/unique-name-is-required",
			Claim:  "UniqueName is required to create an Environment.",
			Source: create, Level: suite.Documented, Ops: append(creates, "ListEnvironment"),
			Run: refused(func(*suite.Session) []string { return []string{"DomainSuffix", "stage"} }),
		},
		{
			ID:     "environments/unique-name-over-100-characters-is-refused",
			Claim:  "The UniqueName of an Environment has 100 characters or less.",
			Source: create, Level: suite.Documented, Ops: append(creates, "ListEnvironment"),
			Run: refused(func(s *suite.Session) []string {
				return []string{"UniqueName", padded(s.Name(), 101), "DomainSuffix", "stage"}
			}),
		},
		{
			ID:     "environments/suffix-over-16-characters-is-refused",
			Claim:  "A DomainSuffix has 16 characters or less.",
			Source: create, Level: suite.Documented, Ops: append(creates, "ListEnvironment"),
			Run: refused(func(s *suite.Session) []string {
				return []string{"UniqueName", s.Name(), "DomainSuffix", strings.Repeat("s", 17)}
			}),
		},
		{
			ID:     "environments/longest-names",
			Claim:  "A UniqueName may have 50 characters and a DomainSuffix 16; both may have a single one.",
			Source: terraform, Level: suite.Observed, Ops: creates,
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				for _, names := range [][2]string{{padded(s.Name(), 50), strings.Repeat("s", 16)}, {"e", "s"}} {
					var made serverless.Environment
					err := s.Post(ctx, environmentsOf(service.SID), form("UniqueName", names[0], "DomainSuffix", names[1])).Created(&made)
					err = expect.Then(err, expect.Same("unique_name", made.UniqueName, names[0]), expect.Same("domain_suffix", expect.Optional(made.DomainSuffix), names[1]))
					if err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     "environments/unique-name-is-unique",
			Claim:  "No two Environments of a Service have one UniqueName: the second is answered 409.",
			Source: "twilio/twilio-cli#211", Level: suite.Observed, Ops: append(creates, "ListEnvironment"),
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, first *serverless.Environment) error {
				path := environmentsOf(first.ServiceSID)
				if err := s.Post(ctx, path, form("UniqueName", first.UniqueName, "DomainSuffix", "other")).Refused(409, 0); err != nil {
					return err
				}
				items, err := s.List(ctx, path, 0)
				return expect.Then(err, expect.Same("the Environments", strings.Join(suite.SIDs(items), " "), first.SID))
			}),
		},
		{
			ID:     "environments/suffix-is-unique",
			Claim:  "No two Environments of a Service have one DomainSuffix: the second is answered 409.",
			Source: "RJPearson94/terraform-provider-twilio#78", Level: suite.Observed, Ops: append(creates, "ListEnvironment"),
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, first *serverless.Environment) error {
				path := environmentsOf(first.ServiceSID)
				if err := s.Post(ctx, path, form("UniqueName", s.Name(), "DomainSuffix", *first.DomainSuffix)).Refused(409, 0); err != nil {
					return err
				}
				items, err := s.List(ctx, path, 0)
				return expect.Then(err, expect.Same("the Environments", strings.Join(suite.SIDs(items), " "), first.SID))
			}),
		},
		{
			ID:     "environments/names-are-the-service-s-own",
			Claim:  "Environments of two Services may have the same names.",
			Source: toolkit, Level: suite.Inferred, Ops: creates,
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, first *serverless.Environment) error {
				other, err := s.CreateService(ctx)
				if err != nil {
					return err
				}
				var second serverless.Environment
				err = s.Post(ctx, environmentsOf(other.SID), form("UniqueName", first.UniqueName, "DomainSuffix", *first.DomainSuffix)).Created(&second)
				return expect.Then(err, expect.That(second.DomainName != first.DomainName, "both have the domain %s", first.DomainName))
			}),
		},
		{
			ID:     "environments/unknown-fields-are-ignored",
			Claim:  "A field that the form does not have is ignored, such as the FriendlyName that the official deploy tool sends.",
			Source: toolkit, Level: suite.Inferred, Ops: creates,
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				name := s.Name()
				var made serverless.Environment
				err := s.Post(ctx, environmentsOf(service.SID), form("UniqueName", name, "DomainSuffix", "stage", "FriendlyName", "x")).Created(&made)
				return expect.Then(err, expect.Same("unique_name", made.UniqueName, name))
			}),
		},
		{
			ID:     "environments/list-has-every-one-once",
			Claim:  "The list of Environments has each of them exactly once, over as many pages as it takes.",
			Source: list, Level: suite.Documented, Ops: []string{"ListEnvironment"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				var want []string
				for i := range 5 {
					made, err := s.CreateEnvironment(ctx, service, fmt.Sprintf("e%d", i))
					if err != nil {
						return err
					}
					want = append(want, made.SID)
				}
				return everyItemOnce(ctx, s, environmentsOf(service.SID), "environments", want)
			}),
		},
		{
			ID:     "environments/unknown-is-not-found",
			Claim:  "A SID that no Environment has is answered 404 with code 20404, and so is everything below it.",
			Source: errorPage + "20404", Level: suite.Observed,
			Ops: []string{"FetchEnvironment", "DeleteEnvironment", "ListVariable", "ListDeployment", "ListLog"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
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
			Source: errorPage + "20404", Level: suite.Observed, Ops: append(creates, "ListEnvironment"),
			Run: func(ctx context.Context, s *suite.Session) error {
				path := environmentsOf(unknown("ZS"))
				return errors.Join(s.Get(ctx, path).NotFound(), s.Post(ctx, path, form("UniqueName", s.Name())).NotFound())
			},
		},
		{
			ID:     "environments/delete-removes-it",
			Claim:  "Deleting an Environment is answered 204 with an empty body; afterwards it is not found, and its names are free.",
			Source: environmentPage + "#delete-an-environment-resource", Level: suite.Documented,
			Ops: []string{"DeleteEnvironment", "FetchEnvironment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				if err := gone(ctx, s, environmentsOf(e.ServiceSID)+"/"+e.SID); err != nil {
					return err
				}
				return s.Post(ctx, environmentsOf(e.ServiceSID), form("UniqueName", e.UniqueName, "DomainSuffix", *e.DomainSuffix)).Created(nil)
			}),
		},
		{
			ID:     "environments/delete-while-live",
			Claim:  "An Environment can be deleted while a Build is live on it; afterwards the Build can be deleted.",
			Source: flexBuilder, Level: suite.Observed, Ops: []string{"DeleteEnvironment", "DeleteBuild"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				if err := gone(ctx, s, environmentsOf(l.service.SID)+"/"+l.environment.SID); err != nil {
					return err
				}
				return gone(ctx, s, suite.Path("Services", l.service.SID, "Builds", l.build.SID))
			}),
		},
	}, environmentMoreCases()...)
}

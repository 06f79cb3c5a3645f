package cases

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func environmentMoreCases() []suite.Case {
	create, creates := environmentPage+"#create-an-environment-resource", []string{"CreateEnvironment", "ListEnvironment"}
	return slices.Concat(below("environments", "Environment", "Environments").cases(), []suite.Case{
		{
			ID:     "environments/list-of-none-is-empty",
			Claim:  "A Service without Environments has an empty list of them, on one page.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"ListEnvironment"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return emptyList(ctx, s, environmentsOf(service.SID), "environments")
			}),
		},
		{
			ID:     "environments/unique-name-of-100-characters",
			Claim:  "A UniqueName may have 100 characters.",
			Source: create, Level: suite.Documented, Ops: []string{"CreateEnvironment"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				name := padded(s.Name(), 100)
				var made serverless.Environment
				err := s.Post(ctx, environmentsOf(service.SID), form("UniqueName", name, "DomainSuffix", "long")).Created(&made)
				return expect.Then(err, expect.Same("unique_name", made.UniqueName, name))
			}),
		},
		{
			ID:     "environments/share-the-domain-base",
			Claim:  "The domain names of all Environments of a Service begin with its domain base, and differ.",
			Source: environmentPage, Level: suite.Inferred, Ops: []string{"CreateEnvironment"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				seen := map[string]bool{}
				for _, suffix := range []string{"one", "two", ""} {
					made, err := s.CreateEnvironment(ctx, service, suffix)
					if err := expect.Then(err, expect.That(strings.HasPrefix(made.DomainName, service.DomainBase),
						"domain_name is %s, want it to begin with %s", made.DomainName, service.DomainBase)); err != nil {
						return err
					}
					seen[made.DomainName] = true
				}
				return expect.Same("the number of different domain names", len(seen), 3)
			}),
		},
		{
			ID:     "environments/second-without-suffix-is-refused",
			Claim:  "One Environment of a Service at most has no DomainSuffix.",
			Source: create, Level: suite.Assumed, Ops: creates,
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				if _, err := s.CreateEnvironment(ctx, service, ""); err != nil {
					return err
				}
				return refusedWithoutTrace(ctx, s, environmentsOf(service.SID), func() *suite.Answer {
					return s.Post(ctx, environmentsOf(service.SID), form("UniqueName", s.Name()))
				})
			}),
		},
		{
			ID:     "environments/suffix-that-fits-no-domain-is-refused",
			Claim:  "A DomainSuffix can be part of a host name.",
			Source: create, Level: suite.Assumed, Ops: creates,
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return refusedWithoutTrace(ctx, s, environmentsOf(service.SID), func() *suite.Answer {
					return s.Post(ctx, environmentsOf(service.SID), form("UniqueName", s.Name(), "DomainSuffix", "a b/c"))
				})
			}),
		},
		{
			ID:     "environments/belong-to-their-service",
			Claim:  "The SID of an Environment is not found below another Service.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed, Ops: []string{"FetchEnvironment", "DeleteEnvironment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				other, err := s.CreateService(ctx)
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
			Source: flexBuilder, Level: suite.Observed, Ops: []string{"DeleteEnvironment", "FetchVariable", "ListVariable", "FetchDeployment", "ListDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				variable, err := s.CreateVariable(ctx, l.environment, "GONE", "x")
				if err != nil {
					return err
				}
				if err := s.Delete(ctx, environmentsOf(l.service.SID)+"/"+l.environment.SID).Deleted(); err != nil {
					return err
				}
				return errors.Join(
					s.Get(ctx, variablesOf(l.environment)).NotFound(),
					s.Get(ctx, variablesOf(l.environment)+"/"+variable.SID).NotFound(),
					s.Get(ctx, deploymentsOf(l.environment)).NotFound(),
					s.Get(ctx, deploymentsOf(l.environment)+"/"+l.deployment.SID).NotFound(),
				)
			}),
		},
		{
			ID:     "environments/cannot-be-changed",
			Claim:  "An Environment never changes its names: there is no update.",
			Source: environmentPage, Level: suite.Assumed, Ops: []string{"FetchEnvironment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				path := environmentsOf(e.ServiceSID) + "/" + e.SID
				post := s.Post(ctx, path, form("UniqueName", s.Name(), "DomainSuffix", "other"))
				var later serverless.Environment
				err := s.Get(ctx, path).OK(&later)
				return errors.Join(post.RefusedSomehow(), err, expect.Same("unique_name", later.UniqueName, e.UniqueName),
					expect.Same("domain_name", later.DomainName, e.DomainName))
			}),
		},
		{
			ID:     "environments/second-delete-is-refused",
			Claim:  "An Environment can be deleted once.",
			Source: environmentPage + "#delete-an-environment-resource", Level: suite.Assumed, Ops: []string{"DeleteEnvironment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return deletedOnce(ctx, s, environmentsOf(e.ServiceSID)+"/"+e.SID)
			}),
		},
	})
}

package cases

import (
	"context"
	"errors"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

func environmentsCreateCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "environments/without-a-suffix-have-none-later",
			Claim:  "An Environment that was created without a DomainSuffix has null in its place whenever it is read.",
			Source: actionsHelpers, Level: suite.Inferred, Ops: []string{"FetchEnvironment"},
			Run: inOwn("Environments")(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				made, err := s.CreateEnvironment(ctx, service, "")
				if err != nil {
					return err
				}
				var got serverless.Environment
				err = s.Get(ctx, suite.Path("Services", service.SID, "Environments", made.SID)).OK(&got)
				return expect.Then(err, expect.Same("domain_suffix", expect.Optional(got.DomainSuffix), "null"))
			}),
		},
		{
			ID:     "environments/create-answers-with-it",
			Claim:  "Creating an Environment answers 201 with its names; nothing is live on it.",
			Source: environmentPage + "#create-an-environment-resource", Level: suite.Documented,
			Ops: append([]string{"CreateEnvironment"}, "FetchEnvironment"),
			Run: inStage(1)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				suffix := s.Suffix()
				made, err := s.CreateEnvironment(ctx, service, suffix)
				if err != nil {
					return err
				}
				answer := s.Answer(s.API.FetchEnvironment(ctx, service.SID, made.SID))
				var got serverless.Environment
				err = answer.OK(&got)
				return expect.Then(err,
					addressed(answer, environmentsOf(service.SID)+"/"+made.SID, "variables", "Variables", "deployments",
						"Deployments", "logs", "Logs"),
					expect.Same("unique_name", got.UniqueName, made.UniqueName),
					expect.Same("domain_suffix", expect.Optional(got.DomainSuffix), suffix),
					expect.Same("domain_name", got.DomainName, made.DomainName),
					expect.Same("build_sid of the answer", expect.Optional(made.BuildSID), "null"),
					expect.Same("build_sid", expect.Optional(got.BuildSID), "null"),
					expect.Same("service_sid", got.ServiceSID, service.SID))
			}),
		},
		{
			ID:     "environments/domain-name-has-the-suffix",
			Claim:  "The domain name is the domain base of the Service, a dash and the DomainSuffix, under twil.io.",
			Source: environmentPage, Level: suite.Documented, Ops: []string{"CreateEnvironment"},
			Run: inStage(1)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				suffix := s.Suffix()
				made, err := s.CreateEnvironment(ctx, service, suffix)
				return expect.Then(err, expect.Same("domain_name", made.DomainName,
					service.DomainBase+"-"+suffix+".twil.io"))
			}),
		},
		{
			ID: "environments/domain-name-without-suffix",
			Claim: "An Environment may have no DomainSuffix: it is null then, and the domain name ends after the " +
				"domain base.",
			Source: actionsHelpers, Level: suite.Inferred, Ops: []string{"CreateEnvironment"},
			Run: inOwn("Environments")(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				made, err := s.CreateEnvironment(ctx, service, "")
				return expect.Then(err,
					expect.Same("domain_suffix", expect.Optional(made.DomainSuffix), "null"),
					expect.Same("domain_name", made.DomainName, service.DomainBase+".twil.io"))
			}),
		},
		{
			ID:     "environments/unique-name-is-required",
			Claim:  "UniqueName is required to create an Environment.",
			Source: environmentPage + "#create-an-environment-resource", Level: suite.Documented,
			Ops: append([]string{"CreateEnvironment"}, "ListEnvironment"),
			Run: refusedEnvironment(func(*suite.Session) []string {
				return []string{"UniqueName", forms.LeftOut, "DomainSuffix", "stage"}
			}),
		},
		{
			ID:     "environments/unique-name-over-100-characters-is-refused",
			Claim:  "The UniqueName of an Environment has 100 characters or less.",
			Source: environmentPage + "#create-an-environment-resource", Level: suite.Documented,
			Ops: append([]string{"CreateEnvironment"}, "ListEnvironment"),
			Run: refusedEnvironment(func(s *suite.Session) []string {
				return []string{"UniqueName", padded(s.Name(), 101), "DomainSuffix", "stage"}
			}),
		},
		{
			ID:     "environments/suffix-over-16-characters-is-refused",
			Claim:  "A DomainSuffix has 16 characters or less.",
			Source: environmentPage + "#create-an-environment-resource", Level: suite.Documented,
			Ops: append([]string{"CreateEnvironment"}, "ListEnvironment"),
			Run: refusedEnvironment(func(s *suite.Session) []string {
				return []string{"UniqueName", s.Name(), "DomainSuffix", strings.Repeat("s", 17)}
			}),
		},
		{
			ID:     "environments/longest-names",
			Claim:  "A UniqueName may have 50 characters and a DomainSuffix 16; both may have a single one.",
			Source: terraform, Level: suite.Observed, Ops: []string{"CreateEnvironment"},
			Run: inStage(2)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				for _, names := range [][2]string{{padded(s.Name(), 50), strings.Repeat("s", 16)}, {"e", "s"}} {
					var made serverless.Environment
					err := s.Post(ctx, environmentsOf(service.SID),
						form("UniqueName", names[0], "DomainSuffix", names[1])).Created(&made)
					err = expect.Then(err, expect.Same("unique_name", made.UniqueName, names[0]),
						expect.Same("domain_suffix", expect.Optional(made.DomainSuffix), names[1]))
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
			Source: "twilio/twilio-cli#211", Level: suite.Observed,
			Ops: append([]string{"CreateEnvironment"}, "ListEnvironment"),
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, first *serverless.Environment) error {
				path := environmentsOf(first.ServiceSID)
				if err := s.Post(ctx, path, form("UniqueName", first.UniqueName, "DomainSuffix", "other")).Refused(409,
					0); err != nil {
					return err
				}
				return onlyOneOf(ctx, s, first)
			}),
		},
		{
			ID:     "environments/suffix-is-unique",
			Claim:  "No two Environments of a Service have one DomainSuffix: the second is answered 409.",
			Source: "RJPearson94/terraform-provider-twilio#78", Level: suite.Observed,
			Ops: append([]string{"CreateEnvironment"}, "ListEnvironment"),
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, first *serverless.Environment) error {
				path := environmentsOf(first.ServiceSID)
				if err := s.Post(ctx, path, form("UniqueName", s.Name(), "DomainSuffix",
					*first.DomainSuffix)).Refused(409,
					0); err != nil {
					return err
				}
				return onlyOneOf(ctx, s, first)
			}),
		},
		{
			ID:     "environments/names-are-the-service-s-own",
			Claim:  "Environments of two Services may have the same names.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"CreateEnvironment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, first *serverless.Environment) error {
				other, err := s.SharedService(ctx)
				if err != nil {
					return err
				}
				var second serverless.Environment
				err = s.Post(ctx, environmentsOf(other.SID),
					form("UniqueName", first.UniqueName, "DomainSuffix", *first.DomainSuffix)).Created(&second)
				return expect.Then(err, expect.That(second.DomainName != first.DomainName, "both have the domain %s",
					first.DomainName))
			}),
		},
		{
			ID: "environments/unknown-fields-are-ignored",
			Claim: "A field that the form does not have is ignored, such as the FriendlyName that the official " +
				"deploy tool sends.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"CreateEnvironment"},
			Run: inStage(1)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				name := s.Name()
				var made serverless.Environment
				err := s.Post(ctx, environmentsOf(service.SID),
					form("UniqueName", name, "DomainSuffix", s.Suffix(), "FriendlyName", "x")).Created(&made)
				return expect.Then(err, expect.Same("unique_name", made.UniqueName, name))
			}),
		},
		{
			ID:     "environments/unique-name-of-100-characters",
			Claim:  "A UniqueName may have 100 characters.",
			Source: environmentPage + "#create-an-environment-resource", Level: suite.Documented,
			Ops: []string{"CreateEnvironment"},
			Run: inStage(1)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				name := padded(s.Name(), 100)
				var made serverless.Environment
				err := s.Post(ctx, environmentsOf(service.SID),
					form("UniqueName", name, "DomainSuffix", s.Suffix())).Created(&made)
				return expect.Then(err, expect.Same("unique_name", made.UniqueName, name))
			}),
		},
		{
			ID:     "environments/share-the-domain-base",
			Claim:  "The domain names of all Environments of a Service begin with its domain base, and differ.",
			Source: environmentPage, Level: suite.Inferred, Ops: []string{"CreateEnvironment"},
			Run: inOwn("Environments")(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				seen := map[string]bool{}
				for _, suffix := range []string{"one", "two", ""} {
					made, err := s.CreateEnvironment(ctx, service, suffix)
					if err := expect.Then(err, expect.That(strings.HasPrefix(made.DomainName, service.DomainBase),
						"domain_name is %s, want it to begin with %s", made.DomainName,
						service.DomainBase)); err != nil {
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
			Source: environmentPage + "#create-an-environment-resource", Level: suite.Assumed,
			Ops: []string{"CreateEnvironment", "ListEnvironment"},
			Run: inOwn("Environments")(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
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
			Source: environmentPage + "#create-an-environment-resource", Level: suite.Assumed,
			Ops: []string{"CreateEnvironment", "ListEnvironment"},
			Run: inEmpty("Environments")(func(ctx context.Context, s *suite.Session,
				service *serverless.Service) error {
				return refusedFromEmpty(ctx, s, environmentsOf(service.SID), func() *suite.Answer {
					return s.Post(ctx, environmentsOf(service.SID),
						form("UniqueName", s.Name(), "DomainSuffix", "a b/c"))
				})
			}),
		},
	}
}

// onlyOneOf wants no Environment beside this one to have its UniqueName or its DomainSuffix.
func onlyOneOf(ctx context.Context, s *suite.Session, one *serverless.Environment) error {
	items, err := s.List(ctx, environmentsOf(one.ServiceSID), 0)
	var alike []string
	for _, item := range items {
		var other serverless.Environment
		err = errors.Join(err, item.Into(&other))
		if other.UniqueName == one.UniqueName || expect.Optional(other.DomainSuffix) == *one.DomainSuffix {
			alike = append(alike, item.SID)
		}
	}
	return expect.Then(err, expect.Same("the Environments with its names", strings.Join(alike, " "), one.SID))
}

// refusedEnvironment is a case for a form that makes no Environment.
func refusedEnvironment(pairs func(s *suite.Session) []string) run {
	return inEmpty("Environments")(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
		return refusedFromEmpty(ctx, s, environmentsOf(service.SID), func() *suite.Answer {
			return s.Post(ctx, environmentsOf(service.SID), form(pairs(s)...))
		})
	})
}

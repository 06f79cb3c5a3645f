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

func servicesCreateCases() []suite.Case {
	return []suite.Case{
		{
			ID: "services/create-answers-with-the-service",
			Claim: "Creating a Service answers 201 with the Service, its names as they were sent and its defaults " +
				"filled in.",
			Source: servicePage + "#create-a-service-resource", Level: suite.Documented, Ops: []string{"CreateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name()
				var got serverless.Service
				err := createService(ctx, s, "UniqueName", name, "FriendlyName",
					"Contract check (1) of a@b").Created(&got)
				if err != nil {
					return err
				}
				return errors.Join(
					expect.Same("unique_name", got.UniqueName, name),
					expect.Same("friendly_name", got.FriendlyName, "Contract check (1) of a@b"),
					expect.Same("include_credentials by default", got.IncludeCredentials, true),
					expect.Same("ui_editable by default", got.UIEditable, false),
					expect.That(strings.HasSuffix(got.URL, "/v1/Services/"+got.SID),
						"url %s does not end in the path of %s",
						got.URL, got.SID),
				)
			},
		},
		{
			ID:     "services/create-keeps-its-options",
			Claim:  "IncludeCredentials and UiEditable are kept as they were sent.",
			Source: servicePage + "#create-a-service-resource", Level: suite.Documented,
			Ops: append([]string{"CreateService"}, "FetchService"),
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name()
				var made, got serverless.Service
				err := createService(ctx, s, "UniqueName", name, "FriendlyName", name,
					"IncludeCredentials", "false", "UiEditable", "true").Created(&made)
				if err != nil {
					return err
				}
				if err := s.Answer(s.API.FetchService(ctx, made.SID)).OK(&got); err != nil {
					return err
				}
				return errors.Join(
					expect.Same("include_credentials", got.IncludeCredentials, false),
					expect.Same("ui_editable", got.UIEditable, true),
				)
			},
		},
		{
			ID:     "services/unique-name-is-required",
			Claim:  "UniqueName is required: a Service without one is not created.",
			Source: servicePage + "#create-a-service-resource", Level: suite.Documented, Ops: []string{"CreateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				return createService(ctx, s, "UniqueName", forms.LeftOut, "FriendlyName", s.Name()).Rejected()
			},
		},
		{
			ID:     "services/friendly-name-is-required",
			Claim:  "FriendlyName is required: a Service without one is not created.",
			Source: servicePage + "#create-a-service-resource", Level: suite.Documented,
			Ops: append([]string{"CreateService"}, "FetchService"),
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name()
				if err := createService(ctx, s, "UniqueName", name,
					"FriendlyName", forms.LeftOut).Rejected(); err != nil {
					return err
				}
				return s.Get(ctx, suite.Path("Services", name)).NotFound()
			},
		},
		{
			ID:     "services/unique-name-of-50-characters",
			Claim:  "A UniqueName may have 50 characters.",
			Source: terraform, Level: suite.Observed, Ops: []string{"CreateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				name := padded(s.Name(), 50)
				var got serverless.Service
				err := createService(ctx, s, "UniqueName", name, "FriendlyName", "50").Created(&got)
				return expect.Then(err, expect.Same("unique_name", got.UniqueName, name))
			},
		},
		{
			ID:     "services/unique-name-over-50-characters-is-refused",
			Claim:  "A UniqueName has 50 characters or less.",
			Source: servicePage + "#create-a-service-resource", Level: suite.Documented, Ops: []string{"CreateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				return createService(ctx, s, "UniqueName", padded(s.Name(), 51), "FriendlyName", "51").Rejected()
			},
		},
		{
			ID:     "services/underscore-in-unique-name-is-refused",
			Claim:  "A UniqueName consists of letters, digits and dashes: an underscore is refused.",
			Source: "twilio-labs/serverless-toolkit#71", Level: suite.Observed, Ops: []string{"CreateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				return createService(ctx, s, "UniqueName", s.Name()+"_x", "FriendlyName", "underscore").Rejected()
			},
		},
		{
			ID:     "services/friendly-name-of-255-characters",
			Claim:  "A FriendlyName may have 255 characters.",
			Source: terraform, Level: suite.Observed, Ops: []string{"CreateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				long := strings.Repeat("f", 255)
				var got serverless.Service
				err := createService(ctx, s, "UniqueName", s.Name(), "FriendlyName", long).Created(&got)
				return expect.Then(err, expect.Same("friendly_name", got.FriendlyName, long))
			},
		},
		{
			ID:     "services/friendly-name-over-255-characters-is-refused",
			Claim:  "A FriendlyName has 255 characters or less, and a request that is refused takes no UniqueName.",
			Source: servicePage + "#create-a-service-resource", Level: suite.Documented, Ops: []string{"CreateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name()
				if err := createService(ctx, s, "UniqueName", name, "FriendlyName",
					strings.Repeat("f", 256)).Rejected(); err != nil {
					return err
				}
				return createService(ctx, s, "UniqueName", name, "FriendlyName", "Contract check "+name).Created(nil)
			},
		},
		{
			ID:     "services/domain-base-is-lower-case",
			Claim:  "The domain of a Service begins with its unique name in lower case, followed by a random part.",
			Source: servicePage, Level: suite.Documented, Ops: []string{"CreateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name() + "-Upper"
				var got serverless.Service
				if err := createService(ctx, s, "UniqueName", name, "FriendlyName", name).Created(&got); err != nil {
					return err
				}
				random, found := strings.CutPrefix(got.DomainBase, strings.ToLower(name)+"-")
				return errors.Join(
					expect.Same("unique_name", got.UniqueName, name),
					expect.That(found && len(random) >= 4, "domain_base is %s, want %s- and at least 4 characters",
						got.DomainBase,
						strings.ToLower(name)),
				)
			},
		},
		{
			ID:     "services/unique-name-is-unique",
			Claim:  "No two Services of an account have one unique name.",
			Source: toolkit, Level: suite.Inferred, Ops: append([]string{"CreateService"}, "FetchService"),
			Run: inLent(func(ctx context.Context, s *suite.Session, first *serverless.Service) error {
				if err := createService(ctx, s, "UniqueName", first.UniqueName, "FriendlyName",
					"second").Rejected(); err != nil {
					return err
				}
				var got serverless.Service
				err := s.Get(ctx, suite.Path("Services", first.UniqueName)).OK(&got)
				return expect.Then(err, expect.Same("sid behind the name", got.SID, first.SID),
					expect.Same("friendly_name", got.FriendlyName, first.FriendlyName))
			}),
		},
		{
			ID:     "services/friendly-name-of-one-character",
			Claim:  "A FriendlyName may have a single character.",
			Source: terraform, Level: suite.Observed, Ops: []string{"CreateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				var made serverless.Service
				err := createService(ctx, s, "UniqueName", s.Name(), "FriendlyName", "f").Created(&made)
				return expect.Then(err, expect.Same("friendly_name", made.FriendlyName, "f"))
			},
		},
		{
			ID:     "services/friendly-names-need-not-differ",
			Claim:  "Several Services of an account may have one friendly name.",
			Source: flexBuilder, Level: suite.Inferred, Ops: []string{"CreateService"},
			Run: inLent(func(ctx context.Context, s *suite.Session, first *serverless.Service) error {
				var second serverless.Service
				err := createService(ctx, s, "UniqueName", s.Name(), "FriendlyName",
					first.FriendlyName).Created(&second)
				return expect.Then(err, expect.Same("friendly_name", second.FriendlyName, first.FriendlyName))
			}),
		},
	}
}

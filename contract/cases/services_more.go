package cases

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// maxServices is the number of Services of an account, as the refusal of the next one says it.
const maxServices = 50

func serviceLimitCases() []suite.Case {
	create, update := servicePage+"#create-a-service-resource", servicePage+"#update-a-service-resource"
	return []suite.Case{
		{
			ID:     "services/more-than-50-are-refused",
			Claim:  "An account has 50 Services or less: the next one is answered 400 with code 20001.",
			Source: "twilio-labs/dev-phone#178", Level: suite.Observed, Ops: []string{"CreateService", "ListService"},
			Needs: []suite.Feature{suite.FeatureServiceLimit}, Alone: true,
			Run: func(ctx context.Context, s *suite.Session) error {
				there, err := count(ctx, s, "/v1/Services")
				if err != nil {
					return err
				}
				for range maxServices - there {
					if _, err := s.CreateService(ctx); err != nil {
						return err
					}
				}
				name := s.Name()
				if err := createService(ctx, s, "UniqueName", name, "FriendlyName", "one too many").Refused(400, 20001); err != nil {
					return err
				}
				there, err = count(ctx, s, "/v1/Services")
				return expect.Then(err, expect.Same("the number of Services", there, maxServices), s.Get(ctx, suite.Path("Services", name)).NotFound())
			},
		},
		{
			ID:     "services/booleans-in-capitals-are-read",
			Claim:  "A boolean may be sent as False or True, as Python writes it.",
			Source: servicePage, Level: suite.Observed, Ops: []string{"CreateService", "UpdateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name()
				var made, updated serverless.Service
				err := createService(ctx, s, "UniqueName", name, "FriendlyName", name, "IncludeCredentials", "False", "UiEditable", "True").Created(&made)
				if err := expect.Then(err, expect.Same("include_credentials", made.IncludeCredentials, false), expect.Same("ui_editable", made.UIEditable, true)); err != nil {
					return err
				}
				err = s.Post(ctx, suite.Path("Services", made.SID), form("IncludeCredentials", "True")).OK(&updated)
				return expect.Then(err, expect.Same("include_credentials after the update", updated.IncludeCredentials, true))
			},
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
			Run: inService(func(ctx context.Context, s *suite.Session, first *serverless.Service) error {
				var second serverless.Service
				err := createService(ctx, s, "UniqueName", s.Name(), "FriendlyName", first.FriendlyName).Created(&second)
				return expect.Then(err, expect.Same("friendly_name", second.FriendlyName, first.FriendlyName))
			}),
		},
		{
			ID:     "services/update-over-255-characters-is-refused",
			Claim:  "An update keeps to the limit of 255 characters for FriendlyName, and changes nothing when it is refused.",
			Source: update, Level: suite.Documented, Ops: []string{"UpdateService", "FetchService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				path := suite.Path("Services", service.SID)
				if err := s.Post(ctx, path, form("FriendlyName", strings.Repeat("f", 256), "UiEditable", "true")).RefusedSomehow(); err != nil {
					return err
				}
				var later serverless.Service
				err := s.Get(ctx, path).OK(&later)
				return expect.Then(err, sameService(&later, service))
			}),
		},
		{
			ID:     "services/unique-name-is-permanent",
			Claim:  "The unique name of a Service is permanent: an update that sends another one leaves it as it is.",
			Source: servicePage, Level: suite.Documented,
			Ops: []string{"UpdateService", "FetchService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				path := suite.Path("Services", service.SID)
				if err := s.Post(ctx, path, form("UniqueName", s.Name())).Err(); err != nil { // ignored or refused: nobody has said
					return err
				}
				var later serverless.Service
				err := s.Get(ctx, path).OK(&later)
				return expect.Then(err, sameService(&later, service))
			}),
		},
		{
			ID:     "services/unknown-fields-are-ignored",
			Claim:  "A field that the form does not have is ignored.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"CreateService", "UpdateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name()
				var made, updated serverless.Service
				err := createService(ctx, s, "UniqueName", name, "FriendlyName", "first", "ServiceName", "x").Created(&made)
				if err := expect.Then(err, expect.Same("unique_name", made.UniqueName, name)); err != nil {
					return err
				}
				err = s.Post(ctx, suite.Path("Services", made.SID), form("FriendlyName", "second", "ServiceName", "x")).OK(&updated)
				return expect.Then(err, expect.Same("friendly_name", updated.FriendlyName, "second"))
			},
		},
		{
			ID:     "services/only-forms-are-read",
			Claim:  "A Service is created with a form: JSON is refused and creates nothing.",
			Source: create, Level: suite.Assumed, Ops: []string{"CreateService", "FetchService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name()
				body := fmt.Sprintf(`{"UniqueName":%q,"FriendlyName":%q}`, name, name)
				if err := s.Send(ctx, http.MethodPost, "/v1/Services", "application/json", body).RefusedSomehow(); err != nil {
					return err
				}
				return s.Get(ctx, suite.Path("Services", name)).NotFound()
			},
		},
	}
}

func serviceRequestCases() []suite.Case {
	list := listing{resource: "services", kind: "Service", shared: true, open: func(do func(context.Context, *suite.Session, string) error) run {
		return func(ctx context.Context, s *suite.Session) error { return do(ctx, s, "/v1/Services") }
	}}
	return append(list.cases(),
		list.emptyToken(),
		suite.Case{
			ID:     "services/list-says-where-each-page-stands",
			Claim:  "The pages of the list name their items by meta.key, count themselves, and their URLs lead to each other.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"ListService"}, Alone: true,
			Run: func(ctx context.Context, s *suite.Session) error {
				for range 2 {
					if _, err := s.CreateService(ctx); err != nil {
						return err
					}
				}
				p, err := s.Page(ctx, s.Target().APIURL+"/v1/Services?PageSize=1")
				if err := expect.Then(err, expect.Same("meta.key", p.Meta.Key, "services"), expect.Same("meta.page", p.Meta.Page, 0),
					expect.Same("meta.page_size", p.Meta.PageSize, 1), expect.Same("previous_page_url", expect.Optional(p.Meta.PreviousPageURL), "null")); err != nil {
					return err
				}
				return pageURLs(ctx, s, "/v1/Services", 1)
			},
		},
		suite.Case{
			ID:     "services/unknown-page-token-is-refused",
			Claim:  "A PageToken is one that the API gave.",
			Source: errorPage + "21481", Level: suite.Assumed, Ops: []string{"ListService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				return s.Get(ctx, "/v1/Services?PageSize=1&Page=1&PageToken=of-nobody").RefusedSomehow()
			},
		},
		suite.Case{
			ID:     "services/form-type-without-a-body-is-accepted",
			Claim:  "A request without a body may have the Content-Type of a form or none, whatever its method.",
			Source: "twilio/twilio-go", Level: suite.Inferred, Ops: []string{"FetchService", "UpdateService", "DeleteService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				const formType = "application/x-www-form-urlencoded"
				path := suite.Path("Services", service.SID)
				for _, contentType := range []string{formType, ""} {
					if err := errors.Join(s.Send(ctx, http.MethodGet, path, contentType, "").OK(nil),
						s.Send(ctx, http.MethodPost, path, contentType, "").OK(nil)); err != nil {
						return err
					}
				}
				return s.Send(ctx, http.MethodDelete, path, formType, "").Deleted()
			}),
		},
		suite.Case{
			ID:     "services/unique-name-in-paths-of-every-kind",
			Claim:  "The unique name of a Service can be used to create, list and fetch in it.",
			Source: flexTemplate, Level: suite.Inferred,
			Ops: []string{"CreateFunction", "FetchFunction", "ListFunction", "ListAsset", "ListBuild", "CreateEnvironment"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				path := suite.Path("Services", service.UniqueName)
				var function, got held
				if err := s.Post(ctx, path+"/Functions", form("FriendlyName", "by-name")).Created(&function); err != nil {
					return err
				}
				err := s.Get(ctx, path+"/Functions/"+function.SID).OK(&got)
				return expect.Then(err,
					expect.Same("what is fetched", got, function),
					expect.Same("service_sid", got.ServiceSID, service.SID),
					s.Get(ctx, path+"/Functions").OK(nil),
					s.Get(ctx, path+"/Assets").OK(nil),
					s.Get(ctx, path+"/Builds").OK(nil),
					s.Post(ctx, path+"/Environments", form("UniqueName", s.Name())).Created(nil))
			}),
		},
		suite.Case{
			ID:     "services/put-is-no-method",
			Claim:  "There is no PUT: a Service is updated with POST, and a PUT changes nothing.",
			Source: officialSpec, Level: suite.Assumed, Ops: []string{"FetchService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				path := suite.Path("Services", service.SID)
				put := s.Send(ctx, http.MethodPut, path, "application/x-www-form-urlencoded", "FriendlyName=put")
				var later serverless.Service
				err := s.Get(ctx, path).OK(&later)
				return errors.Join(put.RefusedSomehow(), err, sameService(&later, service))
			}),
		},
		suite.Case{
			ID:     "services/second-delete-is-refused",
			Claim:  "A Service can be deleted once.",
			Source: servicePage + "#delete-a-service-resource", Level: suite.Assumed, Ops: []string{"DeleteService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return deletedOnce(ctx, s, suite.Path("Services", service.SID))
			}),
		},
	)
}

// deletedOnce deletes the resource at path twice and wants the second attempt to be refused.
func deletedOnce(ctx context.Context, s *suite.Session, path string) error {
	if err := s.Delete(ctx, path).Deleted(); err != nil {
		return err
	}
	return s.Delete(ctx, path).RefusedSomehow()
}

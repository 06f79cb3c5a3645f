package cases

import (
	"context"
	"errors"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func servicesReadCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "services/unknown-fields-are-ignored",
			Claim:  "A field that the form does not have is ignored.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"CreateService", "UpdateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name()
				var made, updated serverless.Service
				err := createService(ctx, s, "UniqueName", name, "FriendlyName", "first", "ServiceName",
					"x").Created(&made)
				if err := expect.Then(err, expect.Same("unique_name", made.UniqueName, name)); err != nil {
					return err
				}
				err = s.Post(ctx, suite.Path("Services", made.SID),
					form("FriendlyName", "second", "ServiceName", "x")).OK(&updated)
				return expect.Then(err, expect.Same("friendly_name", updated.FriendlyName, "second"))
			},
		},
		{
			ID: "services/list-says-where-each-page-stands",
			Claim: "The pages of the list name their items by meta.key, count themselves, and their URLs lead to " +
				"each other.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"ListService"}, Alone: true,
			Run: func(ctx context.Context, s *suite.Session) error {
				if _, err := s.SharedServices(ctx); err != nil {
					return err
				}
				p, err := s.Page(ctx, s.Target().APIURL+"/v1/Services?PageSize=1")
				if err := expect.Then(err, expect.Same("meta.key", p.Meta.Key, "services"),
					expect.Same("meta.page", p.Meta.Page, 0),
					expect.Same("meta.page_size", p.Meta.PageSize, 1),
					expect.Same("previous_page_url", expect.Optional(p.Meta.PreviousPageURL), "null")); err != nil {
					return err
				}
				return pageURLs(ctx, s, "/v1/Services", 1)
			},
		},
		{
			ID:     "services/unknown-page-token-is-refused",
			Claim:  "A PageToken is one that the API gave.",
			Source: errorPage + "21481", Level: suite.Assumed, Ops: []string{"ListService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				return s.Get(ctx, "/v1/Services?PageSize=1&Page=1&PageToken=of-nobody").RefusedSomehow()
			},
		},
		{
			ID:     "services/unique-name-in-paths-of-every-kind",
			Claim:  "The unique name of a Service can be used to create, list and fetch in it.",
			Source: flexTemplate, Level: suite.Inferred,
			Ops: []string{"CreateFunction", "FetchFunction", "ListFunction", "ListAsset", "ListBuild"},
			Run: func(ctx context.Context, s *suite.Session) error {
				service, err := s.ServiceFor(ctx, map[string]suite.Use{"Functions": suite.Common})
				if err != nil {
					return err
				}
				path := suite.Path("Services", service.UniqueName)
				var function, got owner
				if err := s.Post(ctx, path+"/Functions",
					form("FriendlyName", "by-name")).Created(&function); err != nil {
					return err
				}
				err = s.Get(ctx, path+"/Functions/"+function.SID).OK(&got)
				return expect.Then(err,
					expect.Same("what is fetched", got, function),
					expect.Same("service_sid", got.ServiceSID, service.SID),
					s.Get(ctx, path+"/Functions").OK(nil),
					s.Get(ctx, path+"/Assets").OK(nil),
					s.Get(ctx, path+"/Builds").OK(nil))
			},
		},
		{
			ID:     "services/fetch-by-sid",
			Claim:  "A Service is fetched by its SID, as it was created.",
			Source: servicePage + "#fetch-a-service-resource", Level: suite.Documented, Ops: []string{"FetchService"},
			Run: inOther(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				answer := s.Answer(s.API.FetchService(ctx, service.SID))
				var got serverless.Service
				err := answer.OK(&got)
				return expect.Then(err, sameService(&got, service),
					addressed(answer, suite.Path("Services", service.SID),
						"environments", "Environments", "functions", "Functions", "assets", "Assets", "builds",
						"Builds"))
			}),
		},
		{
			ID:     "services/fetch-by-unique-name",
			Claim:  "The unique name can be used in place of the SID in the URL path of a Service.",
			Source: servicePage + "#fetch-a-service-resource", Level: suite.Documented, Ops: []string{"FetchService"},
			Run: inOther(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				var got serverless.Service
				err := s.Answer(s.API.FetchService(ctx, service.UniqueName)).OK(&got)
				return expect.Then(err, sameService(&got, service))
			}),
		},
		{
			ID:     "services/unique-name-in-paths-below",
			Claim:  "The unique name of a Service can be used in the paths of what belongs to it.",
			Source: flexTemplate, Level: suite.Inferred, Ops: []string{"ListEnvironment"},
			Run: inStage(1)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				environment, err := s.CreateEnvironment(ctx, service, s.Suffix())
				if err != nil {
					return err
				}
				items, err := s.List(ctx, suite.Path("Services", service.UniqueName, "Environments"), 0)
				return expect.Then(err, expect.That(slices.Contains(suite.SIDs(items), environment.SID),
					"the Environments below the UniqueName lack %s", environment.SID))
			}),
		},
		{
			ID:     "services/unknown-is-not-found",
			Claim:  "A SID that no Service has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed,
			Ops:   []string{"FetchService", "UpdateService", "DeleteService"},
			Aside: true, Run: func(ctx context.Context, s *suite.Session) error {
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
			Source: actionsHelpers, Level: suite.Inferred,
			Ops:   []string{"FetchService", "UpdateService", "DeleteService", "ListFunction"},
			Aside: true, Run: func(ctx context.Context, s *suite.Session) error {
				path := suite.Path("Services", s.Name())
				return errors.Join(s.Post(ctx, path, form("FriendlyName", "x")).NotFound(), s.Get(ctx, path).NotFound(),
					s.Get(ctx, path+"/Functions").NotFound(), s.Delete(ctx, path).NotFound())
			},
		},
		{
			ID:     "services/list-has-every-service-once",
			Claim:  "The list of Services has each of them exactly once, over as many pages as it takes.",
			Source: servicePage + "#read-multiple-service-resources", Level: suite.Documented,
			Ops:   []string{"ListService"},
			Alone: true,
			Run: func(ctx context.Context, s *suite.Session) error {
				seen := map[string]int{}
				var want []string
				services, err := s.SharedServices(ctx)
				if err != nil {
					return err
				}
				for _, service := range services {
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
			ID: "services/dates-tell-creation-and-last-update",
			Claim: "The date_created of a Service stays what it was, and its date_updated is not before it nor " +
				"before what it was, also after an update.",
			Source: servicePage + "#service-properties", Level: suite.Documented,
			Ops: []string{"UpdateService", "FetchService"},
			Run: inLent(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				var updated, later serverless.Service
				path := suite.Path("Services", service.SID)
				if err := suite.Wait(ctx, suite.DateStep); err != nil { // dates have whole seconds
					return err
				}
				if err := s.Post(ctx, path, form("FriendlyName", "renamed")).OK(&updated); err != nil {
					return err
				}
				if err := s.Get(ctx, path).OK(&later); err != nil {
					return err
				}
				last := service
				var problems []error
				for _, now := range []*serverless.Service{&updated, &later} {
					problems = append(problems,
						expect.That(now.DateCreated.Equal(service.DateCreated), "date_created is %s, want %s",
							now.DateCreated,
							service.DateCreated),
						expect.That(!now.DateUpdated.Before(now.DateCreated),
							"date_updated %s is before date_created %s",
							now.DateUpdated, now.DateCreated),
						expect.That(!now.DateUpdated.Before(last.DateUpdated),
							"date_updated %s is before %s, which it was",
							now.DateUpdated, last.DateUpdated))
					last = now
				}
				service.FriendlyName = "renamed"
				return errors.Join(problems...)
			}),
		},
	}
}

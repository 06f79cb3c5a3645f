package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func servicesUpdateCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "services/update-to-the-shortest-and-the-longest-name",
			Claim:  "An update may give a Service a FriendlyName of 1 to 255 characters.",
			Source: terraform, Level: suite.Observed, Ops: []string{"UpdateService"},
			Run: inLent(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				service.FriendlyName = strings.Repeat("f", 255)
				return takes(ctx, s, suite.Path("Services", service.SID), "FriendlyName", "friendly_name", "f",
					service.FriendlyName)
			}),
		},
		{
			ID:     "services/options-change-both-ways-and-are-listed",
			Claim:  "IncludeCredentials and UiEditable can be set and taken back, and the list of Services shows them.",
			Source: servicePage + "#update-a-service-resource", Level: suite.Documented,
			Ops: []string{"CreateService", "UpdateService", "ListService"},
			Run: optionsBothWays,
		},
		{
			ID:     "services/booleans-in-capitals-are-read",
			Claim:  "A boolean may be sent as False or True, as Python writes it.",
			Source: servicePage, Level: suite.Observed, Ops: []string{"CreateService", "UpdateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name()
				var made, updated serverless.Service
				err := createService(ctx, s, "UniqueName", name, "FriendlyName", name, "IncludeCredentials", "False",
					"UiEditable", "True").Created(&made)
				if err := expect.Then(err, expect.Same("include_credentials", made.IncludeCredentials, false),
					expect.Same("ui_editable", made.UIEditable, true)); err != nil {
					return err
				}
				err = s.Post(ctx, suite.Path("Services", made.SID), form("IncludeCredentials", "True")).OK(&updated)
				return expect.Then(err, expect.Same("include_credentials after the update",
					updated.IncludeCredentials, true))
			},
		},
		{
			ID: "services/update-over-255-characters-is-refused",
			Claim: "An update keeps to the limit of 255 characters for FriendlyName, and changes nothing when it " +
				"is refused.",
			Source: servicePage + "#update-a-service-resource", Level: suite.Documented,
			Ops: []string{"UpdateService", "FetchService"},
			Run: inLent(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				path := suite.Path("Services", service.SID)
				if err := s.Post(ctx, path, form("FriendlyName", strings.Repeat("f", 256), "UiEditable",
					"true")).Rejected(); err != nil {
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
			Run: inLent(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				path := suite.Path("Services", service.SID)
				if err := s.Post(ctx, path, form("UniqueName",
					s.Name())).Err(); err != nil { // ignored or refused: nobody has said
					return err
				}
				var later serverless.Service
				err := s.Get(ctx, path).OK(&later)
				return expect.Then(err, sameService(&later, service))
			}),
		},
		{
			ID:     "services/update-changes-only-what-was-sent",
			Claim:  "An update changes the properties that were sent, keeps the others, and outlives the answer.",
			Source: servicePage + "#update-a-service-resource", Level: suite.Documented,
			Ops: []string{"UpdateService", "FetchService"},
			Run: inLent(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
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
			Run: inLent(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				var got serverless.Service
				err := s.Answer(s.API.UpdateServiceWithFormdataBody(ctx, service.SID,
					serverless.UpdateServiceRequest{})).OK(&got)
				return expect.Then(err, sameService(&got, service))
			}),
		},
		{
			ID:     "services/update-by-unique-name",
			Claim:  "The unique name can be used in place of the SID to update a Service.",
			Source: servicePage + "#update-a-service-resource", Level: suite.Documented, Ops: []string{"UpdateService"},
			Run: inLent(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				var got serverless.Service
				err := s.Post(ctx, suite.Path("Services", service.UniqueName), form("FriendlyName", "by name")).OK(&got)
				service.FriendlyName = "by name"
				return expect.Then(err, expect.Same("sid", got.SID, service.SID),
					expect.Same("friendly_name", got.FriendlyName, "by name"))
			}),
		},
	}
}

func optionsBothWays(ctx context.Context, s *suite.Session) error {
	name := s.Name()
	var service serverless.Service
	if err := createService(ctx, s, "UniqueName", name, "FriendlyName", name, "IncludeCredentials", "true",
		"UiEditable", "false").Created(&service); err != nil {
		return err
	}
	path := suite.Path("Services", service.SID)
	for _, yes := range []bool{true, false} {
		sent := form("IncludeCredentials", fmt.Sprint(!yes), "UiEditable", fmt.Sprint(yes))
		if err := s.Post(ctx, path, sent).OK(nil); err != nil {
			return err
		}
		listed, err := listedService(ctx, s, service.SID)
		if err := expect.Then(err, expect.Same("include_credentials in the list", listed.IncludeCredentials, !yes),
			expect.Same("ui_editable in the list", listed.UIEditable, yes)); err != nil {
			return err
		}
	}
	return nil
}

// listedService is what the list of Services has of one. Others create and delete theirs meanwhile, which may move it
// from one page to another, so the case looks again for a while.
func listedService(ctx context.Context, s *suite.Session, sid string) (listed serverless.Service, err error) {
	for try := range 4 {
		if err := suite.Wait(ctx, time.Duration(try)*500*time.Millisecond); err != nil {
			return listed, err
		}
		items, err := s.List(ctx, "/v1/Services", 1000)
		if err != nil {
			return listed, err
		}
		if at := slices.Index(suite.SIDs(items), sid); at >= 0 {
			return listed, items[at].Into(&listed)
		}
	}
	return listed, fmt.Errorf("the list of Services lacks %s", sid)
}

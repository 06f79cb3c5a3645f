package cases

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func servicesRequestsCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "services/more-than-50-are-refused",
			Claim:  "An account has 50 Services or less: the next one is answered 400 with code 20001.",
			Source: "twilio-labs/dev-phone#178", Level: suite.Observed,
			Ops:   []string{"CreateService", "ListService", "DeleteService"},
			Needs: []suite.Feature{suite.FeatureServiceLimit}, Alone: true, AtOnce: true,
			Run: func(ctx context.Context, s *suite.Session) error {
				// the list may lag behind what cases before deleted
				if err := suite.Wait(ctx, time.Second); err != nil {
					return err
				}
				there, err := count(ctx, s, "/v1/Services")
				if err != nil {
					return err
				}
				made := make([]*serverless.Service, max(0, maxServices-there))
				if err := s.Together(len(made), func(i int) (err error) {
					made[i], err = s.CreateService(ctx)
					return err
				}); err != nil {
					// others may have taken the rest meanwhile
					if now, listErr := count(ctx, s, "/v1/Services"); listErr != nil || now != maxServices {
						return err
					}
				}
				last := ""
				for _, service := range made {
					if service.SID != "" { // none where it was refused
						last = service.SID
					}
				}
				name := s.Name()
				if err := createService(ctx, s, "UniqueName", name, "FriendlyName", "one too many").Refused(400,
					20001); err != nil {
					return err
				}
				there, err = count(ctx, s, "/v1/Services")
				if err := expect.Then(err, expect.Same("the number of Services", there, maxServices),
					s.Get(ctx, suite.Path("Services", name)).NotFound()); err != nil || last == "" {
					return err
				}
				if err := s.Delete(ctx, suite.Path("Services", last)).Deleted(); err != nil {
					return err
				}
				if err := createService(ctx, s, "UniqueName", name, "FriendlyName",
					"room again").Created(nil); err != nil {
					return fmt.Errorf("after one of %d was deleted: %w", maxServices, err)
				}
				return nil
			},
		},
		{
			ID:     "services/only-forms-are-read",
			Claim:  "A Service is created with a form: JSON is refused and creates nothing.",
			Source: servicePage + "#create-a-service-resource", Level: suite.Assumed,
			Ops: []string{"CreateService", "FetchService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				name := s.Name()
				body := fmt.Sprintf(`{"UniqueName":%q,"FriendlyName":%q}`, name, name)
				if err := s.Send(ctx, http.MethodPost, "/v1/Services", "application/json",
					body).RefusedSomehow(); err != nil {
					return err
				}
				return s.Get(ctx, suite.Path("Services", name)).NotFound()
			},
		},
		{
			ID:     "services/form-type-without-a-body-is-accepted",
			Claim:  "A request without a body may have the Content-Type of a form or none, whatever its method.",
			Source: "twilio/twilio-go", Level: suite.Inferred,
			Ops: []string{"FetchService", "UpdateService", "DeleteService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				const formType = "application/x-www-form-urlencoded"
				path := suite.Path("Services", service.SID)
				for _, contentType := range []string{formType, ""} {
					var got, updated serverless.Service
					err := errors.Join(s.Send(ctx, http.MethodPost, path, contentType, "").OK(&updated),
						s.Send(ctx, http.MethodGet, path, contentType, "").OK(&got))
					if err := expect.Then(err, sameService(&got, service), sameService(&updated, service)); err != nil {
						return err
					}
				}
				return errors.Join(s.Send(ctx, http.MethodDelete, path, formType, "").Deleted(),
					s.Get(ctx, path).NotFound())
			}),
		},
		{
			ID:     "services/put-is-no-method",
			Claim:  "There is no PUT: a Service is updated with POST, and a PUT changes nothing.",
			Source: officialSpec, Level: suite.Inferred, Ops: []string{"FetchService"},
			Run: inOther(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				path := suite.Path("Services", service.SID)
				put := s.Send(ctx, http.MethodPut, path, "application/x-www-form-urlencoded", "FriendlyName=put")
				var later serverless.Service
				err := s.Get(ctx, path).OK(&later)
				return errors.Join(put.RefusedSomehow(), err, sameService(&later, service))
			}),
		},
	}
}

package cases

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// accountCases are the promises about who calls.
func accountCases(all []string) []suite.Case {
	upload := resourcePage + "function-version#create-a-function-version-resource" // its example sends an API key
	return []suite.Case{
		{
			ID:     "auth/a-wrong-secret-is-refused-everywhere",
			Claim:  "A known SID with a wrong secret is answered 401 by every operation.",
			Source: errorPage + "20003", Level: suite.Observed, Ops: slices.Clone(all), Needs: []suite.Feature{suite.FeatureSecrets},
			Run: func(ctx context.Context, s *suite.Session) error {
				return refuseAll(ctx, s, s.Target().Username, "not-the-secret")
			},
		},
		{
			ID:     "auth/both-kinds-of-credentials-reach-every-operation",
			Claim:  "Account SID and Auth Token, and API key SID and secret, are credentials for every operation.",
			Source: upload, Level: suite.Documented, Ops: slices.Clone(all), Needs: []suite.Feature{suite.FeatureSecondCredentials}, Alone: true,
			Run: func(ctx context.Context, s *suite.Session) error {
				second, err := s.As(s.Target().SecondUsername, s.Target().SecondPassword)
				if err != nil {
					return err
				}
				return everywhere(ctx, second, func(a *suite.Answer) error {
					if a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden {
						return a.Differs("anything but a refusal of the credentials")
					}
					return nil
				})
			},
		},
		{
			ID:     "auth/both-kinds-of-credentials-are-of-one-account",
			Claim:  "What was created with an API key belongs to its account, whose other credentials reach it.",
			Source: upload, Level: suite.Documented, Ops: []string{"CreateService", "FetchService", "CreateFunctionVersion"},
			Needs: []suite.Feature{suite.FeatureSecondCredentials},
			Run: inService(func(ctx context.Context, s *suite.Session, first *serverless.Service) error {
				key, err := s.As(s.Target().SecondUsername, s.Target().SecondPassword)
				if err != nil {
					return err
				}
				made, err := key.CreateService(ctx)
				if err != nil {
					return err
				}
				version, err := key.CreateFunctionVersion(ctx, first)
				if err != nil {
					return err
				}
				var got serverless.Service
				err = s.Answer(s.API.FetchService(ctx, made.SID)).OK(&got)
				return expect.Then(err, sameService(&got, made),
					expect.Same("account_sid", made.AccountSID, first.AccountSID),
					expect.Same("account_sid of the Function Version", version.AccountSID, first.AccountSID))
			}),
		},
		{
			ID:     "auth/resources-of-other-accounts-are-not-found",
			Claim:  "The account follows from the credentials: a SID or a name of another account is answered 404 with code 20404.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed, Needs: []suite.Feature{suite.FeatureForeignAccount},
			Ops: []string{"FetchService", "UpdateService", "DeleteService", "ListService", "CreateFunction"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				foreign, err := s.As(s.Target().ForeignUsername, s.Target().ForeignPassword)
				if err != nil {
					return err
				}
				items, err := foreign.List(ctx, "/v1/Services", 0)
				if err != nil {
					return err
				}
				path := suite.Path("Services", service.SID)
				var got serverless.Service
				return errors.Join(
					expect.That(!slices.Contains(suite.SIDs(items), service.SID), "%s is in the list of another account", service.SID),
					foreign.Get(ctx, path).NotFound(),
					foreign.Get(ctx, suite.Path("Services", service.UniqueName)).NotFound(),
					foreign.Post(ctx, path, form("FriendlyName", "foreign")).NotFound(),
					foreign.Post(ctx, path+"/Functions", form("FriendlyName", "foreign")).NotFound(),
					foreign.Delete(ctx, path).NotFound(),
					s.Get(ctx, path).OK(&got),
					sameService(&got, service))
			}),
		},
	}
}

package contract

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// accountCases are the promises about who calls.
func accountCases(all []string) []Case {
	upload := resourcePage + "function-version#create-a-function-version-resource" // its example sends an API key
	return []Case{
		{
			ID:     "auth/a-wrong-secret-is-refused-everywhere",
			Claim:  "A known SID with a wrong secret is answered 401 by every operation.",
			Source: errorPage + "20003", Level: Observed, Ops: slices.Clone(all), Needs: []Feature{FeatureSecrets},
			Run: func(ctx context.Context, s *Session) error {
				return refuseAll(ctx, s, s.target.Username, "not-the-secret")
			},
		},
		{
			ID:     "auth/both-kinds-of-credentials-reach-every-operation",
			Claim:  "Account SID and Auth Token, and API key SID and secret, are credentials for every operation.",
			Source: upload, Level: Documented, Ops: slices.Clone(all), Needs: []Feature{FeatureSecondCredentials}, Alone: true,
			Run: func(ctx context.Context, s *Session) error {
				second, err := s.As(s.target.SecondUsername, s.target.SecondPassword)
				if err != nil {
					return err
				}
				return everywhere(ctx, second, func(a *Answer) error {
					if a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden {
						return a.differs("anything but a refusal of the credentials")
					}
					return nil
				})
			},
		},
		{
			ID:     "auth/both-kinds-of-credentials-are-of-one-account",
			Claim:  "What was created with an API key belongs to its account, whose other credentials reach it.",
			Source: upload, Level: Documented, Ops: []string{"CreateService", "FetchService", "CreateFunctionVersion"},
			Needs: []Feature{FeatureSecondCredentials},
			Run: inService(func(ctx context.Context, s *Session, first *serverless.Service) error {
				key, err := s.As(s.target.SecondUsername, s.target.SecondPassword)
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
				return then(err, sameService(&got, made),
					same("account_sid", made.AccountSID, first.AccountSID),
					same("account_sid of the Function Version", version.AccountSID, first.AccountSID))
			}),
		},
		{
			ID:     "auth/resources-of-other-accounts-are-not-found",
			Claim:  "The account follows from the credentials: a SID or a name of another account is answered 404 with code 20404.",
			Source: "twilio-labs/serverless-toolkit#162", Level: Observed, Needs: []Feature{FeatureForeignAccount},
			Ops: []string{"FetchService", "UpdateService", "DeleteService", "ListService", "CreateFunction"},
			Run: inService(func(ctx context.Context, s *Session, service *serverless.Service) error {
				foreign, err := s.As(s.target.ForeignUsername, s.target.ForeignPassword)
				if err != nil {
					return err
				}
				items, err := foreign.list(ctx, "/v1/Services", 0)
				if err != nil {
					return err
				}
				path := pathTo("Services", service.SID)
				var got serverless.Service
				return errors.Join(
					that(!slices.Contains(sids(items), service.SID), "%s is in the list of another account", service.SID),
					foreign.Get(ctx, path).NotFound(),
					foreign.Get(ctx, pathTo("Services", service.UniqueName)).NotFound(),
					foreign.Post(ctx, path, form("FriendlyName", "foreign")).NotFound(),
					foreign.Post(ctx, path+"/Functions", form("FriendlyName", "foreign")).NotFound(),
					foreign.Delete(ctx, path).NotFound(),
					s.Get(ctx, path).OK(&got),
					sameService(&got, service))
			}),
		},
	}
}

package cases

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/cases/values"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func authCases() []suite.Case {
	all := operationIDs()
	return append([]suite.Case{
		{
			ID:     "auth/every-operation-asks-for-credentials",
			Claim:  "Every operation needs HTTP Basic credentials: without any the answer is 401.",
			Source: officialSpec,
			Level:  suite.Documented,
			Ops:    all, Aside: true,
			Run: func(ctx context.Context, s *suite.Session) error {
				return refuseAll(ctx, s, "", "")
			},
		},
		{
			ID: "auth/a-malformed-user-is-refused-everywhere",
			Claim: "Credentials whose user is neither an Account SID nor an API key SID are answered 401 by every " +
				"operation.",
			Source: errorPage + "20003",
			Level:  suite.Observed,
			Ops:    all, Aside: true,
			Run: func(ctx context.Context, s *suite.Session) error {
				return refuseAll(ctx, s, "nobody", "no-secret-of-anybody")
			},
		},
		{
			ID:     "auth/an-empty-secret-is-refused",
			Claim:  "An Account SID without its Auth Token is answered 401.",
			Source: errorPage + "20003",
			Level:  suite.Observed,
			Ops:    []string{"ListService"}, Aside: true,
			Run: func(ctx context.Context, s *suite.Session) error {
				anybody, err := s.As(s.Target().Username, "")
				if err != nil {
					return err
				}
				return unauthorized(anybody.Get(ctx, "/v1/Services"))
			},
		},
		{
			ID:     "auth/a-wrong-secret-is-refused",
			Claim:  "A known SID with a wrong secret is answered 401.",
			Source: errorPage + "20003",
			Level:  suite.Observed,
			Ops:    []string{"ListService"},
			Needs:  []suite.Feature{suite.FeatureSecrets},
			Run: func(ctx context.Context, s *suite.Session) error {
				impostor, err := s.As(s.Target().Username, "not-the-secret")
				if err != nil {
					return err
				}
				return unauthorized(impostor.Get(ctx, "/v1/Services"))
			},
		},
		{
			ID:     "auth/nothing-is-created-without-credentials",
			Claim:  "A request that is answered 401 changes nothing.",
			Source: errorPage + "20003",
			Level:  suite.Observed,
			Ops:    []string{"CreateService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				anybody, err := s.As("", "")
				if err != nil {
					return err
				}
				name := s.Name()
				if err := unauthorized(anybody.Post(ctx, "/v1/Services",
					form("UniqueName", name, "FriendlyName", name))); err != nil {
					return err
				}
				return s.Get(ctx, suite.Path("Services", name)).NotFound()
			},
		},
	}, accountCases(all)...)
}

func operationIDs() (all []string) {
	for _, op := range contract.Operations() {
		all = append(all, op.OperationID)
	}
	return all
}

// refuseAll sends every operation with these credentials and wants 401 from each.
func refuseAll(ctx context.Context, s *suite.Session, username, password string) error {
	other, err := s.As(username, password)
	if err != nil {
		return err
	}
	return everywhere(ctx, other, operationIDs(), unauthorized)
}

// everywhere sends operations to resources that nobody has, and holds each answer against want.
func everywhere(ctx context.Context, s *suite.Session, ops []string, want func(*suite.Answer) error) error {
	var problems []error
	for _, op := range contract.Operations() {
		if !slices.Contains(ops, op.OperationID) {
			continue
		}
		path := examplePath(op.Path)
		var answer *suite.Answer
		switch {
		case op.Host == contract.UploadHost:
			answer = s.Upload(ctx, path, suite.File{}.Parts(s)...)
		case op.Method == http.MethodPost:
			answer = s.Post(ctx, path, nil)
		default:
			answer = s.Send(ctx, op.Method, path, "", "")
		}
		if answer.Err() != nil {
			return answer.Err()
		}
		problems = append(problems, want(answer))
	}
	return errors.Join(problems...)
}

// unauthorized wants 401. The upload host was seen to answer it without JSON, so the code counts
// only where there is one.
func unauthorized(a *suite.Answer) error {
	if err := a.Refused(http.StatusUnauthorized, 0); err != nil {
		return err
	}
	if !json.Valid(a.Body) {
		return nil
	}
	if a.Code() != 0 && a.Code() != 20003 {
		return a.Differs("401 with code 20003")
	}
	return a.Explains(gatewayErrorShape())
}

// examplePath fills a path template with well-formed SIDs of the kind that each segment wants.
func examplePath(template string) string {
	prefixes := derive.SIDPrefixes()
	segments := strings.Split(template, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = unknown(prefixes[segments[i-1]])
		}
	}
	return strings.Join(segments, "/")
}

// restOfAKey are the operations that no case sends with an API key to what is there.
func restOfAKey() []string {
	return slices.DeleteFunc(operationIDs(), func(id string) bool { return slices.Contains(values.OpsOfAKey(), id) })
}

// accountCases are the promises about who calls.
func accountCases(all []string) []suite.Case {
	upload := resourcePage + "function-version#create-a-function-version-resource" // its example sends an API key
	rest := restOfAKey()
	return []suite.Case{
		{
			ID:     "auth/a-wrong-secret-is-refused-everywhere",
			Claim:  "A known SID with a wrong secret is answered 401 by every operation.",
			Source: errorPage + "20003", Level: suite.Observed, Ops: slices.Clone(all), Aside: true,
			Needs: []suite.Feature{suite.FeatureSecrets},
			Run: func(ctx context.Context, s *suite.Session) error {
				return refuseAll(ctx, s, s.Target().Username, "not-the-secret")
			},
		},
		{
			ID:     "auth/secrets-of-both-kinds-are-checked",
			Claim:  "Each kind of credentials needs its own secret: a wrong one, or that of the other, is answered 401.",
			Source: errorPage + "20003", Level: suite.Observed, Ops: []string{"ListService"},
			Needs: []suite.Feature{suite.FeatureSecondCredentials, suite.FeatureSecrets},
			Run:   secretsOfBothKinds,
		},
		{
			ID: "auth/both-kinds-of-credentials-reach-every-operation",
			Claim: "Account SID and Auth Token, and API key SID and secret, are credentials for every operation: for " +
				"those also that auth/both-kinds-of-credentials-see-and-do-the-same does not send.",
			Source: upload, Level: suite.Documented, Ops: rest, Aside: true,
			Needs: []suite.Feature{suite.FeatureSecondCredentials},
			Run: func(ctx context.Context, s *suite.Session) error {
				second, err := s.As(s.Target().SecondUsername, s.Target().SecondPassword)
				if err != nil {
					return err
				}
				return everywhere(ctx, second, rest, func(a *suite.Answer) error {
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
			Source: upload, Level: suite.Documented,
			Ops:   []string{"CreateService", "FetchService", "CreateFunctionVersion"},
			Needs: []suite.Feature{suite.FeatureSecondCredentials},
			Run: inLent(func(ctx context.Context, s *suite.Session, first *serverless.Service) error {
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
			ID: "auth/resources-of-other-accounts-are-not-found",
			Claim: "The account follows from the credentials: a SID or a name of another account is answered 404 " +
				"with code 20404.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed,
			Needs: []suite.Feature{suite.FeatureForeignAccount},
			Ops:   []string{"FetchService", "UpdateService", "DeleteService", "ListService", "CreateFunction"},
			Run: inLent(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
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
					expect.That(!slices.Contains(suite.SIDs(items), service.SID),
						"%s is in the list of another account", service.SID),
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

// credentialCases ask of every operation what the cases in cases_auth.go ask of one.
func credentialCases() []suite.Case {
	all := operationIDs()
	return []suite.Case{
		{
			ID:     "auth/an-empty-secret-is-refused-everywhere",
			Claim:  "An Account SID without its Auth Token is answered 401 by every operation.",
			Source: errorPage + "20003", Level: suite.Observed, Ops: all, Aside: true,
			Run: func(ctx context.Context, s *suite.Session) error {
				return refuseAll(ctx, s, s.Target().Username, "")
			},
		},
	}
}

// secretsOfBothKinds sends the SID of each kind with secrets that are not its own.
func secretsOfBothKinds(ctx context.Context, s *suite.Session) error {
	t := s.Target()
	pairs := [][2]string{{t.SecondUsername, "not-the-secret"}}
	if t.Password != t.SecondPassword {
		pairs = append(pairs, [2]string{t.SecondUsername, t.Password}, [2]string{t.Username, t.SecondPassword})
	}
	var problems []error
	for _, wrong := range pairs {
		impostor, err := s.As(wrong[0], wrong[1])
		if err != nil {
			return err
		}
		problems = append(problems, unauthorized(impostor.Get(ctx, "/v1/Services")))
	}
	return errors.Join(problems...)
}

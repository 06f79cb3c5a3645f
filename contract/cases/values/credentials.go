package values

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

const unauthorizedPage = "https://www.twilio.com/docs/errors/20003"

// unknownAccount is the SID of no account.
const unknownAccount = "ACffffffffffffffffffffffffffffffff"

// unknownKey is the SID of no API key.
const unknownKey = "SKffffffffffffffffffffffffffffffff"

// credentialCases send credentials that are nearly right, or right in another place.
func credentialCases() []suite.Case {
	return []suite.Case{
		{
			ID: "auth/a-nearly-right-secret-is-refused",
			Claim: "A secret is compared whole and with case: more, less, or other capitals are answered 401, and so is a " +
				"known secret with another account, or in the place of the SID.",
			Source: unauthorizedPage, Level: suite.Observed, Ops: []string{"FetchService", "ListService"},
			Needs: []suite.Feature{suite.FeatureSecrets},
			Run: inOther(func(ctx context.Context, s *suite.Session, service string) error {
				user, secret := s.Target().Username, s.Target().Password
				nearly := []string{secret + ":x", secret + " ", secret[:len(secret)-1], secret[:max(1, len(secret)/2)]}
				if capitals := strings.ToUpper(secret); capitals != secret {
					nearly = append(nearly, capitals)
				}
				for i, wrong := range nearly {
					if err := refusedAs(ctx, s, service, user, wrong); err != nil {
						return fmt.Errorf("secret %d of those that are nearly right: %w", i+1, err)
					}
				}
				return errors.Join(refusedAs(ctx, s, service, unknownAccount, secret),
					refusedAs(ctx, s, service, secret, user))
			}),
		},
		{
			ID: "auth/credentials-of-nobody-with-a-known-secret-are-refused",
			Claim: "A secret belongs to its SID: with another account, the SID in small letters, or the two " +
				"swapped it is answered 401.",
			Source: unauthorizedPage, Level: suite.Assumed, Ops: []string{"FetchService", "ListService"},
			Needs: []suite.Feature{suite.FeatureSecrets}, // a mock may take anybody
			Run: inOther(func(ctx context.Context, s *suite.Session, service string) error {
				user, secret := s.Target().Username, s.Target().Password
				return errors.Join(
					refusedAs(ctx, s, service, unknownAccount, secret),
					refusedAs(ctx, s, service, unknownKey, secret),
					refusedAs(ctx, s, service, strings.ToLower(user[:2])+user[2:], secret),
					refusedAs(ctx, s, service, secret, user))
			}),
		},
		{
			ID: "auth/credentials-are-basic",
			Claim: "Credentials are those of HTTP Basic in the Authorization header: a bearer token of the same " +
				"secret, fields of the query, or a secret without a user are none.",
			Source: officialSpec, Level: suite.Inferred, Ops: []string{"FetchService"},
			Run: inOther(func(ctx context.Context, s *suite.Session, service string) error {
				nobody, err := s.As("", "")
				if err != nil {
					return err
				}
				at := s.Target().APIURL + service
				bearer := raw(ctx, nobody, http.MethodGet, at, "", "", false, "Authorization",
					"Bearer "+s.Target().Password)
				query := nobody.Get(ctx, service+"?"+form("AccountSid", unknownAccount, "AuthToken",
					"no-secret-of-anybody").Encode())
				var broken []error // credentials that are none, to the last bracket
				for _, credentials := range []string{"Basic", "Basic ", "Basic %%%", "Basic bm9ib2R5", "Basic bm9ib2R5Og==x",
					"Digest username=nobody", "nobody"} {
					a := raw(ctx, nobody, http.MethodGet, at, "", "", false, "Authorization", credentials)
					// 400 may say that they cannot be read
					broken = append(broken, expect.Then(a.Err(), expect.That(a.Status/100 == 4,
						"%s as Authorization is answered %d, want 401", credentials, a.Status)))
				}
				nameless := raw(ctx, nobody, http.MethodGet, at, "", "", false, "Authorization",
					"Basic "+base64.StdEncoding.EncodeToString([]byte(":no-secret-of-anybody")))
				return errors.Join(bearer.Refused(http.StatusUnauthorized, 0), query.Refused(http.StatusUnauthorized, 0),
					nameless.Refused(http.StatusUnauthorized, 0), errors.Join(broken...))
			}),
		},
		{
			ID:     "auth/refusals-say-how-to-authenticate",
			Claim:  "The 401 of a request without credentials has a challenge that says how to give them.",
			Source: unauthorizedPage, Level: suite.Assumed, Ops: []string{"ListService"},
			Run: func(ctx context.Context, s *suite.Session) error {
				nobody, err := s.As("", "")
				if err != nil {
					return err
				}
				a := nobody.Get(ctx, "/v1/Services")
				return errors.Join(a.Refused(http.StatusUnauthorized, 0),
					expect.That(a.Header.Get("WWW-Authenticate") != "", "the 401 has no WWW-Authenticate"))
			},
		},
		{
			ID:     "auth/both-kinds-of-credentials-see-and-do-the-same",
			Claim:  "An API key sees and does what the Auth Token of its account sees and does.",
			Source: resourcePage + "function-version#create-a-function-version-resource", Level: suite.Documented,
			Needs: []suite.Feature{suite.FeatureSecondCredentials},
			Ops:   OpsOfAKey(),
			Run:   inLent(sameForTheKey),
		},
	}
}

// nothing ends a SID that no resource has.
const nothing = "ffffffffffffffffffffffffffffffff"

// OpsOfAKey are the operations that a case sends with an API key, to what is there.
func OpsOfAKey() []string {
	return []string{"FetchService", "ListService", "UpdateService", "CreateFunction", "FetchFunction", "ListFunction",
		"CreateFunctionVersion", "FetchFunctionVersionContent", "FetchEnvironment", "ListEnvironment",
		"CreateVariable", "ListVariable", "FetchVariable", "CreateBuild", "ListBuild", "FetchBuild",
		"CreateDeployment", "DeleteVariable"}
}

// refusedAs wants a read with these credentials to be answered 401.
func refusedAs(ctx context.Context, s *suite.Session, service, user, secret string) error {
	other, err := s.As(user, secret)
	if err != nil {
		return err
	}
	return errors.Join(other.Get(ctx, service).Refused(http.StatusUnauthorized, 0),
		other.Get(ctx, "/v1/Services").Refused(http.StatusUnauthorized, 0))
}

func sameForTheKey(ctx context.Context, s *suite.Session, service string) (friendlyName string, err error) {
	key, err := s.As(s.Target().SecondUsername, s.Target().SecondPassword)
	if err != nil {
		return "", err
	}
	f, err := function(ctx, key, service)
	if err != nil {
		return "", err
	}
	version, err := uploadTo(ctx, key, f, suite.File{})
	if err != nil {
		return "", err
	}
	stage, err := environment(ctx, s, service)
	if err != nil {
		return "", err
	}
	variable, err := create(ctx, key, stage+"/Variables", "Key", "K", "Value", "v")
	if err != nil {
		return "", err
	}
	made := new(serverless.Build)
	sid := version[strings.LastIndexByte(version, '/')+1:]
	if err := key.Post(ctx, service+"/Builds", form("FunctionVersions", sid)).Created(made); err != nil {
		return "", err
	}
	if _, err := key.Complete(ctx, made); err != nil {
		return "", err
	}
	var problems []error
	for _, path := range []string{service, f, version + "/Content", stage, variable, service + "/Builds/" + made.SID} {
		var one, other object
		err := errors.Join(s.Get(ctx, path).OK(&one), key.Get(ctx, path).OK(&other))
		problems = append(problems, expect.Then(err,
			expect.Same(path+" with an API key", fmt.Sprint(other), fmt.Sprint(one))))
	}
	for _, path := range []string{service + "/Functions", service + "/Environments", service + "/Builds",
		stage + "/Variables"} {
		one, err1 := s.List(ctx, path, 0)
		other, err2 := key.List(ctx, path, 0)
		problems = append(problems, expect.Then(errors.Join(err1, err2),
			expect.Same("the list "+path+" with an API key", fmt.Sprint(suite.SIDs(other)), fmt.Sprint(suite.SIDs(one)))))
	}
	return "by the key", errors.Join(append(problems, sameServices(ctx, s, key),
		key.Post(ctx, service, form("FriendlyName", "by the key")).OK(nil),
		key.Post(ctx, stage+"/Deployments", form("BuildSid", made.SID)).Created(nil),
		key.Delete(ctx, variable).Deleted())...)
}

// sameServices lists the Services with one kind of credentials and the other in turn. Others may create and delete
// meanwhile, but what is in two lists is in the one between them. Lists may lag, so it looks again for a while.
func sameServices(ctx context.Context, s, key *suite.Session) error {
	err := sameServicesNow(ctx, s, key)
	for try := 1; err != nil && try <= 3; try++ {
		if wait := suite.Wait(ctx, time.Duration(try)*500*time.Millisecond); wait != nil {
			return wait
		}
		err = sameServicesNow(ctx, s, key)
	}
	return err
}

func sameServicesNow(ctx context.Context, s, key *suite.Session) error {
	var lists [4][]string
	for i := range lists {
		items, err := []*suite.Session{s, key}[i%2].List(ctx, "/v1/Services", 0)
		if err != nil {
			return err
		}
		lists[i] = suite.SIDs(items)
	}
	var problems []error
	for i := 1; i+1 < len(lists); i++ {
		for _, sid := range lists[i-1] {
			problems = append(problems, expect.That(slices.Contains(lists[i], sid) || !slices.Contains(lists[i+1], sid),
				"Service %s is in the list that an Auth Token or an API key gets, and not in that of the other", sid))
		}
	}
	return errors.Join(problems...)
}

package cases

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func variablesChangeCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "variables/update-to-the-limits",
			Claim:  "An update may give a Variable a Key of up to 128 characters and a Value of up to 450 bytes.",
			Source: resourcePage + "variable#update-a-variable-resource", Level: suite.Documented,
			Ops: []string{"UpdateVariable"},
			Run: amongVariables(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				variable, err := s.CreateVariable(ctx, e, ownKey(s, "BEFORE_"), "before")
				if err != nil {
					return err
				}
				path := variablesOf(e) + "/" + variable.SID
				return errors.Join(
					takes(ctx, s, path, "Key", "key", "L", strings.Repeat("L", 128)),
					takes(ctx, s, path, "Value", "value", "v", strings.Repeat("é", 225)),
				)
			}),
		},
		{
			ID:     "variables/update-of-the-value-keeps-the-key",
			Claim:  "An update that sends only Value changes the value and keeps the key.",
			Source: variablePage + "#update-a-variable-resource", Level: suite.Documented,
			Ops: []string{"UpdateVariable", "FetchVariable"},
			Run: updatedVariable("", "Value", "new"),
		},
		{
			ID:     "variables/update-of-the-key-keeps-the-value",
			Claim:  "An update that sends only Key renames the Variable and keeps the value.",
			Source: variablePage + "#update-a-variable-resource", Level: suite.Documented,
			Ops: []string{"UpdateVariable", "FetchVariable"},
			Run: updatedVariable("API_HOST_"),
		},
		{
			ID:     "variables/empty-update-changes-nothing",
			Claim:  "An update that sends nothing is answered 200 and changes nothing.",
			Source: sdk, Level: suite.Observed, Ops: []string{"UpdateVariable", "FetchVariable"},
			Run: updatedVariable(""),
		},
		{
			ID: "variables/belong-to-their-environment",
			Claim: "Environments have Variables of their own: the same Key may have another value on another " +
				"Environment.",
			Source: variablePage, Level: suite.Documented,
			Ops: []string{"CreateVariable", "ListVariable", "FetchVariable"},
			Run: inStage(2)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				var paths []string
				for _, suffix := range []string{"one", "two"} {
					e, err := s.CreateEnvironment(ctx, service, s.Suffix())
					if err != nil {
						return err
					}
					made, err := s.CreateVariable(ctx, e, "STAGE", suffix)
					if err != nil {
						return err
					}
					items, err := s.List(ctx, variablesOf(e), 0)
					if err := expect.Then(err, expect.Same("the Variables of "+suffix,
						strings.Join(suite.SIDs(items), " "),
						made.SID)); err != nil {
						return err
					}
					paths = append(paths, variablesOf(e)+"/"+made.SID)
				}
				for i, want := range []string{"one", "two"} {
					var got setting
					if err := errors.Join(s.Get(ctx, paths[i]).OK(&got),
						expect.Same("value", got.Value, want)); err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     "variables/list-has-every-one-once",
			Claim:  "The list of Variables has each of them exactly once, over as many pages as it takes.",
			Source: variablePage + "#read-multiple-variable-resources", Level: suite.Documented,
			Ops: []string{"ListVariable"},
			Run: everyOneOnce("variables", "variables"),
		},
		{
			ID:     "variables/unknown-is-not-found",
			Claim:  "A SID that no Variable or Environment has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed,
			Ops: []string{"FetchVariable", "UpdateVariable", "DeleteVariable", "CreateVariable"},
			Run: inBareEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				path := variablesOf(e) + "/" + unknown("ZV")
				nowhere := variablesOf(&serverless.Environment{ServiceSID: e.ServiceSID, SID: unknown("ZE")})
				return errors.Join(
					s.Get(ctx, path).NotFound(),
					s.Post(ctx, path, form("Value", "x")).NotFound(),
					s.Delete(ctx, path).NotFound(),
					s.Post(ctx, nowhere, form("Key", "K", "Value", "x")).NotFound(),
				)
			}),
		},
		{
			ID: "variables/delete-removes-it",
			Claim: "Deleting a Variable is answered 204 with an empty body; afterwards it is neither found nor " +
				"listed.",
			Source: variablePage + "#delete-a-variable-resource", Level: suite.Documented,
			Ops: []string{"DeleteVariable", "FetchVariable", "ListVariable"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				made, err := s.CreateVariable(ctx, e, "GONE", "x")
				if err != nil {
					return err
				}
				if err := gone(ctx, s, variablesOf(e)+"/"+made.SID); err != nil {
					return err
				}
				return emptyList(ctx, s, variablesOf(e), "variables")
			}),
		},
		{
			ID: "variables/list-of-none-is-empty",
			Claim: "A new Environment has no Variables, though its Functions are given the credentials of the " +
				"account.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"ListVariable"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return emptyUntilOne(ctx, s, variablesOf(e), "variables")
			}),
		},
		{
			ID:     "variables/update-of-both",
			Claim:  "An update that sends Key and Value changes both.",
			Source: variablePage + "#update-a-variable-resource", Level: suite.Documented,
			Ops: []string{"UpdateVariable", "FetchVariable"},
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment,
				made *serverless.Variable) error {
				path := variablesOf(e) + "/" + made.SID
				want := setting{SID: made.SID, Key: ownKey(s, "API_HOST_"), Value: "new"}
				if err := s.Post(ctx, path, form("Key", want.Key, "Value", "new")).OK(nil); err != nil {
					return err
				}
				answer := s.Get(ctx, path)
				var later setting
				err := answer.OK(&later)
				return expect.Then(err, expect.Same("what is fetched later", later, want), addressed(answer, path))
			}),
		},
		{
			ID: "variables/update-over-the-limits-is-refused",
			Claim: "An update keeps to 128 characters for Key and 450 bytes for Value, and changes nothing when " +
				"it is refused.",
			Source: variablePage + "#update-a-variable-resource", Level: suite.Documented,
			Ops: []string{"UpdateVariable", "FetchVariable"},
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment,
				made *serverless.Variable) error {
				path := variablesOf(e) + "/" + made.SID
				return errors.Join(
					s.Post(ctx, path, form("Key", strings.Repeat("K", 129), "Value", "new")).Rejected(),
					s.Post(ctx, path,
						form("Key", ownKey(s, "NEW_"), "Value", strings.Repeat("v", 451))).Rejected(),
					stillOld(ctx, s, e, made))
			}),
		},
		{
			ID:     "variables/update-to-a-taken-key-is-refused",
			Claim:  "An update cannot give a Variable the Key of another one.",
			Source: variablePage, Level: suite.Assumed, Ops: []string{"UpdateVariable", "FetchVariable"},
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment,
				made *serverless.Variable) error {
				taken, err := s.CreateVariable(ctx, e, ownKey(s, "TAKEN_"), "x")
				if err != nil {
					return err
				}
				return errors.Join(s.Post(ctx, variablesOf(e)+"/"+made.SID, form("Key", taken.Key)).Rejected(),
					stillOld(ctx, s, e, made))
			}),
		},
		{
			ID: "variables/are-not-found-elsewhere",
			Claim: "The SID of a Variable is not found below another Environment, nor can it be changed or " +
				"deleted there.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed,
			Ops: []string{"FetchVariable", "UpdateVariable", "DeleteVariable"},
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment,
				made *serverless.Variable) error {
				other, err := s.CreateEnvironment(ctx, &serverless.Service{SID: e.ServiceSID}, s.Suffix())
				if err != nil {
					return err
				}
				path := variablesOf(other) + "/" + made.SID
				return errors.Join(
					s.Get(ctx, path).NotFound(),
					s.Post(ctx, path, form("Value", "new")).NotFound(),
					s.Delete(ctx, path).NotFound(),
					stillOld(ctx, s, e, made))
			}),
		},
		{
			ID:     "variables/key-is-free-after-delete",
			Claim:  "The Key of a deleted Variable can be used again, by another Variable.",
			Source: variablePage + "#create-a-variable-resource", Level: suite.Documented,
			Ops: []string{"DeleteVariable", "CreateVariable"},
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment,
				made *serverless.Variable) error {
				if err := s.Delete(ctx, variablesOf(e)+"/"+made.SID).Deleted(); err != nil {
					return err
				}
				second, err := s.CreateVariable(ctx, e, made.Key, "second")
				return expect.Then(err, expect.Same("value", second.Value, "second"),
					expect.That(second.SID != made.SID, "both have the SID %s", made.SID))
			}),
		},
		{
			ID:     "variables/put-is-no-method",
			Claim:  "There is no PUT: a Variable is updated with POST, and a PUT changes nothing.",
			Source: officialSpec, Level: suite.Inferred, Ops: []string{"FetchVariable"},
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment,
				made *serverless.Variable) error {
				put := s.Send(ctx, http.MethodPut, variablesOf(e)+"/"+made.SID, "application/x-www-form-urlencoded",
					"Value=put")
				return errors.Join(put.RefusedSomehow(), stillOld(ctx, s, e, made))
			}),
		},
		{
			ID:     "variables/second-delete-is-refused",
			Claim:  "A Variable can be deleted once.",
			Source: variablePage + "#delete-a-variable-resource", Level: suite.Inferred,
			Ops: []string{"DeleteVariable"},
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment,
				made *serverless.Variable) error {
				return deletedOnce(ctx, s, variablesOf(e)+"/"+made.SID)
			}),
		},
	}
}

// updatedVariable is a case for an update of some fields, with a new Key unless that is empty.
func updatedVariable(newKey string, pairs ...string) run {
	return withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment,
		made *serverless.Variable) error {
		fields, want := form(pairs...), setting{SID: made.SID, Key: made.Key, Value: "old"}
		if newKey != "" {
			want.Key = ownKey(s, newKey)
			fields.Set("Key", want.Key)
		}
		if fields.Has("Value") {
			want.Value = fields.Get("Value")
		}
		path := variablesOf(e) + "/" + made.SID
		var answer, later setting
		if err := s.Post(ctx, path, fields).OK(&answer); err != nil {
			return err
		}
		err := s.Get(ctx, path).OK(&later)
		return expect.Then(err, expect.Same("the answer", answer, want),
			expect.Same("what is fetched later", later, want))
	})
}

package cases

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// withVariable gives a case a Variable API_URL with the value old.
func withVariable(do func(ctx context.Context, s *suite.Session, e *serverless.Environment, made *serverless.Variable) error) run {
	return inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
		made, err := s.CreateVariable(ctx, e, "API_URL", "old")
		if err != nil {
			return err
		}
		return do(ctx, s, e, made)
	})
}

// stillOld wants the Variable of withVariable to be as it was made.
func stillOld(ctx context.Context, s *suite.Session, e *serverless.Environment, sid string) error {
	var later setting
	err := s.Get(ctx, variablesOf(e)+"/"+sid).OK(&later)
	return expect.Then(err, expect.Same("what is fetched later", later, setting{SID: sid, Key: "API_URL", Value: "old"}))
}

func variableMoreCases() []suite.Case {
	create, update := variablePage+"#create-a-variable-resource", variablePage+"#update-a-variable-resource"
	updates := []string{"UpdateVariable", "FetchVariable"}
	return slices.Concat(onEnvironment("variables", "Variable", variablesOf).cases(), []suite.Case{
		{
			ID:     "variables/list-of-none-is-empty",
			Claim:  "A new Environment has no Variables, though its Functions are given the credentials of the account.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"ListVariable"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return emptyList(ctx, s, variablesOf(e), "variables")
			}),
		},
		{
			ID:     "variables/value-of-450-bytes-in-fewer-characters",
			Claim:  "The 450 bytes of a Value may be fewer characters.",
			Source: create, Level: suite.Documented, Ops: []string{"CreateVariable"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				value := strings.Repeat("é", 225)
				made, err := s.CreateVariable(ctx, e, "LONG", value)
				return expect.Then(err, expect.Same("value", made.Value, value))
			}),
		},
		{
			ID:     "variables/unknown-fields-are-ignored",
			Claim:  "A field that the form does not have is ignored.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"CreateVariable", "UpdateVariable"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				var made, changed setting
				if err := s.Post(ctx, variablesOf(e), form("Key", "K", "Value", "one", "Secret", "true")).Created(&made); err != nil {
					return err
				}
				err := s.Post(ctx, variablesOf(e)+"/"+made.SID, form("Value", "two", "Secret", "true")).OK(&changed)
				return expect.Then(err, expect.Same("the answer", changed, setting{SID: made.SID, Key: "K", Value: "two"}))
			}),
		},
		{
			ID:     "variables/update-of-both",
			Claim:  "An update that sends Key and Value changes both.",
			Source: update, Level: suite.Documented, Ops: updates,
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment, made *serverless.Variable) error {
				path, want := variablesOf(e)+"/"+made.SID, setting{SID: made.SID, Key: "API_HOST", Value: "new"}
				if err := s.Post(ctx, path, form("Key", "API_HOST", "Value", "new")).OK(nil); err != nil {
					return err
				}
				answer := s.Get(ctx, path)
				var later setting
				err := answer.OK(&later)
				return expect.Then(err, expect.Same("what is fetched later", later, want), addressed(answer, path))
			}),
		},
		{
			ID:     "variables/update-over-the-limits-is-refused",
			Claim:  "An update keeps to 128 characters for Key and 450 bytes for Value, and changes nothing when it is refused.",
			Source: update, Level: suite.Documented, Ops: updates,
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment, made *serverless.Variable) error {
				path := variablesOf(e) + "/" + made.SID
				return errors.Join(
					s.Post(ctx, path, form("Key", strings.Repeat("K", 129), "Value", "new")).RefusedSomehow(),
					s.Post(ctx, path, form("Key", "NEW", "Value", strings.Repeat("v", 451))).RefusedSomehow(),
					stillOld(ctx, s, e, made.SID))
			}),
		},
		{
			ID:     "variables/update-to-a-taken-key-is-refused",
			Claim:  "An update cannot give a Variable the Key of another one.",
			Source: variablePage, Level: suite.Assumed, Ops: updates,
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment, made *serverless.Variable) error {
				if _, err := s.CreateVariable(ctx, e, "TAKEN", "x"); err != nil {
					return err
				}
				return errors.Join(s.Post(ctx, variablesOf(e)+"/"+made.SID, form("Key", "TAKEN")).RefusedSomehow(), stillOld(ctx, s, e, made.SID))
			}),
		},
		{
			ID:     "variables/are-not-found-elsewhere",
			Claim:  "The SID of a Variable is not found below another Environment, nor can it be changed or deleted there.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed, Ops: []string{"FetchVariable", "UpdateVariable", "DeleteVariable"},
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment, made *serverless.Variable) error {
				other, err := s.CreateEnvironment(ctx, &serverless.Service{SID: e.ServiceSID}, "other")
				if err != nil {
					return err
				}
				path := variablesOf(other) + "/" + made.SID
				return errors.Join(
					s.Get(ctx, path).NotFound(),
					s.Post(ctx, path, form("Value", "new")).NotFound(),
					s.Delete(ctx, path).NotFound(),
					stillOld(ctx, s, e, made.SID))
			}),
		},
		{
			ID:     "variables/key-is-free-after-delete",
			Claim:  "The Key of a deleted Variable can be used again, by another Variable.",
			Source: create, Level: suite.Documented, Ops: []string{"DeleteVariable", "CreateVariable"},
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment, made *serverless.Variable) error {
				if err := s.Delete(ctx, variablesOf(e)+"/"+made.SID).Deleted(); err != nil {
					return err
				}
				second, err := s.CreateVariable(ctx, e, "API_URL", "second")
				return expect.Then(err, expect.Same("value", second.Value, "second"), expect.That(second.SID != made.SID, "both have the SID %s", made.SID))
			}),
		},
		{
			ID:     "variables/put-is-no-method",
			Claim:  "There is no PUT: a Variable is updated with POST, and a PUT changes nothing.",
			Source: officialSpec, Level: suite.Assumed, Ops: []string{"FetchVariable"},
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment, made *serverless.Variable) error {
				put := s.Send(ctx, http.MethodPut, variablesOf(e)+"/"+made.SID, "application/x-www-form-urlencoded", "Value=put")
				return errors.Join(put.RefusedSomehow(), stillOld(ctx, s, e, made.SID))
			}),
		},
		{
			ID:     "variables/second-delete-is-refused",
			Claim:  "A Variable can be deleted once.",
			Source: variablePage + "#delete-a-variable-resource", Level: suite.Assumed, Ops: []string{"DeleteVariable"},
			Run: withVariable(func(ctx context.Context, s *suite.Session, e *serverless.Environment, made *serverless.Variable) error {
				return deletedOnce(ctx, s, variablesOf(e)+"/"+made.SID)
			}),
		},
	})
}

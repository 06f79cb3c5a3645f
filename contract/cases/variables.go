package cases

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

const variablePage = resourcePage + "variable"

func variablesOf(e *serverless.Environment) string {
	return suite.Path("Services", e.ServiceSID, "Environments", e.SID, "Variables")
}

// setting is what a caller has a say in.
type setting struct {
	SID   string `json:"sid"`
	Key   string `json:"key"`
	Value string `json:"value"`
}

func variableCases() []suite.Case {
	create, update := variablePage+"#create-a-variable-resource", variablePage+"#update-a-variable-resource"
	kept := func(key, value string) run {
		return inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
			var made, got setting
			if err := s.Post(ctx, variablesOf(e), form("Key", key, "Value", value)).Created(&made); err != nil {
				return err
			}
			err := s.Get(ctx, variablesOf(e)+"/"+made.SID).OK(&got)
			return expect.Then(err, expect.Same("what is fetched", got, made), expect.Same("key", got.Key, key), expect.Same("value", got.Value, value))
		})
	}
	refused := func(pairs ...string) run {
		return inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
			return refusedWithoutTrace(ctx, s, variablesOf(e), func() *suite.Answer { return s.Post(ctx, variablesOf(e), form(pairs...)) })
		})
	}
	// updated is a case for an update that changes a Variable API_URL with the value old.
	updated := func(want setting, pairs ...string) run {
		return inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
			made, err := s.CreateVariable(ctx, e, "API_URL", "old")
			if err != nil {
				return err
			}
			want := want
			want.SID = made.SID
			path := variablesOf(e) + "/" + made.SID
			var answer, later setting
			if err := s.Post(ctx, path, form(pairs...)).OK(&answer); err != nil {
				return err
			}
			err = s.Get(ctx, path).OK(&later)
			return expect.Then(err, expect.Same("the answer", answer, want), expect.Same("what is fetched later", later, want))
		})
	}
	creates, makesNone := []string{"CreateVariable", "FetchVariable"}, []string{"CreateVariable", "ListVariable"}
	updates := []string{"UpdateVariable", "FetchVariable"}
	return append([]suite.Case{
		{
			ID:     "variables/create-answers-with-it",
			Claim:  "Creating a Variable answers 201 with its key and its value in plain text.",
			Source: create, Level: suite.Documented, Ops: creates, Run: kept("API_URL", "https://example.com/?a=1&b=2"),
		},
		{
			ID:     "variables/spaces-are-kept",
			Claim:  "A Value is kept with the spaces around and inside it.",
			Source: create, Level: suite.Documented, Ops: creates, Run: kept("GREETING", "  two  words "),
		},
		{
			ID:     "variables/any-text-is-kept",
			Claim:  "A Value is kept with line ends, other alphabets, quotes, and what forms escape.",
			Source: create, Level: suite.Documented, Ops: creates, Run: kept("TEXT", "é 名 🎉 \"a\" 'b' 100% +1 %2B\nnext\r\nlast"),
		},
		{
			ID:     "variables/key-with-a-dash",
			Claim:  "A Key may hold a dash.",
			Source: terraform, Level: suite.Observed, Ops: creates, Run: kept("new-key", "x"),
		},
		{
			ID:     "variables/key-of-128-characters",
			Claim:  "A Key may have 128 characters.",
			Source: create, Level: suite.Documented, Ops: creates, Run: kept(strings.Repeat("K", 128), "x"),
		},
		{
			ID:     "variables/value-of-450-bytes",
			Claim:  "A Value may have 450 bytes.",
			Source: create, Level: suite.Documented, Ops: creates, Run: kept("LONG", strings.Repeat("v", 450)),
		},
		{
			ID:     "variables/key-is-required",
			Claim:  "Key is required to create a Variable.",
			Source: create, Level: suite.Documented, Ops: makesNone, Run: refused("Value", "x"),
		},
		{
			ID:     "variables/value-is-required",
			Claim:  "Value is required to create a Variable.",
			Source: create, Level: suite.Documented, Ops: makesNone, Run: refused("Key", "K"),
		},
		{
			ID:     "variables/key-over-128-characters-is-refused",
			Claim:  "A Key has 128 characters or less.",
			Source: create, Level: suite.Documented, Ops: makesNone, Run: refused("Key", strings.Repeat("K", 129), "Value", "x"),
		},
		{
			ID:     "variables/value-over-450-bytes-is-refused",
			Claim:  "A Value has 450 bytes or less, also when these are fewer characters.",
			Source: create, Level: suite.Documented, Ops: makesNone, Run: refused("Key", "K", "Value", strings.Repeat("é", 226)),
		},
		{
			ID:     "variables/key-is-unique",
			Claim:  "No two Variables of an Environment have one Key.",
			Source: variablePage, Level: suite.Assumed, Ops: makesNone,
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				first, err := s.CreateVariable(ctx, e, "SAME", "first")
				if err != nil {
					return err
				}
				err = refusedWithoutTrace(ctx, s, variablesOf(e), func() *suite.Answer {
					return s.Post(ctx, variablesOf(e), form("Key", "SAME", "Value", "second"))
				})
				if err != nil {
					return err
				}
				var later setting
				err = s.Get(ctx, variablesOf(e)+"/"+first.SID).OK(&later)
				return expect.Then(err, expect.Same("value", later.Value, "first"))
			}),
		},
		{
			ID:     "variables/update-of-the-value-keeps-the-key",
			Claim:  "An update that sends only Value changes the value and keeps the key.",
			Source: update, Level: suite.Documented, Ops: updates, Run: updated(setting{Key: "API_URL", Value: "new"}, "Value", "new"),
		},
		{
			ID:     "variables/update-of-the-key-keeps-the-value",
			Claim:  "An update that sends only Key renames the Variable and keeps the value.",
			Source: update, Level: suite.Documented, Ops: updates, Run: updated(setting{Key: "API_HOST", Value: "old"}, "Key", "API_HOST"),
		},
		{
			ID:     "variables/empty-update-changes-nothing",
			Claim:  "An update that sends nothing is answered 200 and changes nothing.",
			Source: sdk, Level: suite.Observed, Ops: updates, Run: updated(setting{Key: "API_URL", Value: "old"}),
		},
		{
			ID:     "variables/belong-to-their-environment",
			Claim:  "Environments have Variables of their own: the same Key may have another value on another Environment.",
			Source: variablePage, Level: suite.Documented, Ops: []string{"CreateVariable", "ListVariable", "FetchVariable"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				var paths []string
				for _, suffix := range []string{"one", "two"} {
					e, err := s.CreateEnvironment(ctx, service, suffix)
					if err != nil {
						return err
					}
					made, err := s.CreateVariable(ctx, e, "STAGE", suffix)
					if err != nil {
						return err
					}
					items, err := s.List(ctx, variablesOf(e), 0)
					if err := expect.Then(err, expect.Same("the Variables of "+suffix, strings.Join(suite.SIDs(items), " "), made.SID)); err != nil {
						return err
					}
					paths = append(paths, variablesOf(e)+"/"+made.SID)
				}
				for i, want := range []string{"one", "two"} {
					var got setting
					if err := errors.Join(s.Get(ctx, paths[i]).OK(&got), expect.Same("value", got.Value, want)); err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     "variables/list-has-every-one-once",
			Claim:  "The list of Variables has each of them exactly once, over as many pages as it takes.",
			Source: variablePage + "#read-multiple-variable-resources", Level: suite.Documented, Ops: []string{"ListVariable"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				var want []string
				for i := range 5 {
					made, err := s.CreateVariable(ctx, e, fmt.Sprintf("KEY_%d", i), "x")
					if err != nil {
						return err
					}
					want = append(want, made.SID)
				}
				return everyItemOnce(ctx, s, variablesOf(e), "variables", want)
			}),
		},
		{
			ID:     "variables/unknown-is-not-found",
			Claim:  "A SID that no Variable or Environment has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: []string{"FetchVariable", "UpdateVariable", "DeleteVariable", "CreateVariable"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
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
			ID:     "variables/delete-removes-it",
			Claim:  "Deleting a Variable is answered 204 with an empty body; afterwards it is neither found nor listed.",
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
	}, variableMoreCases()...)
}

package cases

import (
	"context"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

func variablesCreateCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "variables/create-answers-with-it",
			Claim:  "Creating a Variable answers 201 with its key and its value in plain text.",
			Source: variablePage + "#create-a-variable-resource", Level: suite.Documented,
			Ops: []string{"CreateVariable", "FetchVariable"},
			Run: keptVariable("API_URL_1", "https://example.com/?a=1&b=2"),
		},
		{
			ID:     "variables/spaces-are-kept",
			Claim:  "A Value is kept with the spaces around and inside it.",
			Source: variablePage + "#create-a-variable-resource", Level: suite.Documented,
			Ops: []string{"CreateVariable", "FetchVariable"}, Run: keptVariable("GREETING", "  two  words "),
		},
		{
			ID:     "variables/any-text-is-kept",
			Claim:  "A Value is kept with line ends, other alphabets, quotes, and what forms escape.",
			Source: variablePage + "#create-a-variable-resource", Level: suite.Documented,
			Ops: []string{"CreateVariable", "FetchVariable"},
			Run: keptVariable("TEXT", "é 名 🎉 \"a\" 'b' 100% +1 %2B\nnext\r\nlast"),
		},
		{
			ID:     "variables/key-with-a-dash",
			Claim:  "A Key may hold a dash.",
			Source: terraform, Level: suite.Observed, Ops: []string{"CreateVariable", "FetchVariable"},
			Run: keptVariable("new-key", "x"),
		},
		{
			ID:     "variables/key-of-128-characters",
			Claim:  "A Key may have 128 characters.",
			Source: variablePage + "#create-a-variable-resource", Level: suite.Documented,
			Ops: []string{"CreateVariable", "FetchVariable"}, Run: keptVariable(strings.Repeat("K", 128), "x"),
		},
		{
			ID:     "variables/value-of-450-bytes",
			Claim:  "A Value may have 450 bytes.",
			Source: variablePage + "#create-a-variable-resource", Level: suite.Documented,
			Ops: []string{"CreateVariable", "FetchVariable"}, Run: keptVariable("LONG_VALUE", strings.Repeat("v", 450)),
		},
		{
			ID:     "variables/key-is-required",
			Claim:  "Key is required to create a Variable.",
			Source: variablePage + "#create-a-variable-resource", Level: suite.Documented,
			Ops: []string{"CreateVariable", "ListVariable"},
			Run: refusedVariable("Key", forms.LeftOut, "Value", "x"),
		},
		{
			ID:     "variables/value-is-required",
			Claim:  "Value is required to create a Variable.",
			Source: variablePage + "#create-a-variable-resource", Level: suite.Documented,
			Ops: []string{"CreateVariable", "ListVariable"},
			Run: refusedVariable("Key", "K", "Value", forms.LeftOut),
		},
		{
			ID:     "variables/key-over-128-characters-is-refused",
			Claim:  "A Key has 128 characters or less.",
			Source: variablePage + "#create-a-variable-resource", Level: suite.Documented,
			Ops: []string{"CreateVariable", "ListVariable"},
			Run: refusedVariable("Key", strings.Repeat("K", 129), "Value", "x"),
		},
		{
			ID:     "variables/value-over-450-bytes-is-refused",
			Claim:  "A Value has 450 bytes or less, also when these are fewer characters.",
			Source: variablePage + "#create-a-variable-resource", Level: suite.Documented,
			Ops: []string{"CreateVariable", "ListVariable"},
			Run: refusedVariable("Key", "K", "Value", strings.Repeat("é", 226)),
		},
		{
			ID:     "variables/key-is-unique",
			Claim:  "No two Variables of an Environment have one Key.",
			Source: variablePage, Level: suite.Assumed, Ops: []string{"CreateVariable", "ListVariable"},
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
			ID:     "variables/value-of-450-bytes-in-fewer-characters",
			Claim:  "The 450 bytes of a Value may be fewer characters.",
			Source: variablePage + "#create-a-variable-resource", Level: suite.Documented,
			Ops: []string{"CreateVariable"},
			Run: amongVariables(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				value := strings.Repeat("é", 225)
				made, err := s.CreateVariable(ctx, e, "FEW_CHARACTERS", value)
				return expect.Then(err, expect.Same("value", made.Value, value))
			}),
		},
		{
			ID:     "variables/unknown-fields-are-ignored",
			Claim:  "A field that the form does not have is ignored.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"CreateVariable", "UpdateVariable"},
			Run: amongVariables(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				var made, changed setting
				key := ownKey(s, "K_")
				if err := s.Post(ctx, variablesOf(e),
					form("Key", key, "Value", "one", "Secret", "true")).Created(&made); err != nil {
					return err
				}
				err := s.Post(ctx, variablesOf(e)+"/"+made.SID, form("Value", "two", "Secret", "true")).OK(&changed)
				return expect.Then(err, expect.Same("the answer", changed,
					setting{SID: made.SID, Key: key, Value: "two"}))
			}),
		},
	}
}

// setting is what a caller has a say in.
type setting struct {
	SID   string `json:"sid"`
	Key   string `json:"key"`
	Value string `json:"value"`
}

// keptVariable is a case for a key and a value that are kept as they were sent.
func keptVariable(key, value string) run {
	return amongVariables(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
		var made, got setting
		if err := s.Post(ctx, variablesOf(e), form("Key", key, "Value", value)).Created(&made); err != nil {
			return err
		}
		err := s.Get(ctx, variablesOf(e)+"/"+made.SID).OK(&got)
		return expect.Then(err, expect.Same("what is fetched", got, made), expect.Same("key", got.Key, key),
			expect.Same("value", got.Value, value))
	})
}

// refusedVariable is a case for a form that makes no Variable.
func refusedVariable(pairs ...string) run {
	return inBareEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
		return refusedFromEmpty(ctx, s, variablesOf(e),
			func() *suite.Answer { return s.Post(ctx, variablesOf(e), form(pairs...)) })
	})
}

package values

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// Texts with what servers are known to damage: characters of HTML, SQL, shells and URLs, spaces,
// accents in two forms, other scripts, wide letters, characters that cannot be seen and those beyond 16 bits.
const (
	plainText = "MiXed  case, <b>tags</b> & &amp; \"double\" 'single' `back` \\n /slash/ 100%25 %2541 a+b=c;#$~*?!{}[]|^ \u00e9 e\u0301 \u4e2d\u6587 \u05d0 \U0001F600 " +
		"\uff37\uff49\uff44\uff45 un\u200bse\u00aden \u200d\u200e {{mustache}} $HOME ${PATH} %PATH% SK" +
		"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a" + ".js $&$1$$ ''x'' %s%d (a: b_c) x//y/../z/ @d-e.js"
	spacedText = "  space around  "
)

// A freeText is a field in which clients send what they like.
type freeText struct {
	resource, page, property, field string
	ops                             []string
	// made creates a resource with the text, and changed updates it with the text: both give path and answer.
	list func(ctx context.Context, s *suite.Session, service string) (string, error)
	more []string // further fields of the creation
}

func freeTexts() []freeText {
	same := func(list string) func(context.Context, *suite.Session, string) (string, error) {
		return func(_ context.Context, _ *suite.Session, service string) (string, error) { return service + list, nil }
	}
	return []freeText{
		{"services", "service", "friendly_name", "FriendlyName",
			[]string{"CreateService", "UpdateService", "FetchService"},
			func(context.Context, *suite.Session, string) (string, error) { return "/v1/Services", nil }, nil},
		{"functions", "function", "friendly_name", "FriendlyName",
			[]string{"CreateFunction", "UpdateFunction", "FetchFunction"}, same("/Functions"), nil},
		{"assets", "asset", "friendly_name", "FriendlyName", []string{"CreateAsset", "UpdateAsset", "FetchAsset"},
			same("/Assets"), nil},
		{"variables", "variable", "value", "Value", []string{"CreateVariable", "UpdateVariable", "FetchVariable"},
			func(ctx context.Context, s *suite.Session, service string) (string, error) {
				e, err := environment(ctx, s, service)
				return e + "/Variables", err
			}, []string{"Key", "K"}},
	}
}

// in gives a case what its list is in. Services are in nothing.
func (f freeText) in(do func(ctx context.Context, s *suite.Session, service string) error) func(context.Context,
	*suite.Session) error {
	switch f.resource {
	case "services":
		return func(ctx context.Context, s *suite.Session) error { return do(ctx, s, "") }
	case "variables":
		return inStage(2, do)
	}
	return inShared(do)
}

func textCases() (all []suite.Case) {
	for _, f := range freeTexts() {
		all = append(all, suite.Case{
			ID:     f.resource + "/texts-are-kept-as-sent",
			Claim:  f.field + " is text, and kept as it was sent, with markup, quotes, percent signs, spaces, accents and any script.",
			Source: resourcePage + f.page, Level: suite.Documented, Ops: f.ops,
			Run: f.in(func(ctx context.Context, s *suite.Session, service string) error {
				return errors.Join(f.keeps(ctx, s, service, plainText), f.keepsWords(ctx, s, service))
			}),
		}, suite.Case{
			ID:     f.resource + "/space-around-texts-is-kept",
			Claim:  f.field + " is kept as it was sent, with the space around it, unless that is refused.",
			Source: terraform, Level: suite.Inferred, Ops: f.ops,
			Run: f.in(func(ctx context.Context, s *suite.Session, service string) error {
				return unlessRefused(f.keeps(ctx, s, service, spacedText))
			}),
		})
	}
	return append(all, suite.Case{
		ID: "variables/refused-keys-change-nothing",
		Claim: "A request for a Key that is taken, or with a Value that is too long, changes nothing when it is " +
			"refused.",
		Source: "https://www.twilio.com/docs/usage/twilios-response", Level: suite.Inferred,
		Ops: []string{"CreateVariable", "UpdateVariable", "ListVariable"}, Run: inStage(1, refusedKeys),
	}, suite.Case{
		ID: "variables/values-of-many-kinds-are-kept",
		Claim: "The Value of a Variable is text, whatever it looks like: a number, a boolean, JSON, a URL, lines, " +
			"or what another Variable has.",
		Source: resourcePage + "variable", Level: suite.Documented,
		Ops:  []string{"CreateVariable", "FetchVariable", "ListVariable"},
		Cost: costOfUploads, Run: valuesOfManyKinds,
	}, suite.Case{
		ID:     "variables/keys-are-kept-as-sent",
		Claim:  "A Key is kept as it was sent, with hyphens, underscores, digits and letters in both cases.",
		Source: officialSpec, Level: suite.Documented, Ops: []string{"CreateVariable", "FetchVariable"},
		Cost: costOfUploads, Run: func(ctx context.Context, s *suite.Session) error {
			list, err := s.VariablesTo(ctx)
			if err != nil {
				return err
			}
			return each([]string{"test-key", "test_key", "_TEST_KEY_2", "MiXed_Key9", strings.Repeat("k", 100)},
				func(k string) string { return "Key " + k }, func(k string) error {
					return made(ctx, s, list, "key", k, "Key", k, "Value", "v")
				})
		},
	}, suite.Case{
		ID:     "variables/keys-of-the-platform-may-be-set",
		Claim:  "A Variable may have the Key of one that the platform sets, whose value it takes the place of.",
		Source: "https://www.twilio.com/docs/serverless/functions-assets/functions/variables", Level: suite.Inferred,
		Ops: []string{"CreateVariable"},
		Run: func(ctx context.Context, s *suite.Session) error {
			list, err := s.VariablesTo(ctx)
			if err != nil {
				return err
			}
			return each([]string{"PATH", "SERVICE_SID"}, func(k string) string { return "Key " + k },
				func(k string) error {
					var o object
					err := s.Post(ctx, list, form("Key", k, "Value", "mine")).Created(&o)
					return expect.Then(err, expect.Same("key", text(o, "key"), k),
						expect.Same("value", text(o, "value"), "mine"))
				})
		},
	})
}

// unlessRefused leaves out a refusal as invalid: no page says which characters a name has.
func unlessRefused(err error) error {
	var answer *suite.AnswerError
	if errors.As(err, &answer) && answer.Status == http.StatusBadRequest && answer.Want == "201" {
		return nil
	}
	return err
}

// keeps creates with a text, updates another resource with it, and wants it back from the answer and a fetch.
func (f freeText) keeps(ctx context.Context, s *suite.Session, service, value string) error {
	list, err := f.list(ctx, s, service)
	if err != nil {
		return err
	}
	pairs := append([]string{f.field, value}, f.more...)
	plain := append([]string{f.field, "before"}, f.more...)
	if f.resource == "services" {
		pairs, plain = append(pairs, "UniqueName", s.Name()), append(plain, "UniqueName", s.Name())
	}
	if f.resource == "variables" {
		plain = []string{f.field, "before", "Key", "L"}
	}
	if err := made(ctx, s, list, f.property, value, pairs...); err != nil {
		return err
	}
	path, err := create(ctx, s, list, plain...)
	if err != nil {
		return err
	}
	var answered, later object
	if err := s.Post(ctx, path, form(f.field, value)).OK(&answered); err != nil {
		return err
	}
	if value == plainText { // an update may say what is so already
		if err := s.Post(ctx, path, form(f.field, value)).OK(nil); err != nil {
			return fmt.Errorf("the same update once more: %w", err)
		}
	}
	err = s.Get(ctx, path).OK(&later)
	return expect.Then(err, expect.Same(f.property+" in the answer of the update", text(answered, f.property), value),
		expect.Same(f.property+" after the update", text(later, f.property), value))
}

// keepsWords creates and updates with texts that a server may take for something else than a text.
func (f freeText) keepsWords(ctx context.Context, s *suite.Session, service string) error {
	list, err := f.list(ctx, s, service)
	if err != nil {
		return err
	}
	pairs := append([]string{f.field, "0042"}, f.more...)
	if f.resource == "services" {
		pairs = append(pairs, "UniqueName", s.Name())
	}
	path, err := create(ctx, s, list, pairs...)
	if err != nil {
		return err
	}
	words := []string{"0", "0042", "null", "two\tcells,\n100%25", "1e3", "False", `["a", {"b":  1}]`, `"in quotes"`,
		"ZH0aB00aB00aB00aB00aB00aB00aB00aB0"}
	if err := each(words, func(t string) string { return "update to " + f.field + " " + t }, func(t string) error {
		var o object
		a := s.Post(ctx, path, form(f.field, t))
		if f.mayRefuse(t) && a.RefusedSomehow() == nil {
			return nil
		}
		err := a.OK(&o)
		return expect.Then(err, expect.Same(f.property, expect.Quoted(o[f.property]), expect.Quoted(t)))
	}); err != nil || f.resource == "services" || f.resource == "variables" {
		return err // Services are few, and Variables have a case of their own
	}
	return each(words[1:4], func(t string) string { return f.field + " " + t },
		func(t string) error {
			if !f.mayRefuse(t) {
				return made(ctx, s, list, f.property, t, f.field, t)
			}
			var o object
			a := s.Post(ctx, list, form(f.field, t))
			if a.RefusedSomehow() == nil {
				return nil
			}
			err := a.Created(&o)
			return expect.Then(err, expect.Same(f.property, expect.Quoted(o[f.property]), expect.Quoted(t)))
		})
}

// mayRefuse reports whether a text breaks no promise when it is refused: a name is for people, and no page says that it
// may have control characters.
func (f freeText) mayRefuse(t string) bool {
	return f.property == "friendly_name" && strings.ContainsFunc(t, unicode.IsControl)
}

// made creates below a list and wants a property to be a value, in the answer and in a fetch.
func made(ctx context.Context, s *suite.Session, list, property, value string, pairs ...string) error {
	var answered, later object
	if err := s.Post(ctx, list, form(pairs...)).Created(&answered); err != nil {
		return err
	}
	err := s.Get(ctx, list+"/"+text(answered, "sid")).OK(&later)
	return expect.Then(err, expect.Same(property+" in the answer", expect.Quoted(answered[property]),
		expect.Quoted(value)),
		expect.Same(property+" in a fetch", expect.Quoted(later[property]), expect.Quoted(value)))
}

func valuesOfManyKinds(ctx context.Context, s *suite.Session) error {
	list, err := s.VariablesTo(ctx)
	if err != nil {
		return err
	}
	values := map[string]string{
		"TWILIO_NUMBER": "0042", "BOOLEAN": "true", "JSON": `{"a": [1, "x"]}`,
		"URL":   "https://example.com/a?b=c&d=%20#e",
		"LINES": "one: 1\ntwo\r\n\tthree\n", "API_SECRET": `"quoted"`,
		"DOLLAR": "$HOME ${PATH} ${BOOLEAN} $BOOLEAN", "TOKEN": "a=b=c==", "TWIN_ONE": "the same",
		"TWIN_TWO": "the same",
		"LONG":     strings.Repeat("long value ", 36), "DB_PASSWORD": "a # b", "ZERO": "0", "NULL": "null",
		"constructor": "v",
		"SEMICOLON":   "a;b", "FLOAT": "1.50", "DATE": "2024-01-01", "EXPONENT": "1e3", "HEX": "0x10", "OFF": "false",
		"WIDE": "\U0001F600 tail \U0001F468\u200d\U0001F469\u200d\U0001F467", "ENDS_IN_LINES": "v\n\n",
	}
	var answered object
	for _, key := range slices.Sorted(maps.Keys(values)) {
		answered = nil
		err := s.Post(ctx, list, form("Key", key, "Value", values[key])).Created(&answered)
		if err := expect.Then(err, expect.Same("value in the answer", expect.Quoted(answered["value"]),
			expect.Quoted(values[key]))); err != nil {
			return err
		}
	}
	last := list + "/" + text(answered, "sid")
	if err := s.Get(ctx, last).OK(&answered); err != nil {
		return err
	}
	if err := expect.Same("value in a fetch", text(answered, "value"), values[text(answered, "key")]); err != nil {
		return err
	}
	items, err := s.List(ctx, list, 0)
	if err != nil {
		return err
	}
	got := map[string]string{}
	for _, item := range items {
		var o object
		if err := item.Into(&o); err != nil {
			return err
		}
		if _, mine := values[text(o, "key")]; mine {
			got[text(o, "key")] = text(o, "value")
		}
	}
	return expect.Same("Keys and Values in the list", expect.Quoted(got), expect.Quoted(values))
}

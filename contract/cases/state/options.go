package state

import (
	"context"
	"errors"
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// optionCases update Services from every state of their options.
func optionCases() []suite.Case {
	return []suite.Case{{
		ID: "services/options-change-alone",
		Claim: "An update of a Service from any state changes the options that it names, on and off, and leaves " +
			"the others and the names as they were.",
		Source: resourcePage + "service", Level: suite.Documented,
		Ops: []string{"CreateService", "UpdateService", "FetchService"},
		Run: func(ctx context.Context, s *suite.Session) error {
			for _, start := range [][2]bool{{true, false}, {false, true}, {true, true}} {
				if err := optionsFrom(ctx, s, start[0], start[1]); err != nil {
					return fmt.Errorf("from IncludeCredentials=%t UiEditable=%t: %w", start[0], start[1], err)
				}
			}
			return nil
		},
	}}
}

func optionsFrom(ctx context.Context, s *suite.Session, credentials, editable bool) error {
	name := s.Name()
	want := object{"unique_name": name, "friendly_name": "Contract check " + name, "include_credentials": credentials,
		"ui_editable": editable}
	var made object
	err := s.Post(ctx, "/v1/Services", form("UniqueName", name, "FriendlyName", text(want, "friendly_name"),
		"IncludeCredentials", fmt.Sprint(credentials), "UiEditable", fmt.Sprint(editable))).Created(&made)
	if err != nil {
		return err
	}
	want["sid"], want["domain_base"] = made["sid"], made["domain_base"]
	path := "/v1/Services/" + text(made, "sid")
	for _, u := range []struct {
		field, property string
		value           any
	}{
		{"FriendlyName", "friendly_name", "Contract check " + name + " renamed"},
		{"UiEditable", "ui_editable", !editable},
		{"IncludeCredentials", "include_credentials", !credentials}, {"UiEditable", "ui_editable", editable},
		{"", "", nil},
	} {
		fields := form()
		if u.field != "" {
			fields, want[u.property] = form(u.field, fmt.Sprint(u.value)), u.value
		}
		var answered object // the next answer shows what became of it
		err := s.Post(ctx, path, fields).OK(&answered)
		if err := expect.Then(err, hasOptions("in the answer", answered, want)); err != nil {
			return fmt.Errorf("update of %q: %w", u.field, err)
		}
	}
	var later object
	err = s.Get(ctx, path).OK(&later)
	return expect.Then(err, hasOptions("after all updates", later, want))
}

// hasOptions wants a Service to have the names and options of another.
func hasOptions(when string, got, want object) error {
	var problems []error
	for _, property := range []string{"sid", "unique_name", "friendly_name", "include_credentials", "ui_editable",
		"domain_base"} {
		problems = append(problems, expect.Same(property+" "+when, expect.Quoted(got[property]),
			expect.Quoted(want[property])))
	}
	return errors.Join(problems...)
}

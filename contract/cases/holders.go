package cases

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// A holder is a Function or an Asset: the API treats the two alike, a name that holds versions.
type holder struct {
	resource string // in case IDs
	kind     string // as in Twilio's words
	segment  string // in paths
	key      string // of its list
	page     string // of the documentation
}

// held is what Functions and Assets have in common.
type held struct {
	SID          string `json:"sid"`
	ServiceSID   string `json:"service_sid"`
	FriendlyName string `json:"friendly_name"`
}

func (h holder) list(service string) string { return suite.Path("Services", service, h.segment) }

func (h holder) one(service, sid string) string {
	return suite.Path("Services", service, h.segment, sid)
}

func (h holder) create(ctx context.Context, s *suite.Session, service, name string) (*held, error) {
	made := new(held)
	err := s.Post(ctx, h.list(service), form("FriendlyName", name)).Created(made)
	return made, err
}

func (h holder) article() string {
	if strings.HasPrefix(h.kind, "A") {
		return "an " + h.kind
	}
	return "a " + h.kind
}

// withOne gives a case a Function or an Asset without versions, in a Service of its own.
func (h holder) withOne(do func(ctx context.Context, s *suite.Session, one *held) error) run {
	return inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
		one, err := h.create(ctx, s, service.SID, s.Name())
		if err != nil {
			return err
		}
		return do(ctx, s, one)
	})
}

// cases are the promises that hold for Functions and for Assets.
func (h holder) cases() []suite.Case {
	anchor := "a-" + strings.ToLower(h.kind) + "-resource"
	if strings.HasPrefix(h.kind, "A") {
		anchor = "an-" + strings.ToLower(h.kind) + "-resource"
	}
	op := func(verbs ...string) []string {
		for i, verb := range verbs {
			verbs[i] = verb + h.kind
		}
		return verbs
	}
	return append([]suite.Case{
		{
			ID:     h.resource + "/create-answers-with-it",
			Claim:  "Creating " + h.article() + " answers 201 with its friendly name, which is free text, and its Service.",
			Source: h.page + "#create-" + anchor, Level: suite.Documented, Ops: op("Create", "Fetch"),
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				const name = "/über uns/index@1.0.0.html"
				made, err := h.create(ctx, s, service.SID, name)
				if err != nil {
					return err
				}
				answer := s.Get(ctx, h.one(service.SID, made.SID))
				var got held
				err = answer.OK(&got)
				return expect.Then(err, expect.Same("what is fetched", got, *made),
					addressed(answer, h.one(service.SID, made.SID), "function_versions", "Versions", "asset_versions", "Versions"),
					expect.Same("friendly_name", got.FriendlyName, name), expect.Same("service_sid", got.ServiceSID, service.SID))
			}),
		},
		{
			ID:     h.resource + "/friendly-name-is-required",
			Claim:  "FriendlyName is required to create " + h.article() + ".",
			Source: h.page + "#create-" + anchor, Level: suite.Documented, Ops: op("Create", "List"),
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return refusedWithoutTrace(ctx, s, h.list(service.SID), func() *suite.Answer {
					return s.Post(ctx, h.list(service.SID), nil)
				})
			}),
		},
		{
			ID:     h.resource + "/friendly-name-of-255-characters",
			Claim:  "The FriendlyName of " + h.article() + " may have 255 characters.",
			Source: terraform, Level: suite.Observed, Ops: op("Create"),
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				long := strings.Repeat("f", 255)
				made, err := h.create(ctx, s, service.SID, long)
				return expect.Then(err, expect.Same("friendly_name", made.FriendlyName, long))
			}),
		},
		{
			ID:     h.resource + "/friendly-name-over-255-characters-is-refused",
			Claim:  "The FriendlyName of " + h.article() + " has 255 characters or less.",
			Source: h.page + "#create-" + anchor, Level: suite.Documented, Ops: op("Create", "List"),
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return refusedWithoutTrace(ctx, s, h.list(service.SID), func() *suite.Answer {
					return s.Post(ctx, h.list(service.SID), form("FriendlyName", strings.Repeat("f", 256)))
				})
			}),
		},
		{
			ID:     h.resource + "/friendly-names-need-not-differ",
			Claim:  "Several " + h.segment + " of a Service may have one friendly name.",
			Source: terraform, Level: suite.Observed, Ops: op("Create"),
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *held) error {
				second, err := h.create(ctx, s, one.ServiceSID, one.FriendlyName)
				return expect.Then(err, expect.That(second.SID != one.SID, "both have the SID %s", one.SID))
			}),
		},
		{
			ID:     h.resource + "/list-has-every-one-once",
			Claim:  "The list of " + h.segment + " has each of them exactly once, over as many pages as it takes.",
			Source: h.page + "#read-multiple-" + strings.ToLower(h.kind) + "-resources", Level: suite.Documented, Ops: op("List"),
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				var want []string
				for range 5 {
					made, err := h.create(ctx, s, service.SID, s.Name())
					if err != nil {
						return err
					}
					want = append(want, made.SID)
				}
				return everyItemOnce(ctx, s, h.list(service.SID), h.key, want)
			}),
		},
		{
			ID:     h.resource + "/list-of-none-is-empty",
			Claim:  "A Service without " + h.segment + " has an empty list of them, on one page.",
			Source: officialSpec, Level: suite.Documented, Ops: op("List"),
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return emptyList(ctx, s, h.list(service.SID), h.key)
			}),
		},
		{
			ID:     h.resource + "/unknown-is-not-found",
			Claim:  "A SID that no " + h.kind + " has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: op("Fetch", "Update", "Delete"),
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				path := h.one(service.SID, unknown("ZH"))
				return errors.Join(
					s.Get(ctx, path).NotFound(),
					s.Post(ctx, path, form("FriendlyName", "x")).NotFound(),
					s.Delete(ctx, path).NotFound(),
				)
			}),
		},
		{
			ID:     h.resource + "/unknown-service-is-not-found",
			Claim:  "Everything below an unknown Service is answered 404 with code 20404.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed, Ops: op("Create", "List"),
			Run: func(ctx context.Context, s *suite.Session) error {
				return errors.Join(
					s.Get(ctx, h.list(unknown("ZS"))).NotFound(),
					s.Post(ctx, h.list(unknown("ZS")), form("FriendlyName", "x")).NotFound(),
				)
			},
		},
		{
			ID:     h.resource + "/belongs-to-its-service",
			Claim:  "The SID of " + h.article() + " is not found below another Service.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed, Ops: op("Fetch", "Delete"),
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *held) error {
				other, err := s.CreateService(ctx)
				if err != nil {
					return err
				}
				return errors.Join(
					s.Get(ctx, h.one(other.SID, one.SID)).NotFound(),
					s.Delete(ctx, h.one(other.SID, one.SID)).NotFound(),
					s.Get(ctx, h.one(one.ServiceSID, one.SID)).OK(nil),
				)
			}),
		},
		{
			ID:     h.resource + "/update-renames-it",
			Claim:  "An update gives " + h.article() + " another friendly name and changes nothing else.",
			Source: h.page + "#update-" + anchor, Level: suite.Documented, Ops: op("Update", "Fetch"),
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *held) error {
				path := h.one(one.ServiceSID, one.SID)
				want := *one
				want.FriendlyName = "renamed"
				var answer, later held
				if err := s.Post(ctx, path, form("FriendlyName", "renamed")).OK(&answer); err != nil {
					return err
				}
				err := s.Get(ctx, path).OK(&later)
				return expect.Then(err, expect.Same("the answer", answer, want), expect.Same("what is fetched later", later, want))
			}),
		},
		{
			ID:     h.resource + "/update-needs-a-friendly-name",
			Claim:  "FriendlyName is required to update " + h.article() + "; without it the name stays.",
			Source: h.page + "#update-" + anchor, Level: suite.Documented, Ops: op("Update", "Fetch"),
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *held) error {
				path := h.one(one.ServiceSID, one.SID)
				if err := s.Post(ctx, path, nil).RefusedSomehow(); err != nil {
					return err
				}
				var later held
				err := s.Get(ctx, path).OK(&later)
				return expect.Then(err, expect.Same("what is fetched later", later, *one))
			}),
		},
		{
			ID:     h.resource + "/delete-removes-it",
			Claim:  "Deleting " + h.article() + " is answered 204 with an empty body; afterwards it is neither found nor listed.",
			Source: h.page + "#delete-" + anchor, Level: suite.Documented, Ops: op("Delete", "Fetch", "List"),
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *held) error {
				if err := gone(ctx, s, h.one(one.ServiceSID, one.SID)); err != nil {
					return err
				}
				return emptyList(ctx, s, h.list(one.ServiceSID), h.key)
			}),
		},
		{
			ID:     h.resource + "/delete-takes-versions-along",
			Claim:  "Deleting " + h.article() + " that has versions works; the versions go along.",
			Source: sdk, Level: suite.Observed, Ops: op("Delete"),
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *held) error {
				path := versionsOf(one.ServiceSID, h.segment, one.SID)
				var version struct {
					SID string `json:"sid"`
				}
				if err := s.Upload(ctx, path, suite.File{}.Parts(s)...).Created(&version); err != nil {
					return err
				}
				if err := s.Delete(ctx, h.one(one.ServiceSID, one.SID)).Deleted(); err != nil {
					return err
				}
				return s.Get(ctx, path+"/"+version.SID).NotFound()
			}),
		},
		{
			ID:     h.resource + "/put-is-no-method",
			Claim:  "There is no PUT: " + h.article() + " is updated with POST, and a PUT changes nothing.",
			Source: officialSpec, Level: suite.Assumed, Ops: op("Fetch"),
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *held) error {
				path := h.one(one.ServiceSID, one.SID)
				put := s.Send(ctx, http.MethodPut, path, "application/x-www-form-urlencoded", form("FriendlyName", "put").Encode())
				var later held
				err := s.Get(ctx, path).OK(&later)
				return errors.Join(put.RefusedSomehow(), err, expect.Same("what is fetched later", later, *one))
			}),
		},
	}, h.moreCases(op, anchor)...)
}

// emptyList wants the list at path to be one page without items.
func emptyList(ctx context.Context, s *suite.Session, path, key string) error {
	var body map[string]json.RawMessage
	if err := s.Get(ctx, path).OK(&body); err != nil {
		return err
	}
	var meta serverless.PageMeta
	if err := json.Unmarshal(body["meta"], &meta); err != nil {
		return fmt.Errorf("meta: %w", err)
	}
	var rows []json.RawMessage
	if err := json.Unmarshal(body[key], &rows); err != nil {
		return fmt.Errorf("there is no array %s: %w", key, err)
	}
	return errors.Join(
		expect.Same("the number of "+key, len(rows), 0),
		expect.Same("meta.key", meta.Key, key),
		expect.Same("next_page_url", expect.Optional(meta.NextPageURL), "null"),
	)
}

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
	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
)

func assetCases() []suite.Case {
	return parent{
		resource: "assets", kind: "Asset", segment: "Assets", key: "assets", page: resourcePage + "asset",
	}.cases()
}

func functionCases() []suite.Case {
	return parent{
		resource: "functions", kind: "Function", segment: "Functions", key: "functions",
		page: resourcePage + "function",
	}.cases()
}

// A parent is a Function or an Asset: the API treats the two alike, a name that holds versions.
type parent struct {
	resource string // in case IDs
	kind     string // as in Twilio's words
	segment  string // in paths
	key      string // of its list
	page     string // of the documentation
}

// owner is what Functions and Assets have in common.
type owner struct {
	SID          string `json:"sid"`
	ServiceSID   string `json:"service_sid"`
	FriendlyName string `json:"friendly_name"`
}

func (h parent) list(service string) string { return suite.Path("Services", service, h.segment) }

func (h parent) one(service, sid string) string {
	return suite.Path("Services", service, h.segment, sid)
}

func (h parent) create(ctx context.Context, s *suite.Session, service, name string) (*owner, error) {
	made := new(owner)
	err := s.Post(ctx, h.list(service), form("FriendlyName", name)).Created(made)
	return made, err
}

func (h parent) article() string {
	return english.A(h.kind)
}

// withOne gives a case a Function or an Asset without versions, in a Service that is shared.
func (h parent) withOne(do func(ctx context.Context, s *suite.Session, one *owner) error) run {
	return h.with(inShared, do)
}

// withOnly gives a case the only Function or Asset of a Service, without versions.
func (h parent) withOnly(do func(ctx context.Context, s *suite.Session, one *owner) error) run {
	return h.with(inOwn(h.segment), do)
}

func (h parent) with(in inner, do func(ctx context.Context, s *suite.Session, one *owner) error) run {
	return in(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
		one, err := h.create(ctx, s, service.SID, s.Name())
		if err != nil {
			return err
		}
		return do(ctx, s, one)
	})
}

// cases are the promises that hold for Functions and for Assets.
func (h parent) cases() []suite.Case {
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
			ID: h.resource + "/create-answers-with-it",
			Claim: "Creating " + h.article() +
				" answers 201 with its friendly name, which is free text, and its Service.",
			Source: h.page + "#create-" + anchor, Level: suite.Documented, Ops: op("Create", "Fetch"),
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				const name = "/über uns/index@1.0.0.html"
				made, err := h.create(ctx, s, service.SID, name)
				if err != nil {
					return err
				}
				answer := s.Get(ctx, h.one(service.SID, made.SID))
				var got owner
				err = answer.OK(&got)
				return expect.Then(err, expect.Same("what is fetched", got, *made),
					addressed(answer, h.one(service.SID, made.SID), "function_versions", "Versions",
						"asset_versions", "Versions"),
					expect.Same("friendly_name", got.FriendlyName, name),
					expect.Same("service_sid", got.ServiceSID, service.SID))
			}),
		},
		{
			ID:     h.resource + "/friendly-name-is-required",
			Claim:  "FriendlyName is required to create " + h.article() + ".",
			Source: h.page + "#create-" + anchor, Level: suite.Documented, Ops: op("Create", "List"),
			Run: inEmpty(h.segment)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return refusedFromEmpty(ctx, s, h.list(service.SID), func() *suite.Answer {
					return s.Post(ctx, h.list(service.SID), nil)
				})
			}),
		},
		{
			ID:     h.resource + "/friendly-name-of-255-characters",
			Claim:  "The FriendlyName of " + h.article() + " may have 255 characters.",
			Source: terraform, Level: suite.Observed, Ops: op("Create"),
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				long := strings.Repeat("f", 255)
				made, err := h.create(ctx, s, service.SID, long)
				return expect.Then(err, expect.Same("friendly_name", made.FriendlyName, long))
			}),
		},
		{
			ID:     h.resource + "/friendly-name-over-255-characters-is-refused",
			Claim:  "The FriendlyName of " + h.article() + " has 255 characters or less.",
			Source: h.page + "#create-" + anchor, Level: suite.Documented, Ops: op("Create", "List"),
			Run: inEmpty(h.segment)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return refusedFromEmpty(ctx, s, h.list(service.SID), func() *suite.Answer {
					return s.Post(ctx, h.list(service.SID), form("FriendlyName", strings.Repeat("f", 256)))
				})
			}),
		},
		{
			ID:     h.resource + "/friendly-names-need-not-differ",
			Claim:  "Several " + h.segment + " of a Service may have one friendly name.",
			Source: terraform, Level: suite.Observed, Ops: op("Create"),
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
				second, err := h.create(ctx, s, one.ServiceSID, one.FriendlyName)
				return expect.Then(err, expect.That(second.SID != one.SID, "both have the SID %s", one.SID))
			}),
		},
		{
			ID:     h.resource + "/list-has-every-one-once",
			Claim:  "The list of " + h.segment + " has each of them exactly once, over as many pages as it takes.",
			Source: h.page + "#read-multiple-" + strings.ToLower(h.kind) + "-resources", Level: suite.Documented,
			Ops: op("List"),
			Run: everyOneOnce(h.resource, h.key),
		},
		{
			ID:     h.resource + "/list-of-none-is-empty",
			Claim:  "A Service without " + h.segment + " has an empty list of them, on one page.",
			Source: officialSpec, Level: suite.Documented, Ops: op("List"),
			Run: inOwn(h.segment)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return emptyUntilOne(ctx, s, h.list(service.SID), h.key)
			}),
		},
		{
			ID:     h.resource + "/unknown-is-not-found",
			Claim:  "A SID that no " + h.kind + " has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: op("Fetch", "Update", "Delete"),
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
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
			Aside: true, Run: func(ctx context.Context, s *suite.Session) error {
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
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
				other, err := s.SharedOther(ctx)
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
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
				path := h.one(one.ServiceSID, one.SID)
				want := *one
				want.FriendlyName = "renamed"
				var answer, later owner
				if err := s.Post(ctx, path, form("FriendlyName", "renamed")).OK(&answer); err != nil {
					return err
				}
				err := s.Get(ctx, path).OK(&later)
				return expect.Then(err, expect.Same("the answer", answer, want),
					expect.Same("what is fetched later", later, want))
			}),
		},
		{
			ID:     h.resource + "/update-needs-a-friendly-name",
			Claim:  "FriendlyName is required to update " + h.article() + "; without it the name stays.",
			Source: h.page + "#update-" + anchor, Level: suite.Documented, Ops: op("Update", "Fetch"),
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
				path := h.one(one.ServiceSID, one.SID)
				if err := s.Post(ctx, path, nil).Rejected(); err != nil {
					return err
				}
				var later owner
				err := s.Get(ctx, path).OK(&later)
				return expect.Then(err, expect.Same("what is fetched later", later, *one))
			}),
		},
		{
			ID: h.resource + "/delete-removes-it",
			Claim: "Deleting " + h.article() + " is answered 204 with an empty body; afterwards it is neither found " +
				"nor listed.",
			Source: h.page + "#delete-" + anchor, Level: suite.Documented, Ops: op("Delete", "Fetch", "List"),
			Run: h.withOnly(func(ctx context.Context, s *suite.Session, one *owner) error {
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
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
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
			Source: officialSpec, Level: suite.Inferred, Ops: op("Fetch"),
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
				path := h.one(one.ServiceSID, one.SID)
				put := s.Send(ctx, http.MethodPut, path, "application/x-www-form-urlencoded",
					form("FriendlyName", "put").Encode())
				var later owner
				err := s.Get(ctx, path).OK(&later)
				return errors.Join(put.RefusedSomehow(), err, expect.Same("what is fetched later", later, *one))
			}),
		},
	}, h.moreCases(op, anchor)...)
}

// moreCases are the promises about requests that Functions and Assets share: paging, limits of
// updates, what is ignored.
func (h parent) moreCases(op func(verbs ...string) []string, anchor string) []suite.Case {
	list := listing{resource: h.resource, kind: h.kind, open: filled(h.resource)}
	return slices.Concat(list.cases(), []suite.Case{
		list.emptyToken(),
		{
			ID:     h.resource + "/friendly-name-of-one-character",
			Claim:  "The FriendlyName of " + h.article() + " may be a single character, at creation and in an update.",
			Source: toolkit, Level: suite.Inferred, Ops: op("Create", "Update"),
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				list := h.list(service.SID)
				var made struct {
					SID          string `json:"sid"`
					FriendlyName string `json:"friendly_name"`
				}
				err := s.Post(ctx, list, form("FriendlyName", "f")).Created(&made)
				if err := expect.Then(err, expect.Same("friendly_name", made.FriendlyName, "f")); err != nil {
					return err
				}
				return takes(ctx, s, list+"/"+made.SID, "FriendlyName", "friendly_name", "g")
			}),
		},
		{
			ID:     h.resource + "/page-urls-lead-to-their-pages",
			Claim:  "The URLs in the meta of a page lead to the first page, to the one before, and to itself.",
			Source: officialSpec, Level: suite.Documented, Ops: op("List"),
			Run: withSeveral(h.resource, func(ctx context.Context, s *suite.Session, list *several) error {
				return pageURLs(ctx, s, list.path, 2)
			}),
		},
		{
			ID:     h.resource + "/update-keeps-to-255-characters",
			Claim:  "An update may give " + h.article() + " a friendly name of 255 characters, and no longer one.",
			Source: h.page + "#update-" + anchor, Level: suite.Documented, Ops: op("Update", "Fetch"),
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
				path := h.one(one.ServiceSID, one.SID)
				long := strings.Repeat("f", 255)
				var later owner
				if err := errors.Join(s.Post(ctx, path, form("FriendlyName", long)).OK(nil),
					s.Post(ctx, path, form("FriendlyName", long+"f")).Rejected()); err != nil {
					return err
				}
				err := s.Get(ctx, path).OK(&later)
				return expect.Then(err, expect.Same("friendly_name later", later.FriendlyName, long))
			}),
		},
		{
			ID:     h.resource + "/unknown-fields-are-ignored",
			Claim:  "A field that the form does not have is ignored.",
			Source: toolkit, Level: suite.Inferred, Ops: op("Create", "Update"),
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				var made, renamed owner
				if err := s.Post(ctx, h.list(service.SID),
					form("FriendlyName", "first", "Path", "/x")).Created(&made); err != nil {
					return err
				}
				err := s.Post(ctx, h.one(service.SID, made.SID),
					form("FriendlyName", "second", "Path", "/x")).OK(&renamed)
				return expect.Then(err, expect.Same("friendly_name", made.FriendlyName, "first"),
					expect.Same("friendly_name later", renamed.FriendlyName, "second"))
			}),
		},
		{
			ID:     h.resource + "/second-delete-is-refused",
			Claim:  strings.ToUpper(h.article()[:1]) + h.article()[1:] + " can be deleted once.",
			Source: h.page + "#delete-" + anchor, Level: suite.Inferred, Ops: op("Delete"),
			Run: h.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
				return deletedOnce(ctx, s, h.one(one.ServiceSID, one.SID))
			}),
		},
	})
}

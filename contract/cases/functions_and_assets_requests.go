package cases

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

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
					s.Post(ctx, path, form("FriendlyName", long+"f")).RefusedSomehow()); err != nil {
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

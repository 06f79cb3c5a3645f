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

// moreCases are the promises about where versions are found and what an upload may look like.
func (v versions) moreCases(create, creates, fetches, lists string) []suite.Case {
	return slices.Concat(listing{resource: v.resource, kind: v.kind, open: filled(v.resource)}.cases(), []suite.Case{
		{
			ID:     v.resource + "/belong-to-their-" + strings.ToLower(v.parent.kind),
			Claim:  "The SID of a version is not found below another " + v.parent.kind + " of the Service.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed, Ops: []string{fetches, lists},
			Run: v.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
				made, err := v.upload(ctx, s, one, suite.File{})
				if err != nil {
					return err
				}
				other, err := v.create(ctx, s, one.ServiceSID, "other")
				if err != nil {
					return err
				}
				return errors.Join(s.Get(ctx, v.path(other)+"/"+made.SID).NotFound(),
					emptyList(ctx, s, v.path(other), v.key))
			}),
		},
		{
			ID:     v.resource + "/unknown-service-is-not-found",
			Claim:  "Every version below an unknown Service is answered 404 with code 20404.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed, Ops: []string{creates, fetches, lists},
			Run: func(ctx context.Context, s *suite.Session) error {
				nowhere := v.path(&owner{SID: unknown("ZH"), ServiceSID: unknown("ZS")})
				return errors.Join(
					s.Get(ctx, nowhere).NotFound(),
					s.Get(ctx, nowhere+"/"+unknown("ZN")).NotFound(),
					s.Upload(ctx, nowhere, suite.File{}.Parts(s)...).NotFound(),
				)
			},
		},
		{
			ID:     v.resource + "/service-by-unique-name",
			Claim:  "The unique name of a Service can be used in the path of an upload.",
			Source: flexTemplate, Level: suite.Inferred, Ops: []string{creates},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				one, err := v.create(ctx, s, service.SID, "by-name")
				if err != nil {
					return err
				}
				var made version
				err = s.Upload(ctx, versionsOf(service.UniqueName, v.segment, one.SID),
					suite.File{}.Parts(s)...).Created(&made)
				return expect.Then(err, expect.Same("service_sid", made.ServiceSID, service.SID))
			}),
		},
		{
			ID:     v.resource + "/only-multipart-is-read",
			Claim:  "An upload is multipart: an ordinary form is refused and makes no version.",
			Source: create, Level: suite.Assumed, Ops: []string{creates, lists},
			Run: v.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
				return refusedFromEmpty(ctx, s, v.path(one), func() *suite.Answer {
					fields := form("Path", "/x", "Visibility", "public", "Content", suite.SampleFunction)
					return s.SendTo(ctx, "POST", s.Target().UploadURL+v.path(one), "application/x-www-form-urlencoded",
						fields.Encode())
				})
			}),
		},
		{
			ID:     v.resource + "/cannot-be-changed",
			Claim:  "A version never changes: there is no update.",
			Source: v.page, Level: suite.Inferred, Ops: []string{fetches},
			Run: v.withShared(func(ctx context.Context, s *suite.Session, one *owner) error {
				made, err := v.upload(ctx, s, one, suite.File{Path: "/first"})
				if err != nil {
					return err
				}
				path := v.path(one) + "/" + made.SID
				post := s.Post(ctx, path, form("Path", "/second", "Visibility", "private"))
				var later version
				err = s.Get(ctx, path).OK(&later)
				return errors.Join(post.RefusedSomehow(), err, expect.Same("what is fetched later", later, *made))
			}),
		},
	})
}

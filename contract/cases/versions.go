package cases

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// A versions is what Function Versions and Asset Versions have in common: they are uploaded alike and read alike.
type versions struct {
	parent
	resource string // in case IDs
	kind     string // as in operationIds
	key      string // of its list
	page     string // of the documentation
	anchor   string // of the documentation, without the verb
}

// version is what the two have in common on the wire.
type version struct {
	SID        string `json:"sid"`
	ServiceSID string `json:"service_sid"`
	Path       string `json:"path"`
	Visibility string `json:"visibility"`
	URL        string `json:"url"`
}

// upload sends a file as a new version of one and returns what came back.
func (v versions) upload(ctx context.Context, s *suite.Session, one *owner, file suite.File) (*version, error) {
	made := new(version)
	err := s.Upload(ctx, v.path(one), file.Parts(s)...).Created(made)
	return made, err
}

func (v versions) path(one *owner) string { return versionsOf(one.ServiceSID, v.segment, one.SID) }

// withShared gives a case a Function or an Asset to which others upload too, for cases that read no list of versions.
func (v versions) withShared(do func(ctx context.Context, s *suite.Session, one *owner) error) run {
	return func(ctx context.Context, s *suite.Session) error {
		path, err := s.UploadsTo(ctx, v.segment)
		if err != nil {
			return err
		}
		parts := strings.Split(path, "/") // "", v1, Services, its SID, the collection, the SID
		return do(ctx, s, &owner{ServiceSID: parts[3], SID: parts[5]})
	}
}

// refuses is a case for parts that are no legal upload.
func (v versions) refuses(change func(parts []suite.FormPart) []suite.FormPart) run {
	return v.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
		return refusedFromEmpty(ctx, s, v.path(one), func() *suite.Answer {
			return s.Upload(ctx, v.path(one), change(suite.File{}.Parts(s))...)
		})
	})
}

// without leaves out the part with this name.
func without(name string) func([]suite.FormPart) []suite.FormPart {
	return func(parts []suite.FormPart) []suite.FormPart {
		return slices.DeleteFunc(parts, func(p suite.FormPart) bool { return p.Name == name })
	}
}

// with gives the part with this name another content.
func with(name, content string) func([]suite.FormPart) []suite.FormPart {
	return func(parts []suite.FormPart) []suite.FormPart {
		for i := range parts {
			if parts[i].Name == name {
				parts[i].Content = content
			}
		}
		return parts
	}
}

// cases are the promises that hold for both kinds of versions.
func (v versions) cases() []suite.Case {
	create, list := v.page+"#create-a-"+v.anchor+"-resource",
		v.page+"#read-multiple-"+strings.ReplaceAll(v.anchor, "-", "")+"-resources"
	creates, fetches, lists := "Create"+v.kind, "Fetch"+v.kind, "List"+v.kind
	return slices.Concat(v.uploadCases(create, creates, lists), v.moreCases(create, creates, fetches, lists),
		v.unchangeable(),
		[]suite.Case{
			{
				ID:     v.resource + "/fetch-what-was-uploaded",
				Claim:  "An upload answers 201 with the version, and the same version is fetched by its SID.",
				Source: create, Level: suite.Documented, Ops: []string{creates, fetches},
				Run: v.withShared(func(ctx context.Context, s *suite.Session, one *owner) error {
					made, err := v.upload(ctx, s, one, suite.File{Path: "/a/b.js", Visibility: "protected"})
					if err != nil {
						return err
					}
					answer := s.Get(ctx, v.path(one)+"/"+made.SID)
					var got version
					err = answer.OK(&got)
					return expect.Then(err, expect.Same("what is fetched", got, *made),
						addressed(answer, v.path(one)+"/"+made.SID, "function_version_content", "Content"),
						expect.Same("path", got.Path, "/a/b.js"),
						expect.Same("visibility", got.Visibility, "protected"),
						expect.Same("service_sid", got.ServiceSID, one.ServiceSID))
				}),
			},
			{
				ID:     v.resource + "/list-has-the-newest-first",
				Claim:  "The list of versions begins with the latest.",
				Source: terraform, Level: suite.Observed, Ops: []string{lists},
				Run: v.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
					var created []string
					for range 5 {
						made, err := v.upload(ctx, s, one, suite.File{})
						if err := expect.Then(err, suite.Wait(ctx, suite.DateStep)); err != nil {
							return err
						}
						created = append(created, made.SID)
					}
					return newestFirst(ctx, s, v.path(one), created)
				}),
			},
			{
				ID:     v.resource + "/list-has-every-one-once",
				Claim:  "The list of versions has each of them exactly once, over as many pages as it takes.",
				Source: list, Level: suite.Documented, Ops: []string{lists},
				Run: everyOneOnce(v.resource, v.key),
			},
			{
				ID:     v.resource + "/list-of-none-is-empty",
				Claim:  "What was never uploaded to has an empty list of versions, on one page.",
				Source: officialSpec, Level: suite.Documented, Ops: []string{lists},
				Run: v.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
					return emptyUntilOne(ctx, s, v.path(one), v.key)
				}),
			},
			{
				ID: v.resource + "/unknown-is-not-found",
				Claim: "A SID that no version has is answered 404 with code 20404, and so is every version below " +
					"an unknown " +
					v.parent.kind + ".",
				Source: errorPage + "20404", Level: suite.Observed, Ops: []string{creates, fetches, lists},
				Run: v.withShared(func(ctx context.Context, s *suite.Session, one *owner) error {
					nobody := &owner{SID: unknown("ZH"), ServiceSID: one.ServiceSID}
					return errors.Join(
						s.Get(ctx, v.path(one)+"/"+unknown("ZN")).NotFound(),
						s.Get(ctx, v.path(nobody)).NotFound(),
						s.Upload(ctx, v.path(nobody), suite.File{}.Parts(s)...).NotFound(),
					)
				}),
			},
			{
				ID:     v.resource + "/identical-uploads-are-two-versions",
				Claim:  "Uploading the same content again makes another version.",
				Source: toolkit, Level: suite.Inferred, Ops: []string{creates},
				Run: v.withShared(func(ctx context.Context, s *suite.Session, one *owner) error {
					first, err := v.upload(ctx, s, one, suite.File{Path: "/same"})
					if err != nil {
						return err
					}
					second, err := v.upload(ctx, s, one, suite.File{Path: "/same"})
					return expect.Then(err, expect.That(first.SID != second.SID, "both uploads answered %s", first.SID))
				}),
			},
			{
				ID:     v.resource + "/cannot-be-deleted",
				Claim:  "Versions cannot be deleted.",
				Source: v.page, Level: suite.Inferred, Ops: []string{fetches},
				Run: v.withShared(func(ctx context.Context, s *suite.Session, one *owner) error {
					made, err := v.upload(ctx, s, one, suite.File{})
					if err != nil {
						return err
					}
					path := v.path(one) + "/" + made.SID
					return errors.Join(s.Delete(ctx, path).RefusedSomehow(), s.Get(ctx, path).OK(nil))
				}),
			},
		})
}

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
			Aside: true, Run: func(ctx context.Context, s *suite.Session) error {
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
	})
}

// unchangeable is the case that a version never changes, unless the contract has an operation that changes it.
func (v versions) unchangeable() []suite.Case {
	if _, changes := operations.Lookup("Update" + v.kind); changes {
		return nil
	}
	return []suite.Case{{
		ID:     v.resource + "/cannot-be-changed",
		Claim:  "A version never changes: there is no update.",
		Source: v.page, Level: suite.Inferred, Ops: []string{"Fetch" + v.kind},
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
	}}
}

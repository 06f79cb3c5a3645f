package cases

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// uploadCases are the promises about the multipart form, the same for both kinds of versions. The documentation
// describes it for Functions: https://www.twilio.com/docs/serverless/api/resource/function-version.
func (v versions) uploadCases(create, creates, lists string) []suite.Case {
	return []suite.Case{
		{
			ID:     v.resource + "/path-gets-its-leading-slash",
			Claim:  "A Path without a leading slash gets one.",
			Source: create, Level: suite.Documented, Ops: []string{creates},
			Run: v.withShared(func(ctx context.Context, s *suite.Session, one *owner) error {
				made, err := v.upload(ctx, s, one, suite.File{Path: "img/logo.png"})
				return expect.Then(err, expect.Same("path", made.Path, "/img/logo.png"))
			}),
		},
		{
			ID:     v.resource + "/path-of-255-characters",
			Claim:  "A Path may have 255 characters, its leading slash included.",
			Source: terraform, Level: suite.Observed, Ops: []string{creates},
			Run: v.withShared(func(ctx context.Context, s *suite.Session, one *owner) error {
				path := "/" + strings.Repeat("p", 254)
				made, err := v.upload(ctx, s, one, suite.File{Path: path})
				return expect.Then(err, expect.Same("path", made.Path, path))
			}),
		},
		{
			ID:     v.resource + "/path-over-255-characters-is-refused",
			Claim:  "A Path has 255 characters or less.",
			Source: create, Level: suite.Documented, Ops: []string{creates, lists},
			Run: v.refuses(with("Path", "/"+strings.Repeat("p", 255))),
		},
		{
			ID:     v.resource + "/path-with-disallowed-characters-is-refused",
			Claim:  "A Path holds no fragment and none of ; , ? : @ + & $ ( ) ' and the double quote.",
			Source: create, Level: suite.Documented, Ops: []string{creates, lists},
			Run: v.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
				return refusedFromEmpty(ctx, s, v.path(one), func() *suite.Answer {
					var last *suite.Answer
					for _, c := range `#;,?:@+&$()'"` {
						last = s.Upload(ctx, v.path(one), suite.File{Path: "/a" + string(c) + "b"}.Parts(s)...)
						if last.Rejected() != nil {
							return last
						}
					}
					return last
				})
			}),
		},
		{
			ID:     v.resource + "/path-is-required",
			Claim:  "The part Path is required.",
			Source: create, Level: suite.Documented, Ops: []string{creates, lists},
			Run: v.refuses(without("Path")),
		},
		{
			ID:     v.resource + "/visibility-is-required",
			Claim:  "The part Visibility is required.",
			Source: create, Level: suite.Documented, Ops: []string{creates, lists},
			Run: v.refuses(without("Visibility")),
		},
		{
			ID:     v.resource + "/content-is-required",
			Claim:  "The part Content is required.",
			Source: create, Level: suite.Documented, Ops: []string{creates, lists},
			Run: v.refuses(without("Content")),
		},
		{
			ID:     v.resource + "/other-visibility-is-refused",
			Claim:  "Visibility is public, protected or private.",
			Source: create, Level: suite.Documented, Ops: []string{creates, lists},
			Run: v.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
				return refusedFromEmpty(ctx, s, v.path(one), func() *suite.Answer {
					empty := s.Upload(ctx, v.path(one), with("Visibility", "")(suite.File{}.Parts(s))...)
					if empty.Rejected() != nil {
						return empty
					}
					return s.Upload(ctx, v.path(one), with("Visibility", "secret")(suite.File{}.Parts(s))...)
				})
			}),
		},
		{
			ID:     v.resource + "/part-names-are-case-sensitive",
			Claim:  "The names of the parts are Path, Visibility and Content: in lower case they are not read.",
			Source: toolkit, Level: suite.Observed, Ops: []string{creates, lists},
			Run: v.refuses(func(parts []suite.FormPart) []suite.FormPart {
				for i := range parts {
					parts[i].Name = strings.ToLower(parts[i].Name)
				}
				return parts
			}),
		},
		{
			ID:     v.resource + "/every-visibility-in-any-case",
			Claim:  "Visibility may be sent in any case; the version has it in lower case.",
			Source: flexBuilder, Level: suite.Inferred, Ops: []string{creates},
			Run: v.withShared(func(ctx context.Context, s *suite.Session, one *owner) error {
				var problems []error
				for _, sent := range []string{"Public", "Protected", "Private"} { // other cases send small letters
					made, err := v.upload(ctx, s, one, suite.File{Path: "any/case", Visibility: sent})
					problems = append(problems, err, expect.Same("visibility", made.Visibility, strings.ToLower(sent)),
						expect.Same("path", made.Path, "/any/case"))
				}
				return errors.Join(problems...)
			}),
		},
		{
			ID:     v.resource + "/order-of-parts-does-not-matter",
			Claim:  "The parts may come in any order.",
			Source: sdk, Level: suite.Observed, Ops: []string{creates},
			Run: v.accepts(func(parts []suite.FormPart) []suite.FormPart {
				slices.Reverse(parts)
				return parts
			}),
		},
		{
			ID:     v.resource + "/file-name-is-optional",
			Claim:  "The part Content needs no file name.",
			Source: flexTemplate, Level: suite.Inferred, Ops: []string{creates},
			Run: v.accepts(func(parts []suite.FormPart) []suite.FormPart {
				for i := range parts {
					parts[i].FileName = ""
				}
				return parts
			}),
		},
		{
			ID:     v.resource + "/other-parts-are-ignored",
			Claim:  "Parts with other names are ignored.",
			Source: "twilio-labs/plugin-assets", Level: suite.Inferred, Ops: []string{creates},
			Run: v.accepts(func(parts []suite.FormPart) []suite.FormPart {
				return append(parts, suite.FormPart{Name: "ServiceSid", Content: unknown("ZS")})
			}),
		},
	}
}

// accepts is a case for parts that differ from the usual and are legal all the same.
func (v versions) accepts(change func(parts []suite.FormPart) []suite.FormPart) run {
	return v.withShared(func(ctx context.Context, s *suite.Session, one *owner) error {
		parts := change(suite.File{Path: "/accepted", Visibility: "private"}.Parts(s))
		var made version
		err := s.Upload(ctx, v.path(one), parts...).Created(&made)
		return expect.Then(err, expect.Same("path", made.Path, "/accepted"),
			expect.Same("visibility", made.Visibility, "private"))
	})
}

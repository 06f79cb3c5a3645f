package cases

import (
	"context"
	"errors"
	"fmt"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func functionVersionContentCases() []suite.Case {
	page := resourcePage + "function-version-content"
	fetch := page + "#fetch-a-functionversioncontent-resource"
	ops := []string{"FetchFunctionVersionContent"}
	return []suite.Case{
		{
			ID: "function-version-content/is-what-was-uploaded",
			Claim: "The content of a Function Version is the text that was uploaded, line ends and other " +
				"alphabets included.",
			Source: fetch, Level: suite.Documented, Ops: append(ops, "CreateFunctionVersion"),
			Run: functionVersions().withShared(func(ctx context.Context, s *suite.Session, one *owner) error {
				function := &serverless.Function{SID: one.SID, ServiceSID: one.ServiceSID}
				var problems []error
				for _, text := range sampleTexts() {
					version, err := s.UploadFunction(ctx, function, suite.File{Content: text.content})
					if err != nil {
						return err
					}
					got, err := contentOf(ctx, s, version)
					if err := expect.Then(err, expect.Same("content", got.Content, text.content)); err != nil {
						problems = append(problems, fmt.Errorf("%s: %w", text.what, err))
					}
				}
				return errors.Join(problems...)
			}),
		},
		{
			ID:     "function-version-content/names-its-version",
			Claim:  "The content has the SIDs of its version, its Function and its Service, and a URL of its own.",
			Source: page + "#functionversioncontent-properties", Level: suite.Documented, Ops: ops,
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				function, err := s.CreateFunction(ctx, service)
				if err != nil {
					return err
				}
				version, err := s.UploadFunction(ctx, function, suite.File{Content: "// whose content this is\n"})
				if err != nil {
					return err
				}
				got, err := contentOf(ctx, s, version)
				return expect.Then(err,
					expect.Same("content", got.Content, "// whose content this is\n"),
					expect.Same("sid", got.SID, version.SID),
					expect.Same("function_sid", got.FunctionSID, version.FunctionSID),
					expect.Same("service_sid", got.ServiceSID, service.SID),
					expect.Same("url", got.URL, version.URL+"/Content"))
			}),
		},
		{
			ID:     "function-version-content/older-versions-keep-theirs",
			Claim:  "A version never changes: a later upload leaves the content of the earlier one alone.",
			Source: resourcePage + "function-version", Level: suite.Documented, Ops: ops,
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				function, err := s.CreateFunction(ctx, service)
				if err != nil {
					return err
				}
				var made []*serverless.FunctionVersion
				for i := range 2 {
					version, err := s.UploadFunction(ctx, function,
						suite.File{Path: "/same", Content: fmt.Sprintf("// %d\n", i)})
					if err != nil {
						return err
					}
					made = append(made, version)
				}
				var problems []error
				for i, version := range made {
					got, err := contentOf(ctx, s, version)
					problems = append(problems, err, expect.Same("content of version "+version.SID, got.Content,
						fmt.Sprintf("// %d\n", i)))
				}
				return errors.Join(problems...)
			}),
		},
		{
			ID:     "function-version-content/unknown-is-not-found",
			Claim:  "The content of an unknown version is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: ops,
			Run: withSharedVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				return s.Answer(s.API.FetchFunctionVersionContent(ctx, version.ServiceSID, version.FunctionSID,
					unknown("ZN"))).NotFound()
			}),
		},
		{
			ID:     "function-version-content/may-be-empty",
			Claim:  "A Function without a single byte is refused, or given back as it is.",
			Source: fetch, Level: suite.Inferred, Ops: append(ops, "CreateFunctionVersion"),
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				function, err := s.CreateFunction(ctx, service)
				if err != nil {
					return err
				}
				answer := s.Upload(ctx, versionsOf(service.SID, "Functions", function.SID),
					with("Content", "")(suite.File{}.Parts(s))...)
				var made serverless.FunctionVersion
				if answer.Created(&made) != nil {
					return answer.RefusedSomehow()
				}
				got, err := contentOf(ctx, s, &made)
				return expect.Then(err, expect.Same("content", got.Content, ""))
			}),
		},
	}
}

// sampleTexts are contents that careless handling changes.
func sampleTexts() []struct{ what, content string } {
	return []struct{ what, content string }{
		{"a byte order mark", "\ufeffexports.handler = 1\n"},
		{"Unix line ends", "a\nb\n\n"},
		{"Windows line ends", "a\r\nb\r\n"},
		{"no line end", "exports.handler = 1"},
		{"space at both ends", "  \t a \t "},
		{"other alphabets", "// Größe, 名前, Имя, 🎉\n"},
		{"quotes and backslashes", `"\n" + '\\' + ` + "`${a}` </script> &amp; %41 + \u2028\n"},
		{"what looks like a boundary", "\r\n--" + suite.Boundary[:8] +
			"\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/x\r\n"},
	}
}

package cases

import (
	"context"
	"errors"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func functionVersions() versions {
	return versions{
		parent:   parent{kind: "Function", segment: "Functions"},
		resource: "function-versions", kind: "FunctionVersion", key: "function_versions",
		page: resourcePage + "function-version", anchor: "function-version",
	}
}

func functionVersionCases() []suite.Case {
	v := functionVersions()
	return slices.Concat(v.cases(), []suite.Case{
		{
			ID:     "function-versions/path-of-one-character",
			Claim:  "A Path may be a single character, and gets its leading slash like any other.",
			Source: resourcePage + "function-version#create-a-function-version-resource", Level: suite.Documented,
			Ops: []string{"CreateFunctionVersion"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				function, err := s.CreateFunction(ctx, service)
				if err != nil {
					return err
				}
				version, err := s.UploadFunction(ctx, function, suite.File{Path: "a"})
				if err != nil {
					return err
				}
				return expect.Same("path", version.Path, "/a")
			}),
		},
		{
			ID:     "function-versions/name-their-function",
			Claim:  "A Function Version names the Function it belongs to.",
			Source: v.page + "#functionversion-properties", Level: suite.Documented,
			Ops: []string{"CreateFunctionVersion", "ListFunctionVersion"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				made, err := s.CreateFunctionVersion(ctx, service)
				if err != nil {
					return err
				}
				items, err := s.List(ctx, versionsOf(service.SID, "Functions", made.FunctionSID), 0)
				if err != nil {
					return err
				}
				if err := expect.Same("the number of versions", len(items), 1); err != nil {
					return err
				}
				var listed serverless.FunctionVersion
				err = items[0].Into(&listed)
				return expect.Then(err,
					expect.Same("sid in the list", listed.SID, made.SID),
					expect.Same("function_sid in the list", listed.FunctionSID, made.FunctionSID),
					expect.Same("account_sid", made.AccountSID, service.AccountSID))
			}),
		},
		{
			ID:     "function-versions/are-not-asset-versions",
			Claim:  "A Function is not found among the Assets, nor its versions among theirs, and the other way round.",
			Source: errorPage + "20404", Level: suite.Inferred, Ops: []string{"ListAssetVersion", "ListFunctionVersion"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				made, err := s.CreateFunctionVersion(ctx, service)
				if err != nil {
					return err
				}
				asset, err := s.SharedAssetVersion(ctx, service)
				if err != nil {
					return err
				}
				path := versionsOf(service.SID, "Assets", made.FunctionSID)
				other := versionsOf(service.SID, "Functions", asset.AssetSID)
				return errors.Join(s.Get(ctx, path).RefusedSomehow(), s.Get(ctx, path+"/"+made.SID).RefusedSomehow(),
					s.Get(ctx, other).RefusedSomehow(), s.Get(ctx, other+"/"+asset.SID).RefusedSomehow())
			}),
		},
	})
}

package cases

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func assetVersions() versions {
	return versions{
		parent:   parent{kind: "Asset", segment: "Assets"},
		resource: "asset-versions", kind: "AssetVersion", key: "asset_versions",
		page: resourcePage + "asset-version", anchor: "asset-version",
	}
}

func assetVersionCases() []suite.Case {
	v := assetVersions()
	return slices.Concat(v.cases(), []suite.Case{
		{
			ID:     "asset-versions/name-their-asset",
			Claim:  "An Asset Version names the Asset it belongs to.",
			Source: v.page + "#assetversion-properties", Level: suite.Documented,
			Ops: []string{"CreateAssetVersion", "FetchAssetVersion"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				asset, err := s.CreateAsset(ctx, service)
				if err != nil {
					return err
				}
				made, err := s.UploadAsset(ctx, asset, suite.File{ContentType: "text/plain"})
				if err != nil {
					return err
				}
				var got serverless.AssetVersion
				err = s.Answer(s.API.FetchAssetVersion(ctx, service.SID, asset.SID, made.SID)).OK(&got)
				return expect.Then(err, expect.Same("asset_sid", got.AssetSID, asset.SID),
					expect.Same("path", got.Path, made.Path),
					expect.Same("account_sid", got.AccountSID, service.AccountSID))
			}),
		},
		{
			ID:     "asset-versions/of-any-content",
			Claim:  "An Asset may have any content type and any bytes.",
			Source: resourcePage + "asset-version#create-a-asset-version-resource", Level: suite.Inferred,
			Ops: []string{"CreateAssetVersion"},
			Run: v.withShared(func(ctx context.Context, s *suite.Session, one *owner) error {
				var every strings.Builder
				for b := range 256 {
					every.WriteByte(byte(b))
				}
				for _, file := range []suite.File{
					{ContentType: "text/html; charset=utf-8", Content: "<h1>é</h1>"},
					{ContentType: "application/octet-stream", Content: every.String()},
					{ContentType: "audio/mpeg", Content: "\xff\xfb\x90"},
					{ContentType: "application/json", Content: "{}"},
				} {
					if _, err := v.upload(ctx, s, one, file); err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     "asset-versions/path-of-the-root",
			Claim:  "The Path of an Asset may be / alone, which serves the root of the domain.",
			Source: rtcPlugin, Level: suite.Inferred, Ops: []string{"CreateAssetVersion"},
			Run: v.withShared(func(ctx context.Context, s *suite.Session, one *owner) error {
				made, err := v.upload(ctx, s, one, suite.File{Path: "/", ContentType: "text/html"})
				return expect.Then(err, expect.Same("path", made.Path, "/"))
			}),
		},
		{
			ID:     "asset-versions/of-25-megabytes",
			Claim:  "A file may have 25 MB.",
			Source: "https://www.twilio.com/docs/serverless/functions-assets/assets", Level: suite.Documented,
			Ops:   []string{"CreateAssetVersion"},
			Needs: []suite.Feature{suite.FeatureLargeUploads},
			Run: v.withShared(func(ctx context.Context, s *suite.Session, one *owner) error {
				// The smaller of the two ways to read 25 MB: the larger one may be refused.
				_, err := v.upload(ctx, s, one, suite.File{ContentType: "application/octet-stream",
					Content: strings.Repeat("\x00", 25_000_000)})
				return err
			}),
		},
		{
			ID:     "asset-versions/over-25-megabytes-is-refused",
			Claim:  "A file of more than 25 MB is answered 413.",
			Source: "twilio-labs/serverless-toolkit#167", Level: suite.Observed,
			Ops:   []string{"CreateAssetVersion", "ListAssetVersion"},
			Needs: []suite.Feature{suite.FeatureLargeUploads},
			Run: v.withOne(func(ctx context.Context, s *suite.Session, one *owner) error {
				file := suite.File{ContentType: "application/octet-stream",
					Content: strings.Repeat("\x00", maxContent+1)}
				if err := s.Upload(ctx, v.path(one), file.Parts(s)...).Refused(http.StatusRequestEntityTooLarge,
					0); err != nil {
					return err
				}
				return emptyList(ctx, s, v.path(one), v.key)
			}),
		},
	})
}

package cases

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func buildsVersionsCases() []suite.Case {
	return []suite.Case{
		{
			ID: "builds/have-the-versions-that-were-sent",
			Claim: "A Build has the Function Versions and Asset Versions that were sent, one key for each, and no " +
				"others.",
			Source: createBuildSource, Level: suite.Documented, Ops: []string{"CreateBuild", "FetchBuild"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				functions, assets, err := twoOfEach(ctx, s, service)
				if err != nil {
					return err
				}
				if _, err := s.CreateFunctionVersion(ctx, service); err != nil { // must stay out
					return err
				}
				var made, got serverless.Build
				if err := postBuild(ctx, s, service.SID, functions, assets).Created(&made); err != nil {
					return err
				}
				err = s.Answer(s.API.FetchBuild(ctx, service.SID, made.SID)).OK(&got)
				return expect.Then(err,
					expect.Same("function_versions of the answer", functionsOf(&made), sorted(functions)),
					expect.Same("asset_versions of the answer", assetsOf(&made), sorted(assets)),
					expect.Same("function_versions", functionsOf(&got), sorted(functions)),
					expect.Same("asset_versions", assetsOf(&got), sorted(assets)))
			}),
		},
		{
			ID:     "builds/describe-their-versions",
			Claim:  "A Build lists each version with its path, its visibility and the Function or Asset it belongs to.",
			Source: buildPage + "#build-properties", Level: suite.Documented, Ops: []string{"CreateBuild"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				function, err := s.CreateFunction(ctx, service)
				if err != nil {
					return err
				}
				fn, err := s.UploadFunction(ctx, function, suite.File{Path: "/sum", Visibility: "protected"})
				if err != nil {
					return err
				}
				asset, err := s.CreateAsset(ctx, service)
				if err != nil {
					return err
				}
				as, err := s.UploadAsset(ctx, asset,
					suite.File{Path: "/a.txt", Visibility: "private", ContentType: "text/plain"})
				if err != nil {
					return err
				}
				var build serverless.Build
				if err := postBuild(ctx, s, service.SID, []string{fn.SID},
					[]string{as.SID}).Created(&build); err != nil {
					return err
				}
				if err := errors.Join(expect.Same("function_versions", len(build.FunctionVersions), 1),
					expect.Same("asset_versions", len(build.AssetVersions), 1)); err != nil {
					return err
				}
				f, a := build.FunctionVersions[0], build.AssetVersions[0]
				return errors.Join(
					expect.Same("path of the Function", f.Path, "/sum"),
					expect.Same("function_sid", f.FunctionSID, function.SID),
					// Examples have it in upper case, what was seen on the wire in lower case.
					expect.Same("visibility of the Function", strings.ToLower(string(f.Visibility)), "protected"),
					expect.Same("path of the Asset", a.Path, "/a.txt"),
					expect.Same("asset_sid", a.AssetSID, asset.SID),
					expect.Same("visibility of the Asset", strings.ToLower(string(a.Visibility)), "private"))
			}),
		},
		{
			ID:     "builds/unknown-version-is-refused",
			Claim:  "A Build of a version that does not exist is refused, also next to one that does.",
			Source: createBuildSource, Level: suite.Assumed, Ops: []string{"CreateBuild"},
			Run: withVersionUnbuilt(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				return refusedFromEmpty(ctx, s, suite.Path("Services", version.ServiceSID, "Builds"),
					func() *suite.Answer {
						return postBuild(ctx, s, version.ServiceSID, []string{version.SID, unknown("ZN")}, nil)
					})
			}),
		},
		{
			ID: "builds/version-of-another-service-is-refused",
			Claim: "The versions of a Build belong to its Service: with one of another, or one that does not " +
				"exist, it is refused or ends failed.",
			Source: createBuildSource, Level: suite.Inferred, Ops: []string{"CreateBuild"},
			Run: withSharedVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				other, err := s.ServiceFor(ctx, map[string]suite.Use{"Builds": suite.Own})
				if err != nil {
					return err
				}
				return errors.Join(notBuilt(ctx, s, other.SID, []string{version.SID}, nil),
					notBuilt(ctx, s, other.SID, []string{unknown("ZN")}, nil))
			}),
		},
		{
			ID: "builds/version-of-the-other-kind-is-refused",
			Claim: "FunctionVersions are versions of Functions, and AssetVersions of Assets: with one of the other a " +
				"Build is refused or ends failed.",
			Source: createBuildSource, Level: suite.Inferred, Ops: []string{"CreateBuild", "ListBuild"},
			Run: inOwn("Builds")(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				asset, err := s.SharedAssetVersion(ctx, service)
				if err != nil {
					return err
				}
				function, err := s.SharedFunctionVersion(ctx, service)
				if err != nil {
					return err
				}
				return errors.Join(notBuilt(ctx, s, service.SID, []string{asset.SID}, nil),
					notBuilt(ctx, s, service.SID, nil, []string{function.SID}))
			}),
		},
		{
			ID:     "builds/keep-versions-of-deleted-functions",
			Claim:  "A Build keeps the versions of a Function that is deleted, or the Function cannot be deleted.",
			Source: createBuildSource, Level: suite.Inferred, Ops: []string{"FetchBuild", "DeleteFunction"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := s.CreateBuild(ctx, service)
				if err != nil {
					return err
				}
				answer := s.Delete(ctx, suite.Path("Services", service.SID, "Functions",
					build.FunctionVersions[0].FunctionSID))
				if answer.Deleted() != nil {
					if err := answer.RefusedSomehow(); err != nil {
						return err
					}
				}
				var later serverless.Build
				err = s.Get(ctx, buildsOf(service.SID)+"/"+build.SID).OK(&later)
				return expect.Then(err, expect.Same("function_versions", functionsOf(&later), functionsOf(build)))
			}),
		},
		{
			ID:     "builds/are-snapshots",
			Claim:  "A Build keeps the versions it was made of, whatever is uploaded or deleted afterwards.",
			Source: createBuildSource, Level: suite.Documented, Ops: []string{"FetchBuild"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				function, err := s.CreateFunction(ctx, service)
				if err != nil {
					return err
				}
				version, err := s.UploadFunction(ctx, function, suite.File{Path: "/first"})
				if err != nil {
					return err
				}
				build := new(serverless.Build)
				if err := postBuild(ctx, s, service.SID, []string{version.SID}, nil).Created(build); err != nil {
					return err
				}
				if _, err := s.UploadFunction(ctx, function, suite.File{Path: "/second"}); err != nil {
					return err
				}
				got, err := s.Complete(ctx, build)
				if err != nil {
					return err
				}
				if err := expect.Same("function_versions", functionsOf(got), version.SID); err != nil {
					return err
				}
				return expect.Same("path", got.FunctionVersions[0].Path, "/first")
			}),
		},
		{
			ID: "builds/tell-every-visibility-of-their-versions",
			Claim: "A version is public, protected or private, and every answer that shows it says which, a Build " +
				"in either case.",
			Source: resourcePage + "function-version#functionversion-properties", Level: suite.Documented,
			Ops: []string{
				"FetchFunctionVersion", "ListFunctionVersion", "FetchAssetVersion", "ListAssetVersion", "CreateBuild",
				"FetchBuild", "ListBuild",
			},
			Run: inShared(everyVisibility),
		},
	}
}

// everyVisibility uploads a Function and an Asset of each visibility and looks at them wherever they are shown.
func everyVisibility(ctx context.Context, s *suite.Session, service *serverless.Service) error {
	want := map[string]string{} // by SID
	sent := form()
	for _, visibility := range []string{"public", "protected", "private"} {
		function, err := s.CreateFunction(ctx, service)
		if err != nil {
			return err
		}
		code, err := s.UploadFunction(ctx, function, suite.File{Visibility: visibility})
		if err != nil {
			return err
		}
		asset, err := s.CreateAsset(ctx, service)
		if err != nil {
			return err
		}
		file, err := s.UploadAsset(ctx, asset, suite.File{Visibility: visibility, ContentType: "text/plain"})
		if err != nil {
			return err
		}
		if err := errors.Join(
			visible(ctx, s, versionsOf(service.SID, "Functions", function.SID), code.SID, visibility),
			visible(ctx, s, versionsOf(service.SID, "Assets", asset.SID), file.SID, visibility),
		); err != nil {
			return err
		}
		want[code.SID], want[file.SID] = visibility, visibility
		sent.Add("FunctionVersions", code.SID)
		sent.Add("AssetVersions", file.SID)
	}
	builds := suite.Path("Services", service.SID, "Builds")
	var made, fetched serverless.Build
	if err := s.Post(ctx, builds, sent).Created(&made); err != nil {
		return err
	}
	if err := s.Get(ctx, builds+"/"+made.SID).OK(&fetched); err != nil {
		return err
	}
	var listed serverless.Build
	if err := listedBuild(ctx, s, &made, &listed); err != nil {
		return err
	}
	return errors.Join(
		shows("the new Build", &made, want), shows("the Build", &fetched, want),
		shows("the Build in the list", &listed, want),
	)
}

// visible wants a version to tell its visibility, alone and in the list of its parent.
func visible(ctx context.Context, s *suite.Session, versions, sid, visibility string) error {
	var one struct{ Visibility string }
	if err := s.Get(ctx, versions+"/"+sid).OK(&one); err != nil {
		return err
	}
	items, err := s.List(ctx, versions, 0)
	if err != nil {
		return err
	}
	if len(items) != 1 {
		return fmt.Errorf("the list of versions has %d items, want 1", len(items))
	}
	var listed struct{ Visibility string }
	err = items[0].Into(&listed)
	return expect.Then(err, expect.Same("visibility", one.Visibility, visibility),
		expect.Same("visibility in the list", listed.Visibility, visibility))
}

// notBuilt wants a Build of a version that must not be in it to be refused, or to end failed: sources do not say when
// versions are looked at.
func notBuilt(ctx context.Context, s *suite.Session, service string, functions, assets []string) error {
	var build *serverless.Build
	err := refusedWithoutTrace(ctx, s, buildsOf(service), func() *suite.Answer {
		answer := postBuild(ctx, s, service, functions, assets)
		if made := new(serverless.Build); answer.Created(made) == nil {
			build = made
		}
		return answer
	})
	if build == nil {
		return err
	}
	seen, err := s.WatchBuild(ctx, build)
	return expect.Then(err, expect.Same("the last status of the Build", seen[len(seen)-1],
		serverless.BuildStateFailed))
}

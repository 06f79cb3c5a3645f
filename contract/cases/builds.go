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

const buildPage = resourcePage + "build"

const createBuildSource = buildPage + "#create-a-build-resource"

func buildCases() []suite.Case {
	return slices.Concat(buildCreationCases(), buildDependencyCases(), buildRequestCases(), buildUseCases(), buildLifeCases())
}

// postBuild creates a Build of the given versions, with more fields of the form in pairs.
func postBuild(ctx context.Context, s *suite.Session, service string, functions, assets []string, more ...string) *suite.Answer {
	fields := form(more...)
	fields["FunctionVersions"] = functions
	fields["AssetVersions"] = assets
	return s.Post(ctx, suite.Path("Services", service, "Builds"), fields)
}

// inServiceWithVersion gives a case a Function Version in a Service of its own.
func inServiceWithVersion(do func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error) run {
	return inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
		version, err := s.CreateFunctionVersion(ctx, service)
		if err != nil {
			return err
		}
		return do(ctx, s, version)
	})
}

func buildCreationCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "builds/create-answers-while-building",
			Claim:  "Creating a Build answers 201 with the Build, whose status is building.",
			Source: createBuildSource, Level: suite.Documented, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				var build serverless.Build
				err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil).Created(&build)
				return expect.Then(err,
					expect.Same("status", build.Status, serverless.BuildStateBuilding),
					expect.Same("service_sid", build.ServiceSID, version.ServiceSID))
			}),
		},
		{
			ID:     "builds/have-the-versions-that-were-sent",
			Claim:  "A Build has the Function Versions and Asset Versions that were sent, one key for each, and no others.",
			Source: createBuildSource, Level: suite.Documented, Ops: []string{"CreateBuild", "FetchBuild"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
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
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
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
				as, err := s.UploadAsset(ctx, asset, suite.File{Path: "/a.txt", Visibility: "private", ContentType: "text/plain"})
				if err != nil {
					return err
				}
				var build serverless.Build
				if err := postBuild(ctx, s, service.SID, []string{fn.SID}, []string{as.SID}).Created(&build); err != nil {
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
			ID:     "builds/of-assets-alone",
			Claim:  "A Build of Asset Versions alone completes.",
			Source: sdk, Level: suite.Observed, Ops: []string{"CreateBuild", "FetchBuild"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				asset, err := s.CreateAssetVersion(ctx, service)
				if err != nil {
					return err
				}
				build := new(serverless.Build)
				if err := postBuild(ctx, s, service.SID, nil, []string{asset.SID}).Created(build); err != nil {
					return err
				}
				build, err = s.Complete(ctx, build)
				if err != nil {
					return err
				}
				return errors.Join(expect.Same("asset_versions", assetsOf(build), asset.SID), expect.Same("function_versions", functionsOf(build), ""))
			}),
		},
		{
			ID:     "builds/empty-is-refused",
			Claim:  "A Build needs at least one version: without any it is answered 400 with code 20001.",
			Source: createBuildSource, Level: suite.Documented, Ops: []string{"CreateBuild", "ListBuild"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				if err := postBuild(ctx, s, service.SID, nil, nil, "Runtime", "node22").Refused(400, 20001); err != nil {
					return err
				}
				return emptyList(ctx, s, suite.Path("Services", service.SID, "Builds"), "builds")
			}),
		},
		{
			ID:     "builds/retired-runtime-is-refused",
			Claim:  "A Runtime that is no longer supported is answered 400 with code 20001.",
			Source: "twilio/twilio-cli#252", Level: suite.Observed, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				return postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Runtime", "node10").Refused(400, 20001)
			}),
		},
		{
			ID:     "builds/runtime-is-kept",
			Claim:  "A Build has the Runtime that was sent, and a later Build of the Service without one has the same.",
			Source: errorPage + "82007", Level: suite.Documented, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				first, later := new(serverless.Build), new(serverless.Build)
				if err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Runtime", "node20").Created(first); err != nil {
					return err
				}
				if _, err := s.Complete(ctx, first); err != nil {
					return err
				}
				err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil).Created(later)
				return expect.Then(err, expect.Same("runtime", first.Runtime, "node20"), expect.Same("runtime of the later Build", later.Runtime, "node20"))
			}),
		},
		{
			ID:     "builds/latest-runtime-is-accepted",
			Claim:  "The Runtime may be sent as latest.",
			Source: flexBuilder, Level: suite.Inferred, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				return postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Runtime", "latest").Created(nil)
			}),
		},
		{
			ID:     "builds/unknown-version-is-refused",
			Claim:  "A Build of a version that does not exist is refused, also next to one that does.",
			Source: createBuildSource, Level: suite.Assumed, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				return refusedWithoutTrace(ctx, s, suite.Path("Services", version.ServiceSID, "Builds"), func() *suite.Answer {
					return postBuild(ctx, s, version.ServiceSID, []string{version.SID, unknown("ZN")}, nil)
				})
			}),
		},
		{
			ID:     "builds/version-of-another-service-is-refused",
			Claim:  "The versions of a Build belong to its Service.",
			Source: createBuildSource, Level: suite.Assumed, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				other, err := s.CreateService(ctx)
				if err != nil {
					return err
				}
				return refusedWithoutTrace(ctx, s, suite.Path("Services", other.SID, "Builds"), func() *suite.Answer {
					return postBuild(ctx, s, other.SID, []string{version.SID}, nil)
				})
			}),
		},
		{
			ID:     "builds/unknown-is-not-found",
			Claim:  "A SID that no Build has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: []string{"FetchBuild", "DeleteBuild"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return errors.Join(
					s.Answer(s.API.FetchBuild(ctx, service.SID, unknown("ZB"))).NotFound(),
					s.Answer(s.API.DeleteBuild(ctx, service.SID, unknown("ZB"))).NotFound(),
				)
			}),
		},
		{
			ID:     "builds/unknown-service-is-not-found",
			Claim:  "Everything below an unknown Service is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: []string{"CreateBuild", "ListBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				return errors.Join(
					postBuild(ctx, s, unknown("ZS"), []string{version.SID}, nil).NotFound(),
					s.Answer(s.API.ListBuild(ctx, unknown("ZS"), nil)).NotFound(),
				)
			}),
		},
	}
}

// functionsOf lists the Function Versions of a Build in sorted order: the API's own order is not defined.
func functionsOf(b *serverless.Build) string {
	var all []string
	for _, v := range b.FunctionVersions {
		all = append(all, v.SID)
	}
	return sorted(all)
}

func assetsOf(b *serverless.Build) string {
	var all []string
	for _, v := range b.AssetVersions {
		all = append(all, v.SID)
	}
	return sorted(all)
}

func sorted(all []string) string { return strings.Join(slices.Sorted(slices.Values(all)), " ") }

// twoOfEach makes two FunctionVersions and two AssetVersions and gives their SIDs.
func twoOfEach(ctx context.Context, s *suite.Session, service *serverless.Service) (functions, assets []string, err error) {
	for range 2 {
		function, err := s.CreateFunctionVersion(ctx, service)
		if err != nil {
			return nil, nil, err
		}
		asset, err := s.CreateAssetVersion(ctx, service)
		if err != nil {
			return nil, nil, err
		}
		functions, assets = append(functions, function.SID), append(assets, asset.SID)
	}
	return functions, assets, nil
}

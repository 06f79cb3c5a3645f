package contract

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

const buildPage = resourcePage + "build"

const createBuildSource = buildPage + "#create-a-build-resource"

func buildCases() []Case {
	return slices.Concat(buildCreationCases(), buildDependencyCases(), buildRequestCases(), buildUseCases(), buildLifeCases())
}

// postBuild creates a Build of the given versions, with more fields of the form in pairs.
func postBuild(ctx context.Context, s *Session, service string, functions, assets []string, more ...string) *Answer {
	fields := form(more...)
	fields["FunctionVersions"] = functions
	fields["AssetVersions"] = assets
	return s.Post(ctx, pathTo("Services", service, "Builds"), fields)
}

// inServiceWithVersion gives a case a Function Version in a Service of its own.
func inServiceWithVersion(do func(ctx context.Context, s *Session, version *serverless.FunctionVersion) error) run {
	return inService(func(ctx context.Context, s *Session, service *serverless.Service) error {
		version, err := s.CreateFunctionVersion(ctx, service)
		if err != nil {
			return err
		}
		return do(ctx, s, version)
	})
}

func buildCreationCases() []Case {
	return []Case{
		{
			ID:     "builds/create-answers-while-building",
			Claim:  "Creating a Build answers 201 with the Build, whose status is building.",
			Source: createBuildSource, Level: Documented, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *Session, version *serverless.FunctionVersion) error {
				var build serverless.Build
				err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil).Created(&build)
				return then(err,
					same("status", build.Status, serverless.BuildStateBuilding),
					same("service_sid", build.ServiceSID, version.ServiceSID))
			}),
		},
		{
			ID:     "builds/have-the-versions-that-were-sent",
			Claim:  "A Build has the Function Versions and Asset Versions that were sent, one key for each, and no others.",
			Source: createBuildSource, Level: Documented, Ops: []string{"CreateBuild", "FetchBuild"},
			Run: inService(func(ctx context.Context, s *Session, service *serverless.Service) error {
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
				return then(err,
					same("function_versions of the answer", functionsOf(&made), sorted(functions)),
					same("asset_versions of the answer", assetsOf(&made), sorted(assets)),
					same("function_versions", functionsOf(&got), sorted(functions)),
					same("asset_versions", assetsOf(&got), sorted(assets)))
			}),
		},
		{
			ID:     "builds/describe-their-versions",
			Claim:  "A Build lists each version with its path, its visibility and the Function or Asset it belongs to.",
			Source: buildPage + "#build-properties", Level: Documented, Ops: []string{"CreateBuild"},
			Run: inService(func(ctx context.Context, s *Session, service *serverless.Service) error {
				function, err := s.CreateFunction(ctx, service)
				if err != nil {
					return err
				}
				fn, err := s.UploadFunction(ctx, function, File{Path: "/sum", Visibility: "protected"})
				if err != nil {
					return err
				}
				asset, err := s.CreateAsset(ctx, service)
				if err != nil {
					return err
				}
				as, err := s.UploadAsset(ctx, asset, File{Path: "/a.txt", Visibility: "private", ContentType: "text/plain"})
				if err != nil {
					return err
				}
				var build serverless.Build
				if err := postBuild(ctx, s, service.SID, []string{fn.SID}, []string{as.SID}).Created(&build); err != nil {
					return err
				}
				if err := errors.Join(same("function_versions", len(build.FunctionVersions), 1),
					same("asset_versions", len(build.AssetVersions), 1)); err != nil {
					return err
				}
				f, a := build.FunctionVersions[0], build.AssetVersions[0]
				return errors.Join(
					same("path of the Function", f.Path, "/sum"),
					same("function_sid", f.FunctionSID, function.SID),
					// Examples have it in upper case, what was seen on the wire in lower case.
					same("visibility of the Function", strings.ToLower(string(f.Visibility)), "protected"),
					same("path of the Asset", a.Path, "/a.txt"),
					same("asset_sid", a.AssetSID, asset.SID),
					same("visibility of the Asset", strings.ToLower(string(a.Visibility)), "private"))
			}),
		},
		{
			ID:     "builds/of-assets-alone",
			Claim:  "A Build of Asset Versions alone completes.",
			Source: sdk, Level: Observed, Ops: []string{"CreateBuild", "FetchBuild"},
			Run: inService(func(ctx context.Context, s *Session, service *serverless.Service) error {
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
				return errors.Join(same("asset_versions", assetsOf(build), asset.SID), same("function_versions", functionsOf(build), ""))
			}),
		},
		{
			ID:     "builds/empty-is-refused",
			Claim:  "A Build needs at least one version: without any it is answered 400 with code 20001.",
			Source: createBuildSource, Level: Documented, Ops: []string{"CreateBuild", "ListBuild"},
			Run: inService(func(ctx context.Context, s *Session, service *serverless.Service) error {
				if err := postBuild(ctx, s, service.SID, nil, nil, "Runtime", "node22").Refused(400, 20001); err != nil {
					return err
				}
				return s.emptyList(ctx, pathTo("Services", service.SID, "Builds"), "builds")
			}),
		},
		{
			ID:     "builds/retired-runtime-is-refused",
			Claim:  "A Runtime that is no longer supported is answered 400 with code 20001.",
			Source: "twilio/twilio-cli#252", Level: Observed, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *Session, version *serverless.FunctionVersion) error {
				return postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Runtime", "node10").Refused(400, 20001)
			}),
		},
		{
			ID:     "builds/runtime-is-kept",
			Claim:  "A Build has the Runtime that was sent, and a later Build of the Service without one has the same.",
			Source: errorPage + "82007", Level: Documented, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *Session, version *serverless.FunctionVersion) error {
				first, later := new(serverless.Build), new(serverless.Build)
				if err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Runtime", "node20").Created(first); err != nil {
					return err
				}
				if _, err := s.Complete(ctx, first); err != nil {
					return err
				}
				err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil).Created(later)
				return then(err, same("runtime", first.Runtime, "node20"), same("runtime of the later Build", later.Runtime, "node20"))
			}),
		},
		{
			ID:     "builds/latest-runtime-is-accepted",
			Claim:  "The Runtime may be sent as latest.",
			Source: flexBuilder, Level: Inferred, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *Session, version *serverless.FunctionVersion) error {
				return postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Runtime", "latest").Created(nil)
			}),
		},
		{
			ID:     "builds/unknown-version-is-refused",
			Claim:  "A Build of a version that does not exist is refused, also next to one that does.",
			Source: createBuildSource, Level: Assumed, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *Session, version *serverless.FunctionVersion) error {
				return s.refusedWithoutTrace(ctx, pathTo("Services", version.ServiceSID, "Builds"), func() *Answer {
					return postBuild(ctx, s, version.ServiceSID, []string{version.SID, unknown("ZN")}, nil)
				})
			}),
		},
		{
			ID:     "builds/version-of-another-service-is-refused",
			Claim:  "The versions of a Build belong to its Service.",
			Source: createBuildSource, Level: Assumed, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *Session, version *serverless.FunctionVersion) error {
				other, err := s.CreateService(ctx)
				if err != nil {
					return err
				}
				return s.refusedWithoutTrace(ctx, pathTo("Services", other.SID, "Builds"), func() *Answer {
					return postBuild(ctx, s, other.SID, []string{version.SID}, nil)
				})
			}),
		},
		{
			ID:     "builds/unknown-is-not-found",
			Claim:  "A SID that no Build has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: Observed, Ops: []string{"FetchBuild", "DeleteBuild"},
			Run: inService(func(ctx context.Context, s *Session, service *serverless.Service) error {
				return errors.Join(
					s.Answer(s.API.FetchBuild(ctx, service.SID, unknown("ZB"))).NotFound(),
					s.Answer(s.API.DeleteBuild(ctx, service.SID, unknown("ZB"))).NotFound(),
				)
			}),
		},
		{
			ID:     "builds/unknown-service-is-not-found",
			Claim:  "Everything below an unknown Service is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: Observed, Ops: []string{"CreateBuild", "ListBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *Session, version *serverless.FunctionVersion) error {
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
func twoOfEach(ctx context.Context, s *Session, service *serverless.Service) (functions, assets []string, err error) {
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

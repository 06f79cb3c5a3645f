package cases

import (
	"context"
	"errors"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func buildsCreateCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "builds/create-answers-while-building",
			Claim:  "Creating a Build answers 201 with the Build, whose status is building.",
			Source: createBuildSource, Level: suite.Documented, Ops: []string{"CreateBuild"},
			Run: withSharedVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				var build serverless.Build
				err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil).Created(&build)
				return expect.Then(err,
					expect.Same("status", build.Status, serverless.BuildStateBuilding),
					expect.Same("service_sid", build.ServiceSID, version.ServiceSID))
			}),
		},
		{
			ID:     "builds/of-assets-alone",
			Claim:  "A Build of Asset Versions alone completes, with the Dependencies that were sent.",
			Source: sdk, Level: suite.Observed, Ops: []string{"CreateBuild", "FetchBuild"},
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				asset, err := s.CreateAssetVersion(ctx, service)
				if err != nil {
					return err
				}
				build := new(serverless.Build)
				if err := postBuild(ctx, s, service.SID, nil, []string{asset.SID}, "Dependencies",
					oneDependency, "Runtime", currentRuntimes()[0]).Created(build); err != nil {
					return err
				}
				build, err = s.Complete(ctx, build)
				if err != nil {
					return err
				}
				return errors.Join(expect.Same("asset_versions", assetsOf(build), asset.SID),
					expect.Same("function_versions", functionsOf(build), ""), has(build, "twilio", ""),
					has(build, "ms", "2.1.3"), expect.Same("runtime", build.Runtime, currentRuntimes()[0]))
			}),
		},
		{
			ID:     "builds/empty-is-refused",
			Claim:  "A Build needs at least one version: without any it is answered 400 with code 20001.",
			Source: createBuildSource, Level: suite.Documented, Ops: []string{"CreateBuild", "ListBuild"},
			Run: inEmpty("Builds")(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				if err := postBuild(ctx, s, service.SID, nil, nil, "Runtime", "node22").Refused(400,
					20001); err != nil {
					return err
				}
				return emptyList(ctx, s, buildsOf(service.SID), "builds")
			}),
		},
		{
			ID: "builds/empty-is-refused-beside-versions",
			Claim: "A Build only uses the versions that are provided: without any it is refused, also when the " +
				"Service has versions and the request a Runtime and Dependencies.",
			Source: createBuildSource, Level: suite.Documented, Ops: []string{"CreateBuild", "ListBuild"},
			Run: withVersionUnbuilt(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				if err := postBuild(ctx, s, version.ServiceSID, nil, nil, "Runtime", "node22", "Dependencies",
					oneDependency).Refused(400, 20001); err != nil {
					return err
				}
				return emptyList(ctx, s, buildsOf(version.ServiceSID), "builds")
			}),
		},
		{
			ID:     "builds/retired-runtime-is-refused",
			Claim:  "A Runtime that is no longer supported is answered 400 with code 20001.",
			Source: "twilio/twilio-cli#252", Level: suite.Observed, Ops: []string{"CreateBuild"},
			Run: withSharedVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				return postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Runtime",
					"node10", "Dependencies", oneDependency).Refused(400, 20001)
			}),
		},
		{
			ID:     "builds/runtime-is-kept",
			Claim:  "A Build has the Runtime that was sent, and a later Build of the Service without one has the same.",
			Source: errorPage + "82007", Level: suite.Documented, Ops: []string{"CreateBuild", "FetchBuildStatus"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				for _, runtime := range currentRuntimes() { // two, since one may be the default
					first, later := new(serverless.Build), new(serverless.Build)
					post := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Runtime", runtime)
					if err := post.Created(first); err != nil {
						return err
					}
					if _, err := s.Complete(ctx, first); err != nil {
						return err
					}
					if err := statusIsCompleted(ctx, s, first); err != nil { // with older ones in the Service
						return err
					}
					err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil).Created(later)
					if err := expect.Then(err, expect.Same("runtime", first.Runtime, runtime),
						expect.Same("runtime of the later Build", later.Runtime, runtime)); err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     "builds/latest-runtime-is-accepted",
			Claim:  "The Runtime may be sent as latest.",
			Source: flexBuilder, Level: suite.Inferred, Ops: []string{"CreateBuild"},
			Run: withSharedVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				return postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Runtime",
					"latest").Created(nil)
			}),
		},
		{
			ID:     "builds/current-runtimes-are-accepted",
			Claim:  "The Runtime may be any that is not retired, and the Build has what was sent.",
			Source: createBuildSource, Level: suite.Documented, Ops: []string{"CreateBuild"},
			Run: withSharedVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				for _, runtime := range currentRuntimes() {
					var build serverless.Build
					err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Runtime",
						runtime).Created(&build)
					if err := expect.Then(err, expect.Same("runtime", build.Runtime, runtime)); err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     "builds/node24-is-accepted",
			Claim:  "The Runtime may be node24, and the Build has what was sent.",
			Source: toolkit, Level: suite.Observed, Ops: []string{"CreateBuild"},
			Run: accepted(func(b *serverless.Build) error { return expect.Same("runtime", b.Runtime, "node24") },
				"Runtime",
				"node24"),
		},
		{
			ID:     "builds/unknown-fields-are-ignored",
			Claim:  "A field that the form does not have is ignored.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"CreateBuild"},
			Run: accepted(func(b *serverless.Build) error {
				return expect.Same("the number of function_versions", len(b.FunctionVersions), 1)
			}, "FriendlyName", "x"),
		},
		{
			ID:     "builds/numbered-keys-are-not-read",
			Claim:  "Several versions are sent as one key each, FunctionVersions and AssetVersions, without a number.",
			Source: createBuildSource, Level: suite.Assumed, Ops: []string{"CreateBuild", "ListBuild"},
			Run: withVersionUnbuilt(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				return refusedFromEmpty(ctx, s, buildsOf(version.ServiceSID), func() *suite.Answer {
					return s.Post(ctx, buildsOf(version.ServiceSID), form("FunctionVersions[0]", version.SID))
				})
			}),
		},
	}
}

// oneDependency is a legal value of Dependencies.
const oneDependency = `[{"name":"ms","version":"2.1.3"}]`

// accepted is a case for a form that makes a Build, with more fields in pairs and a look at the Build.
func accepted(look func(*serverless.Build) error, more ...string) run {
	return withSharedVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
		build := new(serverless.Build)
		err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, more...).Created(build)
		return expect.Then(err, look(build))
	})
}

// currentRuntimes are the two oldest runtimes that nobody has announced the end of.
func currentRuntimes() (names []string) {
	for _, r := range serverless.KnownRuntimes() {
		if r.Retired.IsZero() && len(names) < 2 {
			names = append(names, r.Name)
		}
	}
	return names
}

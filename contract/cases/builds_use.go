package cases

import (
	"context"
	"errors"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func buildDependencyCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "builds/default-dependencies",
			Claim:  "The dependencies of a Build always have twilio and @twilio/runtime-handler, also when none were sent.",
			Source: "https://www.twilio.com/docs/serverless/functions-assets/functions/dependencies", Level: suite.Documented,
			Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				var build serverless.Build
				err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil).Created(&build)
				return expect.Then(err, has(&build, "twilio", ""), has(&build, "@twilio/runtime-handler", ""))
			}),
		},
		{
			ID:     "builds/have-the-dependencies-that-were-sent",
			Claim:  "Dependencies that were sent are those of the Build, in the version that was sent, defaults included.",
			Source: terraform, Level: suite.Observed, Ops: []string{"CreateBuild", "FetchBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				var made, got serverless.Build
				err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil,
					"Dependencies", `[{"name":"lodash","version":"4.17.20"},{"name":"twilio","version":"4.23.0"}]`).Created(&made)
				if err != nil {
					return err
				}
				err = s.Answer(s.API.FetchBuild(ctx, made.ServiceSID, made.SID)).OK(&got)
				return expect.Then(err,
					has(&made, "lodash", "4.17.20"), has(&made, "twilio", "4.23.0"),
					has(&got, "lodash", "4.17.20"), has(&got, "twilio", "4.23.0"),
					has(&got, "@twilio/runtime-handler", ""))
			}),
		},
		{
			ID:     "builds/dependencies-in-extra-quotes",
			Claim:  "Dependencies may be wrapped in one more pair of double quotes, as the official deploy tool sends them.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				var build serverless.Build
				err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil,
					"Dependencies", `"[{"name":"lodash","version":"4.17.20"}]"`).Created(&build)
				return expect.Then(err, has(&build, "lodash", "4.17.20"))
			}),
		},
		{
			ID:     "builds/no-dependencies-as-an-empty-array",
			Claim:  "Dependencies may be an empty array; the Build has the defaults then.",
			Source: terraform, Level: suite.Observed, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				var build serverless.Build
				err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Dependencies", "[]").Created(&build)
				return expect.Then(err, has(&build, "twilio", ""))
			}),
		},
		{
			ID:     "builds/unknown-runtime-handler-is-refused",
			Claim:  "A version of @twilio/runtime-handler that does not exist is answered 400 with code 20001.",
			Source: "twilio-labs/serverless-toolkit#538", Level: suite.Observed, Ops: []string{"CreateBuild"},
			Needs: []suite.Feature{suite.FeatureDependencyCheck},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				return postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil,
					"Dependencies", `[{"name":"@twilio/runtime-handler","version":"99.99.99"}]`).Refused(400, 20001)
			}),
		},
		{
			ID:     "builds/dependencies-that-are-not-json-are-refused",
			Claim:  "Dependencies are JSON; anything else is refused.",
			Source: createBuildSource, Level: suite.Assumed, Ops: []string{"CreateBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				return refusedWithoutTrace(ctx, s, suite.Path("Services", version.ServiceSID, "Builds"), func() *suite.Answer {
					return postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Dependencies", "lodash 4.17.20")
				})
			}),
		},
	}
}

// has wants a Build to list a dependency; an empty version accepts any.
func has(b *serverless.Build, name, version string) error {
	i := slices.IndexFunc(b.Dependencies, func(d serverless.Dependency) bool { return d.Name == name })
	if i < 0 {
		return expect.That(false, "dependencies of %s lack %s", b.SID, name)
	}
	if version == "" {
		return expect.That(b.Dependencies[i].Version != "", "the dependency %s has no version", name)
	}
	return expect.Same("version of the dependency "+name, b.Dependencies[i].Version, version)
}

func buildUseCases() []suite.Case {
	list, remove := buildPage+"#read-multiple-build-resources", buildPage+"#delete-a-build-resource"
	return []suite.Case{
		{
			ID:     "builds/list-has-the-newest-first",
			Claim:  "The list of Builds begins with the latest.",
			Source: flexTemplate, Level: suite.Inferred, Ops: []string{"ListBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				created, err := threeBuilds(ctx, s, version)
				if err != nil {
					return err
				}
				return newestFirst(ctx, s, suite.Path("Services", version.ServiceSID, "Builds"), created)
			}),
		},
		{
			ID:     "builds/list-has-every-one-once",
			Claim:  "The list of Builds has each of them exactly once, over as many pages as it takes.",
			Source: list, Level: suite.Documented, Ops: []string{"ListBuild"},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				created, err := threeBuilds(ctx, s, version)
				if err != nil {
					return err
				}
				return everyItemOnce(ctx, s, suite.Path("Services", version.ServiceSID, "Builds"), "builds", created)
			}),
		},
		{
			ID:     "builds/are-snapshots",
			Claim:  "A Build keeps the versions it was made of, whatever is uploaded or deleted afterwards.",
			Source: createBuildSource, Level: suite.Documented, Ops: []string{"FetchBuild"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
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
			ID:     "builds/delete-removes-it",
			Claim:  "Deleting a Build that is not live is answered 204 with an empty body; afterwards it is neither found nor listed.",
			Source: remove, Level: suite.Documented, Ops: []string{"DeleteBuild", "FetchBuild", "FetchBuildStatus", "ListBuild"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := s.CompletedBuild(ctx, service)
				if err != nil {
					return err
				}
				if err := gone(ctx, s, suite.Path("Services", service.SID, "Builds", build.SID)); err != nil {
					return err
				}
				return errors.Join(s.Answer(s.API.FetchBuildStatus(ctx, service.SID, build.SID)).NotFound(),
					emptyList(ctx, s, buildsOf(service.SID), "builds"))
			}),
		},
		{
			ID:     "builds/delete-while-building",
			Claim:  "A Build can be deleted before it is completed.",
			Source: sdk, Level: suite.Observed, Ops: []string{"DeleteBuild"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := s.CreateBuild(ctx, service)
				if err != nil {
					return err
				}
				return gone(ctx, s, suite.Path("Services", service.SID, "Builds", build.SID))
			}),
		},
		{
			ID:     "builds/live-one-cannot-be-deleted",
			Claim:  "A Build that is part of an active Deployment cannot be deleted.",
			Source: terraform, Level: suite.Observed, Ops: []string{"DeleteBuild", "FetchBuild"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				if err := s.Answer(s.API.DeleteBuild(ctx, l.service.SID, l.build.SID)).RefusedSomehow(); err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return expect.Then(err,
					s.Answer(s.API.FetchBuild(ctx, l.service.SID, l.build.SID)).OK(nil),
					expect.Same("build_sid of the Environment", current, l.build.SID))
			}),
		},
		{
			ID:     "builds/can-be-deleted-when-cleared",
			Claim:  "When its Environment was cleared, a Build can be deleted.",
			Source: terraform, Level: suite.Observed, Ops: []string{"DeleteBuild"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				if _, err := s.Clear(ctx, l.environment); err != nil {
					return err
				}
				return gone(ctx, s, suite.Path("Services", l.service.SID, "Builds", l.build.SID))
			}),
		},
	}
}

// threeBuilds makes three Builds of one version and returns their SIDs.
func threeBuilds(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) ([]string, error) {
	var created []string
	for range 3 {
		var build serverless.Build
		if err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil).Created(&build); err != nil {
			return nil, err
		}
		created = append(created, build.SID)
	}
	return created, nil
}

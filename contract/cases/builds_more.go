package cases

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func buildsOf(service string) string { return suite.Path("Services", service, "Builds") }

// accepted is a case for a form that makes a Build, with more fields in pairs and a look at the Build.
func accepted(look func(*serverless.Build) error, more ...string) run {
	return inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
		build := new(serverless.Build)
		err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, more...).Created(build)
		return expect.Then(err, look(build))
	})
}

func buildRequestCases() []suite.Case {
	const dependenciesPage = "https://www.twilio.com/docs/serverless/functions-assets/functions/dependencies"
	create, makes := []string{"CreateBuild"}, []string{"CreateBuild", "ListBuild"}
	return slices.Concat(below("builds", "Build", "Builds").cases(), []suite.Case{
		{
			ID:     "builds/current-runtimes-are-accepted",
			Claim:  "The Runtime may be node20 or node22, and the Build has what was sent.",
			Source: createBuildSource, Level: suite.Documented, Ops: create,
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				for _, runtime := range []string{"node20", "node22"} {
					var build serverless.Build
					err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Runtime", runtime).Created(&build)
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
			Source: toolkit, Level: suite.Observed, Ops: create,
			Run: accepted(func(b *serverless.Build) error { return expect.Same("runtime", b.Runtime, "node24") }, "Runtime", "node24"),
		},
		{
			ID:     "builds/no-dependencies-as-an-empty-text",
			Claim:  "Dependencies may be empty; the Build has the defaults then.",
			Source: flexBuilder, Level: suite.Inferred, Ops: create,
			Run: accepted(func(b *serverless.Build) error { return has(b, "twilio", "") }, "Dependencies", ""),
		},
		{
			ID:     "builds/ranges-of-dependencies-are-accepted",
			Claim:  "The version of a dependency may be a range, a star or latest.",
			Source: dependenciesPage, Level: suite.Documented, Ops: create,
			Run: accepted(func(b *serverless.Build) error {
				return errors.Join(has(b, "lodash", ""), has(b, "uuid", ""), has(b, "qs", ""))
			}, "Dependencies", `[{"name":"lodash","version":"^4.17.0"},{"name":"uuid","version":"*"},{"name":"qs","version":"latest"}]`),
		},
		{
			ID:     "builds/approved-runtime-handler-is-kept",
			Claim:  "An approved version of @twilio/runtime-handler is that of the Build when it was sent.",
			Source: "https://www.twilio.com/docs/serverless/functions-assets/handler", Level: suite.Documented, Ops: create,
			Run: accepted(func(b *serverless.Build) error {
				if b.Runtime == "node24" { // which replaces versions from 1.2.0 on
					return has(b, "@twilio/runtime-handler", "2.1.2")
				}
				return has(b, "@twilio/runtime-handler", "2.0.1")
			}, "Dependencies", `[{"name":"@twilio/runtime-handler","version":"2.0.1"}]`),
		},
		{
			ID:     "builds/unknown-fields-are-ignored",
			Claim:  "A field that the form does not have is ignored.",
			Source: toolkit, Level: suite.Inferred, Ops: create,
			Run: accepted(func(b *serverless.Build) error {
				return expect.Same("the number of function_versions", len(b.FunctionVersions), 1)
			}, "FriendlyName", "x"),
		},
		{
			ID:     "builds/numbered-keys-are-not-read",
			Claim:  "Several versions are sent as one key each, FunctionVersions and AssetVersions, without a number.",
			Source: createBuildSource, Level: suite.Assumed, Ops: makes,
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				return refusedWithoutTrace(ctx, s, buildsOf(version.ServiceSID), func() *suite.Answer {
					return s.Post(ctx, buildsOf(version.ServiceSID), form("FunctionVersions[0]", version.SID))
				})
			}),
		},
		{
			ID:     "builds/version-of-the-other-kind-is-refused",
			Claim:  "FunctionVersions are versions of Functions, not of Assets.",
			Source: createBuildSource, Level: suite.Assumed, Ops: makes,
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				asset, err := s.CreateAssetVersion(ctx, service)
				if err != nil {
					return err
				}
				return refusedWithoutTrace(ctx, s, buildsOf(service.SID), func() *suite.Answer {
					return postBuild(ctx, s, service.SID, []string{asset.SID}, nil)
				})
			}),
		},
	})
}

func buildLifeCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "builds/belong-to-their-service",
			Claim:  "The SID of a Build is not found below another Service, nor is its status.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed, Ops: []string{"FetchBuild", "FetchBuildStatus", "DeleteBuild"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := s.CreateBuild(ctx, service)
				if err != nil {
					return err
				}
				other, err := s.CreateService(ctx)
				if err != nil {
					return err
				}
				path, here := buildsOf(other.SID)+"/"+build.SID, s.Get(ctx, buildsOf(service.SID)+"/"+build.SID)
				return errors.Join(
					addressed(here, buildsOf(service.SID)+"/"+build.SID, "build_status", "Status"),
					s.Get(ctx, path).NotFound(), s.Get(ctx, path+"/Status").NotFound(), s.Delete(ctx, path).NotFound(),
					s.Get(ctx, buildsOf(service.SID)+"/"+build.SID+"/Status").OK(nil))
			}),
		},
		{
			ID:     "builds/can-be-deleted-when-replaced",
			Claim:  "When another Build was deployed in its place, a Build can be deleted.",
			Source: terraform, Level: suite.Inferred, Ops: []string{"DeleteBuild", "CreateDeployment", "FetchEnvironment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				second, err := again(ctx, s, l.build)
				if err != nil {
					return err
				}
				if _, err := s.Deploy(ctx, l.environment, second); err != nil {
					return err
				}
				if err := gone(ctx, s, buildsOf(l.service.SID)+"/"+l.build.SID); err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return expect.Then(err, expect.Same("build_sid of the Environment", current, second.SID))
			}),
		},
		{
			ID:     "builds/keep-versions-of-deleted-functions",
			Claim:  "A Build keeps the versions of a Function that is deleted, or the Function cannot be deleted.",
			Source: createBuildSource, Level: suite.Assumed, Ops: []string{"FetchBuild", "DeleteFunction"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := s.CreateBuild(ctx, service)
				if err != nil {
					return err
				}
				answer := s.Delete(ctx, suite.Path("Services", service.SID, "Functions", build.FunctionVersions[0].FunctionSID))
				if answer.Deleted() != nil {
					return answer.RefusedSomehow()
				}
				var later serverless.Build
				err = s.Get(ctx, buildsOf(service.SID)+"/"+build.SID).OK(&later)
				return expect.Then(err, expect.Same("function_versions", functionsOf(&later), functionsOf(build)))
			}),
		},
		{
			ID:     "builds/second-delete-is-refused",
			Claim:  "A Build can be deleted once.",
			Source: buildPage + "#delete-a-build-resource", Level: suite.Assumed, Ops: []string{"DeleteBuild"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := s.CreateBuild(ctx, service)
				if err != nil {
					return err
				}
				return deletedOnce(ctx, s, buildsOf(service.SID)+"/"+build.SID)
			}),
		},
		{
			ID:     "builds/cannot-be-changed",
			Claim:  "A Build never changes: there is no update.",
			Source: buildPage, Level: suite.Assumed, Ops: []string{"FetchBuild"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := s.CreateBuild(ctx, service)
				if err != nil {
					return err
				}
				path := buildsOf(service.SID) + "/" + build.SID
				post := s.Post(ctx, path, form("Runtime", "node20"))
				put := s.Send(ctx, http.MethodPut, path, "application/x-www-form-urlencoded", "Runtime=node20")
				var later serverless.Build
				err = s.Get(ctx, path).OK(&later)
				return errors.Join(post.RefusedSomehow(), put.RefusedSomehow(), err,
					expect.Same("runtime", later.Runtime, build.Runtime), expect.Same("function_versions", functionsOf(&later), functionsOf(build)))
			}),
		},
		{
			ID:     "builds/that-cannot-be-installed-fail",
			Claim:  "A Build whose dependencies cannot be installed is accepted and ends failed, and stays so.",
			Source: "twilio-labs/serverless-toolkit#390", Level: suite.Observed, Ops: []string{"CreateBuild", "FetchBuild", "FetchBuildStatus"},
			Needs: []suite.Feature{suite.FeatureFailedBuilds},
			Run: inServiceWithVersion(func(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) error {
				build, err := failedBuild(ctx, s, version)
				if err != nil {
					return err
				}
				var later serverless.Build
				var status serverless.BuildStatus
				err = errors.Join(s.Answer(s.API.FetchBuild(ctx, build.ServiceSID, build.SID)).OK(&later),
					s.Answer(s.API.FetchBuildStatus(ctx, build.ServiceSID, build.SID)).OK(&status))
				return expect.Then(err, expect.Same("status of the Build", later.Status, serverless.BuildStateFailed),
					expect.Same("status once more", status.Status, serverless.BuildStateFailed))
			}),
		},
	}
}

// again makes another Build of the same Function Versions and waits until it is completed.
func again(ctx context.Context, s *suite.Session, build *serverless.Build) (*serverless.Build, error) {
	second := new(serverless.Build)
	if err := postBuild(ctx, s, build.ServiceSID, strings.Fields(functionsOf(build)), nil).Created(second); err != nil {
		return nil, err
	}
	return s.Complete(ctx, second)
}

// failedBuild makes a Build that ends failed, see [Target.FailingDependency].
func failedBuild(ctx context.Context, s *suite.Session, version *serverless.FunctionVersion) (*serverless.Build, error) {
	at := strings.LastIndexByte(s.Target().FailingDependency, '@')
	dependencies := fmt.Sprintf(`[{"name":%q,"version":%q}]`, s.Target().FailingDependency[:at], s.Target().FailingDependency[at+1:])
	build := new(serverless.Build)
	if err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Dependencies", dependencies).Created(build); err != nil {
		return nil, err
	}
	seen, err := s.WatchBuild(ctx, build)
	return build, expect.Then(err, expect.Same("the last status", seen[len(seen)-1], serverless.BuildStateFailed))
}

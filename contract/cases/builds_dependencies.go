package cases

import (
	"context"
	"errors"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func buildsDependenciesCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "builds/no-dependencies-as-an-empty-text",
			Claim:  "Dependencies may be empty; the Build has the defaults then.",
			Source: flexBuilder, Level: suite.Inferred, Ops: []string{"CreateBuild"},
			Run: accepted(func(b *serverless.Build) error { return has(b, "twilio", "") }, "Dependencies", ""),
		},
		{
			ID:     "builds/ranges-of-dependencies-are-accepted",
			Claim:  "The version of a dependency may be a range, a star or latest.",
			Source: "https://www.twilio.com/docs/serverless/functions-assets/functions/dependencies",
			Level:  suite.Documented, Ops: []string{"CreateBuild"},
			Run: accepted(func(b *serverless.Build) error {
				return errors.Join(has(b, "lodash", ""), has(b, "uuid", ""), has(b, "qs", ""), has(b, "ms", ""))
			}, "Dependencies", `[{"name":"lodash","version":"^4.17.0"},{"name":"uuid","version":"*"},`+
				`{"name":"qs","version":"latest"},{"name":"ms","version":"~2.1.0"}]`),
		},
		{
			ID:     "builds/approved-runtime-handler-is-kept",
			Claim:  "An approved version of @twilio/runtime-handler is that of the Build when it was sent.",
			Source: "https://www.twilio.com/docs/serverless/functions-assets/handler", Level: suite.Documented,
			Ops: []string{"CreateBuild"},
			Run: accepted(func(b *serverless.Build) error {
				return has(b, "@twilio/runtime-handler", "1.3.1") // which is the default of no runtime
			}, "Runtime", "node22", "Dependencies", `[{"name":"@twilio/runtime-handler","version":"1.3.1"}]`),
		},
		{
			ID:     "builds/that-cannot-be-installed-fail",
			Claim:  "A Build whose dependencies cannot be installed is accepted and ends failed, and stays so.",
			Source: "twilio-labs/serverless-toolkit#390", Level: suite.Observed,
			Ops:   []string{"CreateBuild", "FetchBuild", "FetchBuildStatus"},
			Needs: []suite.Feature{suite.FeatureFailedBuilds},
			Run: withSharedVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				build, err := failedBuild(ctx, s, version)
				if err != nil {
					return err
				}
				var later serverless.Build
				var status serverless.BuildStatus
				look := func() error {
					return errors.Join(s.Answer(s.API.FetchBuild(ctx, build.ServiceSID, build.SID)).OK(&later),
						s.Answer(s.API.FetchBuildStatus(ctx, build.ServiceSID, build.SID)).OK(&status))
				}
				err = look()
				if later.Status == serverless.BuildStateBuilding || status.Status == serverless.BuildStateBuilding {
					err = errors.Join(err, suite.Wait(ctx, 3*time.Second), look()) // a read may be behind an earlier one
				}
				return expect.Then(err, expect.Same("status of the Build", later.Status, serverless.BuildStateFailed),
					expect.Same("status once more", status.Status, serverless.BuildStateFailed))
			}),
		},
		{
			ID: "builds/default-dependencies",
			Claim: "The dependencies of a Build always have twilio and @twilio/runtime-handler, also when none " +
				"were sent.",
			Source: "https://www.twilio.com/docs/serverless/functions-assets/functions/dependencies",
			Level:  suite.Documented,
			Ops:    []string{"CreateBuild"},
			Run: withSharedVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				var build serverless.Build
				err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil).Created(&build)
				return expect.Then(err, has(&build, "twilio", ""), has(&build, "@twilio/runtime-handler", ""))
			}),
		},
		{
			ID: "builds/have-the-dependencies-that-were-sent",
			Claim: "Dependencies that were sent are those of the Build, in the version that was sent, defaults " +
				"included.",
			Source: terraform, Level: suite.Observed, Ops: []string{"CreateBuild", "FetchBuild"},
			Run: withSharedVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				var made, got serverless.Build
				err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil,
					"Dependencies", `[{"name":"lodash","version":"4.17.20"},{"name":"twilio","version":"4.23.0"},`+
						`{"name":"JSONStream","version":"1.3.5"},{"name":"socket.io","version":"4.7.5"},`+
						`{"name":"lodash.merge","version":"4.6.2"},{"name":"md5","version":"2.3.0"},`+
						`{"name":"ms","version":"2.1.3"},{"name":"qs","version":"6.11.0"},`+
						`{"name":"uuid","version":"9.0.1"},{"name":"date-fns","version":"1.30.1"},`+
						`{"name":"randomcolor","version":"0.5.4"},{"name":"@sendgrid/mail","version":"7.7.0"}]`).Created(&made)
				if err != nil {
					return err
				}
				err = s.Answer(s.API.FetchBuild(ctx, made.ServiceSID, made.SID)).OK(&got)
				return expect.Then(err,
					has(&made, "lodash", "4.17.20"), has(&made, "twilio", "4.23.0"),
					has(&got, "JSONStream", "1.3.5"), has(&got, "socket.io", "4.7.5"), has(&got, "md5", "2.3.0"),
					has(&got, "lodash.merge", "4.6.2"), has(&got, "ms", "2.1.3"), has(&got, "qs", "6.11.0"),
					has(&got, "uuid", "9.0.1"), has(&got, "date-fns", "1.30.1"), has(&got, "randomcolor", "0.5.4"),
					has(&got, "@sendgrid/mail", "7.7.0"),
					has(&got, "lodash", "4.17.20"), has(&got, "twilio", "4.23.0"),
					has(&got, "@twilio/runtime-handler", ""))
			}),
		},
		{
			ID: "builds/dependencies-in-extra-quotes",
			Claim: "Dependencies may be wrapped in one more pair of double quotes, as the official deploy tool " +
				"sends them.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"CreateBuild"},
			Run: withSharedVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
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
			Run: withSharedVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				var build serverless.Build
				err := postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Dependencies",
					"[]").Created(&build)
				return expect.Then(err, has(&build, "twilio", ""))
			}),
		},
		{
			ID:     "builds/unknown-runtime-handler-is-refused",
			Claim:  "A version of @twilio/runtime-handler that does not exist is answered 400 with code 20001.",
			Source: "twilio-labs/serverless-toolkit#538", Level: suite.Observed, Ops: []string{"CreateBuild"},
			Needs: []suite.Feature{suite.FeatureDependencyCheck},
			Run: withSharedVersion(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				return postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil,
					"Dependencies", `[{"name":"@twilio/runtime-handler","version":"99.99.99"}]`).Refused(400, 20001)
			}),
		},
		{
			ID:     "builds/dependencies-that-are-not-json-are-refused",
			Claim:  "Dependencies are JSON; anything else is refused.",
			Source: createBuildSource, Level: suite.Assumed, Ops: []string{"CreateBuild"},
			Run: withVersionUnbuilt(func(ctx context.Context, s *suite.Session,
				version *serverless.FunctionVersion) error {
				return refusedFromEmpty(ctx, s, suite.Path("Services", version.ServiceSID, "Builds"),
					func() *suite.Answer {
						return postBuild(ctx, s, version.ServiceSID, []string{version.SID}, nil, "Dependencies",
							"lodash 4.17.20")
					})
			}),
		},
	}
}

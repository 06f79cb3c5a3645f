package cases

import (
	"context"
	"errors"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func deploymentsCreateCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "deployments/may-say-that-they-are-no-plugin",
			Claim:  "IsPlugin may be sent as false.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"CreateDeployment"},
			Run: whileOneIsLive(2, func(ctx context.Context, s *suite.Session, l *live) error {
				other, err := s.CreateEnvironment(ctx, l.service, s.Suffix())
				if err != nil {
					return err
				}
				var got serverless.Deployment
				err = s.Post(ctx, deploymentsOf(other),
					form("BuildSid", l.build.SID, "IsPlugin", "false")).Created(&got)
				if err := expect.Then(err,
					expect.Same("build_sid", expect.Optional(got.BuildSID), l.build.SID)); err != nil {
					return err
				}
				return isLiveIn(ctx, s, other, l.build.SID)
			}),
		},
		{
			ID: "deployments/make-a-build-live",
			Claim: "A Deployment answers 201 and makes its Build the live one of the Environment, which had none " +
				"before.",
			Source: deploymentPage + "#create-a-deployment-resource", Level: suite.Documented,
			Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: inStage(1)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				environment, err := s.CreateEnvironment(ctx, service, s.Suffix())
				if err != nil {
					return err
				}
				build, err := s.SharedBuild(ctx, service)
				if err != nil {
					return err
				}
				before, err := s.LiveBuild(ctx, environment)
				if err != nil {
					return err
				}
				made, err := s.Deploy(ctx, environment, build)
				if err != nil {
					return err
				}
				after, err := s.LiveBuild(ctx, environment)
				return expect.Then(err,
					expect.Same("build_sid of the Environment before", before, "null"),
					expect.Same("build_sid of the Environment after", after, build.SID),
					expect.Same("build_sid of the Deployment", expect.Optional(made.BuildSID), build.SID),
					expect.Same("environment_sid", made.EnvironmentSID, environment.SID))
			}),
		},
		{
			ID: "deployments/replace-what-is-live",
			Claim: "A later Deployment replaces the earlier one, whose record stays in the list, newest first, with " +
				"the Build that it was made with.",
			Source: terraform, Level: suite.Observed,
			Ops: []string{"CreateDeployment", "FetchEnvironment", "ListDeployment", "FetchDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				second, err := s.CompletedBuild(ctx, l.service)
				if err := expect.Then(err, suite.Wait(ctx, suite.DateStep)); err != nil {
					return err
				}
				later, err := s.Deploy(ctx, l.environment, second)
				if err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				if err := expect.Then(err, expect.Same("build_sid of the Environment", current, second.SID),
					suite.Wait(ctx, suite.DateStep)); err != nil {
					return err
				}
				last, err := s.Deploy(ctx, l.environment, l.build)
				if err != nil {
					return err
				}
				return errors.Join(
					newestFirst(ctx, s, deploymentsOf(l.environment), []string{l.deployment.SID, later.SID, last.SID}),
					madeWith(ctx, s, l.environment, l.deployment.SID, l.build.SID),
					madeWith(ctx, s, l.environment, later.SID, second.SID))
			}),
		},
		{
			ID: "deployments/of-the-live-build-conflict",
			Claim: "Deploying the Build that is live already is answered 409 with code 20409, and leaves no " +
				"Deployment.",
			Source: "twilio-labs/serverless-toolkit#171", Level: suite.Observed,
			Ops: []string{"CreateDeployment", "ListDeployment"},
			Run: whileStillLive(func(ctx context.Context, s *suite.Session, l *live) error {
				list, build := deploymentsOf(l.environment), l.build.SID
				err := errors.Join(s.Post(ctx, list, form("BuildSid", build)).Refused(409, 20409),
					s.Post(ctx, list, form("BuildSid", build, "IsPlugin", "false")).Refused(409, 20409)) // tried again
				if err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return expect.Then(err,
					expect.Same("build_sid of the Environment", current, l.build.SID),
					newestFirst(ctx, s, deploymentsOf(l.environment), []string{l.deployment.SID}))
			}),
		},
		{
			ID: "deployments/without-a-build-clear",
			Claim: "A Deployment without BuildSid removes what is live: it is answered 201, and the Environment " +
				"has no Build.",
			Source: deploymentPage + "#create-a-deployment-resource", Level: suite.Documented,
			Ops: []string{"CreateDeployment", "FetchEnvironment", "FetchDeployment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				if err := isLiveIn(ctx, s, l.environment, l.build.SID); err != nil {
					return err
				}
				made, err := s.Clear(ctx, l.environment)
				if err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				if err := expect.Then(err, expect.Same("build_sid of the Environment", current, "null")); err != nil {
					return err
				}
				var got serverless.Deployment
				err = s.Answer(s.API.FetchDeployment(ctx, l.service.SID, l.environment.SID, made.SID)).OK(&got)
				// The page's own example has a build_sid here, what shipping clients rely on has null: both are right.
				named := expect.Optional(made.BuildSID)
				return expect.Then(err,
					expect.That(named == "null" || named == l.build.SID,
						"build_sid of the Deployment is %s, want null or the Build that was live", named),
					expect.Same("build_sid of the Deployment as fetched", expect.Optional(got.BuildSID), named))
			}),
		},
		{
			ID:     "deployments/of-the-same-build-after-a-clear",
			Claim:  "After the Environment was cleared, the same Build can be deployed again.",
			Source: deploymentPage + "#create-a-deployment-resource", Level: suite.Documented,
			Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				if _, err := s.Clear(ctx, l.environment); err != nil {
					return err
				}
				again, err := s.Deploy(ctx, l.environment, l.build)
				if err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return expect.Then(err,
					expect.Same("build_sid of the Environment", current, l.build.SID),
					expect.That(again.SID != l.deployment.SID, "both Deployments have the SID %s", again.SID))
			}),
		},
		{
			ID:     "deployments/clearing-twice-conflicts",
			Claim:  "An Environment that nothing is live on cannot be cleared.",
			Source: "twilio/twilio-cli#215", Level: suite.Assumed, Ops: []string{"CreateDeployment", "ListDeployment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return refusedFromEmpty(ctx, s, deploymentsOf(e),
					func() *suite.Answer { return s.Post(ctx, deploymentsOf(e), nil) })
			}),
		},
		{
			ID:     "deployments/one-build-on-two-environments",
			Claim:  "One Build may be live on several Environments; clearing one leaves the other alone.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: whileOneIsLive(2, func(ctx context.Context, s *suite.Session, l *live) error {
				second, err := s.CreateEnvironment(ctx, l.service, s.Suffix())
				if err != nil {
					return err
				}
				if _, err := s.Deploy(ctx, second, l.build); err != nil {
					return err
				}
				both := func(wantFirst, wantSecond string) error {
					first, err1 := s.LiveBuild(ctx, l.environment)
					other, err2 := s.LiveBuild(ctx, second)
					return errors.Join(err1, err2,
						expect.Same("build_sid of the first Environment", first, wantFirst),
						expect.Same("build_sid of the second Environment", other, wantSecond))
				}
				if err := both(l.build.SID, l.build.SID); err != nil {
					return err
				}
				if _, err := s.Clear(ctx, l.environment); err != nil {
					return err
				}
				return both("null", l.build.SID)
			}),
		},
		{
			ID:     "deployments/of-an-unknown-build-are-refused",
			Claim:  "A Build that does not exist cannot be deployed.",
			Source: deploymentPage + "#create-a-deployment-resource", Level: suite.Inferred,
			Ops: []string{"CreateDeployment", "ListDeployment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				err := refusedFromEmpty(ctx, s, deploymentsOf(e), func() *suite.Answer {
					return s.Post(ctx, deploymentsOf(e), form("BuildSid", unknown("ZB")))
				})
				current, liveErr := s.LiveBuild(ctx, e)
				return expect.Then(err, liveErr, expect.Same("build_sid of the Environment", current, "null"))
			}),
		},
		{
			ID:     "deployments/of-an-earlier-build",
			Claim:  "A Build that was replaced can be deployed again: the Environment goes back to it.",
			Source: deploymentPage + "#create-a-deployment-resource", Level: suite.Inferred,
			Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				second, err := again(ctx, s, l.build)
				if err != nil {
					return err
				}
				for _, build := range []*serverless.Build{second, l.build} {
					if _, err := s.Deploy(ctx, l.environment, build); err != nil {
						return err
					}
					current, err := s.LiveBuild(ctx, l.environment)
					if err := expect.Then(err, expect.Same("build_sid of the Environment", current,
						build.SID)); err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     "deployments/clear-without-a-content-type",
			Claim:  "The empty request that clears an Environment needs no Content-Type.",
			Source: sdk, Level: suite.Inferred, Ops: []string{"CreateDeployment", "FetchEnvironment"},
			Run: whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
				if err := isLiveIn(ctx, s, l.environment, l.build.SID); err != nil {
					return err
				}
				if err := s.Send(ctx, http.MethodPost, deploymentsOf(l.environment), "", "").Created(nil); err != nil {
					return err
				}
				current, err := s.LiveBuild(ctx, l.environment)
				return expect.Then(err, expect.Same("build_sid of the Environment", current, "null"))
			}),
		},
		{
			ID:     "deployments/of-another-service-s-build-are-refused",
			Claim:  "The Build of a Deployment belongs to the Service of the Environment.",
			Source: deploymentPage + "#create-a-deployment-resource", Level: suite.Inferred,
			Ops: []string{"CreateDeployment", "ListDeployment"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				other, err := s.SharedService(ctx)
				if err != nil {
					return err
				}
				build, err := s.SharedBuild(ctx, other)
				if err != nil {
					return err
				}
				return undeployable(ctx, s, e, build.SID)
			}),
		},
		{
			ID:     "deployments/of-a-failed-build-are-refused",
			Claim:  "A Build that failed cannot be deployed.",
			Source: deploymentPage + "#create-a-deployment-resource", Level: suite.Inferred,
			Ops: []string{"CreateDeployment", "ListDeployment"}, Needs: []suite.Feature{suite.FeatureFailedBuilds},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				version, err := s.CreateFunctionVersion(ctx, &serverless.Service{SID: e.ServiceSID})
				if err != nil {
					return err
				}
				build, err := failedBuild(ctx, s, version)
				if err != nil {
					return err
				}
				return undeployable(ctx, s, e, build.SID)
			}),
		},
		{
			ID:     "deployments/of-an-unfinished-build-are-refused",
			Claim:  "A Build that is building cannot be deployed.",
			Source: deploymentPage + "#create-a-deployment-resource", Level: suite.Inferred,
			Ops: append([]string{"CreateDeployment", "ListDeployment"}, "FetchBuildStatus"),
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				build, err := ownBuild(ctx, s, &serverless.Service{SID: e.ServiceSID})
				if err != nil {
					return err
				}
				answer := s.Post(ctx, deploymentsOf(e), form("BuildSid", build.SID))
				var status serverless.BuildStatus
				if err := s.Answer(s.API.FetchBuildStatus(ctx, e.ServiceSID, build.SID)).OK(&status); err != nil {
					return err
				}
				if answer.Created(nil) == nil {
					if status.Status != serverless.BuildStateBuilding {
						return nil // it was completed before it was deployed: nothing can be said
					}
					return answer.RefusedSomehow() // more reads would only wait until it is completed
				}
				current, err := s.LiveBuild(ctx, e)
				return expect.Then(err, answer.RefusedSomehow(),
					expect.Same("build_sid of the Environment", current, "null"),
					emptyList(ctx, s, deploymentsOf(e), "deployments"))
			}),
		},
	}
}

// undeployable wants a Build not to be deployed, and nothing to be live.
func undeployable(ctx context.Context, s *suite.Session, e *serverless.Environment, build string) error {
	err := refusedFromEmpty(ctx, s, deploymentsOf(e),
		func() *suite.Answer { return s.Post(ctx, deploymentsOf(e), form("BuildSid", build)) })
	current, liveErr := s.LiveBuild(ctx, e)
	return expect.Then(err, liveErr, expect.Same("build_sid of the Environment", current, "null"))
}

// madeWith wants a Deployment to name a Build.
func madeWith(ctx context.Context, s *suite.Session, environment *serverless.Environment, deployment,
	build string) error {
	var d serverless.Deployment
	err := s.Get(ctx, deploymentsOf(environment)+"/"+deployment).OK(&d)
	return expect.Then(err, expect.Same("build_sid of the Deployment "+deployment, expect.Optional(d.BuildSID), build))
}

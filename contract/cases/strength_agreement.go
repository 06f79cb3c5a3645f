package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func agreementCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "logs/of-a-later-deployment-come-first",
			Claim:  "The list of Logs begins with the latest, which a later Deployment wrote.",
			Source: toolkit, Level: suite.Inferred, Ops: []string{"ListLog"}, Needs: []suite.Feature{suite.FeatureLogs},
			Run: withLogs(func(ctx context.Context, s *suite.Session, l *live, _ []serverless.Log) error {
				build, err := s.CompletedBuild(ctx, l.service)
				if err != nil {
					return err
				}
				later, err := s.Deploy(ctx, l.environment, build)
				if err != nil {
					return err
				}
				ctx, cancel := context.WithTimeoutCause(ctx, s.Target().BuildTimeout,
					fmt.Errorf("no Log of the Deployment %s after %s", later.SID, s.Target().BuildTimeout))
				defer cancel()
				for {
					logs, err := waitForLogs(ctx, s, l.environment)
					if err != nil {
						return err
					}
					if slices.ContainsFunc(logs, func(log serverless.Log) bool { return log.DeploymentSID == later.SID }) {
						return expect.Same("deployment_sid of the first Log", logs[0].DeploymentSID, later.SID)
					}
					if err := suite.Wait(ctx, s.Target().PollInterval); err != nil {
						return err
					}
				}
			}),
		},
		{
			ID:     "services/dates-tell-creation-and-last-update",
			Claim:  "The date_created of a Service stays what it was, and its date_updated is not before it nor before what it was, also after an update.",
			Source: servicePage + "#service-properties", Level: suite.Documented, Ops: []string{"UpdateService", "FetchService"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				var updated, later serverless.Service
				path := suite.Path("Services", service.SID)
				if err := s.Post(ctx, path, form("FriendlyName", "renamed")).OK(&updated); err != nil {
					return err
				}
				if err := s.Get(ctx, path).OK(&later); err != nil {
					return err
				}
				last := service
				var problems []error
				for _, now := range []*serverless.Service{&updated, &later} {
					problems = append(problems,
						expect.That(now.DateCreated.Equal(service.DateCreated), "date_created is %s, want %s", now.DateCreated, service.DateCreated),
						expect.That(!now.DateUpdated.Before(now.DateCreated), "date_updated %s is before date_created %s", now.DateUpdated, now.DateCreated),
						expect.That(!now.DateUpdated.Before(last.DateUpdated), "date_updated %s is before %s, which it was", now.DateUpdated, last.DateUpdated))
					last = now
				}
				return errors.Join(problems...)
			}),
		},
		{
			ID:     "builds/create-fetch-and-list-agree",
			Claim:  "A Build has the same versions, dependencies and runtime wherever it is answered.",
			Source: buildPage + "#build-properties", Level: suite.Documented, Ops: []string{"CreateBuild", "FetchBuild", "ListBuild"},
			Run: inService(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				functions, assets, err := twoOfEach(ctx, s, service)
				if err != nil {
					return err
				}
				var made, got, listed serverless.Build
				if err := postBuild(ctx, s, service.SID, functions, assets).Created(&made); err != nil {
					return err
				}
				if err := s.Answer(s.API.FetchBuild(ctx, service.SID, made.SID)).OK(&got); err != nil {
					return err
				}
				items, err := s.List(ctx, suite.Path("Services", service.SID, "Builds"), 0)
				if err := expect.Then(err, expect.Same("the number of Builds", len(items), 1)); err != nil {
					return err
				}
				if err := items[0].Into(&listed); err != nil {
					return err
				}
				return errors.Join(
					expect.Same("the Build as fetched", outline(&got), outline(&made)),
					expect.Same("the Build in the list", outline(&listed), outline(&made)))
			}),
		},
	}
}

// outline is what of a Build never changes, in an order of its own.
func outline(b *serverless.Build) string {
	var packages []string
	for _, d := range b.Dependencies {
		packages = append(packages, d.Name+"@"+d.Version)
	}
	slices.Sort(packages)
	return fmt.Sprintf("functions %s assets %s dependencies %s runtime %s",
		functionsOf(b), assetsOf(b), strings.Join(packages, " "), b.Runtime)
}

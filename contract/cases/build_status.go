package cases

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// looksAtStatus is how often the Status is asked for after the Build is completed, before it counts as another.
const looksAtStatus = 5

// statusIsCompleted wants the Status of a Build that is completed to say so, which may take a moment.
func statusIsCompleted(ctx context.Context, s *suite.Session, build *serverless.Build) error {
	var status serverless.BuildStatus
	for range looksAtStatus {
		err := s.Answer(s.API.FetchBuildStatus(ctx, build.ServiceSID, build.SID)).OK(&status)
		if err != nil || status.Status == serverless.BuildStateCompleted {
			return err
		}
		if err := suite.Wait(ctx, s.Target().PollInterval); err != nil {
			return err
		}
	}
	return expect.Same("the status when the Build is completed", status.Status, serverless.BuildStateCompleted)
}

func buildStatusCases() []suite.Case {
	page := resourcePage + "build-status"
	fetch := page + "#fetch-a-buildstatus-resource"
	ops := []string{"FetchBuildStatus"}
	return []suite.Case{
		{
			ID:     "build-status/names-its-build",
			Claim:  "The Build Status has the SID of its Build and of its Service, and a URL of its own.",
			Source: page + "#buildstatus-properties", Level: suite.Documented, Ops: ops,
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := s.SharedBuild(ctx, service)
				if err != nil {
					return err
				}
				var status serverless.BuildStatus
				err = s.Answer(s.API.FetchBuildStatus(ctx, service.SID, build.SID)).OK(&status)
				return expect.Then(err,
					expect.Same("sid", status.SID, build.SID),
					expect.Same("service_sid", status.ServiceSID, service.SID),
					expect.Same("account_sid", status.AccountSID, service.AccountSID),
					expect.Same("url", status.URL, build.URL+"/Status"))
			}),
		},
		{
			ID:     "build-status/ends-completed",
			Claim:  "A Build of sound versions ends completed, and then the Build says the same as its status.",
			Source: fetch, Level: suite.Documented, Ops: append(ops, "FetchBuild"),
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := ownBuild(ctx, s, service)
				if err != nil {
					return err
				}
				var status serverless.BuildStatus
				look := func() error {
					return s.Answer(s.API.FetchBuildStatus(ctx, service.SID,
						build.SID)).OK(&status)
				}
				if err := look(); err != nil { // what it is now must not be what it stays
					return err
				}
				if _, err := s.Complete(ctx, build); err != nil {
					if look() == nil && status.Status == serverless.BuildStateCompleted {
						return fmt.Errorf("the status is completed, and the Build is not: %s", err.Error())
					}
					return err
				}
				return statusIsCompleted(ctx, s, build)
			}),
		},
		{
			ID: "build-status/completed-is-ready-to-be-deployed",
			Claim: "When the status says completed, the Build is ready to be used in a Deployment: nobody has " +
				"to look at the Build itself.",
			Source: resourcePage + "build", Level: suite.Documented, Ops: append(ops, "CreateDeployment"),
			Run: inStage(1)(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				environment, err := s.CreateEnvironment(ctx, service, s.Suffix())
				if err != nil {
					return err
				}
				if _, err := s.SharedBuild(ctx, service); err != nil { // an older one, whose status is not this one's
					return err
				}
				build, err := ownBuild(ctx, s, service)
				if err != nil {
					return err
				}
				for range 2 { // at once: a status that runs ahead says completed here
					var status serverless.BuildStatus
					err := s.Answer(s.API.FetchBuildStatus(ctx, service.SID, build.SID)).OK(&status)
					if err != nil {
						return err
					}
					build.Status = status.Status
				}
				if build.Status == serverless.BuildStateBuilding {
					seen, err := s.WatchBuild(ctx, build)
					if err != nil {
						var late serverless.Build
						fetched := s.Answer(s.API.FetchBuild(ctx, service.SID, build.SID)).OK(&late)
						if fetched == nil && late.Status == serverless.BuildStateCompleted {
							return fmt.Errorf("the Build is completed, and the status is not: %s", err.Error())
						}
						return err
					}
					build.Status = seen[len(seen)-1]
				}
				if err := expect.Same("the last status", build.Status, serverless.BuildStateCompleted); err != nil {
					return err
				}
				return s.Send(ctx, http.MethodPost, deploymentsOf(environment),
					"application/x-www-form-urlencoded; charset=utf-8", "BuildSid="+build.SID).Created(nil)
			}),
		},
		{
			ID:     "build-status/only-moves-forward",
			Claim:  "The status goes from building to completed or failed, and stays there.",
			Source: fetch, Level: suite.Documented, Ops: ops,
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				build, err := ownBuild(ctx, s, service)
				if err != nil {
					return err
				}
				seen, err := s.WatchBuild(ctx, build)
				if err != nil {
					return err
				}
				for i, status := range seen {
					if last := i == len(seen)-1; !status.Valid() || last == (status == serverless.BuildStateBuilding) {
						return fmt.Errorf("the status went %v", seen)
					}
				}
				final := seen[len(seen)-1]
				var whole serverless.Build
				for range 4 { // the Build may be behind its Status
					if err := s.Answer(s.API.FetchBuild(ctx, service.SID, build.SID)).OK(&whole); err != nil {
						return err
					}
					if whole.Status == final {
						break
					}
					if err := suite.Wait(ctx, s.Target().PollInterval); err != nil {
						return err
					}
				}
				// A newer Build has a status, a runtime and dependencies of its own.
				runtimes := serverless.CurrentRuntimes()
				other := runtimes[(slices.Index(runtimes, build.Runtime)+1)%len(runtimes)]
				if err := postBuild(ctx, s, service.SID, []string{build.FunctionVersions[0].SID}, nil, "Runtime", other,
					"Dependencies", `[{"name":"lodash","version":"4.17.21"}]`).Created(nil); err != nil {
					return err
				}
				// Both come before the list: an attempt that gives a list time reads it when the newer Build has ended.
				var status serverless.BuildStatus
				err = s.Answer(s.API.FetchBuild(ctx, service.SID, build.SID)).OK(&whole)
				if err := expect.Then(err, expect.Same("status of the Build after it was final", whole.Status, final),
					s.Answer(s.API.FetchBuildStatus(ctx, service.SID, build.SID)).OK(&status),
					expect.Same("status after it was final", status.Status, final)); err != nil {
					return err
				}
				items, err := s.List(ctx, buildsOf(service.SID), 0)
				if err != nil {
					return err
				}
				for _, item := range items {
					var listed serverless.Build
					if err := item.Into(&listed); err != nil {
						return err
					}
					if err := expect.That(listed.SID != build.SID || listed.Status == final,
						"status in the list is %s after it was %s", listed.Status, final); err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     "build-status/unknown-is-not-found",
			Claim:  "The status of an unknown Build is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: ops,
			Run: inShared(func(ctx context.Context, s *suite.Session, service *serverless.Service) error {
				return s.Answer(s.API.FetchBuildStatus(ctx, service.SID, unknown("ZB"))).NotFound()
			}),
		},
	}
}

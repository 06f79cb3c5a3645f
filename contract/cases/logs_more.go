package cases

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func logMoreCases() []suite.Case {
	list := logPage + "#read-multiple-log-resources"
	return slices.Concat(onEnvironment("logs", "Log", logsOf).cases(), []suite.Case{
		{
			ID:     "logs/filters-that-make-no-sense-are-refused",
			Claim:  "FunctionSid is a SID of a Function, StartDate and EndDate are dates.",
			Source: officialSpec, Level: suite.Assumed, Ops: []string{"ListLog"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return errors.Join(
					s.Get(ctx, logsOf(e)+"?FunctionSid=hello").RefusedSomehow(),
					s.Get(ctx, logsOf(e)+"?StartDate=yesterday").RefusedSomehow(),
					s.Get(ctx, logsOf(e)+"?EndDate=tomorrow").RefusedSomehow())
			}),
		},
		{
			ID:     "logs/cannot-be-deleted",
			Claim:  "Logs cannot be deleted.",
			Source: logPage, Level: suite.Assumed, Ops: []string{"FetchLog"}, Needs: []suite.Feature{suite.FeatureLogs},
			Run: withLogs(func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error {
				path := logsOf(l.environment) + "/" + logs[0].SID
				return errors.Join(s.Delete(ctx, path).RefusedSomehow(), s.Get(ctx, path).OK(nil))
			}),
		},
		{
			ID:     "logs/belong-to-their-environment",
			Claim:  "The SID of a Log is not found below another Environment, whose list does not have it.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed, Ops: []string{"FetchLog", "ListLog"}, Needs: []suite.Feature{suite.FeatureLogs},
			Run: withLogs(func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error {
				other, err := s.CreateEnvironment(ctx, l.service, "other")
				if err != nil {
					return err
				}
				return errors.Join(s.Get(ctx, logsOf(other)+"/"+logs[0].SID).NotFound(), emptyList(ctx, s, logsOf(other), "logs"))
			}),
		},
		{
			ID:     "logs/filters-combine",
			Claim:  "Several filters leave the Logs that fit all of them, and each date filter works without the other.",
			Source: list, Level: suite.Documented, Ops: []string{"ListLog"}, Needs: []suite.Feature{suite.FeatureLogs},
			Run: withLogs(func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error {
				newest, function := logs[0].DateCreated, logs[0].FunctionSID
				at := func(d time.Duration) string { return newest.Add(d).UTC().Format(time.RFC3339) }
				for _, look := range []struct {
					query url.Values
					want  int
				}{
					{form("StartDate", at(-time.Hour)), len(logs)},
					{form("StartDate", at(time.Hour), "EndDate", at(2*time.Hour), "FunctionSid", function), 0},
					{form("EndDate", at(time.Hour)), len(logs)},
					{form("EndDate", at(time.Hour), "StartDate", at(-time.Hour), "FunctionSid", function), len(logs)},
				} {
					p, err := s.Page(ctx, s.Target().APIURL+logsOf(l.environment)+"?"+look.query.Encode())
					if err := expect.Then(err, expect.Same("the number of Logs with "+look.query.Encode(), len(p.Items), look.want)); err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     "logs/filters-hold-on-every-page",
			Claim:  "The pages of a filtered list have only what the filter leaves, and all of it.",
			Source: list, Level: suite.Documented, Ops: []string{"ListLog"}, Needs: []suite.Feature{suite.FeatureLogs},
			Run: withTwoFunctions(func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error {
				function := logs[0].FunctionSID
				var want, got []string
				for _, log := range logs {
					if log.FunctionSID == function {
						want = append(want, log.SID)
					}
				}
				err := s.Pages(ctx, logsOf(l.environment)+"?"+form("FunctionSid", function, "PageSize", "1").Encode(), 0, func(p *suite.Page) error {
					got = append(got, suite.SIDs(p.Items)...)
					return nil
				})
				return expect.Then(err, expect.That(len(want) < len(logs), "all %d Logs are of one Function", len(logs)),
					expect.Same("the Logs of the Function", strings.Join(got, " "), strings.Join(want, " ")))
			}),
		},
	})
}

// withTwoFunctions is withLogs for a Build of two Functions, both of which have written.
func withTwoFunctions(do func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error) run {
	return inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
		var functions []string
		for range 2 {
			version, err := s.CreateFunctionVersion(ctx, &serverless.Service{SID: e.ServiceSID})
			if err != nil {
				return err
			}
			functions = append(functions, version.SID)
		}
		build := new(serverless.Build)
		if err := postBuild(ctx, s, e.ServiceSID, functions, nil).Created(build); err != nil {
			return err
		}
		build, err := s.Complete(ctx, build)
		if err != nil {
			return err
		}
		deployment, err := s.Deploy(ctx, e, build)
		if err != nil {
			return err
		}
		logs, err := waitForLogs(ctx, s, e)
		if err != nil {
			return err
		}
		return do(ctx, s, &live{build: build, environment: e, deployment: deployment}, logs)
	})
}

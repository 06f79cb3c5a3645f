package cases

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases/state"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func logsCases() []suite.Case {
	return []suite.Case{
		{
			ID:     "logs/of-a-new-environment-are-none",
			Claim:  "An Environment that nothing was ever live on has an empty list of Logs.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"ListLog"},
			Run: inBareEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return emptyList(ctx, s, logsOf(e), "logs")
			}),
		},
		{
			ID:     "logs/filters-are-accepted",
			Claim:  "Logs may be filtered by FunctionSid, StartDate and EndDate, and the page URLs keep the filters.",
			Source: logPage + "#read-multiple-log-resources", Level: suite.Documented, Ops: []string{"ListLog"},
			Run: inBareEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				pairs := []string{"FunctionSid", unknown("ZH"), "StartDate", "2024-01-02T03:04:05Z", "EndDate",
					"2024-02-03T04:05:06Z"}
				filters := form(pairs...)
				p, err := s.Page(ctx, s.Target().APIURL+logsOf(e)+"?"+filters.Encode())
				if state.IsUnknownFunction(filters, err) {
					pairs = pairs[2:]
					p, err = s.Page(ctx, s.Target().APIURL+logsOf(e)+"?"+form(pairs...).Encode())
				}
				if err != nil {
					return err
				}
				var problems []error
				for _, address := range []string{p.Meta.URL, p.Meta.FirstPageURL} {
					u, err := url.Parse(address)
					if err != nil {
						return fmt.Errorf("page URL: %w", err)
					}
					for i := 0; i < len(pairs); i += 2 {
						shown := u.Query().Get(pairs[i])
						if shown == "" && u.Query().Has("PageToken") { // a token may hold all there is to know
							continue
						}
						problems = append(problems, expect.Same(pairs[i]+" in "+address, inSeconds(shown), pairs[i+1]))
					}
				}
				return errors.Join(problems...)
			}),
		},
		{
			ID:     "logs/unknown-is-not-found",
			Claim:  "A SID that no Log has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: []string{"FetchLog"},
			Run: inBareEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return s.Answer(s.API.FetchLog(ctx, e.ServiceSID, e.SID, unknown("NO"))).NotFound()
			}),
		},
		{
			ID:     "logs/cannot-be-created",
			Claim:  "Logs are written by Functions only.",
			Source: logPage, Level: suite.Inferred, Ops: []string{"ListLog"},
			Run: inBareEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				post := s.Send(ctx, http.MethodPost, logsOf(e), "application/x-www-form-urlencoded", "Message=x")
				return errors.Join(post.RefusedSomehow(), emptyList(ctx, s, logsOf(e), "logs"))
			}),
		},
		{
			ID: "logs/tell-where-they-come-from",
			Claim: "A Log names the Function, the Build, the Deployment and the Environment it comes from, and is " +
				"fetched by its SID.",
			Source: logPage + "#log-properties", Level: suite.Documented, Ops: []string{"ListLog", "FetchLog"},
			Needs: []suite.Feature{suite.FeatureLogs},
			Run: withLogs(func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error {
				answer := s.Answer(s.API.FetchLog(ctx, l.service.SID, l.environment.SID, logs[0].SID))
				var got serverless.Log
				if err := answer.OK(&got); err != nil {
					return err
				}
				return errors.Join(
					addressed(answer, logsOf(l.environment)+"/"+got.SID),
					expect.Same("sid", got.SID, logs[0].SID),
					expect.Same("message", got.Message, logs[0].Message),
					expect.Same("level", got.Level, logs[0].Level),
					expect.That(got.DateCreated.Equal(logs[0].DateCreated), "date_created is %s, in the list %s",
						got.DateCreated,
						logs[0].DateCreated),
					expect.Same("function_sid", got.FunctionSID, l.build.FunctionVersions[0].FunctionSID),
					expect.Same("build_sid", got.BuildSID, l.build.SID),
					expect.Same("deployment_sid", got.DeploymentSID, l.deployment.SID),
					expect.Same("environment_sid", got.EnvironmentSID, l.environment.SID))
			}),
		},
		{
			// Assumed, since the tool that relies on it also notes that it does not always hold.
			ID:     "logs/list-has-the-newest-first",
			Claim:  "The list of Logs begins with the latest.",
			Source: toolkit, Level: suite.Assumed, Ops: []string{"ListLog"},
			Needs: []suite.Feature{suite.FeatureLogs},
			Run: withLogs(func(_ context.Context, _ *suite.Session, _ *live, logs []serverless.Log) error {
				for i := 1; i < len(logs); i++ {
					if logs[i].DateCreated.After(logs[i-1].DateCreated) {
						return fmt.Errorf("%s is newer than %s, which stands before it", logs[i].SID, logs[i-1].SID)
					}
				}
				return nil
			}),
		},
		{
			ID:     "logs/list-has-every-one-once",
			Claim:  "The list of Logs has each of them exactly once, over as many pages as it takes.",
			Source: logPage + "#read-multiple-log-resources", Level: suite.Documented, Ops: []string{"ListLog"},
			Needs: []suite.Feature{suite.FeatureLogs},
			Run: withLogs(func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error {
				var want []string
				for _, log := range logs {
					want = append(want, log.SID)
				}
				return everyItemOnce(ctx, s, logsOf(l.environment), "logs", want)
			}),
		},
		{
			ID:     "logs/filters-select",
			Claim:  "The filters leave only the Logs of that Function and of that time.",
			Source: logPage + "#read-multiple-log-resources", Level: suite.Documented, Ops: []string{"ListLog"},
			Needs: []suite.Feature{suite.FeatureLogs},
			Run: withLogs(func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error {
				newest := logs[0].DateCreated
				at := func(d time.Duration) string { return newest.Add(d).UTC().Format(time.RFC3339) }
				for _, look := range []struct {
					query url.Values
					want  int
				}{
					{form("FunctionSid", logs[0].FunctionSID), len(logs)},
					{form("FunctionSid", unknown("ZH")), 0},
					{form("StartDate", at(-time.Hour), "EndDate", at(time.Hour)), len(logs)},
					{form("StartDate", at(-2*time.Hour), "EndDate", at(-time.Hour)), 0},
					{form("StartDate", at(time.Hour), "EndDate", at(2*time.Hour)), 0},
				} {
					p, err := s.Page(ctx, s.Target().APIURL+logsOf(l.environment)+"?"+look.query.Encode())
					if state.IsUnknownFunction(look.query, err) {
						continue
					}
					if err != nil {
						return err
					}
					if err := expect.Same("the number of Logs with "+look.query.Encode(), len(p.Items),
						look.want); err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     "logs/filters-that-make-no-sense-are-refused",
			Claim:  "FunctionSid is a SID of a Function, StartDate and EndDate are dates.",
			Source: officialSpec, Level: suite.Assumed, Ops: []string{"ListLog"},
			Run: inBareEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return errors.Join(
					s.Get(ctx, logsOf(e)+"?FunctionSid=hello").RefusedSomehow(),
					s.Get(ctx, logsOf(e)+"?StartDate=yesterday").RefusedSomehow(),
					s.Get(ctx, logsOf(e)+"?EndDate=tomorrow").RefusedSomehow())
			}),
		},
		{
			ID:     "logs/cannot-be-deleted",
			Claim:  "Logs cannot be deleted.",
			Source: logPage, Level: suite.Inferred, Ops: []string{"FetchLog"},
			Needs: []suite.Feature{suite.FeatureLogs},
			Run: withLogs(func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error {
				path := logsOf(l.environment) + "/" + logs[0].SID
				return errors.Join(s.Delete(ctx, path).RefusedSomehow(), s.Get(ctx, path).OK(nil))
			}),
		},
		{
			ID:     "logs/belong-to-their-environment",
			Claim:  "The SID of a Log is not found below another Environment, whose list does not have it.",
			Source: "twilio-labs/serverless-toolkit#162", Level: suite.Observed, Ops: []string{"FetchLog", "ListLog"},
			Needs: []suite.Feature{suite.FeatureLogs},
			Run: withLogs(func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error {
				other, err := s.SharedEnvironment(ctx, l.service)
				if err != nil {
					return err
				}
				return errors.Join(s.Get(ctx, logsOf(other)+"/"+logs[0].SID).NotFound(),
					emptyList(ctx, s, logsOf(other), "logs"))
			}),
		},
		{
			ID: "logs/filters-combine",
			Claim: "Several filters leave the Logs that fit all of them, and each date filter works without the " +
				"other.",
			Source: logPage + "#read-multiple-log-resources", Level: suite.Documented, Ops: []string{"ListLog"},
			Needs: []suite.Feature{suite.FeatureLogs},
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
					if err := expect.Then(err, expect.Same("the number of Logs with "+look.query.Encode(), len(p.Items),
						look.want)); err != nil {
						return err
					}
				}
				return nil
			}),
		},
		{
			ID:     "logs/filters-hold-on-every-page",
			Claim:  "The pages of a filtered list have only what the filter leaves, and all of it.",
			Source: logPage + "#read-multiple-log-resources", Level: suite.Documented, Ops: []string{"ListLog"},
			Needs: []suite.Feature{suite.FeatureLogs},
			Run: withTwoFunctions(func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error {
				function := logs[0].FunctionSID
				var want, got []string
				for _, log := range logs {
					if log.FunctionSID == function {
						want = append(want, log.SID)
					}
				}
				err := s.Pages(ctx, logsOf(l.environment)+"?"+form("FunctionSid", function, "PageSize",
					"1").Encode(), 0,
					func(p *suite.Page) error {
						got = append(got, suite.SIDs(p.Items)...)
						return nil
					})
				slices.Sort(want) // Logs have no promised order
				slices.Sort(got)
				return expect.Then(err, expect.That(len(want) < len(logs), "all %d Logs are of one Function",
					len(logs)),
					expect.Same("the Logs of the Function, sorted,", strings.Join(got, " "), strings.Join(want, " ")))
			}),
		},
		{
			ID:    "logs/of-a-later-deployment-come-first",
			Claim: "The list of Logs begins with the latest, which a later Deployment wrote; earlier ones stay of their Build.",
			// the same client notes that Logs do not reliably come in one order
			Source: toolkit, Level: suite.Assumed, Ops: []string{"ListLog"}, Needs: []suite.Feature{suite.FeatureLogs},
			Run: loggedIn(whileLive, func(ctx context.Context, s *suite.Session, l *live, before []serverless.Log) error {
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
					if slices.ContainsFunc(logs, func(log serverless.Log) bool {
						return log.DeploymentSID == later.SID
					}) {
						return errors.Join(
							expect.Same("deployment_sid of the first Log", logs[0].DeploymentSID, later.SID),
							expect.Same("build_sid of the first Log", logs[0].BuildSID, build.SID),
							stayOfBuild(before, logs))
					}
					if err := suite.Wait(ctx, s.Target().PollInterval); err != nil {
						return err
					}
				}
			}),
		},
	}
}

// stayOfBuild wants Logs that were there before to be of the Build and the Deployment that they were of.
func stayOfBuild(before, now []serverless.Log) error {
	var problems []error
	for _, log := range now {
		for _, was := range before {
			if was.SID == log.SID {
				problems = append(problems, expect.Same("build_sid of an earlier Log", log.BuildSID, was.BuildSID),
					expect.Same("deployment_sid of an earlier Log", log.DeploymentSID, was.DeploymentSID))
			}
		}
	}
	return errors.Join(problems...)
}

// withLogs gives a case an Environment with a live Build that has written at least one Log, and all of them.
// Others read them too.
func withLogs(do func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error) run {
	return loggedIn(whileStillLive, do)
}

func loggedIn(while func(do func(ctx context.Context, s *suite.Session, l *live) error) run,
	do func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error) run {
	return while(func(ctx context.Context, s *suite.Session, l *live) error {
		logs, err := waitForLogs(ctx, s, l.environment)
		if err != nil {
			return err
		}
		return do(ctx, s, l, logs)
	})
}

// waitForLogs polls the Logs of an Environment, which a Deployment was made in, until there are some.
func waitForLogs(ctx context.Context, s *suite.Session, e *serverless.Environment) ([]serverless.Log, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s.Target().BuildTimeout,
		fmt.Errorf("no Log %s after the Deployment, though the target claims the feature %q", s.Target().BuildTimeout,
			suite.FeatureLogs))
	defer cancel()
	for {
		items, err := s.List(ctx, logsOf(e), 0)
		if err != nil {
			return nil, err
		}
		var logs []serverless.Log
		for _, i := range items {
			var log serverless.Log
			if err := i.Into(&log); err != nil {
				return nil, err
			}
			logs = append(logs, log)
		}
		if len(logs) > 0 {
			return logs, nil
		}
		if err := suite.Wait(ctx, s.Target().PollInterval); err != nil {
			return nil, err
		}
	}
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

// inSeconds is a date as the filters have it, whatever form it is written in; other text stays.
func inSeconds(text string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return at.UTC().Format(time.RFC3339)
}

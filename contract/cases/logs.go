package cases

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

const logPage = resourcePage + "logs"

func logsOf(e *serverless.Environment) string {
	return suite.Path("Services", e.ServiceSID, "Environments", e.SID, "Logs")
}

func logCases() []suite.Case {
	list := logPage + "#read-multiple-log-resources"
	return append([]suite.Case{
		{
			ID:     "logs/of-a-new-environment-are-none",
			Claim:  "An Environment that nothing was ever live on has an empty list of Logs.",
			Source: officialSpec, Level: suite.Documented, Ops: []string{"ListLog"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return emptyList(ctx, s, logsOf(e), "logs")
			}),
		},
		{
			ID:     "logs/filters-are-accepted",
			Claim:  "Logs may be filtered by FunctionSid, StartDate and EndDate, and the page URLs keep the filters.",
			Source: list, Level: suite.Documented, Ops: []string{"ListLog"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				pairs := []string{"FunctionSid", unknown("ZH"), "StartDate", "2024-01-02T03:04:05Z", "EndDate", "2024-02-03T04:05:06Z"}
				filters := form(pairs...)
				p, err := s.Page(ctx, s.Target().APIURL+logsOf(e)+"?"+filters.Encode())
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
						problems = append(problems, expect.Same(pairs[i]+" in "+address, u.Query().Get(pairs[i]), pairs[i+1]))
					}
				}
				return errors.Join(problems...)
			}),
		},
		{
			ID:     "logs/unknown-is-not-found",
			Claim:  "A SID that no Log has is answered 404 with code 20404.",
			Source: errorPage + "20404", Level: suite.Observed, Ops: []string{"FetchLog"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				return s.Answer(s.API.FetchLog(ctx, e.ServiceSID, e.SID, unknown("NO"))).NotFound()
			}),
		},
		{
			ID:     "logs/cannot-be-created",
			Claim:  "Logs are written by Functions only.",
			Source: logPage, Level: suite.Assumed, Ops: []string{"ListLog"},
			Run: inEnvironment(func(ctx context.Context, s *suite.Session, e *serverless.Environment) error {
				post := s.Send(ctx, http.MethodPost, logsOf(e), "application/x-www-form-urlencoded", "Message=x")
				return errors.Join(post.RefusedSomehow(), emptyList(ctx, s, logsOf(e), "logs"))
			}),
		},
		{
			ID:     "logs/tell-where-they-come-from",
			Claim:  "A Log names the Function, the Build, the Deployment and the Environment it comes from, and is fetched by its SID.",
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
					expect.That(got.DateCreated.Equal(logs[0].DateCreated), "date_created is %s, in the list %s", got.DateCreated, logs[0].DateCreated),
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
			Source: list, Level: suite.Documented, Ops: []string{"ListLog"},
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
			Source: list, Level: suite.Documented, Ops: []string{"ListLog"},
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
					if err != nil {
						return err
					}
					if err := expect.Same("the number of Logs with "+look.query.Encode(), len(p.Items), look.want); err != nil {
						return err
					}
				}
				return nil
			}),
		},
	}, logMoreCases()...)
}

// withLogs gives a case an Environment with a live Build that has written at least one Log, and all of them.
func withLogs(do func(ctx context.Context, s *suite.Session, l *live, logs []serverless.Log) error) run {
	return whileLive(func(ctx context.Context, s *suite.Session, l *live) error {
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
		fmt.Errorf("no Log %s after the Deployment, though the target claims the feature %q", s.Target().BuildTimeout, suite.FeatureLogs))
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

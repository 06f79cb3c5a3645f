package state

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// logFilterCases look at the filters of Logs to the second, and at what a Log says in a list and alone.
func logFilterCases() []suite.Case {
	logs := []suite.Feature{suite.FeatureLogs}
	return []suite.Case{
		{
			ID: "logs/filters-hold-to-the-minute",
			Claim: "StartDate and EndDate are dates with a time in GMT: a minute before and a minute after the " +
				"Logs leave all of them, the minutes beside them none.",
			Source: resourcePage + "logs#read-multiple-log-resources", Level: suite.Documented,
			Ops:   []string{"ListLog"},
			Needs: logs,
			Run: withLogs(true, func(ctx context.Context, s *suite.Session, w *furnished) error {
				list := w.environments[0] + "/Logs"
				all, oldest, newest, err := readLogs(ctx, s, list)
				if err != nil {
					return err
				}
				at := func(t time.Time, d time.Duration) string { return t.Add(d).UTC().Format(time.RFC3339) }
				minute := time.Minute
				return forEach([]filtered{
					{form("StartDate", at(oldest, -minute), "EndDate", at(newest, minute), "PageSize", "2"), len(all)},
					{form("StartDate", at(oldest, -minute)), len(all)},
					{form("StartDate", at(newest, minute), "EndDate", at(newest, 2*minute)), 0},
					{form("StartDate", at(oldest, -2*minute), "EndDate", at(oldest, -minute)), 0},
					{form("FunctionSid", sidOf(w.functions[0])[:2]+"ffffffffffffffffffffffffffffffff"), 0},
				}, func(look filtered) error {
					items, err := s.List(ctx, list+"?"+look.query.Encode(), 0)
					if IsUnknownFunction(look.query, err) {
						return nil
					}
					return expect.Then(err, expect.Same("the number of Logs with "+look.query.Encode(), len(items),
						look.want))
				})
			}),
		},
		{
			ID:     "logs/dates-of-filters-may-have-an-offset",
			Claim:  "A date of a filter may have an offset from GMT, or a fraction of a second.",
			Source: officialSpec, Level: suite.Inferred, Ops: []string{"ListLog"}, Needs: logs,
			Run: withLogs(true, func(ctx context.Context, s *suite.Session, w *furnished) error {
				list := w.environments[0] + "/Logs"
				all, oldest, _, err := readLogs(ctx, s, list)
				if err != nil {
					return err
				}
				zone := time.FixedZone("", 3600)
				start := oldest.Add(-time.Minute)
				return forEach([]string{start.In(zone).Format(time.RFC3339),
					start.UTC().Format("2006-01-02T15:04:05.000Z")},
					func(date string) error {
						items, err := s.List(ctx, list+"?"+form("StartDate", date).Encode(), 0)
						return expect.Then(err, expect.Same("the number of Logs since "+date, len(items), len(all)))
					})
			}),
		},
		{
			ID: "logs/are-the-same-alone-and-in-the-list",
			Claim: "A Log that is fetched is the one in the list, property by property, and its date is when it " +
				"was written.",
			Source: resourcePage + "logs", Level: suite.Documented, Ops: []string{"ListLog", "FetchLog"}, Needs: logs,
			Run: withLogs(true, func(ctx context.Context, s *suite.Session, w *furnished) error {
				list := w.environments[0] + "/Logs"
				all, _, newest, err := readLogs(ctx, s, list)
				if err != nil {
					return err
				}
				if err := suite.Wait(ctx, suite.DateStep); err != nil { // a date of now would be another one
					return err
				}
				return forEach(all, func(log object) error {
					var alone object
					a := s.Get(ctx, list+"/"+text(log, "sid"))
					if err := a.OK(&alone); err != nil {
						return err
					}
					one, err1 := json.Marshal(alone)
					other, err2 := json.Marshal(log)
					return expect.Then(errors.Join(err1, err2), expect.Same("the Log when it is fetched",
						string(one), string(other)),
						isNow(a, "date_created of the newest Log", newest))
				})
			}),
		},
		{
			ID:     "logs/name-the-build-that-wrote-them",
			Claim:  "A Log keeps the Build and the Deployment that wrote it when a later one is live.",
			Source: resourcePage + "logs#log-properties", Level: suite.Documented, Ops: []string{"ListLog"},
			Needs: logs,
			Run: withLogs(true, func(ctx context.Context, s *suite.Session, w *furnished) error {
				list := w.environments[0] + "/Logs"
				before, _, _, err := readLogs(ctx, s, list)
				if err != nil {
					return err
				}
				if err := w.deploy(ctx, s, 0, w.builds[1]); err != nil {
					return err
				}
				after, _, _, err := readLogs(ctx, s, list)
				if err != nil {
					return err
				}
				now := map[string]object{}
				for _, log := range after {
					now[text(log, "sid")] = log
				}
				return forEach(before, func(log object) error {
					for _, name := range []string{"build_sid", "deployment_sid", "function_sid", "message"} {
						if err := expect.Same(name+" of an earlier Log", text(now[text(log, "sid")], name),
							text(log, name)); err != nil {
							return err
						}
					}
					return nil
				})
			}),
		},
	}
}

// IsUnknownFunction reports whether a filter names a Function that is not there, and was refused for that: no page says
// that the list is empty instead.
func IsUnknownFunction(query url.Values, err error) bool {
	var refusal *suite.AnswerError
	return strings.HasSuffix(query.Get("FunctionSid"), "ffffffffffffffff") && errors.As(err, &refusal) &&
		(refusal.Status == http.StatusNotFound || refusal.Status == http.StatusBadRequest)
}

type filtered struct {
	query url.Values
	want  int
}

// readLogs reads a list of Logs that has some, and the dates of the oldest and the newest.
func readLogs(ctx context.Context, s *suite.Session, list string) (logs []object, oldest, newest time.Time, err error) {
	items, err := awaitLogs(ctx, s, list)
	if err != nil {
		return nil, oldest, newest, err
	}
	for _, item := range items {
		var log object
		if err := item.Into(&log); err != nil {
			return nil, oldest, newest, err
		}
		at, err := dateOf(log, "date_created")
		if err != nil {
			return nil, oldest, newest, err
		}
		if oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
		if at.After(newest) {
			newest = at
		}
		logs = append(logs, log)
	}
	return logs, oldest, newest, nil
}

// awaitLogs reads a list of Logs until it has some: no page says how soon they are there.
func awaitLogs(ctx context.Context, s *suite.Session, list string) ([]suite.Item, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s.Target().BuildTimeout,
		fmt.Errorf("%s: an Environment with a live Build has no Logs after %s", list, s.Target().BuildTimeout))
	defer cancel()
	for {
		items, err := s.List(ctx, list, 0)
		if err != nil || len(items) > 0 {
			return items, err
		}
		if err := suite.Wait(ctx, s.Target().PollInterval); err != nil {
			return nil, err
		}
	}
}

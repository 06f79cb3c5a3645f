package suite

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// meddling notes which case made what, and what was changed by another case than its maker while others had the
// Service.
type meddling struct {
	next http.RoundTripper

	mu      sync.Mutex
	makers  map[string]string   // by SID
	visits  map[string][]string // of cases, in their order, by Service: one who comes back is there twice
	meddled map[string][]string // what was changed, by Service
}

var sidInPath = regexp.MustCompile(`Z[A-Z][0-9a-f]{32}`)

func (m *meddling) RoundTrip(req *http.Request) (*http.Response, error) {
	id, own := strings.CutPrefix(req.Header.Get("User-Agent"), "twilio-serverless-contract")
	if id = strings.Trim(id, " ()"); !own {
		id = "services/headers-of-any-library-are-taken" // calls itself as clients do
	}
	all := sidInPath.FindAllString(req.URL.Path, -1)
	if len(all) > 0 {
		m.mu.Lock()
		if visits := m.visits[all[0]]; len(visits) == 0 || visits[len(visits)-1] != id {
			m.visits[all[0]] = append(visits, id)
		}
		m.mu.Unlock()
	}
	resp, err := m.next.RoundTrip(req)
	if err != nil || req.Method == http.MethodGet || req.Method == http.MethodOptions || resp.StatusCode/100 != 2 {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(strings.NewReader(string(body)))
	m.mu.Lock()
	defer m.mu.Unlock()
	if resp.StatusCode == http.StatusCreated {
		var made struct {
			SID string `json:"sid"`
		}
		_ = json.Unmarshal(body, &made) // what is no JSON has no SID
		m.makers[made.SID] = id
		return resp, err
	}
	isService := strings.Count(req.URL.Path, "/") == 3
	if len(all) == 0 || isService && req.Method == http.MethodDelete { // the last case that used it deletes it
		return resp, err
	}
	// begins when all that share the Service have ended, see [Last]
	last := strings.HasSuffix(id, "/long-lists-are-whole")
	if maker := m.makers[all[len(all)-1]]; maker != "" && maker != id && !last {
		m.meddled[all[0]] = append(m.meddled[all[0]], id+" "+req.Method+" "+req.URL.Path+" of "+maker)
	}
	return resp, err
}

// problems are the changes in Services that were not lent: cases had them at the same time.
func (m *meddling) problems() (all []string) {
	for service, changes := range m.meddled {
		visits := slices.Sorted(slices.Values(m.visits[service]))
		if len(slices.Compact(visits)) < len(m.visits[service]) { // one case came back after another
			all = append(all, changes...)
		}
	}
	return all
}

// Cases that share a Service change nothing but what they made, in whatever order they run, and pass at the first try.
func TestShare_casesLeaveEachOtherAlone(t *testing.T) {
	t.Parallel()
	for _, parallel := range []int{10, 1, 30}[:sampled(1, 3)] {
		m := &meddling{makers: map[string]string{}, visits: map[string][]string{}, meddled: map[string][]string{}}
		report := runEmulated(t, func(t *testing.T) *Target {
			target := emulated(t)
			m.next, target.Transport = target.Transport, m
			return target
		},
			&RunOptions{Cases: catalogue(), Seed: 11, Assumed: true, Parallel: parallel})
		assert.Empty(t, m.problems())
		assert.NotEmpty(t, m.meddled, "Services are lent")
		assert.False(t, report.Failed())
		for _, result := range report.Results {
			for _, f := range result.Findings {
				assert.NotEqual(t, "differs-when-shared", f.Rule, "%s: %s", result.ID, f.Message)
			}
		}
	}
}

// sharing is a case that looks at a shared Service.
func sharing(id string, look func(ctx context.Context, s *Session, service *serverless.Service) error) Case {
	return Case{ID: id, Claim: "It is shared.", Level: Documented, Ops: []string{"FetchFunction"},
		Run: func(ctx context.Context, s *Session) error {
			service, err := s.SharedService(ctx)
			if err != nil {
				return err
			}
			return look(ctx, s, service)
		}}
}

func TestShare_oneServiceForMany(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[string]int{}
	var cases []Case
	for _, id := range strings.Fields("a/a b/b c/c d/d e/e") {
		cases = append(cases, sharing(id, func(_ context.Context, _ *Session, service *serverless.Service) error {
			mu.Lock()
			defer mu.Unlock()
			seen[service.SID]++
			return nil
		}))
	}
	report := runEmulated(t, plainly, &RunOptions{Cases: cases, Seed: 1})
	assert.Len(t, seen, 1)
	assert.Equal(t, 5, report.Totals.Pass)
	assert.Equal(t, 1, report.Totals.Exchanges, "one creation")
	assert.Zero(t, report.Totals.Leftover)
}

// A case that fails is run again in a Service of its own, and what it may have spoiled is given to no other.
func TestShare_failuresAreRunApart(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	got := map[string][]string{}
	note := func(id, service string) int {
		mu.Lock()
		defer mu.Unlock()
		got[id] = append(got[id], service)
		return len(got[id])
	}
	cases := []Case{
		sharing("a/fails-once", func(_ context.Context, _ *Session, service *serverless.Service) error {
			if note("once", service.SID) == 1 {
				return errors.New("only when shared")
			}
			return nil
		}),
		sharing("b/fails-always", func(_ context.Context, _ *Session, service *serverless.Service) error {
			note("always", service.SID)
			return errors.New("always")
		}),
		sharing("c/passes", func(_ context.Context, _ *Session, service *serverless.Service) error {
			note("passes", service.SID)
			return nil
		}),
	}
	report := runEmulated(t, plainly, &RunOptions{Cases: cases, Seed: 1, Parallel: 1})
	once, always, passes := report.Results[0], report.Results[1], report.Results[2]
	assert.Equal(t, Pass, once.Outcome)
	assert.Equal(t, 2, once.Attempts)
	require.Len(t, once.Findings, 1)
	assert.Contains(t, once.Findings[0].Message, "only when shared")
	assert.Equal(t, Fail, always.Outcome)
	assert.Len(t, always.Evidence, 1, "the creation of its own Service")
	assert.Equal(t, Pass, passes.Outcome)
	assert.Equal(t, 1, max(1, passes.Attempts))
	all := append(append(got["once"], got["always"]...), got["passes"]...)
	for i, service := range all {
		assert.NotContains(t, all[:i], service)
	}
	assert.Zero(t, report.Totals.Leftover)
}

// When what is shared cannot be made, each case is blocked by itself.
func TestShare_whatCannotBeMade(t *testing.T) {
	t.Parallel()
	var cases []Case
	for _, id := range strings.Fields("a/a b/b c/c") {
		cases = append(cases, sharing(id, func(context.Context, *Session, *serverless.Service) error { return nil }))
	}
	report := runEmulated(t, func(t *testing.T) *Target {
		target := emulated(t)
		next := target.Transport
		target.Transport = transportFunc(func(req *http.Request) (*http.Response, error) {
			if req.Method == http.MethodPost {
				return reply(req, 400, `{"code":20001,"message":"no",`+
					`"more_info":"https://www.twilio.com/docs/errors/20001","status":400}`), nil
			}
			return next.RoundTrip(req)
		})
		return target
	}, &RunOptions{Cases: cases, Seed: 1})
	assert.Equal(t, 3, report.Totals.Blocked)
	require.Len(t, report.Causes, 1)
	assert.Contains(t, report.Causes[0].Operations, "CreateService")
}

// The last case of a list waits for the cases that fill it, and gets what they made. What a case got wrong is not used.
func TestLast_waitsForThoseWhoFill(t *testing.T) {
	t.Parallel()
	fill := func(id string, err error) Case {
		return Case{ID: id, Claim: "It fills.", Level: Documented, Ops: []string{"CreateFunctionVersion"}, Cost: 10,
			Run: func(ctx context.Context, s *Session) error {
				parent, made := s.UploadsTo(ctx, "Functions")
				if made != nil {
					return made
				}
				if made := Wait(ctx, time.Second); made != nil {
					return made
				}
				return errors.Join(s.Upload(ctx, parent+"/Versions", File{}.Parts(s)...).Created(nil), err)
			}}
	}
	for _, tt := range []struct {
		name  string
		wrong error
		made  int
	}{{"all is well", nil, 2}, {"one differs", errors.New("differs"), 0}} {
		t.Run(tt.name, func(t *testing.T) {
			var made, there []string
			last := Case{ID: "z/last", Claim: "It reads.", Level: Documented, Ops: []string{"ListFunctionVersion"},
				Cost: 5, Run: func(ctx context.Context, s *Session) error {
					if err := Wait(ctx, time.Millisecond); err != nil {
						return err
					}
					parent, all, err := s.LastOfUploads(ctx, "Functions")
					if err != nil {
						return err
					}
					for _, m := range all {
						if strings.HasPrefix(m.Path, parent+"/Versions/") {
							made = append(made, m.Path)
						}
					}
					items, err := s.List(ctx, parent+"/Versions", 0)
					for _, item := range items {
						there = append(there, parent+"/Versions/"+item.SID)
					}
					return err
				}}
			report := runEmulated(t, plainly, &RunOptions{Seed: 1,
				Cases: []Case{fill("a/a", nil), fill("b/b", tt.wrong), last}})
			assert.Len(t, made, tt.made)
			assert.ElementsMatch(t, made, there)
			assert.Equal(t, Pass, report.Results[2].Outcome, report.Results[2].Reason)
			assert.Zero(t, report.Totals.Leftover)
		})
	}
}

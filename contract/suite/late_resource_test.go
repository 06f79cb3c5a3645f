package suite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
)

// forgetful does not find what was made for a while.
func forgetful(next http.RoundTripper, lag time.Duration) http.RoundTripper {
	made := map[string]time.Time{} // by SID; the cases come one after the other
	return transportFunc(func(req *http.Request) (*http.Response, error) {
		at := made[req.URL.Path[strings.LastIndexByte(req.URL.Path, '/')+1:]]
		if req.Method == http.MethodGet && !at.IsZero() && time.Since(at) < lag {
			return absent(next, req)
		}
		resp, err := next.RoundTrip(req)
		if err != nil || resp.StatusCode != http.StatusCreated || !strings.HasSuffix(req.URL.Path, "/Functions") {
			return resp, err
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body = io.NopCloser(bytes.NewReader(body))
		sid := regexp.MustCompile(`ZH[0-9a-f]{32}`).Find(body)
		made[string(sid)] = time.Now()
		return resp, err
	})
}

// absent answers as if what a request asks for were not there: as for another SID, in the words for this one.
func absent(next http.RoundTripper, req *http.Request) (*http.Response, error) {
	sid := req.URL.Path[strings.LastIndexByte(req.URL.Path, '/')+1:]
	other := req.Clone(req.Context())
	other.URL.Path += "0"
	resp, err := next.RoundTrip(other)
	if err != nil {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	body = bytes.ReplaceAll(body, []byte(sid+"0"), []byte(sid))
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return resp, err
}

func TestRun_whatWasJustMadeIsFoundLater(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		lag  time.Duration
		want Outcome
	}{{300 * time.Millisecond, Pass}, {time.Hour, Fail}} {
		synctest.Test(t, func(t *testing.T) {
			var cases []Case
			for i := range 20 {
				cases = append(cases, Case{ID: fmt.Sprint("functions/", i), Claim: "It is found.", Level: Documented,
					Ops: []string{"FetchFunction"},
					Run: inService(func(ctx context.Context, s *Session, service *serviceT) error {
						f, err := s.CreateFunction(ctx, service)
						if err != nil {
							return err
						}
						path := Path("Services", service.SID, "Functions", f.SID)
						if err := s.Get(ctx, path).OK(nil); err != nil {
							return err
						}
						if err := s.Delete(ctx, path).Deleted(); err != nil {
							return err
						}
						return s.Get(ctx, path).NotFound()
					})})
			}
			target := emulated(t)
			target.Transport = forgetful(target.Transport, tt.lag)
			began := time.Now()
			report, err := Run(t.Context(), target, &RunOptions{Cases: cases, Seed: 1, Parallel: 1})
			require.NoError(t, err)
			for _, result := range report.Results {
				assert.Equal(t, tt.want, result.Outcome, result.Reason)
				late := slices.ContainsFunc(result.Findings,
					func(f contract.Finding) bool { return f.Rule == "late-resource" })
				assert.Equal(t, tt.want == Pass, late, "it is said that it was late")
			}
			// what is never found is not waited for in each case
			if tt.want == Fail {
				assert.Less(t, time.Since(began), (maxUnfound+2)*freshFor+time.Second)
			}
		})
	}
}

// Against a target that lets time pass itself no wait takes time, so what is never found is asked for a number of times.
func TestRun_waitsOfNoTimeAreCounted(t *testing.T) {
	t.Parallel()
	asked := 0
	report := runEmulated(t, func(t *testing.T) *Target {
		target := emulated(t)
		next := target.Transport
		target.Pause = func(context.Context, string, time.Duration) error { return nil }
		target.Transport = transportFunc(func(req *http.Request) (*http.Response, error) {
			if req.Method == http.MethodGet && strings.Contains(req.URL.Path, "/Functions/") {
				if asked++; asked > 1000 {
					return nil, fmt.Errorf("asked without end")
				}
				return absent(next, req)
			}
			return next.RoundTrip(req)
		})
		return target
	}, &RunOptions{Cases: []Case{{
		ID: "functions/never-found", Level: Documented, Ops: []string{"FetchFunction"},
		Run: inService(func(ctx context.Context, s *Session, service *serviceT) error {
			made, err := s.CreateFunction(ctx, service)
			if err != nil {
				return err
			}
			return s.Get(ctx, Path("Services", service.SID, "Functions", made.SID)).OK(nil)
		}),
	}}})
	assert.Equal(t, Fail, report.Results[0].Outcome, report.Results[0].Reason)
	assert.LessOrEqual(t, asked, 2*int(freshFor/freshWait)+4, "of an attempt and one with patience")
}

// The same holds for a Build that never ends.
func TestRun_pollsOfNoTimeAreCounted(t *testing.T) {
	t.Parallel()
	asked := 0
	report := runEmulated(t, func(t *testing.T) *Target {
		target := emulated(t)
		next := target.Transport
		target.PollInterval, target.BuildTimeout = time.Second, time.Minute
		target.Pause = func(context.Context, string, time.Duration) error { return nil }
		target.Transport = transportFunc(func(req *http.Request) (*http.Response, error) {
			if strings.HasSuffix(req.URL.Path, "/Status") {
				if asked++; asked > 1000 {
					return nil, fmt.Errorf("asked without end")
				}
			}
			resp, err := next.RoundTrip(req)
			if err != nil || !strings.Contains(req.URL.Path, "/Builds") {
				return resp, err
			}
			body, err := io.ReadAll(resp.Body)
			out := reply(req, resp.StatusCode, strings.Replace(string(body), "completed", "building", 1))
			out.Header = resp.Header
			return out, err
		})
		return target
	}, &RunOptions{Cases: []Case{{
		ID: "build-status/never-ends", Level: Documented, Ops: []string{"FetchBuildStatus"},
		Run: inService(func(ctx context.Context, s *Session, service *serviceT) error {
			build, err := s.CreateBuild(ctx, service)
			if err != nil {
				return err
			}
			_, err = s.WatchBuild(ctx, build)
			return err
		}),
	}}})
	assert.Contains(t, report.Results[0].Reason, "1m", report.Results[0].Outcome)
	assert.LessOrEqual(t, asked, 2*60, "of one minute, in two attempts at most")
}

// Nobody says that an Environment is found by its UniqueName, so nobody waits for that.
func TestRun_namesOfEnvironmentsAreAskedForOnce(t *testing.T) {
	t.Parallel()
	asked := 0
	report := runEmulated(t, func(t *testing.T) *Target {
		target := emulated(t)
		next := target.Transport
		target.Transport = transportFunc(func(req *http.Request) (*http.Response, error) {
			if req.Method == http.MethodGet && strings.Contains(req.URL.Path, "/Environments/") {
				asked++
			}
			return next.RoundTrip(req)
		})
		return target
	}, &RunOptions{Cases: []Case{{
		ID: "environments/by-name", Level: Documented, Ops: []string{"FetchEnvironment"},
		Run: inService(func(ctx context.Context, s *Session, service *serviceT) error {
			made, err := s.CreateEnvironment(ctx, service, "dev")
			if err != nil {
				return err
			}
			return s.Get(ctx, Path("Services", service.SID, "Environments", made.UniqueName)).NotFound()
		}),
	}}})
	assert.Equal(t, Pass, report.Results[0].Outcome, report.Results[0].Reason)
	assert.Equal(t, 1, asked)
}

// A case that has to be given time meets an outage at that attempt: it is no failure.
func TestRun_outageWhileReadsAreWaitedFor(t *testing.T) {
	t.Parallel()
	for _, outages := range []int{0, 1, 9} {
		synctest.Test(t, func(t *testing.T) {
			target := emulated(t)
			inner := target.Transport
			var written time.Time
			var before []byte
			met := 0
			target.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				resp, err := inner.RoundTrip(r)
				if err != nil || r.URL.Query().Get("PageSize") != "7" {
					if r.Method == http.MethodPost {
						written = time.Now()
					}
					return resp, err
				}
				switch {
				case before == nil:
					before, err = io.ReadAll(resp.Body)
					resp.Body = io.NopCloser(bytes.NewReader(before))
				case time.Since(written) < readSettle:
					resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(before)), int64(len(before))
				case met < 2*outages: // a read is repeated at once
					met++
					return reply(r, 503, "<h1>503</h1>"), nil
				}
				return resp, err
			})
			report, err := Run(t.Context(), target, &RunOptions{Cases: []Case{{
				ID: "test/late", Level: Documented, Run: func(ctx context.Context, s *Session) error {
					const list = "/v1/Services?PageSize=7"
					if err := s.Get(ctx, list).OK(nil); err != nil {
						return err
					}
					service, err := s.CreateService(ctx)
					if err != nil {
						return err
					}
					answer := s.Get(ctx, list)
					if err := answer.OK(nil); err != nil {
						return err
					}
					if !bytes.Contains(answer.Body, []byte(service.SID)) {
						return errors.New("the list lacks the Service")
					}
					return nil
				},
			}}})
			require.NotNil(t, report, err)
			assert.Zero(t, report.Totals.Fail, "%d: %s", outages, report.Results[0].Reason)
			if outages < 3 {
				assert.Equal(t, Pass, report.Results[0].Outcome, report.Results[0].Reason)
			}
		})
	}
}

// What breaks the contract in an answer by itself breaks it later too: no case waits for its reads because of it.
func TestRun_violationsAreNotWaitedFor(t *testing.T) {
	t.Parallel()
	editable := regexp.MustCompile(`"ui_editable": ?(true|false)`)
	report := runEmulated(t, func(t *testing.T) *Target {
		return spoiled(t, func(r *http.Request, resp *http.Response) *http.Response {
			body, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			return reply(r, resp.StatusCode, editable.ReplaceAllString(string(body), `"ui_editable": "no"`))
		})
	}, &RunOptions{Cases: catalogue(), Filter: regexp.MustCompile("^services/(update|unique-name|texts)"), Seed: 7})
	assert.Greater(t, report.Totals.Fail, 8)
	assert.Less(t, report.Duration, readSettle)
	assert.Len(t, report.Causes, 1)
}

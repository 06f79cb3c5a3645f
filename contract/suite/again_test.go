package suite

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
)

// A write may come too early only after something had ended, and only when it was refused as a conflict.
func TestWire_writeAfterEnd(t *testing.T) {
	t.Parallel()
	type x struct {
		method, path string
		status       int
	}
	cleared := x{http.MethodPost, "/v1/Services/ZS1/Environments/ZE1/Deployments", 201}
	removes := x{http.MethodDelete, "/v1/Services/ZS1/Builds/ZB1", 204}
	for name, tt := range map[string]struct {
		exchanges []x
		want      string
	}{
		"a refused delete of what was live": {[]x{cleared,
			{http.MethodDelete, "/v1/Services/ZS1/Builds/ZB1", 409}}, "DeleteBuild"},
		"of another status": {[]x{cleared, {http.MethodDelete, "/v1/Services/ZS1/Builds/ZB1", 400}}, "DeleteBuild"},
		"a create of what was deleted": {[]x{removes,
			{http.MethodPost, "/v1/Services/ZS1/Environments/ZE1/Variables", 409}}, "CreateVariable"},
		"a create that lacks something": {[]x{removes,
			{http.MethodPost, "/v1/Services/ZS1/Environments/ZE1/Variables", 400}}, ""},
		"before": {[]x{{http.MethodDelete, "/v1/Services/ZS1/Builds/ZB1", 409}, cleared}, ""},
		"after a refused delete": {[]x{{http.MethodDelete, "/v1/Services/ZS1/Builds/ZB1", 404},
			{http.MethodPost, "/v1/Services/ZS1/Environments/ZE1/Variables", 409}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checker, err := contract.NewChecker(&contract.CheckerOptions{APIURL: testBase, UploadURL: testBase})
			assert.NoError(t, err)
			w := &wire{operation: checker.Operation}
			for _, e := range tt.exchanges {
				u, err := url.Parse(testBase + e.path)
				assert.NoError(t, err)
				w.trail.add(&contract.Exchange{Method: e.method, URL: u, Status: e.status}, nil, time.Time{})
			}
			assert.Equal(t, tt.want, w.writeAfterEnd())
		})
	}
}

// A Build that is shown wrongly only while a newer one is made is a defect, and no answer that is late: it never was
// what is shown. A list that shows what was so a moment ago is late.
func TestRun_whatNeverWasIsNotLate(t *testing.T) {
	t.Parallel()
	cases := []Case{{ID: "builds/stay", Claim: "They stay.", Level: Documented, Ops: []string{"CreateBuild", "ListBuild"},
		Run: inService(func(ctx context.Context, s *Session, service *serviceT) error {
			first, err := s.CompletedBuild(ctx, service)
			if err != nil {
				return err
			}
			if _, err := s.CreateBuild(ctx, service); err != nil {
				return err
			}
			items, err := s.List(ctx, Path("Services", service.SID, "Builds"), 0)
			return expect.Then(err, expect.That(slices.Contains(SIDs(items), first.SID), "the first Build is not listed"))
		})}, {ID: "functions/are-listed", Claim: "They are listed.", Level: Documented,
		Ops: []string{"CreateFunction", "ListFunction"},
		Run: inService(func(ctx context.Context, s *Session, service *serviceT) error {
			if _, err := s.CreateFunction(ctx, service); err != nil {
				return err
			}
			items, err := s.List(ctx, Path("Services", service.SID, "Functions"), 0)
			return expect.Then(err, expect.That(len(items) == 1, "the list has %d", len(items)))
		})}}
	var mu sync.Mutex
	made := map[string]time.Time{} // the last Build or Function, by list
	report := runEmulated(t, func(t *testing.T) *Target {
		target := emulated(t)
		next := target.Transport
		target.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(r)
			if err != nil {
				return resp, err
			}
			body, err := io.ReadAll(resp.Body)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case r.Method == http.MethodPost && resp.StatusCode == http.StatusCreated:
				made[r.URL.Path] = time.Now()
			case strings.HasSuffix(r.URL.Path, "/Builds") && time.Since(made[r.URL.Path]) < time.Second:
				body = bytes.ReplaceAll(body, []byte(`"node22"`), []byte(`"node20"`))
			case strings.HasSuffix(r.URL.Path, "/Functions") && time.Since(made[r.URL.Path]) < time.Second:
				body = regexp.MustCompile(`(?s)"functions": ?\[.*\]`).ReplaceAll(body, []byte(`"functions":[]`))
			}
			resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
			return resp, err
		})
		return target
	}, &RunOptions{Cases: cases, Seed: 1})
	assert.Equal(t, Fail, report.Results[0].Outcome, report.Results[0].Reason)
	assert.Equal(t, Pass, report.Results[1].Outcome, report.Results[1].Reason)
	assert.Equal(t, "late-read", report.Results[1].Findings[0].Rule)
}

package suite

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// spoiled is the emulator, with other answers where spoil gives one.
func spoiled(t *testing.T, spoil func(r *http.Request, resp *http.Response) *http.Response) *Target {
	t.Helper()
	target := emulated(t)
	whole := target.Transport
	target.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
		resp, err := whole.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		if other := spoil(r, resp); other != nil {
			_ = resp.Body.Close()
			return other, nil
		}
		return resp, nil
	})
	return target
}

const outOfOrder = `{"message":"An error occurred","status":500}`

var aboutServices = regexp.MustCompile(`^services/(unique-name|friendly-name|fetch|delete|update)`)

// A server that answers 500 where the API refuses does so each time, while it answers everything else: that is its
// answer, and a broken promise.
func TestRun_refusalsThatAre500Fail(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(r *http.Request, resp *http.Response) bool{
		"refusals of a create": func(r *http.Request, resp *http.Response) bool {
			return resp.StatusCode == 400 && r.URL.Path == "/v1/Services"
		},
		"all that is not found": func(_ *http.Request, resp *http.Response) bool { return resp.StatusCode == 404 },
		"every delete of one that is there": func(r *http.Request, resp *http.Response) bool {
			return r.Method == http.MethodDelete && resp.StatusCode == 204 &&
				strings.Contains(r.Header.Get("User-Agent"), "services/delete")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := runEmulated(t, func(t *testing.T) *Target {
				return spoiled(t, func(r *http.Request, resp *http.Response) *http.Response {
					if spoil(r, resp) {
						return reply(r, 500, outOfOrder)
					}
					return nil
				})
			}, &RunOptions{Cases: catalogue(), Filter: aboutServices, Seed: 7})
			assert.Positive(t, report.Totals.Fail)
			assert.Zero(t, report.Totals.Error, "%v", report.Causes)
			for _, cause := range report.Causes {
				assert.Contains(t, cause.Title, "answers 500 each time")
				assert.Contains(t, cause.Reason, "while the target answered other requests")
			}
		})
	}
}

// HEAD is no operation of the API. A server that answers 500 to each is broken all the same: GET is fine.
func TestRun_headThatIs500Fails(t *testing.T) {
	t.Parallel()
	report := runEmulated(t, func(t *testing.T) *Target {
		return spoiled(t, func(r *http.Request, _ *http.Response) *http.Response {
			if r.Method == http.MethodHead {
				return reply(r, 500, outOfOrder)
			}
			return nil
		})
	}, &RunOptions{Cases: catalogue(), Filter: regexp.MustCompile("^functions/head"), Seed: 7})
	require.Len(t, report.Causes, 1)
	assert.Equal(t, 1, report.Totals.Fail)
	assert.Equal(t, "HEAD answers 500 each time, while other requests are answered", report.Causes[0].Title)
	assert.Empty(t, report.Causes[0].Operations)
}

// An outage that is over, or that goes on, is no answer.
func TestRun_outagesAccuseNobody(t *testing.T) {
	t.Parallel()
	for name, out := range map[string]func(n int64, after time.Duration) bool{
		"for ten seconds": func(_ int64, after time.Duration) bool {
			return after > time.Second &&
				after < 11*time.Second
		},
		"one in five":  func(n int64, _ time.Duration) bool { return n%5 == 0 },
		"from then on": func(_ int64, after time.Duration) bool { return after > time.Second },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var n atomic.Int64
				var began time.Time
				target := spoiled(t, func(r *http.Request, _ *http.Response) *http.Response {
					if began.IsZero() {
						began = time.Now()
					}
					time.Sleep(20 * time.Millisecond)
					if out(n.Add(1), time.Since(began)) {
						return reply(r, 503, outOfOrder)
					}
					return nil
				})
				began = time.Now()
				report, err := Run(t.Context(), target,
					&RunOptions{Cases: catalogue(), Filter: aboutServices, Seed: 7, Parallel: 2})
				if err != nil {
					require.ErrorIs(t, err, ErrTargetLost)
				}
				require.NotNil(t, report)
				assert.Zero(t, report.Totals.Fail, "%v", report.Causes)
			})
		})
	}
}

// A target that refuses every CreateService is asked a few times whether others had filled the
// account, not for each case.
func TestRun_serviceIsNeverCreated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		target := spoiled(t, func(r *http.Request, resp *http.Response) *http.Response {
			if r.Method == http.MethodPost && r.URL.Path == "/v1/Services" && resp.StatusCode == 201 {
				return reply(r, 404, `{"code":20404,"message":"No such route","status":404}`)
			}
			return nil
		})
		began := time.Now()
		report, err := Run(t.Context(), target, &RunOptions{Cases: catalogue(), Seed: 7, Parallel: 1})
		require.NoError(t, err)
		assert.Less(t, time.Since(began), 2*time.Minute)
		assert.LessOrEqual(t, len(report.Causes), 8)
	})
}

// All refusals have one shape: a server that breaks it has one cause, whichever operations and cases show it.
func TestCauses_refusalsHaveOneShape(t *testing.T) {
	t.Parallel()
	for property, spoil := range map[string]func(refusal map[string]any){
		"error.message": func(refusal map[string]any) { delete(refusal, "message") },
		"error.status":  func(refusal map[string]any) { refusal["status"] = 500 },
	} {
		report := runEmulated(t, func(t *testing.T) *Target {
			return spoiled(t, func(r *http.Request, resp *http.Response) *http.Response {
				media := resp.Header.Get("Content-Type") // the upload host refuses credentials in plain text
				if resp.StatusCode < 400 || !strings.HasPrefix(media, "application/json") {
					return nil
				}
				var refusal map[string]any
				require.NoError(t, json.NewDecoder(resp.Body).Decode(&refusal))
				spoil(refusal)
				body, err := json.Marshal(refusal)
				require.NoError(t, err)
				return reply(r, resp.StatusCode, string(body))
			})
		}, &RunOptions{Cases: catalogue(), Filter: regexp.MustCompile("^(assets|environments)/"), Seed: 7})
		for _, cause := range report.Causes {
			t.Log(cause.Title, cause.Cases)
		}
		require.Len(t, report.Causes, 1)
		assert.Contains(t, report.Causes[0].Title, property)
	}
}

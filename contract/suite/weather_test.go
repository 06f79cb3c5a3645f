package suite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite/internal/throttle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// A gateway that is out of order is no verdict about the API, and costs no patience.
func TestRun_deadGateway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		report, err := Run(t.Context(), madeUp(func(r *http.Request) (*http.Response, error) {
			return reply(r, 502, "<h1>Bad Gateway</h1>", "Content-Type", "text/html"), nil
		}), &RunOptions{Cases: catalogue()})
		require.ErrorIs(t, err, ErrUnavailable)
		assert.Nil(t, report)
		assert.Less(t, time.Since(began), 10*time.Second)
	})
}

// Something that answers 200 with a page is not this API.
func TestRun_otherAPI(t *testing.T) {
	t.Parallel()
	_, err := Run(t.Context(), madeUp(func(r *http.Request) (*http.Response, error) {
		return reply(r, 200, "<h1>Welcome</h1>", "Content-Type", "text/html"), nil
	}), &RunOptions{Cases: catalogue()})
	require.ErrorIs(t, err, ErrOtherAPI)
}

// A server of this API that gets the JSON or the headers of every answer wrong is told so, and not taken for another.
func TestRun_brokenJSONIsNoOtherAPI(t *testing.T) {
	t.Parallel()
	for name, broken := range map[string]func(body string) (mediaType, spoiled string){
		"text/plain":        func(body string) (string, string) { return "text/plain", body },
		"text/html":         func(body string) (string, string) { return "text/html", body },
		"a byte order mark": func(body string) (string, string) { return "application/json", "\ufeff" + body },
		"UTF-16": func(body string) (string, string) {
			return "application/json", strings.Join(strings.Split(body, ""), "\x00") + "\x00"
		},
		"cut": func(body string) (string, string) {
			return "application/json",
				body[:len(body)-min(2, len(body))]
		},
		"twice":      func(body string) (string, string) { return "application/json", body + body },
		"a callback": func(body string) (string, string) { return "application/json", "done(" + body + ")" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			report := runEmulated(t, func(t *testing.T) *Target {
				target := emulated(t)
				next := target.Transport
				target.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
					resp, err := next.RoundTrip(r)
					if err != nil {
						return nil, err
					}
					body, err := io.ReadAll(resp.Body)
					if err != nil || len(body) == 0 {
						return resp, err
					}
					media, spoiled := broken(string(body))
					return reply(r, resp.StatusCode, spoiled, "Content-Type", media), nil
				})
				return target
			}, &RunOptions{Cases: catalogue(), Filter: regexp.MustCompile("^services/"), Seed: 3})
			assert.Positive(t, report.Totals.Fail)
		})
	}
}

// stray answers one in so many requests with what a gateway says, or with nothing.
func stray(next http.RoundTripper, every int64) http.RoundTripper {
	var n atomic.Int64
	return transportFunc(func(r *http.Request) (*http.Response, error) {
		switch i := n.Add(1); {
		case i%every != 0:
			return next.RoundTrip(r)
		case i/every%2 == 0:
			return nil, errors.New("connection reset by peer")
		}
		return reply(r, 503, "<p>no", "Content-Type", "text/html"), nil
	})
}

func TestRun_strayErrorsAccuseNobody(t *testing.T) {
	t.Parallel()
	for _, every := range []int64{150, 700}[:sampled(1, 2)] {
		report := runEmulated(t, func(t *testing.T) *Target {
			target := emulated(t)
			target.Transport = stray(target.Transport, every)
			return target
		}, &RunOptions{Cases: sampledCases(catalogue()), Seed: 7, Assumed: true})
		assert.Zero(t, report.Totals.Fail+report.Totals.Blocked, "one in %d: %v", every, report.Causes)
		assert.Zero(t, report.Totals.Leftover)
	}
}

// rewriting hands each answer about Environments to change, which may return another text.
func rewriting(next http.RoundTripper, change func(r *http.Request, status int, text string) string) http.RoundTripper {
	var mu sync.Mutex
	return transportFunc(func(r *http.Request) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if err != nil || !strings.Contains(r.URL.Path, "/Environments") {
			return resp, err
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		out := reply(r, resp.StatusCode, change(r, resp.StatusCode, string(body)))
		out.Header = resp.Header
		return out, nil
	})
}

// madeIn is the SID of the Environment that an answer says was made, empty if none was.
func madeIn(r *http.Request, status int, text string) string {
	at := strings.Index(text, "ZE")
	if r.Method != http.MethodPost || status != http.StatusCreated || at < 0 {
		return ""
	}
	return text[at : at+34]
}

// notShown is a list that has another Environment in the place of one.
func notShown(r *http.Request, text, sid string) string {
	if r.Method != http.MethodGet || !strings.Contains(text, `"meta"`) {
		return text
	}
	return strings.ReplaceAll(text, sid, "ZE"+strings.Repeat("0", 32))
}

// Lists that lag 300 ms behind a write: the case passes when they are given time, with a notice. It also does when a
// later write makes the list as it was before, so that reading it again shows nothing.
func TestRun_listsThatLag(t *testing.T) {
	t.Parallel()
	for _, deletes := range []bool{false, true} {
		report := runEmulated(t, func(t *testing.T) *Target {
			target := emulated(t)
			visible := map[string]time.Time{} // SIDs, from when lists have them
			target.Transport = rewriting(target.Transport, func(r *http.Request, status int, text string) string {
				if sid := madeIn(r, status, text); sid != "" {
					visible[sid] = time.Now().Add(300 * time.Millisecond)
				}
				for sid, from := range visible {
					if time.Now().Before(from) {
						text = notShown(r, text, sid)
					}
				}
				return text
			})
			return target
		}, &RunOptions{Cases: []Case{lagCase(deletes)}})
		result := report.Results[0]
		require.Equal(t, Pass, result.Outcome, "deletes %t: %s", deletes, result.Reason)
		assert.Equal(t, 2, result.Attempts)
		require.Len(t, result.Findings, 1)
		assert.Equal(t, "late-read", result.Findings[0].Rule)
	}
}

// A list that never has the Environment of the first attempt does not lag, whatever a second attempt would show.
func TestRun_whatStaysLostIsNoLag(t *testing.T) {
	t.Parallel()
	report := runEmulated(t, func(t *testing.T) *Target {
		target := emulated(t)
		lost := ""
		target.Transport = rewriting(target.Transport, func(r *http.Request, status int, text string) string {
			lost = cmp.Or(lost, madeIn(r, status, text))
			return notShown(r, text, lost)
		})
		return target
	}, &RunOptions{Cases: []Case{lagCase(false)}})
	result := report.Results[0]
	assert.Equal(t, Fail, result.Outcome)
	assert.Zero(t, result.Attempts, "none besides the first")
	assert.Empty(t, result.Findings)
}

// lagCase reads a list right after a create. It may delete what was made before it says what is wrong.
func lagCase(deletes bool) Case {
	return Case{
		ID: "environments/lag", Level: Documented, Ops: []string{"ListEnvironment"},
		Run: inService(func(ctx context.Context, s *Session, service *serviceT) error {
			made, err := s.CreateEnvironment(ctx, service, "dev")
			if err != nil {
				return err
			}
			list := Path("Services", service.SID, "Environments")
			items, err := s.List(ctx, list, 0)
			if err == nil && deletes {
				err = s.Delete(ctx, list+"/"+made.SID).Deleted()
			}
			return expect.Then(err, expect.Same("items", fmt.Sprint(SIDs(items)), "["+made.SID+"]"))
		}),
	}
}

// An account that can hold no more Services is nobody's broken promise.
func TestRun_fullAccount(t *testing.T) {
	t.Parallel()
	for _, held := range []int{46, 50} {
		synctest.Test(t, func(t *testing.T) {
			target := emulated(t)
			s, err := sessionOfTarget(t, target)
			require.NoError(t, err)
			for range held {
				_, err := s.CreateService(t.Context())
				require.NoError(t, err)
			}
			target.Features = []Feature{FeatureSecrets}
			report, err := Run(t.Context(), target, &RunOptions{Cases: catalogue()[:40], Seed: 3})
			require.NotNil(t, report)
			assert.Zero(t, report.Totals.Fail+report.Totals.Blocked, "%d held: %v", held, report.Causes)
			if held == 46 {
				require.NoError(t, err)
				assert.NotEmpty(t, report.Notes)
			} else {
				assert.Positive(t, report.Totals.Error)
			}
		})
	}
}

// The refusal of one Service too many is the subject of the case that fills the account, and no weather.
func TestRun_refusalOfTheLimitIsJudged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		target := emulated(t)
		whole := target.Transport
		target.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			resp, err := whole.RoundTrip(r)
			if err != nil || resp.StatusCode != http.StatusBadRequest {
				return resp, err
			}
			_ = resp.Body.Close()
			return reply(r, 400, `{"code":null,"message":"Services are limited to 50","status":400}`), nil
		})
		report, err := Run(t.Context(), target, &RunOptions{
			Cases: catalogue(), Filter: regexp.MustCompile(`^services/more-than-50-are-refused$`),
		})
		require.NoError(t, err)
		assert.Equal(t, 1, report.Totals.Fail, report.Results[0].Reason)
	})
}

// An account that is full for ten seconds, or has no Build left in this hour, accuses nobody.
func TestRun_quotas(t *testing.T) {
	t.Parallel()
	for operation, words := range map[string]string{
		"Services": "Services are limited to less than or equal to 50",
		"Builds":   "Builds are limited to less than or equal to 100",
	} {
		synctest.Test(t, func(t *testing.T) {
			target := emulated(t)
			began := time.Now()
			whole := target.Transport
			target.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
				if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/"+operation) &&
					time.Since(began) < 10*time.Second {
					return reply(r, 400, `{"code":20001,"message":"`+words+`","status":400}`), nil
				}
				return whole.RoundTrip(r)
			})
			report, err := Run(t.Context(), target, &RunOptions{Cases: catalogue(),
				Filter: regexp.MustCompile(`^(builds/have-the-properties-of-their-page|services/fetch-by-sid)$`)})
			require.NotNil(t, report, err)
			assert.Zero(t, report.Totals.Fail+report.Totals.Blocked, "%s: %v", operation, report.Causes)
			if operation == "Services" {
				assert.Equal(t, 2, report.Totals.Pass, "who waits gets room")
			}
		})
	}
}

// sessionOfTarget is a session with names of its own.
func sessionOfTarget(t *testing.T, target *Target) (*Session, error) {
	t.Helper()
	whole, err := target.complete()
	require.NoError(t, err)
	r := &runner{target: whole, checker: testChecker(t), gate: throttle.New(10, Wait)}
	return newSession(whole, r.newWire("others", whole.Transport), newNames("theirs", "x", 0))
}

// After the first Build that does not end, nobody waits five minutes again.
func TestRun_buildsThatNeverEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		emu, err := emulator.New(&emulator.Options{Seed: 1, BuildTime: 1000 * time.Hour, Clock: today})
		require.NoError(t, err)
		target := emulated(t)
		target.Transport = emu.Transport()
		target.SecondUsername, target.SecondPassword, target.ForeignUsername, target.ForeignPassword = "", "", "", ""
		began := time.Now()
		report, err := Run(t.Context(), target, &RunOptions{Cases: sampledCases(catalogue()), Seed: 7})
		require.NoError(t, err)
		assert.Less(t, time.Since(began), 8*time.Minute)
		assert.Positive(t, report.Totals.Blocked)
		assert.True(t, report.Failed())
	})
}

// Two runs on one account at once, in different order, accuse nobody. By default only those cases run that look at
// what the account holds, and others that create and delete: all other cases see nothing outside their Service.
func TestRun_twoAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		target := emulated(t)
		target.Features = []Feature{FeatureLogs, FeatureSecrets, FeatureDependencyCheck}
		chosen := []*regexp.Regexp{regexp.MustCompile("^(services|environments|builds)/"), nil}[sampled(1, 2)-1]
		var both sync.WaitGroup
		reports := make([]*Report, 2)
		for i := range reports {
			both.Go(func() {
				report, err := Run(t.Context(), target, &RunOptions{Cases: catalogue(), Filter: chosen,
					Seed: uint64(i + 1)})
				assert.NoError(t, err)
				reports[i] = report
			})
		}
		both.Wait()
		for _, report := range reports {
			assert.Zero(t, report.Totals.Fail+report.Totals.Blocked, "%v", report.Causes)
		}
	})
}

// A server that closes idle connections at once answers all the same.
func TestTransport_shortKeepAlive(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(r.Method))
	}))
	server.Config.IdleTimeout = time.Millisecond
	server.Config.ConnState = func(c net.Conn, state http.ConnState) {
		if state == http.StateIdle {
			_ = c.Close()
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	transport := NewTransport(http.DefaultTransport.(*http.Transport).Clone())
	t.Cleanup(transport.CloseIdleConnections)
	failed := 0
	for i := range 200 {
		method := http.MethodGet
		if i%2 == 1 {
			method = http.MethodPost
		}
		req, err := http.NewRequestWithContext(t.Context(), method, server.URL, strings.NewReader(""))
		require.NoError(t, err)
		resp, err := transport.RoundTrip(req)
		if err != nil {
			failed++
			continue
		}
		_ = resp.Body.Close()
	}
	assert.LessOrEqual(t, failed, 1, "what is not safe may fail once, before the server is known")
}

package deployer_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// polls are the times of the looks at the Build, since the first one.
func (w *wire) polls() []time.Duration {
	var at []time.Duration
	var first time.Time
	for _, s := range w.calls() {
		if s.operation != "FetchBuildStatus" {
			continue
		}
		if first.IsZero() {
			first = s.begin
		}
		at = append(at, s.begin.Sub(first))
	}
	return at
}

func seconds(all ...float64) []time.Duration {
	var durations []time.Duration
	for _, s := range all {
		durations = append(durations, time.Duration(s*float64(time.Second)).Round(time.Millisecond))
	}
	return durations
}

func TestApply_polls(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		buildTime, interval, latency time.Duration
		want                         []time.Duration
	}{
		"at once":                        {0, 0, 0, seconds(0)},
		"as Builds take as a rule":       {4 * time.Second, 0, 0, seconds(0, 1.8, 2.91, 3.934, 4.88)},
		"every second":                   {3 * time.Second, time.Second, 0, seconds(0, 1, 2, 3)},
		"every interval":                 {time.Second, 400 * time.Millisecond, 0, seconds(0, .4, .8, 1.2)},
		"the answers' time does not add": {3 * time.Second, time.Second, 200 * time.Millisecond, seconds(0, 1, 2, 3)},
		"less often after a while": {40 * time.Second, time.Second, 0,
			seconds(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
				16, 17, 18, 19, 20,
				21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31.1, 32.3, 33.6, 35, 36.5, 38.1, 39.8, 41.6)},
		"not more than one at a time": {4 * time.Second, time.Second, 1500 * time.Millisecond, seconds(0, 1.5, 3)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, &emulator.Options{BuildTime: c.buildTime, Latency: c.latency})
				d := a.deployer(t, &deployer.Options{PollInterval: c.interval})
				plan, err := d.Plan(t.Context(), request(t, shop()))
				require.NoError(t, err)
				_, err = d.Apply(t.Context(), plan)
				require.NoError(t, err)
				polls := a.wire.polls()
				for i := range polls {
					polls[i] = polls[i].Round(time.Millisecond)
				}
				assert.Equal(t, c.want, polls)
			})
		})
	}
}

func TestApply_buildFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var failing atomic.Bool
		a := newAccount(t, &emulator.Options{BuildTime: 5 * time.Second,
			BuildResult: func(emulator.BuildRequest) string {
				if failing.Load() {
					return "npm"
				}
				return ""
			}})
		first := a.mustDeploy(t, request(t, shop()))
		before := a.state(t, "shop", "dev").Live

		failing.Store(true)
		files := shop()
		files["functions/hello.js"] = file("changed")
		r := request(t, files)
		r.Variables, r.SyncVariables, r.Runtime = nil, true, otherRuntime()
		var events []deployer.Event
		d := a.deployer(t, &deployer.Options{OnEvent: func(e deployer.Event) { events = append(events, e) }})
		plan, err := d.Plan(t.Context(), r)
		require.NoError(t, err)
		result, err := d.Apply(t.Context(), plan)
		var failed *deployer.BuildFailedError
		require.ErrorAs(t, err, &failed)
		assert.EqualError(t, err, fmt.Sprintf("build %s: the Build %s failed; nothing was deployed", result.BuildSID,
			result.BuildSID))
		assert.Equal(t, otherRuntime(), failed.Runtime)
		assert.Equal(t, "the API does not say why; look for error 82003 in the Debugger of the console, and check "+
			"that every dependency in package.json can be installed for "+otherRuntime(), failed.Suggestion())
		var at *deployer.StepError
		require.ErrorAs(t, err, &at)
		assert.Equal(t, deployer.StepBuild, at.Step)
		assert.Equal(t, "failed", events[len(events)-1].Status, "the last event")

		assert.Empty(t, result.DeploymentSID)
		assert.Len(t, result.Functions, 3)
		live := a.state(t, "shop", "dev")
		assert.Equal(t, before, live.Live, "what was live is live")
		assert.Len(t, live.Variables, 1, "and has its Variables")
		environment, err := a.direct.FetchEnvironment(t.Context(), "shop", result.EnvironmentSID)
		require.NoError(t, err)
		assert.Equal(t, first.BuildSID, *environment.BuildSID)

		failing.Store(false)
		a.mustDeploy(t, r)
		assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
	})
}

func TestBuildFailedError_runtimeUnknown(t *testing.T) {
	t.Parallel()
	err := &deployer.BuildFailedError{BuildSID: "ZB"}
	assert.Regexp(t, `can be installed for its runtime$`, err.Suggestion())
}

func TestApply_buildTakesTooLong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		latency, timeout time.Duration
		polls            int
	}{
		"between two polls":     {0, 90*time.Second + 500*time.Millisecond, 56},
		"at the time of a poll": {0, 91*time.Second + 100*time.Millisecond, 56},
		"during a poll":         {600 * time.Millisecond, 87*time.Second + 800*time.Millisecond, 56},
		"the default":           {0, 0, 160},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, &emulator.Options{BuildTime: time.Hour, Latency: c.latency})
				d := a.deployer(t, &deployer.Options{BuildTimeout: c.timeout, PollInterval: time.Second})
				plan, err := d.Plan(t.Context(), request(t, shop()))
				require.NoError(t, err)
				result, err := d.Apply(t.Context(), plan)
				var late *deployer.BuildTimeoutError
				require.ErrorAs(t, err, &late)
				want := c.timeout
				if want == 0 {
					want = 10 * time.Minute
				}
				assert.Equal(t, deployer.BuildTimeoutError{BuildSID: result.BuildSID, After: want}, *late)
				assert.EqualError(t, err, fmt.Sprintf(
					"build %s: the Build %s has not ended after %s; nothing was deployed",
					result.BuildSID, result.BuildSID, want))
				calls := a.wire.calls()
				assert.Equal(t, "FetchBuildStatus", calls[len(calls)-1].operation, "nothing was deployed")
				polls := a.wire.polls()
				last := polls[len(polls)-1]
				assert.Equal(t, want, last+time.Since(calls[len(calls)-1].begin), "neither early nor late")
				if last < want { // a last poll at the very end may happen or not
					assert.Len(t, polls, c.polls)
				}
			})
		})
	}
}

// statusOf is the status of the Build that a request asks for.
func statusOf(req *http.Request, status string) string {
	build := path.Base(path.Dir(req.URL.Path))
	return fmt.Sprintf(`{"sid":%q,"status":%q}`, build, status)
}

// After an undocumented status the wait goes on, and the status is reported once.
func TestApply_unknownStatus(t *testing.T) {
	t.Parallel()
	scenarios[0].run(t, func(t *testing.T, a *account, r deployer.Request) {
		a.wire.intercept = func(s sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
			error) {
			if s.operation == "FetchBuildStatus" && (s.nth == 1 || s.nth == 2) {
				return answer(200, statusOf(req, "verified")), nil
			}
			return send()
		}
		var warnings []string
		d := a.deployer(t, &deployer.Options{OnEvent: func(e deployer.Event) {
			if e.Warning != "" {
				warnings = append(warnings, e.Warning)
			}
		}})
		plan, err := d.Plan(t.Context(), r)
		require.NoError(t, err)
		_, err = d.Apply(t.Context(), plan)
		require.NoError(t, err)
		assert.Equal(t, 1, a.wire.count("CreateDeployment"))
		assert.Equal(t, []string{`the Build has the unknown status "verified"; waiting until it is completed or failed`},
			warnings)
	})
}

// One that never changes ends with the time limit.
func TestApply_unknownStatusForEver(t *testing.T) {
	t.Parallel()
	scenarios[0].run(t, func(t *testing.T, a *account, r deployer.Request) {
		a.wire.intercept = func(s sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
			error) {
			if s.operation == "FetchBuildStatus" {
				return answer(200, statusOf(req, "paused")), nil
			}
			return send()
		}
		_, err := a.deploy(t.Context(), t, r)
		require.ErrorAs(t, err, new(*deployer.BuildTimeoutError))
		assert.Zero(t, a.wire.count("CreateDeployment"))
	})
}

// An answer that is no Build, or another one, says nothing about the Build that is waited for: not
// that it failed, and not that it is completed.
func TestApply_unreadStatus(t *testing.T) {
	t.Parallel()
	zeros := strings.Repeat("0", 32)
	for name, body := range map[string]string{
		"a page":                   "<html>Please log in</html>",
		"nothing":                  "",
		"the status alone":         `{"status":"completed"}`,
		"no status":                `{"sid":"BUILD","status":null}`,
		"another Build":            `{"sid":"ZB` + zeros + `","status":"completed"}`,
		"another Build, failed":    `{"sid":"ZB` + zeros + `","status":"failed"}`,
		"the Build, elsewhere":     `{"sid":"BUILD","service_sid":"ZS` + zeros + `","status":"completed"}`,
		"a Build with a new state": `{"sid":"ZB` + zeros + `","status":"verified"}`,
	} {
		for _, c := range []struct{ times, asked int }{{1, 2}, {9, 10}, {10, 10}} {
			t.Run(fmt.Sprint(name, ", ", c.times, " times"), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					a := newAccount(t, &emulator.Options{})
					a.wire.intercept = func(s sent, req *http.Request,
						send func() (*http.Response, error)) (*http.Response, error) {
						if s.operation == "FetchBuildStatus" && s.nth <= c.times {
							sid := path.Base(path.Dir(req.URL.Path))
							return answer(200, strings.ReplaceAll(body, "BUILD", sid)), nil
						}
						return send()
					}
					var warnings []string
					d := a.deployer(t, &deployer.Options{OnEvent: func(e deployer.Event) {
						if e.Warning != "" {
							warnings = append(warnings, e.Warning)
						}
					}})
					plan, err := d.Plan(t.Context(), request(t, shop()))
					require.NoError(t, err)
					_, err = d.Apply(t.Context(), plan)
					if c.times < 10 {
						require.NoError(t, err)
					} else {
						requireClear(t, err, name)
						require.ErrorContains(t, err, "FetchBuildStatus")
						require.ErrorContains(t, err, "the answer cannot be read")
						assert.Zero(t, a.wire.count("CreateDeployment"))
					}
					assert.Equal(t, c.asked, a.wire.count("FetchBuildStatus"))
					require.Len(t, warnings, 1, "told once")
					assert.Contains(t, warnings[0], "an answer says nothing about the Build")
				})
			})
		}
	}
}

// The client asks again when the server fails, so a poll that fails now and then is no failure of
// the deploy.
func TestApply_statusFlaps(t *testing.T) {
	t.Parallel()
	scenarios[0].run(t, func(t *testing.T, a *account, r deployer.Request) {
		a.wire.intercept = func(s sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
			error) {
			if s.operation == "FetchBuildStatus" && s.nth%3 != 0 {
				return answer(500, ""), nil
			}
			return send()
		}
		_, err := a.deploy(t.Context(), t, r)
		require.NoError(t, err)
		assert.Greater(t, a.wire.count("FetchBuildStatus"), 3)
	})
}

func TestApply_statusIsGone(t *testing.T) {
	t.Parallel()
	scenarios[0].run(t, func(t *testing.T, a *account, r deployer.Request) {
		a.wire.intercept = func(s sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
			error) {
			if s.operation == "FetchBuildStatus" {
				return answer(404, `{"code":20404,"message":"not found","status":404}`), nil
			}
			return send()
		}
		_, err := a.deploy(t.Context(), t, r)
		require.ErrorIs(t, err, client.ErrNotFound)
		assert.Equal(t, 1, a.wire.count("FetchBuildStatus"))
	})
}

func TestWatchBuild(t *testing.T) {
	t.Parallel()
	// watch returns what is yielded, until the reader has enough.
	watch := func(t *testing.T, ctx context.Context, a *account, enough int) (states []serverless.BuildState,
		last error) {
		o := a.otherTool(t)
		v, err := a.direct.CreateFunctionVersion(t.Context(), "shop", o.function("/a"),
			client.BytesUpload("/a", bundle.Public, "application/javascript", nil))
		require.NoError(t, err)
		b, err := a.direct.CreateBuild(t.Context(), "shop",
			serverless.CreateBuildRequest{FunctionVersions: []string{v.SID}})
		require.NoError(t, err)
		for state, err := range a.deployer(t, nil).WatchBuild(ctx, "shop", b.SID) {
			require.NoError(t, last, "an error is the last")
			states, last = append(states, state), err
			if len(states) == enough {
				break
			}
		}
		return states, last
	}
	t.Run("to its end", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			states, err := watch(t, t.Context(), newAccount(t, &emulator.Options{BuildTime: 2 * time.Second}), 0)
			require.NoError(t, err)
			assert.Equal(t, []serverless.BuildState{"building", "building", "completed"}, states)
		})
	})
	t.Run("the reader stops", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			a := newAccount(t, &emulator.Options{BuildTime: time.Hour})
			states, err := watch(t, t.Context(), a, 2)
			require.NoError(t, err)
			assert.Len(t, states, 2)
			time.Sleep(time.Minute)
			assert.Equal(t, 2, a.wire.count("FetchBuildStatus"), "polling has ended")
		})
	})
	t.Run("failed", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			states, err := watch(t, t.Context(), newAccount(t,
				&emulator.Options{BuildResult: func(emulator.BuildRequest) string { return "npm" }}), 0)
			assert.ErrorAs(t, err, new(*deployer.BuildFailedError))
			assert.Equal(t, []serverless.BuildState{"failed"}, states)
		})
	})
	t.Run("the context ends between polls, with a cause", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			cause := errors.New("enough")
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(1500*time.Millisecond, func() { cancel(cause) })
			began := time.Now()
			_, err := watch(t, ctx, newAccount(t, &emulator.Options{BuildTime: time.Hour}), 0)
			require.ErrorIs(t, err, context.Canceled)
			require.ErrorIs(t, err, cause)
			assert.Equal(t, 1500*time.Millisecond, time.Since(began))
		})
	})
	t.Run("the caller's deadline is no timeout of the Build", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			_, err := watch(t, ctx, newAccount(t, &emulator.Options{BuildTime: time.Hour}), 0)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.False(t, errors.As(err, new(*deployer.BuildTimeoutError)))
		})
	})
}

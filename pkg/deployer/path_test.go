package deployer_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// A deploy takes as long as the longest chain of requests that need each other's answers, and not
// longer: there are no barriers.
func TestDeploy_criticalPath(t *testing.T) {
	t.Parallel()
	const latency = 100 * time.Millisecond
	for _, c := range []struct {
		name        string
		known       bool
		change      string // a file
		plan, apply []string
	}{
		{"first deploy", false, "", []string{"FetchService"}, []string{
			"CreateService", "CreateFunction", "CreateFunctionVersion", "CreateFunctionVersion of the manifest",
			"CreateBuild", "FetchBuildStatus",
			"CreateDeployment",
		}},
		{"one file", true, "functions/f07.js", []string{"FetchEnvironment"}, []string{
			"CreateFunctionVersion", "CreateFunctionVersion of the manifest", "CreateBuild", "FetchBuildStatus",
			"CreateDeployment",
		}},
		{"unchanged", true, "functions/README.md", []string{"FetchEnvironment"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, &emulator.Options{Latency: latency})
				d := a.deployer(t, &deployer.Options{Concurrency: 1000})
				files := sized(20, 10)
				r := request(t, files)
				if c.known {
					r.Known = a.mustDeploy(t, r).Known
					files[c.change] = file("changed")
					r.Bundle = readProject(t, files)
				}
				a.wire.reset()
				began := time.Now()
				plan, err := d.Plan(t.Context(), r)
				require.NoError(t, err)
				planned := time.Since(began)
				_, err = d.Apply(t.Context(), plan)
				require.NoError(t, err)
				applied := time.Since(began) - planned
				t.Logf("%-12s plan %v: %s\n   apply %v: %s", c.name, planned, strings.Join(c.plan, " → "), applied,
					strings.Join(c.apply, " → "))
				assert.Equal(t, time.Duration(len(c.plan))*latency, planned)
				assert.Equal(t, time.Duration(len(c.apply))*latency, applied)
				calls := a.wire.calls()
				for _, s := range calls {
					if s.operation == "CreateVariable" {
						built := calls[slices.IndexFunc(calls,
							func(s sent) bool { return s.operation == "CreateBuild" })]
						assert.Equal(t, built.end, s.begin, "while the Build runs")
					}
				}
			})
		})
	}
}

// Two deploys to one Environment at the same time: the later one finds out before it deploys,
// however long the Build took before.
func TestDeploy_twoAtATime(t *testing.T) {
	t.Parallel()
	for _, took := range []time.Duration{0, 5 * time.Second} { // what is live is read beside the poll, or after it
		synctest.Test(t, func(t *testing.T) {
			a := newAccount(t, &emulator.Options{BuildTime: took, Latency: 100 * time.Millisecond})
			a.mustDeploy(t, request(t, shop()))
			outcome := make(chan error, 2)
			for _, content := range []string{"one", "two"} {
				files := shop()
				files["functions/hello.js"] = file(content)
				d := a.deployer(t, nil)
				plan, err := d.Plan(t.Context(), request(t, files))
				require.NoError(t, err)
				go func() {
					if content == "two" {
						time.Sleep(250 * time.Millisecond)
					}
					_, err := d.Apply(t.Context(), plan)
					outcome <- err
				}()
			}
			require.NoError(t, <-outcome)
			require.ErrorIs(t, <-outcome, deployer.ErrStale)
			assert.Contains(t, a.state(t, "shop", "dev").Live, "function /hello public one")
		})
	}
}

// The look beside the first poll does not count when that was not the last one, or when the look
// failed.
func TestApply_looksAgain(t *testing.T) {
	t.Parallel()
	for name, intercept := range map[string]func(now sent, send func() (*http.Response, error)) (*http.Response, error){
		"the Build takes longer": func(now sent, send func() (*http.Response, error)) (*http.Response, error) {
			resp, err := send()
			if now.name() == "FetchBuildStatus#1" {
				resp = replaced(resp, `"completed"`, `"building"`)
			}
			return resp, err
		},
		"the look fails": func(now sent, send func() (*http.Response, error)) (*http.Response, error) {
			if now.name() == "FetchEnvironment#2" {
				return answer(http.StatusForbidden, `{"status":403,"message":"Forbidden","code":20403}`), nil
			}
			return send()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				r := request(t, shop())
				r.Known = a.mustDeploy(t, r).Known
				r.ForceBuild = true
				a.wire.reset()
				a.wire.intercept = func(now sent, _ *http.Request, send func() (*http.Response, error)) (
					*http.Response, error) {
					return intercept(now, send)
				}
				a.mustDeploy(t, r)
				assert.Equal(t, 3, a.wire.count("FetchEnvironment"), "for the plan, beside the first poll, and again")
			})
		})
	}
}

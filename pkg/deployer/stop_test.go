package deployer_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// The context ends while a call is under way, for each call: the deploy ends at that moment and
// says so, and the next one completes it.
func TestApply_canceledAtEveryCall(t *testing.T) {
	t.Parallel()
	cause := errors.New("interrupted by the user")
	matrix(t, []string{"before the work", "after the work"},
		func(t *testing.T, a *account, r deployer.Request, c disturbed[string]) {
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			var stopped time.Time
			a.wire.intercept = func(now sent, req *http.Request, send func() (*http.Response, error)) (
				*http.Response, error) {
				if now.name() != c.call.name() {
					return send()
				}
				if c.way == "after the work" {
					_, err := send()
					require.NoError(t, err)
				}
				stopped = time.Now()
				cancel(cause)
				return nil, context.Cause(req.Context())
			}
			var events []deployer.Event
			d := a.deployer(t, &deployer.Options{OnEvent: func(e deployer.Event) { events = append(events, e) }})
			plan, err := d.Plan(ctx, r)
			result := &deployer.Result{}
			if err == nil {
				result, err = d.Apply(ctx, plan)
			}
			require.ErrorIs(t, err, context.Canceled, c.name)
			require.ErrorIs(t, err, cause, c.name)
			require.Equal(t, stopped, time.Now(), c.name)
			requireDone(t, events, result, c.name)

			acknowledged := versionsIn(a.journal.entries(t))
			a.again(t, r)
			require.Equal(t, c.want, a.state(t, "shop", "dev"), c.name)
			if a.journal != nil {
				require.LessOrEqual(t, a.uploads(), c.uploads-acknowledged, c.name)
			}
		})
}

// requireDone asserts that a result holds what the events told, no more and no less.
func requireDone(t *testing.T, events []deployer.Event, r *deployer.Result, name string) {
	t.Helper()
	told := map[deployer.Step][]string{}
	for _, e := range events {
		if e.Step != deployer.StepBuild || e.Action == deployer.ActionCreate {
			told[e.Step] = append(told[e.Step], e.SID)
		}
	}
	var versions, variables []string
	for _, files := range [][]deployer.DeployedFile{r.Functions, r.Assets} {
		for _, f := range files {
			if f.Action != deployer.ActionKeep {
				versions = append(versions, f.VersionSID)
			}
		}
	}
	for _, v := range r.Variables {
		variables = append(variables, v.SID)
	}
	require.ElementsMatch(t, told[deployer.StepUpload], versions, name)
	require.ElementsMatch(t, told[deployer.StepVariable], variables, name)
	for step, sid := range map[deployer.Step]string{
		deployer.StepService: r.ServiceSID, deployer.StepEnvironment: r.EnvironmentSID,
		deployer.StepBuild: r.BuildSID, deployer.StepDeployment: r.DeploymentSID,
	} {
		if sid == "" {
			require.Empty(t, told[step], name)
		} else {
			require.Equal(t, []string{sid}, told[step], name)
		}
	}
}

// Waits end with the context too: that for a Build, that before a write is repeated, and that of
// the client.
func TestApply_canceledWhileWaiting(t *testing.T) {
	t.Parallel()
	for name, operation := range map[string]string{"a poll": "", "a lost write": "CreateBuild",
		"a lost look": "ListDeployment"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, &emulator.Options{BuildTime: time.Hour})
				if operation == "ListDeployment" {
					a = newAccount(t, nil)
				}
				a.wire.intercept = func(now sent, req *http.Request, send func() (*http.Response, error)) (
					*http.Response, error) {
					if now.operation == operation {
						return answer(500, ""), nil
					}
					return send()
				}
				ctx, cancel := context.WithTimeout(t.Context(), 123*time.Millisecond)
				defer cancel()
				began := time.Now()
				_, err := a.deploy(ctx, t, request(t, shop()))
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.ErrorAs(t, err, new(*deployer.StepError))
				assert.Equal(t, 123*time.Millisecond, time.Since(began))
			})
		})
	}
}

// Files that wait for their turn end with a StepError as well.
func TestApply_canceledInTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, &emulator.Options{Latency: time.Second})
		d := a.deployer(t, &deployer.Options{Concurrency: 1})
		plan, err := d.Plan(t.Context(), request(t, shop()))
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		_, err = d.Apply(ctx, plan)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.ErrorAs(t, err, new(*deployer.StepError))
	})
}

func TestApply_stale(t *testing.T) {
	t.Parallel()
	const nothing = "nothing"
	for name, c := range map[string]struct {
		// something is live when the plan is made
		before   bool
		meantime func(t *testing.T, a *account, r deployer.Request) (live string) // what happens until it is applied
	}{
		"another deploy": {true, func(t *testing.T, a *account, r deployer.Request) string {
			r.ForceBuild = true
			return a.mustDeploy(t, r).BuildSID
		}},
		"cleared": {true, func(t *testing.T, a *account, r deployer.Request) string {
			_, err := a.direct.ClearEnvironment(t.Context(), "shop", planned(t, a, r).Environment.SID)
			require.NoError(t, err)
			return nothing
		}},
		"a first deploy": {false, func(t *testing.T, a *account, r deployer.Request) string {
			return a.mustDeploy(t,
				r).BuildSID
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				r, then := request(t, shop()), nothing
				if c.before {
					then = a.mustDeploy(t, r).BuildSID
				} else {
					a.otherTool(t).environment("dev-environment", "dev")
				}
				d := a.deployer(t, nil)
				r.Variables, r.SyncVariables, r.ForceBuild = nil, true, true
				plan, err := d.Plan(t.Context(), r)
				require.NoError(t, err)
				now := c.meantime(t, a, request(t, shop()))
				a.wire.reset()
				result, err := d.Apply(t.Context(), plan)
				require.ErrorIs(t, err, deployer.ErrStale)
				assert.EqualError(t, err, fmt.Sprintf(
					"deployment dev-environment: the Environment has changed since the plan was made: "+
						"%s is live now, %s was then; the Build %s is complete but was not deployed; run the "+
						"deploy again", now, then,
					result.BuildSID))
				assert.Zero(t, a.wire.count("CreateDeployment"))
				assert.Zero(t, a.wire.count("DeleteVariable"))
				assert.Empty(t, result.DeploymentSID)
				a.mustDeploy(t, r)
				assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
			})
		})
	}
}

// The Environment is deleted while the Build is under way.
func TestApply_environmentIsGone(t *testing.T) {
	t.Parallel()
	scenarios[1].run(t, func(t *testing.T, a *account, r deployer.Request) {
		a.wire.intercept = func(now sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
			error) {
			if now.name() == "FetchBuildStatus#2" {
				for e, err := range a.direct.ListEnvironments(t.Context(), "shop", nil) {
					require.NoError(t, err)
					require.NoError(t, a.direct.DeleteEnvironment(t.Context(), "shop", e.SID))
				}
			}
			return send()
		}
		_, err := a.deploy(t.Context(), t, r)
		require.ErrorIs(t, err, client.ErrNotFound)
		assert.ErrorContains(t, err, "deployment dev-environment: FetchEnvironment")
		a.again(t, r)
		assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
	})
}

// The Variable that the plan changes is deleted by another client: the plan does not fit any more,
// and says so.
func TestApply_variableIsGone(t *testing.T) {
	t.Parallel()
	scenarios[1].run(t, func(t *testing.T, a *account, r deployer.Request) {
		d := a.deployer(t, nil)
		plan, err := d.Plan(t.Context(), r)
		require.NoError(t, err)
		require.NoError(t, a.direct.DeleteVariable(t.Context(), "shop", plan.Environment.SID, plan.Variables[1].SID))
		_, err = d.Apply(t.Context(), plan)
		require.ErrorIs(t, err, client.ErrNotFound)
		assert.ErrorContains(t, err, "variable CHANGED: UpdateVariable")
		a.mustDeploy(t, r)
		assert.Contains(t, a.state(t, "shop", "dev").Variables, "CHANGED=2")
	})
}

func TestApply_fileChanges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(fstest.MapFS)
		want   string
	}{
		"other": {func(f fstest.MapFS) { f["functions/hello.js"] = file("exports.handler = other") },
			"functions/hello.js changed since the plan was made"},
		"longer": {func(f fstest.MapFS) { f["functions/hello.js"] = file("exports.handler = hello // more") },
			"is not 23 bytes long any more: it changed while it was uploaded"},
		"shorter": {func(f fstest.MapFS) { f["functions/hello.js"] = file("") },
			"is not 23 bytes long any more: it changed while it was uploaded"},
		"removed": {func(f fstest.MapFS) { delete(f, "functions/hello.js") }, "file does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				a.mustDeploy(t, request(t, shop()))
				before := a.state(t, "shop", "dev")
				files := shop()
				files["functions/hello.js"] = file("exports.handler = HELLO")
				r := request(t, files)
				d := a.deployer(t, nil)
				plan, err := d.Plan(t.Context(), r)
				require.NoError(t, err)
				c.change(files)
				began := time.Now()
				_, err = d.Apply(t.Context(), plan)
				require.ErrorContains(t, err, "upload functions/hello.js: CreateFunctionVersion")
				assert.ErrorContains(t, err, c.want)
				if name == "removed" {
					assert.ErrorIs(t, err, fs.ErrNotExist)
				}
				assert.Zero(t, time.Since(began), "trying again would not help")
				assert.Equal(t, before, a.state(t, "shop", "dev"))
			})
		})
	}
}

// One Deployer serves many: their requests share its limit, their events come one at a time.
func TestDeployer_concurrentUse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, &emulator.Options{Latency: 50 * time.Millisecond, BuildTime: time.Second})
		a.otherTool(t)
		within := 0
		d := a.deployer(t, &deployer.Options{Concurrency: 3, OnEvent: func(deployer.Event) {
			within++
			assert.Equal(t, 1, within)
			within--
		}})
		done := make(chan error)
		for i := range 3 {
			go func() {
				r := request(t, project(fmt.Sprintf("functions/f%d.js", i), "", fmt.Sprintf("assets/a%d", i), ""))
				r.Environment = fmt.Sprint("env", i)
				plan, err := d.Plan(t.Context(), r)
				if err == nil {
					_, err = d.Apply(t.Context(), plan)
				}
				done <- err
			}()
		}
		for range 3 {
			assert.NoError(t, <-done)
		}
		assert.Equal(t, 3, a.wire.most)
		for i := range 3 {
			assert.Len(t, a.state(t, "shop", fmt.Sprint("env", i)).Live, 2)
		}
	})
}

package deployer_test

import (
	"net/http"
	"slices"
	"testing"
	"testing/fstest"
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

// removed shows what a plan deletes: Builds by SID, the rest by name.
func removed(plan *deployer.Plan) []string {
	shown := []string{}
	for _, r := range plan.Removals {
		if r.Kind == deployer.StepBuild {
			shown = append(shown, r.SID)
		} else {
			shown = append(shown, string(r.Kind)+" "+r.Name)
		}
	}
	return shown
}

// versions deploys one Function after another under the same Assets, a minute apart, and returns
// the Builds, oldest first.
func (a *account) versions(t *testing.T, suffix string, functions ...string) (builds []string) {
	t.Helper()
	for _, name := range functions {
		r := request(t, project("functions/"+name+".js", name, "assets/"+name+".txt", name, "assets/index.html",
			"same"))
		r.Environment = suffix
		builds = append(builds, a.mustDeploy(t, r).BuildSID)
		time.Sleep(time.Minute)
	}
	return builds
}

func TestPlanPrune(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		b := a.versions(t, "dev", "a", "b", "c", "d")
		stage := a.versions(t, "stage", "e")
		d := a.deployer(t, nil)
		prune := func(keep int) *deployer.Plan {
			plan, err := d.PlanPrune(t.Context(), "shop", &deployer.PruneOptions{Keep: keep})
			require.NoError(t, err)
			return plan
		}
		_, err := a.direct.CreateFunction(t.Context(), "shop", serverless.CreateFunctionRequest{FriendlyName: "/empty"})
		require.NoError(t, err)
		assert.Equal(t, []string{"function /empty"}, removed(prune(5)))
		assert.Equal(t, []string{b[0], "function /a", "function /empty", "asset /a.txt"}, removed(prune(4)))
		assert.Equal(t, removed(prune(3)), removed(prune(0)),
			"d is live in dev, c is what a rollback goes to, e is live in stage")
		plan := prune(0)
		assert.Equal(t, []string{b[1], b[0], "function /a", "function /b", "function /empty", "asset /a.txt",
			"asset /b.txt"}, removed(plan))
		assert.Empty(t, plan.Warnings)

		a.wire.reset()
		result, err := d.Apply(t.Context(), plan)
		require.NoError(t, err)
		assert.Len(t, a.wire.calls(), plan.Calls)
		assert.Equal(t, plan.Removals, result.Removed)
		assert.Empty(t, result.EnvironmentSID)
		state := a.state(t, "shop", "dev")
		assert.Equal(t, []string{"/c", "/d", "/e"}, state.Functions)
		assert.Equal(t, []string{deployer.ManifestPath}, state.Manifests)
		assert.Equal(t, []string{"/c.txt", "/d.txt", "/e.txt", "/index.html"}, state.Assets)
		left := all(t, a.direct.ListBuilds(t.Context(), "shop", nil), func(b serverless.Build) string { return b.SID })
		assert.ElementsMatch(t, []string{b[2], b[3], stage[0]}, left)
		assert.Empty(t, removed(prune(0)), "once is enough")

		rollback, err := d.PlanRollback(t.Context(), dev)
		require.NoError(t, err)
		assert.Equal(t, b[2], rollback.Build.SID, "the way back is still open")
		_, err = d.Apply(t.Context(), plan)
		require.NoError(t, err, "what is gone is gone")
	})
}

// Without the Environment nothing is live. What is being built stays, what failed does not.
func TestPlanPrune_unfinished(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		fail := true
		a := newAccount(t, &emulator.Options{BuildTime: time.Minute, BuildResult: func(emulator.BuildRequest) string {
			if fail {
				return "npm"
			}
			return ""
		}})
		_, err := a.deploy(t.Context(), t, request(t, shop()))
		require.ErrorAs(t, err, new(*deployer.BuildFailedError))
		d := a.deployer(t, nil)
		plan, err := d.PlanPrune(t.Context(), "shop", &deployer.PruneOptions{Keep: 3})
		require.NoError(t, err)
		assert.Len(t, plan.Removals, 6, "a Build that failed is kept by no number")
		assert.Equal(t, []string{"no Build stays, so every Function and Asset of the Service counts as unused"},
			plan.Warnings)

		fail = false
		versions := all(t, a.direct.ListFunctions(t.Context(), "shop", nil), func(f serverless.Function) string {
			v, err := a.direct.CreateFunctionVersion(t.Context(), "shop", f.SID,
				client.BytesUpload("/"+f.SID, bundle.Public, "application/javascript", []byte("x")))
			require.NoError(t, err)
			return v.SID
		})
		_, err = a.direct.CreateBuild(t.Context(), "shop", serverless.CreateBuildRequest{FunctionVersions: versions})
		require.NoError(t, err)
		later, err := d.PlanPrune(t.Context(), "shop", nil)
		require.NoError(t, err)
		assert.Equal(t, plan.Removals[0].SID, later.Removals[0].SID)
		assert.Equal(t, []string{"asset /data.json", "asset /index.html"}, removed(later)[1:])

		_, err = d.Apply(t.Context(), plan)
		require.ErrorIs(t, err, deployer.ErrStale)
		assert.ErrorContains(t, err, "uses the function /hello now; nothing was deleted; plan again")
	})
}

func TestPlanPrune_stale(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		b := a.versions(t, "dev", "a", "b", "c")
		d := a.deployer(t, nil)
		plan, err := d.PlanPrune(t.Context(), "shop", nil)
		require.NoError(t, err)
		back, err := d.PlanActivate(t.Context(), dev, b[0])
		require.NoError(t, err)
		_, err = d.Apply(t.Context(), back)
		require.NoError(t, err)
		before := a.state(t, "shop", "dev")
		_, err = d.Apply(t.Context(), plan)
		require.ErrorIs(t, err, deployer.ErrStale)
		assert.EqualError(t, err, "service shop: the Environment has changed since the plan was made: the Build "+b[0]+
			" is live in dev-environment now; nothing was deleted; plan again")
		assert.Equal(t, before, a.state(t, "shop", "dev"))
	})
}

// A removal whose answer is lost, or that was refused, ends with what it was about; another plan
// completes it.
func TestPlanPrune_faults(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{"DeleteBuild", "DeleteFunction", "DeleteAsset"} {
		synctest.Test(t, func(t *testing.T) {
			a := newAccount(t, nil)
			a.versions(t, "dev", "a", "b", "c")
			d := a.deployer(t, nil)
			prune := func() (*deployer.Result, error) {
				plan, err := d.PlanPrune(t.Context(), "shop", nil)
				require.NoError(t, err)
				return d.Apply(t.Context(), plan)
			}
			a.wire.intercept = func(now sent, req *http.Request, send func() (*http.Response, error)) (
				*http.Response, error) {
				resp, err := send()
				if now.operation == operation && err == nil {
					resp.StatusCode = http.StatusForbidden
				}
				return resp, err
			}
			_, err := prune()
			var at *deployer.StepError
			require.ErrorAs(t, err, &at)
			assert.ErrorContains(t, err, operation)
			assert.True(t, slices.Contains([]deployer.Step{deployer.StepBuild, deployer.StepFunction,
				deployer.StepAsset},
				at.Step))
			if operation == "DeleteBuild" {
				assert.Zero(t, a.wire.count("DeleteFunction"), "Builds go first")
			}
			a.wire.reset()
			_, err = prune()
			require.NoError(t, err)
			assert.Equal(t, []string{"/b", "/c"}, a.state(t, "shop", "dev").Functions)
			assert.Equal(t, liveOf(t, readProject(t, fstest.MapFS{
				"functions/c.js": file("c"), "assets/c.txt": file("c"), "assets/index.html": file("same"),
			})), a.state(t, "shop", "dev").Live)
		})
	}
}

func TestPlanPrune_errors(t *testing.T) {
	t.Parallel()
	d := newAccount(t, nil).deployer(t, nil)
	for want, plan := range map[string]func() (*deployer.Plan, error){
		"prune keeps -1 Builds: give 0 or more": func() (*deployer.Plan, error) {
			return d.PlanPrune(t.Context(), "shop", &deployer.PruneOptions{Keep: -1})
		},
		"planning: there is no Service shop: not found": func() (*deployer.Plan,
			error) {
			return d.PlanPrune(t.Context(), "shop", nil)
		},
		"needed": func() (*deployer.Plan, error) {
			return d.PlanPrune(t.Context(), "ZB00000000000000000000000000000000", nil)
		},
	} {
		_, err := plan()
		assert.ErrorContains(t, err, want)
	}
}

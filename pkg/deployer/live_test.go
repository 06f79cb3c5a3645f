package deployer_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

var (
	dev        = deployer.Target{Service: "shop", Environment: "dev"}
	stage      = deployer.Target{Service: "shop", Environment: "stage"}
	production = deployer.Target{Service: "shop", Production: true}
)

// changedShop is the shop with one file of each kind of change.
func changedShop() fstest.MapFS {
	files := shop()
	delete(files, "functions/sms.protected.js")
	files["functions/hello.js"], files["assets/new.txt"] = file("changed"), file("new")
	return files
}

// applied applies a plan, through its stored form too, and asserts that it counts exactly and makes
// nothing new but a Deployment.
func (a *account) applied(t *testing.T, plan *deployer.Plan) *deployer.Result {
	t.Helper()
	text, err := json.Marshal(plan)
	require.NoError(t, err)
	var stored deployer.Plan
	require.NoError(t, json.Unmarshal(text, &stored))
	a.wire.reset()
	result, err := a.deployer(t, nil).Apply(t.Context(), &stored)
	require.NoError(t, err)
	assert.Len(t, a.wire.calls(), plan.Calls)
	for _, operation := range []string{"CreateBuild", "CreateFunctionVersion", "CreateAssetVersion", "CreateFunction",
		"CreateAsset", "CreateVariable"} {
		assert.Zero(t, a.wire.count(operation))
	}
	return result
}

func TestPlanPromote(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		d := a.deployer(t, nil)
		first := a.mustDeploy(t, request(t, shop()))

		plan, err := d.PlanPromote(t.Context(), dev, production, nil)
		require.NoError(t, err)
		assert.Equal(t, []string{
			"= service shop", "+ environment production",
			"+ function /hello", "+ function /lib/prices", "+ function /sms", "+ asset /data.json",
			"+ asset /index.html",
		}, lines(plan), "the manifest goes along and is not one of the Functions")
		assert.Equal(t, deployer.PlannedBuild{Action: deployer.ActionKeep, SID: first.BuildSID,
			Dependencies: []bundle.Dependency{}, Runtime: first.Runtime}, plan.Build)
		assert.Equal(t, deployer.ActionKeep, plan.Manifest.Action)
		assert.Equal(t, []string{"Variables are not part of a Build and stay as they are: only in dev: GREETING"},
			plan.Warnings)
		result := a.applied(t, plan)
		assert.Equal(t, first.BuildSID, result.BuildSID)
		assert.NotEmpty(t, result.DeploymentSID)
		assert.Len(t, result.Functions, 3)
		assert.Nil(t, result.Known)
		assert.Equal(t, liveOf(t, readProject(t, shop())), a.state(t, "shop", "").Live)

		r := request(t, changedShop())
		r.Variables = []deployer.Variable{{Key: "GREETING", Value: "other"}, {Key: "B", Value: "1"}}
		a.mustDeploy(t, r)
		p := r
		p.Environment, p.Production, p.Variables = "", true,
			[]deployer.Variable{{Key: "GREETING", Value: concealed}, {Key: "C", Value: "1"}}
		p.Bundle = readProject(t, shop())
		before := a.mustDeploy(t, p)
		assert.Empty(t, before.DeploymentSID, "promoted, so the manifest says that it is live")

		plan, err = d.PlanPromote(t.Context(), dev, production, nil)
		require.NoError(t, err)
		assert.Equal(t, []string{
			"= service shop", "= environment production",
			"~ function /hello", "= function /lib/prices", "- function /sms", "= asset /data.json",
			"= asset /index.html",
			"+ asset /new.txt",
		}, lines(plan))
		assert.Equal(t, []string{"Variables are not part of a Build and stay as they are: with another value: " +
			"GREETING; only in dev: B; only in production: C"}, plan.Warnings)
		for _, text := range printed(t, plan) {
			requireConcealed(t, text)
		}
		a.applied(t, plan)
		assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "").Live)

		plan, err = d.PlanPromote(t.Context(), dev, production, nil)
		require.NoError(t, err)
		assert.Zero(t, plan.Calls, "it is live already")
		a.applied(t, plan)
	})
}

func TestPlanRollback(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		d := a.deployer(t, nil)
		_, err := d.PlanRollback(t.Context(), dev)
		require.ErrorIs(t, err, client.ErrNotFound)
		first := a.mustDeploy(t, request(t, shop()))
		_, err = d.PlanRollback(t.Context(), dev)
		require.EqualError(t, err, "planning: there is nothing to go back to: no other Build was live in dev")

		time.Sleep(time.Minute) // dates count seconds
		r := request(t, changedShop())
		r.Variables = []deployer.Variable{{Key: "GREETING", Value: "changed"}, {Key: "NEW", Value: "1"}}
		second := a.mustDeploy(t, r)
		time.Sleep(time.Minute)

		plan, err := d.PlanRollback(t.Context(), dev)
		require.NoError(t, err)
		assert.Equal(t, []string{
			"= service shop", "= environment dev-environment",
			"~ function /hello", "= function /lib/prices", "+ function /sms", "= asset /data.json",
			"= asset /index.html",
			"- asset /new.txt",
		}, lines(plan))
		assert.Equal(t, []string{"Variables are not part of a Build and stay as they are: changed since " +
			first.BuildSID + " was deployed: GREETING, NEW"}, plan.Warnings)
		assert.Equal(t, first.BuildSID, a.applied(t, plan).BuildSID)
		assert.Equal(t, liveOf(t, readProject(t, shop())), a.state(t, "shop", "dev").Live)
		assert.Zero(t, planned(t, a, deployer.Request{Bundle: readProject(t, shop()), Service: "shop",
			Environment: "dev"}).Calls, "the manifest came along")

		plan, err = d.PlanActivate(t.Context(), dev, second.BuildSID)
		require.NoError(t, err)
		assert.Empty(t, plan.Warnings)
		a.applied(t, plan)
		assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
		plan, err = d.PlanActivate(t.Context(), dev, second.BuildSID)
		require.NoError(t, err)
		assert.Zero(t, plan.Calls)
		a.applied(t, plan)

		// Cleared: what was live last comes back.
		_, err = a.direct.ClearEnvironment(t.Context(), "shop", first.EnvironmentSID)
		require.NoError(t, err)
		plan, err = d.PlanRollback(t.Context(), dev)
		require.NoError(t, err)
		assert.Equal(t, second.BuildSID, plan.Build.SID)

		// Deleted: nothing to go back to, and it says so.
		a.applied(t, plan)
		require.NoError(t, a.direct.DeleteBuild(t.Context(), "shop", first.BuildSID))
		_, err = d.PlanRollback(t.Context(), dev)
		require.ErrorIs(t, err, client.ErrNotFound)
		assert.ErrorContains(t, err, "planning: the Build "+first.BuildSID+
			" is not in the Service (any more); `list builds` shows those that are")
	})
}

func TestPlanActivate_ofNoActivate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := request(t, shop())
		r.NoActivate = true
		built := a.mustDeploy(t, r)
		assert.Nil(t, a.state(t, "shop", "dev").Live)
		plan, err := a.deployer(t, nil).PlanActivate(t.Context(), dev, built.BuildSID)
		require.NoError(t, err)
		a.applied(t, plan)
		assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
		r.NoActivate = false
		assert.Equal(t, 1, planned(t, a, r).Calls, "the Variable is left to do")
	})
}

func TestPlanUndeploy(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		d := a.deployer(t, nil)
		r := request(t, shop())
		a.mustDeploy(t, r)
		plan, err := d.PlanUndeploy(t.Context(), dev)
		require.NoError(t, err)
		assert.Equal(t, []string{
			"= service shop", "= environment dev-environment",
			"- function /hello", "- function /lib/prices", "- function /sms", "- asset /data.json",
			"- asset /index.html",
		}, lines(plan))
		assert.Equal(t, deployer.ActionRemove, plan.Deployment.Action)
		result := a.applied(t, plan)
		assert.NotEmpty(t, result.DeploymentSID)
		assert.Empty(t, result.BuildSID)
		live := a.state(t, "shop", "dev")
		assert.Nil(t, live.Live)
		assert.Equal(t, []string{"GREETING=" + concealed}, live.Variables, "they stay")

		plan, err = d.PlanUndeploy(t.Context(), dev)
		require.NoError(t, err)
		assert.Zero(t, plan.Calls, "nothing is live")
		a.applied(t, plan)
		a.mustDeploy(t, r)
		assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
	})
}

// No plan but that of PlanUndeploy makes Apply send a Deployment without a Build.
func TestApply_clearsOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		first := a.mustDeploy(t, request(t, shop()))
		plan, err := a.deployer(t, nil).PlanActivate(t.Context(), dev, first.BuildSID)
		require.NoError(t, err)
		plan.Build.SID, plan.Deployment.Action = "", deployer.ActionCreate // as a damaged file might have it
		_, err = a.deployer(t, nil).Apply(t.Context(), plan)
		require.ErrorAs(t, err, new(*client.ArgumentError))
		assert.NotNil(t, a.state(t, "shop", "dev").Live)
	})
}

func TestPlanLive_stale(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		d := a.deployer(t, nil)
		a.mustDeploy(t, request(t, shop()))
		a.mustDeploy(t, request(t, changedShop()))
		plans := map[string]*deployer.Plan{}
		for name, plan := range map[string]func(context.Context, deployer.Target) (*deployer.Plan,
			error){"rollback": d.PlanRollback, "undeploy": d.PlanUndeploy} {
			var err error
			plans[name], err = plan(t.Context(), dev)
			require.NoError(t, err)
		}
		now := a.mustDeploy(t, request(t, project("functions/a.js", "")))
		for name, plan := range plans {
			_, err := d.Apply(t.Context(), plan)
			require.ErrorIs(t, err, deployer.ErrStale, name)
			assert.ErrorContains(t, err, now.BuildSID+" is live now, "+plan.BaseBuildSID+
				" was then; nothing was changed; plan again")
		}
		assert.Equal(t, liveOf(t, readProject(t, project("functions/a.js", ""))), a.state(t, "shop", "dev").Live)
	})
}

// The answer to the one write is lost: it is looked for.
func TestApplyLive_lostAnswer(t *testing.T) {
	t.Parallel()
	for _, f := range faults {
		synctest.Test(t, func(t *testing.T) {
			a := newAccount(t, nil)
			d := a.deployer(t, nil)
			a.mustDeploy(t, request(t, shop()))
			spoil := func() {
				a.wire.reset()
				a.wire.intercept = func(s sent, req *http.Request, send func() (*http.Response, error)) (
					*http.Response, error) {
					if s.name() == "CreateDeployment#1" {
						return f.do(req, send)
					}
					return send()
				}
			}
			plan, err := d.PlanPromote(t.Context(), dev, stage, nil)
			require.NoError(t, err)
			spoil()
			result, err := d.Apply(t.Context(), plan)
			require.NoError(t, err, f.name)
			assert.NotEmpty(t, result.DeploymentSID, f.name)
			assert.Len(t, a.state(t, "shop", "stage").Live, 5, f.name)

			plan, err = d.PlanUndeploy(t.Context(), stage)
			require.NoError(t, err)
			spoil()
			result, err = d.Apply(t.Context(), plan)
			require.NoError(t, err, f.name)
			assert.NotEmpty(t, result.DeploymentSID, f.name)
			assert.Nil(t, a.state(t, "shop", "stage").Live, f.name)
		})
	}
}

func TestPlanLive_errors(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		d := a.deployer(t, nil)
		first := a.mustDeploy(t, request(t, shop()))
		o := otherTool{t, a, first.ServiceSID}
		o.environment("empty-environment", "empty")
		_, err := a.deploy(t.Context(), t, func() deployer.Request {
			r := request(t, changedShop())
			r.NoActivate = true
			return r
		}())
		require.NoError(t, err)
		gone := "ZB" + strings.Repeat("0", 32)
		at := func(service, environment string) deployer.Target {
			return deployer.Target{Service: service, Environment: environment}
		}
		plan := func(p *deployer.Plan, err error) error { assert.Nil(t, p); return err }
		ctx := t.Context()
		for want, err := range map[string]error{
			"a Build stays in its Service: from shop to other is no promotion": plan(d.PlanPromote(ctx, dev,
				at("other", "dev"), nil)),
			"from and to are the same Environment, dev": plan(d.PlanPromote(ctx, dev,
				at("shop", "DEV"), nil)),
			"planning: there is no Service nowhere: not found": plan(d.PlanPromote(ctx,
				at("nowhere", "dev"), at("nowhere", "stage"), nil)),
			"planning: the Service shop has no Environment stage: not found": plan(d.PlanPromote(ctx, stage, dev,
				nil)),
			"planning: the Service shop has no Environment production: not found": plan(d.PlanUndeploy(ctx,
				production)),
			"planning: nothing is live in empty": plan(d.PlanPromote(ctx,
				at("shop", "empty"), dev, nil)),
			`environment "dev" and production exclude each other`: plan(d.PlanRollback(ctx,
				deployer.Target{Service: "shop", Environment: "dev", Production: true})),
			"the SID is empty: a Build SID (ZB and 32 hexadecimal digits) is needed": plan(d.PlanActivate(ctx,
				dev, "")),
			"planning: there is nothing to go back to: no other Build was live in dev": plan(d.PlanRollback(ctx, dev)),
		} {
			assert.EqualError(t, err, want)
		}
		_, err = d.PlanActivate(ctx, dev, gone)
		assert.ErrorContains(t, err, "planning: the Build "+gone+" is not in the Service")
	})
}

// A Build that is not completed is not made live.
func TestPlanActivate_buildIsNotCompleted(t *testing.T) {
	t.Parallel()
	scenarios[0].run(t, func(t *testing.T, a *account, r deployer.Request) {
		r.NoActivate = true
		a.wire.intercept = func(s sent, _ *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
			if s.operation == "FetchBuildStatus" {
				return nil, syscall.ECONNRESET
			}
			return send()
		}
		result, err := a.deploy(t.Context(), t, r)
		require.Error(t, err)
		time.Sleep(time.Minute) // until the Build is completed: how long requests are repeated is left to chance
		a.wire.reset()
		a.wire.intercept = func(s sent, _ *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
			if s.operation == "FetchBuild" {
				resp, err := send()
				if err == nil {
					resp = replaced(resp, `"status": "completed"`, `"status": "failed"`)
				}
				return resp, err
			}
			return send()
		}
		_, err = a.deployer(t, nil).PlanActivate(t.Context(), dev, result.BuildSID)
		assert.EqualError(t, err, "planning: the Build "+result.BuildSID+
			" is failed: only a completed one can be made live")
	})
}

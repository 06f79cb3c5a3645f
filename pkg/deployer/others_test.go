package deployer_test

import (
	"slices"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// versionsOf is what is live, path to version.
func (a *account) versionsOf(t *testing.T, build string) map[string]string {
	t.Helper()
	b, err := a.direct.FetchBuild(t.Context(), "shop", build)
	require.NoError(t, err)
	live := map[string]string{}
	for _, v := range b.FunctionVersions {
		live[v.Path] = v.SID
	}
	for _, v := range b.AssetVersions {
		live[v.Path] = v.SID
	}
	delete(live, deployer.ManifestPath)
	return live
}

// Two projects share an Environment: each deploy adds and changes its own files, and takes nothing
// away.
func TestPlan_keepOthers(t *testing.T) {
	t.Parallel()
	for _, known := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			a := newAccount(t, nil)
			site := fstest.MapFS{
				"functions/pay.js": file("pay"), "assets/index.html": file("<h1>"),
				"assets/key.private.pem": file("key"),
				"package.json":           file(`{"dependencies": {"lodash": "4.17.21", "twilio": "5.0.0"}}`),
			}
			first := a.mustDeploy(t, request(t, site))
			before := a.versionsOf(t, first.BuildSID)

			voice := fstest.MapFS{
				"functions/call.js": file("call"), "assets/hold.mp3": file("music"),
				"package.json": file(`{"dependencies": {"twilio": "5.1.0", "uuid": "9.0.0"}}`),
			}
			r := request(t, voice)
			r.KeepOthers = true
			if known {
				r.Known = first.Known
			}
			plan, err := a.deployer(t, nil).Plan(t.Context(), r)
			require.NoError(t, err)
			for _, f := range slices.Concat(plan.Functions, plan.Assets) {
				own := f.Path == "/call" || f.Path == "/hold.mp3"
				assert.Equal(t, own, !f.Other, f.Path)
				assert.Equal(t, map[bool]deployer.Action{true: deployer.ActionCreate, false: deployer.ActionKeep}[own],
					f.Action, f.Path)
			}
			assert.Contains(t, plan.Build.Dependencies, bundle.Dependency{Name: "lodash", Version: "4.17.21"})
			assert.Contains(t, plan.Build.Dependencies, bundle.Dependency{Name: "twilio", Version: "5.1.0"})
			assert.Contains(t, plan.Build.Dependencies, bundle.Dependency{Name: "uuid", Version: "9.0.0"})
			assert.Contains(t, plan.Build.Others, "lodash")
			assert.Contains(t, plan.Warnings, "the package twilio is 5.1.0 in the project and 5.0.0 in what is live: "+
				"all Functions get that of the project")
			second := a.mustDeploy(t, r)
			after := a.versionsOf(t, second.BuildSID)
			assert.Len(t, after, 5)
			for path, version := range before {
				assert.Equal(t, version, after[path], path)
			}

			r.Known = map[bool]*deployer.Known{true: second.Known, false: nil}[known]
			a.requireNothingToDo(t, r)
			r.KeepOthers = false
			plan, err = a.deployer(t, nil).Plan(t.Context(), r)
			require.NoError(t, err)
			removed := slices.DeleteFunc(slices.Concat(plan.Functions, plan.Assets), func(f deployer.PlannedFile) bool {
				return f.Action != deployer.ActionRemove
			})
			assert.Len(t, removed, 3, "without it, they are removed")
		})
	}
}

func (a *account) requireNothingToDo(t *testing.T, r deployer.Request) {
	t.Helper()
	plan, err := a.deployer(t, nil).Plan(t.Context(), r)
	require.NoError(t, err)
	assert.Zero(t, plan.Calls)
	assert.Equal(t, deployer.ActionKeep, plan.Build.Action)
}

// A stored plan that keeps others is bound to its project, and not to one that has their files.
func TestPlan_keepOthersStored(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		a.mustDeploy(t, request(t, fstest.MapFS{
			"functions/pay.js": file("pay"), "package.json": file(`{"dependencies": {"lodash": "4.17.21"}}`),
		}))
		own := request(t, fstest.MapFS{"functions/call.js": file("call")})
		own.KeepOthers = true
		plan, err := a.deployer(t, nil).Plan(t.Context(), own)
		require.NoError(t, err)
		stored := stored(t, plan)
		require.NoError(t, stored.Bind(t.Context(), own))
		other := request(t, fstest.MapFS{"functions/call.js": file("call"), "functions/pay.js": file("mine")})
		assert.ErrorContains(t, stored.Bind(t.Context(), other),
			"functions/pay.js is new: the plan keeps what is live at /pay")
		_, err = a.deployer(t, nil).Apply(t.Context(), stored)
		require.NoError(t, err)
		assert.Len(t, a.state(t, "shop", "dev").Live, 2)
	})
}

// One path cannot be a Function of one project and an Asset of the other.
func TestPlan_keepOthersOfTheOtherKind(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		a.mustDeploy(t, request(t, fstest.MapFS{"functions/hello.js": file("x")}))
		r := request(t, fstest.MapFS{"assets/hello": file("x")})
		r.KeepOthers = true
		_, err := a.deployer(t, nil).Plan(t.Context(), r)
		assert.ErrorContains(t, err, "/hello is live as a Function or an Asset, and the project has it as the other")
	})
}

// A folder that a configuration names and that is not there takes nothing away from what is live.
func TestPlan_absentFolder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		opts := &bundle.Options{FunctionsFolder: "dist/functions", AssetsFolder: "dist/assets", AbsentFolder: true}
		files := fstest.MapFS{"dist/functions/a.js": file("a")}
		read := func() *bundle.Bundle {
			b, err := bundle.Read(files, opts)
			require.NoError(t, err)
			return b
		}
		r := request(t, shop())
		r.Bundle = read()
		a.mustDeploy(t, r)
		files["dist/assets/b.css"] = file("b")
		r.Bundle = read()
		a.mustDeploy(t, r)
		delete(files, "dist/assets/b.css")
		r.Bundle = read()
		_, err := a.deployer(t, nil).Plan(t.Context(), r)
		assert.ErrorContains(t, err, "dist/assets is not there, and 1 live Assets would be removed: build the "+
			"project first")
		r.KeepOthers = true
		_, err = a.deployer(t, nil).Plan(t.Context(), r)
		assert.NoError(t, err)
	})
}

// A runtime for which Builds are refused is refused before anything is sent, unless that is asked for.
func TestPlan_retiredRuntime(t *testing.T) {
	t.Parallel()
	a := newAccount(t, nil)
	r := request(t, shop())
	r.Runtime = "node14"
	_, err := a.deployer(t, nil).Plan(t.Context(), r)
	require.ErrorContains(t, err, "the runtime node14 is retired: the API refuses new Builds with it; choose another "+
		"one, such as node")
	assert.Empty(t, a.wire.calls())
	r.AllowRetired = true
	plan, err := a.deployer(t, nil).Plan(t.Context(), r)
	require.NoError(t, err)
	assert.Contains(t, plan.Warnings[0], "the runtime node14 is retired")
}

// Variables are in the new Environment before the Build is live there, and the plan says what
// still differs.
func TestPlanPromote_variables(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		r := request(t, shop())
		r.Variables = []deployer.Variable{{Key: "MODE", Value: "dev"}, {Key: "ONLY", Value: "dev"}}
		a.mustDeploy(t, r)
		d := a.deployer(t, nil)
		dev := deployer.Target{Service: "shop", Environment: "dev"}
		stage := deployer.Target{Service: "shop", Environment: "stage"}
		_, err := d.PlanPromote(t.Context(), dev, stage,
			&deployer.PromoteOptions{Variables: []deployer.Variable{{Key: "EMPTY"}}})
		require.ErrorContains(t, err, "Variable EMPTY has no value")
		plan, err := d.PlanPromote(t.Context(), dev, stage, &deployer.PromoteOptions{
			Variables: []deployer.Variable{{Key: "MODE", Value: "stage"}},
		})
		require.NoError(t, err)
		assert.Equal(t, []string{"Variables are not part of a Build and stay as they are: with another value: MODE; " +
			"only in dev: ONLY"}, plan.Warnings)
		a.wire.reset()
		_, err = d.Apply(t.Context(), plan)
		require.NoError(t, err)
		assert.Equal(t, []string{"MODE=stage"}, a.state(t, "shop", "stage").Variables)
		var order []string
		for _, s := range a.wire.calls() {
			order = append(order, s.operation)
		}
		assert.Less(t, slices.Index(order, "CreateVariable"), slices.Index(order, "CreateDeployment"))
	})
}

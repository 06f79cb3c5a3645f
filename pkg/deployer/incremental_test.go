package deployer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// sized is a project of n Functions and m Assets.
func sized(n, m int) fstest.MapFS {
	files := project("package.json", `{"name":"shop","dependencies":{"twilio":"^5.0.3"}}`)
	for i := range n {
		files[fmt.Sprintf("functions/f%02d.js", i)] = file(fmt.Sprint("exports.handler = ", i))
	}
	for i := range m {
		files[fmt.Sprintf("assets/a%02d.txt", i)] = file(fmt.Sprint("asset ", i))
	}
	return files
}

// How many requests a deploy takes at most, plan and all, counted on the wire: the promise of the
// package.
func TestDeploy_budgets(t *testing.T) {
	t.Parallel()
	const n, m, v = 20, 10, 1
	first := func(t *testing.T, a *account) *deployer.Known { return a.mustDeploy(t, request(t, sized(n, m))).Known }
	forgotten := func(t *testing.T, a *account) *deployer.Known { first(t, a); return nil }
	same := func(*deployer.Request, fstest.MapFS) {}
	oneFile := func(_ *deployer.Request, files fstest.MapFS) { files["functions/f07.js"] = file("changed") }
	oneAsset := func(_ *deployer.Request, files fstest.MapFS) { files["assets/a07.txt"] = file("changed") }
	variable := func(r *deployer.Request, _ fstest.MapFS) { r.Variables[0].Value = "changed" }
	for _, c := range []struct {
		name    string
		prepare func(*testing.T, *account) *deployer.Known
		change  func(*deployer.Request, fstest.MapFS)
		budget  int // without polls
		builds  int
		uploads int // without the manifest
	}{
		{"first deploy to a new Service", func(*testing.T, *account) *deployer.Known { return nil }, same,
			2*n + 2*m + v + 8, 1, n + m},
		{"into an existing Service, a new Environment",
			func(t *testing.T, a *account) *deployer.Known { a.otherTool(t); return nil }, same, 2*n + 2*m + v + 10,
			1, n + m},
		{"unchanged", first, same, 3, 0, 0},
		{"only Variables", first, variable, 3 + v, 0, 0},
		{"one file", first, oneFile, 8, 1, 1},
		{"one Asset", first, oneAsset, 8, 1, 1},
		{"fresh clone, unchanged", forgotten, same, 6, 0, 0},
		{"fresh clone, one file", forgotten, oneFile, 10, 1, 1},
		{"another tool's Service, three Functions differ", func(t *testing.T, a *account) *deployer.Known {
			a.otherToolDeploys(t, readProject(t, sized(n, m)), "dev", "")
			return nil
		}, func(_ *deployer.Request, files fstest.MapFS) {
			for _, name := range []string{"functions/f01.js", "functions/f05.js", "functions/f19.js"} {
				files[name] = file("changed")
			}
		}, n + m + 3 + v + 11, 1, 3 + m},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, &emulator.Options{BuildTime: 1500 * time.Millisecond})
				known := c.prepare(t, a)
				files := sized(n, m)
				r := request(t, files)
				c.change(&r, files)
				r.Bundle, r.Known = readProject(t, files), known
				a.wire.reset()
				result := a.mustDeploy(t, r)
				polls := a.wire.count("FetchBuildStatus")
				calls := len(a.wire.calls()) - polls
				uploads := a.wire.count("CreateFunctionVersion") + a.wire.count("CreateAssetVersion") - c.builds
				t.Logf("%-46s %2d calls and %d polls, budget %d", c.name, calls, polls, c.budget)
				assert.LessOrEqual(t, calls, c.budget)
				assert.Equal(t, c.builds, a.wire.count("CreateBuild"))
				assert.Equal(t, c.builds, a.wire.count("CreateDeployment"))
				assert.Equal(t, c.uploads, uploads)
				assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
				for _, s := range a.wire.calls() {
					assert.True(t, !strings.HasPrefix(s.operation, "List") || s.nth == 1,
						"%s: one page of a list is enough", s.name())
				}
				require.NotNil(t, result.Known)
				a.requireUnchanged(t, r, result.Known)
			})
		})
	}
}

// requireUnchanged asserts that deploying once more does nothing, with what is known and without.
func (a *account) requireUnchanged(t testing.TB, r deployer.Request, known *deployer.Known, about ...any) {
	t.Helper()
	r.ForceBuild = false
	a.wire.reset()
	for _, k := range []*deployer.Known{known, nil} {
		r.Known = k
		plan, err := a.deployer(t, nil).Plan(t.Context(), r)
		require.NoError(t, err, about...)
		require.Zero(t, plan.Calls, about...)
		require.Equal(t, deployer.ActionKeep, plan.Build.Action, about...)
		a.wire.reset()
		result, err := a.deployer(t, nil).Apply(t.Context(), plan)
		require.NoError(t, err, about...)
		require.Empty(t, a.wire.calls(), about...)
		require.Equal(t, timeless(known), timeless(result.Known), about...)
		require.Equal(t, plan.BaseBuildSID, result.BuildSID, about...)
		require.Empty(t, result.DeploymentSID, about...)
	}
}

// timeless leaves out what is known exactly or by dates.
func timeless(k *deployer.Known) *deployer.Known {
	if k == nil {
		return nil
	}
	without := *k
	without.BuildTime, without.BuildTimeWithin = 0, 0
	return &without
}

// What makes a difference, and what does not.
func TestPlan_whatChanges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*deployer.Request, fstest.MapFS)
		build  bool
		want   []string // lines of files that do not stay, and of the manifest when it does not
	}{
		"nothing": {func(*deployer.Request, fstest.MapFS) {}, false, nil},
		"a byte": {func(_ *deployer.Request, f fstest.MapFS) {
			f["functions/hello.js"] = file("exports.handler = hellO")
		}, true,
			[]string{"~ function /hello", "~ manifest"}},
		"the visibility of a Function": {func(_ *deployer.Request, f fstest.MapFS) {
			f["functions/hello.protected.js"] = f["functions/hello.js"]
			delete(f, "functions/hello.js")
		}, true, []string{"~ function /hello", "~ manifest"}},
		"the visibility of an Asset": {func(_ *deployer.Request, f fstest.MapFS) {
			f["assets/data.json"] = f["assets/data.private.json"]
			delete(f, "assets/data.private.json")
		}, true, []string{"~ asset /data.json", "~ manifest"}},
		"the content type": {func(r *deployer.Request, _ fstest.MapFS) {
			r.Bundle.Assets[1].ContentType = "text/plain"
		},
			true,
			[]string{"~ asset /index.html", "~ manifest"}},
		"another path": {func(_ *deployer.Request, f fstest.MapFS) {
			f["assets/home.html"] = f["assets/index.html"]
			delete(f, "assets/index.html")
		}, true, []string{"+ asset /home.html", "- asset /index.html", "~ manifest"}},
		"a file less": {func(_ *deployer.Request, f fstest.MapFS) { delete(f, "assets/index.html") }, true,
			[]string{"- asset /index.html", "~ manifest"}},
		"a dependency": {func(_ *deployer.Request, f fstest.MapFS) {
			f["package.json"] = file(`{"name":"shop","dependencies":{"twilio":"^5.0.4"}}`)
		}, true, []string{"~ manifest"}},
		"the runtime": {func(r *deployer.Request, _ fstest.MapFS) { r.Runtime = otherRuntime() }, true,
			[]string{"~ manifest"}},
		"by force": {func(r *deployer.Request, _ fstest.MapFS) { r.ForceBuild = true }, true, nil},
		"a file beside": {func(_ *deployer.Request, f fstest.MapFS) { f["functions/README.md"] = file("") }, false,
			nil},
		"no manifest": {func(r *deployer.Request, _ fstest.MapFS) { r.NoManifest = true }, false, nil},
		"no manifest, by force": {func(r *deployer.Request, _ fstest.MapFS) {
			r.NoManifest, r.ForceBuild = true,
				true
		}, true,
			[]string{"- manifest"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, nil)
				known := a.mustDeploy(t, request(t, shop())).Known
				files := shop()
				r := request(t, files)
				c.change(&r, files)
				if name != "the content type" {
					r.Bundle = readProject(t, files)
				}
				var of [2][]string
				for i, k := range []*deployer.Known{known, nil} {
					r.Known = k
					plan := planned(t, a, r)
					assert.Equal(t, c.build, plan.Build.Action == deployer.ActionCreate)
					assert.Equal(t, c.build, plan.Deployment.Action == deployer.ActionCreate)
					for _, line := range lines(plan)[2:] {
						if line[0] != '=' {
							of[i] = append(of[i], line)
						}
					}
					if m := plan.Manifest; m != nil && m.Action != deployer.ActionKeep {
						of[i] = append(of[i], m.Action.Symbol()+" manifest")
					}
				}
				assert.Equal(t, c.want, of[0], "with what is known")
				assert.Equal(t, c.want, of[1], "from the manifest")
				a.wire.reset()
				plan := planned(t, a, r)
				a.wire.reset()
				result, err := a.deployer(t, nil).Apply(t.Context(), plan)
				require.NoError(t, err)
				assert.Equal(t, plan.Calls, len(a.wire.calls())-a.wire.count("FetchBuildStatus"),
					"the plan counts exactly")
				assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
				if name != "no manifest, by force" {
					a.requireUnchanged(t, r, result.Known)
				}
			})
		})
	}
}

func TestDeploy_noActivate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, nil)
		first := a.mustDeploy(t, request(t, shop()))
		before := a.state(t, "shop", "dev")
		files := shop()
		files["functions/hello.js"] = file("changed")
		r := request(t, files)
		r.Variables, r.NoActivate = []deployer.Variable{{Key: "GREETING", Value: "changed"},
			{Key: "NEW", Value: "1"}}, true
		plan := planned(t, a, r)
		assert.Equal(t, deployer.ActionKeep, plan.Deployment.Action)
		assert.Equal(t, []string{"Variables work at once, so they are not written before the Build is live; deploy " +
			"again then for GREETING, NEW"}, plan.Warnings)
		a.wire.reset()
		result, err := a.deployer(t, nil).Apply(t.Context(), plan)
		require.NoError(t, err)
		assert.Equal(t, plan.Calls, len(a.wire.calls())-a.wire.count("FetchBuildStatus"))
		assert.NotEqual(t, first.BuildSID, result.BuildSID)
		assert.Empty(t, result.DeploymentSID)
		assert.Nil(t, result.Known, "it is not live")
		assert.Equal(t, before, a.state(t, "shop", "dev"))
	})
}

// A project may not claim the path of the manifest.
func TestPlan_manifestPathIsReserved(t *testing.T) {
	t.Parallel()
	b := readProject(t, shop())
	b.Functions = slices.Clone(b.Functions)
	b.Functions[0].Path = deployer.ManifestPath
	_, err := newAccount(t, nil).deployer(t, nil).Plan(t.Context(),
		deployer.Request{Bundle: b, Service: "shop", Environment: "dev"})
	assert.EqualError(t, err, `the path /.twilio-serverless/manifest of "functions/hello.js" is reserved: rename the file`)
}

// The project changes after it was read: the plan would be of neither the one nor the other.
func TestPlan_fileChanges(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(fstest.MapFS){
		"planning: functions/hello.js has 0 bytes, not 23: it changed since the project was read; run the deploy again": func(f fstest.MapFS) {
			f["functions/hello.js"] = file("")
		},
		"planning: reading functions/hello.js: open functions/hello.js: file does not exist": func(f fstest.MapFS) {
			delete(f, "functions/hello.js")
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			files := shop()
			r := request(t, files)
			change(files)
			_, err := newAccount(t, nil).deployer(t, nil).Plan(t.Context(), r)
			assert.EqualError(t, err, want)
		})
	}
}

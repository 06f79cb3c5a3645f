package deployer_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// failAt lets the nth call of an operation, and all later ones, be refused.
func (a *account) failAt(operation string, nth int) {
	a.wire.intercept = func(now sent, _ *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
		if now.operation == operation && now.nth >= nth {
			time.Sleep(time.Second) // all that is beside it is done then
			return answer(http.StatusForbidden, `{"status":403,"message":"Forbidden","code":20403}`), nil
		}
		return send()
	}
}

// failed makes an account in which a first deploy has failed at a call.
func failed(t *testing.T, r deployer.Request, operation string, nth int) *account {
	t.Helper()
	a := newAccount(t, &emulator.Options{BuildTime: 2 * time.Second})
	a.journal = &journal{}
	a.failAt(operation, nth)
	_, err := a.deploy(t.Context(), t, r)
	require.ErrorContains(t, err, "Forbidden")
	a.wire.reset()
	return a
}

// uploads counts the versions that were sent.
func (a *account) uploads() int {
	return a.wire.count("CreateFunctionVersion") + a.wire.count("CreateAssetVersion")
}

// Each thing that a deploy makes is in the journal, with the SID by which it is found again.
func TestJournal_holdsAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := request(t, shop())
		a := newAccount(t, nil)
		a.journal = &journal{}
		d := a.deployer(t, nil)
		plan, err := d.Plan(t.Context(), r)
		require.NoError(t, err)
		result, err := d.Apply(t.Context(), plan)
		require.NoError(t, err)
		got := map[string]deployer.JournalEntry{}
		for _, e := range a.journal.entries(t) {
			assert.Equal(t, result.ServiceSID, e.ServiceSID)
			key := string(e.Step) + " " + e.Name
			if e.VersionSID != "" {
				key += " version"
			}
			assert.NotContains(t, got, key, "once")
			got[key] = e
		}
		assert.Equal(t, result.ServiceSID, got["service shop"].SID)
		assert.Equal(t, result.EnvironmentSID, got["environment dev-environment"].SID)
		assert.Equal(t, result.Variables[0].SID, got["variable GREETING"].SID)
		assert.Equal(t, result.BuildSID, got["build "].SID)
		assert.Equal(t, result.Known.BuildDigest, got["build "].Digest)
		assert.Equal(t, result.DeploymentSID, got["deployment "].SID)
		files := map[string][]deployer.DeployedFile{"function": result.Functions, "asset": result.Assets,
			"manifest": {*result.Manifest}}
		n := 5
		for kind, files := range files {
			for _, f := range files {
				assert.Equal(t, f.SID, got[kind+" "+f.Path].SID)
				version := got[kind+" "+f.Path+" version"]
				assert.Equal(t, [2]string{f.SID, f.VersionSID}, [2]string{version.SID, version.VersionSID})
				assert.Len(t, version.Digest, 64)
				if kind != "manifest" {
					assert.Equal(t, f.Digest, version.Digest)
				}
				n += 2
			}
		}
		assert.Len(t, got, n, "and nothing else")
	})
}

// A run that failed is continued: what is uploaded is not uploaded again, and the Build is not made
// again.
func TestJournal_continues(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		operation string
		nth       int
		builds    int // of the second run
	}{
		"an upload":      {"CreateAssetVersion", 2, 1},
		"the Build":      {"CreateBuild", 1, 1},
		"a poll":         {"FetchBuildStatus", 2, 0},
		"the Deployment": {"CreateDeployment", 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := request(t, shop())
				a := failed(t, r, c.operation, c.nth)
				r.Journal = a.journal.entries(t)
				plan := planned(t, a, r)
				assert.Equal(t, []string{"= service shop", "= environment dev-environment", "~ function /hello"},
					lines(plan)[:3])
				assert.Equal(t, c.builds == 1, plan.Build.Action == deployer.ActionCreate)
				a.wire.reset()
				result, err := a.deployer(t, nil).Apply(t.Context(), plan)
				require.NoError(t, err)
				assert.NotZero(t, versionsIn(r.Journal))
				assert.Equal(t, 6-versionsIn(r.Journal), a.uploads(), "5 files and the manifest")
				assert.Equal(t, c.builds, a.wire.count("CreateBuild"))
				assert.Zero(t, a.wire.count("CreateFunction"))
				polls := a.wire.count("FetchBuildStatus")
				assert.Equal(t, plan.Calls+polls, len(a.wire.calls()), "as the plan said")
				assert.Equal(t, liveOf(t, r.Bundle), a.state(t, "shop", "dev").Live)
				a.requireUnchanged(t, r, result.Known)
			})
		})
	}
}

// A stored plan knows the journal that it was made with. It is refused when more was made since,
// whichever plan did so, and needs no journal where there is none.
func TestPlan_Bind_journal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := request(t, shop())
		first := stored(t, planned(t, newAccount(t, nil), r))
		assert.Empty(t, first.Continues)
		require.NoError(t, first.Bind(t.Context(), r))
		a := failed(t, r, "CreateBuild", 1)
		r.Journal = a.journal.entries(t)
		require.NotEmpty(t, r.Journal)
		err := first.Bind(t.Context(), r)
		require.ErrorIs(t, err, deployer.ErrStale)
		require.ErrorContains(t, err, r.Journal[len(r.Journal)-1].VersionSID)
		rest := stored(t, planned(t, a, r))
		require.NoError(t, rest.Bind(t.Context(), r))
		r.Journal = r.Journal[:len(r.Journal)-1]
		require.ErrorIs(t, rest.Bind(t.Context(), r), deployer.ErrStale)
		r.Journal = nil
		require.NoError(t, rest.Bind(t.Context(), r), "another machine")
	})
}

// A journal is a hint: what it says of other things, or of what is gone, is uploaded and built anew.
func TestJournal_isCheckedBeforeItIsTrusted(t *testing.T) {
	t.Parallel()
	zeros := strings.Repeat("0", 32)
	every := func(change func(e *deployer.JournalEntry)) func(*testing.T, *account, *deployer.Request) {
		return func(_ *testing.T, _ *account, r *deployer.Request) {
			for i := range r.Journal {
				change(&r.Journal[i])
			}
		}
	}
	for name, c := range map[string]struct {
		change  func(t *testing.T, a *account, r *deployer.Request)
		uploads int // of 5 files and the manifest
		builds  int
	}{
		"as it was":          {func(*testing.T, *account, *deployer.Request) {}, 0, 0},
		"of another Service": {every(func(e *deployer.JournalEntry) { e.ServiceSID = "ZS" + zeros }), 6, 1},
		"of yesterday":       {every(func(e *deployer.JournalEntry) { e.Time = e.Time.Add(-25 * time.Hour) }), 6, 1},
		"of tomorrow":        {every(func(e *deployer.JournalEntry) { e.Time = e.Time.Add(25 * time.Hour) }), 6, 1},
		"with damaged SIDs": {every(func(e *deployer.JournalEntry) {
			e.SID, e.VersionSID = "../"+e.SID,
				"../"+e.VersionSID
		}), 6, 1},
		"without digests":    {every(func(e *deployer.JournalEntry) { e.Digest = "" }), 6, 1},
		"of other Functions": {every(func(e *deployer.JournalEntry) { e.SID = e.SID[:2] + zeros }), 6, 1},
		"of versions that are purged": {every(func(e *deployer.JournalEntry) {
			if e.VersionSID != "" {
				e.VersionSID = "ZN" + e.VersionSID[4:] + "00"
			}
		}), 7, 2}, // the first Build is refused, its manifest is of no use
		"of a Build that is gone": {every(func(e *deployer.JournalEntry) {
			if e.Step == deployer.StepBuild {
				e.SID = "ZB" + zeros
			}
		}), 0, 1},
		"of a Build of other dependencies": {func(t *testing.T, _ *account, r *deployer.Request) {
			files := shop()
			files["package.json"] = file(`{"name":"shop"}`)
			r.Bundle = readProject(t, files)
		}, 1, 1},
		"of another runtime": {func(_ *testing.T, _ *account, r *deployer.Request) { r.Runtime = otherRuntime() }, 1,
			1},
		"a file has changed": {func(t *testing.T, _ *account, r *deployer.Request) {
			files := shop()
			files["functions/hello.js"] = file("changed")
			r.Bundle = readProject(t, files)
		}, 2, 1},
		"a file is gone": {func(t *testing.T, _ *account, r *deployer.Request) {
			files := shop()
			delete(files, "functions/hello.js")
			r.Bundle = readProject(t, files)
		}, 1, 1},
		"without a manifest now": {func(_ *testing.T, _ *account, r *deployer.Request) { r.NoManifest = true }, 0, 1},
		"a Function was deleted": {func(t *testing.T, a *account, r *deployer.Request) {
			e := made(r.Journal, deployer.StepFunction)[0]
			a.lose(t, e.SID)
		}, 2, 1},
		"an Asset was deleted": {func(t *testing.T, a *account, r *deployer.Request) {
			e := made(r.Journal, deployer.StepAsset)[0]
			a.lose(t, e.SID)
		}, 2, 1},
		"the Service was deleted": {func(t *testing.T, a *account, r *deployer.Request) {
			require.NoError(t, a.direct.DeleteService(t.Context(), "shop"))
		}, 6, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := request(t, shop())
				a := failed(t, r, "FetchBuildStatus", 2)
				r.Journal = a.journal.entries(t)
				a.journal = nil
				c.change(t, a, &r)
				plan := planned(t, a, r)
				a.wire.reset()
				result, err := a.deployer(t, nil).Apply(t.Context(), plan)
				require.NoError(t, err)
				assert.Equal(t, c.uploads, a.uploads())
				assert.Equal(t, c.builds, a.wire.count("CreateBuild"))
				live := a.state(t, "shop", "dev")
				assert.Equal(t, liveOf(t, r.Bundle), live.Live)
				assert.Equal(t, []string{"/hello", "/lib/prices", "/sms"}, live.Functions)
				assert.Equal(t, []string{"/data.json", "/index.html"}, live.Assets)
				if !r.NoManifest {
					a.requireUnchanged(t, r, result.Known)
				}
			})
		})
	}
}

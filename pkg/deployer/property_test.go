package deployer_test

import (
	"fmt"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// attempt is one deploy of a random history: what the project is by then, and what goes wrong.
type attempt struct {
	files       map[string]string
	variables   map[string]string
	sync        bool
	environment string
	failBuild   bool
	otherTool   bool   // deploys instead of us
	carry       bool   // the other tool takes our manifest along
	move        string // instead of a deploy: "rollback", or "promote" from the other Environment
	known       bool   // we remember our last deploy to the Environment
	noManifest  bool
	force       bool
	fault       *fault // from the call on, for some calls
	from, calls int
}

func (a attempt) String() string {
	text := fmt.Sprintf("%s: files %q, variables %q, sync %v, build fails %v, other tool %v, carries %v, known %v, "+
		"no manifest %v, force %v, move %q",
		a.environment, a.files, a.variables, a.sync, a.failBuild, a.otherTool, a.carry, a.known, a.noManifest, a.force,
		a.move)
	if a.fault != nil {
		text += fmt.Sprintf(", %s at calls %d to %d", a.fault.name, a.from, a.from+a.calls-1)
	}
	return text
}

// history draws deploys of a project that changes between them.
func history(t *rapid.T) []attempt {
	names := rapid.SampledFrom([]string{
		"functions/a.js", "functions/b.js", "functions/lib/c.js", "assets/a.txt", "assets/bb", "assets/img/d.png",
		"assets/e.html",
	})
	visibility := rapid.SampledFrom([]string{"", "", ".protected", ".private"})
	content := rapid.StringMatching(`[a-zäß\n "<&]{0,20}`)
	files, variables := map[string]string{}, map[string]string{}
	var attempts []attempt
	for range rapid.IntRange(1, 6).Draw(t, "deploys") {
		for range rapid.IntRange(0, 6).Draw(t, "edits") {
			name := names.Draw(t, "file")
			stem, extension, dotted := strings.Cut(name, ".")
			maps.DeleteFunc(files, func(other, _ string) bool { return strings.HasPrefix(other, stem) })
			if !rapid.Bool().Draw(t, "remove") {
				if dotted {
					name = stem + visibility.Draw(t, "visibility") + "." + extension
				}
				files[name] = content.Draw(t, "content")
			}
		}
		if len(files) == 0 {
			files["functions/a.js"] = ""
		}
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			key := rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "key")
			delete(variables, key)
			if !rapid.Bool().Draw(t, "unset") {
				variables[key] = rapid.StringMatching(`[a-z=&+%\n]{1,5}`).Draw(t, "value")
			}
		}
		a := attempt{
			files: maps.Clone(files), variables: maps.Clone(variables), sync: rapid.Bool().Draw(t, "sync"),
			environment: rapid.SampledFrom([]string{"dev", "dev", "stage"}).Draw(t, "environment"),
			failBuild:   rapid.IntRange(0, 5).Draw(t, "build") == 0,
			otherTool:   rapid.IntRange(0, 4).Draw(t, "tool") == 0, carry: rapid.Bool().Draw(t, "carry"),
			known: rapid.Bool().Draw(t, "known"), noManifest: rapid.IntRange(0, 4).Draw(t, "manifest") == 0,
			force: rapid.IntRange(0, 4).Draw(t, "force") == 0,
		}
		if !a.otherTool {
			a.move = rapid.SampledFrom([]string{"", "", "", "rollback", "promote"}).Draw(t, "move")
		}
		if !a.otherTool && a.move == "" && rapid.Bool().Draw(t, "disturbed") {
			a.fault = &faults[rapid.IntRange(0, len(faults)-1).Draw(t, "fault")]
			a.from, a.calls = rapid.IntRange(1, 40).Draw(t, "from"), rapid.IntRange(1, 30).Draw(t, "calls")
		}
		attempts = append(attempts, a)
	}
	last := attempts[len(attempts)-1]
	last.failBuild, last.otherTool, last.move, last.fault = false, false, "", nil
	return append(attempts, last)
}

func (a attempt) request(t testing.TB) deployer.Request {
	files := fstest.MapFS{}
	for name, content := range a.files {
		files[name] = file(content)
	}
	r := deployer.Request{Bundle: readProject(t, files), Service: "shop", Environment: a.environment,
		SyncVariables: a.sync,
		NoManifest:    a.noManifest, ForceBuild: a.force}
	for key, value := range a.variables {
		r.Variables = append(r.Variables, deployer.Variable{Key: key, Value: value})
	}
	return r
}

// recorder keeps a failure of the bubble for rapid, which shrinks what led to it.
type recorder struct {
	testing.TB
	failure string
}

func (r *recorder) Errorf(format string, args ...any) { r.failure += fmt.Sprintf(format, args...) }
func (r *recorder) FailNow()                          { runtime.Goexit() }

// Whatever happens before and in between: when a deploy succeeds, the live Build equals the
// project, and nothing exists twice.
func TestDeploy_histories(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		attempts := history(rt) // drawn here, since rapid must not be called inside the bubble
		r := &recorder{}
		synctest.Test(t, func(t *testing.T) {
			r.TB = t
			done := make(chan struct{})
			go func() {
				defer close(done)
				live(r, attempts)
			}()
			<-done
		})
		if r.failure != "" {
			rt.Fatal(r.failure)
		}
	})
}

// live goes through a history.
func live(t testing.TB, attempts []attempt) {
	failBuild := false
	a := newAccount(t, &emulator.Options{BuildResult: func(emulator.BuildRequest) string {
		if failBuild {
			return "npm"
		}
		return ""
	}})
	want := map[string]map[string]string{} // environment → Variables that must be there
	known := map[string]*deployer.Known{}
	ours := map[string]bool{} // Builds that we have made with a manifest
	for i, now := range attempts {
		about := fmt.Sprintf("deploy %d of %v", i, attempts)
		synctest.Wait() // the server may still be at work on requests that were given up
		a.wire.reset()
		r := now.request(t)
		if now.otherTool {
			failBuild = false
			_, _, manifest := a.liveBuild(t, now.environment)
			if !now.carry {
				manifest = ""
			}
			a.otherToolDeploys(t, r.Bundle, now.environment, manifest)
			continue
		}
		if now.move != "" {
			a.move(t, now)
			continue
		}
		failBuild = now.failBuild
		before, build, _ := a.liveBuild(t, now.environment)
		if now.known {
			r.Known = known[now.environment]
		}
		recorded := ours[build] || r.Known != nil && r.Known.BuildSID == build
		if now.fault != nil {
			a.wire.intercept = func(_ sent, req *http.Request, send func() (*http.Response, error)) (*http.Response,
				error) {
				if n := len(a.wire.calls()); n >= now.from && n < now.from+now.calls {
					return now.fault.do(req, send)
				}
				return send()
			}
		}
		if want[now.environment] == nil || now.sync {
			want[now.environment] = map[string]string{}
		}
		result, err := a.deploy(t.Context(), t, r)
		if result != nil && result.Manifest != nil {
			ours[result.BuildSID] = true
		}
		if err != nil {
			if now.fault == nil {
				require.ErrorAs(t, err, new(*deployer.BuildFailedError), about)
			}
			for key := range now.variables { // written or not
				delete(want[now.environment], key)
			}
			continue
		}
		maps.Copy(want[now.environment], now.variables)
		if now.fault == nil {
			require.Equal(t, missing(t, r.Bundle, before, recorded), uploads(result), about)
		}
		known[now.environment] = result.Known
		if ours[result.BuildSID] {
			a.requireUnchanged(t, r, result.Known, about)
		}
		got := a.state(t, "shop", now.environment)
		require.Equal(t, liveOf(t, r.Bundle), got.Live, about)
		for key, value := range want[now.environment] {
			require.Contains(t, got.Variables, key+"="+value, about)
		}
		if now.sync {
			require.Len(t, got.Variables, len(now.variables), about)
		}
		for _, names := range [][]string{got.Services, got.Environments, got.Functions, got.Manifests, got.Assets} {
			require.Len(t, slices.Compact(slices.Clone(names)), len(names), about)
		}
	}
}

// move goes back in an Environment, or promotes to it from the other one, where that is possible.
func (a *account) move(t testing.TB, now attempt) {
	t.Helper()
	target := deployer.Target{Service: "shop", Environment: now.environment}
	other := deployer.Target{Service: "shop",
		Environment: map[string]string{"dev": "stage", "stage": "dev"}[now.environment]}
	d := a.deployer(t, nil)
	var plan *deployer.Plan
	var err error
	if now.move == "promote" {
		plan, err = d.PlanPromote(t.Context(), other, target, nil)
	} else {
		plan, err = d.PlanRollback(t.Context(), target)
	}
	if err != nil {
		require.Regexp(t, "there is no|has no|nothing is live|nothing to go back to", err.Error(), now)
		return
	}
	a.wire.reset()
	result, err := d.Apply(t.Context(), plan)
	require.NoError(t, err, now)
	require.Len(t, a.wire.calls(), plan.Calls, now)
	live, build, _ := a.liveBuild(t, now.environment)
	require.Equal(t, result.BuildSID, build, now)
	require.Len(t, live, len(result.Functions)+len(result.Assets), now)
	if now.move == "promote" {
		theirs, _, _ := a.liveBuild(t, other.Environment)
		require.Equal(t, theirs, live, now)
	}
}

// liveBuild returns what is live in an Environment, and the SIDs of the Build and of the manifest's
// version.
func (a *account) liveBuild(t testing.TB, suffix string) (live []string, build, manifest string) {
	t.Helper()
	if _, err := a.direct.FetchService(t.Context(), "shop"); err != nil {
		return nil, "", ""
	}
	for e, err := range a.direct.ListEnvironments(t.Context(), "shop", nil) {
		require.NoError(t, err)
		if e.DomainSuffix != nil && *e.DomainSuffix == suffix && e.BuildSID != nil {
			build = *e.BuildSID
		}
	}
	if build == "" {
		return nil, "", ""
	}
	b, err := a.direct.FetchBuild(t.Context(), "shop", build)
	require.NoError(t, err)
	for _, v := range b.FunctionVersions {
		if v.Path == deployer.ManifestPath {
			manifest = v.SID
		}
	}
	return a.state(t, "shop", suffix).Live, build, manifest
}

// missing counts what of a project is not live. Assets of a Build of which nothing is recorded
// cannot be read back.
func missing(t testing.TB, b *bundle.Bundle, live []string, recorded bool) (n int) {
	t.Helper()
	for _, line := range liveOf(t, b) {
		if !slices.Contains(live, line) || !recorded && strings.HasPrefix(line, "asset ") {
			n++
		}
	}
	return n
}

func uploads(r *deployer.Result) (n int) {
	for _, f := range slices.Concat(r.Functions, r.Assets) {
		if f.Action != deployer.ActionKeep {
			n++
		}
	}
	return n
}

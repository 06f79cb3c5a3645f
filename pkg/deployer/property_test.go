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
	fault       *fault // from the call on, for some calls
	from, calls int
}

func (a attempt) String() string {
	text := fmt.Sprintf("%s: files %q, variables %q, sync %v, build fails %v", a.environment, a.files, a.variables, a.sync, a.failBuild)
	if a.fault != nil {
		text += fmt.Sprintf(", %s at calls %d to %d", a.fault.name, a.from, a.from+a.calls-1)
	}
	return text
}

// history draws deploys of a project that changes between them.
func history(t *rapid.T) []attempt {
	names := rapid.SampledFrom([]string{
		"functions/a.js", "functions/b.js", "functions/lib/c.js", "assets/a.txt", "assets/bb", "assets/img/d.png", "assets/e.html",
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
		}
		if rapid.Bool().Draw(t, "disturbed") {
			a.fault = &faults[rapid.IntRange(0, len(faults)-1).Draw(t, "fault")]
			a.from, a.calls = rapid.IntRange(1, 40).Draw(t, "from"), rapid.IntRange(1, 30).Draw(t, "calls")
		}
		attempts = append(attempts, a)
	}
	last := attempts[len(attempts)-1]
	last.failBuild, last.fault = false, nil
	return append(attempts, last)
}

func (a attempt) request(t testing.TB) deployer.Request {
	files := fstest.MapFS{}
	for name, content := range a.files {
		files[name] = file(content)
	}
	r := deployer.Request{Bundle: bundle(t, files), Service: "shop", Environment: a.environment, SyncVariables: a.sync}
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

// Whatever happens before and in between: when a deploy succeeds, the live Build equals the project, and nothing exists twice.
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
	for i, now := range attempts {
		about := fmt.Sprintf("deploy %d of %v", i, attempts)
		synctest.Wait() // the server may still be at work on requests that were given up
		a.wire.reset()
		failBuild = now.failBuild
		if now.fault != nil {
			a.wire.intercept = func(_ sent, req *http.Request, send func() (*http.Response, error)) (*http.Response, error) {
				if n := len(a.wire.calls()); n >= now.from && n < now.from+now.calls {
					return now.fault.do(req, send)
				}
				return send()
			}
		}
		if want[now.environment] == nil || now.sync {
			want[now.environment] = map[string]string{}
		}
		r := now.request(t)
		if _, err := a.deploy(t.Context(), t, r); err != nil {
			if now.fault == nil {
				require.ErrorAs(t, err, new(*deployer.BuildFailedError), about)
			}
			for key := range now.variables { // written or not
				delete(want[now.environment], key)
			}
			continue
		}
		maps.Copy(want[now.environment], now.variables)
		got := a.state(t, "shop", now.environment)
		require.Equal(t, liveOf(t, r.Bundle), got.Live, about)
		for key, value := range want[now.environment] {
			require.Contains(t, got.Variables, key+"="+value, about)
		}
		if now.sync {
			require.Len(t, got.Variables, len(now.variables), about)
		}
		for _, names := range [][]string{got.Services, got.Environments, got.Functions, got.Assets} {
			require.Len(t, slices.Compact(slices.Clone(names)), len(names), about)
		}
	}
}

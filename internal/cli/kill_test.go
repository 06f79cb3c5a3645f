package cli

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func uploadsIn(calls []string) (n int) {
	for _, c := range calls {
		if c == "CreateFunctionVersion" || c == "CreateAssetVersion" {
			n++
		}
	}
	return n
}

// holds describes all that the account holds and serves, versions and Builds that nothing uses left
// aside.
func (l *lethal) holds(t *testing.T) []string {
	t.Helper()
	c, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken),
		&client.Options{APIURL: l.URL})
	require.NoError(t, err)
	ctx := t.Context()
	lines := []string{}
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for s, err := range c.ListServices(ctx, nil) {
		require.NoError(t, err)
		add("service %s", s.UniqueName)
		for f, err := range c.ListFunctions(ctx, s.SID, nil) {
			require.NoError(t, err)
			add("function %s", f.FriendlyName)
		}
		for f, err := range c.ListAssets(ctx, s.SID, nil) {
			require.NoError(t, err)
			add("asset %s", f.FriendlyName)
		}
		for e, err := range c.ListEnvironments(ctx, s.SID, nil) {
			require.NoError(t, err)
			add("environment %s", e.UniqueName)
			for v, err := range c.ListVariables(ctx, s.SID, e.SID, nil) {
				require.NoError(t, err)
				add("variable %s=%s", v.Key, v.Value)
			}
			require.NotNil(t, e.BuildSID)
			build, err := c.FetchBuild(ctx, s.SID, *e.BuildSID)
			require.NoError(t, err)
			l.addLive(t, add, c, build, e.DomainName)
		}
	}
	slices.Sort(lines)
	return lines
}

func (l *lethal) addLive(t *testing.T, add func(string, ...any), c *client.Client, build *serverless.Build,
	domain string) {
	t.Helper()
	for _, v := range build.FunctionVersions {
		content, err := c.FetchFunctionVersionContent(t.Context(), build.ServiceSID, v.FunctionSID, v.SID)
		require.NoError(t, err)
		if v.Path == deployer.ManifestPath {
			content.Content = "" // it has version SIDs
		}
		add("live function %s %s %s", v.Path, v.Visibility, content.Content)
	}
	for _, v := range build.AssetVersions {
		resp, err := l.Client().Get(l.URL + "/_live/" + domain + v.Path)
		require.NoError(t, err)
		content, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		if resp.StatusCode != http.StatusOK {
			content = nil // a private one is not served
		}
		add("live asset %s %s %s", v.Path, v.Visibility, content)
	}
	for _, d := range build.Dependencies {
		add("dependency %s %s", d.Name, d.Version)
	}
}

// write makes a project of names and contents in turn.
func write(t *testing.T, dir string, namesAndContents ...string) {
	t.Helper()
	for pair := range slices.Chunk(namesAndContents, 2) {
		name := filepath.Join(dir, pair[0])
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(pair[1]), 0o600))
	}
}

// The process is killed at a call of each kind, before the API has done its work and, for writes,
// after it; the same command then leaves what it leaves when nothing happens, and uploads what the
// journal does not know.
func TestDeploy_killed(t *testing.T) {
	t.Parallel()
	first := func(t *testing.T, dir string, _ *lethal) {
		write(t, dir, "package.json", `{"name":"shop","dependencies":{"lodash":"^4.17.21"}}`, ".env",
			"CHANGED=1\nREMOVED=1\n",
			"functions/a.js", "a", "functions/b.protected.js", "b", "functions/c.private.js", "c",
			"assets/d.txt", "d", "assets/e.private.txt", "e")
	}
	second := func(t *testing.T, dir string, l *lethal) {
		first(t, dir, l)
		code, _, stderr := run(t.Context(), nil, false, "deploy", dir, "--api-url", l.URL)
		require.Equal(t, verb.ExitDone, code, stderr)
		write(t, dir, ".env", "CHANGED=2\nADDED=1\n", "assets/d.txt", "changed")
	}
	killed := map[string]bool{}
	for _, prepare := range []func(t *testing.T, dir string, l *lethal){first, second} {
		args := func(dir string, l *lethal) []string {
			return []string{"deploy", dir, "--sync-env", "--api-url",
				l.URL}
		}
		l, dir := newLethal(t), t.TempDir()
		prepare(t, dir, l)
		_ = l.taken()
		code, _, stderr := run(t.Context(), nil, false, args(dir, l)...)
		require.Equal(t, verb.ExitDone, code, stderr)
		calls, want := l.taken(), l.holds(t)
		once := slices.Compact(slices.Sorted(slices.Values(calls)))
		for _, operation := range once {
			for _, after := range []bool{false, true} {
				read := strings.HasPrefix(operation, "Fetch") || strings.HasPrefix(operation, "List")
				if name := fmt.Sprintf("%s after=%t", operation, after); killed[name] || after && read {
					continue
				} else {
					killed[name] = true
					t.Run(name, func(t *testing.T) {
						t.Parallel()
						l, dir := newLethal(t), t.TempDir()
						prepare(t, dir, l)
						l.kill(t, operation, after, args(dir, l)...)
						known := journaledVersions(t, dir)
						_ = l.taken()
						code, _, stderr := run(t.Context(), nil, false, args(dir, l)...)
						require.Equal(t, verb.ExitDone, code, stderr)
						assert.LessOrEqual(t, uploadsIn(l.taken()), uploadsIn(calls)-known)
						assert.Equal(t, want, l.holds(t))
						assert.Zero(t, journaledVersions(t, dir), "the journal is gone")
					})
				}
			}
		}
	}
	kinds := map[string]bool{}
	for name := range killed {
		kind, _, _ := strings.Cut(name, " ")
		kinds[kind] = true
	}
	for _, kind := range []string{
		"CreateService", "CreateEnvironment", "CreateFunction", "CreateFunctionVersion", "CreateAsset",
		"CreateAssetVersion", "CreateBuild",
		"FetchBuildStatus", "CreateVariable", "UpdateVariable", "DeleteVariable", "CreateDeployment",
	} {
		assert.True(t, kinds[kind], kind)
	}
}

// journaledVersions counts the versions in the journal of a project.
func journaledVersions(t *testing.T, dir string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, project.StateDir, "journal-*"))
	require.NoError(t, err)
	n := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		n += strings.Count(string(text), `"version_sid":`)
	}
	return n
}

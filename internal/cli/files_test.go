//go:build unix

package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// strangeFile puts something at a path that must not be read whole, or at all.
func strangeFile(t *testing.T, kind, path, outside string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	_ = os.Remove(path)
	switch kind {
	case "pipe":
		require.NoError(t, syscall.Mkfifo(path, 0o600))
	case "device":
		require.NoError(t, os.Symlink("/dev/zero", path))
	case "10 GB":
		f, err := os.Create(path)
		require.NoError(t, err)
		require.NoError(t, f.Truncate(10<<30))
		require.NoError(t, f.Close())
	case "link out":
		require.NoError(t, os.Symlink(outside, path))
	case "folder":
		require.NoError(t, os.Mkdir(path, 0o700))
	}
}

// TestFiles_strange: each file that is read is looked at first. What is no regular file, too large,
// or outside of the project is refused by name, at once, without being read.
func TestFiles_strange(t *testing.T) { // not parallel: it measures memory
	outside := filepath.Join(t.TempDir(), "outside")
	require.NoError(t, os.WriteFile(outside, []byte(`{"name": "outside", "OUTSIDE": "secret-word"}`), 0o600))
	for name, test := range map[string]struct {
		args     string // PROJECT and FILE stand for both
		byFlag   bool   // the user named it, so a link may lead anywhere
		goesOn   bool   // it is left out, with a warning or a note
		noFolder bool   // a folder of that name is something else
	}{
		"package.json":            {args: "plan PROJECT --emulated"},
		".env":                    {args: "plan PROJECT --emulated"},
		".twilioserverlessrc":     {args: "plan PROJECT --emulated"},
		".twilioserverlessignore": {args: "plan PROJECT --emulated"},
		".twiliodeployinfo":       {args: "plan PROJECT --api-url http://127.0.0.1:1"},
		".twilio-serverless/deployments.json": {args: "plan PROJECT --service x --api-url http://127.0.0.1:1",
			goesOn: true},
		"named.env": {args: "plan PROJECT --emulated --env-file FILE", byFlag: true},
		"named.rc":  {args: "plan PROJECT --emulated --config FILE", byFlag: true},
		"plan.json": {args: "apply FILE PROJECT", byFlag: true},
		"imported.env": {args: "env import FILE --yes --service x --api-url http://127.0.0.1:1",
			byFlag: true},
		"faults.json": {args: "emulate --listen 127.0.0.1:0 --functions off --faults FILE",
			byFlag: true},
		"before.json": {args: "conformance --resume FILE", byFlag: true},
		"fleet.yaml":  {args: "fleet matrix FILE", byFlag: true},
		"known.json":  {args: "conformance --run ^services/create --known-failures FILE", byFlag: true},
		"runs/a.yaml": {args: "conformance --replay PROJECT/runs", byFlag: true, noFolder: true},
		"ca.pem.key": {args: "emulate --listen 127.0.0.1:0 --functions off --proxy 127.0.0.1:0 --ca-cert " +
			"PROJECT/ca.pem",
			byFlag: true},
		"state/state.db": {args: "emulate --listen 127.0.0.1:0 --functions off --state PROJECT/state",
			byFlag: true},
		"tsconfig.json":          {args: "plan PROJECT --emulated", noFolder: true},
		"functions/package.json": {args: "plan PROJECT --emulated", noFolder: true},
	} {
		for _, kind := range []string{"pipe", "device", "10 GB", "link out", "folder"} {
			if kind == "folder" && test.noFolder {
				continue
			}
			dir := t.TempDir()
			require.NoError(t, os.MkdirAll(filepath.Join(dir, "functions"), 0o700))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "functions", "a.js"), []byte("1"), 0o600))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "functions", "b.ts"),
				[]byte("export const handler = 1"), 0o600))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"name": "x"}`), 0o600))
			file := filepath.Join(dir, name)
			strangeFile(t, kind, file, outside)
			about := fmt.Sprintf("%s as %s", name, kind)
			args := strings.Fields(strings.NewReplacer("PROJECT", dir, "FILE", file).Replace(test.args))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			done := make(chan struct{})
			code, stderr := 0, ""
			go func() {
				defer close(done)
				code, _, stderr = runVerb(t, args)
			}()
			select {
			case <-done:
			case <-time.After(patience):
				require.Fail(t, "it waits", about)
			}
			runtime.ReadMemStats(&after)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(100<<20), about)
			assert.NotContains(t, stderr, "secret-word", about)
			if test.byFlag && kind == "link out" {
				continue
			}
			assert.NotZero(t, code, about)
			assert.Contains(t, stderr, filepath.Base(name), "%s is named: %s", about, stderr)
			want := "is not a regular file|leads out of the project|outside of the project|the limit is|is a " +
				"directory|no database of this program"
			assert.Regexp(t, want, stderr, about)
		}
	}
}

// TestFiles_written: what a verb writes takes the place of a regular file, or of none. Anything else
// is refused by name before the verb does its work, and is still there afterwards.
func TestFiles_written(t *testing.T) {
	t.Parallel()
	for _, args := range []string{
		"conformance --run ^services/create-answers --report FILE.html",
		"conformance --run ^services/create-answers --report FILE.xml",
		"conformance --run ^services/create-answers --report FILE.json",
		"verify --listen 127.0.0.1:0 --upstream http://127.0.0.1:1 --report FILE.json",
		"deploy ../../examples/hello --emulated --yes --events FILE",
		"env export --service x --api-url http://127.0.0.1:1 --file FILE",
	} {
		for _, kind := range []string{"pipe", "device", "folder", "no folder"} {
			words := strings.Fields(strings.ReplaceAll(args, "FILE", filepath.Join(t.TempDir(), "written")))
			file := words[len(words)-1]
			if kind == "no folder" {
				words[len(words)-1] = filepath.Join(file, "written")
			} else {
				strangeFile(t, kind, file, "")
			}
			before, err := os.Lstat(file)
			assert.Equal(t, kind == "no folder", err != nil)
			done := make(chan struct{})
			code, stderr := 0, ""
			go func() {
				defer close(done)
				code, _, stderr = runVerb(t, words)
			}()
			select {
			case <-done:
			case <-time.After(patience):
				require.Fail(t, "it waits", "%s: %s", kind, args)
			}
			assert.NotZero(t, code, "%s: %s", kind, args)
			assert.Contains(t, stderr, "written", "%s: %s", kind, args)
			if kind != "no folder" {
				after, err := os.Lstat(file)
				require.NoError(t, err)
				assert.Equal(t, before.Mode(), after.Mode(), "%s: %s", kind, args)
			}
		}
	}
}

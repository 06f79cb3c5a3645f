package compile

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// makeProject writes files into a directory of their own.
func makeProject(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o700))
		require.NoError(t, os.WriteFile(at, []byte(text), 0o600))
	}
	return dir
}

// read reads a project as the binary does.
func read(t *testing.T, dir string, o Options) (*bundle.Bundle, []string, error) {
	t.Helper()
	o.Dir = dir
	proj, err := project.Open(dir)
	require.NoError(t, err)
	view, err := Lay(t.Context(), proj.FS, &o)
	require.NoError(t, err)
	b, err := bundle.Read(view, &bundle.Options{FunctionsFolder: o.FunctionsFolder, Ignore: o.Ignore})
	var problems *bundle.Error
	_ = errors.As(err, &problems)
	view.NameSources(b, problems)
	warnings, wrong := view.Check(t.Context(), b)
	return b, warnings, view.Join(err, wrong)
}

// contents are the scripts of a Bundle, by path.
func contents(t *testing.T, b *bundle.Bundle) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, f := range b.Functions {
		in, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(in)
		require.NoError(t, err)
		require.NoError(t, in.Close())
		require.EqualValues(t, len(text), f.Size, f.Path)
		all[f.Path] = string(text)
	}
	return all
}

func node(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no Node.js")
	}
	return path
}

// calls calls Functions, each with each event, in one process of Node, and returns what they answer
// or fail with. Packages are looked for in dir/node_modules.
func calls(t *testing.T, dir string, scripts map[string]string, events ...map[string]string) map[string][]string {
	t.Helper()
	program := node(t)
	at := filepath.Join(dir, "out")
	for path, text := range scripts {
		file := filepath.Join(at, filepath.FromSlash(path)+".js")
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	if len(events) == 0 {
		events = []map[string]string{{}}
	}
	question, err := json.Marshal(map[string]any{"dir": at, "events": events, "paths": sortedKeys(scripts)})
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), program, "-e", caller)
	cmd.Dir, cmd.Stdin = at, strings.NewReader(string(question))
	out, err := cmd.Output()
	require.NoError(t, err)
	var answers map[string][]string
	require.NoError(t, json.Unmarshal(out, &answers), string(out))
	return answers
}

const caller = `
const { dir, events, paths } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const one = (path, event) => new Promise((resolve) => {
  const fail = (e) => resolve('failed: ' + (e && e.message || e));
  try {
    const returned = require(dir + path).handler({}, event, (e, r) => e ? fail(e) : resolve(typeof r === 'string' ? r : JSON.stringify(r)));
    if (returned && returned.catch) returned.catch(fail);
  } catch (e) { fail(e); }
});
(async () => {
  const answers = {};
  for (const path of paths) {
    answers[path] = [];
    for (const event of events) answers[path].push(await one(path, event));
  }
  process.stdout.write(JSON.stringify(answers));
})();
`

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

package cli

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

var update = flag.Bool("update", false, "rewrite golden files")

// patient runs more tests at the same time than there are processors, unless -parallel says another
// number: most of the time of a script is waits, for processes, builds and retries.
type patient struct{ *testing.M }

func (p patient) Run() int {
	if err := flag.Set("test.parallel", strconv.Itoa(4*runtime.GOMAXPROCS(0))); err != nil {
		panic(err)
	}
	debug.SetGCPercent(collectAt)
	return p.M.Run()
}

// collectAt is GOGC of the tests and of the processes that they start, most of them short: at Go's own 100 a third of what they
// compute is the collection of garbage.
const collectAt = 400

func TestMain(m *testing.M) {
	testscript.Main(patient{m}, map[string]func(){
		"twilio-serverless": func() { os.Exit(Process()) },
	})
}

const scriptRoot = "testdata/script"

// TestScripts runs every folder of scripts there is. A script has no environment of the developer
// but PATH, and the example project as the folder hello.
func TestScripts(t *testing.T) {
	t.Parallel()
	folders := scriptFolders(t)
	require.NotEmpty(t, folders)
	for _, folder := range folders {
		testscript.Run(t, testscript.Params{
			Dir: folder, Setup: setupScript, Cmds: scriptCommands, UpdateScripts: *update,
			RequireExplicitExec: true, RequireUniqueNames: true,
			Condition: scriptCondition,
		})
	}
}

// TestScripts_noneOrphaned: a file that testscript does not take for a script would never run, and
// nobody would notice.
func TestScripts_noneOrphaned(t *testing.T) {
	t.Parallel()
	run := scriptFolders(t)
	require.NoError(t, filepath.WalkDir("testdata", func(path string, d fs.DirEntry, err error) error {
		require.NoError(t, err)
		if d.IsDir() {
			if d.Name() == "rapid" { // where rapid keeps what failed
				return fs.SkipDir
			}
			return nil
		}
		require.Equal(t, ".txtar", filepath.Ext(path), "%s is no script", path)
		require.Contains(t, run, filepath.Dir(path), "%s lies in a folder that no test runs", path)
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		script, _, _ := strings.Cut(string(text), "\n-- ")
		require.True(t, strings.HasPrefix(script, "# "), "%s does not begin with what it is about", path)
		return nil
	}))
}

// scriptFolders finds the folders below scriptRoot that hold files.
func scriptFolders(t *testing.T) []string {
	var folders []string
	require.NoError(t, filepath.WalkDir(scriptRoot, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			folders = append(folders, filepath.Dir(path))
		}
		return err
	}))
	slices.Sort(folders)
	return slices.Compact(folders)
}

// scriptCondition knows root, whom permissions do not stop.
func scriptCondition(name string) (bool, error) {
	if name != "root" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	return os.Geteuid() == 0, nil
}

func setupScript(env *testscript.Env) error {
	env.Setenv("RUNTIME", serverless.CurrentRuntimes()[0])
	env.Setenv("GORACE", "atexit_sleep_ms=10") // instead of a second for each process of a race-enabled test
	env.Setenv("GOGC", strconv.Itoa(collectAt))
	env.Setenv("TWILIO_SERVERLESS_FUNCTIONS", "off") // scripts about Functions turn them on
	env.Values[backgroundKey{}] = &background{
		environment: slices.Clone(env.Vars), processes: map[string]*process{}, standIns: map[string]*standIn{},
	}
	hello := filepath.Join(env.WorkDir, "hello")
	if err := os.CopyFS(hello, os.DirFS("../../examples/hello")); err != nil {
		return err
	}
	return os.RemoveAll(filepath.Join(hello, ".twilio-serverless")) // of somebody who has deployed the example
}

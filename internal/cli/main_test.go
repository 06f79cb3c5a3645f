package cli

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/testgc"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestMain makes the binary of the tests a program of three names: the tests, a worker of scripts, and
// twilio-serverless, which PATH leads to.
func TestMain(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case programName:
		os.Exit(Process())
	case workerName:
		os.Exit(work())
	}
	code, err := runTests(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

const programName = "twilio-serverless"

// runTests runs more tests at the same time than there are processors, unless -parallel says another
// number: most of the time of a script is waits, for processes, builds and retries.
func runTests(m *testing.M) (code int, err error) {
	dir, err := os.MkdirTemp("", "cli-*")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	binary, err := os.Executable()
	if err != nil {
		return 1, err
	}
	if err := os.Symlink(binary, filepath.Join(dir, programName)); err != nil {
		return 1, err
	}
	if err := os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH")); err != nil {
		return 1, err
	}
	if err := flag.Set("test.parallel", strconv.Itoa(4*runtime.GOMAXPROCS(0))); err != nil {
		return 1, err
	}
	testgc.Set(os.Getenv)
	return m.Run(), nil
}

const scriptRoot = "testdata/script"

// TestScripts runs every folder of scripts there is. A script has no environment of the developer
// but PATH, and the example project as the folder hello.
func TestScripts(t *testing.T) {
	t.Parallel()
	folders := scriptFolders(t)
	require.NotEmpty(t, folders)
	pool := newWorkers(t)
	for _, folder := range folders {
		testscript.Run(t, testscript.Params{
			Dir: folder, Cmds: scriptCommands, UpdateScripts: *update,
			Setup:              func(env *testscript.Env) error { return setupScript(env, pool) },
			RequireUniqueNames: true, Condition: scriptCondition,
		})
	}
}

// TestScripts_noneOrphaned: a file that testscript does not take for a script would never run, and
// that would go unnoticed.
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

// scriptCondition knows root, whom permissions do not stop, and nohup and background: the tests run so, with SIGHUP or
// SIGINT ignored, and so do the programs that they start.
func scriptCondition(name string) (bool, error) {
	switch name {
	case "root":
		return os.Geteuid() == 0, nil
	case "background":
		return signal.Ignored(os.Interrupt), nil
	case "nohup":
		return signal.Ignored(syscall.SIGHUP), nil
	}
	return false, fmt.Errorf("unknown condition %q", name)
}

func setupScript(env *testscript.Env, pool *workers) error {
	env.Setenv("RUNTIME", serverless.CurrentRuntimes()[0])
	env.Setenv("RETIRED", serverless.KnownRuntimes()[0].Name) // the oldest one
	env.Setenv("GORACE", "atexit_sleep_ms=10")                // instead of a second for each process of a race-enabled test
	env.Setenv("GOGC", strconv.Itoa(testgc.Percent))          // of the processes that scripts start
	env.Setenv("TWILIO_SERVERLESS_FUNCTIONS", "off")          // scripts about Functions turn them on
	env.Values[backgroundKey{}] = &background{
		workers: pool, processes: map[string]*process{}, standIns: map[string]*standIn{},
	}
	hello := filepath.Join(env.WorkDir, "hello")
	if err := os.CopyFS(hello, os.DirFS("../../examples/hello")); err != nil {
		return err
	}
	return os.RemoveAll(filepath.Join(hello, ".twilio-serverless")) // of a user who has deployed the example
}

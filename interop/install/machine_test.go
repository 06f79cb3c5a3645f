package install

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	root    = "../.."
	version = "v0.0.1-test.1"
)

// A machine is a new one: an empty home, and of the programs of this one those that are named.
type machine struct {
	t              *testing.T
	home, programs string
	env            []string
}

func newMachine(t *testing.T, programs ...string) *machine {
	t.Helper()
	m := &machine{t: t, home: t.TempDir(), programs: t.TempDir()}
	for _, name := range append(programs, "sh", "env", "cat", "uname") {
		path, err := exec.LookPath(name)
		if errors.Is(err, exec.ErrNotFound) {
			t.Skipf("no %s on this machine", name)
		}
		require.NoError(t, err)
		path, err = filepath.EvalSymlinks(path)
		require.NoError(t, err)
		require.NoError(t, os.Symlink(path, filepath.Join(m.programs, name)))
	}
	m.env = []string{"HOME=" + m.home, "PATH=" + m.programs, "TMPDIR=" + t.TempDir()}
	return m
}

// command is a program in a folder of the home.
func (m *machine) command(dir string, args ...string) *exec.Cmd {
	path, err := m.look(args[0])
	require.NoError(m.t, err)
	cmd := exec.CommandContext(m.t.Context(), path, args[1:]...)
	cmd.Dir, cmd.Env = filepath.Join(m.home, dir), m.env
	return cmd
}

func (m *machine) look(name string) (string, error) {
	for _, pair := range m.env {
		if path, found := strings.CutPrefix(pair, "PATH="); found {
			for _, dir := range filepath.SplitList(path) {
				if file := filepath.Join(dir, name); isFile(file) {
					return file, nil
				}
			}
		}
	}
	return "", &fs.PathError{Op: "look", Path: name, Err: fs.ErrNotExist}
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

// run runs a program that succeeds, and returns what it printed.
func (m *machine) run(dir string, args ...string) string {
	m.t.Helper()
	var stderr bytes.Buffer
	cmd := m.command(dir, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(m.t, err, "%v\n%s\n%s", args, out, &stderr)
	return string(out)
}

// write writes a file below the home.
func (m *machine) write(name, text string) {
	m.t.Helper()
	path := filepath.Join(m.home, name)
	require.NoError(m.t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(m.t, os.WriteFile(path, []byte(text), 0o600))
}

// project writes a small project.
func (m *machine) project(dir string) {
	m.t.Helper()
	m.write(dir+"/package.json", `{"name": "shop", "version": "1.0.0", "private": true}`)
	m.write(dir+"/functions/hello.js", "exports.handler = (context, event, callback) => callback(null, 'hello ' + "+
		"event.name);\n")
	m.write(dir+"/assets/index.html", "<p>shop</p>\n")
}

// release makes the packages of this platform once, by the command of the release.
var release = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "install-")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "run", "-C", filepath.Join(root, ".ci", "release"), ".",
		"-version", version, "-dirty", "-only", platform(), "-out", filepath.Join(dir, "dist"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		return "", errors.Join(err, errors.New(stderr.String()))
	}
	return filepath.Join(dir, "dist"), nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := release(); err == nil {
		_ = os.RemoveAll(filepath.Dir(dir))
	}
	os.Exit(code)
}

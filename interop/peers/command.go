package peers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/proxy"
)

// ErrNotInstalled means that Node is missing here, or what npm installs from the lock files.
var ErrNotInstalled = errors.New("peers: not installed")

// Installed reports whether the Node peers can run: nil, or an error that wraps [ErrNotInstalled] and
// says what is missing.
func Installed() error {
	if _, err := exec.LookPath("node"); err != nil {
		return fmt.Errorf("%w: no node on this machine", ErrNotInstalled)
	}
	for _, path := range []string{filepath.Join(bin(), "twilio-run"), filepath.Join(Dir(), "node_modules", "twilio")} {
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("%w: run interop/prepare.sh, or make interop", ErrNotInstalled)
		}
	}
	return nil
}

// Environment is what a client needs, and all that it gets: PATH with the programs of the Node
// peers first, a HOME of its own, and the way through the proxy. Variables that come later win.
func (s *Stand) Environment(more ...string) []string {
	env := []string{
		"PATH=" + bin() + string(os.PathListSeparator) + os.Getenv("PATH"),
		"HOME=" + s.home(),
		"NO_COLOR=1",
		"CI=true", "NO_UPDATE_NOTIFIER=1", // else programs may look for newer versions of themselves
	}
	env = append(env, proxy.Environment(s.addr, filepath.Join(s.dir, "ca.pem"))...)
	return append(env, more...)
}

// Command prepares a program in the directory dir. A name without a slash is looked for among the
// Node peers, then on PATH. It is killed when ctx ends.
func (s *Stand) Command(ctx context.Context, dir, name string, args ...string) *exec.Cmd {
	if own := filepath.Join(bin(), name); filepath.Base(name) == name && isFile(own) {
		name = own
	}
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, s.Environment()
	cmd.WaitDelay = 5 * time.Second // for what it has started itself and that holds its output
	return cmd
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// Dir is the folder of this package, where package.json lies. Built with -trimpath, a program does not know where its
// source was: then it is the working directory, which is this folder in the tests.
func Dir() string {
	if _, file, _, _ := runtime.Caller(0); filepath.IsAbs(file) {
		return filepath.Dir(file)
	}
	dir, err := os.Getwd()
	if err != nil {
		return "."
	}
	return dir
}

// bin has twilio-run, which the tests of interop/functions use too: it is large, and installed once.
func bin() string { return filepath.Join(Dir(), "..", "functions", "node_modules", ".bin") }

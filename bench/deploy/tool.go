package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// limit is how long one deploy may take before the measurement is given up.
const limit = 5 * time.Minute

// A tool deploys the project in a directory.
type tool struct {
	name    string
	command []string
}

// ours builds the program as its users get it.
func ours(ctx context.Context, dir string) (tool, error) {
	binary := filepath.Join(dir, "twilio-serverless")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary,
		"github.com/twilio-serverless/twilio-serverless-go/cmd/twilio-serverless")
	build.Dir = filepath.Join(here(), "..", "..") // this module does not require what the binary needs
	if out, err := build.CombinedOutput(); err != nil {
		return tool{}, fmt.Errorf("build twilio-serverless: %w\n%s", err, out)
	}
	return tool{"twilio-serverless", []string{binary, "deploy", "-y"}}, nil
}

// here is the folder of this file; in a program that was built with -trimpath, which does not know it, the working
// directory.
func here() string {
	if _, file, _, _ := runtime.Caller(0); filepath.IsAbs(file) {
		return filepath.Dir(file)
	}
	dir, err := os.Getwd()
	if err != nil {
		return "."
	}
	return dir
}

var errNoPeer = errors.New("twilio-run is not installed")

// peer finds what npm has installed, and installs it when it has not.
func peer(ctx context.Context) (tool, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return tool{}, fmt.Errorf("%w: there is no node on this machine", errNoPeer)
	}
	script := filepath.Join(here(), "node_modules", "twilio-run", "bin", "twilio-run.js")
	if _, err := os.Stat(script); err != nil {
		install := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
		install.Dir = here()
		if out, err := install.CombinedOutput(); err != nil {
			return tool{}, fmt.Errorf("%w: npm ci in bench/deploy: %w\n%s", errNoPeer, err, out)
		}
	}
	return tool{"twilio-run", []string{node, script, "deploy"}}, nil
}

// A sample is what one deploy cost.
type sample struct {
	wall, cpu time.Duration
	peak      int64 // bytes of memory at most; 0 where the system does not tell
	calls     int
	refused   int // answers 429 and 5xx among them
}

// run deploys once. The process is measured as a whole, from its start to its end.
func (t tool) run(ctx context.Context, s *stand, dir string) (sample, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, t.command[0], t.command[1:]...)
	cmd.Dir, cmd.Env = dir, s.environment()
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	s.taken()
	started := time.Now()
	if err := cmd.Start(); err != nil {
		return sample{}, fmt.Errorf("%s: %w", t.name, err)
	}
	peak := watchPeak(cmd.Process.Pid)
	err := cmd.Wait()
	wall := time.Since(started)
	most := peak()
	if err != nil {
		return sample{}, fmt.Errorf("%s in %s: %w\n%s", t.name, dir, err, output.String())
	}
	_, calls, refused := s.taken()
	return sample{wall: wall, cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak: most,
		calls: calls, refused: refused}, nil
}

package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// A server is a process that is measured.
type server struct {
	name string
	url  string
	mock bool
	cmd  *exec.Cmd
}

func (s *server) stop() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// startAll gives those that were started also with an error.
func startAll(ctx context.Context, dir string) ([]*server, error) {
	root, err := output(ctx, "", "go", "list", "-m", "-f", "{{.Dir}}",
		"github.com/twilio-serverless/twilio-serverless-go")
	if err != nil {
		return nil, err
	}
	binary := filepath.Join(dir, "twilio-serverless")
	if _, err := output(ctx, root, "go", "build", "-o", binary, "./cmd/twilio-serverless"); err != nil {
		return nil, err
	}
	var servers []*server
	for _, args := range [][]string{nil, {"--state", filepath.Join(dir, "state")}} {
		s, err := emulate(ctx, binary, args...)
		if err != nil {
			return servers, err
		}
		servers = append(servers, s)
	}
	mock, err := prism(ctx, root)
	if mock != nil {
		servers = append(servers, mock)
	}
	return servers, err
}

func output(ctx context.Context, dir, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

var listening = regexp.MustCompile(`^listening on (http://\S+)`)

func emulate(ctx context.Context, binary string, args ...string) (*server, error) {
	s := &server{name: "twilio-serverless emulate"}
	if len(args) > 0 {
		s.name += " " + args[0]
	}
	s.cmd = exec.CommandContext(ctx, binary, append([]string{"emulate", "--listen", "127.0.0.1:0"}, args...)...)
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	line, _ := bufio.NewReader(out).ReadString('\n')
	match := listening.FindStringSubmatch(line)
	if match == nil {
		s.stop()
		return nil, fmt.Errorf("%s: does not listen: %q", s.name, line)
	}
	s.url = match[1]
	return s, nil
}

// prism starts the mock, or says why it does not.
func prism(ctx context.Context, root string) (*server, error) {
	if _, err := exec.LookPath("npm"); err != nil {
		fmt.Fprintln(os.Stderr, "skipped: there is no npm here, so Prism is not measured")
		return nil, nil
	}
	here := filepath.Join(root, "bench", "emulator")
	program := filepath.Join(here, "node_modules", ".bin", "prism")
	if _, err := os.Stat(program); err != nil {
		if _, err := output(ctx, here, "npm", "ci", "--no-audit", "--no-fund"); err != nil {
			return nil, err
		}
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	s := &server{name: "Prism 5.16.0 mock", mock: true, url: "http://127.0.0.1:" + port}
	s.cmd = exec.CommandContext(ctx, program, "mock", "--port", port, "--verboseLevel", "silent",
		"--multiprocess=false", filepath.Join(root, "openapi", "serverless.yaml"))
	// One process: its second one would only write the log, and would outlive the first.
	s.cmd.Env = append(os.Environ(), "NODE_ENV=production")
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	return s, awaitPort(ctx, port)
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return "", err
	}
	return port, l.Close()
}

func awaitPort(ctx context.Context, port string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := net.DialTimeout("tcp", "127.0.0.1:"+port, time.Second)
		if err == nil {
			return c.Close()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("Prism does not listen: %w", err)
		case <-tick.C:
		}
	}
}

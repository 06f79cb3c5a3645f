package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A process is a server that is measured.
type process struct {
	name, url string
	cmd       *exec.Cmd
	client    *http.Client
}

const listening = "listening on "

func buildBinary(ctx context.Context, dir string) (string, error) {
	binary := filepath.Join(dir, "twilio-serverless")
	cmd := exec.CommandContext(ctx, "go", "build", "-C", "..", "-o", binary, "./cmd/twilio-serverless")
	cmd.Stderr = os.Stderr
	return binary, cmd.Run()
}

// listen says where, as emulate does.
func listen(address string, handler http.Handler) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	fmt.Printf("%shttp://%s\n", listening, l.Addr())
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	return server.Serve(l)
}

func startProcess(ctx context.Context, name, program string, arguments ...string) (*process, error) {
	p := &process{name: name, cmd: exec.CommandContext(ctx, program, arguments...)}
	p.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), listening); ok {
			p.url = address
			return p, nil
		}
	}
	p.stop()
	return nil, fmt.Errorf("%s did not say where it listens", name)
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
}

// cpu is what the process has used.
func (p *process) cpu() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("CPU time of another process: %w", err)
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0, err
	}
	system, err := strconv.Atoi(fields[12])
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every Linux that Go runs on
	return time.Duration(user+system) * tick, err
}

// resident is the memory of the process in bytes.
func (p *process) resident() (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	return float64(pages * os.Getpagesize()), err
}

// load repeats a request for a time and gives the microseconds of CPU that each cost.
func (p *process) load(ctx context.Context, r request, connections int, length time.Duration) (float64, error) {
	before, err := p.cpu()
	if err != nil {
		return 0, err
	}
	n, err := p.repeat(ctx, r, connections, length)
	if err != nil {
		return 0, err
	}
	after, err := p.cpu()
	return float64((after - before).Microseconds()) / float64(max(n, 1)), err
}

func (p *process) repeat(ctx context.Context, r request, connections int, length time.Duration) (int64, error) {
	var n atomic.Int64
	var first atomic.Pointer[error]
	until := time.Now().Add(length)
	var wg sync.WaitGroup
	for range connections {
		wg.Go(func() {
			for time.Now().Before(until) && first.Load() == nil {
				if _, _, err := p.make(ctx, r); err != nil {
					first.CompareAndSwap(nil, &err)
					return
				}
				n.Add(1)
			}
		})
	}
	wg.Wait()
	if err := first.Load(); err != nil {
		return 0, *err
	}
	return n.Load(), nil
}

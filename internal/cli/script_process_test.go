package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience is how long a script waits for what must come before it takes it for lost. It only ends
// what hangs: a busy machine takes ten times as long as a quiet one, so no script has less.
const patience = 5 * time.Minute

// background is what a script has running beside it.
type background struct {
	workers   *workers
	processes map[string]*process
	standIns  map[string]*standIn
	github    *gitHub
}

type backgroundKey struct{}

func backgroundOf(ts *testscript.TestScript) *background {
	return ts.Value(backgroundKey{}).(*background)
}

// process is a command that a script has started and goes on beside.
type process struct {
	cmd            *exec.Cmd
	stdout, stderr transcript
	ended          chan struct{}
}

// transcript keeps what a process prints and signals when there is more.
type transcript struct {
	mu    sync.Mutex
	text  strings.Builder
	grown chan struct{}
}

func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.grown != nil {
		close(t.grown)
		t.grown = nil
	}
	return t.text.Write(p)
}

// read returns what there is, and a channel that is closed when there is more.
func (t *transcript) read() (string, <-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.grown == nil {
		t.grown = make(chan struct{})
	}
	return t.text.String(), t.grown
}

// await waits until the text matches.
func (t *transcript) await(pattern *regexp.Regexp, ended <-chan struct{}) ([]string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		text, grown := t.read()
		if match := pattern.FindStringSubmatch(text); match != nil {
			return match, nil
		}
		select {
		case <-grown:
		case <-ended:
			if last, _ := t.read(); last == text {
				return nil, fmt.Errorf("it ended without %q, printing:\n%s", pattern, text)
			}
		case <-ctx.Done():
			return nil, fmt.Errorf("no %q after %s, only:\n%s", pattern, patience, text)
		}
	}
}

// cmdStart starts a command: start NAME COMMAND ARGS…
func cmdStart(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: start NAME COMMAND ARGS...")
	}
	p := &process{cmd: exec.Command(lookup(ts, args[1]), args[2:]...), ended: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env = ts.MkAbs("."), environment(ts)
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	ts.Check(p.cmd.Start())
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	backgroundOf(ts).processes[args[0]] = p
	ts.Defer(func() {
		_ = p.cmd.Process.Kill()
		<-p.ended
	})
}

// cmdEmulate starts the emulator on a free port and sets URL and ADDR: emulate NAME [&] FLAGS…
// With & it starts as a shell without job control starts what is in the background: SIGINT is ignored.
func cmdEmulate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: emulate NAME [&] FLAGS...")
	}
	name, flags, command := args[0], args[1:], []string{programName}
	if len(flags) > 0 && flags[0] == "&" {
		command, flags = []string{"sh", "-c", `trap "" INT; exec "$@"`, "sh", programName}, flags[1:]
	}
	cmdStart(ts, false, slices.Concat([]string{name}, command, []string{"emulate", "--listen", "127.0.0.1:0"}, flags))
	p := started(ts, name)
	match, err := p.stdout.await(regexp.MustCompile(`(?m)^listening on (http://127\.0\.0\.1:\d+)\n`), p.ended)
	if err != nil {
		text, _ := p.stderr.read()
		ts.Fatalf("emulate: %v%s", err, text)
	}
	ts.Setenv("URL", match[1])
	ts.Setenv("ADDR", strings.TrimPrefix(match[1], "http://"))
	ts.Setenv("PORT", match[1][strings.LastIndexByte(match[1], ':')+1:])
}

// cmdDev serves a project on a free port and sets DEV to its address, without a scheme: dev NAME
// ARGS…
func cmdDev(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: dev NAME ARGS...")
	}
	cmdStart(ts, false, append([]string{args[0], "twilio-serverless", "dev", "--port", "0", "--deps", "none"},
		args[1:]...))
	p := started(ts, args[0])
	match, err := p.stdout.await(regexp.MustCompile(`(?m)^serving \S+ at http://(localhost:\d+)`), p.ended)
	if err != nil {
		text, _ := p.stderr.read()
		ts.Fatalf("dev: %v%s", err, text)
	}
	ts.Setenv("DEV", match[1])
}

// cmdAwait waits for a line: await NAME stdout|stderr REGEXP
func cmdAwait(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: await NAME stdout|stderr REGEXP")
	}
	p := started(ts, args[0])
	from := map[string]*transcript{"stdout": &p.stdout, "stderr": &p.stderr}[args[1]]
	_, err := from.await(regexp.MustCompile("(?m)"+args[2]), p.ended)
	ts.Check(err)
}

// cmdSignal sends a signal: signal NAME INT|TERM|HUP|KILL
func cmdSignal(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]os.Signal{"INT": os.Interrupt, "TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP,
		"KILL": os.Kill}
	if neg || len(args) != 2 || signals[args[1]] == nil {
		ts.Fatalf("usage: signal NAME INT|TERM|KILL")
	}
	ts.Check(started(ts, args[0]).cmd.Process.Signal(signals[args[1]]))
}

// cmdEnded waits for the end with an exit code, or with the name of the signal that was the cause;
// stdout and stderr are then those of the process: ended NAME CODE
func cmdEnded(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ended NAME CODE")
	}
	p := started(ts, args[0])
	select {
	case <-p.ended:
	case <-time.After(patience):
		ts.Fatalf("%s has not ended after %s", args[0], patience)
	}
	stdout, _ := p.stdout.read()
	stderr, _ := p.stderr.read()
	fmt.Fprint(ts.Stdout(), stdout)
	fmt.Fprint(ts.Stderr(), stderr)
	got := strconv.Itoa(p.cmd.ProcessState.ExitCode())
	if status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		got = status.Signal().String()
	}
	if got != args[1] {
		ts.Fatalf("%s ended with %s, want %s:\n%s%s", args[0], got, args[1], stdout, stderr)
	}
}

// cmdExits runs a command that must end with this code, twilio-serverless in a worker unless it says
// exec: exits CODE [exec] COMMAND ARGS…
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE [exec] COMMAND ARGS...")
	}
	code, command := 0, args[1:]
	if len(command) > 1 && command[0] == "exec" {
		command = command[1:]
	}
	if args[1] == programName {
		code = runInWorker(ts, args[2:])
	} else if err := ts.Exec(command[0], command[1:]...); err != nil {
		exit := &exec.ExitError{}
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		code = exit.ExitCode()
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

func started(ts *testscript.TestScript, name string) *process {
	p := backgroundOf(ts).processes[name]
	if p == nil {
		ts.Fatalf("nothing was started as %s", name)
	}
	return p
}

func lookup(ts *testscript.TestScript, command string) string {
	path, err := exec.LookPath(command) // PATH of scripts is that of the tests
	ts.Check(err)
	return path
}

package cli

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"io"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/internal/testgc"
)

// A worker is a process that runs one command line after another, each with a working directory and
// an environment of its own. Most of what a short command costs is the start of its process, so
// scripts use workers, unless they say exec.
type worker struct {
	cmd     *exec.Cmd
	calls   *gob.Encoder
	answers *gob.Decoder
	printed *os.File // what went to the streams of the process, past those of the command line
}

// workerName is how the binary of the tests is called to be a worker.
const workerName = "script-worker"

type workerCall struct {
	Dir       string
	Env, Args []string
}

type workerAnswer struct {
	Stdout, Stderr []byte
	Code           int
}

// work is the whole life of a worker: it ends with its standard input.
func work() int {
	calls, answers := gob.NewDecoder(os.Stdin), gob.NewEncoder(os.NewFile(3, "answers"))
	for {
		var call workerCall
		if err := calls.Decode(&call); err != nil {
			return 0
		}
		answer, err := call.run()
		if err == nil {
			err = answers.Encode(answer)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
}

func (c *workerCall) run() (*workerAnswer, error) {
	if err := os.Chdir(c.Dir); err != nil {
		return nil, err
	}
	os.Clearenv()
	for _, pair := range c.Env {
		name, value, _ := strings.Cut(pair, "=")
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
	}
	var stdout, stderr lockedBuffer
	code := Main(context.Background(), c.Args, verb.Env{
		Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr,
		Getenv: os.Getenv, LookupEnv: os.LookupEnv, Start: start,
	})
	return &workerAnswer{stdout.take(), stderr.take(), code}, nil
}

// lockedBuffer takes writes at once, as the stream of a process does.
type lockedBuffer struct {
	mu   sync.Mutex
	text []byte
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text = append(b.text, p...)
	return len(p), nil
}

func (b *lockedBuffer) take() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text
}

// workers are those that wait for their next call.
type workers struct {
	dir  string
	mu   sync.Mutex
	idle []*worker
}

func newWorkers(t *testing.T) *workers {
	w := &workers{dir: t.TempDir()}
	t.Cleanup(func() {
		for _, idle := range w.idle {
			idle.end()
		}
	})
	return w
}

func (w *workers) take() (*worker, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(w.idle); n > 0 {
		last := w.idle[n-1]
		w.idle = w.idle[:n-1]
		return last, nil
	}
	return startWorker(w.dir)
}

func (w *workers) giveBack(idle *worker) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.idle = append(w.idle, idle)
}

func startWorker(dir string) (*worker, error) {
	binary, err := os.Executable()
	if err != nil {
		return nil, err
	}
	printed, err := os.CreateTemp(dir, "printed-*")
	if err != nil {
		return nil, err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer func() { _ = write.Close() }() // the worker has it
	cmd := exec.Command(binary)
	cmd.Args[0] = workerName
	cmd.Env = []string{"GOGC=" + strconv.Itoa(testgc.Percent), "GORACE=atexit_sleep_ms=10"}
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = printed, printed, []*os.File{write}
	calls, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	return &worker{cmd, gob.NewEncoder(calls), gob.NewDecoder(read), printed}, cmd.Start()
}

// end kills the worker, whatever it does.
func (w *worker) end() {
	_ = w.cmd.Process.Kill()
	_ = w.cmd.Wait() // it was killed
	_ = w.printed.Close()
}

// call runs a command line. A worker that fails is of no use any more.
func (w *worker) call(c *workerCall) (*workerAnswer, error) {
	hangs := time.AfterFunc(patience, func() { _ = w.cmd.Process.Kill() })
	defer hangs.Stop()
	answer := &workerAnswer{}
	err := w.calls.Encode(c)
	if err == nil {
		err = w.answers.Decode(answer)
	}
	text, _ := io.ReadAll(io.NewSectionReader(w.printed, 0, 1<<20))
	if err == nil && len(text) > 0 {
		err = fmt.Errorf("the command writes to the streams of the process")
	}
	if err != nil {
		w.end()
		return nil, fmt.Errorf("%w\n%s", err, text)
	}
	return answer, nil
}

// ofTheProcess are variables that a process reads once, for all that it does.
var ofTheProcess = []string{"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "GODEBUG"}

// runInWorker runs a command line, for stdout and stderr of the script.
func runInWorker(ts *testscript.TestScript, args []string) (code int) {
	call := &workerCall{ts.MkAbs("."), environment(ts), args}
	for _, pair := range call.Env {
		if name, value, _ := strings.Cut(pair, "="); value != "" &&
			slices.Contains(ofTheProcess, strings.ToUpper(name)) {
			ts.Fatalf("%s needs a process of its own: use exec", name)
		}
	}
	pool := backgroundOf(ts).workers
	w, err := pool.take()
	ts.Check(err)
	answer, err := w.call(call)
	ts.Check(err)
	pool.giveBack(w)
	_, _ = io.Copy(ts.Stdout(), bytes.NewReader(answer.Stdout))
	_, _ = io.Copy(ts.Stderr(), bytes.NewReader(answer.Stderr))
	return answer.Code
}

// cmdRun runs a command line in a worker: [!] twilio-serverless ARGS…
func cmdRun(ts *testscript.TestScript, neg bool, args []string) {
	if code := runInWorker(ts, args); (code == verb.ExitDone) == neg {
		ts.Fatalf("exit code %d", code)
	}
}

// environment is what exec gives to a process. testscript shows it to no command of others.
func environment(ts *testscript.TestScript) (env []string) {
	field := reflect.ValueOf(ts).Elem().FieldByName("env")
	for i := range field.Len() {
		env = append(env, field.Index(i).String())
	}
	return append(env, "PWD="+ts.MkAbs("."))
}

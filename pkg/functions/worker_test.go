package functions

import (
	"bufio"
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What ends a worker, or keeps it, gets an answer; the next request gets the right one.
func TestWorker_ends(t *testing.T) {
	t.Parallel()
	s := newStage(t, &Options{Timeout: 700 * time.Millisecond}, map[string]string{
		"hello":   hello,
		"exit":    `exports.handler = () => { console.log('before'); process.exit(3); };`,
		"kill":    `exports.handler = () => process.kill(process.pid, 'SIGKILL');`,
		"loop":    `exports.handler = () => { console.log('before'); for (;;); };`,
		"silent":  `exports.handler = () => {};`,
		"crash":   `exports.handler = () => { setTimeout(() => { throw new Error('later'); }, 5); };`,
		"twice":   `exports.handler = (c, e, callback) => { callback(null, 'first'); callback(null, 'second'); throw new Error('third'); };`,
		"late":    `exports.handler = (c, e, callback) => { setTimeout(() => { throw new Error('late'); }, 1); callback(null, 'answered'); };`,
		"rejects": `exports.handler = (c, e, callback) => { callback(null, 'answered'); Promise.reject(new Error('late')); };`,
	})
	for _, c := range []struct {
		name, body, line string
		status           int
	}{
		{"exit", "process.exit(3) was called before the callback", "before", 502},
		{"kill", "the process ended before the callback: signal: killed", "", 502},
		{"loop", "runtime application timed out", "before", 504},
		{"silent", "runtime application timed out", "/silent has not called its callback", 504},
		{"crash", `"message":"later"`, "Error: later", 500},
		{"twice", "first", "callback was called again", 200},
		{"late", "answered", "", 200},
		{"rejects", "answered", "", 200},
	} {
		w := s.get(c.name, "")
		assert.Equal(t, c.status, w.Code, c.name)
		assert.Contains(t, body(w), c.body, c.name)
		w = s.get("hello", "")
		assert.Equal(t, 200, w.Code, "after %s: %s", c.name, w.Body)
		assert.Equal(t, "hello", body(w), "after %s", c.name)
		assert.Contains(t, strings.Join(s.stored(), "\n"), c.line, "after %s", c.name)
	}
}

// A package that is not there is reported with the files that the user knows, not with those of the
// worker.
func TestWorker_missingPackage(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil, map[string]string{
		"missing": `exports.handler = (c, e, callback) => { require('no-such-package'); };`,
	})
	w := s.get("missing", "")
	assert.Equal(t, 500, w.Code)
	assert.Contains(t, body(w), "Cannot find module 'no-such-package'")
	assert.Contains(t, body(w), "/var/task/handlers/")
	assert.NotContains(t, body(w), "worker/")
	assert.NotContains(t, body(w), os.TempDir())
}

// A stack that a Function prints itself names the files that the user knows, and ends where the worker
// begins; all else is printed as it is.
func TestWorker_printedStack(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil, map[string]string{
		"prints": `exports.handler = (c, e, callback) => { console.error(new Error('own')); console.log('one\n  at home'); callback(); };`,
	})
	assert.Equal(t, 200, s.get("prints", "").Code)
	lines := strings.Join(s.stored(), "\n")
	assert.Contains(t, lines, "Error: own\n    at exports.handler (/var/task/handlers/")
	assert.NotContains(t, lines, "worker/")
	assert.NotContains(t, lines, "node:")
	assert.Contains(t, lines, "one\n  at home")
}

func TestWorker_outOfMemory(t *testing.T) {
	t.Parallel()
	s := newStage(t, &Options{Timeout: -1, Memory: 32}, map[string]string{
		"hello":  hello,
		"memory": `exports.handler = () => { const all = []; for (;;) all.push(new Array(1e5).fill({}.x)); };`,
	})
	w := s.get("memory", "")
	assert.Equal(t, 502, w.Code)
	assert.Contains(t, body(w), "the process ended before the callback")
	assert.Contains(t, strings.Join(s.stored(), "\n"), "heap", "what Node says of it is kept")
	assert.Equal(t, "hello", body(s.get("hello", "")))
}

// A Function that throws after its answer changes no other answer.
func TestWorker_lateWork(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil, map[string]string{
		// Each waits for the other, so that the line comes within the second invocation however long that takes.
		"late": `exports.handler = (c, e, callback) => {
			const t = setInterval(() => {
				if (process.slowRuns) { clearInterval(t); console.log('late line'); process.linePrinted = true; }
			}, 1);
			callback(null, 'answered');
		};`,
		"slow": `exports.handler = (c, e, callback) => {
			process.slowRuns = true;
			const t = setInterval(() => { if (process.linePrinted) { clearInterval(t); callback(null, 'slow'); } }, 1);
		};`,
	})
	assert.Equal(t, "answered", body(s.get("late", "")))
	assert.Equal(t, "slow", body(s.get("slow", "")))
	require.Eventually(t, func() bool { return len(s.printed()) == 1 }, 5*time.Minute, 5*time.Millisecond)
	assert.Equal(t, Line{Function: "/slow", Level: "INFO", Message: "late line", Late: true, Request: 2},
		s.printed()[0])
}

// The tail of what an invocation prints is kept, whole lines of it.
func TestWorker_tail(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil, map[string]string{
		"many": `exports.handler = (c, e, callback) => { for (let i = 0; i < 1000; i++) console.log('line ' + i); callback(null, ''); };`,
		"kinds": `exports.handler = (c, e, callback) => {
			console.info('%s-%d', 'a', 1); console.debug({ a: 1 }); console.warn('w'); console.error(new Error('e').message);
			process.stdout.write('out\n'); process.stderr.write('err\n'); console.table([[1]]);
			callback(null, '');
		};`,
	})
	require.Equal(t, 200, s.get("many", "").Code)
	assert.Len(t, s.printed(), 1000)
	kept := s.stored()
	assert.Equal(t, "INFO line 999", kept[len(kept)-1])
	size := 0
	for _, line := range kept {
		size += len(line) - len("INFO ")
	}
	assert.LessOrEqual(t, size, 3<<10)
	assert.Greater(t, size, 3<<10-10)

	require.Equal(t, 200, s.get("kinds", "").Code)
	kinds := s.stored()[len(kept):]
	require.Len(t, kinds, 7)
	assert.Equal(t, []string{"INFO a-1", "INFO { a: 1 }", "WARN w", "ERROR e", "INFO out", "ERROR err"}, kinds[:6])
}

// A worker sees nothing of the environment of the program that started it.
func TestWorker_environment(t *testing.T) {
	t.Setenv("TWILIO_AUTH_TOKEN", "of the shell")
	s := newStage(t, nil, map[string]string{
		"env": `exports.handler = (c, e, callback) => callback(null, process.env);`})
	s.d.Variables = map[string]string{"GREETING": "hi"}
	got := body(s.get("env", ""))
	assert.Contains(t, got, `"GREETING":"hi"`)
	assert.NotContains(t, got, "of the shell")
}

const parentVariable = "FUNCTIONS_TEST_PARENT"

// However a program ends, its workers end with it: killed, and with a loop in each.
func TestWorker_parentKilled(t *testing.T) {
	needNode(t)
	if os.Getenv(parentVariable) != "" {
		parent(t)
		return
	}
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestWorker_parentKilled$")
	cmd.Env = append(os.Environ(), parentVariable+"=1")
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(out)
	var pids []int
	for lines.Scan() {
		if list, ok := strings.CutPrefix(lines.Text(), "workers "); ok {
			for _, field := range strings.Fields(list) {
				pid, err := strconv.Atoi(field)
				require.NoError(t, err)
				pids = append(pids, pid)
			}
			break
		}
	}
	require.GreaterOrEqual(t, len(pids), 2)
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	for _, pid := range pids {
		assert.Eventually(t, func() bool { return !running(pid) }, 5*time.Minute, 10*time.Millisecond,
			"worker %d is left", pid)
	}
}

// parent is the program that is killed, with a worker in a loop.
func parent(t *testing.T) {
	s := newStage(t, &Options{Timeout: -1},
		map[string]string{"loop": `exports.handler = () => { console.log('in'); for (;;); };`})
	for range 2 {
		go s.get("loop", "")
	}
	for len(s.printed()) < 2 {
		time.Sleep(time.Millisecond)
	}
	line := "workers"
	for _, pid := range s.Workers() {
		line += " " + strconv.Itoa(pid)
	}
	_, _ = os.Stdout.WriteString(line + "\n")
	select {}
}

// running reports whether a process is there, and no zombie that its parent has not waited for.
func running(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil || process.Signal(syscall.Signal(0)) != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return !errors.Is(err, os.ErrNotExist)
	}
	_, rest, _ := strings.Cut(string(stat), ") ")
	return !strings.HasPrefix(rest, "Z")
}

func TestRunner_Close(t *testing.T) {
	t.Parallel()
	s := newStage(t, &Options{Timeout: -1},
		map[string]string{"silent": `exports.handler = () => { console.log('in'); };`})
	done := make(chan *httptest.ResponseRecorder)
	go func() { done <- s.get("silent", "") }()
	require.Eventually(t, func() bool { return len(s.printed()) == 1 }, 5*time.Minute, time.Millisecond)
	pids := s.Workers()
	require.NotEmpty(t, pids)
	require.NoError(t, s.Close())
	w := <-done
	assert.Equal(t, 503, w.Code)
	for _, pid := range pids {
		assert.False(t, running(pid), "worker %d is left", pid)
	}
	assert.NoDirExists(t, s.dir)
	assert.Equal(t, 503, s.get("silent", "").Code, "after Close")
	require.NoError(t, s.Close(), "twice")
}

// What a Function puts in the place of JSON's functions is its own affair: the worker still understands and answers.
func TestWorker_patchedJSON(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil, map[string]string{"patched": `JSON.stringify = () => 'x'; JSON.parse = () => ({});
		exports.handler = (context, event, callback) => callback(null, 'fine');`})
	for range 2 {
		w := s.get("patched", "")
		assert.Equal(t, 200, w.Code, w.Body.String())
		assert.Equal(t, "fine", w.Body.String())
	}
}

func TestRunner_notMade(t *testing.T) {
	t.Parallel()
	var zero Runner
	for _, r := range []*Runner{nil, &zero} {
		require.NoError(t, r.Close())
		require.ErrorIs(t, r.Check(t.Context(), &Deployment{}), ErrClosed)
		w := httptest.NewRecorder()
		r.Serve(w, httptest.NewRequest("GET", "/a", nil), Call{})
		assert.Equal(t, 503, w.Code)
	}
}

func TestNode_missing(t *testing.T) {
	t.Parallel()
	old := t.TempDir() + "/node"
	require.NoError(t, os.WriteFile(old, []byte("#!/bin/sh\necho v16.20.0\n"), 0o700))
	for program, want := range map[string]string{
		"no-such-node": "running Functions needs Node.js 20 or later, and no-such-node was not found: install it " +
			"from https://nodejs.org",
		old: "and " + old + " is v16.20.0: install it from https://nodejs.org",
	} {
		r, err := New(&Options{Node: program})
		require.NoError(t, err)
		d := deploymentOf("ZD1", map[string]string{"hello": hello})
		w := httptest.NewRecorder()
		r.Serve(w, httptest.NewRequest("GET", "/hello", nil),
			Call{Deployment: d, Function: &d.Functions[0], Path: "/hello"})
		assert.Equal(t, 501, w.Code)
		assert.Contains(t, w.Body.String(), want)
		assert.Equal(t, "node-not-found", w.Header().Get("X-Emulator-Reason"))
		var missing *NodeError
		require.ErrorAs(t, r.Check(context.Background(), d), &missing)
		require.NoError(t, r.Close())
	}
}

func TestNodesOf(t *testing.T) {
	t.Parallel()
	node, nodes := NodesOf(func(name string) string {
		return map[string]string{"TWILIO_SERVERLESS_NODE": "/a", "TWILIO_SERVERLESS_NODE22": "/b"}[name]
	})
	assert.Equal(t, "/a", node)
	assert.Equal(t, map[string]string{"node22": "/b"}, nodes)
}

package functions

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	counter = `let n = 0; exports.handler = (c, e, callback) => callback(null, process.pid + ' ' + ++n);`
	waits   = `exports.handler = (c, e, callback) => setTimeout(() => callback(null, String(process.pid)), Number(e.ms));`
)

func TestPool_keepsModulesWarm(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil, map[string]string{"counter": counter})
	pid, _, _ := strings.Cut(body(s.get("counter", "")), " ")
	for n := 2; n < 6; n++ {
		assert.Equal(t, pid+" "+strconv.Itoa(n), body(s.get("counter", "")))
	}
}

// Requests that wait get more workers, at most thirty; one more is refused, and no other.
func TestPool_growsAndRefuses(t *testing.T) {
	t.Parallel()
	s := newStage(t, &Options{Timeout: -1, Memory: 32}, map[string]string{"wait": `
		exports.handler = (c, e, callback) => { console.log('in'); process.on('SIGUSR2', () => callback(null, 'done')); };`})
	d := s.d
	p, err := s.activate(t.Context(), d)
	require.NoError(t, err)
	answers := make(chan *httptest.ResponseRecorder, 40)
	for range 30 {
		go func() { answers <- s.get("wait", "") }()
	}
	require.Eventually(t, func() bool { p.mu.Lock(); defer p.mu.Unlock(); return p.underway == 30 }, 5*time.Minute,
		time.Millisecond)
	w := s.get("wait", "")
	assert.Equal(t, 429, w.Code)
	require.Eventually(t, func() bool { return len(s.printed()) >= 3 }, 5*time.Minute, time.Millisecond, "it grows")
	require.NoError(t, s.Close())
	for range 30 {
		assert.Equal(t, 503, (<-answers).Code)
	}
}

func TestPool_concurrentAnswersAreTheirOwn(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil, map[string]string{
		"echo": `exports.handler = (c, e, callback) => setTimeout(() => callback(null, e.n), 3);`})
	var wait sync.WaitGroup
	for i := range 100 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for {
				w := s.get("echo", "n="+strconv.Itoa(i))
				if w.Code == 429 {
					time.Sleep(5 * time.Millisecond)
					continue
				}
				assert.Equal(t, strconv.Itoa(i), w.Body.String())
				return
			}
		}()
	}
	wait.Wait()
}

func TestPool_idleWorkersEnd(t *testing.T) {
	t.Parallel()
	s := newStage(t, &Options{Idle: 50 * time.Millisecond}, map[string]string{"wait": waits, "counter": counter})
	var wait sync.WaitGroup
	for range 4 {
		wait.Add(1)
		go func() { defer wait.Done(); s.get("wait", "ms=300") }()
	}
	wait.Wait()
	p, err := s.poolFor(t.Context(), s.d)
	require.NoError(t, err)
	require.Eventually(t, func() bool { p.mu.Lock(); defer p.mu.Unlock(); return p.workers == 1 }, 5*time.Minute,
		5*time.Millisecond)
	assert.Equal(t, 200, s.get("counter", "").Code)
}

// A Deployment that replaces another one: a request under way is answered by the old code, the next one
// by the new, and the old workers end.
func TestActivate_drains(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil, map[string]string{"wait": waits})
	old := s.call("wait")
	before, err := s.activate(t.Context(), s.d)
	require.NoError(t, err)
	done := make(chan string)
	go func() {
		w := httptest.NewRecorder()
		s.Serve(w, httptest.NewRequest("GET", "/wait?ms=400", nil), old)
		done <- body(w)
	}()
	require.Eventually(t, func() bool {
		before.mu.Lock()
		defer before.mu.Unlock()
		return before.underway == 1 && len(before.waiting) == 0
	}, 5*time.Minute, time.Millisecond)
	s.d = deploymentOf("ZD2", map[string]string{"wait": strings.Replace(waits, "String(process.pid)", "'new'", 1)})
	_, err = s.activate(t.Context(), s.d)
	require.NoError(t, err)
	assert.Equal(t, "new", body(s.get("wait", "ms=1")))
	pid, err := strconv.Atoi(<-done)
	require.NoError(t, err)
	assert.Eventually(t, func() bool { return !running(pid) }, 5*time.Minute, 5*time.Millisecond)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Runner.mu.Lock()
	defer s.Runner.mu.Unlock()
	assert.Len(t, s.pools, 1)
}

// Variables work at the next execution, in modules that were loaded before too.
func TestActivate_variables(t *testing.T) {
	t.Parallel()
	const variable = `const atLoad = process.env.A; exports.handler = (c, e, callback) => callback(null, atLoad + c.A);`
	s := newStage(t, nil, map[string]string{"v": variable})
	for _, value := range []string{"1", "2"} {
		s.d = deploymentOf("ZD1", map[string]string{"v": variable})
		s.d.Variables = map[string]string{"A": value}
		assert.Equal(t, value+value, body(s.get("v", "")))
	}
}

// With KeepWarm, what did not change keeps its state; what did, and what requires it, starts anew.
func TestActivate_keepWarm(t *testing.T) {
	t.Parallel()
	user := `const path = Runtime.getFunctions().shared.path; const shared = require(path); let n = 0;
		exports.handler = (c, e, callback) => callback(null, shared.text + ++n);`
	sources := map[string]string{"counter": counter, "shared": `exports.text = 'a';`, "user": user, "/note.txt": "1"}
	s := newStage(t, &Options{KeepWarm: true}, sources)
	first := body(s.get("counter", ""))
	assert.Equal(t, "a1", body(s.get("user", "")))
	assert.Equal(t, "a2", body(s.get("user", "")))

	sources["added"] = hello
	s.d = deploymentOf("ZD2", sources)
	assert.Equal(t, "a3", body(s.get("user", "")), "untouched")
	assert.Equal(t, "hello", body(s.get("added", "")))
	sources["shared"] = `exports.text = 'b';`
	s.d = deploymentOf("ZD3", sources)
	assert.Equal(t, "b1", body(s.get("user", "")), "it requires what has changed")
	pid, _, _ := strings.Cut(first, " ")
	assert.Equal(t, pid+" 2", body(s.get("counter", "")))
	delete(sources, "added")
	s.d = deploymentOf("ZD4", sources)
	assert.Equal(t, pid+" 3", body(s.get("counter", "")))
	sources["/note.txt"] = "2"
	s.d = deploymentOf("ZD5", sources)
	assert.NotContains(t, body(s.get("counter", "")), pid+" ", "an Asset may have been read at any time")
}

// A file beside the Functions is loaded again after it has changed, by each worker: one that is idle, one
// that has an invocation at that moment, and one that starts.
func TestForget(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "text.js")
	write := func(text string) {
		require.NoError(t, os.WriteFile(file, []byte("module.exports = '"+text+"'"), 0o600))
	}
	write("first")
	s := newStage(t, nil, map[string]string{"text": `exports.handler = (context, event, callback) => {
		const text = require(` + strconv.Quote(filepath.ToSlash(file)) + `);
		setTimeout(() => callback(null, process.pid + ' ' + text), Number(event.ms || 0));
	}`})
	all := func(ms string) (texts, workers map[string]bool) {
		answers := make(chan string)
		for range 2 {
			go func() { answers <- body(s.get("text", "ms="+ms)) }()
		}
		texts, workers = map[string]bool{}, map[string]bool{}
		for range 2 {
			pid, text, _ := strings.Cut(<-answers, " ")
			texts[text], workers[pid] = true, true
		}
		return texts, workers
	}
	require.Eventually(t, func() bool { // there are two workers, and both have loaded it
		texts, workers := all("200")
		assert.Equal(t, map[string]bool{"first": true}, texts)
		return len(workers) == 2
	}, 5*time.Minute, time.Millisecond)

	p, err := s.activate(t.Context(), s.d)
	require.NoError(t, err)
	busy := make(chan string)
	go func() { busy <- body(s.get("text", "ms=300")) }()
	require.Eventually(t, func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.underway == 1 && len(p.waiting) == 0 && len(p.idle) == 1
	}, 5*time.Minute, time.Millisecond)
	write("second")
	s.Forget([]string{file})
	assert.Contains(t, body(s.get("text", "")), "second", "the idle one")
	<-busy
	texts, _ := all("200")
	assert.Equal(t, map[string]bool{"second": true}, texts)
}

// TestRuntime_lists: a Function that lists what there is answers the same each time, in the order of
// the paths, and sees nothing of what a tool keeps for itself.
func TestRuntime_lists(t *testing.T) {
	t.Parallel()
	list := `exports.handler = (c, e, callback) =>
		callback(null, Object.keys(Runtime.getFunctions()).concat(Object.keys(Runtime.getAssets())).join(' '));`
	sources := map[string]string{"list": list, ".twilio-serverless/manifest": "//", "/note.txt": "1", "/a.txt": "2"}
	for _, name := range []string{"z", "b/c", "b", "M", "a-1"} {
		sources[name] = hello
	}
	s := newStage(t, nil, sources)
	assert.Equal(t, "M a-1 b b/c list z /a.txt /note.txt", body(s.get("list", "")))
}

// More workers than processors help only while the workers wait too.
func TestHelps(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	for _, c := range []struct {
		what              string
		workers           int
		sinceAnswer, late time.Duration
		want              bool
	}{
		{"a processor has no worker", 1, 0, 15 * ms, true},
		{"all wait", 2, 20 * ms, 0, true},
		{"some answer", 2, 19 * ms, 0, false},
		{"the machine is busy", 2, time.Second, 5 * ms, false},
		{"sleepers on many workers", 20, time.Second, 1 * ms, true},
	} {
		assert.Equal(t, c.want, helps(c.workers, 2, c.sinceAnswer, c.late), c.what)
	}
}

// A worker is added for quick Functions too when there is a processor for it: none of their requests
// waits for 20 ms, but the queue as a whole never ends. One at a time needs no other.
func TestPool_queueThatDoesNotEnd(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	for _, c := range []struct {
		what    string
		workers int
		queued  time.Duration
		want    bool
	}{
		{"a queue of a moment", 1, 19 * ms, false},
		{"one that does not end", 1, 20 * ms, true},
		{"one for each processor", 2, time.Hour, false},
	} {
		assert.Equal(t, c.want, crowded(c.workers, 2, c.queued), c.what)
	}
	if runtime.GOMAXPROCS(0) < 2 {
		return
	}
	s := newStage(t, nil, map[string]string{"hello": hello})
	p, err := s.poolFor(t.Context(), s.d)
	require.NoError(t, err)
	workers := func() int { p.mu.Lock(); defer p.mu.Unlock(); return p.workers }
	for range 50 {
		require.Equal(t, 200, s.get("hello", "").Code)
	}
	require.Equal(t, 1, workers())
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for began := time.Now(); workers() < 2 && time.Since(began) < 5*time.Minute; {
				assert.Equal(t, "hello", body(s.get("hello", "")))
			}
		})
	}
	wait.Wait()
	assert.GreaterOrEqual(t, workers(), 2)
}

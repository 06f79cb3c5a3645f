package functions

import (
	"flag"
	"fmt"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var soak = flag.Duration("soak", 0, "how long TestSoak runs; 0 leaves it out")

// TestSoak calls Functions of all kinds for a long time while they are deployed again and again: no
// answer and no line may be another one's, none may be lost, and nothing may be left.
func TestSoak(t *testing.T) {
	if *soak == 0 {
		t.Skip("make soak runs it")
	}
	sources := map[string]string{
		"hello":  `exports.handler = (c, e, callback) => { console.log('line ' + e.n); callback(null, 'hello ' + e.n); };`,
		"binary": `exports.handler = (c, e, callback) => { const r = new Twilio.Response(); r.setBody(Buffer.alloc(2e6, Number(e.n) % 256)); callback(null, r); };`,
		"loop":   `exports.handler = (c, e) => { console.log('line ' + e.n); for (;;); };`,
		"exit":   `exports.handler = (c, e) => { console.log('line ' + e.n); process.exit(1); };`,
		"memory": `exports.handler = () => { const all = []; for (;;) all.push(new Array(1e5).fill({}.x)); };`,
		"twice":  `exports.handler = (c, e, callback) => { console.log('line ' + e.n); callback(null, 'first ' + e.n); callback(null, 'second'); throw new Error('late'); };`,
	}
	s := newStage(t, &Options{Timeout: 1500 * time.Millisecond, Memory: 64, KeepWarm: true}, sources)
	var current atomic.Pointer[Deployment]
	current.Store(s.d)
	var answers, lost, wrong atomic.Int64
	var n atomic.Int64
	end := time.Now().Add(*soak)
	once := func(name string, right func(n int64, w *httptest.ResponseRecorder) bool, logs bool) {
		d, i := current.Load(), n.Add(1)
		var mu sync.Mutex
		var lines []string
		for j := range d.Functions {
			if d.Functions[j].Path != "/"+name {
				continue
			}
			for {
				w := httptest.NewRecorder()
				s.Serve(w, httptest.NewRequest("GET", fmt.Sprintf("/%s?n=%d", name, i), nil),
					Call{Deployment: d, Function: &d.Functions[j], AddLog: func(_, m string) {
						mu.Lock()
						defer mu.Unlock()
						lines = append(lines, m)
					}})
				if w.Code == 429 {
					time.Sleep(10 * time.Millisecond)
					continue
				}
				answers.Add(1)
				if !right(i, w) {
					wrong.Add(1)
					t.Errorf("%s %d: %d %.100q", name, i, w.Code, w.Body)
				}
				break
			}
		}
		mu.Lock()
		defer mu.Unlock()
		if logs && !strings.Contains(strings.Join(lines, "\n")+"\n", fmt.Sprintf("line %d\n", i)) {
			lost.Add(1)
		}
	}
	var wait sync.WaitGroup
	loop := func(body func()) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for time.Now().Before(end) {
				body()
			}
		}()
	}
	for range 6 {
		loop(func() {
			once("hello", func(n int64, w *httptest.ResponseRecorder) bool {
				return w.Code == 200 && w.Body.String() == fmt.Sprint("hello ", n)
			}, true)
		})
	}
	loop(func() {
		once("binary", func(n int64, w *httptest.ResponseRecorder) bool {
			b := w.Body.Bytes()
			return w.Code == 200 && len(b) == 2e6 && b[0] == byte(n) && b[len(b)-1] == byte(n)
		}, false)
		once("twice", func(n int64, w *httptest.ResponseRecorder) bool {
			return w.Body.String() == fmt.Sprint("first ",
				n)
		}, true)
	})
	loop(func() {
		once("loop", func(_ int64, w *httptest.ResponseRecorder) bool { return w.Code == 504 }, true)
		once("exit", func(_ int64, w *httptest.ResponseRecorder) bool { return w.Code == 502 }, true)
		once("memory", func(_ int64, w *httptest.ResponseRecorder) bool { return w.Code == 502 || w.Code == 504 },
			false)
	})
	deployments := 0
	loop(func() {
		deployments++
		sources["changing"] = fmt.Sprintf("exports.handler = (c, e, callback) => callback(null, %d);", deployments)
		d := deploymentOf(fmt.Sprint("ZD", deployments), sources)
		_, err := s.activate(t.Context(), d)
		assert.NoError(t, err)
		current.Store(d)
		time.Sleep(700 * time.Millisecond)
	})
	half := time.AfterFunc(*soak/2, func() {
		t.Logf("half: %d answers, %d workers, %d goroutines", answers.Load(), len(s.Workers()), runtime.NumGoroutine())
	})
	defer half.Stop()
	wait.Wait()
	pids := s.Workers()
	s.mu.Lock()
	s.lines = nil
	s.mu.Unlock()
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	t.Logf("%d answers, %d Deployments, %d wrong, %d lines lost, %d workers at the end, %d MB of heap", answers.Load(),
		deployments, wrong.Load(), lost.Load(), len(pids), memory.HeapAlloc>>20)
	assert.Zero(t, wrong.Load())
	assert.Zero(t, lost.Load())
	assert.Less(t, memory.HeapAlloc>>20, uint64(200))
	require.NoError(t, s.Close())
	for _, pid := range pids {
		assert.False(t, running(pid), "worker %d is left", pid)
	}
}

package control

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

// wire is a response writer that may be read while it is written to.
type wire struct {
	mu     sync.Mutex
	header http.Header
	text   strings.Builder
	status int
}

func (w *wire) Header() http.Header  { return w.header }
func (w *wire) WriteHeader(code int) { w.status = code }
func (w *wire) Flush()               {}
func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

// take gives what was written since.
func (w *wire) take() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.text.String()
	w.text.Reset()
	return s
}

func (r *rig) watch(path string, headers ...string) (w *wire, end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	w = &wire{header: http.Header{}}
	go r.control.ServeHTTP(w, listening(r.request("GET", prefix+path, "", headers...)).WithContext(withLocal(ctx, nil)))
	synctest.Wait()
	return w, func() { cancel(); synctest.Wait() }
}

func TestStream(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil, &Options{MaxRequests: 3})
		r.api("GET", "/v1/Services")
		w, end := r.watch("stream")
		assert.Equal(t, "text/event-stream", w.header.Get("Content-Type"))
		assert.Equal(t, "retry: 1000\nevent: hello\ndata: {\"version\":1,\"last\":1}\n\n", w.take())
		r.api("GET", "/v1/Services")
		synctest.Wait()
		got := w.take()
		assert.Regexp(t, `^event: request\nid: 2\ndata: \{"id":2,.*"operation":"ListService".*\}\n\n$`, got,
			"a read changes nothing")
		r.api("POST", "/v1/Services", "UniqueName", "a", "FriendlyName", "line\nbreak\r\n\nevent: forged")
		synctest.Wait()
		got = w.take()
		assert.True(t, strings.HasSuffix(got, "\n\nevent: change\ndata: {}\n\n"), got)
		assert.Equal(t, 2, strings.Count(got, "event: "))
		r.must("PUT", "clock", `{"advance":"1m"}`)
		synctest.Wait()
		assert.Equal(t, "event: change\ndata: {}\n\n", w.take())
		time.Sleep(streamIdle + time.Second)
		assert.Equal(t, ": still here\n\n", w.take())

		// A reader that comes back gets what it missed; what is forgotten is counted.
		again, endAgain := r.watch("stream", "Last-Event-ID", "1")
		assert.Equal(t, []int{2, 0}, []int{strings.Count(again.take(), "event: request"),
			strings.Count(again.take(), "lost")})
		endAgain()
		r.api("GET", "/v1/Services")
		r.api("GET", "/v1/Services")
		again, endAgain = r.watch("stream?after=1")
		assert.Contains(t, again.take(), "event: lost\ndata: {\"count\":1}\n\nevent: request\nid: 3\n")
		endAgain()
		end()
		assert.Zero(t, r.control.journal.watchers.Load())
	})
}

func TestStream_ends(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil, nil)
		var ends []func()
		for range maxStreams {
			_, end := r.watch("stream")
			ends = append(ends, end)
		}
		one, _ := r.watch("stream")
		assert.Equal(t, 503, one.status)
		assert.Contains(t, one.take(), "close a page")
		ends[0]()
		one, end := r.watch("stream")
		assert.Equal(t, 200, one.status)
		end()
		r.control.Close()
		r.control.Close()
		synctest.Wait()
		assert.Zero(t, r.control.journal.watchers.Load(), "all streams ended")
	})
}

package emulator

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// counted is an entry that knows how often it was looked at.
type counted struct {
	seq   uint64
	looks *int
}

func (c *counted) ID() string { return fmt.Sprint(c.seq) }

func (c *counted) Position() state.Position {
	*c.looks++
	return state.Position{Seq: c.seq}
}

// A page costs two binary searches and its own entries, wherever it lies: a hundred
// times as many entries are seven more looks a search.
func TestPage_steps(t *testing.T) {
	t.Parallel()
	const size = 50
	looksAt := func(total int, cur *cursor, looks *int, entries []*counted) int {
		*looks = 0
		w := cut(entries, size, cur, nil)
		require.Len(t, w.items, size)
		return *looks
	}
	for _, total := range []int{100, 1_000, 10_000} {
		looks := 0
		entries := make([]*counted, total)
		for i := range entries {
			entries[i] = &counted{seq: uint64(i + 1), looks: &looks}
		}
		for _, cur := range []*cursor{nil, {From: state.Position{Seq: uint64(total/2 + 1)}},
			{From: state.Position{Seq: size + 1}}, {Newer: true, From: state.Position{Seq: uint64(total/2) - 1}}} {
			assert.LessOrEqual(t, looksAt(total, cur, &looks, entries), 2*14+4, "%d entries, %v", total, cur)
		}
	}
}

// The same through the whole emulator, in allocations, which a busy machine does not
// change.
func TestPage_allocations(t *testing.T) {
	cost := map[string]float64{}
	for _, total := range []int{100, 1_000, 10_000} {
		a := newAPI(t, nil)
		service := a.service("many")
		w := a.emu.state.Write()
		for range total {
			h := w.Head(sid.Resource, TestAccountSID, tail(service), a.emu.opts.Clock())
			w.Commit(state.Put(&state.Resource{Head: h, FriendlyName: "f"}))
		}
		w.Done()
		first := service + "/Functions?PageSize=50"
		deep := service + "/Functions?PageSize=50&Page=1&PageToken=" + cursor{From: state.Position{Seq: 60}}.token()
		for name, path := range map[string]string{"first": first, "deep": deep} {
			require.Len(t, a.get(path).items(), 50)
			req, err := http.NewRequestWithContext(t.Context(), "GET", "https://serverless.twilio.com"+path, nil)
			require.NoError(t, err)
			req.SetBasicAuth(a.user, a.secret)
			got := math.Inf(1)
			for range 5 { // the least: others, and collections that empty pools, only add
				got = min(got, testing.AllocsPerRun(20, func() {
					w := &recorder{header: http.Header{}}
					a.emu.ServeHTTP(w, req)
				}))
			}
			if total == 100 {
				cost[name] = got
			}
			assert.InDelta(t, cost[name], got, 20, "%s page of %d", name, total)
		}
	}
	assert.Greater(t, cost["deep"], 50.0)
}

// What is alive while a large upload comes in is what has come in, and a little.
func TestUpload_liveHeap(t *testing.T) {
	for _, store := range []Store{nil, discarding{newShelf()}} {
		a := newAPI(t, &Options{Store: store})
		asset := a.asset(a.service("memory"), "a")
		require.Equal(t, 201, a.uploadBig(asset, 1000, true).status) // warm up
		before := liveHeap()
		contentType, body, _ := bigUpload(maxContentBytes)
		watched := &watchedReader{r: body, every: 5 << 20}
		req, err := http.NewRequestWithContext(t.Context(), "POST", uploadHost+asset+"/Versions", watched)
		require.NoError(t, err)
		req.SetBasicAuth(a.user, a.secret)
		req.Header.Set("Content-Type", contentType)
		res, err := a.client.Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		require.Equal(t, 201, res.StatusCode)
		require.GreaterOrEqual(t, len(watched.seen), 5)
		stored := 1.0
		if store != nil {
			stored = 0
		}
		const limit = 2 << 20
		for i, heap := range watched.seen {
			assert.Less(t, heap-before-stored*float64(watched.at[i]), float64(limit), "%d bytes in", watched.at[i])
		}
		after := liveHeap() - before - stored*maxContentBytes
		assert.Less(t, after, float64(limit))
		t.Logf("store %T: %.0f KB beside the content", store, after/1e3)
		runtime.KeepAlive(a)
	}
}

// discarding is a Store on no disk.
type discarding struct{ *shelf }

func (discarding) NewContent() (ContentWriter, error) { return nowhere{}, nil }

type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (nowhere) Keep(string) error           { return nil }
func (nowhere) Discard()                    {}

func liveHeap() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// watchedReader looks at the heap now and then.
type watchedReader struct {
	r     io.Reader
	n     int64
	every int64
	at    []int64
	seen  []float64
}

func (w *watchedReader) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	w.n += int64(n)
	if w.n/w.every > int64(len(w.seen)) {
		w.at, w.seen = append(w.at, w.n), append(w.seen, liveHeap())
	}
	return n, err
}

func BenchmarkUpload(b *testing.B) {
	a := newAPI(b, nil)
	asset := a.asset(a.service("bench"), "a")
	contentType, body := multipartBody(b, part{"Path", "", "/p"}, part{"Visibility", "", "public"},
		part{"Content", "text/plain", strings.Repeat("x", 1<<20)})
	b.SetBytes(1 << 20)
	b.ReportAllocs()
	for b.Loop() {
		req, err := http.NewRequestWithContext(b.Context(), "POST", uploadHost+asset+"/Versions",
			bytes.NewReader(body.Bytes()))
		if err != nil {
			b.Fatal(err)
		}
		req.SetBasicAuth(a.user, a.secret)
		req.Header.Set("Content-Type", contentType)
		w := &recorder{header: http.Header{}}
		a.emu.ServeHTTP(w, req)
		if w.status != http.StatusCreated {
			b.Fatal(w.body.String())
		}
	}
}

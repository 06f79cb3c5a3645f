package load_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/bench/emulator/load"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/disk"
)

var duration = flag.Duration("load", 500*time.Millisecond,
	"how long TestLoad makes traffic; from 20s on it judges memory too")

// TestLoad: 64 connections, every answer compared with what it has to be, everything
// acknowledged looked for at the end, and no more memory at the end than after warming up.
func TestLoad(t *testing.T) {
	for _, where := range []string{"memory", "disk"} {
		t.Run(where, func(t *testing.T) {
			opts := &emulator.Options{}
			if where == "disk" {
				store, err := disk.Open(t.TempDir())
				require.NoError(t, err)
				defer func() { require.NoError(t, store.Close()) }()
				opts.Store = store
			}
			emu, err := emulator.New(opts)
			require.NoError(t, err)
			srv := httptest.NewServer(emu)
			defer srv.Close()
			heap := sampleHeap(max(*duration/40, 500*time.Millisecond)) // each costs a collection
			r, err := load.Run(t.Context(), load.Options{URL: srv.URL, Connections: 64, Duration: *duration, Seed: 1})
			samples := heap()
			require.NoError(t, err)
			t.Log(r)
			assert.Empty(t, r.Wrong)
			assert.Empty(t, r.Refused)
			assert.GreaterOrEqual(t, r.Requests, 64, "every connection")
			if *duration < 20*time.Second {
				return
			}
			quarter := len(samples) / 4
			early, late := median(samples[quarter:2*quarter]), median(samples[3*quarter:])
			t.Logf("live heap: %.1f MB in the second quarter, %.1f MB in the last", early/1e6, late/1e6)
			assert.Less(t, late, early*1.1+2e6)
		})
	}
}

// sampleHeap looks at what is alive, until it is stopped.
func sampleHeap(every time.Duration) (stop func() []float64) {
	var samples []float64
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				samples = append(samples, float64(m.HeapAlloc))
			}
		}
	}()
	return func() []float64 {
		close(done)
		<-ended
		return samples
	}
}

func median(x []float64) float64 { return slices.Sorted(slices.Values(x))[len(x)/2] }

// TestRun_notices: a generator that sees nothing wrong with a wrong server proves nothing.
func TestRun_notices(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		hit  func(r *http.Request) bool
		want string
	}{
		"an old value": {func(r *http.Request) bool {
			return strings.HasSuffix(r.URL.Path, "/Variables") &&
				r.Method == "GET"
		}, "ListVariable"},
		"a lost delete": {func(r *http.Request) bool {
			return r.Method == "DELETE" &&
				strings.Contains(r.URL.Path, "/Functions/")
		}, "ListFunction"},
		"a lost content": {func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/Content") },
			"content of"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			emu, err := emulator.New(nil)
			require.NoError(t, err)
			var calls atomic.Int64
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if tc.hit(r) && calls.Add(1)%5 == 0 {
					if r.Method == "DELETE" {
						w.WriteHeader(http.StatusNoContent)
						return
					}
					w.Header().Set("Content-Type", "application/json")
					fmt.Fprint(w, `{"sid":"ZN0","content":"old","variables":[{"value":"old"}]}`)
					return
				}
				emu.ServeHTTP(w, r)
			}))
			defer srv.Close()
			var wrong []string
			// A slow machine needs longer to come to the requests that are answered wrongly.
			for d := 200 * time.Millisecond; len(wrong) == 0 && d < 20*time.Second; d *= 2 {
				// names of its own
				r, err := load.Run(t.Context(), load.Options{URL: srv.URL, Connections: 4, Duration: d,
					Seed: uint64(d)})
				require.NoError(t, err)
				wrong = r.Wrong
			}
			require.NotEmpty(t, wrong)
			assert.Contains(t, strings.Join(wrong, "\n"), tc.want)
		})
	}
	_, err := load.Run(t.Context(), load.Options{URL: "nothing", Connections: 1})
	assert.ErrorContains(t, err, "want http://HOST:PORT")
}

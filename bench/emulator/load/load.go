// Package load is traffic: many connections that each do what deploys and dashboards
// do, mixed at random, as fast as the server answers, and that know what has to come
// back.
package load

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options say how much traffic, and where to.
type Options struct {
	URL         string // http://HOST:PORT
	Connections int
	Duration    time.Duration
	Seed        uint64

	// Stateless leaves out what a mock without state cannot take part in: uploads, which
	// are another document of the contract, Builds and Deployments, which need them; and
	// answers are counted, not believed.
	Stateless bool
}

// A Result sums a run up.
type Result struct {
	Requests int
	Elapsed  time.Duration
	Median   time.Duration
	P99      time.Duration
	Refused  map[string]int // answers of 400 and above by operation and status; Stateless only
	Wrong    []string       // answers that were not what they had to be, lost writes included
}

// Rate is requests a second.
func (r *Result) Rate() float64 { return float64(r.Requests) / r.Elapsed.Seconds() }

// String is one line.
func (r *Result) String() string {
	return fmt.Sprintf("%d requests in %.1fs, %.0f/s, median %s, p99 %s, %d wrong",
		r.Requests, r.Elapsed.Seconds(), r.Rate(), r.Median, r.P99, len(r.Wrong))
}

// Run makes traffic until the time is over, then compares all that was acknowledged
// with what is there. It fails when a connection cannot begin.
func Run(ctx context.Context, opts Options) (*Result, error) {
	u, err := url.Parse(opts.URL)
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") != "" {
		return nil, fmt.Errorf("load: URL %q: want http://HOST:PORT", opts.URL)
	}
	workers := make([]*worker, opts.Connections)
	errs := make([]error, opts.Connections)
	for i := range workers {
		workers[i] = newWorker(u.Host, i, opts)
		defer workers[i].conn.close()
	}
	each := func(f func(*worker) error) error {
		var wg sync.WaitGroup
		for i, w := range workers {
			wg.Go(func() { errs[i] = f(w) })
		}
		wg.Wait()
		return errors.Join(errs...)
	}
	if err := each(func(w *worker) error { return w.begin(ctx) }); err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	for _, w := range workers {
		w.times = histogram{}
	}
	started := time.Now()
	end := started.Add(opts.Duration)
	if err := each(func(w *worker) error { return w.run(ctx, end) }); err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	r := &Result{Elapsed: time.Since(started), Refused: map[string]int{}}
	var times histogram
	for _, w := range workers {
		times.add(&w.times)
	}
	r.Requests, r.Median, r.P99 = times.count, times.quantile(0.5), times.quantile(0.99)
	if !opts.Stateless {
		if err := each(func(w *worker) error { return w.verify(ctx) }); err != nil {
			return nil, fmt.Errorf("load: %w", err)
		}
	}
	for _, w := range workers {
		r.Wrong = append(r.Wrong, w.wrong...)
		for what, n := range w.refused {
			r.Refused[what] += n
		}
	}
	return r, nil
}

// RefusedKinds gives the kinds of refusals, sorted.
func (r *Result) RefusedKinds() []string { return slices.Sorted(maps.Keys(r.Refused)) }

// A histogram has buckets that grow by a fourth, from a microsecond: it costs the same
// whatever is measured.
type histogram struct {
	count   int
	buckets [96]int
}

func bound(i int) time.Duration {
	d := float64(time.Microsecond)
	for range i {
		d *= 1.25
	}
	return time.Duration(d)
}

func (h *histogram) note(d time.Duration) {
	h.count++
	limit := float64(time.Microsecond)
	for i := range h.buckets {
		if float64(d) <= limit || i == len(h.buckets)-1 {
			h.buckets[i]++
			return
		}
		limit *= 1.25
	}
}

func (h *histogram) add(o *histogram) {
	h.count += o.count
	for i, n := range o.buckets {
		h.buckets[i] += n
	}
}

func (h *histogram) quantile(q float64) time.Duration {
	left := int(q * float64(h.count))
	for i, n := range h.buckets {
		if left -= n; left < 0 {
			return bound(i).Round(time.Microsecond)
		}
	}
	return bound(len(h.buckets) - 1)
}

package suite

import (
	"context"
	"math"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/semaphore"
)

// runAlone runs the cases that no other may disturb. Those that only read do not disturb one another: the first of them
// makes what all of them read, and the others wait for it.
func (r *runner) runAlone(ctx context.Context, cancel context.CancelCauseFunc, alone []int) {
	var readers []int
	for _, i := range alone {
		if r.opts.Parallel > 1 && r.store != nil && onlyReads(&r.opts.Cases[i]) {
			readers = append(readers, i)
			continue
		}
		r.runOne(ctx, cancel, i)
	}
	var all sync.WaitGroup
	for _, i := range readers {
		all.Go(func() { r.runOne(ctx, cancel, i) })
	}
	all.Wait()
}

// onlyReads reports whether a case is about nothing but reading.
func onlyReads(c *Case) bool {
	return !slices.ContainsFunc(c.Ops, func(op string) bool {
		return !strings.HasPrefix(op, "List") && !strings.HasPrefix(op, "Fetch")
	})
}

// readers keeps the cases that only read the list of Services, and run side by side, apart from another attempt of one
// of them: that makes what it reads itself, and the others would see it.
type readers struct {
	places *semaphore.Weighted
}

func newReaders() *readers { return &readers{semaphore.NewWeighted(math.MaxInt64)} }

// enter waits until an attempt may begin, and returns what ends it. When ctx is done, it waits no longer.
func (r *readers) enter(ctx context.Context, apart bool) (leave func()) {
	places := int64(1)
	if apart {
		places = math.MaxInt64
	}
	if r == nil || r.places.Acquire(ctx, places) != nil {
		return func() {}
	}
	return func() { r.places.Release(places) }
}

// others are the Services of the account that are not of this run, nil when the target does not list them.
func (r *runner) others(ctx context.Context) map[string]bool {
	services, err := r.services(ctx)
	if err != nil {
		return nil
	}
	return r.noteOthers(services)
}

// noteOthers keeps which of all Services, by SID and unique name, are not of this run.
func (r *runner) noteOthers(services map[string]string) map[string]bool {
	others := map[string]bool{}
	for sid, name := range services {
		if !strings.Contains(name, r.prefix+"-") {
			others[sid] = true
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.foreign = others
	return others
}

// knownOthers are the others as they were last listed.
func (r *runner) knownOthers(ctx context.Context) map[string]bool {
	r.mu.Lock()
	known := r.foreign
	r.mu.Unlock()
	if known != nil {
		return known
	}
	return r.others(ctx)
}

// disturbed reports whether others have created or deleted Services since before.
func (r *runner) disturbed(ctx context.Context, before map[string]bool) bool {
	now := r.others(ctx)
	if before == nil || now == nil {
		return false
	}
	if len(before) != len(now) {
		return true
	}
	for sid := range before {
		if !now[sid] {
			return true
		}
	}
	return false
}

package functions

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"
)

// errBusy is the answer to one invocation more than there may be: 429.
var errBusy = errors.New("functions: 30 invocations are under way")

// A pool has the workers of one Deployment. An invocation has a worker for itself. A worker is
// added when a request has waited for 20 ms, and one that is idle for long ends, down to one.
type pool struct {
	r       *Runner
	d       *Deployment
	layout  layout
	handler handler
	node    *node
	limit   int // of workers

	mu       sync.Mutex
	retired  bool // no more than what is under way
	underway int
	workers  int       // idle, busy and starting
	starting int       // of them
	idle     []*worker // the last one was used last
	waiting  []*waiter
	queued   time.Time // since when there is always one that waits
	reaper   *time.Timer
	released time.Time      // when a worker has answered last
	changes  int            // how often files have changed
	changed  map[string]int // which of these changes was the last one of a file
}

type waiter struct {
	worker chan *worker // of one
	failed chan error   // of one
}

// get gives a worker, or errBusy, or why none can be started.
func (p *pool) get(ctx context.Context) (*worker, error) {
	p.mu.Lock()
	if p.underway >= maxUnderway {
		p.mu.Unlock()
		return nil, errBusy
	}
	p.underway++
	if w := p.popIdle(); w != nil {
		p.mu.Unlock()
		return w, nil
	}
	q := &waiter{worker: make(chan *worker, 1), failed: make(chan error, 1)}
	if len(p.waiting) == 0 {
		p.queued = time.Now()
	}
	p.waiting = append(p.waiting, q)
	// A queue that does not end has its requests wait each for less than 20 ms as long as they are quick.
	if p.workers == 0 || p.starting == 0 && p.workers < p.limit &&
		crowded(p.workers, runtime.GOMAXPROCS(0), time.Since(p.queued)) {
		p.grow()
	}
	p.mu.Unlock()

	queued := time.Now()
	late := time.NewTicker(growAfter)
	defer late.Stop()
	for {
		select {
		case w := <-q.worker:
			return w, nil
		case err := <-q.failed:
			p.leave()
			return nil, err
		case <-late.C:
			p.growFor(q, time.Since(queued)%growAfter)
			continue
		case <-ctx.Done():
		}
		p.mu.Lock()
		if i := slices.Index(p.waiting, q); i >= 0 {
			p.waiting = slices.Delete(p.waiting, i, i+1)
			p.mu.Unlock()
		} else { // it was given a worker at this moment
			p.mu.Unlock()
			select {
			case w := <-q.worker:
				p.release(w)
			case <-q.failed:
			}
		}
		p.leave()
		return nil, ctx.Err()
	}
}

// growFor adds a worker for a request that has waited. late is how late that was noticed.
func (p *pool) growFor(q *waiter, late time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if slices.Contains(p.waiting, q) && p.starting < len(p.waiting) && p.workers < p.limit &&
		helps(p.workers, runtime.GOMAXPROCS(0), time.Since(p.released), late) {
		p.grow()
	}
}

// crowded reports whether a queue that has not ended for so long needs one more worker.
func crowded(workers, processors int, queued time.Duration) bool {
	return workers < processors && queued >= growAfter
}

// helps reports whether one more worker would answer sooner. Beyond one for each processor it does
// only when the workers wait as well: as long as one of them answers now and then, or this very
// program is late, the processors are what all wait for.
func helps(workers, processors int, sinceAnswer, late time.Duration) bool {
	return workers < processors || sinceAnswer >= growAfter && late < growAfter/5
}

func (p *pool) popIdle() *worker {
	for n := len(p.idle); n > 0; n = len(p.idle) {
		w := p.idle[n-1]
		p.idle = p.idle[:n-1]
		if w.alive() {
			return w
		}
		w.kill()
		p.workers--
	}
	return nil
}

// grow starts a worker. It needs the lock.
func (p *pool) grow() {
	p.workers++
	p.starting++
	go func() {
		w, err := p.r.workerFor(p.r.ctx, p)
		p.mu.Lock()
		p.starting--
		if err != nil {
			p.workers--
			if p.workers == 0 { // no other worker will ever serve them
				for _, q := range p.waiting {
					q.failed <- err
				}
				p.waiting = nil
			}
			p.mu.Unlock()
			return
		}
		p.mu.Unlock()
		p.release(w)
	}()
}

// put ends an invocation. A worker that is no good any more is replaced when it is needed.
func (p *pool) put(w *worker) {
	p.mu.Lock()
	p.released = time.Now()
	p.mu.Unlock()
	p.release(w)
	p.leave()
}

func (p *pool) leave() {
	p.mu.Lock()
	p.underway--
	p.mu.Unlock()
	p.r.endRetired(p)
}

// forget has each worker load files anew: those that are idle at once, all others when they are released.
func (p *pool) forget(paths []string) {
	p.mu.Lock()
	p.changes++
	if p.changed == nil {
		p.changed = map[string]int{}
	}
	for _, path := range paths {
		p.changed[path] = p.changes
	}
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	for _, w := range idle {
		p.release(w)
	}
}

// outdated gives the files that changed since a worker was told of changes, and counts them as told. It
// needs the lock.
func (p *pool) outdated(w *worker) (paths []string) {
	for path, change := range p.changed {
		if change > w.forgot {
			paths = append(paths, path)
		}
	}
	w.forgot = p.changes
	return paths
}

// release hands a worker to who waits longest.
func (p *pool) release(w *worker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for paths := p.outdated(w); len(paths) > 0 && w.alive(); paths = p.outdated(w) {
		p.mu.Unlock()
		c := p.r.configuration(p.d, p.layout, p.node)
		c.Type, c.Changed = "update", paths
		_, _ = w.ask(p.r.ctx, c, nil) // a worker that cannot answer is not alive
		p.mu.Lock()
	}
	if !w.alive() {
		w.kill()
		p.workers--
		if p.workers < len(p.waiting) && p.workers < p.limit {
			p.grow()
		} else if p.workers == 0 && !p.retired {
			p.grow() // the next request finds a warm one
		}
		return
	}
	if len(p.waiting) > 0 {
		q := p.waiting[0]
		p.waiting = p.waiting[1:]
		q.worker <- w
		return
	}
	if p.retired {
		w.kill()
		p.workers--
		return
	}
	w.used = time.Now()
	p.idle = append(p.idle, w)
	if p.reaper == nil && p.workers > 1 {
		p.reaper = time.AfterFunc(p.r.opts.Idle, p.reap)
	}
}

// reap ends workers that were idle for too long, but for one.
func (p *pool) reap() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reaper = nil
	for len(p.idle) > 0 && p.workers > 1 && time.Since(p.idle[0].used) >= p.r.opts.Idle {
		p.idle[0].kill()
		p.idle = p.idle[1:]
		p.workers--
	}
	if p.workers > 1 && !p.retired {
		wait := p.r.opts.Idle
		if len(p.idle) > 0 {
			wait = max(time.Millisecond, p.r.opts.Idle-time.Since(p.idle[0].used))
		}
		p.reaper = time.AfterFunc(wait, p.reap)
	}
}

// retire ends what is idle, and the rest when it is done. It gives the workers that were idle to
// the caller instead if take is true.
func (p *pool) retire(take bool) (taken []*worker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.retired = true
	if p.reaper != nil {
		p.reaper.Stop()
		p.reaper = nil
	}
	for w := p.popIdle(); w != nil; w = p.popIdle() {
		p.workers--
		if take {
			taken = append(taken, w)
		} else {
			w.kill()
		}
	}
	return taken
}

// done reports whether a retired pool has nothing left to do.
func (p *pool) done() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.retired && p.underway == 0 && p.starting == 0
}

package functions

import (
	"context"
	"net"
	"strconv"
	"sync"
)

// A spare is a worker that was started before it is needed: starting Node takes longer than
// anything else. There is one, of the program that was asked for last.
type spare struct {
	mu       sync.Mutex
	worker   *worker
	filled   bool          // one is there, or starting
	starting chan struct{} // closed when the one that is starting is there, or cannot be
}

// take gives the spare worker if it runs the program, and has the next one started.
func (r *Runner) takeSpare(n *node) *worker {
	r.spare.mu.Lock()
	w := r.spare.worker
	r.spare.worker = nil
	if w != nil {
		r.spare.filled = false
	}
	r.spare.mu.Unlock()
	if w != nil && (w.node != n || !w.alive()) {
		w.kill()
		return nil
	}
	return w
}

// awaitSpare waits for a spare worker that is starting: two at once would both take longer.
func (r *Runner) awaitSpare(ctx context.Context) {
	r.spare.mu.Lock()
	starting := r.spare.starting
	r.spare.mu.Unlock()
	if starting == nil {
		return
	}
	select {
	case <-starting:
	case <-ctx.Done():
	}
}

// keepSpare gives back what takeSpare gave, unless there is another one.
func (r *Runner) keepSpare(w *worker) {
	r.spare.mu.Lock()
	defer r.spare.mu.Unlock()
	if r.spare.filled || r.opts.Inspect != "" || !w.alive() {
		w.kill()
		return
	}
	r.spare.worker, r.spare.filled = w, true
}

// fill starts a spare worker unless there is one.
func (r *Runner) fill(n *node) {
	if r.opts.Inspect != "" { // a debugger must find the one that runs the code
		return
	}
	r.spare.mu.Lock()
	defer r.spare.mu.Unlock()
	if r.spare.filled || r.ctx.Err() != nil {
		return
	}
	r.spare.filled = true
	starting := make(chan struct{})
	r.spare.starting = starting
	go func() {
		defer close(starting)
		w, err := r.startWorker(r.ctx, n, false)
		r.spare.mu.Lock()
		defer r.spare.mu.Unlock()
		r.spare.starting = nil
		if err != nil {
			r.spare.filled = false
			return
		}
		r.spare.worker = w
	}()
}

// workerFor gives a worker that is ready for a pool.
func (r *Runner) workerFor(ctx context.Context, p *pool) (*worker, error) {
	w := r.takeSpare(p.node)
	if w == nil {
		var err error
		if w, err = r.startWorker(ctx, p.node, r.opts.Inspect != ""); err != nil {
			return nil, err
		}
	}
	c := r.configuration(p.d, p.layout, p.node)
	c.Warm = p.layout.packages != "" && p.d.mentions("twilio")
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	if _, err := w.ask(ctx, c, nil); err != nil {
		return nil, err
	}
	r.fill(p.node)
	return w, nil
}

// openInspector lets a debugger attach to a worker, at the address of [Options.Inspect].
func (r *Runner) openInspector(ctx context.Context, w *worker) error {
	host, port, err := net.SplitHostPort(r.opts.Inspect)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return err
	}
	_, err = w.ask(ctx, map[string]any{"type": "inspect", "host": host, "port": number, "wait": r.opts.InspectWait},
		nil)
	return err
}

package functions

import (
	"context"
	"fmt"
)

// activate makes d the Deployment of its Environment: a worker is started for it, and those of the
// one before end when they have answered.
func (r *Runner) activate(ctx context.Context, d *Deployment) (*pool, error) {
	id := d.identity()
	r.mu.Lock()
	if p := r.pools[id]; p != nil && r.current[d.EnvironmentSID] == p {
		r.mu.Unlock()
		return p, nil
	}
	r.mu.Unlock()

	p, err := r.newPool(ctx, d)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil, ErrClosed
	}
	if have := r.pools[id]; have != nil && r.current[d.EnvironmentSID] == have { // another call was faster
		r.mu.Unlock()
		return have, nil
	}
	before := r.current[d.EnvironmentSID]
	r.pools[id], r.current[d.EnvironmentSID] = p, p
	r.mu.Unlock()
	r.succeed(ctx, before, p)
	return p, nil
}

// succeed lets a pool take over from another, and has one worker ready.
func (r *Runner) succeed(ctx context.Context, before, p *pool) {
	if before != nil {
		files, ok := changed(before.d, p.d, before.layout, p.layout)
		ok = ok && r.opts.KeepWarm && before.node == p.node
		for _, w := range before.retire(ok) {
			p.adopt(ctx, w, files)
		}
		r.endRetired(before)
	}
	p.mu.Lock()
	if p.workers == 0 {
		p.grow()
	}
	p.mu.Unlock()
}

// adopt takes a worker of the Deployment before, which forgets the files that changed.
func (p *pool) adopt(ctx context.Context, w *worker, files []string) {
	c := p.r.configuration(p.d, p.layout, p.node)
	c.Type, c.Changed = "update", files
	if _, err := w.ask(ctx, c, nil); err != nil {
		return
	}
	w.forgot = 0 // of this pool
	p.mu.Lock()
	p.workers++
	p.mu.Unlock()
	p.release(w)
}

// Forget makes workers load files again that are no part of a Build: what a local Function requires
// from the files beside it. A worker that has an invocation does it when it has answered.
func (r *Runner) Forget(paths []string) {
	if !r.made() {
		return
	}
	r.mu.Lock()
	var pools []*pool
	for _, p := range r.current {
		pools = append(pools, p)
	}
	r.mu.Unlock()
	for _, p := range pools {
		p.forget(paths)
	}
}

// clear ends the workers of an Environment that has no Build any more.
func (r *Runner) clear(environmentSID string) {
	r.mu.Lock()
	p := r.current[environmentSID]
	delete(r.current, environmentSID)
	r.mu.Unlock()
	if p != nil {
		p.retire(false)
		r.endRetired(p)
	}
}

// endRetired forgets a pool with nothing left to do.
func (r *Runner) endRetired(p *pool) {
	if !p.done() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, other := range r.pools {
		if other == p && r.current[p.d.EnvironmentSID] != p {
			delete(r.pools, id)
		}
	}
}

// poolFor gives the pool of a Deployment. Without Activate the first request does its work. A
// request of a Deployment that was replaced meanwhile gets workers for itself.
func (r *Runner) poolFor(ctx context.Context, d *Deployment) (*pool, error) {
	id := d.identity() // what the caller gave may panic: not under the lock
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil, ErrClosed
	}
	p := r.pools[id]
	r.mu.Unlock()
	if p != nil {
		return p, nil
	}
	return r.activate(ctx, d)
}

func (r *Runner) newPool(ctx context.Context, d *Deployment) (*pool, error) {
	n, err := r.nodes.find(ctx, &r.opts, d.Runtime)
	if err != nil {
		return nil, err
	}
	if runtime := fmt.Sprintf("node%d", n.major); d.Runtime != "" && d.Runtime != runtime {
		r.warnOnce(fmt.Sprintf("the Build is for %s and runs on Node.js %s here; set %s to the path of another one",
			d.Runtime, n.version, NodeVariable(d.Runtime)))
	}
	packages, note := r.opts.Packages.find(d, n)
	l, err := r.materialise(d, packages, note)
	if err != nil {
		return nil, err
	}
	limit := maxUnderway
	if r.opts.Inspect != "" {
		limit = 1
	}
	return &pool{r: r, d: d, layout: l, handler: handlerOf(d), node: n, limit: limit}, nil
}

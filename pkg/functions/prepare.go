package functions

import "os/exec"

// Prepare starts Node before the first Build is known, so that it is there when a Build is checked.
// It does nothing when several programs may be needed, or when a debugger must find the only one.
// It returns at once. What needs the program reports what is wrong with it.
func (r *Runner) Prepare() {
	if !r.made() || r.opts.Inspect != "" || len(r.opts.Nodes) > 0 {
		return
	}
	r.spare.mu.Lock()
	defer r.spare.mu.Unlock()
	if r.spare.filled {
		return
	}
	path, err := exec.LookPath(r.opts.Node)
	if err != nil {
		return
	}
	starting := make(chan struct{})
	r.spare.filled, r.spare.starting = true, starting
	go func() {
		defer close(starting)
		w := r.firstWorker(&node{path: path})
		r.spare.mu.Lock()
		r.spare.worker, r.spare.filled, r.spare.starting = w, w != nil, nil
		r.spare.mu.Unlock()
	}()
}

// firstWorker starts a worker before it is known whether its program is a Node that can be used.
func (r *Runner) firstWorker(n *node) *worker {
	w, err := r.startWorker(r.ctx, n, false)
	if err != nil {
		return nil
	}
	if w.node, err = r.nodes.find(r.ctx, &r.opts, ""); err != nil {
		w.kill()
		return nil
	}
	return w
}

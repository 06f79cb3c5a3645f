package functions

import "os/exec"

// Prepare starts Node before the first Build is known, so that it is there when a Build is checked.
// It does nothing when several programs may be needed, or when a debugger must find the only one.
// It returns at once. What is wrong with the program is told by what needs it.
func (r *Runner) Prepare() {
	if r.opts.Inspect != "" || len(r.opts.Nodes) > 0 {
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
	starting, learning := make(chan struct{}), make(chan struct{})
	r.spare.filled, r.spare.starting = true, starting
	r.nodes.mu.Lock()
	r.nodes.learning = learning
	r.nodes.mu.Unlock()
	go func() {
		defer close(starting)
		w := r.firstWorker(&node{path: path})
		r.spare.mu.Lock()
		r.spare.worker, r.spare.filled, r.spare.starting = w, w != nil, nil
		r.spare.mu.Unlock()
		if w != nil {
			r.nodes.keep(r.opts.Node, w.node) // without the lock: who has it waits for the end of learning
		}
		close(learning)
	}()
}

// firstWorker starts a worker of a program that says its version then. It gives nil if the program
// is no Node that can be used: asked for its version, it will say why.
func (r *Runner) firstWorker(n *node) *worker {
	w, err := r.startWorker(r.ctx, n, false)
	if err != nil {
		return nil
	}
	if n.is(r.opts.Node, w.version) != nil {
		w.kill()
		return nil
	}
	return w
}

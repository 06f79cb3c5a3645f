package functions

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
)

//go:embed worker/*.js
var scripts embed.FS

// ErrClosed is what a [Runner] fails with after Close.
var ErrClosed = errors.New("functions: the runner is closed")

var errNothing = errors.New("functions: a Deployment and one of its Functions are needed, and one is nil")

// A Runner runs the Functions of any number of Builds. It is safe for concurrent use. Make one with
// [New], and end it with Close.
type Runner struct {
	opts    Options
	dir     string // of this runner's files
	ownDir  bool   // made here
	script  string // that workers run
	nodes   nodes
	starter *starter
	live    processes
	files   files
	esm     modules

	installing sync.Mutex // npm, one at a time

	ctx    context.Context // ends with Close
	cancel context.CancelFunc

	mu       sync.Mutex
	closed   bool
	pools    map[string]*pool // by the identity of a Deployment
	lives    map[string]liveDeployment
	current  map[string]*pool // by Environment: what Activate gave last
	spare    spare
	noted    map[string]bool // warnings that were given
	requests int64
}

// New makes a Runner and starts nothing yet. It fails on contradictory options, and when its files
// cannot be written.
func New(opts *Options) (*Runner, error) {
	var o Options
	if opts != nil {
		o = *opts
	}
	if err := o.complete(); err != nil {
		return nil, err
	}
	r := &Runner{opts: o, dir: o.Dir, pools: map[string]*pool{}, current: map[string]*pool{}, noted: map[string]bool{},
		lives: map[string]liveDeployment{}}
	if o.Dir == "" {
		dir, err := os.MkdirTemp("", "twilio-functions-")
		if err != nil {
			return nil, fmt.Errorf("functions: no place for temporary files, which the variable %s of the process names: %w",
				temporaryVariable(), err)
		}
		// Node knows files by their real names.
		if dir, err = filepath.EvalSymlinks(dir); err != nil {
			return nil, fmt.Errorf("functions: %w", err)
		}
		r.dir, r.ownDir = dir, true
	}
	if err := r.writeScripts(); err != nil {
		return nil, fmt.Errorf("functions: %w", errors.Join(err, r.removeFiles()))
	}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.starter = newStarter()
	return r, nil
}

// temporaryVariable is what [os.MkdirTemp] reads.
func temporaryVariable() string {
	if runtime.GOOS == "windows" {
		return "TMP"
	}
	return "TMPDIR"
}

func (r *Runner) writeScripts() error {
	at := filepath.Join(r.dir, "worker")
	if err := os.MkdirAll(at, 0o700); err != nil {
		return err
	}
	r.script = filepath.Join(at, "main.js")
	return fs.WalkDir(scripts, "worker", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := scripts.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(r.dir, filepath.FromSlash(path)), content, 0o600)
	})
}

// Close ends all workers, waits until they are gone, and removes the files. Invocations under way
// fail. A nil Runner is closed, and so is one that New has not made.
func (r *Runner) Close() error {
	if !r.made() {
		return nil
	}
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil
	}
	r.closed = true
	r.mu.Unlock()
	r.cancel()
	r.installing.Lock() // npm is gone, and what it has left too
	defer r.installing.Unlock()
	r.live.end()
	r.starter.close()
	return r.removeFiles()
}

// made reports whether New has made the Runner.
func (r *Runner) made() bool { return r != nil && r.cancel != nil }

func (r *Runner) removeFiles() error {
	if !r.ownDir {
		return nil
	}
	if err := os.RemoveAll(r.dir); err != nil {
		return fmt.Errorf("functions: %w", err)
	}
	return nil
}

// warnOnce gives a warning one time.
func (r *Runner) warnOnce(text string) {
	r.mu.Lock()
	known := r.noted[text]
	r.noted[text] = true
	r.mu.Unlock()
	if !known {
		r.opts.Warn(text)
	}
}

// processes are all workers that have not ended yet.
type processes struct {
	mu    sync.Mutex
	ended bool
	all   map[*worker]struct{}
	wait  sync.WaitGroup
}

func (p *processes) add(w *worker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all == nil {
		p.all = map[*worker]struct{}{}
	}
	p.all[w] = struct{}{}
	p.wait.Add(1)
	if p.ended {
		w.kill()
	}
}

// begin has end wait for a start, until begun is called. It is false when no process may start any more.
func (p *processes) begin() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ended {
		p.wait.Add(1)
	}
	return !p.ended
}

func (p *processes) begun() { p.wait.Done() }

func (p *processes) remove(w *worker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.all, w)
	p.wait.Done()
}

func (p *processes) end() {
	p.mu.Lock()
	p.ended = true
	for w := range p.all {
		w.kill()
	}
	p.mu.Unlock()
	p.wait.Wait()
}

// Workers gives the process IDs of all workers, for who wants to see that none is left.
func (r *Runner) Workers() []int {
	if !r.made() {
		return nil
	}
	r.live.mu.Lock()
	defer r.live.mu.Unlock()
	var all []int
	for w := range r.live.all {
		all = append(all, w.cmd.Process.Pid)
	}
	return all
}

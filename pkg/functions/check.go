package functions

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// A BuildError says why a Build fails: Functions that Node does not compile.
type BuildError struct{ Problems []Problem }

// A Problem is a place in a Function that Node does not compile.
type Problem struct {
	Path    string // of the Function
	Line    int    // from 1; 0: unknown
	Column  int    // from 1; 0: unknown
	Source  string // the line
	Message string // Node's
}

// Error gives each problem with its place and the line of source.
func (e *BuildError) Error() string {
	if e == nil {
		e = new(BuildError)
	}
	var b strings.Builder
	for i, p := range e.Problems {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(p.String())
	}
	return b.String()
}

// String gives PATH:LINE:COLUMN: MESSAGE, the line of source and a mark below the place.
func (p Problem) String() string {
	if p.Line == 0 {
		return p.Path + ": " + p.Message
	}
	s := fmt.Sprintf("%s:%d:%d: %s\n    %s", p.Path, p.Line, max(p.Column, 1), p.Message,
		strings.ReplaceAll(p.Source, "\t", " "))
	if p.Column > 0 {
		s += "\n    " + strings.Repeat(" ", p.Column-1) + "^"
	}
	return s
}

// modules remembers what the check of contents has found, by their digest: which are right, and
// which are modules of ECMAScript.
type modules struct {
	mu    sync.Mutex
	known map[string]bool
}

func (m *modules) is(digest string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.known[digest]
}

func (m *modules) checked(digest string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, ok := m.known[digest]
	return ok
}

func (m *modules) set(digest string, esm bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil {
		m.known = map[string]bool{}
	}
	m.known[digest] = esm
}

// Check does what a Build does before it is completed: it installs the dependencies and has Node
// compile the Functions. Nothing of them is run. A [*BuildError] and an error about dependencies
// are reasons for the Build to fail; a [*NodeError] and an [*UnreachableError] are not.
func (r *Runner) Check(ctx context.Context, d *Deployment) error {
	if !r.made() {
		return ErrClosed
	}
	if d == nil {
		return errNothing
	}
	n, err := r.nodes.find(ctx, &r.opts, d.Runtime)
	if err != nil {
		return err
	}
	installed := r.install(ctx, d, n)
	var unreachable *UnreachableError
	if installed != nil && !errors.As(installed, &unreachable) {
		return installed
	}
	if err := r.compile(ctx, d, n); err != nil {
		return err
	}
	return installed
}

func (r *Runner) compile(ctx context.Context, d *Deployment, n *node) error {
	packages, note := r.opts.Packages.find(d, n)
	l, err := r.materialise(d, packages, note)
	if err != nil {
		return err
	}
	type file struct {
		Name string `json:"name"`
		File string `json:"file"`
	}
	var todo []file
	digests := map[string]string{}
	for i := range d.Functions {
		f := &d.Functions[i]
		if r.esm.checked(f.SHA256) {
			continue
		}
		todo = append(todo, file{f.Path, l.handler(f)})
		digests[f.Path] = f.SHA256
	}
	if len(todo) == 0 {
		return nil
	}
	verdicts, err := r.ask(ctx, n, map[string]any{"type": "check", "files": todo})
	if err != nil {
		return err
	}
	var failed BuildError
	for _, v := range verdicts {
		if v.ESM {
			r.esm.set(digests[v.Name], true)
		} else {
			failed.Problems = append(failed.Problems,
				Problem{Path: v.Name, Line: v.Line, Column: v.Column, Source: v.Source,
					Message: v.Message})
		}
		delete(digests, v.Name)
	}
	for _, digest := range digests {
		r.esm.set(digest, false)
	}
	if len(failed.Problems) > 0 {
		return &failed
	}
	return nil
}

// ask has the spare worker check files, and gives it back.
func (r *Runner) ask(ctx context.Context, n *node, question any) ([]verdict, error) {
	r.awaitSpare(ctx)
	w := r.takeSpare(n)
	if w == nil {
		var err error
		if w, err = r.startWorker(ctx, n, false); err != nil {
			return nil, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	m, err := w.ask(ctx, question, nil)
	if err != nil {
		return nil, fmt.Errorf("functions: check: %w", err)
	}
	r.keepSpare(w)
	return m.Found, nil
}

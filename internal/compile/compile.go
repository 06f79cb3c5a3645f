// Package compile turns TypeScript and ECMAScript modules of a project into Functions, without a
// build step of the project: [Lay] lays a view over the project's files in which functions/hello.ts
// is the JavaScript functions/hello.js. Scripts (*.js) are in the view as they are, and [View.Check]
// looks for syntax errors and missing packages in them.
//
// It links esbuild, so only the binary imports it: no library does.
package compile

import (
	"context"
	"io/fs"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Options say what of a project is compiled, and for what.
type Options struct {
	// Dir is the directory that the file system is rooted at: modules are read from there.
	Dir string
	// FunctionsFolder is the folder of the Functions, slash-separated inside the project. Empty
	// means functions, else src, as bundle.Read has it.
	FunctionsFolder string
	// NoFunctions compiles nothing.
	NoFunctions bool
	// Ignore says of a file or folder that it is left out. Nil ignores nothing.
	Ignore func(name string, folder bool) bool
	// Runtime is the Node.js runtime of the Build, such as node22. Empty: not known.
	Runtime string
	// Bundle puts packages into the Functions, those in JavaScript included.
	Bundle bool
	// Node is a program that has the last word on syntax. Empty: there is none.
	Node string
	// Known keeps what was found out about contents, so that the next look at the project need not
	// find it out again. Nil keeps nothing.
	Known *Known
}

// extensions are those of sources that become Functions.
var extensions = []string{".ts", ".mts", ".cts", ".tsx", ".mjs"}

var declarations = []string{".d.ts", ".d.mts", ".d.cts"}

// compilable reports whether a file name is that of a source to be compiled.
func compilable(base string) bool {
	return base[0] != '.' && slices.Contains(extensions, path.Ext(base)) &&
		!slices.ContainsFunc(declarations, func(suffix string) bool { return strings.HasSuffix(base, suffix) })
}

// A compiler compiles the sources of one project.
type compiler struct {
	Options
	fsys     fs.FS
	dir      string // absolute, without links: esbuild names files so
	manifest manifest
	view     *View
	configs  map[string]*config // by file
	unsafe   bool               // esbuild must not look at the project
}

// Lay compiles what is to be compiled and returns the view. What is wrong with the sources is
// returned by [View.Check], together with what is wrong with the scripts, so that all of it can be
// reported at once. Only the end of ctx and a directory that cannot be read are errors here.
func Lay(ctx context.Context, fsys fs.FS, o *Options) (*View, error) {
	c := &compiler{Options: *o, fsys: fsys, view: newView(fsys)}
	c.view.options = *o
	if o.NoFunctions {
		return c.view, nil
	}
	dir, err := filepath.Abs(o.Dir)
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return nil, err
	}
	c.dir, c.manifest = dir, readManifest(fsys)
	sources := c.sources()
	if o.Bundle {
		sources = append(sources, c.scripts()...)
	}
	if len(sources) > 0 {
		c.view.problems = append(c.view.problems, c.unreadable()...)
		c.readConfigs(sources)
	}
	if c.unsafe {
		return c.view, nil
	}
	results := make([]*result, len(sources))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, source := range sources {
		group.Go(func() error {
			if ctx.Err() == nil {
				results[i] = c.compile(source)
			}
			return nil
		})
	}
	_ = group.Wait() // no call of it fails
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for i, source := range sources {
		c.add(source, results[i])
	}
	if o.Bundle {
		c.view.overlayManifest(c.manifest, results)
	}
	return c.view, nil
}

// add puts what has become of a source into the view.
func (c *compiler) add(source entry, r *result) {
	c.view.problems = append(c.view.problems, r.problems...)
	for _, w := range r.warnings {
		if !slices.Contains(c.view.warnings, w) { // of a file that several sources share
			c.view.warnings = append(c.view.warnings, w)
		}
	}
	if r.typesOnly {
		c.view.drop(source)
		return
	}
	c.view.replace(source, r.code)
	c.view.imports[source.name] = r.missing
	c.view.exports[source.name] = r.exports
}

// Known is what was found out about contents. It may be used by several looks at a project, one
// after the other or at once.
type Known struct {
	mu     sync.Mutex
	checks map[string]verdict
}

func (k *Known) get(key string) (v verdict, ok bool) {
	if k == nil {
		return v, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok = k.checks[key]
	return v, ok
}

func (k *Known) set(key string, v verdict) {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.checks == nil {
		k.checks = map[string]verdict{}
	}
	k.checks[key] = v
}

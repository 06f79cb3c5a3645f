package compile

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"
	"golang.org/x/sync/errgroup"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// A verdict is what is wrong with a script.
type verdict struct {
	problems []Problem
	missing  []Problem // packages that are not there
}

// Check looks at the Functions of a Bundle that was read from the view. It returns what may go
// wrong, and an [*Error] with what does: sources that do not compile, and scripts that Node does
// not either. b may be nil when it could not be read: then only the sources are judged.
func (v *View) Check(ctx context.Context, b *bundle.Bundle) (warnings []string, err error) {
	problems := slices.Clone(v.problems)
	warnings = slices.Clone(v.warnings)
	if b != nil {
		c := &checker{view: v, known: map[string]bool{}}
		for _, d := range b.Dependencies {
			c.known[d.Name] = true
		}
		for _, name := range always {
			c.known[name] = true
		}
		for i, p := range problems {
			for _, f := range b.Functions {
				if f.Source == p.Source {
					problems[i].Path = f.Path
				}
			}
		}
		verdicts, err := c.all(ctx, b.Functions)
		if err != nil {
			return nil, err
		}
		for i, f := range b.Functions {
			for _, p := range verdicts[i].problems {
				p.Path = f.Path
				problems = append(problems, p)
			}
			for _, p := range verdicts[i].missing {
				if w := p.Lines()[0]; !slices.Contains(warnings, w) {
					warnings = append(warnings, w)
				}
			}
			if w := v.withoutHandler(f); w != "" && len(problems) == 0 {
				warnings = append(warnings, w)
			}
		}
	}
	if len(problems) > 0 {
		slices.SortStableFunc(problems, func(a, b Problem) int {
			return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Line, b.Line))
		})
		return warnings, &Error{problems}
	}
	return warnings, nil
}

// withoutHandler warns of a module without a handler that has a URL.
func (v *View) withoutHandler(f bundle.File) string {
	exports := v.exports[f.Source]
	if exports == nil || f.Visibility == bundle.Private || slices.Contains(*exports, "handler") {
		return ""
	}
	what := "exports no handler, so " + f.Path + " answers 500"
	if slices.Contains(*exports, "default") {
		return f.Source + ": " + what + "; write `export const handler`, a default export is not called"
	}
	return f.Source + ": " + what + "; export one, or name the file so that it is private, or move it out of the folder"
}

// A checker checks the Functions of one Bundle.
type checker struct {
	view  *View
	known map[string]bool // packages that the Build has
	mu    sync.Mutex
}

func (c *checker) all(ctx context.Context, functions []bundle.File) ([]verdict, error) {
	verdicts := make([]verdict, len(functions))
	var group errgroup.Group
	group.SetLimit(4)
	for i, f := range functions {
		group.Go(func() (err error) {
			if imports, compiled := c.view.imports[f.Source]; compiled {
				verdicts[i].missing, err = c.ofSources(ctx, imports)
			} else {
				verdicts[i], err = c.script(ctx, f)
			}
			return err
		})
	}
	return verdicts, group.Wait()
}

// ofSources finds the places where sources need packages that the Build does not have.
func (c *checker) ofSources(ctx context.Context, imports []requirement) (missing []Problem, err error) {
	var files []string
	for _, i := range imports {
		if !c.known[packageOf(i.specifier)] && !slices.Contains(files, i.file) {
			files = append(files, i.file)
		}
	}
	for _, name := range files {
		text, err := readAll(func() (io.ReadCloser, error) { return c.view.under.Open(name) })
		if err != nil {
			continue // it lies elsewhere; its own package is to say what it needs
		}
		// What is called like a package and is a file of the project, by paths of tsconfig.json, is none.
		outside := func(specifier string) bool { return slices.Contains(imports, requirement{name, specifier}) }
		missing = append(missing, c.judge(ctx, name, text, outside).missing...)
	}
	return missing, nil
}

// script checks a Function that is uploaded as it is.
func (c *checker) script(ctx context.Context, f bundle.File) (verdict, error) {
	text, err := readAll(func() (io.ReadCloser, error) { return c.view.Open(f.Source) })
	if err != nil {
		return verdict{}, fmt.Errorf("%s: %w", f.Source, err)
	}
	return c.judge(ctx, f.Source, text, func(string) bool { return true }), ctx.Err()
}

func readAll(open func() (io.ReadCloser, error)) ([]byte, error) {
	f, err := open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxSource+1))
}

// unresolved is how esbuild says that it does not know where a package is. It does not say so where
// the code handles that itself, in try and catch.
var unresolved = lazyregexp.New(`^Could not resolve "(.*)"$`)

// judge looks at one file. esbuild and, where that finds something wrong, Node say whether it is.
func (c *checker) judge(ctx context.Context, name string, text []byte, outside func(specifier string) bool) verdict {
	key := fmt.Sprintf("%x %s", sha256.Sum256(text), name)
	v, known := c.view.options.Known.get(key)
	if !known {
		v = c.look(ctx, name, text)
		if ctx.Err() == nil {
			c.view.options.Known.set(key, v)
		}
	}
	var missing []Problem
	for _, p := range v.missing {
		if of := packageOf(p.Message); !c.known[of] && outside(p.Message) {
			p.Message = needed(of)
			missing = append(missing, p)
		}
	}
	return verdict{v.problems, missing}
}

func needed(name string) string {
	if slices.Contains(platform, name) {
		return "the package " + name + " is not among the dependencies of package.json: " +
			"Builds get a version that Twilio chooses; add it to have your own"
	}
	return "the package " + name + " is neither among the dependencies of package.json nor built into Node.js: " +
		"requiring it will fail"
}

// look finds the packages that a file requires, and errors of syntax.
func (c *checker) look(ctx context.Context, name string, text []byte) (v verdict) {
	const namespace = "check"
	source := string(text)
	built := api.Build(api.BuildOptions{
		EntryPoints: []string{name}, Bundle: true, Platform: api.PlatformNode, Outdir: "/", TsconfigRaw: "{}",
		Plugins: []api.Plugin{{Name: "check", Setup: func(build api.PluginBuild) {
			build.OnResolve(api.OnResolveOptions{Filter: ".*"},
				func(args api.OnResolveArgs) (api.OnResolveResult, error) {
					switch {
					case args.Kind == api.ResolveEntryPoint:
						return api.OnResolveResult{Path: args.Path, Namespace: namespace}, nil
					case !isPackage(args.Path):
						return api.OnResolveResult{Path: args.Path, External: true}, nil
					}
					return api.OnResolveResult{}, nil // esbuild finds it nowhere: the file is in no folder
				})
			build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: namespace},
				func(api.OnLoadArgs) (api.OnLoadResult, error) {
					return api.OnLoadResult{Contents: &source, Loader: loaderOf(name)}, nil
				})
		}}},
	})
	wrong := false
	for _, m := range built.Errors {
		if found := unresolved.Get().FindStringSubmatch(m.Text); found != nil {
			p := problemOf(m, name)
			p.Source, p.Message, p.Action = name, found[1], ""
			v.missing = append(v.missing, p)
		} else {
			wrong = true
		}
	}
	if wrong {
		v.problems = c.syntax(ctx, name, source)
	}
	return v
}

// syntax gives the errors of syntax of a script, if Node does not take it.
func (c *checker) syntax(ctx context.Context, name, source string) (problems []Problem) {
	left := api.Transform(source, api.TransformOptions{
		Loader: loaderOf(name), Platform: api.PlatformNode, Sourcefile: name,
	})
	if len(left.Errors) == 0 {
		return nil
	}
	// Only a few processes at once.
	c.mu.Lock()
	defer c.mu.Unlock()
	switch takes, asked := nodeTakes(ctx, c.view.options.Node, source); {
	case asked && takes:
		return nil
	case !asked && slices.ContainsFunc(left.Errors, doubtful):
		return nil
	}
	for _, m := range left.Errors {
		p := problemOf(m, name)
		p.Message = "SyntaxError: " + p.Message
		problems = append(problems, p)
	}
	return problems
}

// doubtful reports whether Node may take a script, as CommonJS, that esbuild refuses: Node calls it
// inside a function, has await as a name there, and fails at assignments to calls when it gets to
// them.
func doubtful(m api.Message) bool {
	return strings.HasPrefix(m.Text, "Invalid assignment target") || strings.Contains(m.Text, "new.target") ||
		m.Location == nil || strings.Contains(m.Location.LineText, "await")
}

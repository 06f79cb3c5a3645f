package compile

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// A result is what became of a source.
type result struct {
	code      []byte
	typesOnly bool          // nothing is left of it
	exports   *[]string     // of a module of ECMAScript; nil: not known
	missing   []requirement // packages that it needs and that stay outside
	packages  []string      // those, by name, for Options.Bundle
	problems  []Problem
	warnings  []string
}

// A requirement is a package that a file of the project needs.
type requirement struct{ file, specifier string }

// sourceRoot is what stacks name sources below, as they name the Functions themselves.
const sourceRoot = "/var/task/"

// metaURL takes the place of import.meta.url, which CommonJS does not have.
const metaURL = "__import_meta_url"

// engine is the version of Node whose syntax the output may use. Without a runtime the Build gets
// the one of the last Build, of which node20 is the oldest that is not retired.
func engine(runtime string) api.Engine {
	version := strings.TrimPrefix(runtime, "node")
	if n, err := strconv.Atoi(version); err != nil || n < 18 || n > 99 {
		version = "20"
	}
	return api.Engine{Name: api.EngineNode, Version: version}
}

// buildOptions are the options for one source. What is written depends on the contents of the
// project alone: names are relative to it, and no configuration outside of it is read.
func (c *compiler) buildOptions(source entry) api.BuildOptions {
	o := api.BuildOptions{
		EntryPointsAdvanced: []api.EntryPoint{{
			InputPath: filepath.Join(c.dir, filepath.FromSlash(source.name)), OutputPath: "function",
		}},
		Outdir: c.dir, AbsWorkingDir: c.dir, AllowOverwrite: true, Metafile: true,
		Bundle: true, Platform: api.PlatformNode, Format: api.FormatCommonJS, Packages: api.PackagesExternal,
		Engines: []api.Engine{engine(c.Runtime)}, Charset: api.CharsetUTF8,
		Sourcemap: api.SourceMapInline, SourcesContent: api.SourcesContentExclude, SourceRoot: sourceRoot,
		Define: map[string]string{
			"import.meta.url": metaURL, "import.meta.filename": "__filename", "import.meta.dirname": "__dirname",
		},
		LogOverride: map[string]api.LogLevel{"empty-import-meta": api.LogLevelError},
		TsconfigRaw: noConfig,
	}
	if config := c.configOf(source.name); config != nil {
		o.TsconfigRaw = config.raw
	}
	if c.Bundle {
		o.Packages = api.PackagesBundle
		o.LogOverride["unsupported-require-call"] = api.LogLevelWarning
	}
	return o
}

// tsconfig finds the configuration that is nearest to a source, inside the project.
func (c *compiler) tsconfig(source string) string {
	for folder := path.Dir(source); ; folder = path.Dir(folder) {
		name := path.Join(folder, "tsconfig.json")
		if info, err := fs.Lstat(c.fsys, name); err == nil && !info.IsDir() {
			return name
		}
		if folder == "." {
			return ""
		}
	}
}

// compile compiles one source.
func (c *compiler) compile(source entry) *result {
	r := &result{}
	o := c.buildOptions(source)
	outside := map[string]string{} // packages that cannot be bundled, and why
	var built api.BuildResult
	for {
		found := len(outside)
		o.Plugins = []api.Plugin{c.guard(outside)}
		built = api.Build(o)
		if len(outside) == found {
			break
		}
	}
	if len(built.Errors) == 0 && strings.Contains(string(built.OutputFiles[0].Contents), metaURL) {
		o.Banner = map[string]string{
			"js": "const " + metaURL + ` = require("node:url").pathToFileURL(__filename).href;`,
		}
		built = api.Build(o)
	}
	for _, m := range built.Errors {
		p := problemOf(m, source.name)
		if c.Bundle && strings.HasPrefix(m.Text, "Could not resolve") {
			p.Action = "install it: --bundle takes packages from node_modules"
		}
		r.problems = append(r.problems, p)
	}
	for _, m := range built.Warnings {
		if keep(m) {
			p := problemOf(m, source.name)
			if m.Location != nil && m.Location.File == "<tsconfig.json>" { // no file, so the place means nothing
				p.Source, p.Line = c.tsconfig(source.name), 0
			}
			r.warnings = append(r.warnings, "compiling "+strings.Join(p.Lines()[:1], ""))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(outside)) {
		r.warnings = append(r.warnings, fmt.Sprintf("%s: the package %s stays outside: %s", source.name, name,
			outside[name]))
	}
	if len(r.problems) == 0 {
		r.code = built.OutputFiles[0].Contents
		c.describe(source, r, built.Metafile)
	}
	return r
}

// keep reports whether a warning of esbuild is worth saying: about the sources of the project, and
// not about what the authors of a package have written.
func keep(m api.Message) bool {
	if m.Location == nil {
		return m.ID != "package.json"
	}
	inPackage := strings.Contains("/"+m.Location.File, "/node_modules/")
	if m.ID == "unsupported-require-call" {
		// The way to load another Function or a private Asset is meant to be so.
		return !strings.Contains(m.Location.LineText, "Runtime.get") && !strings.Contains(m.Location.LineText, ".path")
	}
	return !inPackage
}

// annotation is what esbuild writes about the names that a module of ECMAScript exports.
var annotation = lazyregexp.New(`(?s)\n0 && \(module\.exports = \{(.*?)\}\);`)

// describe fills in what the output of a build says about the source.
func (c *compiler) describe(source entry, r *result, metafile string) {
	var meta struct {
		Inputs map[string]struct {
			Format  string
			Imports []struct {
				Path, Kind string
				External   bool
			}
		}
	}
	_ = json.Unmarshal([]byte(metafile), &meta) // of esbuild itself
	for _, file := range slices.Sorted(maps.Keys(meta.Inputs)) {
		for _, i := range meta.Inputs[file].Imports {
			if !i.External || !isPackage(i.Path) {
				continue
			}
			r.packages = append(r.packages, packageOf(i.Path))
			r.missing = append(r.missing, requirement{file, i.Path})
		}
	}
	names := []string{}
	m := annotation.Get().FindSubmatch(r.code)
	if m != nil {
		for name := range strings.SplitSeq(string(m[1]), ",") {
			name, _, _ = strings.Cut(strings.TrimSpace(name), ":")
			names = append(names, name)
		}
	}
	if strings.Contains(string(r.code), "\n  default: () =>") { // which it does not annotate
		names = append(names, "default")
	}
	all := !slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, "...") })
	if meta.Inputs[source.name].Format == "esm" && all {
		r.exports = &names
	}
	r.typesOnly = m == nil && c.empty(source.name)
}

// empty reports whether nothing is left of a source when its types are taken away.
func (c *compiler) empty(name string) bool {
	text, err := fs.ReadFile(c.fsys, name)
	if err != nil || path.Ext(name) == ".js" {
		return false
	}
	left := api.Transform(string(text), api.TransformOptions{Loader: loaderOf(name),
		LegalComments: api.LegalCommentsNone})
	code := strings.TrimSpace(string(left.Code))
	return len(left.Errors) == 0 && (code == "" || code == "export {};")
}

func loaderOf(name string) api.Loader {
	switch path.Ext(name) {
	case ".ts", ".mts", ".cts":
		return api.LoaderTS
	case ".tsx":
		return api.LoaderTSX
	case ".jsx":
		return api.LoaderJSX
	}
	return api.LoaderJS
}

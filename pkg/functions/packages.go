package functions

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// Packages say where the dependencies of a Build come from. The zero value has none.
type Packages struct {
	// Cache is a folder with one folder for each set of dependencies. Empty: there is none.
	Cache string

	// Install has npm install into Cache what is not there.
	Install bool

	// Dir is a folder node_modules that is used whatever a Build depends on.
	Dir string

	// Local gives a folder node_modules that has the dependencies already, such as that of a
	// project, or "". It is asked before Cache. nil is never asked.
	Local func(dependencies map[string]string) string
}

// find gives the folder node_modules for a Build, or why there is none.
func (p Packages) find(d *Deployment, n *node) (folder, note string) {
	if p.Dir != "" {
		return p.Dir, ""
	}
	wanted := d.wanted()
	if len(wanted) == 0 {
		return "", "it is not among the dependencies of the Build"
	}
	if p.Local != nil {
		if folder := p.Local(wanted); folder != "" {
			return folder, ""
		}
	}
	if p.Cache == "" {
		return "", "packages are not installed, see --deps"
	}
	at := p.cached(wanted, n)
	if _, err := os.Stat(at); err != nil {
		return "", "the dependencies of the Build are not in the cache, see --deps"
	}
	return filepath.Join(at, "node_modules"), ""
}

// cached is where a set of dependencies is installed for a version of Node.
func (p Packages) cached(wanted map[string]string, n *node) string {
	var b strings.Builder
	fmt.Fprintf(&b, "node%d %s %s\n", n.major, runtime.GOOS, runtime.GOARCH)
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		fmt.Fprintf(&b, "%s@%s\n", name, wanted[name])
	}
	sum := sha256.Sum256([]byte(b.String()))
	return filepath.Join(p.Cache, hex.EncodeToString(sum[:16]))
}

// installable leaves out what is not installed: the runtime handler, which is part of the
// platform, and names that are built into Node.
func installable(dependencies map[string]string) map[string]string {
	wanted := map[string]string{}
	for name, version := range dependencies {
		if name != runtimeHandler && !builtin(name) {
			wanted[name] = cmp.Or(version, "*")
		}
	}
	return wanted
}

// builtin reports whether require of a name gives a module of Node and never a package.
func builtin(name string) bool {
	return slices.Contains(builtins(), strings.TrimPrefix(name, "node:"))
}

func builtins() []string {
	return []string{
		"assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram",
		"diagnostics_channel",
		"dns", "domain", "events", "fs", "http", "http2", "https", "inspector", "module", "net", "os", "path",
		"perf_hooks", "process",
		"punycode", "querystring", "readline", "repl", "stream", "string_decoder", "sys", "timers", "tls",
		"trace_events",
		"tty", "url",
		"util", "v8", "vm", "wasi", "worker_threads", "zlib",
	}
}

package compile

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// builtins are the modules of Node that are required without "node:".
var builtins = []string{
	"assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram",
	"diagnostics_channel", "dns", "domain", "events", "fs", "http", "http2", "https", "inspector", "module", "net",
	"os", "path", "perf_hooks", "process", "punycode", "querystring", "readline", "repl", "stream", "string_decoder",
	"sys", "timers", "tls", "trace_events", "tty", "url", "util", "v8", "vm", "wasi", "worker_threads", "zlib",
}

// platform are the packages that Twilio adds to a Build that does not name them, in a version of its
// choice.
var platform = []string{"lodash", "xmldom"}

// isPackage reports whether a specifier names a package, neither a file nor a module of Node.
func isPackage(specifier string) bool {
	switch {
	case specifier == "", strings.ContainsAny(specifier[:1], "./#"), strings.Contains(specifier, ":"):
		return false
	case len(specifier) > 1 && specifier[1] == '\\':
		return false
	}
	return !slices.Contains(builtins, packageOf(specifier))
}

// packageOf gives the name of the package in a specifier: @scope/name/file is @scope/name.
func packageOf(specifier string) string {
	parts := strings.SplitN(specifier, "/", 3)
	if strings.HasPrefix(specifier, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

const manifestFile = "package.json"

// A manifest is package.json. What is wrong with it is reported by bundle.Read.
type manifest struct {
	fields       map[string]json.RawMessage
	dependencies map[string]json.RawMessage
}

func readManifest(fsys fs.FS) (m manifest) {
	text, err := fs.ReadFile(fsys, manifestFile)
	if err == nil {
		_ = json.Unmarshal(bytes.TrimPrefix(text, []byte("\ufeff")), &m.fields)
		_ = json.Unmarshal(m.fields["dependencies"], &m.dependencies)
	}
	return m
}

// overlayManifest leaves in package.json only the dependencies that are still needed: those that
// stay outside of the Functions, and what belongs to the platform.
func (v *View) overlayManifest(m manifest, results []*result) {
	if m.dependencies == nil {
		return
	}
	needed := map[string]bool{}
	for _, name := range always {
		needed[name] = true
	}
	for _, r := range results {
		for _, name := range r.packages {
			needed[name] = true
		}
	}
	left := maps.Clone(m.dependencies)
	maps.DeleteFunc(left, func(name string, _ json.RawMessage) bool { return !needed[name] })
	fields := maps.Clone(m.fields)
	text, err := json.Marshal(left)
	if err == nil {
		fields["dependencies"] = text
		text, err = json.Marshal(fields)
	}
	if err == nil {
		v.files[manifestFile] = &compiled{name: manifestFile, content: text}
	}
}

package bundle

import (
	"io/fs"
	"path"
	"strings"
)

// generatedSuffixes are what compilers and bundlers add to the name of the file that they write
// something beside: source maps, licences that were cut out.
var generatedSuffixes = []string{".map", ".LICENSE.txt"}

// declarationSuffixes are what TypeScript writes in the place of the extension.
var declarationSuffixes = []string{".d.ts", ".d.mts", ".d.cts"}

// generatedBeside reports whether a tool has written the file beside a protected or private Asset:
// words.private.js.map and words.private.d.ts beside words.private.js. It is about a file that must
// not be public, its name makes it public, and the user cannot rename it.
func (r *reader) generatedBeside(root, name string) bool {
	dir, base := path.Split(name)
	base = strings.TrimSuffix(base, ".map")
	var of []string
	for _, suffix := range generatedSuffixes {
		if rest, ok := strings.CutSuffix(path.Base(name), suffix); ok {
			of = append(of, rest)
		}
	}
	for _, suffix := range declarationSuffixes {
		if stem, ok := strings.CutSuffix(base, suffix); ok {
			of = append(of, stem+".js", stem+".mjs", stem+".cjs")
		}
	}
	for _, source := range of {
		_, visibility, problem := pathAndVisibility(strings.TrimPrefix(dir+source, root+"/"), false)
		if problem != nil || visibility == Public {
			continue
		}
		if info, err := fs.Lstat(r.fsys, dir+source); err == nil && !info.IsDir() {
			return true
		}
	}
	return false
}

package compile

import (
	"bytes"
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
)

// readUnasked are files that esbuild reads in each folder that an import leads to, whatever they are.
var readUnasked = []string{"package.json", ".pnp.data.json", ".pnp.cjs", ".pnp.js"}

// maxManifest bounds such a file, as that of the project is bounded.
const maxManifest = 8 << 20

// unreadable finds those that are no regular files of the project: esbuild would wait for a named
// pipe, read a device without end, and print lines of what a link leads to.
func (c *compiler) unreadable() (problems []Problem) {
	_ = filepath.WalkDir(c.dir, func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil // it went away, or esbuild cannot read it either
		}
		if d.IsDir() {
			if d.Name() == ".git" || d.Name() == "node_modules" && !c.Bundle {
				return fs.SkipDir
			}
			return nil
		}
		if !slices.Contains(readUnasked, d.Name()) {
			return nil
		}
		below, err := filepath.Rel(c.dir, at)
		if err != nil {
			return nil
		}
		below = filepath.ToSlash(below)
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() && info.Size() <= maxManifest {
			return nil
		}
		if _, err := project.ReadFileIn(c.dir, below, maxManifest); err != nil {
			c.unsafe = true
			if below != manifestFile { // of which bundle.Read says so
				problems = append(problems, Problem{Source: below, Message: err.Error(), Action: "remove it"})
			}
		}
		return nil
	})
	return problems
}

// mapComment is where a script says where its source map is.
var mapComment = lazyregexp.New(`([#@] sourceMappingURL)=(\S*)`)

// withoutMap gives a file to esbuild without the comments that name source maps which are no regular
// files of the project: esbuild would read them whatever they are. nil leaves the file to esbuild.
func (c *compiler) withoutMap(file string) *string {
	const mark = "sourceMappingURL="
	if !slices.Contains([]string{"", ".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx"},
		filepath.Ext(file)) {
		return nil
	}
	data, err := project.ReadFile(file, maxSource)
	if err != nil || !bytes.Contains(data, []byte(mark)) {
		return nil
	}
	text := mapComment.Get().ReplaceAllStringFunc(string(data), func(comment string) string {
		found := mapComment.Get().FindStringSubmatch(comment)
		if strings.HasPrefix(found[2], "data:") || c.isMap(filepath.Dir(file), found[2]) {
			return comment
		}
		return found[1] + ":" + found[2]
	})
	if text == string(data) {
		return nil
	}
	return &text
}

// isMap reports whether esbuild may read what a comment in a folder names.
func (c *compiler) isMap(folder, address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" {
		return false
	}
	below, err := filepath.Rel(c.dir, filepath.Join(folder, filepath.FromSlash(u.Path)))
	if err != nil || !filepath.IsLocal(below) {
		return false
	}
	_, err = project.ReadFileIn(c.dir, filepath.ToSlash(below), maxSource)
	return err == nil
}

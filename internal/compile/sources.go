package compile

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// maxSource is the largest source that is read: what the API takes for a Function.
const maxSource = 25 << 20

// An entry is a source that becomes a Function.
type entry struct {
	name   string // slash-separated inside the project: functions/hello.ts
	script string // what the view calls it: functions/hello.js
}

func entryOf(name string) entry {
	return entry{name, strings.TrimSuffix(name, path.Ext(name)) + ".js"}
}

// folder is where the Functions are, or "".
func (c *compiler) folder() string {
	if c.FunctionsFolder != "" {
		clean := path.Clean(strings.TrimSuffix(c.FunctionsFolder, "/"))
		if clean == "." || !fs.ValidPath(clean) {
			return "" // bundle.Read says what is wrong with it
		}
		return clean
	}
	for _, name := range []string{"functions", "src"} {
		if _, err := fs.Lstat(c.fsys, name); err == nil {
			return name
		}
	}
	return ""
}

// sources finds the sources to be compiled, in the order of their names. Two for one Function are a
// problem, and so is a folder of which it is unclear which part is meant.
func (c *compiler) sources() []entry {
	folder := c.folder()
	found := c.walk(folder, compilable)
	if c.FunctionsFolder == "" && folder == "src" && c.elsewhere(found) {
		return nil
	}
	taken := map[string]string{}
	return slices.DeleteFunc(found, func(e entry) bool {
		other := taken[e.script]
		if _, err := fs.Lstat(c.fsys, e.script); err == nil && !c.ignored(e.script) && e.script != e.name {
			other = e.script
		}
		if other == "" {
			taken[e.script] = e.name
			return false
		}
		c.view.problems = append(c.view.problems, Problem{
			Source: e.name, Message: other + " is the same Function",
			Action: "remove one of the two files; if one was made from the other, remove the one that was made",
		})
		return true
	})
}

// scripts finds the Functions in JavaScript, for Options.Bundle.
func (c *compiler) scripts() []entry {
	return c.walk(c.folder(), func(base string) bool { return path.Ext(base) == ".js" && base[0] != '.' })
}

// walk finds files as bundle.Read does. What that refuses is left to it: links that lead elsewhere,
// and what is no regular file.
func (c *compiler) walk(folder string, wanted func(base string) bool) (found []entry) {
	if folder == "" {
		return nil
	}
	_ = fs.WalkDir(c.fsys, folder, func(name string, d fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			return fs.SkipDir // bundle.Read reports it
		case d.IsDir():
			if name != folder && (base == "node_modules" || base[0] == '.' || c.Ignore != nil && c.Ignore(name, true)) {
				return fs.SkipDir
			}
			return nil
		case !wanted(base), c.Ignore != nil && c.Ignore(name, false):
			return nil
		}
		e := entryOf(name)
		if c.readable(name) {
			found = append(found, e)
		} else {
			c.view.rename(e)
		}
		return nil
	})
	return found
}

// readable reports whether a file, behind links, is one that can be compiled.
func (c *compiler) readable(name string) bool {
	info, err := fs.Stat(c.fsys, name)
	return err == nil && info.Mode().IsRegular() && info.Size() <= maxSource
}

func (c *compiler) ignored(name string) bool {
	if c.Ignore == nil {
		return false
	}
	for i, r := range name {
		if r == '/' && c.Ignore(name[:i], true) {
			return true
		}
	}
	return c.Ignore(name, false)
}

// elsewhere reports whether src holds a whole project, Functions in src/functions, and says which
// folders can be meant: each file below src would be a Function otherwise, under an unexpected
// path.
func (c *compiler) elsewhere(found []entry) bool {
	const inside = "src/functions"
	if !slices.ContainsFunc(found, func(e entry) bool { return strings.HasPrefix(e.name, inside+"/") }) {
		return false
	}
	action := "pass --functions-folder " + inside + c.assetsBeside("src")
	for _, built := range []string{"dist", "build", "out", "lib"} {
		if names, err := fs.Glob(c.fsys, built+"/functions/*.js"); err == nil && len(names) > 0 {
			action += "; " + built + "/functions has Functions: pass --functions-folder " + built + "/functions" +
				c.assetsBeside(built) + ", if a build of your own made them"
			break
		}
	}
	c.view.problems = append(c.view.problems, Problem{
		Source: inside, Message: "the project has TypeScript Functions here, and the folder of the Functions is src",
		Action: action,
	})
	for _, e := range found {
		c.view.drop(e)
	}
	return true
}

func (c *compiler) assetsBeside(folder string) string {
	if info, err := fs.Stat(c.fsys, folder+"/assets"); err == nil && info.IsDir() {
		return " --assets-folder " + folder + "/assets"
	}
	return ""
}

package compile

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// A View is the files of a project as they are deployed: in the place of each compiled source is its
// script, under the name of the source with the extension .js. All else is as it lies on disk. It
// implements [fs.ReadLinkFS], and may be used by several goroutines.
type View struct {
	under    fs.FS
	options  Options
	files    map[string]*compiled // by the name in the view
	hidden   map[string]bool      // names below that are not in the view
	renamed  map[string]string    // what is in the view under another name, as it is
	problems []Problem
	warnings []string
	dropped  []string // sources that only declare types

	imports map[string][]requirement // by source
	exports map[string]*[]string
}

// compiled is a script that was made of a source.
type compiled struct {
	name    string // of the source
	content []byte
}

func newView(under fs.FS) *View {
	return &View{
		under: under, files: map[string]*compiled{}, hidden: map[string]bool{}, renamed: map[string]string{},
		imports: map[string][]requirement{}, exports: map[string]*[]string{},
	}
}

// replace puts a script in the place of its source.
func (v *View) replace(e entry, code []byte) {
	v.hide(e)
	v.files[e.script] = &compiled{e.name, code}
}

// rename shows a file that cannot be compiled as a Function, for bundle.Read to refuse.
func (v *View) rename(e entry) {
	v.hide(e)
	v.renamed[e.script] = e.name
}

// drop leaves a source out.
func (v *View) drop(e entry) {
	v.hide(e)
	v.dropped = append(v.dropped, e.name)
}

func (v *View) hide(e entry) {
	if e.name != e.script {
		v.hidden[e.name] = true
	}
}

// Compiled reports whether anything was compiled.
func (v *View) Compiled() bool { return len(v.files) > 0 }

// Source gives the name of the file on disk that a name of the view stands for.
func (v *View) Source(name string) string {
	if f := v.files[name]; f != nil {
		return f.name
	}
	if source := v.renamed[name]; source != "" {
		return source
	}
	return name
}

// NameSources makes a Bundle and the problems of reading it name files as they are on disk. Files
// of the Bundle can still be opened: the view knows both names.
func (v *View) NameSources(b *bundle.Bundle, err *bundle.Error) {
	if b != nil {
		for i := range b.Functions {
			b.Functions[i].Source = v.Source(b.Functions[i].Source)
		}
		b.Ignored = append(b.Ignored, v.dropped...)
		slices.Sort(b.Ignored)
	}
	if err != nil {
		for i := range err.Problems {
			err.Problems[i].Source = v.Source(err.Problems[i].Source)
		}
	}
}

// below gives the name on disk of what a name of the view is, and the script when there is one.
func (v *View) below(name string) (string, *compiled) {
	if f := v.files[name]; f != nil {
		return f.name, f
	}
	if v.hidden[name] { // by its own name
		if f := v.files[strings.TrimSuffix(name, path.Ext(name))+".js"]; f != nil && f.name == name {
			return name, f
		}
	}
	return v.Source(name), nil
}

// Open implements [fs.FS].
func (v *View) Open(name string) (fs.File, error) {
	at, script := v.below(name)
	if script != nil {
		info, err := fs.Stat(v.under, at)
		if err != nil {
			return nil, err
		}
		return &file{Reader: bytes.NewReader(script.content), info: scriptInfo(name, info, script)}, nil
	}
	f, err := v.under.Open(at)
	if dir, ok := f.(fs.ReadDirFile); ok && err == nil {
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return &folder{ReadDirFile: dir, view: v, name: name}, nil
		}
	}
	return f, err
}

// ReadFile implements [fs.ReadFileFS]: the file system below may bound what is read whole.
func (v *View) ReadFile(name string) ([]byte, error) {
	at, script := v.below(name)
	if script != nil {
		return slices.Clone(script.content), nil
	}
	return fs.ReadFile(v.under, at)
}

// Stat implements [fs.StatFS].
func (v *View) Stat(name string) (fs.FileInfo, error) {
	at, script := v.below(name)
	info, err := fs.Stat(v.under, at)
	if err != nil || script == nil {
		return info, err
	}
	return scriptInfo(name, info, script), nil
}

// Lstat implements [fs.ReadLinkFS]. A script whose source is a link is a link too.
func (v *View) Lstat(name string) (fs.FileInfo, error) {
	at, script := v.below(name)
	info, err := fs.Lstat(v.under, at)
	if err != nil || script == nil || info.Mode()&fs.ModeSymlink != 0 {
		return info, err
	}
	return scriptInfo(name, info, script), nil
}

// ReadLink implements [fs.ReadLinkFS].
func (v *View) ReadLink(name string) (string, error) {
	at, _ := v.below(name)
	return fs.ReadLink(v.under, at)
}

// ReadDir implements [fs.ReadDirFS].
func (v *View) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(v.under, name)
	return v.shown(name, entries), err
}

// shown gives the entries of a folder as the view has them, in the order of their names.
func (v *View) shown(folder string, entries []fs.DirEntry) []fs.DirEntry {
	shown := make([]fs.DirEntry, 0, len(entries))
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		if !v.hidden[name] {
			shown = append(shown, e)
			continue
		}
		script := strings.TrimSuffix(name, path.Ext(name)) + ".js"
		if v.Source(script) == name && script != name {
			shown = append(shown, dirEntry{e, path.Base(script), v, script})
		}
	}
	slices.SortFunc(shown, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return shown
}

type dirEntry struct {
	fs.DirEntry
	name string
	view *View
	path string
}

func (e dirEntry) Name() string               { return e.name }
func (e dirEntry) Info() (fs.FileInfo, error) { return e.view.Lstat(e.path) }

// folder is an open folder of the view. It is read at once.
type folder struct {
	fs.ReadDirFile
	view *View
	name string
	rest []fs.DirEntry
	read bool
}

// ReadDir implements [fs.ReadDirFile].
func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if !f.read {
		all, err := f.ReadDirFile.ReadDir(-1)
		if err != nil {
			return nil, err
		}
		f.rest, f.read = f.view.shown(f.name, all), true
	}
	if n <= 0 || n > len(f.rest) {
		if n > 0 && len(f.rest) == 0 {
			return nil, io.EOF
		}
		n = len(f.rest)
	}
	entries := f.rest[:n]
	f.rest = f.rest[n:]
	return entries, nil
}

type file struct {
	*bytes.Reader
	info fs.FileInfo
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

// scriptInfo describes a script: a regular file of its own size.
func scriptInfo(name string, source fs.FileInfo, script *compiled) fs.FileInfo {
	return info{path.Base(name), int64(len(script.content)), source.Mode().Perm(), source.ModTime()}
}

type info struct {
	name    string
	size    int64
	mode    fs.FileMode
	changed time.Time
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return i.changed }
func (i info) IsDir() bool        { return false }
func (i info) Sys() any           { return nil }

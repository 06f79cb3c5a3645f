package bundle

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// addFunction visits one entry of the functions folder.
func (r *reader) addFunction(root, name string, d fs.DirEntry) error {
	base := path.Base(name)
	switch {
	case d.IsDir() && (base == "node_modules" || base[0] == '.'):
		r.bundle.Ignored = append(r.bundle.Ignored, name+"/")
		return fs.SkipDir
	case d.IsDir():
		return nil
	case d.Type()&fs.ModeSymlink != 0 && r.isFolder(name):
		r.report(linkToFolder(name)) // ignoring it would lose Functions without a word
		return nil
	// Hidden scripts (.eslintrc.js) configure a tool; they are not Functions.
	case path.Ext(base) != ".js" || base[0] == '.':
		r.bundle.Ignored = append(r.bundle.Ignored, name)
		return nil
	}
	if f, ok := r.file(root, name, d, true); ok {
		r.bundle.Functions = append(r.bundle.Functions, f)
	}
	return nil
}

// Files that version control and desktops leave behind; not content.
var skippedAssets = []string{".DS_Store", ".gitkeep", ".keep", ".gitignore"}

// addAsset visits one entry of the assets folder. Assets are public unless their
// name says otherwise, so what looks unintended is refused, not uploaded.
func (r *reader) addAsset(root, name string, d fs.DirEntry) error {
	base := path.Base(name)
	switch {
	case !d.IsDir() && slices.Contains(skippedAssets, base):
		return nil
	case unintendedAsset(root, name):
		r.report(Problem{
			Source: name, Reason: "would be published: hidden files and node_modules are not Assets",
			Action: "move it out of " + root + "/",
		})
		if d.IsDir() {
			return fs.SkipDir
		}
		return nil
	case d.IsDir():
		return nil
	case r.generatedBeside(root, name):
		r.bundle.Generated = append(r.bundle.Generated, name)
		return nil
	}
	if f, ok := r.file(root, name, d, false); ok {
		r.bundle.Assets = append(r.bundle.Assets, f)
	}
	return nil
}

// unintendedAsset reports whether the last element of name is hidden or
// node_modules. The folder .well-known at the top is meant to be served (RFC 8615).
func unintendedAsset(root, name string) bool {
	base := path.Base(name)
	return base == "node_modules" || base[0] == '.' && name != root+"/.well-known"
}

// file checks one file and describes it.
func (r *reader) file(root, name string, d fs.DirEntry, function bool) (File, bool) {
	if d.Type()&fs.ModeSymlink != 0 {
		if problem := r.checkLink(name); problem != nil {
			r.report(*problem)
			return File{}, false
		}
	} else if !d.Type().IsRegular() {
		// Opening a named pipe would wait for a writer.
		r.report(Problem{Source: name, Reason: "is not a regular file", Action: "remove it"})
		return File{}, false
	}
	info, err := r.stat(name)
	if err != nil {
		r.report(unreadable(name, err))
		return File{}, false
	}
	if info.Size() > maxFileSize {
		r.report(Problem{
			Source: name, Value: fmt.Sprintf("%d bytes", info.Size()),
			Reason: fmt.Sprintf("is larger than 25 MB (%d bytes), the most that one Function or Asset may have",
				maxFileSize),
			Action: "make it smaller or host it elsewhere",
		})
		return File{}, false
	}
	urlPath, visibility, problem := pathAndVisibility(strings.TrimPrefix(name, root+"/"), function)
	if problem != nil {
		problem.Source = name
		r.report(*problem)
		return File{}, false
	}
	if d.Type()&fs.ModeSymlink != 0 {
		if problem := r.checkLinkVisibility(name, visibility, function); problem != nil {
			r.report(*problem)
			return File{}, false
		}
	}
	f := File{
		Source: name, Path: urlPath, Visibility: visibility, ContentType: FunctionContentType,
		Size: info.Size(), fsys: r.fsys,
	}
	if !function {
		if f.ContentType, err = assetContentType(r.fsys, name, urlPath); err != nil {
			r.report(unreadable(name, err))
			return File{}, false
		}
	}
	return f, true
}

// stat opens the file, so that one that cannot be read is found now and not in
// the middle of a deployment, and returns what the open file says of itself.
func (r *reader) stat(name string) (fs.FileInfo, error) {
	f, err := r.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Stat()
}

func (r *reader) isFolder(name string) bool {
	target, err := resolve(r.fsys, name)
	if err != nil {
		return false
	}
	info, err := fs.Lstat(r.fsys, target)
	return err == nil && info.IsDir()
}

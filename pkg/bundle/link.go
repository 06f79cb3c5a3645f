package bundle

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// maxLinks bounds a chain of symbolic links, as operating systems do.
const maxLinks = 40

var (
	errTooManyLinks = errors.New("too many levels of symbolic links")
	errOutside      = errors.New("outside of the project")
)

// checkLink reports a symbolic link unless it leads to a file inside the project
// that could itself be deployed. An Asset is published, so a link must not be a
// way around the rules: out of the project, or to a hidden file such as .env.
func (r *reader) checkLink(name string) *Problem {
	target, err := resolve(r.fsys, name)
	switch {
	case errors.Is(err, errTooManyLinks):
		return &Problem{Source: name, Reason: "is a symbolic link that leads to itself", Action: "remove it", Err: err}
	case errors.Is(err, errOutside):
		p := linkOutside(name, target)
		return &p
	case err != nil:
		return &Problem{
			Source: name, Reason: "is a symbolic link whose target cannot be read: " + err.Error(),
			Action: "correct the link or copy the file", Err: err,
		}
	}
	if isHidden(target) {
		return &Problem{
			Source: name, Value: target, Reason: "the symbolic link leads to a hidden file or folder",
			Action: "copy what is meant to be deployed",
		}
	}
	info, err := fs.Lstat(r.fsys, target) // opening a named pipe would wait for a writer
	if err != nil {
		p := unreadable(name, err)
		return &p
	}
	if !info.Mode().IsRegular() {
		p := linkToFolder(name)
		return &p
	}
	return nil
}

// isHidden reports whether a name inside the project has a hidden element. A folder .well-known is
// none: it is there to be published.
func isHidden(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), func(element string) bool {
		return strings.HasPrefix(element, ".") && element != "." && element != ".well-known"
	})
}

func linkOutside(source, target string) Problem {
	return Problem{
		Source: source, Value: target, Reason: "the symbolic link leads out of the project",
		Action: "copy what it leads to into the project", Err: errOutside,
	}
}

func linkToFolder(source string) Problem {
	return Problem{
		Source: source, Reason: "is a symbolic link to a folder or a special file; only links to files are followed",
		Action: "copy the files",
	}
}

// checkLinkVisibility reports a link to a file that its own name, or that of a link on the way, keeps
// further from the public than the link would. What is executed is never published, whatever its name.
func (r *reader) checkLinkVisibility(name string, v Visibility, function bool) *Problem {
	via, target, err := follow(r.fsys, name)
	if err != nil {
		return nil // see checkLink
	}
	for _, passed := range append(via, target) {
		if passed == name {
			continue
		}
		if own := writtenVisibility(passed); exposure(v) > exposure(own) {
			return &Problem{
				Source: name, Value: passed,
				Reason: fmt.Sprintf("the symbolic link is %s, and the file that it leads to is %s", v, own),
				Action: fmt.Sprintf("write .%s into the name of the link too, or copy the file", own),
			}
		}
		if !function && v != Private && r.functions != "" && within(passed, r.functions) {
			return &Problem{
				Source: name, Value: passed,
				Reason: "the symbolic link leads into the folder of the Functions: what is executed would be published",
				Action: "write .private into the name of the link, or copy the file",
			}
		}
	}
	return nil
}

// exposure orders the visibilities by who can reach the file.
func exposure(v Visibility) int { return slices.Index([]Visibility{Private, Protected, Public}, v) }

// within reports whether a name is a folder or lies in it.
func within(name, folder string) bool {
	return folder == "." || name == folder || strings.HasPrefix(name, folder+"/")
}

// resolve returns the name of a file without any link in it, inside the file system.
func resolve(fsys fs.FS, name string) (string, error) {
	_, target, err := follow(fsys, name)
	return target, err
}

// follow follows the links in every element of name. It returns the names of the links, and a name
// inside the file system without any.
func follow(fsys fs.FS, name string) (via []string, target string, err error) {
	resolved, rest := ".", name
	for rest != "" {
		element, tail, _ := strings.Cut(rest, "/")
		switch element {
		case "", ".":
			rest = tail
			continue
		case "..":
			if resolved == "." {
				return via, "..", errOutside
			}
			resolved, rest = path.Dir(resolved), tail
			continue
		}
		next := path.Join(resolved, element)
		info, err := fs.Lstat(fsys, next)
		if err != nil {
			return via, next, err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			resolved, rest = next, tail
			continue
		}
		if via = append(via, next); len(via) > maxLinks {
			return via, next, errTooManyLinks
		}
		target, err = fs.ReadLink(fsys, next)
		if err != nil {
			return via, next, err
		}
		if path.IsAbs(target) {
			return via, target, errOutside
		}
		rest = target
		if tail != "" {
			rest += "/" + tail
		}
	}
	return via, resolved, nil
}

package bundle

import (
	"errors"
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

// resolve follows the links in every element of name and returns a name inside
// the file system without any.
func resolve(fsys fs.FS, name string) (string, error) {
	resolved, rest := ".", name
	for links := 0; rest != ""; {
		element, tail, _ := strings.Cut(rest, "/")
		switch element {
		case "", ".":
			rest = tail
			continue
		case "..":
			if resolved == "." {
				return "..", errOutside
			}
			resolved, rest = path.Dir(resolved), tail
			continue
		}
		next := path.Join(resolved, element)
		info, err := fs.Lstat(fsys, next)
		if err != nil {
			return next, err
		}
		if info.Mode()&fs.ModeSymlink == 0 {
			resolved, rest = next, tail
			continue
		}
		if links++; links > maxLinks {
			return next, errTooManyLinks
		}
		target, err := fs.ReadLink(fsys, next)
		if err != nil {
			return next, err
		}
		if path.IsAbs(target) {
			return target, errOutside
		}
		rest = target
		if tail != "" {
			rest += "/" + tail
		}
	}
	return resolved, nil
}

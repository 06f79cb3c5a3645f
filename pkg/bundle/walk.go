package bundle

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
)

// walkFirst walks the first of the folders that exists; what lies in other is left to those.
// visit decides on each entry below it and may return fs.SkipDir for a folder.
func (r *reader) walkFirst(folders, other []string, published bool,
	visit func(root, name string, d fs.DirEntry) error) {
	for _, root := range folders {
		if _, err := fs.Lstat(r.fsys, root); errors.Is(err, fs.ErrNotExist) {
			if r.folders.named[root] && r.options.AbsentFolder {
				r.bundle.Absent = append(r.bundle.Absent, root)
				return
			}
			if r.folders.named[root] {
				r.report(Problem{Source: root, Reason: "does not exist in the project",
					Action: "correct the name of the folder, or make it", Err: fs.ErrNotExist})
				return
			}
			continue
		}
		target, ok := r.openRoot(root, published)
		if !ok {
			return
		}
		if !published {
			r.functions, r.linked = target, target != root
		}
		// The callback reports and never fails, so WalkDir has no error to return.
		_ = fs.WalkDir(r.fsys, root, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				r.report(unreadable(name, err))
				return fs.SkipDir
			}
			if name == root {
				return nil
			}
			if skip, err := r.skipped(name, d, other); skip {
				return err
			}
			return visit(root, name, d)
		})
		return
	}
}

// openRoot returns what a folder leads to. If its files must not be read, it reports why.
func (r *reader) openRoot(root string, published bool) (target string, ok bool) {
	// Resolving first keeps a link from being read outside of the project.
	target, err := resolve(r.fsys, root)
	if errors.Is(err, errOutside) {
		r.report(linkOutside(root, target))
		return "", false
	}
	var info fs.FileInfo
	if err == nil {
		info, err = fs.Lstat(r.fsys, target)
	}
	switch {
	case isHidden(target):
		r.report(Problem{
			Source: root, Value: target, Reason: "is a hidden folder, or leads to one: its files are not meant " +
				"to be published",
			Action: "name another folder",
		})
		return "", false
	case err != nil:
		r.report(unreadable(root, err))
		return "", false
	case !info.IsDir():
		r.report(Problem{Source: root, Reason: "is a file, not a folder", Action: "rename or remove it"})
		return "", false
	case published && slices.Contains(strings.Split(target, "/"), "node_modules"):
		r.report(Problem{
			Source: root, Value: target, Reason: "would be published: node_modules holds no Assets",
			Action: "name another folder",
		})
		return "", false
	}
	if problem := r.checkRoot(root, target); problem != nil {
		r.report(*problem)
		return "", false
	}
	return target, true
}

// checkRoot reports a folder that holds the whole project behind a link, or files of the other folder:
// they would be executed and published.
func (r *reader) checkRoot(root, target string) *Problem {
	linked := r.linked || target != root // otherwise the rule on folders inside each other holds
	switch {
	case target == ".":
		return &Problem{
			Source: root, Reason: "is a link to the project itself: all of its files would be deployed",
			Action: "make it a folder inside the project",
		}
	case target == r.functions:
		return &Problem{
			Source: root,
			Reason: "is the folder of the Functions and of the Assets: what is executed would be published",
			Action: "put them into folders of their own",
		}
	case linked && r.functions != "" && within(target, r.functions):
		return &Problem{
			Source: root, Value: target,
			Reason: "lies in the folder of the Functions: what is executed would be published",
			Action: "put them into folders of their own",
		}
	case linked && r.functions != "" && within(r.functions, target):
		return &Problem{
			Source: root, Value: target,
			Reason: "the folder of the Functions lies in it: what is executed would be published",
			Action: "put them into folders of their own",
		}
	}
	return nil
}

package functions

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// Files of Builds lie below DIR/builds/KEY/var/task, so that paths end as those of production do:
// /var/task/handlers/ZN….js and /var/task/files/ZN…. Versions never change, so Builds of one
// Service with the same packages share them, and a file is written once.
type files struct {
	mu      sync.Mutex
	written map[string]string // path to SHA-256
}

// A layout is where the files of a Deployment are.
type layout struct {
	task     string // …/var/task
	packages string // a folder node_modules; empty: there are no packages
	note     string // why packages are not there
}

func (l layout) handler(f *File) string { return filepath.Join(l.task, "handlers", f.VersionSID+".js") }
func (l layout) asset(f *File) string   { return filepath.Join(l.task, "files", f.VersionSID) }

// shownAs is what production calls the folder.
const shownAs = "/var/task"

// materialise writes the files that are not there yet.
func (r *Runner) materialise(d *Deployment, packages, note string) (layout, error) {
	key := d.ServiceSID + "-" + digest(packages)
	l := layout{task: filepath.Join(r.dir, "builds", key, "var", "task"), packages: packages, note: note}
	r.files.mu.Lock()
	defer r.files.mu.Unlock()
	for _, folder := range []string{"handlers", "files"} {
		if err := os.MkdirAll(filepath.Join(l.task, folder), 0o700); err != nil {
			return l, fmt.Errorf("functions: %w", err)
		}
	}
	if packages != "" {
		if err := link(packages, filepath.Join(l.task, "node_modules")); err != nil {
			return l, fmt.Errorf("functions: %w", err)
		}
	}
	for i := range d.Functions {
		d.Functions[i].imports = d.Functions[i].Local != "" && packages != "" &&
			bytes.Contains(d.Functions[i].source(), []byte("import("))
		if err := r.files.write(l.handler(&d.Functions[i]), &d.Functions[i]); err != nil {
			return l, err
		}
	}
	for _, f := range d.privateAssets() {
		if err := r.files.write(l.asset(&f), &f); err != nil {
			return l, err
		}
	}
	return l, nil
}

func link(target, at string) error {
	if have, err := os.Readlink(at); err == nil && have == target {
		return nil
	}
	_ = os.Remove(at)
	return os.Symlink(target, at)
}

func (fs *files) write(path string, f *File) error {
	if fs.written[path] == f.SHA256 && f.SHA256 != "" {
		return nil
	}
	in, err := f.Open()
	if err != nil {
		return fmt.Errorf("functions: %s: %w", f.Path, err)
	}
	defer in.Close()
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("functions: %s: %w", f.Path, err)
	}
	_, err = io.Copy(out, in)
	if failed := out.Close(); err == nil {
		err = failed
	}
	if err != nil {
		return fmt.Errorf("functions: %s: %w", f.Path, err)
	}
	if fs.written == nil {
		fs.written = map[string]string{}
	}
	fs.written[path] = f.SHA256
	return nil
}

package dev

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settled is how long files must be at rest before they are read: editors write in several steps.
const settled = 20 * time.Millisecond

// longest is how long changes wait for rest. A file that is written all the time, such as a log, keeps no save from
// being deployed.
const longest = 500 * time.Millisecond

// absent is the time between two looks for a project that went away.
const absent = time.Second

// A watcher reports changes below a folder.
type watcher struct {
	root    string
	folders map[string]bool // that are watched below root
	also    map[string]bool // files outside of root
	began   func()          // is called when something has changed that is not at rest yet
	changes chan changes
	done    chan struct{}

	mu     sync.Mutex
	notify *fsnotify.Watcher
	closed bool
}

// changes are what changed together.
type changes struct {
	paths []string // absolute
	begun int      // calls of began that were about them
}

func watch(root string, also []string, began func()) (*watcher, error) {
	w := &watcher{
		root: root, also: map[string]bool{}, began: began, changes: make(chan changes), done: make(chan struct{}),
	}
	for _, path := range also {
		w.also[path] = true
	}
	if _, err := w.begin(); err != nil {
		return nil, err
	}
	go w.run()
	return w, nil
}

func (w *watcher) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.closed = true
		close(w.done)
		_ = w.notify.Close()
	}
}

// begin watches all folders with a new watcher of the system, in the place of the one before, and returns the files
// that are there. It is called by one goroutine at a time.
func (w *watcher) begin() (files []string, err error) {
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("dev: watch %s: %w", w.root, err)
	}
	folders := map[string]bool{}
	if files, err = w.add(notify, folders); err != nil {
		_ = notify.Close()
		return nil, fmt.Errorf("dev: watch %s: %w", w.root, err)
	}
	for path := range w.also {
		if err := notify.Add(filepath.Dir(path)); err != nil {
			_ = notify.Close()
			return nil, fmt.Errorf("dev: watch %s: %w", path, err)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil, notify.Close()
	}
	if w.notify != nil {
		_ = w.notify.Close()
	}
	w.notify, w.folders = notify, folders
	return files, nil
}

// add watches the root and the folders below it, and returns their files.
func (w *watcher) add(notify *fsnotify.Watcher, folders map[string]bool) (files []string, err error) {
	err = filepath.WalkDir(w.root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && path == w.root:
			return err
		case err != nil: // it went away
			return nil
		case path != w.root && w.ignored(path):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !d.IsDir():
			files = append(files, path)
			return nil
		}
		folders[path] = true
		return notify.Add(path)
	})
	return files, err
}

// ignored reports whether nothing below a path can matter: what npm installs, and hidden folders. Of
// node_modules itself it matters whether it is there.
func (w *watcher) ignored(path string) bool {
	below, err := filepath.Rel(w.root, path)
	if err != nil || strings.HasPrefix(below, "..") {
		return !w.also[path]
	}
	parts := strings.Split(below, string(filepath.Separator))
	if len(parts) == 1 && (filepath.Ext(below) == ".log" || below == "nohup.out") {
		return true // what is printed, perhaps by this program: no Function or Asset lies there
	}
	for i, part := range parts {
		switch {
		case part == "node_modules", part == ".git", part == ".twilio-serverless", part == ".vscode", part == ".idea":
			return true
		case strings.HasPrefix(part, ".") && i < len(parts)-1:
			return true
		// of editors
		case strings.HasSuffix(part, "~"), strings.HasSuffix(part, ".swp"), strings.HasSuffix(part, ".swx"),
			part == "4913":
			return true
		}
	}
	return false
}

func (w *watcher) run() {
	changed := map[string]bool{}
	var begun int       // calls of began about them
	var since time.Time // the first of them
	moved := false      // a folder has come or gone
	gone := false       // the root has, and that was reported
	rest := time.NewTimer(time.Hour)
	rest.Stop()
	var out chan changes
	var next changes
	for {
		select {
		case <-w.done:
			return
		case e, ok := <-w.notify.Events:
			if !ok {
				return
			}
			if e.Op == fsnotify.Chmod || w.ignored(e.Name) && filepath.Base(e.Name) != "node_modules" {
				continue
			}
			if e.Has(fsnotify.Create) {
				info, err := os.Lstat(e.Name)
				moved = moved || err == nil && info.IsDir() && !w.ignored(e.Name)
			}
			moved = moved || w.folders[e.Name] && (e.Has(fsnotify.Rename) || e.Has(fsnotify.Remove))
			if len(changed) == 0 {
				w.began()
				begun, since = begun+1, time.Now()
			}
			changed[e.Name] = true
			rest.Reset(min(settled, max(0, longest-time.Since(since))))
		case <-w.notify.Errors: // too many at once: look at everything again
			changed[w.root], moved = true, true
			rest.Reset(settled)
		case <-rest.C:
			if moved {
				// The watch of a folder that was moved goes away, also if the folder is back by then. What changes
				// before the new watch is read after it; of its files none was named.
				files, err := w.begin()
				for _, path := range files {
					changed[path] = true
				}
				reported := gone
				if gone = err != nil; gone { // the root itself went away
					rest.Reset(absent)
				}
				if moved = gone; gone && reported && len(changed) == 0 {
					continue
				}
			}
			for path := range changed {
				next.paths = append(next.paths, path)
			}
			clear(changed)
			next.begun, begun = next.begun+begun, 0
			out = w.changes
		case out <- next:
			out, next = nil, changes{}
		}
	}
}

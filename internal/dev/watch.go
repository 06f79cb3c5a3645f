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

// A watcher reports changes below a folder.
type watcher struct {
	notify  *fsnotify.Watcher
	root    string
	also    map[string]bool // files outside of root
	began   chan struct{}   // of one: something has changed and is not at rest yet
	changes chan []string   // absolute paths that changed together
	done    chan struct{}
	once    sync.Once
}

func watch(root string, also []string) (*watcher, error) {
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("dev: watch %s: %w", root, err)
	}
	w := &watcher{
		notify: notify, root: root, also: map[string]bool{}, began: make(chan struct{}, 1),
		changes: make(chan []string),
		done:    make(chan struct{}),
	}
	if err := w.add(root); err != nil {
		w.close()
		return nil, fmt.Errorf("dev: watch %s: %w", root, err)
	}
	for _, path := range also {
		w.also[path] = true
		if err := notify.Add(filepath.Dir(path)); err != nil {
			w.close()
			return nil, fmt.Errorf("dev: watch %s: %w", path, err)
		}
	}
	go w.run()
	return w, nil
}

func (w *watcher) close() {
	w.once.Do(func() {
		close(w.done)
		_ = w.notify.Close()
	})
}

// add watches a folder and those below it.
func (w *watcher) add(folder string) error {
	return filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return nil // it went away, or is no folder
		}
		if path != w.root && w.ignored(path) {
			return fs.SkipDir
		}
		return w.notify.Add(path)
	})
}

// ignored reports whether nothing below a path can matter: what npm installs, and hidden folders. Of
// node_modules itself it matters whether it is there.
func (w *watcher) ignored(path string) bool {
	below, err := filepath.Rel(w.root, path)
	if err != nil || strings.HasPrefix(below, "..") {
		return !w.also[path]
	}
	parts := strings.Split(below, string(filepath.Separator))
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
	rest := time.NewTimer(time.Hour)
	rest.Stop()
	var out chan []string
	var paths []string
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
				if info, err := os.Lstat(e.Name); err == nil && info.IsDir() && !w.ignored(e.Name) {
					_ = w.add(e.Name)
				}
			}
			if len(changed) == 0 {
				select {
				case w.began <- struct{}{}:
				default:
				}
			}
			changed[e.Name] = true
			rest.Reset(settled)
		case <-w.notify.Errors: // too many at once: look at everything again
			changed[w.root] = true
			rest.Reset(settled)
		case <-rest.C:
			for path := range changed {
				paths = append(paths, path)
			}
			clear(changed)
			out = w.changes
		case out <- paths:
			out, paths = nil, nil
		}
	}
}

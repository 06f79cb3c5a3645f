package dev

import (
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A file that is written all the time keeps no other change from being named; else the end of a save is waited for.
func TestWatcher_rest(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pause, last, want time.Duration
	}{
		"one write":        {0, 0, settled},
		"some writes":      {settled / 2, 4 * settled, 5 * settled},
		"writes all along": {settled / 2, 10 * longest, longest},
	} {
		synctest.Test(t, func(t *testing.T) {
			events := make(chan fsnotify.Event)
			w := &watcher{
				root: "/p", began: func() {}, changes: make(chan changes), done: make(chan struct{}),
				notify: &fsnotify.Watcher{Events: events},
			}
			go w.run()
			started := time.Now()
			go func() {
				for at := time.Duration(0); at <= test.last; at += max(test.pause, 1) {
					select {
					case events <- fsnotify.Event{Name: "/p/a.js", Op: fsnotify.Write}:
						time.Sleep(test.pause)
					case <-w.done:
						return
					}
				}
			}()
			assert.Equal(t, []string{"/p/a.js"}, (<-w.changes).paths, name)
			assert.Equal(t, test.want, time.Since(started), name)
			close(w.done)
			time.Sleep(longest) // until the writer has seen it
		})
	}
}

// Each call of began belongs to the changes that are named later, also if they change while others are not taken yet.
func TestWatcher_began(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	var begun, taken atomic.Int64
	w, err := watch(root, nil, func() { begun.Add(1) })
	require.NoError(t, err)
	defer w.close()
	for i := range 12 {
		name := filepath.Join(root, string(rune('a'+i)))
		require.NoError(t, os.WriteFile(name, nil, 0o600))
		if i%3 == 2 { // else they lie there for a while
			for changed := []string(nil); !slices.Contains(changed, name); {
				c := <-w.changes
				changed = c.paths
				taken.Add(int64(c.begun))
			}
			assert.Equal(t, begun.Load(), taken.Load())
			continue
		}
		time.Sleep(2 * settled)
	}
}

// What is printed into a file of the project is no save.
func TestWatcher_ignored(t *testing.T) {
	t.Parallel()
	w := &watcher{root: "/p"}
	for path, want := range map[string]bool{
		"/p/dev.log": true, "/p/nohup.out": true, "/p/assets/a.log": false, "/p/a.js": false, "/p/node_modules/a": true,
		"/p/.git/a": true, "/p/functions/a.js~": true, "/p/.env": false, "/q/a": true,
	} {
		assert.Equal(t, want, w.ignored(filepath.FromSlash(path)), path)
	}
}

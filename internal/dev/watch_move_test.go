package dev

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// A folder that is moved away and back, as a branch that is checked out or a build tool does it, is watched as before:
// the watch of a moved folder is taken away at about the time when the folder is found again.
func TestWatcher_folderComesBack(t *testing.T) {
	t.Parallel()
	for i := range 8 {
		root := t.TempDir()
		folder, away := filepath.Join(root, "functions"), filepath.Join(root, "away")
		file := filepath.Join(folder, "sub", "a.js")
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		w, err := watch(root, nil, func() {})
		require.NoError(t, err)
		for range 2 {
			require.NoError(t, os.Rename(folder, away))
			<-w.changes
			require.NoError(t, os.Rename(away, folder))
			<-w.changes
		}
		for _, name := range []string{file, filepath.Join(folder, "b.js")} {
			require.NoError(t, os.WriteFile(name, []byte(strconv.Itoa(i)), 0o600))
			for changed := []string(nil); !slices.Contains(changed, name); {
				select {
				case c := <-w.changes:
					changed = c.paths
				case <-t.Context().Done():
				}
			}
		}
		w.close()
	}
}

// A project that goes away and comes back is watched again, and its files are named: a module that a local Function
// requires may be another one.
func TestWatcher_projectComesBack(t *testing.T) {
	t.Parallel()
	root := filepath.Join(t.TempDir(), "project")
	file := filepath.Join(root, "lib", "a.js")
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	w, err := watch(root, nil, func() {})
	require.NoError(t, err)
	defer w.close()
	named := func() {
		t.Helper()
		for changed := []string(nil); !slices.Contains(changed, file); {
			select {
			case c := <-w.changes:
				changed = c.paths
			case <-t.Context().Done():
			}
		}
	}
	require.NoError(t, os.Rename(root, root+"-away"))
	<-w.changes
	require.NoError(t, os.Rename(root+"-away", root))
	named()
	require.NoError(t, os.Rename(filepath.Dir(file), root+"-lib"))
	require.NoError(t, os.Rename(root+"-lib", filepath.Dir(file)))
	named()
	require.NoError(t, os.WriteFile(file, []byte("1"), 0o600))
	named()
}

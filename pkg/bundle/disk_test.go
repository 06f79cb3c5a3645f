package bundle

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The rules on links hold for a real file system too, where an open follows them.
func TestRead_linksOnDisk(t *testing.T) {
	t.Parallel()
	outside := filepath.Join(t.TempDir(), "secret.txt")
	require.NoError(t, os.WriteFile(outside, []byte("x"), 0o600))
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "assets"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "page.html"), []byte("<p>"), 0o600))
	if err := os.Symlink("../page.html", filepath.Join(dir, "assets", "index.html")); err != nil {
		t.Skip("no symbolic links here:", err)
	}

	b, err := Read(os.DirFS(dir), nil)
	require.NoError(t, err)
	assert.Equal(t, "<p>", read(t, b.Assets[0]))

	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "assets", "notes.txt")))
	_, err = Read(os.DirFS(dir), nil)
	assert.ErrorContains(t, err, "assets/notes.txt: ")
	assert.ErrorContains(t, err, "the symbolic link leads out of the project")
}

//go:build unix

package regular

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is no regular file is refused without waiting, by its name and through a link.
func TestOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	require.NoError(t, syscall.Mkfifo(at("pipe"), 0o600))
	require.NoError(t, os.Symlink("/dev/zero", at("device")))
	require.NoError(t, os.Symlink(at("pipe"), at("link")))
	for _, name := range []string{"pipe", "device", "link", "."} {
		_, err := Open(at(name))
		require.ErrorIs(t, err, ErrNotRegular, name)
		_, err = ReadFile(at(name), 10)
		require.ErrorIs(t, err, ErrNotRegular, name)
	}
	_, err := Open(at("nothing"))
	require.ErrorIs(t, err, os.ErrNotExist)

	require.NoError(t, os.WriteFile(at("file"), []byte("text"), 0o600))
	file, err := Open(at("file"))
	require.NoError(t, err)
	text, err := io.ReadAll(file)
	require.NoError(t, err)
	assert.Equal(t, "text", string(text))
	require.NoError(t, file.Close())
}

// The bound counts for what a file says of itself and for what it gives.
func TestReadFile(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(name, []byte(strings.Repeat("x", 10)), 0o600))
	text, err := ReadFile(name, 10)
	require.NoError(t, err)
	assert.Len(t, text, 10)
	_, err = ReadFile(name, 9)
	require.EqualError(t, err, "has 10 bytes, the limit is 9")
	require.NoError(t, os.Truncate(name, 10<<30))
	_, err = ReadFile(name, 1<<20)
	require.ErrorContains(t, err, "the limit is 1048576")
}

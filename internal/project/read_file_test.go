//go:build unix

package project

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadFile: only a regular file of a bounded size is read, and none makes the program wait.
func TestReadFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	require.NoError(t, os.WriteFile(at("good"), []byte("text"), 0o600))
	require.NoError(t, os.Mkdir(at("folder"), 0o700))
	require.NoError(t, syscall.Mkfifo(at("pipe"), 0o600))
	require.NoError(t, os.Symlink("/dev/zero", at("zero")))
	require.NoError(t, os.Symlink("good", at("link")))
	sparse, err := os.Create(at("sparse"))
	require.NoError(t, err)
	require.NoError(t, sparse.Truncate(10<<30))
	require.NoError(t, sparse.Close())
	outside := filepath.Join(t.TempDir(), "outside")
	require.NoError(t, os.WriteFile(outside, []byte("secret"), 0o600))
	require.NoError(t, os.Symlink(outside, at("out")))

	for name, want := range map[string]string{
		"good": "", "link": "", "folder": "is not a regular file", "pipe": "is not a regular file",
		"zero":   "is not a regular file",
		"sparse": "has 10737418240 bytes, the limit is 1048576", "absent": "no such file or directory", "out": "",
	} {
		got, err := within(t, func() ([]byte, error) { return ReadFile(at(name), 1<<20) })
		if want != "" {
			assert.EqualError(t, err, want, name)
			assert.Empty(t, got, name)
		} else if assert.NoError(t, err, name) {
			assert.NotEmpty(t, got, name)
		}
	}
	for name, want := range map[string]string{
		"good": "", "link": "", "folder": "is not a regular file", "pipe": "is not a regular file",
		"zero": "leads out of the project",
		"out":  "leads out of the project", "../outside": "leads out of the project",
		"absent": "no such file or directory",
		"sparse": "has 10737418240 bytes, the limit is 1048576",
	} {
		got, err := within(t, func() ([]byte, error) { return ReadFileIn(dir, name, 1<<20) })
		if want != "" {
			assert.EqualError(t, err, want, name)
		} else if assert.NoError(t, err, name) {
			assert.Equal(t, "text", string(got))
		}
	}
	_, err = ReadFile(at("absent"), 1)
	assert.ErrorIs(t, err, fs.ErrNotExist)
	if runtime.GOOS == "linux" { // a file that reports a size of 0 and has more
		_, err = ReadFile("/proc/self/status", 8)
		assert.EqualError(t, err, "has more than 8 bytes, which is the limit")
	}
}

// within fails the test when reading waits for something that may never come.
func within(t *testing.T, read func() ([]byte, error)) (data []byte, err error) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		data, err = read()
	}()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		require.Fail(t, "it waits")
	}
	return data, err
}

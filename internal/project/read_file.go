package project

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Bounds of the files that the binary reads whole, in bytes.
const (
	maxEnvFile = 1 << 20
	maxState   = 64 << 20
	maxJournal = 64 << 20
)

// ErrNotRegular means that a file to read is a folder, a device, a named pipe or a socket.
var ErrNotRegular = errors.New("is not a regular file")

// ErrOutside means that a name or a link leads out of the project.
var ErrOutside = errors.New("leads out of the project")

// ReadFile reads a file that the user named. It must be a regular file of at most that many bytes.
// It never waits: a named pipe is refused, not read. Errors do not repeat the name;
// [fs.ErrNotExist] is kept.
func ReadFile(name string, most int64) ([]byte, error) {
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, withoutName(err)
	}
	return readOpen(file, most)
}

// ReadFileIn is ReadFile for a file of the project in dir. Neither the name nor a link may lead out
// of the project.
func ReadFileIn(dir, name string, most int64) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, withoutName(err)
	}
	defer func() { _ = root.Close() }() // only read
	file, err := root.OpenFile(filepath.FromSlash(name), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, withoutName(err)
	}
	return readOpen(file, most)
}

func readOpen(file *os.File, most int64) ([]byte, error) {
	defer func() { _ = file.Close() }() // only read
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, withoutName(err)
	case !info.Mode().IsRegular():
		return nil, ErrNotRegular
	case info.Size() > most:
		return nil, fmt.Errorf("has %d bytes, the limit is %d", info.Size(), most)
	}
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	switch {
	case err != nil:
		return nil, withoutName(err)
	case int64(len(data)) > most: // it grew, or it is a file of /proc, which tells no size
		return nil, fmt.Errorf("has more than %d bytes, which is the limit", most)
	}
	return data, nil
}

// withoutName takes the operation and the name from an error: the caller says which file it is.
func withoutName(err error) error {
	var path *fs.PathError
	if !errors.As(err, &path) {
		return err
	}
	if strings.Contains(path.Err.Error(), "escapes") { // of os.Root, which has no error to compare with
		return ErrOutside
	}
	return path.Err
}

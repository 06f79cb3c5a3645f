package project

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/twilio-serverless/twilio-serverless-go/internal/regular"
)

// Bounds of the files that the binary reads whole, in bytes.
const (
	maxEnvFile = 1 << 20
	maxState   = 64 << 20
	maxJournal = 64 << 20
)

// ErrNotRegular means that a file to read is a folder, a device, a named pipe or a socket.
var ErrNotRegular = regular.ErrNotRegular

// ErrOutside means that a name or a link leads out of the project.
var ErrOutside = errors.New("leads out of the project")

// ReadFile reads a file that the user named. It must be a regular file of at most that many bytes.
// It never waits: a named pipe is refused, not read. Errors do not repeat the name;
// [fs.ErrNotExist] is kept.
func ReadFile(name string, most int64) ([]byte, error) {
	data, err := regular.ReadFile(name, most)
	if err != nil {
		return nil, withoutName(err)
	}
	return data, nil
}

// ReadInput is ReadFile, but "-" names what standardInput gives; nil is none, and "-" a file.
func ReadInput(name string, most int64, standardInput func(most int64) ([]byte, error)) ([]byte, error) {
	if name == "-" && standardInput != nil {
		return standardInput(most)
	}
	data, err := ReadFile(name, most)
	if errors.Is(err, ErrNotRegular) && standardInput != nil { // such as <(command) of a shell
		err = fmt.Errorf(`%w; "-" reads standard input`, err)
	}
	return data, err
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
	data, err := regular.ReadOpen(file, most)
	if err != nil {
		return nil, withoutName(err)
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

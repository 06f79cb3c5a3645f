// Package regular reads files that a user named, or that lie in a folder of a user: it never
// waits for a named pipe, reads no device, and reads no more than was asked for.
package regular

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// ErrNotRegular means that a file to read is a folder, a device, a named pipe or a socket.
var ErrNotRegular = errors.New("is not a regular file")

// Open opens a file that must be a regular one. Errors of the system have the name, [ErrNotRegular]
// has not.
func Open(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = ErrNotRegular
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}

// ReadFile reads a regular file of at most that many bytes.
func ReadFile(name string, most int64) ([]byte, error) {
	file, err := Open(name)
	if err != nil {
		return nil, err
	}
	return ReadOpen(file, most)
}

// ReadOpen is ReadFile for a file that is open already. It closes it.
func ReadOpen(file *os.File, most int64) ([]byte, error) {
	defer func() { _ = file.Close() }() // only read
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, ErrNotRegular
	case info.Size() > most:
		return nil, fmt.Errorf("has %d bytes, the limit is %d", info.Size(), most)
	}
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(data)) > most: // it grew, or it is a file of /proc, which has no size
		return nil, fmt.Errorf("has more than %d bytes, which is the limit", most)
	}
	return data, nil
}

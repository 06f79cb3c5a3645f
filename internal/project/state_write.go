package project

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// StateWriteError says that the record of deployments could not be written, for
// example into a read-only checkout. The deployment itself is not affected, so a
// caller may show it as a warning.
type StateWriteError struct {
	File string
	Err  error
}

// Error names the file and the cause.
func (e *StateWriteError) Error() string {
	return fmt.Sprintf("record of deployments %s could not be written: %v", e.File, e.Err)
}

// Unwrap returns the cause.
func (e *StateWriteError) Unwrap() error { return e.Err }

// Write replaces the records of the project in dir, all or nothing: a reader sees
// the old file or the new one. The folder is made when it does not exist. Every
// error is a [*StateWriteError].
func (s *State) Write(dir string) error {
	folder := filepath.Join(dir, StateDir)
	file := filepath.Join(folder, stateFile)
	data, err := s.encode()
	if err == nil {
		err = makeStateDir(folder)
	}
	if err == nil {
		err = ReplaceFile(file, data)
	}
	if err != nil {
		return &StateWriteError{File: file, Err: err}
	}
	return nil
}

// makeStateDir makes the folder, with a .gitignore that hides all of it. A
// .gitignore that is there already is left as the user wants it.
func makeStateDir(folder string) error {
	if err := os.Mkdir(folder, 0o700); err != nil && !os.IsExist(err) {
		return err
	}
	if info, err := os.Lstat(folder); err != nil || !info.IsDir() {
		return fmt.Errorf("%s of the project: not a directory", StateDir) // a link could lead anywhere
	}
	f, err := os.OpenFile(filepath.Join(folder, ".gitignore"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if os.IsExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString("*\n")
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name()) // an empty one would stay, and hide nothing
	}
	return err
}

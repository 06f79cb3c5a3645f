package project

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/internal/regular"
)

// ReplaceFile writes a file that only its owner can read, in one step: a reader sees the old
// content or the new one, and after an error the old one is still there.
func ReplaceFile(file string, data []byte) error {
	return Replace(file, 0o600, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Replace is ReplaceFile with a mode, for what is written bit by bit. Drafts of processes that were
// killed are removed.
func Replace(file string, mode os.FileMode, write func(io.Writer) error) error {
	file = filepath.Clean(file) // the draft lies beside it by the same name
	if err := replaceable(file); err != nil {
		return err
	}
	sweepDrafts(file)
	f, err := draft(file)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // fails after the rename, as it should
	if err := errors.Join(f.Chmod(mode), write(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}

// ownFiles are written by the user: no verb overwrites them when a flag names them.
var ownFiles = []string{
	"package.json", "package-lock.json", "npm-shrinkwrap.json", "tsconfig.json", "jsconfig.json", DeployInfoFile,
	".twilioserverlessrc", ".twilioserverlessrc.json", ".twilioserverlessignore", ".gitignore",
}

// CheckReplace reports what Replace would fail with, and leaves nothing behind: for verbs that work
// for long before they write.
func CheckReplace(file string) error {
	file = filepath.Clean(file)
	if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
		return fmt.Errorf("%s is not a directory", filepath.Dir(file))
	}
	if err := replaceable(file); err != nil {
		return err
	}
	if slices.Contains(ownFiles, filepath.Base(file)) {
		return errors.New("it is a file of a project and would be overwritten: give another name")
	}
	f, err := draft(file)
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// replaceable refuses to put a file in the place of a folder, a device, a named pipe or a socket.
func replaceable(file string) error {
	if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
		return regular.ErrNotRegular
	}
	return nil
}

func draft(file string) (*os.File, error) {
	return os.CreateTemp(filepath.Dir(file), fmt.Sprintf("%s.%d.*%s", filepath.Base(file), os.Getpid(), draftSuffix))
}

const (
	draftSuffix = ".tmp"
	// oldDraft is the age at which a draft is removed whose name does not say which process made
	// it.
	oldDraft = time.Hour
)

// sweepDrafts removes what a killed process has left beside a file. What cannot be removed is left.
func sweepDrafts(file string) {
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil {
		return
	}
	for _, e := range entries {
		rest, begins := strings.CutPrefix(e.Name(), filepath.Base(file)+".")
		middle, ends := strings.CutSuffix(rest, draftSuffix)
		if !begins || !ends || !e.Type().IsRegular() {
			continue
		}
		process, _, named := strings.Cut(middle, ".")
		pid, err := strconv.Atoi(process)
		if err != nil {
			continue // not one of ours
		}
		if named && alive(pid) {
			continue
		}
		if info, err := e.Info(); err != nil || !named && time.Since(info.ModTime()) < oldDraft {
			continue
		}
		_ = os.Remove(filepath.Join(filepath.Dir(file), e.Name()))
	}
}

// alive reports whether a process is there, ours or another user's.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil || runtime.GOOS == "windows" {
		return err == nil
	}
	err = p.Signal(syscall.Signal(0))
	return err == nil || errors.Is(err, os.ErrPermission)
}

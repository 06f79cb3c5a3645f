package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/regular"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

const uploadPrefix = "upload-" // of a content that is being written

var digest = lazyregexp.New(`^[0-9a-f]{64}$`)

func isNew(name string) bool { return strings.HasPrefix(name, newPrefix) }

// Retain is [emulator.Store].
func (s *Store) Retain(sizes map[string]int64) error {
	if info, err := os.Stat(s.contents()); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return fmt.Errorf("%s: %w", s.contents(), damaged("the folder is missing"))
	}
	entries, err := os.ReadDir(s.contents())
	if err != nil {
		return err
	}
	there, err := s.retainSmall(sizes)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		want, named := sizes[name]
		switch path := filepath.Join(s.contents(), name); {
		case named && there[name]: // small, and left over from the old format
			if err := os.Remove(path); err != nil {
				return err
			}
		case named:
			info, err := entry.Info()
			if err != nil {
				return err
			}
			if info.Size() != want {
				return fmt.Errorf("%s: %w", path, damaged("it has %d bytes instead of %d", info.Size(), want))
			}
			there[name] = true
		case digest.MatchString(name) || strings.HasPrefix(name, uploadPrefix):
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	for sum := range sizes {
		if !there[sum] {
			return fmt.Errorf("%s: %w", filepath.Join(s.contents(), sum), damaged("it is missing"))
		}
	}
	return s.sweepNew()
}

// sweepNew removes databases that were never finished.
func (s *Store) sweepNew() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if isNew(entry.Name()) {
			if err := os.Remove(filepath.Join(s.dir, entry.Name())); err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// OpenContent is [emulator.Store].
func (s *Store) OpenContent(sha256 string) (io.ReadSeekCloser, error) {
	if !digest.MatchString(sha256) {
		return nil, fmt.Errorf("%q is no SHA-256", sha256)
	}
	if content, ok, err := s.small(sha256); ok || err != nil {
		return content, err
	}
	return regular.Open(filepath.Join(s.contents(), sha256))
}

// NewContent is [emulator.Store].
func (s *Store) NewContent() (emulator.ContentWriter, error) {
	file, err := os.CreateTemp(s.contents(), uploadPrefix+"*")
	if err != nil {
		return nil, err
	}
	return &contentWriter{store: s, File: file}, nil
}

type contentWriter struct {
	store *Store
	*os.File
}

// Keep puts the file on the disk before its name. The name follows with the next
// commit, one for all: no record names the content before.
func (w *contentWriter) Keep(sha256 string) error {
	if !digest.MatchString(sha256) {
		w.Discard()
		return fmt.Errorf("%q is no SHA-256", sha256)
	}
	err := errors.Join(w.Sync(), w.Close())
	if err == nil {
		err = os.Rename(w.Name(), filepath.Join(w.store.contents(), sha256))
	}
	if err != nil {
		return errors.Join(err, os.Remove(w.Name()))
	}
	w.store.renamed.Store(true)
	return nil
}

// Discard forgets the file; what cannot be removed now goes when the folder is opened.
func (w *contentWriter) Discard() {
	_ = w.Close()
	_ = os.Remove(w.Name())
}

// syncNames makes the names of all contents that were kept durable.
func (s *Store) syncNames() error {
	if !s.renamed.Swap(false) {
		return nil
	}
	if err := syncFolder(s.contents()); err != nil {
		s.renamed.Store(true)
		return err
	}
	return nil
}

// syncFolder makes names in a folder durable. Windows has no way to ask for that.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Package disk keeps the state of an emulator in a folder, so that an answer survives
// the process: what was answered is there after a kill -9 at any moment.
//
//	store, err := disk.Open("state")
//	if err != nil { … }
//	defer store.Close()
//	emu, err := emulator.New(&emulator.Options{Store: store})
//
// # The folder
//
// state.db is a bbolt file with the records and the small contents, each with a checksum.
// contents/ has a file for each larger content, named by its SHA-256; it is there, on the
// disk, before a record names it. Contents go with the last version that has them. What a
// crash leaves behind goes when the folder is opened the next time.
//
// The folder holds the values of Variables in clear and is readable by its owner only.
package disk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/twilio-serverless/twilio-serverless-go/internal/regular"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

const (
	databaseName = "state.db"
	contentsName = "contents"
	newPrefix    = "new-" // of a database that is being made

	// format is that of the folder. What the records say is versioned by the emulator.
	format = "2"

	// oldFormat has all contents as files. It is taken over as it is.
	oldFormat = "1"

	// lockPatience is enough for an emulator that is just ending.
	lockPatience = time.Second
)

var (
	recordsBucket = []byte("records")
	contentBucket = []byte("contents")
	metaBucket    = []byte("meta")
	formatKey     = []byte("format")
)

// A Store is a folder that is open. Only one process has it open at a time.
type Store struct {
	dir     string
	db      *bbolt.DB
	file    os.FileInfo // of the database that is open
	renamed atomic.Bool // the names of some contents are not on the disk yet
}

var _ emulator.Store = (*Store)(nil)

// Open opens a folder, or makes one. It fails, saying what to do, when another process
// has it open, when it holds other things, when a later version of this program made
// it, and when state.db is damaged; then nothing in it is changed.
func Open(dir string) (*Store, error) {
	s := &Store{dir: dir}
	if err := s.prepare(); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	if err := guard(s.database(), s.inspect); err != nil {
		return nil, err
	}
	if err := guard(s.database(), func() (err error) {
		if s.db, err = open(s.database(), false); err != nil {
			return err
		}
		if s.file, err = os.Stat(s.database()); err != nil {
			return errors.Join(err, s.db.Close())
		}
		return s.db.Update(func(tx *bbolt.Tx) error {
			if _, err := tx.CreateBucketIfNotExists(contentBucket); err != nil {
				return err
			}
			return tx.Bucket(metaBucket).Put(formatKey, []byte(format))
		})
	}); err != nil {
		return nil, err
	}
	return s, nil
}

// Close ends the use of the folder. Nothing is lost without it.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("%s: %w", s.database(), err)
	}
	return nil
}

// inPlace refuses to write to a database that lies in no folder any more, or that another one has taken the place of:
// the file system takes the bytes, and nobody finds them again.
func (s *Store) inPlace() error {
	there, err := os.Stat(s.database())
	if err != nil {
		return fmt.Errorf("it was removed while it is open: %w", err)
	}
	if !os.SameFile(s.file, there) {
		return fmt.Errorf("%s: another file took its place while it is open", s.database())
	}
	return nil
}

func (s *Store) database() string { return filepath.Join(s.dir, databaseName) }
func (s *Store) contents() string { return filepath.Join(s.dir, contentsName) }

// prepare sees to it that there is a folder with a database in it.
func (s *Store) prepare() error {
	if info, err := os.Stat(s.dir); err == nil && !info.IsDir() {
		return errors.New("it is not a directory: give a new or empty folder")
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	switch _, err := os.Stat(s.database()); {
	case err == nil:
		return nil
	case !errors.Is(err, os.ErrNotExist):
		return err
	}
	if err := s.onlyOurs(); err != nil {
		return err
	}
	if err := s.noContents(); err != nil {
		return err
	}
	if err := os.MkdirAll(s.contents(), 0o700); err != nil {
		return err
	}
	return s.create()
}

// onlyOurs refuses a folder that has other files.
func (s *Store) onlyOurs() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if name := entry.Name(); name != contentsName && !isNew(name) {
			return fmt.Errorf("it has no %s but holds %s: give a new or empty folder", databaseName, name)
		}
	}
	return nil
}

// noContents refuses to begin anew where contents tell that there was a database: with a new one
// nothing would name them, and they would go.
func (s *Store) noContents() error {
	entries, err := os.ReadDir(s.contents())
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	there := 0
	for _, entry := range entries {
		if digest.MatchString(entry.Name()) {
			there++
		}
	}
	if there > 0 {
		return fmt.Errorf("%s is missing, but %s holds %d contents that it named: restore a copy of the folder, "+
			"or give a new one", databaseName, contentsName, there)
	}
	return nil
}

// create makes the database beside its place and then puts it there, so that there
// never is half of one. The first of two processes wins.
func (s *Store) create() error {
	file, err := os.CreateTemp(s.dir, newPrefix+"*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }() // the other name stays
	if err := file.Close(); err != nil {
		return err
	}
	db, err := open(file.Name(), false)
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		if _, err := tx.CreateBucket(recordsBucket); err != nil {
			return err
		}
		meta, err := tx.CreateBucket(metaBucket)
		if err != nil {
			return err
		}
		return meta.Put(formatKey, []byte(format))
	})
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), s.database()); err != nil && !errors.Is(err, os.ErrExist) {
		if err := os.Rename(file.Name(), s.database()); err != nil { // a file system without links
			return err
		}
	}
	return errors.Join(syncFolder(s.dir), syncFolder(filepath.Dir(s.dir)))
}

// open asks for the lock that keeps other processes away. The list of free pages is
// made anew at each opening, from what inspect has seen, instead of believed.
func open(path string, readOnly bool) (*bbolt.DB, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, regular.ErrNotRegular // bbolt would wait for a named pipe
	}
	if info, err := os.Stat(path); err == nil && readOnly && info.Size() == 0 { // bbolt would fill it
		return nil, damaged("it is empty")
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: lockPatience, ReadOnly: readOnly, NoFreelistSync: true, FreelistType: bbolt.FreelistMapType,
	})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, errors.New("another process has it open: stop that one, or give another folder")
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch),
		errors.Is(err, bolterrors.ErrChecksum):
		return nil, damaged("it is no database of this program")
	}
	return db, err
}

// inspect reads all of the database before it is used: bbolt itself would
// end the process when it meets a damaged page.
func (s *Store) inspect() error {
	info, err := os.Stat(s.database())
	if err != nil {
		return err
	}
	db, err := open(s.database(), true)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	return db.View(func(tx *bbolt.Tx) error {
		if tx.Size() > info.Size() {
			return damaged("it has %d bytes instead of %d", info.Size(), tx.Size())
		}
		meta, records := tx.Bucket(metaBucket), tx.Bucket(recordsBucket)
		if meta == nil || records == nil {
			return damaged("it was not made by this program")
		}
		if got := string(meta.Get(formatKey)); got != format && got != oldFormat {
			return fmt.Errorf("it has format %q, this program knows %q: use the version of the program that made it",
				got, format)
		}
		for _, bucket := range []*bbolt.Bucket{records, tx.Bucket(contentBucket)} {
			if bucket == nil { // of the old format
				continue
			}
			if err := bucket.ForEach(func(key, value []byte) error {
				_, err := unseal(key, value)
				return err
			}); err != nil {
				return err
			}
		}
		return nil
	})
}

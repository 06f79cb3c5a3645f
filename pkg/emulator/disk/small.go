package disk

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Small contents lie in the database, so that they are durable with the records that name them
// and many of them share one fsync.

// commitContents is the part of a commit that contents have.
func commitContents(contents *bbolt.Bucket, batch *emulator.Batch) error {
	for _, sum := range batch.Forget {
		if err := contents.Delete([]byte(sum)); err != nil {
			return err
		}
	}
	for _, sum := range slices.Sorted(maps.Keys(batch.Contents)) {
		if err := contents.Put([]byte(sum), seal([]byte(sum), batch.Contents[sum])); err != nil {
			return err
		}
	}
	return nil
}

// removeFiles removes contents that no record names any more. What cannot be removed now goes when
// the folder is opened.
func (s *Store) removeFiles(sums []string) {
	for _, sum := range sums {
		_ = os.Remove(filepath.Join(s.contents(), sum))
	}
}

// small gives a content that lies in the database.
func (s *Store) small(sum string) (content io.ReadSeekCloser, ok bool, err error) {
	var text []byte
	err = guard(s.database(), func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			sealed := tx.Bucket(contentBucket).Get([]byte(sum))
			if sealed == nil {
				return nil
			}
			bare, err := unseal([]byte(sum), sealed)
			text, ok = bytes.Clone(bare), true // what lies in the file is valid until the end of this function
			return err
		})
	})
	return nopCloser{bytes.NewReader(text)}, ok, err
}

type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }

// retainSmall returns which of the named contents lie in the database, and removes the others there.
func (s *Store) retainSmall(sizes map[string]int64) (there map[string]bool, err error) {
	there = map[string]bool{}
	err = guard(s.database(), func() error {
		var unnamed [][]byte
		if err := s.db.View(func(tx *bbolt.Tx) error {
			return tx.Bucket(contentBucket).ForEach(func(key, sealed []byte) error {
				want, named := sizes[string(key)]
				if got := int64(len(sealed) - sealLength); named && got != want {
					return damaged("content %s: it has %d bytes instead of %d", key, got, want)
				}
				if !named {
					unnamed = append(unnamed, bytes.Clone(key))
				}
				there[string(key)] = named
				return nil
			})
		}); err != nil || len(unnamed) == 0 {
			return err
		}
		return s.db.Update(func(tx *bbolt.Tx) error {
			for _, key := range unnamed {
				if err := tx.Bucket(contentBucket).Delete(key); err != nil {
					return fmt.Errorf("content %s: %w", key, err)
				}
			}
			return nil
		})
	})
	return there, err
}

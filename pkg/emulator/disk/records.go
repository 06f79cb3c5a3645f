package disk

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"runtime/debug"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// Load is [emulator.Store].
func (s *Store) Load(yield func(key string, record []byte) error) error {
	return guard(s.database(), func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			return tx.Bucket(recordsBucket).ForEach(func(key, value []byte) error {
				record, err := unseal(key, value)
				if err != nil {
					return err
				}
				if err := yield(string(key), record); err != nil {
					return damaged("record %q: %w", key, err)
				}
				return nil
			})
		})
	})
}

// Commit is [emulator.Store]. It returns after fsync.
func (s *Store) Commit(batch *emulator.Batch) error {
	if err := errors.Join(s.inPlace(), s.syncNames()); err != nil {
		return err
	}
	err := guard(s.database(), func() error {
		return s.db.Update(func(tx *bbolt.Tx) error {
			if batch.Clear {
				if err := tx.DeleteBucket(recordsBucket); err != nil {
					return err
				}
				if _, err := tx.CreateBucket(recordsBucket); err != nil {
					return err
				}
			}
			records := tx.Bucket(recordsBucket)
			for _, key := range batch.Delete {
				if err := records.Delete([]byte(key)); err != nil {
					return err
				}
			}
			for _, key := range slices.Sorted(maps.Keys(batch.Put)) {
				if err := records.Put([]byte(key), seal([]byte(key), batch.Put[key])); err != nil {
					return err
				}
			}
			return commitContents(tx.Bucket(contentBucket), batch)
		})
	})
	if err == nil {
		s.removeFiles(batch.Forget)
	}
	return err
}

// A sealed record begins with a checksum of key and record: bbolt has none of its own
// but for two pages.
const sealLength = 4

func checksum(key, record []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	return crc32.Update(crc32.Checksum(key, table), table, record)
}

func seal(key, record []byte) []byte {
	sealed := binary.BigEndian.AppendUint32(make([]byte, 0, sealLength+len(record)), checksum(key, record))
	return append(sealed, record...)
}

// unseal gives a record that is valid as long as the transaction.
func unseal(key, sealed []byte) ([]byte, error) {
	if len(sealed) < sealLength {
		return nil, damaged("record %q: only %d bytes", key, len(sealed))
	}
	record := sealed[sealLength:]
	if binary.BigEndian.Uint32(sealed) != checksum(key, record) {
		return nil, damaged("record %q: wrong checksum", key)
	}
	return record, nil
}

var errDamaged = errors.New("the file is damaged")

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %w: restore a copy of the folder or begin with a new one", errDamaged,
		fmt.Errorf(format, args...))
}

// guard names the file in errors, and makes errors of what bbolt does when it meets a
// damaged page: it panics, or reads memory that is not there.
func guard(path string, f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = damaged("%v", p)
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", path, err)
		}
	}()
	return f()
}

package state

import "io"

// A Store keeps the state of an [Emulator] beyond its process, see [Options.Store].
// It need not understand what it keeps: records are JSON under a key, contents are
// bytes under their SHA-256. One Emulator at a time may use a Store.
type Store interface {
	// Load calls yield with every record, in any order; a record is valid during the
	// call. It stops at the first error of yield and returns it, wrapped with where the
	// record lies.
	Load(yield func(key string, record []byte) error) error

	// Commit makes a batch durable, all of it or nothing; it is so when Commit
	// returns. There is one call at a time.
	Commit(batch *Batch) error

	// Retain is called once, after the first Load and before any content is begun, with
	// the sizes of the contents that records name, by SHA-256. It fails when one of these
	// is not there in this size; others may be removed.
	Retain(sizes map[string]int64) error

	// NewContent begins a content. Contents are begun, written and kept concurrently.
	NewContent() (ContentWriter, error)

	// OpenContent opens a content that was kept, or that came with a batch. What is open stays
	// readable, also when the content is forgotten.
	OpenContent(sha256 string) (io.ReadSeekCloser, error)
}

// A Batch is what one commit changes. A key is in Put or in Delete, not in both.
//
// Contents are small ones that the records in Put name, by SHA-256; larger ones came through
// NewContent. Forget names contents, of either kind, that no record names once the batch is
// durable: they may be removed then, and not before. No content is begun or kept meanwhile.
type Batch struct {
	Clear  bool              // forget all records first
	Put    map[string][]byte // records by key
	Delete []string          // keys; unknown ones are no error

	Contents map[string][]byte
	Forget   []string
}

// A ContentWriter takes the bytes of one content. It ends with Keep or Discard.
type ContentWriter interface {
	io.Writer

	// Keep puts what was written under its SHA-256 in lower-case hexadecimal, which the caller has
	// computed. It is durable when a Commit that begins later is. A content that is there already
	// is no error. After an error nothing needs to be discarded.
	Keep(sha256 string) error

	// Discard forgets what was written.
	Discard()
}

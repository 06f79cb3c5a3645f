package state

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/sid"
)

// Bounds of a dump, against those that never end. The longest line that the emulator
// itself makes is a Build: 20,000 versions fit into the form of one.
const (
	maxDumpLine    = 64 << 20
	maxDumpRecords = 1_000_000
)

// restored is a state on its way in.
type restored struct {
	at      *position
	records []Record // by Seq
	tree    *Tree
	sizes   map[string]int64 // of the contents that versions name
	drafts  []*Draft
}

// discard is to be called when the records are in their place, or nothing came of them.
func (in *restored) discard() {
	for _, d := range in.drafts {
		d.Discard()
	}
}

// Restore replaces everything by what a dump says: all of it or, with an error that names the
// line or the record, nothing. A dump is believed nothing: form, SIDs, references, digests and
// bounds are checked. SIDs go on where the dump's left off. Requests under way see the state
// before or the one after.
func (s *State) Restore(r io.Reader) error {
	in, err := s.readDump(r)
	defer in.discard()
	if err != nil {
		return err
	}
	if err := sid.NewGenerator(0, 0).Seek(in.at.SIDs); err != nil {
		return fmt.Errorf("state: sids: %w", err)
	}
	return s.replace(in.tree, in.records, in.at.SIDs)
}

// A dumpReader reads a dump line by line.
type dumpReader struct {
	lines  *bufio.Scanner
	number int
	sum    hash.Hash
}

func (d *dumpReader) errorf(format string, args ...any) error {
	return fmt.Errorf("line %d: %w", d.number, fmt.Errorf(format, args...))
}

// next gives the next line; the digest so far does not include it yet.
func (d *dumpReader) next() (l *line, before string, err error) {
	d.number++
	if !d.lines.Scan() {
		switch err := d.lines.Err(); {
		case errors.Is(err, bufio.ErrTooLong):
			return nil, "", d.errorf("longer than %d bytes", maxDumpLine)
		case err != nil:
			return nil, "", d.errorf("%w", err)
		}
		return nil, "", d.errorf("the dump ends before its line \"end\": it is cut off")
	}
	if l, err = parseLine(d.lines.Bytes()); err != nil {
		err = cmp.Or(d.lines.Err(), err) // what cut the line off, if something did
		return nil, "", d.errorf("%w", err)
	}
	if l.end != nil {
		before = hex.EncodeToString(d.sum.Sum(nil))
	}
	d.sum.Write(d.lines.Bytes())
	d.sum.Write([]byte{'\n'})
	return l, before, nil
}

// readDump reads a whole dump; contents go to where they will be stored.
func (s *State) readDump(r io.Reader) (*restored, error) {
	d := &dumpReader{lines: bufio.NewScanner(r), sum: sha256.New()}
	d.lines.Buffer(make([]byte, 0, 128<<10), maxDumpLine)
	in := &restored{}
	l, _, err := d.next()
	if err != nil {
		return in, err
	}
	if in.at = l.state; in.at == nil {
		return in, d.errorf("a dump begins with a line \"state\"")
	}
	if err := in.at.check(); err != nil {
		return in, d.errorf("%w", err)
	}
	in.at.Starts = 0
	var before string
	for {
		if l, before, err = d.next(); err != nil {
			return in, err
		}
		if l.record == nil {
			break
		}
		if len(in.records) == maxDumpRecords {
			return in, d.errorf("more than %d records", maxDumpRecords)
		}
		in.records = append(in.records, l.record)
	}
	if err := in.build(&s.opts.Rules); err != nil {
		return in, err
	}
	given := map[string]bool{}
	for l.end == nil {
		if l, before, err = d.content(l, in, given, s.NewDraft(false)); err != nil {
			return in, err
		}
	}
	switch end := l.end; {
	case end.Records != len(in.records) || end.Contents != len(given):
		return in, d.errorf("the end counts %d records and %d contents, there are %d and %d", end.Records,
			end.Contents, len(in.records), len(given))
	case end.SHA256 != "" && end.SHA256 != before:
		return in, d.errorf("the lines before are damaged: their SHA-256 is %s, not %s", before, end.SHA256)
	case d.lines.Scan():
		return in, d.errorf("something follows the end")
	case d.lines.Err() != nil:
		return in, d.errorf("%w", d.lines.Err())
	}
	for sum := range in.sizes {
		if !given[sum] {
			return in, fmt.Errorf("content %s is missing", sum)
		}
	}
	return in, nil
}

// content reads the content that begins with l and gives the line behind it.
func (d *dumpReader) content(l *line, in *restored, given map[string]bool, w *Draft) (next *line, before string,
	err error) {
	if l.content == nil {
		return nil, "", d.errorf("out of place: records come before contents, contents before the end")
	}
	want := *l.content
	in.drafts = append(in.drafts, w)
	if given[want.SHA256] {
		return nil, "", d.errorf("content %s is there twice", want.SHA256)
	}
	if size, named := in.sizes[want.SHA256]; !named || size != want.Size {
		return nil, "", d.errorf("content %s of %d bytes belongs to no version", want.SHA256, want.Size)
	}
	for {
		if next, before, err = d.next(); err != nil {
			return nil, "", err
		}
		if next.piece == nil {
			break
		}
		if w.size+int64(len(next.piece)) > want.Size {
			return nil, "", d.errorf("content %s is longer than its %d bytes", want.SHA256, want.Size)
		}
		if _, err := w.Write(next.piece); err != nil {
			return nil, "", d.errorf("%w", err)
		}
	}
	if got := hex.EncodeToString(w.sum.Sum(nil)); got != want.SHA256 || w.size != want.Size {
		return nil, "", d.errorf("content %s is damaged: %d of %d bytes, SHA-256 %s", want.SHA256, w.size, want.Size,
			got)
	}
	if _, err := w.Keep(); err != nil {
		return nil, "", d.errorf("%w", err)
	}
	given[want.SHA256] = true
	return next, before, nil
}

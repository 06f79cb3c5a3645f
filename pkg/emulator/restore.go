package emulator

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"reflect"
)

// Bounds of a dump, against those that never end. The longest line that the emulator
// itself makes is a Build: 20,000 versions fit into the form of one.
const (
	maxDumpLine    = 64 << 20
	maxDumpRecords = 1_000_000
)

// restored is a state on its way in.
type restored struct {
	state   *stateLine
	records []record // by Seq
	store   *store
	sizes   map[string]int64 // of the contents that versions name
}

// Restore replaces everything by what a dump says: all of it or, with an error that
// names the line or the record, nothing. A dump is believed nothing: form, SIDs,
// references, digests and bounds are checked. SIDs go on where the dump's left off.
// Requests under way see the state before or the one after.
func (e *Emulator) Restore(r io.Reader) error {
	in, err := readDump(r, e.opts.Store)
	if err != nil {
		return fmt.Errorf("emulator: Restore: %w", err)
	}
	if err := newRandom(0, 0).seek(in.state.SIDs); err != nil {
		return fmt.Errorf("emulator: Restore: state: sids: %w", err)
	}
	if err := e.replace(in.store, in.records, func() {
		_ = e.resourceIDs.seek(in.state.SIDs) // tried above
	}); err != nil {
		return fmt.Errorf("emulator: Restore: %w", err)
	}
	return nil
}

// Reset forgets everything of all accounts and begins anew, as an Emulator with this
// seed does: the same calls give the same SIDs. 0 stands for [Options.Seed], and
// without that for SIDs that are others than before. Planned faults and their
// counters stay.
func (e *Emulator) Reset(seed uint64) error {
	switch {
	case seed != 0:
	case e.seeded:
		seed = e.opts.Seed
	default:
		var err error
		if seed, err = randomSeed(); err != nil {
			return fmt.Errorf("emulator: Reset: %w", err)
		}
	}
	if err := e.replace(newStore(), nil, func() {
		_ = e.resourceIDs.seek(newRandom(seed, streamSIDs).position())
	}); err != nil {
		return fmt.Errorf("emulator: Reset: %w", err)
	}
	return nil
}

// replace puts another state in the place of this one.
func (e *Emulator) replace(s *store, records []record, seek func()) error {
	before := e.durable.mark()
	e.mu.Lock()
	e.store = s
	seek()
	if e.opts.Store != nil {
		edits := make([]edit, 0, len(records))
		for _, r := range records {
			edits = append(edits, edit{key: r.id(), line: newLine(r)})
		}
		e.durable.queue(true, edits, e.stateLine())
	}
	e.mu.Unlock()
	return e.settle(before)
}

// parseLine is strict: one object, no unknown keys, exactly one thing in it.
func parseLine(text []byte) (*line, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	var l line
	if err := dec.Decode(&l); err != nil {
		return nil, fmt.Errorf("no line of a dump: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("no line of a dump: something follows the object")
	}
	set := 0
	for v, i := reflect.ValueOf(l), 0; i < v.NumField(); i++ {
		if !v.Field(i).IsNil() {
			set++
		}
	}
	if set != 1 {
		return nil, fmt.Errorf("no line of a dump: it holds %d things, not one", set)
	}
	return &l, nil
}

// record gives the record in a line, or nil.
func (l *line) record() record {
	switch {
	case l.Service != nil:
		return l.Service
	case l.Resource != nil:
		return l.Resource
	case l.Version != nil:
		return l.Version
	case l.Build != nil:
		return l.Build
	case l.Environment != nil:
		return l.Environment
	case l.Variable != nil:
		return l.Variable
	case l.Deployment != nil:
		return l.Deployment
	case l.Log != nil:
		return l.Log
	}
	return nil
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
	if l.End != nil {
		before = hex.EncodeToString(d.sum.Sum(nil))
	}
	d.sum.Write(d.lines.Bytes())
	d.sum.Write([]byte{'\n'})
	return l, before, nil
}

// readDump reads a whole dump; contents go to where they will be stored.
func readDump(r io.Reader, to Store) (*restored, error) {
	d := &dumpReader{lines: bufio.NewScanner(r), sum: sha256.New()}
	d.lines.Buffer(make([]byte, 0, 128<<10), maxDumpLine)
	in := &restored{}
	l, _, err := d.next()
	if err != nil {
		return nil, err
	}
	if in.state = l.State; in.state == nil {
		return nil, d.errorf("a dump begins with a line \"state\"")
	}
	if err := in.state.check(); err != nil {
		return nil, d.errorf("%w", err)
	}
	in.state.Starts = 0
	var before string
	for {
		if l, before, err = d.next(); err != nil {
			return nil, err
		}
		rec := l.record()
		if rec == nil {
			break
		}
		if len(in.records) == maxDumpRecords {
			return nil, d.errorf("more than %d records", maxDumpRecords)
		}
		in.records = append(in.records, rec)
	}
	if err := in.assemble(); err != nil {
		return nil, err
	}
	given := map[string]content{}
	for l.End == nil {
		if l, before, err = d.content(l, in, given, to); err != nil {
			return nil, err
		}
	}
	switch end := l.End; {
	case end.Records != len(in.records) || end.Contents != len(given):
		return nil, d.errorf("the end counts %d records and %d contents, there are %d and %d", end.Records, end.Contents, len(in.records), len(given))
	case end.SHA256 != "" && end.SHA256 != before:
		return nil, d.errorf("the lines before are damaged: their SHA-256 is %s, not %s", before, end.SHA256)
	case d.lines.Scan():
		return nil, d.errorf("something follows the end")
	case d.lines.Err() != nil:
		return nil, d.errorf("%w", d.lines.Err())
	}
	return in, in.contents(func(c content) (content, error) {
		got, ok := given[c.SHA256]
		if !ok {
			return c, fmt.Errorf("content %s is missing", c.SHA256)
		}
		return got, nil
	})
}

// content reads the content that begins with l and gives the line behind it.
func (d *dumpReader) content(l *line, in *restored, given map[string]content, to Store) (next *line, before string, err error) {
	if l.Content == nil {
		return nil, "", d.errorf("out of place: records come before contents, contents before the end")
	}
	want := *l.Content
	if _, twice := given[want.SHA256]; twice {
		return nil, "", d.errorf("content %s is there twice", want.SHA256)
	}
	if size, named := in.sizes[want.SHA256]; !named || size != want.Size {
		return nil, "", d.errorf("content %s of %d bytes belongs to no version", want.SHA256, want.Size)
	}
	w, err := newDraft(to)
	if err != nil {
		return nil, "", d.errorf("%w", err)
	}
	defer w.discard()
	for {
		if next, before, err = d.next(); err != nil {
			return nil, "", err
		}
		if next.Piece == nil {
			break
		}
		if w.size+int64(len(next.Piece)) > want.Size {
			return nil, "", d.errorf("content %s is longer than its %d bytes", want.SHA256, want.Size)
		}
		if _, err := w.Write(next.Piece); err != nil {
			return nil, "", d.errorf("%w", err)
		}
	}
	if got := hex.EncodeToString(w.sum.Sum(nil)); got != want.SHA256 || w.size != want.Size {
		return nil, "", d.errorf("content %s is damaged: %d of %d bytes, SHA-256 %s", want.SHA256, w.size, want.Size, got)
	}
	kept, err := w.keep()
	if err != nil {
		return nil, "", d.errorf("%w", err)
	}
	given[kept.SHA256] = kept
	return next, before, nil
}

func (s *stateLine) check() error {
	if s.Format != dumpFormat {
		return fmt.Errorf("format %q: want %q", s.Format, dumpFormat)
	}
	if s.Version != dumpVersion {
		return fmt.Errorf("version %d: this program knows version %d", s.Version, dumpVersion)
	}
	return nil
}

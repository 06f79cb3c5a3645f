package state

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io"
)

// Dump writes everything that [State.Restore] needs, as it is at one moment while requests go
// on. The same state gives the same bytes.
func (s *State) Dump(w io.Writer) error {
	before := s.Mark()
	r := s.Read()
	records, at := r.Records(), s.position()
	for _, r := range records { // what is deleted from now on is still there to be written
		for _, v := range r.kind().versions(r) {
			s.contents.hold(v.Content.blob)
			defer s.contents.release(v.Content.blob)
		}
	}
	r.Done()
	if err := s.WaitDurable(before); err != nil {
		return err
	}
	at.Starts = 0
	return dump(w, at, records)
}

func dump(w io.Writer, at position, records []Record) error {
	out := bufio.NewWriterSize(w, 128<<10)
	d := &dumper{out: out, sum: sha256.New()}
	d.line(lineState, at)
	written := map[string]bool{}
	var contents []Content
	for _, r := range records {
		d.line(r.kind().name, r)
		for _, v := range r.kind().versions(r) {
			if c := v.Content; !written[c.SHA256] {
				written[c.SHA256] = true
				contents = append(contents, c)
			}
		}
	}
	for _, c := range contents {
		d.line(lineContent, c)
		pieces := &pieceWriter{d: d}
		if d.err == nil {
			d.err = c.CopyTo(pieces)
		}
		pieces.flush()
	}
	d.line(lineEnd, end{Records: len(records), Contents: len(contents), SHA256: hex.EncodeToString(d.sum.Sum(nil))})
	if d.err != nil {
		return d.err
	}
	return out.Flush()
}

// A dumper keeps the first error.
type dumper struct {
	out *bufio.Writer
	sum hash.Hash
	err error
}

func (d *dumper) line(key string, v any) {
	if d.err != nil {
		return
	}
	text, err := encodeLine(key, v)
	if err != nil {
		d.err = err
		return
	}
	text = append(text, '\n')
	d.sum.Write(text)
	_, d.err = d.out.Write(text)
}

// pieceWriter cuts a content into lines, all but the last of the same length, however
// it is written: the same content is the same lines wherever it lies.
type pieceWriter struct {
	d   *dumper
	buf bytes.Buffer
}

func (p *pieceWriter) Write(b []byte) (int, error) {
	p.buf.Write(b)
	for p.buf.Len() >= dumpPiece {
		p.d.line(linePiece, p.buf.Next(dumpPiece))
	}
	return len(b), p.d.err
}

func (p *pieceWriter) flush() {
	if p.buf.Len() > 0 {
		p.d.line(linePiece, p.buf.Bytes())
	}
}

package state

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// A dump is lines of JSON, each an object with one key: first `state`, then the records in the
// order in which they were first committed, then each content (once, in pieces, so that no
// line is long because a file is), then `end`. A Store keeps the same lines of records and
// `state`, each under its SID or [stateKey].
const (
	dumpFormat  = "twilio-serverless emulator state"
	dumpVersion = 1
	dumpPiece   = 48 << 10 // bytes of content in a line
)

// maxSeq leaves room for more commits than there will ever be, so that the next place in the
// order is always greater.
const maxSeq = 1 << 62

// stateKey is the key of the record that all others need; SIDs are the other keys.
const stateKey = "state"

// Keys of the lines that are no records, whose keys are in the table of kinds.
const (
	lineState   = "state"
	lineContent = "content"
	linePiece   = "piece"
	lineEnd     = "end"
)

// A line is what one line says: exactly one of these is set.
type line struct {
	state   *position
	record  Record
	content *Content
	piece   []byte
	end     *end
}

// A position is what the records do not say: how far SIDs and places in the order have been
// given away.
type position struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Seq     uint64 `json:"seq"`
	SIDs    []byte `json:"sids"` // where the generator of SIDs stands
	Starts  uint64 `json:"starts,omitempty"`
}

// An end marks a whole dump: one that was cut off has none. SHA256 is that of all lines before,
// line ends included; Restore takes an end without it, for dumps made by hand.
type end struct {
	Records  int    `json:"records"`
	Contents int    `json:"contents"`
	SHA256   string `json:"sha256,omitempty"`
}

// position needs the state held.
func (s *State) position() position {
	return position{
		Format: dumpFormat, Version: dumpVersion, Seq: s.tree.seq, SIDs: s.sids.Position(), Starts: s.starts,
	}
}

func (p *position) check() error {
	if p.Format != dumpFormat {
		return fmt.Errorf("format %q: want %q", p.Format, dumpFormat)
	}
	if p.Version != dumpVersion {
		return fmt.Errorf("version %d: this program knows version %d", p.Version, dumpVersion)
	}
	if p.Seq > maxSeq {
		return fmt.Errorf("seq is %d: the limit is %d", p.Seq, uint64(maxSeq))
	}
	return nil
}

// encodeLine writes a line without its end.
func encodeLine(key string, v any) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(`{"` + key + `":`)
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode %s: %w", key, err)
	}
	b.Truncate(b.Len() - 1) // the encoder's line end
	b.WriteByte('}')
	return b.Bytes(), nil
}

func encodeRecord(r Record) ([]byte, error) { return encodeLine(r.kind().name, r) }

// parseLine is strict: one object, no unknown keys, exactly one thing in it.
func parseLine(text []byte) (*line, error) {
	l, err := decodeLine(text)
	if err != nil {
		return nil, fmt.Errorf("no line of a dump: %w", plainjson.Explain(text, err))
	}
	return l, nil
}

func decodeLine(text []byte) (*line, error) {
	if r := decodeRecord(text); r != nil {
		return &line{record: r}, nil
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.Join(errors.New("it is no object"), err)
	}
	l := &line{}
	things := 0
	for ; dec.More(); things++ {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		if err := dec.Decode(l.under(key.(string))); err != nil { // the decoder lets nothing else be a key
			return nil, fmt.Errorf("%s: %w", key, plainjson.Explain(text, err))
		}
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the object")
	}
	if things != 1 {
		return nil, fmt.Errorf("it holds %d things, not one", things)
	}
	return l, nil
}

// under gives what the value under a key is decoded into.
func (l *line) under(key string) any {
	switch key {
	case lineState:
		l.state = &position{}
		return l.state
	case lineContent:
		l.content = &Content{}
		return l.content
	case linePiece:
		return &l.piece
	case lineEnd:
		l.end = &end{}
		return l.end
	}
	k, ok := kindNamed(key)
	if !ok {
		return &unknown{}
	}
	l.record = k.blank()
	return l.record
}

// unknown is what no line has.
type unknown struct{}

func (*unknown) UnmarshalJSON([]byte) error { return errors.New("unknown key") }

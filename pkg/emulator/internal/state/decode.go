package state

import (
	"bytes"
	"encoding/json"
	"sync"
)

// decodeRecord is the fast way to read a line with a record, as it was written by encodeLine. It
// gives nil for all else: what is wrong with a line is for decodeLine to say.
func decodeRecord(text []byte) Record {
	rest, ok := bytes.CutPrefix(text, []byte(`{"`))
	if !ok {
		return nil
	}
	name, value, ok := bytes.Cut(rest, []byte(`":`))
	if !ok {
		return nil
	}
	k, known := kindNamed(string(name))
	value, ok = bytes.CutSuffix(value, []byte("}"))
	if !known || !ok {
		return nil
	}
	r := k.blank()
	d := decoders.Get().(*valueDecoder)
	if !d.canonical.read(value, r) {
		if r = k.blank(); !d.decode(value, r) {
			return nil // and the decoder is not used again
		}
	}
	decoders.Put(d)
	return r
}

// A valueDecoder decodes one value after the other; to make a decoder for each costs as much as
// the decoding.
type valueDecoder struct {
	canonical canonical
	source    bytes.Reader
	decoder   *json.Decoder
	offset    int64
}

//lint:ignore state only spare decoders lie in it, nothing that an answer could depend on
var decoders = sync.Pool{New: func() any {
	d := &valueDecoder{}
	d.decoder = json.NewDecoder(&d.source)
	d.decoder.DisallowUnknownFields()
	return d
}}

// decode reports whether value is one JSON value that fits into v, and nothing else.
func (d *valueDecoder) decode(value []byte, v any) bool {
	d.source.Reset(value)
	if d.decoder.Decode(v) != nil {
		return false
	}
	before := d.offset
	d.offset = d.decoder.InputOffset()
	return d.offset-before == int64(len(value))
}

package redact

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

const (
	// maxBody is the longest answer that is looked into, in bytes.
	maxBody = 4 << 20
	// maxShown bounds what is shown of one, in bytes; what comes after is left out, except for the
	// places that are marked.
	maxShown = 16 << 10
	// firstItems is how many items of an array are shown besides those that are marked.
	firstItems = 3
	maxDepth   = 32
)

var errTooDeep = errors.New("nested too deeply")

// body writes the JSON of one answer anew, in its order and with its repetitions.
type body struct {
	*view
	in    *json.Decoder
	out   bytes.Buffer
	marks []string // JSON pointers
}

// json returns JSON with the pointers of the original. It returns what it has when the original breaks off.
func (v *view) json(ref *operations.Value, original []byte, marks []Mark) (string, error) {
	b := &body{view: v, in: json.NewDecoder(bytes.NewReader(original))}
	b.in.UseNumber()
	for _, mark := range marks {
		if mark.Side == "response" && strings.HasPrefix(mark.Location, "/") {
			b.marks = append(b.marks, mark.Location)
		}
	}
	if err := b.value(ref, "", "", 0); err != nil {
		return "", err
	}
	if _, err := b.in.Token(); !errors.Is(err, io.EOF) {
		return b.out.String(), errors.New("data after the value")
	}
	return b.out.String(), nil
}

// marked reports whether something at or below the pointer is marked.
func (b *body) marked(pointer string) bool {
	for _, mark := range b.marks {
		if mark == pointer || strings.HasPrefix(mark, pointer+"/") {
			return true
		}
	}
	return false
}

// mayCut is false while everything that is hidden must be known.
func (b *body) mayCut() bool { return b.answered == nil }

// value copies the next value. ref is nil below what the contract does not know.
func (b *body) value(ref *operations.Value, name, pointer string, depth int) error {
	if depth > maxDepth {
		return errTooDeep
	}
	token, err := b.in.Token()
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		return b.object(ref, pointer, depth)
	case json.Delim('['):
		return b.array(ref, name, pointer, depth)
	}
	b.write(b.scalar(ref, name, token))
	return nil
}

func (b *body) object(ref *operations.Value, pointer string, depth int) error {
	b.out.WriteByte('{')
	for i := 0; b.in.More(); i++ {
		token, err := b.in.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string) // the decoder accepts no other key
		member := known().member(ref, key)
		at := pointer + "/" + pointerEscapes.Replace(key)
		if b.mayCut() && b.out.Len() > maxShown && !b.marked(at) {
			if err := b.skip(); err != nil {
				return err
			}
			continue
		}
		if b.out.Bytes()[b.out.Len()-1] != '{' {
			b.out.WriteByte(',')
		}
		if member != nil {
			b.write(key)
		} else {
			b.write(b.name(key))
		}
		b.out.WriteByte(':')
		name := key
		if ref != nil {
			name = ref.Schema + "." + key
		}
		if err := b.value(member, name, at, depth+1); err != nil {
			return err
		}
	}
	_, err := b.in.Token()
	b.out.WriteByte('}')
	return err
}

func (b *body) array(ref *operations.Value, name, pointer string, depth int) error {
	var items *operations.Value
	if ref != nil {
		items = ref.Items
	}
	b.out.WriteByte('[')
	for i := 0; b.in.More(); i++ {
		if i > 0 {
			b.out.WriteByte(',')
		}
		at := pointer + "/" + strconv.Itoa(i)
		if b.mayCut() && !b.marked(at) && (i >= firstItems || b.out.Len() > maxShown) {
			if err := b.skip(); err != nil {
				return err
			}
			b.write("…") // keeps the pointers of the items behind
			continue
		}
		if err := b.value(items, name, at, depth+1); err != nil {
			return err
		}
	}
	_, err := b.in.Token()
	b.out.WriteByte(']')
	return err
}

// skip passes over the next value.
func (b *body) skip() error {
	var ignored json.RawMessage
	return b.in.Decode(&ignored)
}

func (b *body) write(value any) {
	encoder := json.NewEncoder(&b.out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(value) != nil { // strings, numbers, booleans and null always have a JSON form
		b.out.WriteString("null")
		return
	}
	b.out.Truncate(b.out.Len() - 1) // the line break of Encode
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

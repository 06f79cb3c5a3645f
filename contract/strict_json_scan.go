package contract

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// jsonOutline is what scanJSON learns of a text in one pass.
type jsonOutline struct {
	// value is what encoding/json reads with UseNumber: of a key that occurs twice, the last value.
	value any
	// err says why the text is not one JSON value, nil if it is. Its texts hold positions, never content.
	err *jsonFault
	// trailing is the position of what follows the value, -1 if there is nothing.
	trailing int
	// duplicates are the pointers of keys that occur again in the same object.
	duplicates []string
}

// jsonFault is a place where a text stops being JSON.
type jsonFault struct {
	offset int
	early  bool // the text ends where more is expected
	reason string
}

func (f *jsonFault) Error() string { return fmt.Sprintf("%s at byte %d", f.reason, f.offset) }

// scanJSON reads one JSON value (RFC 8259) and looks at what encoding/json passes over: keys that
// occur twice, and what follows the value. It accepts what json.Valid accepts.
func scanJSON(data []byte) jsonOutline {
	s := jsonScanner{
		data: string(data), replace: !utf8.Valid(data), out: jsonOutline{trailing: -1},
		// Room for what most answers need.
		path: make([]jsonStep, 0, 8), members: make([]jsonMember, 0, 32), items: make([]any, 0, 64),
	}
	s.space()
	if s.out.value, s.out.err = s.value(); s.out.err != nil {
		return s.out
	}
	s.space()
	if s.pos < len(data) {
		s.out.trailing = s.pos
	}
	return s.out
}

// jsonDepth is the nesting that encoding/json accepts.
const jsonDepth = 10000

// jsonScanner reads a JSON text once, from left to right, and builds the value that encoding/json
// builds with UseNumber. Its texts are parts of one copy of the whole, so that neither names nor
// plain texts are copied one by one.
type jsonScanner struct {
	data string
	// replace is set when the text is not UTF-8, so that bytes must be replaced as encoding/json does.
	replace bool
	pos     int
	out     jsonOutline
	// path leads to the value being read. The names are raw text between quotes.
	path []jsonStep
	// members holds those of all open objects, items the ones of all open arrays, those of the
	// innermost last: objects and arrays are made when their size is known.
	members []jsonMember
	items   []any
}

// jsonMember is a member of an object that is being read.
type jsonMember struct {
	key   string
	value any
}

// jsonStep is a step of a JSON pointer: a member if the index is negative, else an item.
type jsonStep struct {
	key   string
	index int
}

func (s *jsonScanner) fault(reason string) *jsonFault {
	return &jsonFault{offset: s.pos, early: s.pos >= len(s.data), reason: reason}
}

func (s *jsonScanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return
		}
	}
}

// peek returns the next byte, 0 at the end; no JSON token begins with 0.
func (s *jsonScanner) peek() byte {
	if s.pos < len(s.data) {
		return s.data[s.pos]
	}
	return 0
}

func (s *jsonScanner) value() (any, *jsonFault) {
	switch c := s.peek(); {
	case c == '{':
		return s.object()
	case c == '[':
		return s.array()
	case c == '"':
		text, fault := s.text()
		return text, fault
	case c == 't':
		return true, s.literal("true")
	case c == 'f':
		return false, s.literal("false")
	case c == 'n':
		return nil, s.literal("null")
	case c == '-' || digit(c):
		start := s.pos
		fault := s.number()
		return json.Number(s.data[start:s.pos]), fault
	default:
		return nil, s.fault("no value")
	}
}

func (s *jsonScanner) object() (any, *jsonFault) {
	if len(s.path) >= jsonDepth {
		return nil, s.fault("nested too deep")
	}
	s.pos++
	s.space()
	if s.peek() == '}' {
		s.pos++
		return map[string]any{}, nil
	}
	first := len(s.members)
	repeated := memberSet{}
	for {
		if s.peek() != '"' {
			return nil, s.fault("no member name")
		}
		key, fault := s.text()
		if fault != nil {
			return nil, fault
		}
		s.path = append(s.path, jsonStep{key: key, index: -1})
		if repeated.seen(s.members[first:], key) {
			s.out.duplicates = append(s.out.duplicates, s.pointer())
		}
		s.space()
		if s.peek() != ':' {
			return nil, s.fault("no colon")
		}
		s.pos++
		s.space()
		value, fault := s.value()
		if fault != nil {
			return nil, fault
		}
		s.members = append(s.members, jsonMember{key, value})
		s.path = s.path[:len(s.path)-1]
		s.space()
		switch s.peek() {
		case ',':
			s.pos++
			s.space()
		case '}':
			s.pos++
			object := make(map[string]any, len(s.members)-first)
			for _, m := range s.members[first:] {
				object[m.key] = m.value
			}
			s.members = s.members[:first]
			return object, nil
		default:
			return nil, s.fault("no comma or closing brace")
		}
	}
}

func (s *jsonScanner) array() (any, *jsonFault) {
	if len(s.path) >= jsonDepth {
		return nil, s.fault("nested too deep")
	}
	s.pos++
	s.space()
	if s.peek() == ']' {
		s.pos++
		return []any{}, nil
	}
	first := len(s.items)
	for i := 0; ; i++ {
		s.path = append(s.path, jsonStep{index: i})
		value, fault := s.value()
		if fault != nil {
			return nil, fault
		}
		s.items = append(s.items, value)
		s.path = s.path[:len(s.path)-1]
		s.space()
		switch s.peek() {
		case ',':
			s.pos++
			s.space()
		case ']':
			s.pos++
			array := slices.Clone(s.items[first:])
			s.items = s.items[:first]
			return array, nil
		default:
			return nil, s.fault("no comma or closing bracket")
		}
	}
}

// text reads a string.
func (s *jsonScanner) text() (string, *jsonFault) {
	s.pos++
	start, plain := s.pos, !s.replace
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; {
		case c == '"':
			s.pos++
			if plain {
				return s.data[start : s.pos-1], nil
			}
			return unquoted(s.data[start-1 : s.pos]), nil
		case c < 0x20:
			return "", s.fault("control character in a string")
		case c == '\\':
			plain = false
			s.pos++
			if fault := s.escape(); fault != nil {
				return "", fault
			}
		default:
			s.pos++
		}
	}
	return "", s.fault("unfinished string")
}

// unquoted is the text that a JSON string stands for.
func unquoted(quoted string) (text string) {
	// A string that the scanner has read is one for encoding/json too.
	_ = json.Unmarshal([]byte(quoted), &text)
	return text
}

func (s *jsonScanner) escape() *jsonFault {
	switch s.peek() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.pos++
		return nil
	case 'u':
		s.pos++
		for range 4 {
			if c := s.peek(); !digit(c) && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
				return s.fault("bad escape")
			}
			s.pos++
		}
		return nil
	default:
		return s.fault("bad escape")
	}
}

func (s *jsonScanner) literal(want string) *jsonFault {
	for i := range len(want) {
		if s.peek() != want[i] {
			return s.fault("bad literal")
		}
		s.pos++
	}
	return nil
}

func (s *jsonScanner) number() *jsonFault {
	if s.peek() == '-' {
		s.pos++
	}
	if s.peek() == '0' {
		s.pos++
	} else if fault := s.digits(); fault != nil {
		return fault
	}
	if s.peek() == '.' {
		s.pos++
		if fault := s.digits(); fault != nil {
			return fault
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.pos++
		if c := s.peek(); c == '+' || c == '-' {
			s.pos++
		}
		if fault := s.digits(); fault != nil {
			return fault
		}
	}
	return nil
}

func (s *jsonScanner) digits() *jsonFault {
	if !digit(s.peek()) {
		return s.fault("no digit in a number")
	}
	for digit(s.peek()) {
		s.pos++
	}
	return nil
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func (s *jsonScanner) pointer() string {
	steps := make([]string, 0, len(s.path))
	for _, step := range s.path {
		if step.index < 0 {
			steps = append(steps, redact.Name(step.key))
		} else {
			steps = append(steps, strconv.Itoa(step.index))
		}
	}
	return jsonPointer(steps)
}

// memberSet finds repeated keys. Objects of the API have a dozen, for which comparing is fastest; a
// map keeps large ones linear.
type memberSet struct{ large map[string]bool }

func (m *memberSet) seen(members []jsonMember, key string) bool {
	const few = 24
	if len(members) < few {
		return slices.ContainsFunc(members, func(one jsonMember) bool { return one.key == key })
	}
	if m.large == nil {
		m.large = make(map[string]bool, 2*len(members))
		for _, one := range members {
			m.large[one.key] = true
		}
	}
	if m.large[key] {
		return true
	}
	m.large[key] = true
	return false
}

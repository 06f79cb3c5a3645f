package contract

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// jsonDepth is the nesting that encoding/json accepts.
const jsonDepth = 10000

// jsonScanner reads a JSON text once, from left to right.
type jsonScanner struct {
	data []byte
	pos  int
	out  jsonOutline
	// path leads to the value being read. The names are raw text between quotes.
	path []jsonStep
	// keys holds the keys of all open objects, those of the innermost last.
	keys [][]byte
}

// jsonStep is a step of a JSON pointer: a member if key is not nil, else an item.
type jsonStep struct {
	key   []byte
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

func (s *jsonScanner) value() *jsonFault {
	switch c := s.peek(); {
	case c == '{':
		return s.object()
	case c == '[':
		return s.array()
	case c == '"':
		raw, fault := s.text()
		if fault == nil && len(s.path) == 2 && string(s.path[0].key) == "meta" && string(s.path[1].key) == "key" {
			key := string(unescapeKey(raw))
			s.out.metaKey = &key
		}
		return fault
	case c == 't':
		return s.literal("true")
	case c == 'f':
		return s.literal("false")
	case c == 'n':
		return s.literal("null")
	case c == '-' || digit(c):
		return s.number()
	default:
		return s.fault("no value")
	}
}

func (s *jsonScanner) object() *jsonFault {
	if len(s.path) >= jsonDepth {
		return s.fault("nested too deep")
	}
	s.pos++
	s.space()
	if s.peek() == '}' {
		s.pos++
		return nil
	}
	first := len(s.keys)
	members := memberSet{}
	for {
		if s.peek() != '"' {
			return s.fault("no member name")
		}
		raw, fault := s.text()
		if fault != nil {
			return fault
		}
		key := unescapeKey(raw)
		s.path = append(s.path, jsonStep{key: key})
		if members.seen(s.keys[first:], key) {
			s.out.duplicates = append(s.out.duplicates, s.pointer())
		} else {
			s.keys = append(s.keys, key)
		}
		s.space()
		if s.peek() != ':' {
			return s.fault("no colon")
		}
		s.pos++
		s.space()
		if len(s.path) == 1 && s.peek() == '[' {
			s.topArray(key)
		}
		if fault := s.value(); fault != nil {
			return fault
		}
		s.path = s.path[:len(s.path)-1]
		s.space()
		switch s.peek() {
		case ',':
			s.pos++
			s.space()
		case '}':
			s.pos++
			s.keys = s.keys[:first]
			return nil
		default:
			return s.fault("no comma or closing brace")
		}
	}
}

func (s *jsonScanner) topArray(key []byte) {
	if s.out.arrays == nil {
		s.out.arrays = map[string]bool{}
	}
	s.out.arrays[string(key)] = true
}

func (s *jsonScanner) array() *jsonFault {
	if len(s.path) >= jsonDepth {
		return s.fault("nested too deep")
	}
	s.pos++
	s.space()
	if s.peek() == ']' {
		s.pos++
		return nil
	}
	for i := 0; ; i++ {
		s.path = append(s.path, jsonStep{index: i})
		if fault := s.value(); fault != nil {
			return fault
		}
		s.path = s.path[:len(s.path)-1]
		s.space()
		switch s.peek() {
		case ',':
			s.pos++
			s.space()
		case ']':
			s.pos++
			return nil
		default:
			return s.fault("no comma or closing bracket")
		}
	}
}

// text reads a string and returns what stands between the quotes.
func (s *jsonScanner) text() ([]byte, *jsonFault) {
	s.pos++
	start := s.pos
	for s.pos < len(s.data) {
		switch c := s.data[s.pos]; {
		case c == '"':
			s.pos++
			return s.data[start : s.pos-1 : s.pos-1], nil
		case c < 0x20:
			return nil, s.fault("control character in a string")
		case c == '\\':
			s.pos++
			if fault := s.escape(); fault != nil {
				return nil, fault
			}
		default:
			s.pos++
		}
	}
	return nil, s.fault("unfinished string")
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
	start := s.pos
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
	if len(s.path) == 1 && string(s.path[0].key) == "status" {
		if n, err := strconv.ParseFloat(string(s.data[start:s.pos]), 64); err == nil {
			s.out.status = &n
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
		if step.key != nil {
			steps = append(steps, shownName(string(step.key)))
		} else {
			steps = append(steps, strconv.Itoa(step.index))
		}
	}
	return jsonPointer(steps)
}

// unescapeKey makes "a" and "\u0061" the same key. The result is never nil.
func unescapeKey(raw []byte) []byte {
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw
	}
	var key string
	quoted := make([]byte, 0, len(raw)+2)
	quoted = append(append(append(quoted, '"'), raw...), '"')
	if err := json.Unmarshal(quoted, &key); err != nil {
		return raw
	}
	return []byte(key)
}

// memberSet finds repeated keys. Objects of the API have a dozen, for which comparing is fastest; a
// map keeps large ones linear.
type memberSet struct{ large map[string]bool }

func (m *memberSet) seen(keys [][]byte, key []byte) bool {
	const few = 24
	if len(keys) < few {
		for _, k := range keys {
			if bytes.Equal(k, key) {
				return true
			}
		}
		return false
	}
	if m.large == nil {
		m.large = make(map[string]bool, 2*len(keys))
		for _, k := range keys {
			m.large[string(k)] = true
		}
	}
	if m.large[string(key)] {
		return true
	}
	m.large[string(key)] = true
	return false
}

package reporthtml

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

// line is a line of an answer, indented as people write JSON.
type line struct {
	Number  int
	Indent  string
	Key     string // with its quotes, empty outside of objects
	Text    string
	Kind    string // class of the text: string, number, word, or mark for brackets
	Comma   bool
	Pointer string
	Marks   []redact.Mark
}

// lines breaks JSON into lines. What follows a mistake in it is left out: evidence is well-formed or absent.
func lines(body string) []line {
	if body == "" {
		return nil
	}
	l := &layout{in: json.NewDecoder(strings.NewReader(body))}
	l.in.UseNumber()
	l.value("", "", 0)
	for i := range l.out {
		l.out[i].Number = i + 1
	}
	return l.out
}

type layout struct {
	in  *json.Decoder
	out []line
}

func (l *layout) add(key, text, kind, pointer string, depth int) {
	l.out = append(l.out, line{Indent: strings.Repeat("  ", depth), Key: key, Text: text, Kind: kind, Pointer: pointer})
}

func (l *layout) value(key, pointer string, depth int) {
	token, err := l.in.Token()
	if err != nil {
		return
	}
	switch v := token.(type) {
	case json.Delim:
		l.container(v, key, pointer, depth)
	case string:
		l.add(key, quote(v), "string", pointer, depth)
	case json.Number:
		l.add(key, v.String(), "number", pointer, depth)
	case bool:
		l.add(key, strconv.FormatBool(v), "word", pointer, depth)
	default:
		l.add(key, "null", "word", pointer, depth)
	}
}

func (l *layout) container(open json.Delim, key, pointer string, depth int) {
	closing := map[json.Delim]string{'{': "}", '[': "]"}[open]
	l.add(key, open.String(), "mark", pointer, depth)
	first := len(l.out)
	for i := 0; l.in.More(); i++ {
		if i > 0 {
			l.out[len(l.out)-1].Comma = true
		}
		at, name := strconv.Itoa(i), ""
		if open == '{' {
			token, err := l.in.Token()
			if err != nil {
				return
			}
			member, _ := token.(string) // the decoder accepts no other key
			at, name = pointerEscapes.Replace(member), quote(member)
		}
		l.value(name, pointer+"/"+at, depth+1)
	}
	if _, err := l.in.Token(); err != nil {
		return
	}
	if len(l.out) == first {
		l.out[first-1].Text += closing
		return
	}
	l.add("", closing, "mark", noPointer, depth)
}

// quote writes a string as JSON without escaping what HTML would need.
func quote(s string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // a string always has a JSON form
	return strings.TrimSuffix(b.String(), "\n")
}

// place puts a mark on the line of its JSON pointer. What is missing has no line: then it is that
// of the innermost object that is there.
func place(lines []line, mark redact.Mark) bool {
	if !strings.HasPrefix(mark.Location, "/") {
		return false
	}
	for pointer := mark.Location; ; pointer = pointer[:strings.LastIndexByte(pointer, '/')] {
		for i := range lines {
			if lines[i].Pointer == pointer {
				lines[i].Marks = append(lines[i].Marks, mark)
				return true
			}
		}
		if pointer == "" {
			return false
		}
	}
}

// noPointer is the pointer of a line that ends something: no mark goes there.
const noPointer = "\x00"

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

package variants

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"unicode/utf16"
)

// textVariants write the same JSON in other ways.
func textVariants() []Variant {
	return []Variant{
		{Name: "properties in another order", Why: "JSON objects have none", wear: rewritten(backwards)},
		{Name: "JSON with space in it", Why: "JSON allows white space between its tokens",
			wear: rewritten(func(body any) []byte {
				indented, err := json.MarshalIndent(body, "", "\t")
				if err != nil {
					return nil
				}
				return append(append([]byte("\r\n "), indented...), '\n')
			})},
		{Name: "JSON with everything escaped", Why: "JSON may escape any character of a string",
			wear: rewritten(func(body any) []byte {
				return escaped(plain(body))
			})},
		{Name: "JSON with every letter escaped",
			Why:  "JSON may escape any character, in names of properties as in values",
			wear: rewritten(func(body any) []byte { return lettersEscaped(plain(body)) })},
		{Name: "numbers with an exponent", Why: "JSON has one kind of number, with several notations",
			wear: rewritten(func(body any) []byte { return plain(exponents(body)) })},
		{Name: "other spellings of the content type",
			Why: "media types ignore case, parameters may be quoted, JSON is UTF-8 anyway", wear: contentTypes()},
	}
}

func rewritten(as func(body any) []byte) wear {
	return answers(func(_ *http.Request, resp *http.Response) (bool, error) {
		body, err := document(resp)
		if err != nil || body == nil {
			return false, err
		}
		return true, write(resp, as(body))
	})
}

// backwards writes the properties of every object from z to a; the API has them in the order of its documentation.
func backwards(value any) []byte {
	var b bytes.Buffer
	switch value := value.(type) {
	case object:
		b.WriteByte('{')
		for i, name := range slices.Backward(slices.Sorted(maps.Keys(value))) {
			b.Write(plain(name))
			b.WriteByte(':')
			b.Write(backwards(value[name]))
			if i > 0 {
				b.WriteByte(',')
			}
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, item := range value {
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(backwards(item))
		}
		b.WriteByte(']')
	default:
		b.Write(plain(value))
	}
	return b.Bytes()
}

// escaped replaces what is not ASCII, and every slash.
func escaped(text []byte) []byte {
	var b bytes.Buffer
	for _, c := range string(text) {
		switch {
		case c == '/':
			b.WriteString(`\/`)
		case c < 0x80:
			b.WriteRune(c)
		default:
			for _, unit := range utf16.Encode([]rune{c}) {
				fmt.Fprintf(&b, `\u%04x`, unit)
			}
		}
	}
	return b.Bytes()
}

func contentTypes() wear {
	return func(next http.RoundTripper, changed func()) http.RoundTripper {
		spellings := []string{"application/json", "application/json;charset=UTF-8", `application/json; charset="utf-8"`,
			"Application/JSON; Charset=utf-8"}
		var count atomic.Int64
		return answers(func(_ *http.Request, resp *http.Response) (bool, error) {
			if !strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json") {
				return false, nil
			}
			resp.Header.Set("Content-Type", spellings[int(count.Add(1))%len(spellings)])
			return true, nil
		})(next, changed)
	}
}

// lettersEscaped escapes all that is inside quotes and not escaped already.
func lettersEscaped(text []byte) []byte {
	var b bytes.Buffer
	quoted := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			n := 2
			if text[i+1] == 'u' {
				n = 6
			}
			b.Write(text[i : i+n])
			i += n - 1
		case c == '"':
			quoted = !quoted
			b.WriteByte(c)
		case quoted && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'):
			fmt.Fprintf(&b, `\u%04X`, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.Bytes()
}

// exponents writes whole numbers as one digit, a fraction and a power of ten.
func exponents(value any) any {
	switch value := value.(type) {
	case object:
		for name, inner := range value {
			value[name] = exponents(inner)
		}
	case []any:
		for i, inner := range value {
			value[i] = exponents(inner)
		}
	case json.Number:
		if n, err := value.Int64(); err == nil {
			return json.Number(strconv.FormatFloat(float64(n), 'e', -1, 64))
		}
	}
	return value
}

package variants

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
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

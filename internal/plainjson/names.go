package plainjson

import (
	"bytes"
	"encoding/json"
)

// InCase returns a document without the properties whose names have capitals. No property of the API has one but
// moreInfo, which a gateway writes. Objects whose names are data keep theirs. encoding/json takes `SID` for `sid`,
// and so the value of a property that is none of the API's for one that is.
func InCase(body []byte) []byte {
	if !suspect(body) {
		return body
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var document any
	if decoder.Decode(&document) != nil || decoder.More() {
		return body // the caller says what is wrong with it
	}
	if !leaveOut(document) {
		return body
	}
	again, err := json.Marshal(document)
	if err != nil {
		return body
	}
	return again
}

// suspect reports whether a name in a document may have a capital, without reading it all.
func suspect(body []byte) bool {
	for {
		start := bytes.IndexByte(body, '"')
		if start < 0 {
			return false
		}
		body = body[start+1:]
		end := closing(body)
		text := body[:end]
		body = body[min(end+1, len(body)):]
		if isName(body) && bytes.ContainsFunc(text, func(r rune) bool {
			return r == '\\' || r >= 0x80 || 'A' <= r &&
				r <= 'Z'
		}) {
			return true
		}
	}
}

// closing is where a string ends.
func closing(text []byte) int {
	for end := 0; ; end++ {
		next := bytes.IndexByte(text[end:], '"')
		if next < 0 {
			return len(text)
		}
		end += next
		before := text[:end]
		if escapes := len(before) - len(bytes.TrimRight(before, `\`)); escapes%2 == 0 {
			return end
		}
	}
}

// isName reports whether a string before rest is the name of a property.
func isName(rest []byte) bool {
	for _, c := range rest {
		switch c {
		case ' ', '\t', '\r', '\n':
		default:
			return c == ':'
		}
	}
	return false
}

// leaveOut reports whether it left something out.
func leaveOut(value any) (changed bool) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			switch {
			case name == "links", name == "details", name == "params": // names are data
			case name != "moreInfo" && inCapitals(name):
				delete(v, name)
				changed = true
			default:
				changed = leaveOut(member) || changed
			}
		}
	case []any:
		for _, item := range v {
			changed = leaveOut(item) || changed
		}
	}
	return changed
}

// inCapitals reports whether encoding/json may read a name as another one. It knows no case of k and s beyond ASCII
// either: the Kelvin sign and the long s.
func inCapitals(name string) bool {
	for _, r := range name {
		if 'A' <= r && r <= 'Z' || r == '\u212a' || r == '\u017f' {
			return true
		}
	}
	return false
}

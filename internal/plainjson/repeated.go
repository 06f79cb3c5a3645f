package plainjson

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Repeated returns the members that an object in text has more than once, as paths with dots, sorted.
// Decoders take the last one without a word. Of text that is not JSON nothing is returned.
func Repeated(text []byte) []string {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var found []string
	if !walk(decoder, nil, &found) {
		return nil
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// walk reads one value. It is false where the text is not JSON.
func walk(decoder *json.Decoder, path []string, found *[]string) bool {
	token, err := decoder.Token()
	if err != nil || len(path) > maxDepth {
		return false
	}
	switch token {
	case json.Delim('{'):
		seen := map[string]bool{}
		for decoder.More() {
			name, err := decoder.Token()
			text, ok := name.(string)
			if err != nil || !ok {
				return false
			}
			at := append(slices.Clone(path), text)
			if seen[text] {
				*found = append(*found, strings.Join(at, "."))
			}
			seen[text] = true
			if !walk(decoder, at, found) {
				return false
			}
		}
		_, err = decoder.Token()
	case json.Delim('['):
		for decoder.More() {
			if !walk(decoder, append(slices.Clone(path), "[]"), found) {
				return false
			}
		}
		_, err = decoder.Token()
	}
	return err == nil
}

// maxDepth bounds the walk: settings are a few levels deep.
const maxDepth = 100

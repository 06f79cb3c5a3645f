package project

import (
	"slices"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// assignment is a line that may set a key. Within quotes it is a part of a value.
var assignment = lazyregexp.New(`(?m)^[ \t]*(?:export[ \t]+)?([A-Za-z0-9_.]+)[ \t]*[=:]`)

// Bounds of the search, since each look parses the file again.
const (
	mostRepeated = 20 // keys
	mostLooks    = 10 // lines of one key
)

// repeated finds the keys that an env file, which is known to be legal, sets more than once. Which
// lines set a key the parser decides: a line that does makes another key when it is renamed.
func repeated(data []byte) []string {
	text := unixLines(data)
	lines := map[string][][]int{}
	for _, at := range assignment.Get().FindAllStringSubmatchIndex(text, -1) {
		key := text[at[2]:at[3]]
		lines[key] = append(lines[key], at)
	}
	var keys []string
	for key, places := range lines {
		if len(places) < 2 || len(keys) == mostRepeated {
			continue
		}
		set := 0
		for _, at := range places[:min(len(places), mostLooks)] {
			other := key + "_renamed_by_this_search"
			values, err := parseEnv([]byte(text[:at[2]] + other + text[at[3]:]))
			if _, found := values[other]; err == nil && found {
				set++
			}
		}
		if set > 1 {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

package project

import (
	"regexp"
	"slices"
	"strings"
)

// unquotedWithComment is a line whose value has no quotes and ends at " #". dotenv from version 15
// on, and godotenv, read a comment there; the dotenv of twilio-run does not.
var unquotedWithComment = regexp.MustCompile(
	"^\\s*(?:export\\s+)?([A-Za-z0-9_.]+)\\s*[=:]\\s*[^\\s\"'`#][^\"'`\\n]*?\\s#")

// commented finds the keys of an env file whose value is followed by a comment.
func commented(data []byte) []string {
	var keys []string
	for line := range strings.Lines(string(data)) {
		if found := unquotedWithComment.FindStringSubmatch(line); found != nil {
			keys = append(keys, found[1])
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

package project

import (
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// unquotedWithComment is a line whose value has no quotes and ends at " #". dotenv from version 15
// on, and godotenv, read a comment there; the dotenv of twilio-run does not.
var unquotedWithComment = lazyregexp.New(
	"^\\s*(?:export\\s+)?([A-Za-z0-9_.]+)\\s*[=:]\\s*[^\\s\"'`#][^\"'`\\n]*?\\s#")

// backquoted finds the keys of values between backquotes.
func backquoted(values map[string]string) (keys []string) {
	for key, value := range values {
		if len(value) > 1 && value[0] == '`' && value[len(value)-1] == '`' {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// commented finds the keys of an env file whose value is followed by a comment.
func commented(data []byte) []string {
	var keys []string
	for line := range strings.Lines(unixLines(data)) {
		if found := unquotedWithComment.Get().FindStringSubmatch(line); found != nil {
			keys = append(keys, found[1])
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

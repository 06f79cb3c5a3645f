package project

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/joho/godotenv"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

var envKey = lazyregexp.New(`^[A-Za-z0-9_.]+$`)

// parseEnv parses an env file with the meaning that it has for Node's dotenv,
// which wrote most of the existing ones: values are literal.
//
// godotenv does the parsing, but it would replace $NAME by another variable, drop
// backslashes, and cut an escaped quote off the end: a password would be changed
// without a word. Those characters are therefore replaced before it sees them and put
// back afterwards. The table in the test pins the result.
//
// Its error texts quote the file, so they are not passed on; the error names the
// line instead.
func parseEnv(data []byte) (map[string]string, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if err := plainjson.CheckUTF8(data); err != nil {
		return nil, err
	}
	text := unixLines(data)
	mask, unmask := standIns(text)
	masked := mask.Replace(text)
	values, err := godotenv.Unmarshal(masked)
	if err != nil || !legalKeys(values) {
		return nil, fmt.Errorf("line %d cannot be read; write NAME=value, with a name of letters, digits, dots and "+
			"_, and a closing quote for each opening one",
			badLine(masked))
	}
	for key, value := range values {
		values[key] = unmask.Replace(value)
	}
	return values, nil
}

// unixLines ends each line as Unix does. Old systems ended them with a carriage return alone, and dotenv reads that.
func unixLines(data []byte) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data))
}

// standIns returns the replacer for what godotenv must not interpret, and the one
// back. The replacements are characters for private use that do not occur in text.
// \n and \r stay: within double quotes both parsers read them as line ends.
func standIns(text string) (mask, unmask *strings.Replacer) {
	var to, from []string
	next := rune(0xE000)
	for _, literal := range []string{`\n`, `\r`, `\"`, `\'`, `\`, `$`} {
		if literal == `\n` || literal == `\r` {
			to = append(to, literal, literal)
			continue
		}
		for strings.ContainsRune(text, next) {
			next++
		}
		to = append(to, literal, string(next))
		from = append(from, string(next), literal)
		next++
	}
	return strings.NewReplacer(to...), strings.NewReplacer(from...)
}

// legalKeys is false where godotenv took a line without "=" for a key.
func legalKeys(values map[string]string) bool {
	for key := range values {
		if !envKey.MatchString(key) {
			return false
		}
	}
	return true
}

// badLine returns the line, from 1, after the last one up to which text is legal:
// there begins the statement that is not.
func badLine(text string) int {
	bad, end := 1, 0
	for line := 1; ; line++ {
		i := strings.IndexByte(text[end:], '\n')
		if i < 0 {
			return bad
		}
		end += i + 1
		if values, err := godotenv.Unmarshal(text[:end]); err == nil && legalKeys(values) {
			bad = line + 1
		}
	}
}

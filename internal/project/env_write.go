package project

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// EncodeEnv writes Variables as an env file that this package and Node's dotenv
// read back exactly, each in the plainest form that does: bare, in single quotes,
// in double quotes.
//
// Neither reader has an escape for a quote, so a few values have no form: those
// with both kinds of quotes and something that needs quotes. They, and keys that
// an env file cannot hold, are errors that name all such keys and no value.
func EncodeEnv(variables []Variable) ([]byte, error) {
	var text bytes.Buffer
	var errs []error
	for _, v := range variables {
		switch value, ok := quoteEnv(v.Value); {
		case !envKey.MatchString(v.Key):
			errs = append(errs, fmt.Errorf("the key %q has characters other than letters, digits, dots and _", v.Key))
		case v.Key == accountSIDKey || v.Key == authTokenKey:
			errs = append(errs, fmt.Errorf("%s in an env file would be read as the credentials for deploying", v.Key))
		case !utf8.ValidString(v.Value) || strings.ContainsAny(v.Value, "\x00\ufeff"):
			errs = append(errs, fmt.Errorf("the value of %s has a NUL byte, a byte order mark or what is no UTF-8, "+
				"which no env file can hold", v.Key))
		case !ok:
			errs = append(errs, fmt.Errorf("the value of %s combines quotes, line ends or backslashes in a way that "+
				"has no form in an env file", v.Key))
		default:
			text.WriteString(v.Key + "=" + value + "\n")
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return text.Bytes(), nil
}

// quoteEnv chooses the form of a value. What each form can hold is what dotenv 16
// and godotenv agree on; line ends go into double quotes as \n where they can,
// since dotenv before version 15 knows no value of several lines.
func quoteEnv(value string) (string, bool) {
	trailing := strings.HasSuffix(value, `\`) // would escape the closing quote
	expanded := strings.Contains(value, `\n`) || strings.Contains(value, `\r`)
	double := !strings.Contains(value, `"`) && !trailing && !expanded
	single := !strings.ContainsAny(value, "'\r") && !trailing
	switch {
	case bare(value):
		return value, true
	case double && strings.ContainsAny(value, "\n\r"):
		return `"` + strings.NewReplacer("\n", `\n`, "\r", `\r`).Replace(value) + `"`, true
	case single:
		return "'" + value + "'", true
	case double:
		return `"` + value + `"`, true
	}
	return "", false
}

// bare reports whether a value needs no quotes. All white space is left to the
// quotes but inner blanks: what the parsers trim and where they end a line
// differs.
func bare(value string) bool {
	if value == "" || strings.Trim(value, " ") != value || strings.ContainsAny(value, "#\ufeff") ||
		strings.ContainsAny(value[:1], "'\"`") {
		return false
	}
	for _, r := range value {
		if r < ' ' || r == 0x7f || r == 0x85 || r == 0xa0 || r == 0x2028 || r == 0x2029 {
			return false
		}
	}
	return true
}

// WithoutCredentials sorts Variables by key and leaves out those whose names an
// env file uses for the credentials. left names them.
func WithoutCredentials(values map[string]string) (kept []Variable, left []string) {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if key == accountSIDKey || key == authTokenKey {
			left = append(left, key)
			continue
		}
		kept = append(kept, Variable{Key: key, Value: values[key]})
	}
	return kept, left
}

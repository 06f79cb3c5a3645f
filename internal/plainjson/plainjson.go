// Package plainjson says in the words of JSON what is wrong with a text, where encoding/json says it
// in the words of Go: no reader of a message knows the types of this program.
package plainjson

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// TrimMark takes away a byte order mark in UTF-8. Shells and editors of Windows write one.
func TrimMark(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }

// Explain returns the error of encoding/json about text with line, column and JSON's own names of
// types. The cause stays in its chain. Errors of other kinds are returned as they are.
func Explain(text []byte, err error) error {
	var syntax *json.SyntaxError
	var mismatch *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case wide(text):
		return &explained{"it " + CheckUTF8(text).Error(), err}
	case errors.As(err, &syntax):
		line, column := position(text, syntax.Offset)
		return &explained{fmt.Sprintf("it is not valid JSON at line %d, column %d: %s", line, column, syntax), err}
	case errors.As(err, &mismatch):
		line, column := position(text, mismatch.Offset)
		value, _, _ := strings.Cut(mismatch.Value, " ") // behind "number" comes the number
		return &explained{fmt.Sprintf("line %d, column %d: %s is a JSON %s where %s is needed", line, column,
			cmp.Or(mismatch.Field, "the document"), value, Name(mismatch.Type)), err}
	case strings.HasPrefix(err.Error(), "json: unknown field "): // likewise
		return &explained{strings.TrimPrefix(err.Error(), "json: unknown field ") +
			" is no member that is known here", err}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF): // of a Decoder
		return &explained{"it is not valid JSON: it ends too early", err}
	case strings.HasPrefix(err.Error(), "Time.UnmarshalJSON: "): // has no type of its own, and no place
		return &explained{"a date is not a JSON string", err}
	}
	return err
}

type explained struct {
	text  string
	cause error
}

func (e *explained) Error() string { return e.text }
func (e *explained) Unwrap() error { return e.cause }

// wide reports text in UTF-16 or another encoding, and none that is only damaged by a NUL.
func wide(text []byte) bool {
	err := CheckUTF8(text)
	return err != nil && strings.HasPrefix(err.Error(), "is ")
}

// Name is what JSON calls the type that a value goes into.
func Name(t reflect.Type) string {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil {
		return "another value"
	}
	switch k := t.Kind(); {
	case k == reflect.String:
		return "a string"
	case k == reflect.Bool:
		return "true or false"
	case k == reflect.Slice || k == reflect.Array:
		return "an array"
	case k >= reflect.Uint && k <= reflect.Uintptr:
		return "a whole number that is not negative"
	case k >= reflect.Int && k <= reflect.Int64:
		return "a whole number"
	case k == reflect.Float32 || k == reflect.Float64:
		return "a number"
	}
	return "an object"
}

// position converts an offset of encoding/json, which counts the bytes read including the offending
// one, to a line and a column, both from 1.
func position(text []byte, offset int64) (line, column int) {
	before := text[:max(0, min(int(offset)-1, len(text)))]
	line = 1 + bytes.Count(before, []byte("\n"))
	return line, len([]rune(string(before[bytes.LastIndexByte(before, '\n')+1:]))) + 1
}

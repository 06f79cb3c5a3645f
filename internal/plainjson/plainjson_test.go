package plainjson

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// No message names a type of Go, whatever the text is and whatever it is read into.
func TestExplain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		``: "it is not valid JSON at line 1, column 1: unexpected end of JSON input",
		`<html>`: "it is not valid JSON at line 1, column 1: invalid character '<' looking for " +
			"beginning of value",
		"{\n \"name\": 7}":            "line 2, column 10: name is a JSON number where a string is needed",
		`[]`:                          "line 1, column 1: the document is a JSON array where an object is needed",
		`{"list":{}}`:                 "line 1, column 9: list is a JSON object where an array is needed",
		`{"list":[{"count":"many"}]}`: "line 1, column 24: list.count is a JSON string where a whole number is needed",
		`{"list":[{"count":1.5}]}`:    "line 1, column 21: list.count is a JSON number where a whole number is needed",
		`{"on":"yes"}`:                "line 1, column 11: on is a JSON string where true or false is needed",
		`{"at":7}`:                    "a date is not a JSON string",
		`{"map":[]}`:                  "line 1, column 8: map is a JSON array where an object is needed",
		`{"nme":"x"}`:                 `"nme" is no member that is known here`,
		"\xff\xfe{\x00}\x00":          "it is text in UTF-16, as Notepad and the > of an older PowerShell write it; save it in UTF-8",
	} {
		var into struct {
			Name string     `json:"name"`
			On   *bool      `json:"on"`
			At   *time.Time `json:"at"`
			List []struct {
				Count int `json:"count"`
			} `json:"list"`
			Map map[string]string `json:"map"`
		}
		decoder := json.NewDecoder(strings.NewReader(text))
		decoder.DisallowUnknownFields()
		cause := decoder.Decode(&into)
		if !json.Valid([]byte(text)) { // a decoder of a stream says io.EOF of an empty text
			cause = json.Unmarshal([]byte(text), &into)
		}
		require.Error(t, cause, text)
		err := Explain([]byte(text), cause)
		assert.EqualError(t, err, want, text)
		assert.ErrorIs(t, err, cause)
	}
	other := errors.New("another error")
	assert.Equal(t, other, Explain([]byte(`{}`), other))
	assert.NoError(t, Explain([]byte(`{}`), nil))
}

func TestRepeated(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`{}`:                  nil,
		`{"a":1,"b":{"a":1}}`: nil,
		`{"a":1,"a":2,"a":3}`: {"a"},
		`{"a":{"b":1,"b":{}},"c":[{"d":1,"d":2}]}`: {"a.b", "c.[].d"},
		`{"a":1,"\u0061":2}`:                       {"a"},
		`{"a":1,"a":`:                              nil,
		`<html>`:                                   nil,
		strings.Repeat("[", 200000):                nil,
	} {
		assert.Equal(t, want, Repeated([]byte(text)), "%.40s", text)
	}
}

func TestTrimMark(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "{}", string(TrimMark([]byte("\ufeff{}"))))
	assert.Equal(t, "{}", string(TrimMark([]byte("{}"))))
}

// A decoder of a stream says EOF where the text ends too early.
func TestExplain_ofAStream(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "{", `{"name":`} {
		err := Explain([]byte(text), json.NewDecoder(strings.NewReader(text)).Decode(new(map[string]any)))
		assert.EqualError(t, err, "it is not valid JSON: it ends too early", text)
	}
}

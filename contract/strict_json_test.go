package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// decodeJSON reads the first value the plain way.
func decodeJSON(t testing.TB, data []byte) (value any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	require.NoError(t, d.Decode(&value))
	return value
}

func TestScanJSON_value(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		` {"a":[{"key":"x"}],"meta":{"key":"\u0061b"},"status":404,"b":[[]],"c":{"d":[1,[2,"3"],{}]}} x`,
		`[]`, `{}`, `null`, `true`, `false`, `-0.5e+30`, `""`, `[null,true,false,[[],[{}]],"",0]`,
		`{"a":1,"a":2}`, `{"a":{"b":1},"\u0061":{"c":[2]}}`, `{"":{"":{"":""}}}`, `{"a/b~":"c"}`,
		`"\ud83d\ude00 \ud83d \ude00 \\ \/ \" \b\f\n\r\t"`, `"ü € 😀"`,
		"[\"\xff\xfe\",{\"\xff\":\"a\"}]", `[1] [2]`,
	} {
		out := scanJSON([]byte(text))
		require.Nil(t, out.err, text)
		assert.Equal(t, decodeJSON(t, []byte(text)), out.value, text)
	}
	assert.Equal(t, 4, scanJSON([]byte(`[1] [2]`)).trailing)
	assert.Equal(t, -1, scanJSON([]byte(` [1] `)).trailing)
}

func TestScanJSON_duplicates(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	for i := range 100 {
		fmt.Fprintf(&many, `"k%d":{"k1":0},`, i)
	}
	for text, expected := range map[string][]string{
		`{"a":1,"b":1}`:                       nil,
		`{"a":1,"a":1}`:                       {"/a"},
		`{"a":1,"\u0061":1}`:                  {"/a"},
		`{"a":1,"A":1}`:                       nil,
		`{"a":{"a":{"a":1}}}`:                 nil,
		`[{"a":1},{"a":1}]`:                   nil,
		`[{"a":1},{"b":[0,{"c":1,"c":1}]}]`:   {"/1/b/1/c"},
		`{"a":1,"a":1,"a":1}`:                 {"/a", "/a"},
		`{"":1,"":2}`:                         {"/(a name of 0 bytes)"},
		`{"a/b":1,"a/b":1}`:                   {"/(a name of 3 bytes)"},
		`{"a":{"x":1},"b":1,"a":{"x":1}}`:     {"/a"},
		`{"a":{"b":1,"c":1},"b":1}`:           nil,
		`{` + many.String() + `"x":1}`:        nil,
		`{` + many.String() + `"k1":1}`:       {"/k1"},
		`{` + many.String() + `"k99":1}`:      {"/k99"},
		`{` + many.String() + `"x":1,"x":[]}`: {"/x"},
	} {
		out := scanJSON([]byte(text))
		require.Nil(t, out.err, text)
		assert.Equal(t, expected, out.duplicates, text)
	}
}

func TestScanJSON_faults(t *testing.T) {
	t.Parallel()
	for text, early := range map[string]bool{
		``: true, ` `: true, `{`: true, `[`: true, `"`: true, `"\`: true, `"\u00`: true, `{"a"`: true, `{"a":`: true,
		`{"a":1`:  true,
		`{"a":1,`: true, `[1,`: true, `tru`: true, `-`: true, `1.`: true, `1e`: true, `1e+`: true,
		`{]`: false, `[}`: false, `{a:1}`: false, `{"a",1}`: false, `{"a":1,}`: false, `[1,]`: false, `truE`: false,
		`nul0`: false, `+1`: false,
		`.5`: false, `-x`: false, `"\x"`: false, `"\u00zz"`: false, "\"\n\"": false, `NaN`: false, "\x00": false,
		`[` + strings.Repeat(`[`, jsonDepth): false, strings.Repeat(`{"a":`, jsonDepth+1): false,
	} {
		out := scanJSON([]byte(text))
		if assert.NotNil(t, out.err, "%.20q", text) {
			assert.Equal(t, early, out.err.early, "%.20q: %s", text, out.err)
			assert.Contains(t, out.err.Error(), " at byte "+strconv.Itoa(out.err.offset))
		}
	}
	for _, text := range []string{`01`, `1 1`, `{}{}`, `"a"b`, `null,`} {
		out := scanJSON([]byte(text))
		assert.Nil(t, out.err, text)
		assert.Positive(t, out.trailing, text)
	}
}

// FuzzScanJSON compares with encoding/json: the same texts are JSON with the same value, and a reader of tokens finds
// the same duplicates.
func FuzzScanJSON(f *testing.F) {
	for _, seed := range []string{
		`{"a":1,"a":2}`, `{"a":[{"b":1,"b":2}],"meta":{"key":"a"},"status":1e2}`,
		`[1,-0.5e+3,true,false,null,"\ud800\n"]`, `{"\u0061":1,"a":1}`, ` "x" y`,
		"\"\xff\"", `{"a":{}}{}`, `[[[[]]]]`, `{"":0,"":0}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		out := scanJSON(data)
		if valid := json.Valid(data); valid != (out.err == nil && out.trailing < 0) {
			t.Fatalf("json.Valid says %v, the scan %v, trailing %d", valid, out.err, out.trailing)
		} else if !valid {
			return
		}
		require.Equal(t, decodeJSON(t, data), out.value)
		if bytes.Contains(data, []byte(`\`)) || bytes.IndexFunc(data, func(r rune) bool { return r > 126 }) >= 0 {
			return // encoding/json replaces what is not Unicode, so that different keys become equal
		}
		if expected := referenceDuplicates(t, data); len(expected) != len(out.duplicates) {
			t.Fatalf("duplicates %q, want %q", out.duplicates, expected)
		}
	})
}

// referenceDuplicates finds duplicate keys the plain way.
func referenceDuplicates(t *testing.T, data []byte) (duplicates []string) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	type level struct {
		object bool
		name   bool // the next token of the object is a name
		names  []string
	}
	var levels []level
	for {
		token, err := d.Token()
		if err == io.EOF {
			return duplicates
		}
		if err != nil {
			t.Fatal(err)
		}
		if delim, ok := token.(json.Delim); ok && (delim == '}' || delim == ']') {
			levels = levels[:len(levels)-1]
			if len(levels) > 0 {
				levels[len(levels)-1].name = true
			}
			continue
		}
		if n := len(levels) - 1; n >= 0 && levels[n].object {
			if levels[n].name {
				name, _ := token.(string)
				if slices.Contains(levels[n].names, name) {
					duplicates = append(duplicates, name)
				}
				levels[n].names = append(levels[n].names, name)
				levels[n].name = false
				continue
			}
			levels[n].name = true
		}
		if delim, ok := token.(json.Delim); ok {
			levels = append(levels, level{object: delim == '{', name: true})
		}
	}
}

package mutants

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What breaks a rule is told, what a mutant makes of it breaks none, and no value breaks two.
func TestValueRules(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		schema, field string
		broken        map[string]string // value to rule
		kept          []string
	}{
		"name": {`{"type":"string","minLength":1,"maxLength":5,"pattern":"^[a-z-]+$"}`, "UniqueName",
			map[string]string{"": "empty", "abcdef": "too long", "A": "pattern"}, []string{"a", "abcde"}},
		"SID": {`{"type":"string","minLength":34,"maxLength":34,"pattern":"^ZB[0-9a-f]{32}$"}`, "BuildSid",
			map[string]string{"": "empty", "ZB": "pattern", strings.Repeat("a", 40): "pattern"},
			[]string{"ZB" + strings.Repeat("a", 32)}},
		"bytes": {`{"type":"string","x-max-bytes":4}`, "Value", map[string]string{"ééé": "too large"},
			[]string{"éé", ""}},
		"date": {`{"type":"string","format":"date-time"}`, "StartDate", map[string]string{"yesterday": "format"},
			[]string{"", "2018-11-10T20:00:00Z"}},
		"end": {`{"type":"string","format":"date-time"}`, "EndDate", map[string]string{"soon": "format"},
			[]string{"2018-11-10T20:00:00Z"}},
		"flag": {`{"type":"boolean"}`, "IsPlugin", map[string]string{"maybe": "wrong type", "": "wrong type"},
			[]string{"true", "False"}},
		"number": {`{"type":"integer","minimum":1,"maximum":9}`, "PageSize",
			map[string]string{"0": "too small", "10": "too large", "many": "wrong type"}, []string{"1", "9"}},
		"packages": {`{"type":"string","x-json-array-of":"Dependency"}`, "Dependencies",
			map[string]string{"lodash": "no JSON", `{"a":"1"}`: "no array of packages",
				`[{"name":"","version":"1"}]`: "no array of packages", "null": "no array of packages"},
			[]string{"", "[]", `[{"name":"a","version":"1"}]`, `"[{"name":"a","version":"1"}]"`}},
	}
	for name, tt := range tests {
		rules := valueRules(schemaOf(t, tt.schema))
		brokenBy := func(value string) []string {
			var all []string
			for _, r := range rules {
				if r.broken(value) {
					all = append(all, r.name)
				}
			}
			return all
		}
		for value, rule := range tt.broken {
			require.Equal(t, []string{rule}, brokenBy(value), "%s: %q", name, value)
			for _, r := range rules {
				if r.name == rule && tt.field != "PageSize" && tt.field != "StartDate" &&
					tt.field != "BuildSid" { // which are left out
					repaired := r.repaired(tt.field, value)
					if tt.field == "UniqueName" && rule != "too long" {
						assert.Equal(t, "filled-in", repaired) // too long for this schema, not for the real one
						continue
					}
					assert.Empty(t, brokenBy(repaired), "%s: %q became %q", name, value, repaired)
				}
			}
		}
		for _, value := range tt.kept {
			assert.Empty(t, brokenBy(value), "%s: %q", name, value)
		}
	}
}

// A text is cut to what it may have; JSON would be refused for its form then, so that a sample takes its place.
func TestValueRules_shorten(t *testing.T) {
	t.Parallel()
	for _, schema := range []string{`"maxLength":20`, `"x-max-bytes":20`} {
		rules := valueRules(schemaOf(t, `{"type":"string","x-json-array-of":"Dependency",`+schema+`}`))
		require.Contains(t, []string{"too long", "too large"}, rules[0].name)
		for value, want := range map[string]string{
			strings.Repeat("x", 21):                        strings.Repeat("x", 20),
			`[{"name":"` + strings.Repeat("x", 21) + `"}]`: "[]",
			`{"x":1}` + strings.Repeat(" ", 20):            `{"x":1}` + strings.Repeat(" ", 13),
		} {
			assert.True(t, rules[0].broken(value), value)
			assert.Equal(t, want, rules[0].repaired("Dependencies", value), value)
		}
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	f, err := parseForm(formMedia, []byte("a=1&b=x+y&a=2"))
	require.NoError(t, err)
	assert.Equal(t, []string{"1", "2"}, f.values("a"))
	f.set("a", []string{"é"})
	body, media, err := f.encode()
	require.NoError(t, err)
	assert.Equal(t, formMedia, media)
	assert.Equal(t, url.Values{"a": {"é"}, "b": {"x y"}}.Encode(), string(body))
	for contentType, body := range map[string]string{jsonMedia: "{}", formMedia: "%zz"} {
		_, err := parseForm(contentType, []byte(body))
		require.Error(t, err)
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	const upload = "--x\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/a\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"Content\"; filename=\"f\"\r\nContent-Type: text/plain\r\n\r\n" +
		"one\r\ntwo\r\n--x--\r\n"
	f, err := parseParts(multipartMedia+"; boundary=x", []byte(upload))
	require.NoError(t, err)
	assert.Equal(t, []string{"one\r\ntwo"}, f.values("Content"))
	assert.Empty(t, f.values("Visibility"))
	f.set("Path", []string{"/b"})
	f.set("Visibility", []string{"public"})
	body, media, err := f.encode()
	require.NoError(t, err)
	again, err := parseParts(media, body)
	require.NoError(t, err)
	for name, want := range map[string]string{"Path": "/b", "Content": "one\r\ntwo", "Visibility": "public"} {
		assert.Equal(t, []string{want}, again.values(name))
	}
	assert.Contains(t, string(body), `filename="f"`)
	_, err = parseParts(multipartMedia+"; boundary=x", []byte("--x\r\nContent"))
	require.Error(t, err)
}

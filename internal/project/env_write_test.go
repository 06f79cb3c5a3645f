package project

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEncodeEnv(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"plain":             "plain",
		"two words":         "two words",
		"a=b":               "a=b",
		"":                  "''",
		" padded ":          "' padded '",
		"pa$$word":          "pa$$word",
		"${HOME}":           "${HOME}",
		"#1":                "'#1'",
		"a # b":             "'a # b'",
		"it's":              "it's",
		`say "hi"`:          `say "hi"`,
		`"quoted"`:          `'"quoted"'`,
		`'quoted'`:          `"'quoted'"`,
		"`x`":               "'`x`'",
		`it's "it"`:         `it's "it"`,
		`c:\dir\`:           `c:\dir\`,
		`a\nb`:              `a\nb`,
		`#\n`:               `'#\n'`,
		"one\ntwo":          `"one\ntwo"`,
		"one\r\ntwo":        `"one\r\ntwo"`,
		"\n":                `"\n"`,
		"{\n \"a\": 1\n}":   "'{\n \"a\": 1\n}'",
		"back\\slash\nline": `"back\slash\nline"`,
		"\ttab":             "'\ttab'",
		"ünïcode 🎉":         "ünïcode 🎉",
	} {
		text, err := EncodeEnv([]Variable{{"A", value}})
		require.NoError(t, err, "%q", value)
		assert.Equal(t, "A="+want+"\n", string(text), "%q", value)
		back, err := parseEnv(text)
		require.NoError(t, err, "%q", value)
		assert.Equal(t, map[string]string{"A": value}, back)
	}
}

func TestEncodeEnv_refused(t *testing.T) {
	t.Parallel()
	secret := "it's \"s3cret\" # both"
	_, err := EncodeEnv([]Variable{{"GOOD", "1"}, {"BOTH", secret}, {"a-b", "1"}, {"AUTH_TOKEN", "x"}, {"END", `#\`},
		{"BIN", "\xff"}})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "s3cret")
	for _, key := range []string{"BOTH", `"a-b"`, "AUTH_TOKEN", "END", "BIN"} {
		assert.ErrorContains(t, err, key)
	}
	assert.NotContains(t, err.Error(), "GOOD")
	for _, value := range []string{"a\x00b", "\ufeffa", "\xff"} { // quotes are not what is wrong with these
		_, err = EncodeEnv([]Variable{{"A", value}})
		require.ErrorContains(t, err, "the value of A has a NUL byte, a byte order mark or what is no UTF-8")
		assert.NotContains(t, err.Error(), "quotes")
	}
}

// Whatever is written is read back, whatever stands before and after it.
func FuzzEncodeEnv(f *testing.F) {
	for _, value := range []string{"x", "a\nb", `\n`, `it's "x"`, "'", `"`, `\`, "#", "$A", "\r", "\t", "`",
		"\ue000\\", "\u2028", "export B=1"} {
		f.Add(value, "y")
		f.Add("'#\"", value)
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		text, err := EncodeEnv([]Variable{{"A", one}, {"B.c", two}, {"export", one}})
		if err != nil {
			require.True(t, strings.ContainsAny(one+two, "'\"\\\r\x00\ufeff") || !utf8.ValidString(one) ||
				!utf8.ValidString(two), "%q %q", one, two)
			return
		}
		back, err := parseEnv(text)
		require.NoError(t, err, "%q", text)
		require.Equal(t, map[string]string{"A": one, "B.c": two, "export": one}, back, "%q", text)
	})
}

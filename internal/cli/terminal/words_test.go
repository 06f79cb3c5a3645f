package terminal

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestLines(t *testing.T) {
	t.Parallel()
	assert.Equal(t, Shown("a\n  | b    c"), Lines("a\r\nb\tc\n"))
	assert.Equal(t, Shown(`\u001b[2J\u001b]0;title\u0007`), Lines("\x1b[2J\x1b]0;title\a"))
	assert.Equal(t, Shown("a\n  | ::error::b"), Lines("a\n::error::b"), "a command does not begin a line")
}

func TestSize(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 1499: "1.5 kB", 999_949: "999.9 kB", 999_950: "1.0 MB",
		26_214_400: "26.2 MB",
	} {
		assert.Equal(t, want, Size(bytes), "%d bytes", bytes)
	}
}

func TestPlural(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "0 functions", Plural(0, "function"))
	assert.Equal(t, "1 function", Plural(1, "function"))
	assert.Equal(t, "1 dependency", Plural(1, "dependency"))
	assert.Equal(t, "2 dependencies", Plural(2, "dependency"))
}

func TestSome(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "a", Few([]string{"a"}))
	assert.Equal(t, "a, b, c, d, e", Few(strings.Split("abcde", "")))
	assert.Equal(t, "a, b, c, d, e and 2 more", Few(strings.Split("abcdefg", "")))
}

// oneLine: whatever a value holds, a row of a table stays one line and a terminal is not written to
// behind its back.
func TestOneLine(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"":             "",
		"plain words":  "plain words",
		"größe 日本":     "größe 日本",
		"two\nlines":   `"two\nlines"`,
		"a\ttab":       `"a\ttab"`,
		"\x1b[31mred":  `"\x1b[31mred"`,
		`a "quote"`:    `"a \"quote\""`,
		`back\slash`:   `"back\\slash"`,
		"not\xffUTF-8": `"not\xffUTF-8"`,
	} {
		assert.Equal(t, want, OneLine(value))
	}
	rapid.Check(t, func(t *rapid.T) {
		assert.NotContains(t, OneLine(rapid.String().Draw(t, "value")), "\n")
	})
}

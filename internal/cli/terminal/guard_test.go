package terminal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// guarded is what a Guard makes of some writes.
func guarded(t require.TestingT, colours bool, writes ...string) string {
	var out bytes.Buffer
	g := NewGuard(&out, colours)
	for _, text := range writes {
		n, err := io.WriteString(g, text)
		require.NoError(t, err)
		require.Equal(t, len(text), n)
	}
	require.NoError(t, g.Flush())
	return out.String()
}

func TestGuard(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a line\nand a table\tcell\n":        "a line\nand a table\tcell\n",
		"\x1b[2J\x1b]0;title\a\r":            `\u001b[2J\u001b]0;title\u0007\r`,
		"::error::forged\n":                  `\u003a:error::forged` + "\n",
		"ok\n \t ::set-output name=x::y\n":   "ok\n \t " + `\u003a:set-output name=x::y` + "\n",
		"\u00a0\u3000::stop-commands::t":     "\u00a0\u3000" + `\u003a:stop-commands::t`,
		"std::vector and a ::b\n":            "std::vector and a ::b\n",
		"log ##[set-env name=x]y":            `log \u0023#[set-env name=x]y`,
		"##[set-env name=x]y":                `\u0023#[set-env name=x]y`,
		"### Plan\n## x [a]":                 "### Plan\n## x [a]",
		"####[warning]":                      `##\u0023#[warning]`,
		":":                                  ":",
		"#":                                  "#",
		"\x1b[31mred\x1b[0m":                 `\u001b[31mred\u001b[0m`,
		"reversed \u202e and not UTF-8 \xff": `reversed \u202e and not UTF-8 \xff`,
	} {
		assert.Equal(t, want, guarded(t, false, text), "%q", text)
		assert.Equal(t, want, guarded(t, false, strings.Split(text, "")...), "%q in pieces", text)
		assert.Equal(t, text == want, Passes([]byte(text)), "%q", text)
	}
	assert.Equal(t, "\x1b[31mred\x1b[0m"+`\u001b[7m`, guarded(t, true, "\x1b[31mred\x1b[0m\x1b[7m"),
		"the colours of Paint alone")
}

// workflowCommand is what the runner of GitHub Actions obeys: after white space at the begin of a
// line, or in the old form anywhere.
var workflowCommand = regexp.MustCompile(`(?m)^[\p{Z}\s]*::|##\[`)

func TestGuard_property(t *testing.T) {
	t.Parallel()
	nasty := rapid.SampledFrom([]string{":", "::", "##[", "#", "[", "\n", " ", "\t", "a", "\x1b", "\x9b", "\u202e",
		"\u2028", "\r", "é", "\xc3"})
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(nasty).Draw(t, "pieces")
		got := guarded(t, false, pieces...)
		require.Equal(t, guarded(t, false, strings.Join(pieces, "")), got, "however it is cut")
		require.NotRegexp(t, workflowCommand, got)
		for _, r := range got {
			require.False(t, unicode.IsControl(r) && r != '\n' && r != '\t' ||
				unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp), "%q", got)
		}
		require.True(t, Passes([]byte(got)), "twice is once: %q", got)
	})
}

// What a program reads as JSON has the same value behind a Guard.
func TestGuard_json(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := map[string]string{"a": rapid.String().Draw(t, "a"),
			"::b": "##[error]\u202e\u009b::" + rapid.String().Draw(t, "b")}
		var plain bytes.Buffer
		encoder := json.NewEncoder(&plain)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		require.NoError(t, encoder.Encode(value))
		var want, got map[string]string
		require.NoError(t, json.Unmarshal(plain.Bytes(), &want))
		text := guarded(t, false, plain.String())
		require.NoError(t, json.Unmarshal([]byte(text), &got))
		require.Equal(t, want, got)
		require.NotRegexp(t, workflowCommand, text)
	})
}

func TestFprintf(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	_, err := Fprintf(&b, "%s|%-4s|%q|%v|%*d|%5.1f|%s|%s\n", "a\nb", "c", "d\n", errors.New("e\x1b"), 3, 7, 1.25,
		[]string{"x\ry"}, Shown("1\n2"))
	require.NoError(t, err)
	assert.Equal(t, `a\nb|c   |"d\n"|e\u001b|  7|  1.2|[x\ry]|1`+"\n2\n", b.String())
	assert.Equal(t, `bidi \u202e`, Sprintf("bidi %s", "\u202e"))
	assert.Equal(t, "true <nil> 5", Sprintf("%t %v %d", true, nil, 5))
}

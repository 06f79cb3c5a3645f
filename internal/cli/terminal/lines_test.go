package terminal

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestWrapLines(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"short\n":                              "short\n",
		"exactly twenty wide.\n":               "exactly twenty wide.\n",
		"one more than twenty.\n":              "one more than\n  twenty.\n",
		"  indented words go on further\n":     "  indented words go\n    on further\n",
		"https://example.com/a/long/path\n":    "https://example.com/a/long/path\n",
		"see https://example.com/a/long/path":  "see\n  https://example.com/a/long/path",
		"  curl -u \"$A:$B\" http://x/y/z/0\n": "  curl -u \"$A:$B\" http://x/y/z/0\n",
		"first\nsecond is longer than that\n":  "first\nsecond is longer\n  than that\n",
		"\x1b[31merror:\x1b[0m is 17 wide\n":   "\x1b[31merror:\x1b[0m is 17 wide\n",
		"zwölf Wörter über München\n":          "zwölf Wörter über\n  München\n",
		"":                                     "",
	} {
		w := &Writer{Writer: &strings.Builder{}, Columns: func() int { return 20 }}
		assert.Equal(t, want, WrapLines(w, text))
		assert.Equal(t, text, WrapLines(&Writer{}, text), "no terminal")
	}
}

// No word is lost or broken, and no line is wider than the terminal but for one word.
func TestWrapLines_words(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.StringMatching(` ? ? ?([a-zé/]{1,30} ){0,9}[a-z]{1,9}\n`), 0, 4).
			Draw(t, "lines"), "")
		columns := rapid.IntRange(10, 90).Draw(t, "columns")
		var out strings.Builder
		w := &Writer{Writer: &out, Columns: func() int { return columns }, Breaks: true}
		n, err := w.Write([]byte(text))
		assert.NoError(t, err)
		assert.Equal(t, len(text), n)
		assert.Equal(t, strings.Fields(text), strings.Fields(out.String()))
		for line := range strings.Lines(out.String()) {
			if len(strings.Fields(line)) > 1 {
				assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), columns, "%q", line)
			}
		}
	})
}

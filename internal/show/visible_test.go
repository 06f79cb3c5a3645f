package show

import (
	"encoding/json"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestVisible(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "",
		"plain größe 日本 👩‍👩‍👧": "plain größe 日本 👩‍👩‍👧",
		"a\nb\r\tc":                 `a\nb\r\tc`,
		"\x1b]52;c;x\a":             `\u001b]52;c;x\u0007`,
		"\x7f\u0085\u009b1m":        `\u007f\u0085\u009b1m`,
		"not UTF-8 \x9b \xff":       `not UTF-8 \x9b \xff`,
		"abc\u202egnp":              `abc\u202egnp`,
		"\u2066a\u2069\u200f\u061c": `\u2066a\u2069\u200f\u061c`,
		"\u2028\u2029\ufeff":        `\u2028\u2029\ufeff`,
		"\U000e0041":                `\udb40\udc41`,
		"\x00":                      `\u0000`,
		`back\slash "quote"`:        `back\slash "quote"`,
	} {
		assert.Equal(t, want, Visible(text))
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom(nil, unicode.C, unicode.Z), 0, 20,
			-1)).Draw(t,
			"text")
		visible := Visible(text)
		for _, r := range visible {
			require.False(t, Hidden(r), "%q", visible)
		}
		require.Equal(t, visible, Visible(visible), "twice is once")
	})
}

// Within a string of JSON, what is spelled out means the same.
func TestVisible_inJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		encoded, err := json.Marshal(text)
		require.NoError(t, err)
		var want, got string
		require.NoError(t, json.Unmarshal(encoded, &want))
		require.NoError(t, json.Unmarshal([]byte(Visible(string(encoded))), &got))
		require.Equal(t, want, got)
	})
}

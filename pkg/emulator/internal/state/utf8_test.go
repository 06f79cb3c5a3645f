package state

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

// However a text is cut into writes, the verdict is that of utf8.Valid.
func TestUTF8Check(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "abc", "zażółć", "日本", "🐙🐙", "\xff", "a\xe2\x82", "\xe2\x82a",
		"\xf0\x9f\x90",
		"\x80", "\xed\xa0\x80", "é\xc3"} {
		for cut := range len(text) + 1 {
			for second := cut; second <= len(text); second++ {
				var u utf8Check
				for _, p := range []string{text[:cut], text[cut:second], text[second:]} {
					u.write([]byte(p))
				}
				assert.Equal(t, utf8.ValidString(text), u.valid(), "%q cut at %d and %d", text, cut, second)
			}
		}
	}
}

package show

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible returns a text with the characters spelled out that a terminal or a log would obey
// instead of show: control characters, line breaks, those that change the direction of the text,
// and bytes that are not UTF-8. They are spelled as in JSON, \u001b, with \n, \r and \t for these
// three. All other text stays as it is.
func Visible(text string) string {
	clean := true
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if Hidden(r) || r == utf8.RuneError && n == 1 {
			clean = false
			break
		}
		i += n
	}
	if clean {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case Hidden(r):
			b.WriteString(Spell(r))
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// Hidden reports whether a character does something else than show itself. The two joiners belong
// to the spelling of words and of emoji.
func Hidden(r rune) bool {
	const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'
	return r < ' ' || r >= 0x7f &&
		(unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && r != zeroWidthNonJoiner &&
			r != zeroWidthJoiner)
}

// Spell writes a character as a JSON string would: of what is printed within one, the value stays
// the same.
func Spell(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r > 0xffff:
		r -= 0x10000
		return fmt.Sprintf(`\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

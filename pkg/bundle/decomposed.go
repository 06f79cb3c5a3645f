package bundle

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// marks are the characters that Unicode's form NFD puts behind a letter and that no keyboard writes by
// themselves: the accents of Latin, Greek and Cyrillic, the parts of syllables of Hangul, the voice marks of Kana.
var marks = &unicode.RangeTable{R16: []unicode.Range16{{0x300, 0x36f, 1}, {0x1160, 0x11ff, 1}, {0x3099, 0x309a, 1}}}

// decomposed returns the first letter of a name that is written as a letter and a mark, or "". Some
// systems write file names so (Unicode's form NFD); keyboards and editors write a single character,
// so a link in a page does not lead to such a file although it looks the same.
func decomposed(name string) string {
	before := ""
	for _, c := range name {
		if unicode.Is(marks, c) && before != "" {
			return before + string(c)
		}
		before = string(c)
	}
	return ""
}

// decomposedPaths warns of files whose path is not written with single characters.
func (b *Bundle) decomposedPaths() string {
	const named = 3
	var files []string
	first := ""
	for _, list := range [][]File{b.Functions, b.Assets} {
		for _, f := range list {
			if pair := decomposed(f.Path); pair != "" {
				if first == "" {
					first = fmt.Sprintf("%+q", pair)
				}
				files = append(files, show.Name(f.Source))
			}
		}
	}
	if len(files) == 0 {
		return ""
	}
	list := strings.Join(files[:min(named, len(files))], ", ")
	if n := len(files) - named; n > 0 {
		list += fmt.Sprintf(" and %d more", n)
	}
	return fmt.Sprintf("%s: the path has letter and mark as two characters (%s, form NFD); "+
		"a link that is typed uses a single one and does not find the file: rename it with single characters",
		list, first)
}

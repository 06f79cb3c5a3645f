package bundle

import (
	"fmt"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/show"
)

// decomposed returns the first two characters of a name for which Unicode has a single one, or "".
// Some systems write file names so (Unicode's form NFD); keyboards and editors write the single one,
// so a link in a page does not lead to such a file although it looks the same.
func decomposed(name string) string {
	var before rune
	for _, c := range name {
		if c >= 0x300 && (jamo(before, c) || strings.ContainsRune(composing(c), before)) { // before 0x300 are no marks
			return string([]rune{before, c})
		}
		before = c
	}
	return ""
}

// jamo reports two parts of one syllable of Hangul: consonant and vowel, or an open syllable and a consonant.
func jamo(before, c rune) bool {
	consonant, vowel := 0x1100 <= before && before <= 0x1112, 0x1161 <= c && c <= 0x1175
	open, final := 0xac00 <= before && before <= 0xd7a3 && (before-0xac00)%28 == 0, 0x11a8 <= c && c <= 0x11c2
	return consonant && vowel || open && final
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
	return fmt.Sprintf("%s: the path has two characters (%s) where Unicode has one that looks the same (form NFD); "+
		"a link that is typed uses the one and does not find the file: rename it with single characters", list, first)
}

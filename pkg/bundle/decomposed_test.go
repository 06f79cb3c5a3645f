package bundle

import (
	"fmt"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
)

// Every character of Unicode that form NFD writes as several is recognised in that form, and not in
// its own, unless it is one that form NFC decomposes too.
func TestDecomposed_unicode(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= utf8.MaxRune; r++ {
		text := string(r)
		if !utf8.ValidRune(r) || !norm.NFC.IsNormalString(text) {
			continue
		}
		require.Empty(t, decomposed("/a/"+text+".txt"), "%U", r)
		if apart := norm.NFD.String(text); apart != text {
			require.NotEmpty(t, decomposed("/a/"+apart+".txt"), "%U", r)
		}
	}
}

func TestDecomposed(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"caf\u00e9":          "",
		"cafe\u0301":         "e\u0301",
		"x\u0302":            "", // has no single character
		"\u0301e":            "",
		"\u1112\u1161\u11ab": "\u1112\u1161",
		"\ud558\u11ab":       "\ud558\u11ab",
		"\ud55c\u11ab":       "", // a syllable that has its final consonant
		"\u304b\u3099":       "\u304b\u3099",
		"\u0e19\u0e49\u0e33": "", // Thai has marks and no single characters
		"plain.js":           "",
		"":                   "",
	} {
		assert.Equal(t, want, decomposed(name), "%+q", name)
	}
}

func TestBundle_Warnings_decomposed(t *testing.T) {
	t.Parallel()
	project := fstest.MapFS{
		"functions/cre\u0301ole.js": text("1"), "assets/caf\u00e9.txt": text("1"), "assets/cafe\u0301.txt": text("2"),
	}
	b, err := Read(project, nil)
	require.NoError(t, err)
	require.Len(t, b.Assets, 2, "they are two files with two paths")
	warnings := b.Warnings()
	require.Len(t, warnings, 1)
	assert.Contains(t, warnings[0], "functions/cre\u0301ole.js, assets/cafe\u0301.txt: the path has two characters (\"e\\u0301\")")
	for i := range 1000 {
		project[fmt.Sprintf("assets/u\u0308-%d.txt", i)] = text("")
	}
	b, err = Read(project, nil)
	require.NoError(t, err)
	assert.Contains(t, b.Warnings()[0], " and 999 more: ")
}

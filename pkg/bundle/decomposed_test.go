package bundle

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDecomposed(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"caf\u00e9":          "",
		"cafe\u0301":         "e\u0301",
		"\u0301e":            "",
		"\u1112\u1161\u11ab": "\u1112\u1161",
		"\ud558\u11ab":       "\ud558\u11ab",
		"\u0301":             "",
		"\u0430\u0306":       "\u0430\u0306",
		"\u0939\u093f":       "", // Hindi has marks that are typed
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
	assert.Contains(t, warnings[0], "functions/cre\u0301ole.js, assets/cafe\u0301.txt: the path has letter and mark "+
		"as two characters (\"e\\u0301\", form NFD)")
	for i := range 1000 {
		project[fmt.Sprintf("assets/u\u0308-%d.txt", i)] = text("")
	}
	b, err = Read(project, nil)
	require.NoError(t, err)
	assert.Contains(t, b.Warnings()[0], " and 999 more: ")
}

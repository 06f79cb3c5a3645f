package compile

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// testdata/tsc is what TypeScript 5.9 made of testdata/source, with the tsconfig.json there. Both give
// the same answers and errors.
func TestCompile_likeTSC(t *testing.T) {
	t.Parallel()
	b, warnings, err := read(t, "testdata/source", Options{})
	require.NoError(t, err)
	assert.Empty(t, warnings)
	direct := contents(t, b)
	events := []map[string]string{
		{}, {"name": "Ann", "lang": "de"}, {"name": "", "count": "3"}, {"count": "11"}, {"name": "日本", "lang": "en"},
	}
	built := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(built, "out"), os.DirFS("testdata/tsc")))
	scripts := map[string]string{}
	for _, f := range b.Functions {
		text, err := os.ReadFile("testdata/tsc/" + strings.TrimSuffix(f.Source, ".ts") + ".js")
		require.NoError(t, err)
		scripts["/functions"+f.Path] = string(text)
	}
	want := map[string][]string{}
	for path, text := range scripts { // in processes of their own: each Function has a copy of what it imports
		maps.Copy(want, calls(t, built, map[string]string{path: text}, events...))
		own := strings.TrimPrefix(path, "/functions")
		got := calls(t, t.TempDir(), map[string]string{own: direct[own]}, events...)
		assert.Equal(t, want[path], got[own], path)
	}
	require.Len(t, want, 4)
	assert.Equal(t, "greet: Hallo Ann. (2)", want["/functions/greet"][1])
	assert.Equal(t, "failed: at most 10, not 11", want["/functions/orders/total"][3])
	assert.Equal(t, "failed: worn out", want["/functions/assigned"][2])
}

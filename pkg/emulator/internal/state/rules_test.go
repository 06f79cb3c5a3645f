package state

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNormalizePath(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"/": "/", "a": "/a", "/a": "/a", "a/b.html": "/a/b.html", "/ü": "/ü", "//a": "//a", "/a b": "/a b",
		"/" + strings.Repeat("x", 254): "/" + strings.Repeat("x", 254),
		strings.Repeat("é", 254):       "/" + strings.Repeat("é", 254),
		"/" + strings.Repeat("x", 255): "", strings.Repeat("x", 255): "",
		"/a#b": "", "/a;b": "", "/a,b": "", "/a?b": "", "/a:b": "", "/a@b": "", "/a+b": "", "/a&b": "", "/a$b": "",
		"/a(b": "", "/a)b": "", "/a'b": "", `/a"b`: "", "/a\nb": "", "/a\x00b": "", "/a\x7fb": "", "/a\xffb": "",
	} {
		got, err := NormalizePath(in)
		assert.Equal(t, want, got, "%q", in)
		assert.Equal(t, want == "", err != nil, "%q: %v", in, err)
	}
}

func FuzzNormalizePath(f *testing.F) {
	for _, s := range []string{"", "/", "a", "/a#b", "\xff", "/é", strings.Repeat("x", 300), "/\u0085"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, err := NormalizePath(in)
		if err != nil {
			require.Empty(t, got)
			require.True(t, utf8.ValidString(err.Error()))
			return
		}
		require.True(t, got == in || got == "/"+in)
		require.True(t, strings.HasPrefix(got, "/") && utf8.ValidString(got))
		require.LessOrEqual(t, utf8.RuneCountInString(got), 255)
		require.False(t, strings.ContainsAny(got, "#;,?:@+&$()'\"\x00\n"))
		again, err := NormalizePath(got)
		require.NoError(t, err)
		require.Equal(t, got, again, "normal paths stay as they are")
	})
}

package bundle

import (
	"io/fs"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPathAndVisibility(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		function   bool
		path       string
		visibility Visibility
	}{
		"hello.js":                       {true, "/hello", Public},
		"index.js":                       {true, "/index", Public},
		"sms.protected.js":               {true, "/sms", Protected},
		"lib/text.private.js":            {true, "/lib/text", Private},
		"v1.2/a.b.js":                    {true, "/v1.2/a.b", Public},
		"index.html":                     {false, "/index.html", Public},
		"x.private.json":                 {false, "/x.json", Private},
		"a/b/app.protected.css":          {false, "/a/b/app.css", Protected},
		"archive.tar.private.gz":         {false, "/archive.tar.gz", Private},
		"LICENSE":                        {false, "/LICENSE", Public},
		"key.private":                    {false, "/key", Private},
		"private/notes.txt":              {false, "/private/notes.txt", Public},
		"private.json":                   {false, "/private.json", Public},
		"a.private-notes.txt":            {false, "/a.private-notes.txt", Public},
		"ünïcode.txt":                    {false, "/ünïcode.txt", Public},
		strings.Repeat("x", 254):         {false, "/" + strings.Repeat("x", 254), Public},
		strings.Repeat("ü", 254):         {false, "/" + strings.Repeat("ü", 254), Public},
		strings.Repeat("y/", 126) + "zz": {false, "/" + strings.Repeat("y/", 126) + "zz", Public},
	} {
		path, visibility, problem := pathAndVisibility(name, want.function)
		require.Nil(t, problem, name)
		assert.Equal(t, want.path, path, name)
		assert.Equal(t, want.visibility, visibility, name)
	}
}

func TestPathAndVisibility_refused(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"my logo.png":            `"/my logo.png": the character ' ' is not allowed in a path; rename it, for example to "my-logo.png"`,
		"a\tb.txt":               `the character '\t' is not allowed`,
		"a\x7fb.txt":             `the character '\x7f' is not allowed`,
		"a\u00a0b.txt":           `the character '\u00a0' is not allowed`,
		"bad\xff.txt":            `the name is not valid UTF-8; rename the file`,
		"x.private.tar.gz":       `".private": sets no visibility in this place, so the file would be public; write .private in lower case, once, right before the last extension`,
		"x.Private.json":         `".Private": sets no visibility in this place`,
		"x.private.protected.js": `".private": sets no visibility in this place`,
		"lib.protected/x.js":     `".protected": sets no visibility in this place`,
		"lib/.private.json":      `".private.json": leaves no name for the path; rename the file`,
		strings.Repeat("x", 255): `the path is 256 characters long, the limit is 255; shorten the names`,
	} {
		_, _, problem := pathAndVisibility(name, false)
		if assert.NotNil(t, problem, name) {
			assert.Contains(t, problem.String(), want, name)
		}
	}
	for _, c := range `#;,?:@+&$()'" \` {
		_, _, problem := pathAndVisibility("a"+string(c)+"b.js", true)
		if assert.NotNil(t, problem, "%q", c) {
			assert.Contains(t, problem.String(), `for example to "a-b.js"`)
		}
	}
}

// A Function's extension does not count towards the limit, since its path has none.
func TestPathAndVisibility_lengthOfFunction(t *testing.T) {
	t.Parallel()
	_, _, problem := pathAndVisibility(strings.Repeat("x", 254)+".protected.js", true)
	assert.Nil(t, problem)
	_, _, problem = pathAndVisibility(strings.Repeat("x", 255)+".protected.js", true)
	assert.NotNil(t, problem)
}

func FuzzPathAndVisibility(f *testing.F) {
	for _, name := range []string{"hello.js", "lib/x.private.js", ".private", "a.protected", "ü/ö.js", "a b",
		"x..private.js", ".js"} {
		f.Add(name, true)
		f.Add(name, false)
	}
	f.Fuzz(func(t *testing.T, name string, function bool) {
		if !fs.ValidPath(name) {
			t.Skip("a walk never yields it")
		}
		path, visibility, problem := pathAndVisibility(name, function)
		if problem != nil {
			require.Empty(t, path)
			require.NotEmpty(t, problem.Reason)
			require.NotEmpty(t, problem.Action)
			return
		}
		require.True(t, strings.HasPrefix(path, "/"), path)
		require.Greater(t, len(path), 1)
		require.False(t, strings.HasSuffix(path, "/"), path)
		require.LessOrEqual(t, utf8.RuneCountInString(path), 255)
		require.False(t, strings.ContainsAny(path, disallowedInPath), path)
		require.Equal(t, -1, strings.IndexFunc(path, unicode.IsControl))
		require.Contains(t, []Visibility{Public, Protected, Private}, visibility)
		// No name that carries the word as an extension of its own ends up public.
		if strings.Contains(name+".", ".private.") || strings.Contains(name+".", ".protected.") {
			require.NotEqual(t, Public, visibility, name)
		}
	})
}

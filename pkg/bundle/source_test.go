package bundle_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

func TestSources(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path       string
		visibility bundle.Visibility
		function   string // "" when there is none
		asset      string
	}{
		{"/hello", bundle.Public, "functions/hello.js", "assets/hello"},
		{"/admin/sms", bundle.Protected, "functions/admin/sms.protected.js", "assets/admin/sms.protected"},
		{"/menu.xml", bundle.Private, "functions/menu.xml.private.js", "assets/menu.private.xml"},
		{"/archive.tar.gz", bundle.Protected, "functions/archive.tar.gz.protected.js",
			"assets/archive.tar.protected.gz"},
		{"/.well-known/x.json", bundle.Public, "", "assets/.well-known/x.json"},
		{"/", bundle.Public, "", ""},
		{"/a/", bundle.Public, "", ""},
		{"/../x", bundle.Public, "", ""},
		{"/a/../../x", bundle.Public, "", ""},
		{"//x", bundle.Public, "", ""},
		{"/a//x", bundle.Public, "", ""},
		{"/./x", bundle.Public, "", ""},
		{`/a\..\x`, bundle.Public, "", ""},
		{"/.env", bundle.Public, "", ""},
		{"/a/.git/x", bundle.Public, "", ""},
		{"/node_modules/x", bundle.Public, "", ""},
		{"/my logo.png", bundle.Public, "", ""},
		{"/x.private.js", bundle.Public, "", ""},
		{"/x.private", bundle.Public, "", ""},
		{"/x\x00", bundle.Public, "", ""},
		{"relative", bundle.Public, "", ""},
		{"", bundle.Public, "", ""},
		{"/hello", bundle.Visibility("secret"), "", ""},
	} {
		function, err := bundle.FunctionSource(c.path, c.visibility)
		assert.Equal(t, c.function, function, "%q %s: %v", c.path, c.visibility, err)
		assert.Equal(t, c.function == "", err != nil, "%q", c.path)
		asset, err := bundle.AssetSource(c.path, c.visibility)
		assert.Equal(t, c.asset, asset, "%q %s: %v", c.path, c.visibility, err)
		assert.Equal(t, c.asset == "", err != nil, "%q", c.path)
	}
}

// What a name stands for is what a deploy makes of the file.
func FuzzSources(f *testing.F) {
	for _, path := range []string{"/hello", "/a/b.c", "/a.private", "/..", "/x.protected.y", "/ü", "/.well-known/a"} {
		f.Add(path, 0, true)
		f.Add(path, 2, false)
	}
	f.Fuzz(func(t *testing.T, path string, which int, function bool) {
		v := []bundle.Visibility{bundle.Public, bundle.Protected, bundle.Private}[uint(which)%3]
		name := bundle.AssetSource
		if function {
			name = bundle.FunctionSource
		}
		source, err := name(path, v)
		if err != nil {
			return
		}
		bundle, err := bundle.Read(fstest.MapFS{source: {Data: []byte("x")}}, nil)
		require.NoError(t, err, "%q", source)
		files := bundle.Assets
		if function {
			files = bundle.Functions
		}
		require.Len(t, files, 1, "%q", source)
		require.Equal(t, path, files[0].Path)
		require.Equal(t, v, files[0].Visibility)
	})
}

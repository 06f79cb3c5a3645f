package deployer_test

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func TestSources(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path       string
		visibility deployer.Visibility
		function   string // "" when there is none
		asset      string
	}{
		{"/hello", deployer.Public, "functions/hello.js", "assets/hello"},
		{"/admin/sms", deployer.Protected, "functions/admin/sms.protected.js", "assets/admin/sms.protected"},
		{"/menu.xml", deployer.Private, "functions/menu.xml.private.js", "assets/menu.private.xml"},
		{"/archive.tar.gz", deployer.Protected, "functions/archive.tar.gz.protected.js", "assets/archive.tar.protected.gz"},
		{"/.well-known/x.json", deployer.Public, "", "assets/.well-known/x.json"},
		{"/", deployer.Public, "", ""},
		{"/a/", deployer.Public, "", ""},
		{"/../x", deployer.Public, "", ""},
		{"/a/../../x", deployer.Public, "", ""},
		{"//x", deployer.Public, "", ""},
		{"/a//x", deployer.Public, "", ""},
		{"/./x", deployer.Public, "", ""},
		{`/a\..\x`, deployer.Public, "", ""},
		{"/.env", deployer.Public, "", ""},
		{"/a/.git/x", deployer.Public, "", ""},
		{"/node_modules/x", deployer.Public, "", ""},
		{"/my logo.png", deployer.Public, "", ""},
		{"/x.private.js", deployer.Public, "", ""},
		{"/x.private", deployer.Public, "", ""},
		{"/x\x00", deployer.Public, "", ""},
		{"relative", deployer.Public, "", ""},
		{"", deployer.Public, "", ""},
		{"/hello", deployer.Visibility("secret"), "", ""},
	} {
		function, err := deployer.FunctionSource(c.path, c.visibility)
		assert.Equal(t, c.function, function, "%q %s: %v", c.path, c.visibility, err)
		assert.Equal(t, c.function == "", err != nil, "%q", c.path)
		asset, err := deployer.AssetSource(c.path, c.visibility)
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
		v := []deployer.Visibility{deployer.Public, deployer.Protected, deployer.Private}[uint(which)%3]
		name := deployer.AssetSource
		if function {
			name = deployer.FunctionSource
		}
		source, err := name(path, v)
		if err != nil {
			return
		}
		bundle, err := deployer.ReadBundle(fstest.MapFS{source: {Data: []byte("x")}})
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

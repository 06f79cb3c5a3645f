package pull

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func TestFiles(t *testing.T) {
	t.Parallel()
	build := &serverless.Build{}
	for path, v := range map[string]serverless.BuildVisibility{"/hello": "PUBLIC", "/sms": "protected",
		deployer.ManifestPath: "private", "/../../etc/passwd": "public"} {
		build.FunctionVersions = append(build.FunctionVersions,
			serverless.BuildFunctionVersion{Path: path, Visibility: v})
	}
	for path, v := range map[string]serverless.BuildVisibility{"/a.css": "public", "/b.xml": "protected",
		"/c.json": "private", "/": "public"} {
		build.AssetVersions = append(build.AssetVersions, serverless.BuildAssetVersion{Path: path, Visibility: v})
	}
	sources := func(files []File) (all []string) {
		for _, f := range files {
			all = append(all, f.Source)
		}
		return all
	}
	got, left := files(build, true)
	assert.Equal(t, []string{"assets/a.css", "assets/b.protected.xml", "functions/hello.js",
		"functions/sms.protected.js"}, sources(got))
	assert.Len(t, left, 3)
	got, left = files(build, false)
	assert.Equal(t, []string{"assets/a.css", "functions/hello.js", "functions/sms.protected.js"}, sources(got))
	assert.Len(t, left, 4)
}

func TestClaim(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sources [2]string
		fine    bool
	}{
		{[2]string{"assets/a", "assets/b"}, true},
		{[2]string{"assets/x/a", "assets/x/b"}, true},
		{[2]string{"assets/a", "functions/a"}, true},
		{[2]string{"assets/a", "assets/A"}, false},
		{[2]string{"assets/a", "assets/a/b"}, false},
		{[2]string{"assets/a/b", "assets/a"}, false},
		{[2]string{"assets/a/b/c", "assets/A"}, false},
		{[2]string{"assets/x/a", "assets/X/b"}, false},
		{[2]string{"assets/Ä", "assets/ä"}, false},
	} {
		taken := map[string]string{}
		assert.NoError(t, claim(taken, File{Source: c.sources[0], Path: "/1"}))
		assert.Equal(t, c.fine, claim(taken, File{Source: c.sources[1], Path: "/2"}) == nil, "%v", c.sources)
	}
	taken := map[string]string{}
	assert.NoError(t, claim(taken, File{Source: "functions/a.js", Path: "/a"}))
	assert.ErrorContains(t, claim(taken, File{Source: "assets/a", Path: "/a"}),
		"its file assets/a collides with functions/a.js")
}

package bundle

import (
	"mime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAssetContentType(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/index.html":   "text/html; charset=utf-8",
		"/INDEX.HTML":   "text/html; charset=utf-8",
		"/a/style.css":  "text/css; charset=utf-8",
		"/app.js":       "application/javascript",
		"/data.json":    "application/json",
		"/logo.png":     "image/png",
		"/a.b/noext":    "application/octet-stream",
		"/x.unknown":    "application/octet-stream",
		"/greeting.mp3": "audio/mpeg",
		"/twiml.xml":    "application/xml",
	} {
		got := assetContentType(path)
		assert.Equal(t, want, got, path)
		_, _, err := mime.ParseMediaType(got)
		require.NoError(t, err)
	}
}

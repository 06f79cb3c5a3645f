package bundle

import (
	"mime"
	"testing"
	"testing/fstest"

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
		"/hold.aiff":    "audio/x-aiff",
		"/hold.AIF":     "audio/x-aiff",
		"/tone.ulaw":    "audio/basic",
		"/voice.flac":   "audio/flac",
		"/a.docx":       "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"/twiml.xml":    "application/xml",
	} {
		got, err := assetContentType(fstest.MapFS{"f": {Data: []byte("text of no kind")}}, "f", path)
		require.NoError(t, err)
		assert.Equal(t, want, got, path)
		_, _, err = mime.ParseMediaType(got)
		require.NoError(t, err)
	}
}

// What a name does not tell, the first bytes do, unless it is text: that must not become a page.
func TestAssetContentType_byContent(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"FORM\x00\x00\x10\x00AIFF":           "audio/x-aiff",
		"RIFF\x00\x00\x00\x00WAVE":           "audio/wav",
		"ID3\x03":                            "audio/mpeg",
		"\x89PNG\x0D\x0A\x1A\x0A":            "image/png",
		"%PDF-1.7":                           "application/pdf",
		"PK\x03\x04":                         "application/zip",
		"\x1f\x8b\x08":                       "application/gzip",
		"<!DOCTYPE html><script>alert()":     "application/octet-stream",
		"<?xml version=\"1.0\"?>":            "application/octet-stream",
		"plain text":                         "application/octet-stream",
		"":                                   "application/octet-stream",
		"\x00\x01\x02 nothing that is known": "application/octet-stream",
	} {
		b, err := Read(fstest.MapFS{"assets/thing": {Data: []byte(content)}}, nil)
		require.NoError(t, err)
		assert.Equal(t, want, b.Assets[0].ContentType, "%q", content)
	}
}

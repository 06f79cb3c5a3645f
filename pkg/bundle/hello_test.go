package bundle

import (
	"bytes"
	"image/png"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The example shows every visibility, a nested Function and a binary Asset.
func TestRead_exampleHello(t *testing.T) {
	t.Parallel()
	b, err := Read(os.DirFS("../../examples/hello"), nil)
	require.NoError(t, err)
	assert.Equal(t, "hello", b.Name)
	assert.Equal(t, []Dependency{
		{"@twilio/runtime-handler", "2.1.2"}, {"lodash", "^4.17.21"}, {"twilio", "^5.0.3"},
	}, b.Dependencies)
	assert.Empty(t, b.Ignored)

	type row struct {
		path        string
		visibility  Visibility
		contentType string
	}
	rows := func(files []File) (out []row) {
		for _, f := range files {
			out = append(out, row{f.Path, f.Visibility, f.ContentType})
			assert.Len(t, read(t, f), int(f.Size), f.Path)
		}
		return out
	}
	assert.Equal(t, []row{
		{"/admin/status", Public, "application/javascript"},
		{"/hello", Public, "application/javascript"},
		{"/lib/greeting", Private, "application/javascript"},
		{"/sms", Protected, "application/javascript"},
	}, rows(b.Functions))
	assert.Equal(t, []row{
		{"/data.json", Public, "application/json"},
		{"/index.html", Public, "text/html; charset=utf-8"},
		{"/logo.png", Public, "image/png"},
		{"/menu.xml", Protected, "application/xml"},
		{"/phrases.json", Private, "application/json"},
		{"/style.css", Public, "text/css; charset=utf-8"},
	}, rows(b.Assets))
	_, err = png.Decode(bytes.NewReader([]byte(read(t, b.Assets[2]))))
	assert.NoError(t, err)
}

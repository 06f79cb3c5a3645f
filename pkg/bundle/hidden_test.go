package bundle

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
)

// A hidden folder is not published, however it becomes the folder of Assets.
func TestRead_hiddenFolder(t *testing.T) {
	t.Parallel()
	files := func() fstest.MapFS {
		return fstest.MapFS{"functions/a.js": {Data: []byte("1")}, ".git/config": {Data: []byte("secret")},
			"dist/.cache/x.txt": {Data: []byte("x")}}
	}
	for name, test := range map[string]struct {
		link   string
		folder string
		want   string
	}{
		"by link":          {link: ".git", want: `assets: ".git": is a hidden folder`},
		"by option":        {folder: ".git", want: `.git: ".git": is a hidden folder`},
		"below a folder":   {folder: "dist/.cache", want: `is a hidden folder`},
		"by link below it": {link: "dist/.cache", want: `is a hidden folder`},
	} {
		fsys := files()
		if test.link != "" {
			fsys["assets"] = &fstest.MapFile{Mode: fs.ModeSymlink | 0o777, Data: []byte(test.link)}
		}
		_, err := Read(fsys, &Options{AssetsFolder: test.folder})
		assert.ErrorContains(t, err, test.want, name)
	}
}

package bundle

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What tsc writes beside a private Asset is never public, and no reason to refuse the project.
func TestRead_generatedBesidePrivateAssets(t *testing.T) {
	t.Parallel()
	tree := fstest.MapFS{
		"assets/words.private.js": text(""), "assets/words.private.js.map": text(""),
		"assets/words.private.d.ts":     text(""),
		"assets/words.private.d.ts.map": text(""), "assets/words.private.js.LICENSE.txt": text(""),
		"assets/deep/sms.protected.js": text(""), "assets/deep/sms.protected.js.map": text(""),
		"assets/app.js": text(""), "assets/app.js.map": text(""),
		"functions/hello.private.js": text(""), "functions/hello.private.js.map": text(""),
	}
	b, err := Read(tree, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"/app.js public application/javascript 0 assets/app.js",
		"/app.js.map public application/json 0 assets/app.js.map",
		"/deep/sms.js protected application/javascript 0 assets/deep/sms.protected.js",
		"/words.js private application/javascript 0 assets/words.private.js",
	}, describe(b.Assets))
	assert.Equal(t, []string{
		"assets/deep/sms.protected.js.map", "assets/words.private.d.ts", "assets/words.private.d.ts.map",
		"assets/words.private.js.LICENSE.txt", "assets/words.private.js.map",
	}, b.Generated)

	// Without the file that it belongs to, it may be anything.
	for _, alone := range []string{"assets/x.private.js.map", "assets/x.private.d.ts", "assets/words.private.min.js"} {
		tree := fstest.MapFS{"assets/words.private.js": text(""), alone: text("")}
		_, err := Read(tree, nil)
		assert.ErrorContains(t, err, alone+`: ".private": sets no visibility in this place`)
		assert.ErrorContains(t, err, ".twilioserverlessignore")
	}
}

func TestRead_absentFolder(t *testing.T) {
	t.Parallel()
	opts := &Options{FunctionsFolder: "dist/functions", AssetsFolder: "dist/assets", AbsentFolder: true}
	b, err := Read(fstest.MapFS{"dist/functions/a.js": text("")}, opts)
	require.NoError(t, err)
	assert.Equal(t, []string{"dist/assets"}, b.Absent)
	assert.Len(t, b.Functions, 1)
	_, err = Read(fstest.MapFS{"functions/a.js": text("")}, opts)
	assert.ErrorContains(t, err, "dist/functions and dist/assets are not there; build the project first")
	opts.AbsentFolder = false
	_, err = Read(fstest.MapFS{"dist/functions/a.js": text("")}, opts)
	assert.ErrorContains(t, err, "dist/assets: does not exist in the project")
}

func TestRead_compiledElsewhere(t *testing.T) {
	t.Parallel()
	for want, tree := range map[string]fstest.MapFS{
		"dist/functions has Functions: pass --functions-folder dist/functions": {
			"src/functions/a.ts": text(""), "dist/functions/a.js": text(""),
		},
		"build/functions has Functions: pass --functions-folder build/functions --assets-folder build/assets": {
			"build/functions/a.js": text(""), "build/assets/a.css": text(""),
		},
		"TypeScript has to be compiled first": {"src/functions/a.ts": text("")},
		"check the directory":                 {"README.md": text("")},
	} {
		_, err := Read(tree, nil)
		assert.ErrorContains(t, err, want)
	}
}

// Packages are not published, however their folder becomes that of the Assets.
func TestRead_nodeModulesAsAssets(t *testing.T) {
	t.Parallel()
	tree := fstest.MapFS{
		"node_modules/a/index.js": text(""), "functions/a.js": text(""), "linked": link("node_modules"),
		"static": link("node_modules/a"),
	}
	for _, folder := range []string{"node_modules", "node_modules/a", "linked", ""} {
		_, err := Read(tree, &Options{AssetsFolder: folder})
		assert.ErrorContains(t, err, "would be published: node_modules holds no Assets", folder)
	}
}

// pipeFS has named pipes without a writer: opening one would never end.
type pipeFS struct {
	fstest.MapFS
	t *testing.T
}

func (p pipeFS) Open(name string) (fs.File, error) {
	if f, ok := p.MapFS[name]; ok && f.Mode&fs.ModeNamedPipe != 0 {
		p.t.Errorf("%s is opened", name)
		return nil, fs.ErrInvalid
	}
	return p.MapFS.Open(name)
}

// Whatever a project has in the place of a file or folder, it is looked at before it is opened.
func TestRead_notRegular(t *testing.T) {
	t.Parallel()
	pipe := &fstest.MapFile{Mode: fs.ModeNamedPipe}
	for name, want := range map[string]string{
		"package.json": "is not a regular file", "functions/b.js": "is not a regular file",
		"assets/b.css": "is not a regular file",
		"assets":       "is a file, not a folder", IgnoreFile: "is not a regular file",
	} {
		for _, linked := range []bool{false, true} {
			tree := fstest.MapFS{"functions/a.js": text(""), name: pipe}
			if linked {
				tree[name], tree["pipe"] = link(strings.Repeat("../", strings.Count(name, "/"))+"pipe"), pipe
			}
			fsys := pipeFS{tree, t}
			_, err := ReadIgnore(fsys)
			if err == nil {
				_, err = Read(fsys, nil)
			}
			if linked && name != "assets" && name != "package.json" && name != IgnoreFile {
				want = "is a symbolic link to a folder or a special file"
			}
			assert.ErrorContains(t, err, want, "%s, a link: %v", name, linked)
		}
	}
	_, err := ReadIgnore(fstest.MapFS{IgnoreFile: link("../outside")})
	assert.ErrorIs(t, err, errOutside)
	_, err = Read(fstest.MapFS{"package.json": link("/etc/passwd"), "functions/a.js": text("")}, nil)
	assert.ErrorIs(t, err, errOutside)
	_, err = Read(fstest.MapFS{"package.json": {Data: make([]byte, maxPackage+1)}, "functions/a.js": text("")}, nil)
	assert.ErrorContains(t, err, "package.json: cannot be read: has 4194305 bytes, the limit is 4194304")
}

package bundle

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRead_folders(t *testing.T) {
	t.Parallel()
	tree := fstest.MapFS{
		"functions/old.js": text(""), "assets/old.css": text(""),
		"dist/a.js": text(""), "dist/public/b.js": text("an asset"), "dist/public/c.css": text(""),
	}
	b, err := Read(tree, &Options{FunctionsFolder: "./dist/", AssetsFolder: "dist/public"})
	require.NoError(t, err)
	assert.Equal(t, []string{"/a public application/javascript 0 dist/a.js"}, describe(b.Functions))
	assert.Equal(t, []string{
		"/b.js public application/javascript 8 dist/public/b.js",
		"/c.css public text/css; charset=utf-8 0 dist/public/c.css",
	}, describe(b.Assets), "what lies in the folder of the Assets is no Function")

	b, err = Read(tree, &Options{NoAssets: true})
	require.NoError(t, err)
	assert.Len(t, b.Functions, 1)
	assert.Empty(t, b.Assets)
}

func TestRead_foldersRefused(t *testing.T) {
	t.Parallel()
	tree := fstest.MapFS{"functions/a.js": text(""), "assets/b.css": text("")}
	for want, opts := range map[string]Options{
		`dist: does not exist in the project; correct the name of the folder, or make it`:                                                           {FunctionsFolder: "dist"},
		`"../other": the folder of the Assets has to be one inside the project; give it relative to the project, such as "dist/assets"`:             {AssetsFolder: "../other"},
		`"/srv/functions": the folder of the Functions has to be one inside the project; give it relative to the project, such as "dist/functions"`: {FunctionsFolder: "/srv/functions"},
		`"./": the folder of the Functions has to be one inside the project; give it relative to the project, such as "dist/functions"`:             {FunctionsFolder: "./"},
		`assets: is the folder of the Functions and of the Assets: what is executed would be published; put them into folders of their own`:         {FunctionsFolder: "assets", AssetsFolder: "assets/"},
		`functions/a.js: is a file, not a folder; rename or remove it`:                                                                              {FunctionsFolder: "functions/a.js"},
		"the project has no Functions and no Assets: no *.js file in any folder, since it is left out and no file in " +
			"any folder, since it is left out; ": {NoFunctions: true, NoAssets: true},
	} {
		_, err := Read(tree, &opts)
		assert.ErrorContains(t, err, want, "%+v", opts)
	}
	_, err := Read(tree, &Options{FunctionsFolder: "dist"})
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

// What is ignored is unseen by the rules that would refuse it.
func TestRead_ignore(t *testing.T) {
	t.Parallel()
	b, err := Read(fstest.MapFS{
		"functions/a.js": text(""), "functions/a.test.js": text(""), "functions/a.protected.js": text("the same path"),
		"assets/.env": text(""), "assets/node_modules/x/y.js": text(""), "assets/b c.css": text(""),
		"assets/d.css": text(""),
	}, &Options{Ignore: func(name string, folder bool) bool {
		return folder == (name == "assets/node_modules") && name != "functions/a.js" && name != "assets/d.css"
	}})
	require.NoError(t, err)
	assert.Equal(t, []string{"/a public application/javascript 0 functions/a.js"}, describe(b.Functions))
	assert.Equal(t, []string{"/d.css public text/css; charset=utf-8 0 assets/d.css"}, describe(b.Assets))
	assert.Equal(t, []string{"assets/.env", "assets/b c.css", "assets/node_modules/", "functions/a.protected.js",
		"functions/a.test.js"}, b.Excluded)
}

func TestRead_handlerForDevelopment(t *testing.T) {
	t.Parallel()
	read := func(manifest string) error {
		_, err := Read(fstest.MapFS{"functions/a.js": text(""), "package.json": text(manifest)}, nil)
		return err
	}
	const handler = `{"@twilio/runtime-handler": "2.1.2"}`
	assert.ErrorContains(t, read(`{"devDependencies": `+handler+`}`),
		`package.json: "@twilio/runtime-handler": stands in devDependencies`)
	assert.NoError(t, read(`{"devDependencies": `+handler+`, "dependencies": `+handler+`}`))
	assert.NoError(t, read(`{"devDependencies": ["of another shape"]}`))
}

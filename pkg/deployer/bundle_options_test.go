package deployer

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func TestReadBundleWith_folders(t *testing.T) {
	t.Parallel()
	tree := fstest.MapFS{
		"functions/old.js": text(""), "assets/old.css": text(""),
		"dist/a.js": text(""), "dist/public/b.js": text("an asset"), "dist/public/c.css": text(""),
	}
	b, err := ReadBundleWith(tree, &BundleOptions{FunctionsFolder: "./dist/", AssetsFolder: "dist/public"})
	require.NoError(t, err)
	assert.Equal(t, []string{"/a public application/javascript 0 dist/a.js"}, describe(b.Functions))
	assert.Equal(t, []string{
		"/b.js public application/javascript 8 dist/public/b.js", "/c.css public text/css; charset=utf-8 0 dist/public/c.css",
	}, describe(b.Assets), "what lies in the folder of the Assets is no Function")

	b, err = ReadBundleWith(tree, &BundleOptions{NoAssets: true})
	require.NoError(t, err)
	assert.Len(t, b.Functions, 1)
	assert.Empty(t, b.Assets)
}

func TestReadBundleWith_foldersRefused(t *testing.T) {
	t.Parallel()
	tree := fstest.MapFS{"functions/a.js": text(""), "assets/b.css": text("")}
	for want, opts := range map[string]BundleOptions{
		`dist: does not exist in the project; correct the name of the folder, or make it`:                                                                {FunctionsFolder: "dist"},
		`"../other": the folder of the Assets has to be one inside the project; give it relative to the project, such as "dist/assets"`:                  {AssetsFolder: "../other"},
		`"/srv/functions": the folder of the Functions has to be one inside the project; give it relative to the project, such as "dist/functions"`:      {FunctionsFolder: "/srv/functions"},
		`"./": the folder of the Functions has to be one inside the project; give it relative to the project, such as "dist/functions"`:                  {FunctionsFolder: "./"},
		`assets: is the folder of the Functions and of the Assets: what is executed would be published; put them into folders of their own`:              {FunctionsFolder: "assets", AssetsFolder: "assets/"},
		`functions/a.js: is a file, not a folder; rename or remove it`:                                                                                   {FunctionsFolder: "functions/a.js"},
		"the project has no Functions and no Assets: no *.js file in any folder, since it is left out and no file in any folder, since it is left out; ": {NoFunctions: true, NoAssets: true},
	} {
		_, err := ReadBundleWith(tree, &opts)
		assert.ErrorContains(t, err, want, "%+v", opts)
	}
	_, err := ReadBundleWith(tree, &BundleOptions{FunctionsFolder: "dist"})
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

// What is ignored is unseen by the rules that would refuse it.
func TestReadBundleWith_ignore(t *testing.T) {
	t.Parallel()
	b, err := ReadBundleWith(fstest.MapFS{
		"functions/a.js": text(""), "functions/a.test.js": text(""), "functions/a.protected.js": text("the same path"),
		"assets/.env": text(""), "assets/node_modules/x/y.js": text(""), "assets/b c.css": text(""), "assets/d.css": text(""),
	}, &BundleOptions{Ignore: func(name string, folder bool) bool {
		return folder == (name == "assets/node_modules") && name != "functions/a.js" && name != "assets/d.css"
	}})
	require.NoError(t, err)
	assert.Equal(t, []string{"/a public application/javascript 0 functions/a.js"}, describe(b.Functions))
	assert.Equal(t, []string{"/d.css public text/css; charset=utf-8 0 assets/d.css"}, describe(b.Assets))
	assert.Equal(t, []string{"assets/.env", "assets/b c.css", "assets/node_modules/", "functions/a.protected.js", "functions/a.test.js"}, b.Excluded)
}

func TestReadBundle_handlerForDevelopment(t *testing.T) {
	t.Parallel()
	read := func(manifest string) error {
		_, err := ReadBundle(fstest.MapFS{"functions/a.js": text(""), "package.json": text(manifest)})
		return err
	}
	const handler = `{"@twilio/runtime-handler": "2.1.2"}`
	assert.ErrorContains(t, read(`{"devDependencies": `+handler+`}`), `package.json: "@twilio/runtime-handler": stands in devDependencies`)
	assert.NoError(t, read(`{"devDependencies": `+handler+`, "dependencies": `+handler+`}`))
	assert.NoError(t, read(`{"devDependencies": ["of another shape"]}`))
}

func TestRequest_warnings(t *testing.T) {
	t.Parallel()
	file := func(v Visibility, size int64) File { return File{Source: "assets/x", Visibility: v, Size: size} }
	files := func(n int, v Visibility) []File {
		var all []File
		for range n {
			all = append(all, file(v, 1))
		}
		return all
	}
	const ten = 10 * 1024 * 1024
	for name, test := range map[string]struct {
		request Request
		want    []string
	}{
		"at every limit": {Request{
			Bundle: &Bundle{
				Functions:    files(50, Public),
				Assets:       append(append(files(999, Public), file(Protected, 25*1024*1024)), append(files(49, Private), file(Private, ten))...),
				Dependencies: []Dependency{{runtimeHandler, "1.2.0"}},
			},
			Runtime: "node24", Variables: []Variable{{"K", strings.Repeat("x", maxVariables-1)}},
		}, nil},
		"over them": {Request{
			Bundle: &Bundle{
				Functions: files(51, Public), Assets: append(files(1001, Public), append(files(50, Private), file(Private, ten+1))...),
				Dependencies: []Dependency{{runtimeHandler, "1.1.9"}},
			},
			Runtime: "node24", Variables: []Variable{{"K", strings.Repeat("x", maxVariables)}},
		}, []string{
			"assets/x has 10485761 bytes; Twilio has documented 10 MB (10485760 bytes) as the limit of a private Asset",
			"the Build has 51 Functions; 50 is the limit that Twilio has documented",
			"the Build has 1001 public and protected Assets; 1000 is the limit that Twilio has documented",
			"the Build has 51 private Assets; 50 is the limit that Twilio has documented",
			"Builds for node24 fail with @twilio/runtime-handler 1.1.9; write 2.1.2 or newer",
			"with those that are in the Environment already, the Variables have 3073 bytes together; Functions fail with error 82006 when it is more than 3072",
		}},
		"retired":     {Request{Bundle: &Bundle{}, Runtime: "node18"}, []string{"the runtime node18 is retired: the API refuses new Builds with it"}},
		"not retired": {Request{Bundle: &Bundle{Dependencies: []Dependency{{runtimeHandler, "1.0.0"}}}, Runtime: "node20"}, nil},
		"latest":      {Request{Bundle: &Bundle{}, Runtime: "latest"}, nil},
	} {
		assert.Equal(t, test.want, test.request.warnings(nil), name)
	}
}

func TestRequest_sizeOfVariables(t *testing.T) {
	t.Parallel()
	live := []serverless.Variable{{Key: "KEPT", Value: "12345"}, {Key: "CHANGED", Value: "old"}}
	r := Request{Variables: []Variable{{"CHANGED", "new!"}, {"NEW", "1"}}}
	assert.Equal(t, len("KEPT12345")+len("CHANGEDnew!")+len("NEW1"), r.sizeOfVariables(live))
	r.SyncVariables = true
	assert.Equal(t, len("CHANGEDnew!")+len("NEW1"), r.sizeOfVariables(live))
}

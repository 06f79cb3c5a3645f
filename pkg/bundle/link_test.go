package bundle

import (
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A link is not a way around the visibility that a file has by its own name.
func TestRead_linkToWhatIsLessVisible(t *testing.T) {
	t.Parallel()
	files := func() fstest.MapFS {
		return fstest.MapFS{
			"functions/hello.js": text("1"), "functions/h.private.js": text("2"), "functions/p.protected.js": text("3"),
			"assets/k.private.txt": text("4"), "assets/p.protected.txt": text("5"), "assets/page.html": text("6"),
			"shared/k.private.json": text("7"), "shared/app.js": text("8"),
		}
	}
	const leads = "is public, and the file that it leads to is "
	const code = "leads into the folder of the Functions"
	const private, protected = leads + "private", leads + "protected"
	for name, test := range map[string]struct{ at, to, want string }{
		"public to private":       {"assets/x.txt", "k.private.txt", private},
		"protected to private":    {"assets/x.protected.txt", "k.private.txt", `is protected, and the file`},
		"public to protected":     {"assets/x.txt", "p.protected.txt", protected},
		"elsewhere":               {"assets/x.json", "../shared/k.private.json", `"shared/k.private.json"`},
		"a Function":              {"functions/x.js", "h.private.js", private},
		"a Function without sign": {"functions/x.js", "p.protected.js", protected},
		"code as an Asset":        {"assets/x.js", "../functions/hello.js", code},
		"protected code":          {"assets/x.protected.js", "../functions/hello.js", code},
		"an equal one":            {"assets/x.private.txt", "k.private.txt", ""},
		"a less visible one":      {"assets/x.private.html", "page.html", ""},
		"private code":            {"assets/x.private.js", "../functions/hello.js", ""},
		"shared code":             {"functions/x.js", "../shared/app.js", ""},
		"an Asset's code":         {"functions/x.js", "../assets/page.html", ""},
	} {
		fsys := files()
		fsys[test.at] = link(test.to)
		_, err := Read(fsys, nil)
		if test.want == "" {
			assert.NoError(t, err, name)
			continue
		}
		assert.ErrorContains(t, err, test.at+": ", name)
		assert.ErrorContains(t, err, test.want, name)
	}
	fsys := files()
	fsys["assets/x.txt"], fsys["assets/k.private.md"] = link("k.private.md"), link("../notes.md")
	fsys["notes.md"] = text("")
	_, err := Read(fsys, nil)
	require.ErrorContains(t, err, `assets/x.txt: "assets/k.private.md": the symbolic link is public`)
}

// A folder that is a link does not put files into both folders, nor the whole project into one.
func TestRead_linkedFolders(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		functions, assets, want string
	}{
		"the project":          {"", ".", `assets: is a link to the project itself`},
		"the project, by ..":   {"", "app/..", `assets: is a link to the project itself`},
		"Functions":            {".", "", `functions: is a link to the project itself`},
		"a part of the others": {"", "functions/lib", `assets: "functions/lib": lies in the folder of the Functions`},
		"a whole of the others": {"app/functions", "app",
			`assets: "app": the folder of the Functions lies in it`},
		"apart": {"app/functions", "app/assets", ""},
	} {
		fsys := fstest.MapFS{
			"app/functions/a.js": text("1"), "app/assets/a.txt": text("1"), "functions/lib/l.js": text(""),
			"assets/b.txt": text(""), "package.json": text("{}"),
		}
		if test.functions != "" {
			delete(fsys, "functions/lib/l.js")
			fsys["functions"] = link(test.functions)
		}
		if test.assets != "" {
			delete(fsys, "assets/b.txt")
			fsys["assets"] = link(test.assets)
		}
		_, err := Read(fsys, nil)
		if test.want == "" {
			assert.NoError(t, err, name)
		} else {
			assert.ErrorContains(t, err, test.want, name)
		}
	}
}

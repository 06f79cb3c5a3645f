package compile

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

const hello = "export const handler = (c: unknown, e: unknown, callback: Function) => callback(null, 'hello');\n"

// What becomes a Function, under which name and with which visibility; scripts are not touched.
func TestLay(t *testing.T) {
	t.Parallel()
	script := "exports.handler = (c, e, cb) => cb(null, 'as it is');\r\n// \ufeff é\n"
	dir := makeProject(t, map[string]string{
		"package.json": `{"name": "shop"}`, "functions/a.ts": hello, "functions/b.protected.mts": hello,
		"functions/deep/c.private.cts": "exports.x = 1 as number;", "functions/d.tsx": hello,
		"functions/e.mjs": "export const handler = () => {};", "functions/f.js": script,
		"functions/types.d.ts": "export type X = 1;", "functions/shapes.ts": "export interface Shape { x: number }\n",
		"functions/.hidden.ts": hello, "functions/node_modules/x/index.ts": hello, "functions/notes.md": "",
		"functions/left.ts": hello, "functions/legacy/g.ts": hello,
		"assets/page.ts": "served as it is", "lib/unused.ts": "not read (",
	})
	ignore := func(name string, folder bool) bool {
		return name == "functions/left.ts" ||
			name == "functions/legacy" && folder
	}
	b, warnings, err := read(t, dir, Options{Ignore: ignore})
	require.NoError(t, err)
	assert.Empty(t, warnings)
	var got []string
	for _, f := range b.Functions {
		got = append(got, f.Path+" "+string(f.Visibility)+" "+f.Source+" "+f.ContentType)
	}
	assert.Equal(t, []string{
		"/a public functions/a.ts application/javascript",
		"/b protected functions/b.protected.mts application/javascript",
		"/d public functions/d.tsx application/javascript",
		"/deep/c private functions/deep/c.private.cts application/javascript",
		"/e public functions/e.mjs application/javascript", "/f public functions/f.js application/javascript",
	}, got)
	assert.Equal(t, script, contents(t, b)["/f"])
	assert.Equal(t, []string{"functions/.hidden.ts", "functions/node_modules/", "functions/notes.md",
		"functions/shapes.ts", "functions/types.d.ts"}, b.Ignored)
	assert.Equal(t, []string{"functions/left.ts", "functions/legacy/"}, b.Excluded)
	require.Len(t, b.Assets, 1)
	assert.Equal(t, "assets/page.ts", b.Assets[0].Source)
}

// The view is a file system like any other.
func TestView_isAFileSystem(t *testing.T) {
	t.Parallel()
	dir := makeProject(t, map[string]string{
		"functions/a.ts": hello, "functions/b.js": "exports.x = 1",
		"functions/z/c.mjs": hello[:0] + "export const handler = 1",
		"functions/z/d.txt": "", "assets/x.html": "<p>",
	})
	view, err := Lay(t.Context(), os.DirFS(dir), &Options{Dir: dir})
	require.NoError(t, err)
	assert.NoError(t, fstest.TestFS(view, "functions/a.js", "functions/b.js", "functions/z/c.js",
		"functions/z/d.txt", "assets/x.html"))
	entries, err := fs.ReadDir(view, "functions")
	require.NoError(t, err)
	assert.Len(t, entries, 3)
	assert.Equal(t, "a.js", entries[0].Name())
	info, err := entries[0].Info()
	require.NoError(t, err)
	text, err := fs.ReadFile(view, "functions/a.js")
	require.NoError(t, err)
	assert.EqualValues(t, len(text), info.Size())
}

// Two files for one Function are refused, whichever of the extensions they have.
func TestLay_nameClash(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"a.ts", "a.js"}, {"a.mjs", "a.js"}, {"a.mts", "a.ts"},
		{"deep/x.private.tsx", "deep/x.private.js"}} {
		files := map[string]string{"functions/" + pair[0]: "export const handler = 1;",
			"functions/" + pair[1]: "exports.handler = 1;"}
		if strings.HasSuffix(pair[1], ".ts") {
			files["functions/"+pair[1]] = "export const handler = 1;"
		}
		_, _, err := read(t, makeProject(t, files), Options{})
		require.Error(t, err, pair)
		for _, name := range pair {
			assert.Contains(t, err.Error(), "functions/"+name)
		}
		assert.Contains(t, err.Error(), "is the same Function; remove one of the two files")
		// What the ignore file leaves out does not clash.
		_, _, err = read(t, makeProject(t, files),
			Options{Ignore: func(name string, _ bool) bool { return name == "functions/"+pair[0] }})
		assert.NoError(t, err, pair)
	}
	// With another visibility it is the same path.
	_, _, err := read(t, makeProject(t, map[string]string{"functions/a.protected.ts": hello,
		"functions/a.js": "exports.x = 1"}), Options{})
	assert.ErrorContains(t, err, "functions/a.js has the same path")
	assert.ErrorContains(t, err, "functions/a.protected.ts")
}

// The rules of the bundle hold for sources, and its messages name the file that there is.
func TestLay_rulesOfTheBundle(t *testing.T) {
	t.Parallel()
	_, _, err := read(t, makeProject(t, map[string]string{"functions/a b.ts": hello,
		"functions/b.private.x.ts": hello}), Options{})
	var problems *bundle.Error
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems.Problems, 2)
	assert.Equal(t, "functions/a b.ts", problems.Problems[0].Source)
	assert.Equal(t, "functions/b.private.x.ts", problems.Problems[1].Source)
	// All that is wrong is said at once: of the project and of its code.
	_, _, err = read(t, makeProject(t, map[string]string{"functions/a b.ts": hello, "functions/c.ts": "let a = ;"}),
		Options{})
	assert.ErrorContains(t, err, "functions/a b.ts")
	assert.ErrorContains(t, err, "functions/c.ts:1:9")
	// A project whose only source is wrong is not called empty.
	_, _, err = read(t, makeProject(t, map[string]string{"functions/c.ts": "let a = ;"}), Options{})
	assert.EqualError(t, err, "functions/c.ts:1:9: Unexpected \";\"\n    let a = ;\n            ^")
}

// Nothing outside of the project is read, by whatever way it is named.
func TestLay_staysInTheProject(t *testing.T) {
	t.Parallel()
	outside := makeProject(t, map[string]string{"secret.json": `{"key": "s3cret"}`,
		"code.ts": "export const key = 's3cret';"})
	place := filepath.ToSlash(outside)
	for name, files := range map[string]map[string]string{
		"a path": {"functions/a.ts": "import s from '" + place + "/secret.json'; export const handler = s;"},
		"tsconfig": {"functions/a.ts": "import { key } from '@x/code'; export const handler = key;",
			"tsconfig.json": `{"compilerOptions": {"paths": {"@x/*": ["` + place + `/*"]}}}`},
		"a package": {"functions/a.ts": "import s from '#s'; export const handler = s;",
			"package.json": `{"imports": {"#s": "./../../../../../../../../../../` + place + `/secret.json"}}`},
		"a link":   {"functions/a.ts": "import { key } from '../lib/link'; export const handler = key;"},
		"an entry": {},
	} {
		dir := makeProject(t, files)
		switch name {
		case "a link":
			require.NoError(t, os.Mkdir(filepath.Join(dir, "lib"), 0o700))
			require.NoError(t, os.Symlink(filepath.Join(outside, "code.ts"), filepath.Join(dir, "lib", "link.ts")))
		case "an entry":
			require.NoError(t, os.Mkdir(filepath.Join(dir, "functions"), 0o700))
			require.NoError(t, os.Symlink(filepath.Join(outside, "code.ts"),
				filepath.Join(dir, "functions", "link.ts")))
		}
		_, _, err := read(t, dir, Options{})
		require.Error(t, err, name)
		assert.NotContains(t, err.Error(), "s3cret", name)
	}
}

// Opening a named pipe would wait for a writer.
func TestLay_namedPipe(t *testing.T) {
	t.Parallel()
	dir := makeProject(t, map[string]string{"functions/a.ts": "import '../lib/pipe';"})
	require.NoError(t, os.Mkdir(filepath.Join(dir, "lib"), 0o700))
	for _, name := range []string{"lib/pipe.ts", "functions/pipe.ts"} {
		makePipe(t, filepath.Join(dir, name))
	}
	_, _, err := read(t, dir, Options{})
	assert.ErrorContains(t, err, "functions/pipe.ts: is not a regular file")
	assert.ErrorContains(t, err, `functions/a.ts:1:8: "lib/pipe.ts" is not a regular file`)
}

// A project of src/functions is not deployed as the Functions /functions/….
func TestLay_wholeProjectInSrc(t *testing.T) {
	t.Parallel()
	files := map[string]string{"src/functions/a.ts": hello, "src/assets/x.html": "<p>",
		"src/lib/b.ts": "export const b = 1"}
	_, _, err := read(t, makeProject(t, files), Options{})
	assert.ErrorContains(t, err, "pass --functions-folder src/functions --assets-folder src/assets")
	b, _, err := read(t, makeProject(t, files), Options{FunctionsFolder: "src/functions"})
	require.NoError(t, err)
	assert.Equal(t, "/a", b.Functions[0].Path)
	b, _, err = read(t, makeProject(t, map[string]string{"src/a.ts": hello}), Options{})
	require.NoError(t, err)
	assert.Equal(t, "/a", b.Functions[0].Path)
}

// The same project gives the same bytes: in another directory, at another time, on another number of
// processors, below a folder with configuration of its own, and with other Functions beside.
func TestLay_deterministic(t *testing.T) {
	files := map[string]string{
		"package.json":  `{"name": "shop", "dependencies": {"lodash": "4"}}`,
		"tsconfig.json": `{"compilerOptions": {"paths": {"@lib/*": ["./lib/*"]}}}`,
		"lib/text.ts":   "export const text = 'x';", "lib/late.ts": "export default 1;",
		"lib/old.cjs": "exports.a = 1;",
		"functions/a.ts": "import _ from 'lodash';\nimport { text } from '@lib/text';\nimport old = " +
			"require('../lib/old.cjs');\n" +
			handler("const answer = _.pad(text) + old.a + (await import('../lib/late')).default + import.meta.url;"),
		"functions/b.tsx": "import { text } from '@lib/text';\n" + handler("const answer = text;"),
		"functions/c.mjs": "import { text } from '../lib/text';\nexport const handler = () => text;",
	}
	first, _, err := read(t, makeProject(t, files), Options{})
	require.NoError(t, err)
	want := contents(t, first)
	for range 3 {
		above := makeProject(t, map[string]string{
			"tsconfig.json": `{"compilerOptions": {"target": "es5", "jsx": "preserve", "alwaysStrict": true}}`,
			"package.json":  `{"type": "module"}`,
		})
		dir := filepath.Join(above, "a folder with another name")
		require.NoError(t, os.CopyFS(dir, os.DirFS(makeProject(t, files))))
		before := runtime.GOMAXPROCS(1)
		b, _, err := read(t, dir, Options{})
		runtime.GOMAXPROCS(before)
		require.NoError(t, err)
		assert.Equal(t, want, contents(t, b))
	}
	more := maps.Clone(files)
	more["functions/d.ts"] = "const old = require('../lib/text'); require('../lib/late');\n" +
		handler("const answer = old.text;")
	b, _, err := read(t, makeProject(t, more), Options{})
	require.NoError(t, err)
	got := contents(t, b)
	delete(got, "/d")
	assert.Equal(t, want, got)
	for _, text := range want {
		assert.NotContains(t, text, t.TempDir())
	}
	// A change of what a Function imports is a change of the Function, and of no other.
	more["lib/late.ts"] = "export default 2;"
	b, _, err = read(t, makeProject(t, more), Options{})
	require.NoError(t, err)
	var changed []string
	for path, text := range contents(t, b) {
		if path != "/d" && text != want[path] {
			changed = append(changed, path)
		}
	}
	assert.Equal(t, []string{"/a"}, changed)
	assert.True(t, slices.IsSortedFunc(b.Functions,
		func(a, b bundle.File) int { return strings.Compare(a.Path, b.Path) }))
}

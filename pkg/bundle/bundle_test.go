package bundle

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func text(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

func link(target string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(target), Mode: fs.ModeSymlink}
}

// largeFS says of each *.bin file that it is size bytes long, without the bytes.
type largeFS struct {
	fs.FS
	size int64
}

func (l largeFS) Open(name string) (fs.File, error) {
	f, err := l.FS.Open(name)
	if err == nil && strings.HasSuffix(name, ".bin") {
		return sizedFile{f, l.size}, nil
	}
	return f, err
}

type sizedFile struct {
	fs.File
	size int64
}

type sizedInfo struct {
	fs.FileInfo
	size int64
}

func (f sizedFile) Read([]byte) (int, error) { panic("reading a project must not load contents") }
func (f sizedFile) Stat() (fs.FileInfo, error) {
	info, err := f.File.Stat()
	return sizedInfo{info, f.size}, err
}
func (i sizedInfo) Size() int64 { return i.size }

// deniedFS refuses to open the names given.
type deniedFS struct {
	fs.FS
	denied map[string]bool
}

func (d deniedFS) Open(name string) (fs.File, error) {
	if d.denied[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return d.FS.Open(name)
}

func TestRead(t *testing.T) {
	t.Parallel()
	b, err := Read(fstest.MapFS{
		"package.json": text("\ufeff" +
			`{"name":"demo","dependencies":{"twilio":"^5.0.0","lodash":"","a":"1.x"},"devDependencies":{"x":"1"}}`),
		"functions/sms.protected.js":      text("exports.handler = 1"),
		"functions/hello.js":              text("h"),
		"functions/lib/text.private.js":   text(""),
		"functions/index.js":              text("i"),
		"functions/types.ts":              text("ignored"),
		"functions/.eslintrc.js":          text("ignored"),
		"functions/node_modules/x/y.js":   text("ignored"),
		"functions/.cache/z.js":           text("ignored"),
		"assets/index.html":               text("<p>"),
		"assets/img/logo.png":             text("png"),
		"assets/prices.private.json":      text("{}"),
		"assets/empty":                    text(""),
		"assets/.gitkeep":                 text(""),
		"assets/img/.DS_Store":            text("x"),
		"assets/.well-known/security.txt": text("Contact"),
		"src/not-read.js":                 text("functions/ exists"),
		"static/not-read.html":            text("assets/ exists"),
		".env":                            text("A=1"),
	}, nil)
	require.NoError(t, err)
	assert.Equal(t, "demo", b.Name)
	assert.Equal(t, []Dependency{{"a", "1.x"}, {"lodash", "*"}, {"twilio", "^5.0.0"}}, b.Dependencies)
	assert.Equal(t, []string{"functions/.cache/", "functions/.eslintrc.js", "functions/node_modules/",
		"functions/types.ts"}, b.Ignored)
	assert.Equal(t, []string{
		"/hello public application/javascript 1 functions/hello.js",
		"/index public application/javascript 1 functions/index.js",
		"/lib/text private application/javascript 0 functions/lib/text.private.js",
		"/sms protected application/javascript 19 functions/sms.protected.js",
	}, describe(b.Functions))
	assert.Equal(t, []string{
		"/.well-known/security.txt public text/plain; charset=utf-8 7 assets/.well-known/security.txt",
		"/empty public application/octet-stream 0 assets/empty",
		"/img/logo.png public image/png 3 assets/img/logo.png",
		"/index.html public text/html; charset=utf-8 3 assets/index.html",
		"/prices.json private application/json 2 assets/prices.private.json",
	}, describe(b.Assets))
}

func describe(files []File) []string {
	var lines []string
	for _, f := range files {
		lines = append(lines, fmt.Sprintf("%s %s %s %d %s", f.Path, f.Visibility, f.ContentType, f.Size, f.Source))
	}
	return lines
}

func TestRead_alternativeFolders(t *testing.T) {
	t.Parallel()
	b, err := Read(fstest.MapFS{"src/a.js": text("a"), "static/b.css": text("b")}, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"/a public application/javascript 1 src/a.js"}, describe(b.Functions))
	assert.Equal(t, []string{"/b.css public text/css; charset=utf-8 1 static/b.css"}, describe(b.Assets))
	assert.Empty(t, b.Name)
	assert.Empty(t, b.Dependencies)
}

func TestRead_nothingToRead(t *testing.T) {
	t.Parallel()
	_, err := Read(nil, nil)
	require.ErrorContains(t, err, `give it one, such as os.DirFS(".")`)
	_, err = Read(os.DirFS(filepath.Join(t.TempDir(), "nothing")), nil)
	require.ErrorContains(t, err, "does not exist; give the folder of the project")
	var problems *Error
	require.ErrorAs(t, err, &problems)
}

func TestRead_oneKindIsEnough(t *testing.T) {
	t.Parallel()
	for _, fsys := range []fstest.MapFS{{"functions/a.js": text("a")}, {"assets/a.js": text("a")}} {
		_, err := Read(fsys, nil)
		assert.NoError(t, err)
	}
}

func TestRead_sizeLimit(t *testing.T) {
	t.Parallel()
	project := fstest.MapFS{"assets/big.bin": text("")}
	b, err := Read(largeFS{project, 25 * 1024 * 1024}, nil)
	require.NoError(t, err)
	assert.EqualValues(t, 26214400, b.Assets[0].Size)
	_, err = Read(largeFS{project, 25*1024*1024 + 1}, nil)
	assert.EqualError(t, err, `assets/big.bin: "26214401 bytes": is larger than 25 MB (26214400 bytes), the most that one Function or Asset may have; make it smaller or host it elsewhere`)
}

func TestRead_problems(t *testing.T) {
	t.Parallel()
	const hidden = `would be published: hidden files and node_modules are not Assets; move it out of assets/`
	for name, c := range map[string]struct {
		files fstest.MapFS
		want  string
	}{
		"nothing": {fstest.MapFS{},
			`the project has no Functions and no Assets: no *.js file in functions/ (or src/) and no file in assets/ (or static/); check the directory, or add a file such as functions/hello.js`},
		"nothing but files at the top": {fstest.MapFS{"a.js": text("")},
			`a.js lies at the top: put it into a folder functions, or give the folder above`},
		"nothing but other files": {fstest.MapFS{"functions/a.ts": text("")},
			`(not Functions: functions/a.ts); TypeScript has to be compiled first`},
		"space": {fstest.MapFS{"functions/a b.js": text("")},
			`functions/a b.js: "/a b.js": the character ' ' is not allowed in a path; rename it, for example to "a-b.js"`},
		"two functions": {fstest.MapFS{"functions/a.js": text(""), "functions/a.private.js": text("")},
			`functions/a.private.js: "/a": functions/a.js has the same path; rename one of the two files`},
		"two assets": {fstest.MapFS{"assets/a.txt": text(""), "assets/a.protected.txt": text("")},
			`assets/a.txt: "/a.txt": assets/a.protected.txt has the same path`},
		"function and asset": {fstest.MapFS{"functions/a.js": text(""), "assets/a": text("")},
			`assets/a: "/a": functions/a.js has the same path`},
		"secrets as asset":   {fstest.MapFS{"assets/.env": text("A=1")}, "assets/.env: " + hidden},
		"hidden folder":      {fstest.MapFS{"assets/.git/config": text("")}, "assets/.git: " + hidden},
		"nested .well-known": {fstest.MapFS{"assets/x/.well-known/a": text("")}, "assets/x/.well-known: " + hidden},
		"hidden in .well-known": {fstest.MapFS{"assets/.well-known/.env": text("")},
			"assets/.well-known/.env: " + hidden},
		"node_modules": {fstest.MapFS{"assets/x/node_modules/a.js": text("")},
			"assets/x/node_modules: " + hidden},
		"functions is a file": {fstest.MapFS{"functions": text("")},
			`functions: is a file, not a folder; rename or remove it`},
		"name that is not UTF-8": {fstest.MapFS{"assets/\xff.txt": text("")},
			`"assets/\xff.txt": the name is not UTF-8`},
		"named pipe": {fstest.MapFS{"assets/p": {Mode: fs.ModeNamedPipe}},
			`assets/p: is not a regular file; remove it`},
		"broken JSON": {fstest.MapFS{"package.json": text("{\n  \"name\": \"é\" x\n}")},
			`package.json: it is not valid JSON at line 2, column 15: invalid character 'x' after object key:value pair; correct the file`},
		"JSON that stops": {fstest.MapFS{"package.json": text("{\n")},
			`package.json: it is not valid JSON at line 1, column 2: unexpected end of JSON input`},
		"empty package.json": {fstest.MapFS{"package.json": text("")},
			`package.json: it is not valid JSON at line 1, column 1: unexpected end of JSON input`},
		"name is a number": {fstest.MapFS{"package.json": text("{\n\"name\": 42}")},
			`package.json: line 2, column 10: name is a JSON number where a string is needed`},
		"dependencies are a list": {fstest.MapFS{"package.json": text(`{"dependencies":[]}`)},
			`dependencies is a JSON array where an object is needed`},
		"package.json is a list": {fstest.MapFS{"package.json": text(`[]`)},
			`the document is a JSON array where an object is needed`},
		"version is a number": {fstest.MapFS{"package.json": text(`{"dependencies":{"a":1}}`)},
			`package.json: "a": the version of this dependency is not a string; write it as "^1.2.3"`},
		"version is null": {fstest.MapFS{"package.json": text(`{"dependencies":{"a":null}}`)},
			`package.json: "a": the version of this dependency is not a string`},
		"local dependency": {fstest.MapFS{"package.json": text(`{"dependencies":{"a":"file:../a"}}`)},
			`package.json: "a file:../a": a Build installs only packages of the public npm registry, by version`},
		"dependency on GitHub": {fstest.MapFS{"package.json": text(`{"dependencies":{"a":"owner/a"}}`)},
			`"a owner/a": a Build installs only packages of the public npm registry`},
		"alias": {fstest.MapFS{"package.json": text(`{"dependencies":{"a":"npm:@scope/other@^1.2.3"}}`)},
			`"a npm:@scope/other@^1.2.3": is an alias, and a Build installs each package under its own name; depend on`},
		"password in a URL": {fstest.MapFS{
			"package.json": text(`{"dependencies":{"a":"git+https://me:hush@example.com/a.git"}}`)},
			`"a git+https://***@example.com/a.git": a Build installs only packages`},
		"dependency with a path for a name": {fstest.MapFS{"package.json": text(`{"dependencies":{"../x":"1"}}`)},
			`"../x": is no name of an npm package`},
		"dependency with a space": {fstest.MapFS{"package.json": text(`{"dependencies":{"A B":"1"}}`)},
			`"A B": is no name of an npm package`},
		"dependency with two scopes": {fstest.MapFS{"package.json": text(`{"dependencies":{"@x/y/z":"1"}}`)},
			`"@x/y/z": is no name of an npm package`},
		"dependency with an endless name": {fstest.MapFS{
			"package.json": text(`{"dependencies":{"` + strings.Repeat("x", 215) + `":"1"}}`)},
			`…": is no name of an npm package`},
		"version with a command": {fstest.MapFS{"package.json": text(`{"dependencies":{"a":"1; id"}}`)},
			`"a 1; id": the version is neither a version nor a range nor a tag; write it as "^1.2.3"`},
		"version with a control character": {fstest.MapFS{
			"package.json": text(`{"dependencies":{"a":"latest\u001b[2J"}}`)},
			`"a latest\x1b[2J": the version is neither`},
		"endless version": {fstest.MapFS{
			"package.json": text(`{"dependencies":{"a":"` + strings.Repeat("1", 257) + `"}}`)},
			`…": the version is neither`},
		"dependency without name": {fstest.MapFS{"package.json": text(`{"dependencies":{"":"1"}}`)},
			`a dependency has no name`},
		"runtime handler with range": {fstest.MapFS{
			"package.json": text(`{"dependencies":{"@twilio/runtime-handler":"^2.1.2"}}`)},
			`"@twilio/runtime-handler ^2.1.2": the runtime handler needs an exact version; write it as "2.1.2"`},
		"link out of the project": {fstest.MapFS{"assets/x": link("../../x")},
			`assets/x: "..": the symbolic link leads out of the project; copy what it leads to into the project`},
		"absolute link": {fstest.MapFS{"assets/x": link("/etc/passwd")},
			`assets/x: "/etc/passwd": the symbolic link leads out of the project`},
		"link by way of another": {fstest.MapFS{"assets/x": link("../a/b"), "a": link("..")},
			`assets/x: "..": the symbolic link leads out of the project`},
		"link to .env": {fstest.MapFS{"assets/x": link("../.env"), ".env": text("A=1")},
			`assets/x: ".env": the symbolic link leads to a hidden file or folder`},
		"link to itself": {fstest.MapFS{"assets/x": link("x")},
			`assets/x: is a symbolic link that leads to itself`},
		"link to nothing": {fstest.MapFS{"assets/x": link("y")},
			`assets/x: is a symbolic link whose target cannot be read`},
		"link to a folder": {fstest.MapFS{"assets/x": link("../shared"), "shared/a": text("")},
			`assets/x: is a symbolic link to a folder or a special file; only links to files are followed`},
		"link to a folder, functions": {fstest.MapFS{"functions/x": link("../shared"), "shared/a.js": text("")},
			`functions/x: is a symbolic link to a folder`},
		"folder links outside": {fstest.MapFS{"assets": link("../elsewhere")},
			`assets: "..": the symbolic link leads out of the project`},
		"folder links to nothing": {fstest.MapFS{"assets": link("elsewhere")}, `assets: cannot be read`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.HasPrefix(name, "nothing") && c.files["functions"] == nil {
				c.files["functions/zz.js"] = text("")
			}
			b, err := Read(c.files, nil)
			assert.Nil(t, b)
			var problems *Error
			require.ErrorAs(t, err, &problems)
			require.Len(t, problems.Problems, 1, err)
			assert.Contains(t, err.Error(), c.want)
		})
	}
}

// TestRead_dependencies: what npm takes is taken.
func TestRead_dependencies(t *testing.T) {
	t.Parallel()
	for name, version := range map[string]string{
		"lodash": "^4.17.21", "@twilio/runtime-handler": "2.1.2", "JSONStream": "1.x || >=2.5.0 || 5.0.0 - 7.2.3",
		"a.b-c_d": "latest", "@s-1/p.q": "~1.2.3-beta.1+build.5", "-": "*", "x~y": ">= 1.0 < 2", "3d": "v1.2.3",
		"empty": "",
	} {
		b, err := Read(fstest.MapFS{
			"functions/a.js": text(""),
			"package.json":   text(fmt.Sprintf(`{"dependencies":{%q:%q}}`, name, version)),
		}, nil)
		if assert.NoError(t, err, name) {
			assert.Equal(t, []Dependency{{name, cmp.Or(version, "*")}}, b.Dependencies)
		}
	}
}

func TestRead_collectsAllProblems(t *testing.T) {
	t.Parallel()
	_, err := Read(fstest.MapFS{
		"package.json":     text("{"),
		"functions/a b.js": text(""),
		"assets/.env":      text(""),
		"assets/a?.txt":    text(""),
	}, nil)
	var problems *Error
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems.Problems, 4)
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, 5)
	assert.Equal(t, "the project has 4 problems:", lines[0])
	for i, start := range []string{"  assets/.env: ", "  assets/a?.txt: ", "  functions/a b.js: ", "  package.json: "} {
		assert.True(t, strings.HasPrefix(lines[i+1], start), lines[i+1])
	}
}

func TestRead_unreadable(t *testing.T) {
	t.Parallel()
	_, err := Read(deniedFS{
		fstest.MapFS{
			"package.json": text("{}"), "functions/a.js": text(""), "functions/lib/b.js": text(""),
			"assets/c": text(""),
		},
		map[string]bool{"package.json": true, "functions/a.js": true, "functions/lib": true, "assets": true},
	}, nil)
	require.ErrorIs(t, err, fs.ErrPermission)
	for _, source := range []string{"package.json", "functions/a.js", "functions/lib", "assets"} {
		assert.ErrorContains(t, err, source+": cannot be read: open "+source+
			": permission denied; check that it exists and its permissions")
	}
}

func TestRead_linkInsideTheProject(t *testing.T) {
	t.Parallel()
	b, err := Read(fstest.MapFS{
		"assets/sub/app.js": link("../../dist/app.js"),
		"dist/app.js":       text("content"),
	}, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"/sub/app.js public application/javascript 7 assets/sub/app.js"}, describe(b.Assets))
	assert.Equal(t, "content", read(t, b.Assets[0]))
}

// Each attempt of an upload must start at the first byte.
func TestFile_Open(t *testing.T) {
	t.Parallel()
	b, err := Read(fstest.MapFS{"functions/a.js": text("content")}, nil)
	require.NoError(t, err)
	first, err := b.Functions[0].Open()
	require.NoError(t, err)
	_, err = io.CopyN(io.Discard, first, 3)
	require.NoError(t, err)
	assert.Equal(t, "content", read(t, b.Functions[0]))
	require.NoError(t, first.Close())

	_, err = File{Source: "x"}.Open()
	assert.ErrorIs(t, err, fs.ErrInvalid)
}

func read(t *testing.T, f File) string {
	t.Helper()
	r, err := f.Open()
	require.NoError(t, err)
	defer r.Close()
	data, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(data)
}

// A name may hold anything; a message must stay one line.
func TestProblem_String_controlCharacters(t *testing.T) {
	t.Parallel()
	p := Problem{Source: "assets/a\nb\x1b[31m", Reason: "is bad"}
	assert.Equal(t, `"assets/a\nb\x1b[31m": is bad`, p.String())
}

func TestError_Unwrap(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	err := &Error{Problems: []Problem{{Reason: "a"}, {Reason: "b", Err: cause}}}
	assert.ErrorIs(t, err, cause)
}

func FuzzReadPackage(f *testing.F) {
	f.Add([]byte(`{"name":"a","dependencies":{"b":"^1"}}`))
	f.Add([]byte(`{"dependencies":{"b":1}}`))
	f.Add([]byte("{\n\"name\": [}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Read(fstest.MapFS{"package.json": {Data: data}, "functions/a.js": text("")}, nil)
		if err != nil {
			require.ErrorAs(t, err, new(*Error))
			return
		}
		for _, d := range b.Dependencies {
			require.NotEmpty(t, d.Name)
			require.NotEmpty(t, d.Version)
		}
	})
}

package compile

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// taken are scripts that Node compiles, odd as they are: as CommonJS, in the way of a web browser of
// old, or as a module.
var taken = []string{
	"f() = 1;", "f()++;", "for (f() in x);", "new.target;", "(() => new.target)", "var await = 1; await;", "await: 1;",
	"(await) => 1", "function await(){}", "return 1;", "with(a){}", "var let = 1; let;", "yield = 1;", "010; '\\01'",
	"<!-- x\n1;", "1\n--> x", "function f(a,a){}", "foo: function bar(){}", "if (1) function g(){}",
	"eval = 1; arguments = 2;",
	"delete x;", "var implements, package, static, interface;", "async = 1; of = 2; get = 3;", "for (let of of []);",
	"for (var i = 0 in {});", "try{}catch(e){var e}", "{function a(){} function a(){}}", "import('x')",
	"import x from 'y'; export const a = 1", "await 1;", "const x = 1; x = 2;", "#!/usr/bin/env node\n1", "\ufeff1",
	"private = 1",
	"({ __proto__: 1, 'a': 2, a: 3 })", "class A { static { this.x = 1 } #y; }", "/a/v", "'\u2028'",
	"label: while(1) { break label }",
	"exports.handler = async function* () { for await (const x of y) yield* x; };",
	"import x from 'z' with {type:'json'}",
	"var x = '\u00ff';", "throw new Error", "var x = <!--a\n1", "a = b\n/c/g",
}

// refused are scripts that neither esbuild nor Node compiles.
var refused = []string{
	"const a = ;", "let a; let a;", "function f( {", "'open", "`open", "/* open", "a b", "}",
	"class A { constructor(){} constructor(){} }",
	"let x: number = 1", "interface A {}", "<div/>", "export {nope}", "'use strict'; with(a){}", "08n", "1__0",
	"break;", "const x;",
	"import x from 'y'; import x from 'z'", "class A { m() { this.#z } }", "a?.b = 1", "super()", "await 1; return",
}

// certain reports whether a script can be judged without Node.
func certain(source string) bool { return !strings.Contains(source, "await") && source != "a?.b = 1" }

// Only what Node refuses is refused, with Node and without it.
func TestCheck_syntax(t *testing.T) {
	t.Parallel()
	judge := func(program, source string) error {
		_, _, err := read(t, makeProject(t, map[string]string{"functions/a.js": source}), Options{Node: program})
		return err
	}
	for _, program := range []string{"", "/no/such/program"} {
		for _, source := range taken {
			assert.NoError(t, judge(program, source), "with %q: %s", program, source)
		}
		for _, source := range refused {
			err := judge(program, source)
			if !certain(source) {
				assert.NoError(t, err, "with %q: %s", program, source)
				continue
			}
			var wrong *Error
			if assert.ErrorAs(t, err, &wrong, "with %q: %s", program, source) {
				assert.Equal(t, "/a", wrong.Problems[0].Path)
				assert.Positive(t, wrong.Problems[0].Line, source)
			}
		}
	}
	program := node(t)
	for _, source := range taken[:9] { // those that esbuild refuses
		assert.NoError(t, judge(program, source), "with %q: %s", program, source)
	}
	for _, source := range []string{"const a = ;", "a?.b = 1", "await 1; return"} {
		assert.ErrorContains(t, judge(program, source), "functions/a.js:1:", source)
	}
}

// What the lists above say of Node is so.
func TestCheck_nodeAgrees(t *testing.T) {
	t.Parallel()
	question, err := json.Marshal([][]string{taken, refused})
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), node(t), "--experimental-vm-modules", "--no-warnings", "-e", `
		const vm = require('vm');
		const takes = (text) => {
			try { vm.compileFunction(text.replace(/^\ufeff/, '').replace(/^#!/, '//'), ['exports', 'require', 'module']); return true; } catch {}
			try { new vm.SourceTextModule(text); return true; } catch {}
			return false;
		};
		const [taken, refused] = JSON.parse(require('fs').readFileSync(0, 'utf8'));
		console.log(JSON.stringify([taken.filter((t) => !takes(t)), refused.filter(takes)]));`)
	cmd.Stdin = bytes.NewReader(question)
	wrong, err := cmd.Output()
	require.NoError(t, err)
	assert.Equal(t, "[[],[]]\n", string(wrong))
}

// A long line, as tools write them, is shown around the place.
func TestCheck_longLine(t *testing.T) {
	t.Parallel()
	_, _, err := read(t, makeProject(t, map[string]string{"functions/a.js": strings.Repeat("a();", 5000) + "b(;" +
		strings.Repeat("c();", 5000)}),
		Options{})
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, 3)
	assert.Equal(t, "functions/a.js:1:20003: SyntaxError: Unexpected \";\"", lines[0])
	assert.Less(t, len(lines[1]), 120)
	assert.Equal(t, byte(';'), lines[1][strings.Index(lines[2], "^")])
	assert.Equal(t, "b(", lines[1][strings.Index(lines[2], "^")-2:strings.Index(lines[2], "^")])
}

// A package that the Build does not have is named with its place; what a script handles itself, what
// is built in and what code never gets is not.
func TestCheck_packages(t *testing.T) {
	t.Parallel()
	dir := makeProject(t, map[string]string{
		"package.json": `{"dependencies": {"got": "1", "@scope/have": "1"}, "devDependencies": {"only-dev": "1"}}`,
		// That a package lies in node_modules here says nothing about the Build.
		"node_modules/only-dev/package.json": `{"name": "only-dev"}`, "node_modules/only-dev/index.js": "",
		"functions/a.js": strings.Join([]string{
			"const got = require('got'), file = require('got/lib/file'), have = require('@scope/have/x');",
			"const fs = require('fs'), p = require('fs/promises'), n = require('node:test'), s = " +
				"require('node:sqlite');",
			"const t = require('twilio'), v = require('twilio/lib/twiml/VoiceResponse');",
			"let o; try { o = require('optional'); } catch {}",
			"  const left = require('left-pad');",
			"const dev = require('only-dev/deep');",
			"const more = () => import('@scope/lack/file');",
			"if (false) require('never');",
			"require(Runtime.getFunctions()['b'].path); require('./b'); require(`dyn-${left}`); // require('comment')",
			"const text = \"require('text')\", _ = require('lodash');",
			"exports.require = (x) => x.require('method');",
		}, "\n"),
		"functions/b.ts": "import type { T } from 'erased';\nimport { pad } from '@lib/pad';\nimport got " +
			"from 'got';\n" +
			handler("const answer = pad(got as T);"),
		"tsconfig.json": `{"compilerOptions": {"paths": {"@lib/*": ["./lib/*"]}}}`,
		"lib/pad.ts":    "import all from 'far-away';\nimport unused from 'unused';\nexport const pad = all;",
	})
	_, warnings, err := read(t, dir, Options{})
	require.NoError(t, err)
	const lacks = " is neither among the dependencies of package.json nor built into Node.js: requiring it will fail"
	assert.ElementsMatch(t, []string{
		"functions/a.js:5:24: the package left-pad" + lacks, "functions/a.js:6:21: the package only-dev" + lacks,
		"functions/a.js:7:27: the package @scope/lack" + lacks,
		"functions/a.js:10:45: the package lodash is not among the dependencies of package.json: " +
			"Builds get a version that Twilio chooses; add it to have your own",
		"lib/pad.ts:1:17: the package far-away" + lacks,
	}, warnings)
}

// What was found out once is known, and holds only for what it was found out about.
func TestCheck_known(t *testing.T) {
	t.Parallel()
	known := &Known{}
	files := map[string]string{"functions/a.js": "require('x')", "functions/b.js": "let a = ;"}
	dir := makeProject(t, files)
	for range 2 {
		_, _, err := read(t, dir, Options{Known: known})
		assert.ErrorContains(t, err, "functions/b.js:1:9")
	}
	require.NoError(t, os.WriteFile(dir+"/functions/b.js", []byte("let a = 1;"), 0o600))
	_, warnings, err := read(t, dir, Options{Known: known})
	assert.NoError(t, err)
	assert.Len(t, warnings, 1)
	require.NoError(t, os.WriteFile(dir+"/package.json", []byte(`{"dependencies": {"x": "1"}}`), 0o600))
	_, warnings, err = read(t, dir, Options{Known: known})
	assert.NoError(t, err)
	assert.Empty(t, warnings)
}

// A module with a URL and without a handler is a mistake of its author.
func TestCheck_noHandler(t *testing.T) {
	t.Parallel()
	_, warnings, err := read(t, makeProject(t, map[string]string{
		"functions/default.ts": "export default () => 1;", "functions/tool.ts": "export const tool = 1;",
		"functions/mine.private.ts": "export const tool = 1;", "functions/all.ts": "export * from 'got';",
		"functions/old.cts": "module.exports.handler = () => 1;", "functions/ok.ts": hello,
		"package.json": `{"dependencies": {"got": "1"}}`,
	}), Options{})
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{
		"functions/default.ts: exports no handler, so /default answers 500; write `export const handler`, a default " +
			"export is not called",
		"functions/tool.ts: exports no handler, so /tool answers 500; export one, or name the file so that it " +
			"is private, or move it out of the folder",
	}, warnings)
}

package compile

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// head is how most of the Functions below begin and end: body computes answer.
func handler(body string) string {
	return "export const handler = async (context: unknown, event: Record<string, string>, " +
		"callback: (e: unknown, r?: unknown) => void) => {\n" + body + "\n  callback(null, answer);\n};\n"
}

// A form is a way to write that Node does not take as it is, or that must survive being compiled.
type form struct {
	name   string
	file   string // functions/form.ts when empty
	source string
	also   map[string]string // further files of the project
	answer string
	wrong  string // it is refused with this
}

var forms = []form{
	{name: "annotations", source: handler(`const answer: string = 'typed' as unknown as string;`), answer: "typed"},
	{name: "enum", source: "enum Level { Low = 1, High }\n" + handler("const answer = Level[2] + Level.High;"),
		answer: "High2"},
	{name: "const enum", source: "const enum Level { Low = 'low' }\n" + handler("const answer = Level.Low;"),
		answer: "low"},
	{name: "const enum of another file", source: "import { Level } from '../lib/level';\n" +
		handler("const answer = Level.Low;"), also: map[string]string{
		"lib/level.ts": "export const enum Level { Low = 'far' }"},
		answer: "far"},
	{name: "decorators of the standard", source: `
		function loud(method: Function, context: ClassMethodDecoratorContext) {
			return function (this: unknown, ...args: unknown[]) { return method.apply(this, args).toUpperCase() + String(context.name); };
		}
		class Greeter { @loud greet() { return 'hi '; } }
		` + handler("const answer = new Greeter().greet();"), answer: "HI greet"},
	{name: "experimental decorators", source: `
		function mark(target: any, key: string, d: PropertyDescriptor) { d.value = () => 'marked ' + key; }
		class Greeter { @mark greet() { return ''; } }
		` + handler("const answer = new Greeter().greet();"),
		also:   map[string]string{"tsconfig.json": `{"compilerOptions": {"experimentalDecorators": true /* old */,},}`},
		answer: "marked greet"},
	{name: "satisfies", source: handler("const answer = ({ a: 'satisfied' } satisfies Record<string, string>).a;"),
		answer: "satisfied"},
	{name: "JSX", file: "functions/form.tsx", source: "const h = (tag: string, props: any, ...below: any[]) => " +
		"`<${tag}>${below.join('')}</${tag}>`;\n" + handler("const answer = <b>{'bold'}</b>;"),
		also:   map[string]string{"tsconfig.json": `{"compilerOptions": {"jsx": "react", "jsxFactory": "h"}}`},
		answer: "<b>bold</b>"},
	{name: "namespace", source: "namespace Shop { export const name = 'shop'; export namespace Deep { export const " +
		"x = 1; } }\n" +
		handler("const answer = Shop.name + Shop.Deep.x;"), answer: "shop1"},
	{name: "top-level await", source: "const text = await Promise.resolve('x');\n" + handler("const answer = text;"),
		wrong: "functions/form.ts:1:14: top-level await is not supported: a Function is loaded by require(), which " +
			"does not wait; move it into the handler"},
	{name: "top-level await of an imported module",
		source: "import { text } from '../lib/text';\n" + handler("const answer = text;"),
		also:   map[string]string{"lib/text.ts": "export const text = await Promise.resolve('x');"},
		wrong:  "lib/text.ts:1:21: top-level await is not supported"},
	{name: "dynamic import of a file", source: handler("const answer = (await import('../lib/late')).default;"),
		also: map[string]string{"lib/late.ts": "export default 'late' as const;"}, answer: "late"},
	{name: "dynamic import of a package", source: handler("const answer = (await import('esm-only')).default;"),
		also: map[string]string{"package.json": `{"dependencies": {"esm-only": "1.0.0"}}`}, answer: "from a module"},
	{name: "import type", source: "import type { Name } from 'types-only';\nimport { type Other } from " +
		"'../lib/types';\n" +
		handler("const name: Name = 'erased'; const answer: Other = name;"),
		also: map[string]string{"lib/types.ts": "export type Other = string;"}, answer: "erased"},
	{name: "export =", source: "export = { handler: (c: unknown, e: unknown, callback: Function) => callback(null, " +
		"'assigned') };",
		answer: "assigned"},
	{name: "import = require", source: "import path = require('path');\nimport text = require('../lib/text');\n" +
		handler("const answer = path.basename('/a/b') + text;"),
		also:  map[string]string{"lib/text.cts": "export = ' required';"},
		wrong: `Could not resolve "../lib/text"`},
	{name: "import = require of a file",
		source: "import path = require('path');\nimport text = require('../lib/text.cjs');\n" +
			handler("const answer = path.basename('/a/b') + text;"),
		also: map[string]string{"lib/text.cts": "export = ' required';"}, answer: "b required"},
	{name: "optional chaining", source: handler("const o: any = null; const answer = o?.a?.[0]?.() ?? 'nothing';"),
		answer: "nothing"},
	{name: "private fields", source: "class A { #n = 1; static #s = 2; get n() { return #n in this ? this.#n + " +
		"A.#s : 0; } }\n" +
		handler("const answer = new A().n;"), answer: "3"},
	{name: "parameter properties", source: "class A { constructor(private readonly n: number, public m = 2) {} sum() " +
		"{ return this.n + this.m; } }\n" +
		handler("const answer = new A(1).sum();"), answer: "3"},
	{name: "using", source: handler("const log: string[] = []; { using a = { [Symbol.dispose ?? " +
		"Symbol.for('dispose')]() { log.push('disposed'); } }; log.push('used'); } const answer = log.join();"),
		answer: "used,disposed"},
	{name: "flags of regular expressions", source: handler(
		`const m = /(?<word>\p{L}+)(?<=é)/du.exec('été x')!; const answer = m.groups!.word + m.indices![0].join() + /[\p{L}--[a-z]]/v.test('É') + 'a.b.c'.replace(/\./gs, '');`),
		answer: "été0,3trueabc"},
	{name: "BigInt", source: handler("const answer = String(2n ** 64n + BigInt(1_000));"),
		answer: "18446744073709552616"},
	{name: "JSON", source: "import prices from '../lib/prices.json';\nimport also from '../lib/prices.json' with { " +
		"type: 'json' };\n" +
		handler("const answer = prices.tea + also.tea;"), also: map[string]string{"lib/prices.json": `{"tea": 2}`},
		answer: "4"},
	{name: "paths", source: "import { text } from '@lib/text';\nimport { text as other } from '~/lib/text';\n" +
		handler("const answer = text + other;"),
		also: map[string]string{
			"tsconfig.json": `{"extends": "./tsconfig.base.json"}`, "lib/text.ts": "export const text = 'path';",
			"tsconfig.base.json": `{"compilerOptions": {"paths": {"@lib/*": ["./lib/*"], "~/*": ["./*"]}}}`,
		}, answer: "pathpath"},
	{name: "imports of package.json", source: "import { text } from '#lib/text.js';\n" +
		handler("const answer = text;"),
		also: map[string]string{"package.json": `{"imports": {"#lib/*.js": "./lib/*.ts"}}`,
			"lib/text.ts": "export const text = 'hash';"},
		answer: "hash"},
	{name: "import with the extension of the output", source: "import { text } from '../lib/text.js';\n" +
		handler("const answer = text;"),
		also: map[string]string{"lib/text.ts": "export const text = 'as tsc wants it';"}, answer: "as tsc wants it"},
	{name: "mts", file: "functions/form.mts", source: "import { text } from '../lib/text.mjs';\n" +
		handler("const answer = text;"),
		also: map[string]string{"lib/text.mts": "export const text = 'mts';"}, answer: "mts"},
	{name: "cts", file: "functions/form.cts",
		source: "const os = require('os');\nexports.handler = (c: unknown, e: unknown, callback: Function) => " +
			"callback(null, typeof os.EOL);",
		answer: "string"},
	{name: "mjs", file: "functions/form.mjs", source: "import { basename } from 'node:path';\n" +
		"export function handler(context, event, callback) { callback(null, basename('/x/mjs')); }", answer: "mjs"},
	{name: "abstract class", source: "abstract class A { abstract name(): string; declare x: number; greet() { " +
		"return 'hi ' + this.name(); } }\nclass B extends A { override name() { return 'b'; } }\n" +
		handler("const answer = new B().greet();"),
		answer: "hi b"},
	{name: "generics and overloads", source: "function id<const T>(x: T): T;\nfunction id(x: any) { return x; }\n" +
		"const f = <T,>(x: T) => x;\n" +
		handler("const answer = f<string>(id('generic')!);"), answer: "generic"},
	{name: "accessor", source: "class A { accessor x = 'accessed'; static y: number; static { A.y = 1; } }\n" +
		handler("const answer = new A().x + A.y;"), answer: "accessed1"},
	{name: "re-export", source: "export * from '../lib/handler';\nexport { other as second } from '../lib/handler';",
		also: map[string]string{"lib/handler.ts": handler("const answer = 're-exported';") +
			"export const other = 1;"}, answer: "re-exported"},
	{name: "cycle", source: "import { a } from '../lib/a';\n" + handler("const answer = a();"), also: map[string]string{
		"lib/a.ts": "import { b } from './b';\nexport const a = () => 'a' + b();\nexport const name = () => 'c';",
		"lib/b.ts": "import { name } from './a';\nexport const b = () => 'b' + name();",
	}, answer: "abc"},
	{name: "import.meta", source: handler("const answer = import.meta.url.startsWith('file:///') && " +
		"import.meta.url.endsWith(import.meta.filename.slice(-6)) && import.meta.dirname === __dirname ? " +
		"'here' : 'lost';"),
		answer: "here"},
	{name: "default import of CommonJS", source: "import fs, { existsSync } from 'fs';\nimport * as all from 'fs';\n" +
		handler("const answer = String(fs.existsSync === existsSync && all.existsSync === existsSync);"),
		answer: "true"},
	{name: "async generator and for await", source: "async function* two() { yield 1; yield 2; }\n" +
		handler("let answer = 0; for await (const n of two()) answer += n;"), answer: "3"},
	{name: "text of all the world", source: handler("const answer = '日本 é 😀 \\u2028'.length + 'ñ';"), answer: "9ñ"},
	{name: "byte order mark", source: "\ufeff" + handler("const answer = 'marked';"), answer: "marked"},
	{name: "syntax error", source: "export const handler = () => {\n\tconst a = ;\n};",
		wrong: "functions/form.ts:2:12: Unexpected \";\"\n" +
			"     const a = ;\n               ^"},
	{name: "error in an imported file", source: "import '../lib/text';",
		also:  map[string]string{"lib/text.ts": "let é = 'x' 'y';"},
		wrong: "lib/text.ts:1:13: Expected \";\" but found \"'y'\"\n    let é = 'x' 'y';\n                ^"},
	{name: "missing file", source: "\nimport { a } from '../lib/nothing';\nexport const handler = a;",
		wrong: "functions/form.ts:2:19: Could not resolve \"../lib/nothing\""},
	{name: "missing export", source: "import { a } from '../lib/text';\nexport const handler = a;",
		also:  map[string]string{"lib/text.ts": "export const b = 1;"},
		wrong: `No matching export in "lib/text.ts" for import "a"`},
	{name: "a file that is no code", source: "import a from '../lib/a.txt';\nexport const handler = a;",
		also:  map[string]string{"lib/a.txt": "x"},
		wrong: "only JavaScript, TypeScript and JSON can be imported: make the file a private Asset"},
}

// Each form answers as the language says, or is refused with place, source line and reason.
func TestForms(t *testing.T) {
	t.Parallel()
	scripts := map[string]string{}
	want := map[string]string{}
	for i, f := range forms {
		files := map[string]string{"functions/form.ts": f.source}
		if f.file != "" {
			files = map[string]string{f.file: f.source}
		}
		for name, text := range f.also {
			files[name] = text
		}
		b, warnings, err := read(t, makeProject(t, files), Options{Runtime: "node20"})
		if f.wrong != "" {
			if assert.Error(t, err, f.name) {
				assert.Contains(t, err.Error(), f.wrong, f.name)
			}
			continue
		}
		if !assert.NoError(t, err, f.name) {
			continue
		}
		assert.Empty(t, warnings, f.name)
		require.Len(t, b.Functions, 1, f.name)
		assert.Equal(t, "/form", b.Functions[0].Path, f.name)
		path := "/" + strings.ReplaceAll(f.name, " ", "-") + string(rune('a'+i%26))
		scripts[path], want[path] = contents(t, b)["/form"], f.answer
	}
	require.Greater(t, len(want), 20)
	packages := makeProject(t, map[string]string{
		"node_modules/esm-only/package.json": `{"name": "esm-only", "type": "module", "exports": "./index.js"}`,
		"node_modules/esm-only/index.js":     "export default 'from a module';",
	})
	for path, answers := range calls(t, packages, scripts) {
		assert.Equal(t, []string{want[path]}, answers, path)
	}
}

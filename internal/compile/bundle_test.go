package compile

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

// --bundle puts packages into the Functions, those in JavaScript too. What remains among the
// dependencies is what cannot be put in, and it is reported.
func TestBundle(t *testing.T) {
	t.Parallel()
	dir := makeProject(t, map[string]string{
		"package.json": `{"name": "shop", "dependencies": {"pure": "file:../pure", "@scope/esm": "^1.0.0", "native": "2.0.0",
			"twilio": "5.0.0", "unused": "1.0.0", "dynamic": "1.0.0"}}`,
		"node_modules/pure/package.json":                 `{"name": "pure", "main": "lib/main.js"}`,
		"node_modules/pure/lib/main.js":                  "module.exports = require('nested') + '!';",
		"node_modules/pure/node_modules/nested/index.js": "module.exports = 'nested';",
		"node_modules/@scope/esm/package.json":           `{"name": "@scope/esm", "type": "module", "exports": {"import": "./m.js"}}`,
		"node_modules/@scope/esm/m.js":                   "export const esm = 'esm';",
		"node_modules/native/package.json":               `{"name": "native"}`,
		"node_modules/native/index.js":                   "module.exports = require('./build/native.node');",
		"node_modules/native/build/native.node":          "\x7fELF",
		"node_modules/dynamic/index.js":                  "exports.load = (name) => require(name);",
		"functions/a.ts": "import pure from 'pure';\nimport { esm } from '@scope/esm';\n" +
			handler("const answer = pure + esm;"),
		"functions/b.js":         "const pure = require('pure');\nexports.handler = (c, e, cb) => cb(null, pure + require('../lib/c'));",
		"functions/n.js":         "exports.handler = () => require('native');",
		"functions/d.js":         "exports.handler = () => require('dynamic').load(require(Runtime.getFunctions().a.path));",
		"functions/t.ts":         "import { twiml } from 'twilio';\nexport const handler = () => new twiml.VoiceResponse();",
		"lib/c.js":               "module.exports = 'beside';",
		"functions/m.js":         "let m; try { m = require('absent'); } catch { m = 'none'; }\nexports.handler = (c, e, cb) => cb(null, m);",
		"functions/s.private.js": "exports.x = 1;",
	})
	b, warnings, err := read(t, dir, Options{Bundle: true, Runtime: "node20"})
	require.NoError(t, err)
	assert.Equal(t, []bundle.Dependency{{Name: "native", Version: "2.0.0"}, {Name: "twilio", Version: "5.0.0"}},
		b.Dependencies)
	assert.ElementsMatch(t, []string{
		"functions/n.js: the package native stays outside: it has native code, which is not JavaScript; Builds do not compile native code either",
		"compiling node_modules/dynamic/index.js:1:26: this call of require() is not put in: it names no package but computes one",
	}, warnings)
	scripts := contents(t, b)
	assert.NotContains(t, scripts["/a"], `require("pure")`)
	assert.Contains(t, scripts["/t"], `require("twilio")`)
	answers := calls(t, t.TempDir(), map[string]string{"/a": scripts["/a"], "/b": scripts["/b"], "/m": scripts["/m"]})
	assert.Equal(t, map[string][]string{"/a": {"nested!esm"}, "/b": {"nested!beside"}, "/m": {"none"}}, answers)
	// Without the flag such a project is refused, as Builds install from the registry only.
	_, _, err = read(t, dir, Options{})
	assert.ErrorContains(t, err, "pure file:../pure")
}

// What is not installed cannot be put in.
func TestBundle_notInstalled(t *testing.T) {
	t.Parallel()
	_, _, err := read(t, makeProject(t, map[string]string{
		"package.json": `{"dependencies": {"got": "1"}}`, "functions/a.js": "\n  const got = require('got');",
	}), Options{Bundle: true})
	assert.EqualError(t, err, "functions/a.js:2:23: Could not resolve \"got\"; install it: --bundle takes packages from node_modules\n"+
		"      const got = require('got');\n                          ^")
}

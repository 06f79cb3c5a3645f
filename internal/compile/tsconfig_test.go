package compile

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Options that change what runs and that are not read are named, once, with the file that sets them.
func TestLay_namesOptionsThatAreNotRead(t *testing.T) {
	t.Parallel()
	base := `{"compilerOptions": {"emitDecoratorMetadata": true, "strict": true}}`
	for name, c := range map[string]struct {
		files map[string]string
		want  []string // begins of the warnings
	}{
		"none": {map[string]string{"tsconfig.json": `{"compilerOptions": {"target": "es2022", "module": "nodenext",
			"paths": {"a": ["b"]}, "outDir": "dist", "jsx": "react", "esModuleInterop": true, "rootDirs": ["."],
			"emitDecoratorMetadata": false, "moduleSuffixes": [""], "plugins": [{"name": "for editors"}], "sourceMap": true}}`}, nil},
		"all": {map[string]string{"tsconfig.json": `{
			// as people write it
			"compilerOptions": {"emitDecoratorMetadata": true, "experimentalDecorators": true, "esModuleInterop": false,
			"moduleSuffixes": [".node", ""], "rootDirs": ["a", "b"], "reactNamespace": "h", "jsx": "preserve",
			"plugins": [{"transform": "typescript-transform-paths"}],}, /* done */
		}`}, []string{"tsconfig.json: compilerOptions.emitDecoratorMetadata: ", "tsconfig.json: compilerOptions.esModuleInterop: ",
			"tsconfig.json: compilerOptions.jsx: ", "tsconfig.json: compilerOptions.moduleSuffixes: ",
			"tsconfig.json: compilerOptions.plugins: ", "tsconfig.json: compilerOptions.reactNamespace: ",
			"tsconfig.json: compilerOptions.rootDirs: "}},
		"inherited": {map[string]string{"tsconfig.json": `{"extends": "./base"}`, "base.json": base},
			[]string{"base.json: compilerOptions.emitDecoratorMetadata: "}},
		"overridden": {map[string]string{
			"tsconfig.json": `{"extends": ["./base.json"], "compilerOptions": {"emitDecoratorMetadata": false}}`,
			"base.json":     base}, nil},
		"the last of them": {map[string]string{"tsconfig.json": `{"extends": ["./base.json", "./off.json"]}`,
			"base.json": base, "off.json": `{"compilerOptions": {"emitDecoratorMetadata": false}}`}, nil},
		"of a package": {map[string]string{"tsconfig.json": `{"extends": "@tsconfig/nest"}`,
			"node_modules/@tsconfig/nest/tsconfig.json": base},
			[]string{"node_modules/@tsconfig/nest/tsconfig.json: compilerOptions.emitDecoratorMetadata: "}},
		"nearer": {map[string]string{"tsconfig.json": base, "functions/tsconfig.json": `{}`}, nil},
		"a circle": {map[string]string{"tsconfig.json": `{"extends": "./a"}`,
			"a.json": `{"extends": "./tsconfig.json"}`}, nil},
		"of another shape": {map[string]string{
			"tsconfig.json": `{"compilerOptions": {"plugins": 1, "rootDirs": "x", "jsx": null, "emitDecoratorMetadata": "true"}}`}, nil},
		"no TypeScript here": {map[string]string{"functions/a.ts": "", "functions/b.js": "exports.x = 1;",
			"tsconfig.json": base}, nil},
	} {
		files := map[string]string{"functions/a.ts": hello, "functions/b.ts": hello}
		for file, text := range c.files {
			files[file] = text
		}
		if files["functions/a.ts"] == "" {
			delete(files, "functions/a.ts")
			delete(files, "functions/b.ts")
		}
		dir := makeProject(t, files)
		view, err := Lay(t.Context(), os.DirFS(dir), &Options{Dir: dir})
		require.NoError(t, err, name)
		var got []string
		for _, w := range view.warnings {
			if strings.Contains(w, "compilerOptions") {
				got = append(got, w)
			}
		}
		require.Len(t, got, len(c.want), "%s: %q", name, got)
		for i, want := range c.want {
			assert.True(t, strings.HasPrefix(got[i], want), "%s: %q", name, got[i])
		}
	}
}

// Paths count from where they are set, whichever file extends which, as TypeScript has it.
func TestLay_pathsOfExtendedConfigurations(t *testing.T) {
	t.Parallel()
	source := "import { x } from '@x/b';\nexport const handler = (c: any, e: any, callback: any) => " +
		"callback(null, x);\n"
	const right, wrong = "export const x = 'right';\n", "export const x = 'wrong';\n"
	for name, files := range map[string]map[string]string{
		"of the file itself": {"tsconfig.json": `{"compilerOptions": {"paths": {"@x/*": ["lib/*"]}}}`,
			"lib/b.ts": right},
		"of the base": {"tsconfig.json": `{"extends": "./config/base"}`,
			"config/base.json": `{"compilerOptions": {"paths": {"@x/*": ["./lib/*"]}}}`, "config/lib/b.ts": right,
			"lib/b.ts": wrong},
		"baseUrl": {"tsconfig.json": `{"compilerOptions": {"baseUrl": "src", "paths": {"@x/*": ["lib/*"]}}}`,
			"src/lib/b.ts": right, "lib/b.ts": wrong},
		"baseUrl over paths of the base": {"tsconfig.json": `{"extends": "./config/base.json", "compilerOptions": {"baseUrl": "src"}}`,
			"config/base.json": `{"compilerOptions": {"paths": {"@x/*": ["lib/*"]}}}`, "src/lib/b.ts": right,
			"config/lib/b.ts": wrong},
		"configDir": {"functions/tsconfig.json": `{"extends": "../config/base.json"}`,
			"config/base.json":           `{"compilerOptions": {"paths": {"@x/*": ["${configDir}/lib/*"]}}}`,
			"functions/lib/b.private.js": "",
			"functions/lib/b.ts":         right, "config/lib/b.ts": wrong},
		"the second place": {"tsconfig.json": `{"compilerOptions": {"paths": {"@x/*": ["./none/*", "./lib/*"]}}}`,
			"lib/b.ts": right},
		"a package": {"tsconfig.json": `{"extends": "@c/base/tsconfig.json"}`,
			"node_modules/@c/base/tsconfig.json": `{"compilerOptions": {"paths": {"@x/*": ["../../../lib/*"]}}}`,
			"lib/b.ts":                           right},
		"bare names": {"tsconfig.json": `{"compilerOptions": {"baseUrl": "."}}`, "@x/b.ts": right},
	} {
		delete(files, "functions/lib/b.private.js")
		files["package.json"], files["functions/a.ts"] = `{"name": "x"}`, source
		dir := makeProject(t, files)
		b, warnings, err := read(t, dir, Options{})
		require.NoError(t, err, name)
		if name != "configDir" { // whose library is a Function without a handler
			assert.Empty(t, warnings, name)
		}
		assert.Equal(t, []string{"right"}, calls(t, dir, map[string]string{"/a": contents(t, b)["/a"]})["/a"], name)
	}
}

// What is wrong with a configuration has its place.
func TestLay_brokenConfiguration(t *testing.T) {
	t.Parallel()
	_, _, err := read(t, makeProject(t, map[string]string{"package.json": `{"name": "x"}`, "functions/a.ts": hello,
		"functions/b.ts": hello, "tsconfig.json": "{\n  \"compilerOptions\": {,}\n}"}), Options{})
	require.ErrorContains(t, err, "tsconfig.json:2:23: ")
	assert.Equal(t, 1, strings.Count(err.Error(), "tsconfig.json:2"), "said once")
	_, warnings, err := read(t, makeProject(t,
		map[string]string{"package.json": `{"name": "x"}`, "functions/a.ts": hello,
			"functions/b.ts": hello, "tsconfig.json": `{"extends": "./none", "compilerOptions": {"target": "es1"}}`}),
		Options{})
	require.NoError(t, err)
	require.Len(t, warnings, 2)
	assert.Equal(t, `tsconfig.json: extends "./none", which is not read: it is not in the project`, warnings[0])
	assert.Equal(t, `compiling tsconfig.json: Unrecognized target environment "es1"`, warnings[1])
}

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
		dir := project(t, files)
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

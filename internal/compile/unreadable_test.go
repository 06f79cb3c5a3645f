//go:build unix

package compile

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is read besides the sources is a regular file of the project: a named pipe does not hang, a
// device does not fill the memory, and nothing of what a link or a name leads to is shown.
func TestLay_readsRegularFilesOfTheProject(t *testing.T) {
	t.Parallel()
	const importing = "import { x } from '../lib/b';\nexport const handler = (c: any, e: any, cb: any) => " +
		"cb(null, x);\n"
	const lib = "export const x = 1;\n"
	outside := makeProject(t, map[string]string{"secret.json": "S3CRET of another user\n", "secret.js": "S3CRET = (\n"})
	for place, c := range map[string]struct {
		files  map[string]string
		bundle bool
		want   string // part of the problems and warnings; empty: there are none
	}{
		"tsconfig.json":    {nil, false, "tsconfig.json"},
		"base.json":        {map[string]string{"tsconfig.json": `{"extends": "./base.json"}`}, false, "base.json"},
		"lib/package.json": {nil, false, "lib/package.json"},
		"package.json":     {nil, false, "package.json"},
		"lib/.pnp.cjs":     {nil, false, "lib/.pnp.cjs"},
		".pnp.data.json":   {nil, false, ".pnp.data.json"},
		"lib/b.js.map":     {map[string]string{"lib/b.ts": lib + "//# sourceMappingURL=b.js.map\n"}, false, ""},
		"lib/escaped.js.map": {map[string]string{"lib/b.ts": lib + "/*# sourceMappingURL=%65scaped.js.map */\n"},
			false, ""},
		"node_modules/pad/package.json": {map[string]string{"functions/a.js": "require('pad');"}, true,
			"node_modules/pad/package.json"},
		"node_modules/pad/index.js": {map[string]string{"functions/a.js": "require('pad');"}, true, "pad"},
		"node_modules/pad/index.js.map": {map[string]string{"functions/a.js": "require('pad');",
			"node_modules/pad/index.js": "module.exports = 1;\n//# sourceMappingURL=index.js.map"}, true, ""},
	} {
		for kind, plant := range map[string]func(at string) error{
			"a named pipe": func(at string) error { return syscall.Mkfifo(at, 0o600) },
			"a device":     func(at string) error { return os.Symlink("/dev/zero", at) },
			"a link out":   func(at string) error { return os.Symlink(filepath.Join(outside, "secret.json"), at) },
			"10 GB": func(at string) error {
				if err := os.WriteFile(at, nil, 0o600); err != nil {
					return err
				}
				return os.Truncate(at, 10<<30)
			},
		} {
			files := map[string]string{"package.json": `{"name": "x"}`, "functions/b.ts": importing, "lib/b.ts": lib}
			for name, text := range c.files {
				files[name] = text
			}
			delete(files, place)
			dir := makeProject(t, files)
			at := filepath.Join(dir, filepath.FromSlash(place))
			require.NoError(t, os.MkdirAll(filepath.Dir(at), 0o700))
			require.NoError(t, plant(at))
			about := place + ": " + kind
			type outcome struct {
				warnings []string
				err      error
			}
			done := make(chan outcome, 1)
			go func() {
				_, warnings, err := read(t, dir, Options{Bundle: c.bundle})
				done <- outcome{warnings, err}
			}()
			var got outcome
			select {
			case got = <-done:
			case <-time.After(time.Minute):
				require.Fail(t, "it hangs", about)
			}
			said := strings.Join(got.warnings, "\n")
			if got.err != nil {
				said += got.err.Error()
			}
			assert.NotContains(t, said, "S3CRET", about)
			switch {
			case c.want == "":
				assert.Empty(t, said, about)
			default:
				assert.Contains(t, said, c.want, about)
			}
		}
	}
}

// A name that leads out of the project is not followed, in whatever file it stands.
func TestLay_followsNoNameOut(t *testing.T) {
	t.Parallel()
	outside := makeProject(t, map[string]string{"secret": "S3CRET {", "base.json": `{"compilerOptions": {"jsx": "react",
		"jsxFactory": "S3CRET"}}`, "map.js.map": `{"version": 3, "sources": ["S3CRET"], "mappings": "AAAA"}`})
	for name, files := range map[string]map[string]string{
		"extends":     {"tsconfig.json": `{"extends": "` + outside + `/secret"}`},
		"extends, up": {"tsconfig.json": `{"extends": "../` + filepath.Base(outside) + `/secret"}`},
		"extends what is right": {"tsconfig.json": `{"extends": "` + outside + `/base"}`,
			"functions/c.tsx": "export const handler = () => <b/>;"},
		"extends, in a list": {"tsconfig.json": `{"extends": ["../secret", 7, "` + outside + `/secret"]}`},
		"a map":              {"functions/a.ts": hello + "//# sourceMappingURL=file://" + outside + "/map.js.map\n"},
		"a map, up": {"functions/a.ts": hello + "//@ sourceMappingURL=../../" + filepath.Base(outside) +
			"/map.js.map\n"},
	} {
		all := map[string]string{"package.json": `{"name": "x"}`, "functions/b.ts": hello}
		for file, text := range files {
			all[file] = text
		}
		b, warnings, err := read(t, makeProject(t, all), Options{})
		require.NoError(t, err, name)
		assert.NotContains(t, strings.Join(warnings, "\n"), "S3CRET", name)
		assert.Equal(t, strings.HasPrefix(name, "extends"), len(warnings) > 0, "%s: %q", name, warnings)
		for path, script := range contents(t, b) {
			assert.NotContains(t, script, "S3CRET", name+path)
		}
	}
}

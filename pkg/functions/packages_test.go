package functions

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakeNPM puts a program npm before all others: what it does is a shell script, in the folder of an installation.
func fakeNPM(t *testing.T, script string) (calls string) {
	t.Helper()
	needNode(t)
	dir := t.TempDir()
	calls = filepath.Join(dir, "calls")
	text := "#!/bin/sh\necho \"$@\" >> " + calls + "\n" + script + "\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "npm"), []byte(text), 0o700))
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return calls
}

const installs = `cat package.json > installed.json
mkdir -p node_modules/left-pad && echo '{"name":"left-pad","version":"1.3.0"}' > node_modules/left-pad/package.json
echo "module.exports = (s, n) => s.padStart(n);" > node_modules/left-pad/index.js`

const pads = `exports.handler = (c, e, callback) => callback(null, require('left-pad')('x', 3));`

// Dependencies are installed once for each set of them, without scripts, and found by the Function.
func TestInstall(t *testing.T) {
	calls := fakeNPM(t, installs)
	cache := t.TempDir()
	for range 2 {
		s := newStage(t, &Options{Packages: Packages{Cache: cache, Install: true}}, map[string]string{"pads": pads})
		s.d.Dependencies = map[string]string{"left-pad": "1.3.0", "fs": "0.0.1-security", runtimeHandler: "2.1.2"}
		require.NoError(t, s.Check(t.Context(), s.d))
		assert.Equal(t, "  x", s.get("pads", "").Body.String())
	}
	lines, err := os.ReadFile(calls)
	require.NoError(t, err)
	assert.Equal(t, 1, strings.Count(string(lines), "\n"), "the second time it is there")
	assert.Contains(t, string(lines), "install --ignore-scripts --omit=dev")
	entries, err := os.ReadDir(cache)
	require.NoError(t, err)
	require.Len(t, entries, 1, "nothing half-done is left")
	manifest, err := os.ReadFile(filepath.Join(cache, entries[0].Name(), "installed.json"))
	require.NoError(t, err)
	assert.Contains(t, string(manifest), `"dependencies":{"left-pad":"1.3.0"}`,
		"neither modules of Node nor the runtime handler")
}

// Why an installation fails decides whose fault it is.
func TestInstall_fails(t *testing.T) {
	for _, c := range []struct{ name, script, refused, missing string }{
		{"no such version", "echo 'npm error code ETARGET' >&2; echo 'npm error notarget No matching version found " +
			"for left-pad@99.' >&2; exit 1",
			"Some dependencies could not be validated. No matching version found for left-pad@99", ""},
		{"no such package", `echo 'npm error code E404' >&2; echo "npm error 404  'left-pad@99' is not in this registry." >&2; exit 1`,
			"Some dependencies could not be validated. 'left-pad@99' is not in this registry", ""},
		{"no network", "echo 'npm error code ENOTFOUND' >&2; exit 1", "", "npm install ended with ENOTFOUND"},
		{"killed", "kill -9 $$", "", "npm install ended with signal: killed"},
		{"has to be compiled", installs + "; mkdir -p node_modules/a/b; echo > node_modules/a/b/binding.gyp",
			"dependency a/b has to be compiled (binding.gyp), which Builds do not do", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			fakeNPM(t, c.script)
			cache := t.TempDir()
			s := newStage(t, &Options{Packages: Packages{Cache: cache, Install: true}}, map[string]string{"pads": pads})
			s.d.Dependencies = map[string]string{"left-pad": "99"}
			err := s.Check(t.Context(), s.d)
			var unreachable *UnreachableError
			if c.missing != "" {
				require.ErrorAs(t, err, &unreachable)
				assert.Contains(t, err.Error(), c.missing)
			} else {
				require.EqualError(t, err, c.refused)
				assert.False(t, errors.As(err, &unreachable))
			}
			entries, err := os.ReadDir(cache)
			require.NoError(t, err)
			assert.Empty(t, entries)
		})
	}
}

// What is no version of a package in the registry never reaches npm, which would take it.
func TestInstall_refuses(t *testing.T) {
	calls := fakeNPM(t, installs)
	for name, version := range map[string]string{
		"mylib": "file:mylib", "a": "git+https://example.com/a.git", "b": "https://example.com/b.tgz", "c": "user/repo",
		"d": "npm:other@1", "e": "--registry=x", "--global": "1",
	} {
		s := newStage(t, &Options{Packages: Packages{Cache: t.TempDir(), Install: true}},
			map[string]string{"hello": hello})
		s.d.Dependencies = map[string]string{name: version}
		err := s.Check(t.Context(), s.d)
		require.EqualError(t, err, "Some dependencies could not be validated. No matching version found for "+name+"@"+
			version)
		var unknown *UnknownPackageError
		require.ErrorAs(t, err, &unknown)
		assert.True(t, unknown.RefuseBuild())
	}
	assert.NoFileExists(t, calls)
}

// Without an installation a Function that needs a package says what to do; the others run.
func TestPackages_missing(t *testing.T) {
	t.Parallel()
	s := newStage(t, &Options{Packages: Packages{Cache: t.TempDir()}}, map[string]string{
		"hello": hello, "voice": `exports.handler = (c, e, callback) => callback(null, new Twilio.twiml.VoiceResponse());`,
	})
	s.d.Dependencies = map[string]string{"twilio": "5.0.3"}
	require.NoError(t, s.Check(t.Context(), s.d))
	assert.Equal(t, "hello", s.get("hello", "").Body.String())
	assert.Contains(t, s.get("voice", "").Body.String(),
		"the package twilio is not installed: the dependencies of the Build are not in the cache, see --deps")
}

func TestCheck_problems(t *testing.T) {
	t.Parallel()
	s := newStage(t, nil, map[string]string{
		"right":      "#!/usr/bin/env node\n" + hello,
		"syntax":     "exports.handler = () => {\n  const a = 1 + ;\n};\n",
		"unfinished": "exports.handler = () => {\n",
		"module": "import fs from 'node:fs';\nexport const handler = (c, e, callback) => callback(null, typeof " +
			"fs.readFileSync);\n",
		"wrong": "import fs from 'node:fs';\nexport const = 1;\n",
	})
	err := s.Check(t.Context(), s.d)
	var build *BuildError
	require.ErrorAs(t, err, &build)
	found := map[string]Problem{}
	for _, p := range build.Problems {
		found[p.Path] = p
	}
	require.Len(t, found, 3, err)
	assert.Equal(t, Problem{Path: "/syntax", Line: 2, Column: 17, Source: "  const a = 1 + ;",
		Message: "SyntaxError: Unexpected token ';'"}, found["/syntax"])
	assert.Contains(t, found["/unfinished"].Message, "Unexpected end of input")
	assert.Equal(t, 2, found["/wrong"].Line)
	assert.Contains(t, err.Error(), "/syntax:2:17: SyntaxError: Unexpected token ';'\n      const a = 1 + ;\n"+
		"                    ^")
	assert.Equal(t, "function", s.get("module", "").Body.String(), "Node takes it")
}

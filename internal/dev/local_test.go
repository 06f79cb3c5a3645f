package dev

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

// Where node_modules has another version than a Build would get, it is not used, and that is said.
func TestOtherVersions(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := &server{o: &Options{Dir: dir}}
	p := &Project{Request: deployer.Request{Bundle: &bundle.Bundle{Dependencies: []bundle.Dependency{
		{Name: "@twilio/runtime-handler", Version: "2.1.2"}, {Name: "@a/b", Version: "~1.2"},
		{Name: "../../etc", Version: "1"}, {Name: "broken", Version: "1"}, {Name: "same", Version: "latest"},
		{Name: "twilio", Version: "^5.0.0"},
	}}}}
	assert.Empty(t, s.otherVersions(p), "nothing is installed")

	for name, text := range map[string]string{
		"@a/b": `{"version": "1.2.9"}`, "twilio": `{"version": "4.23.0"}`, "same": `{"version": "0.0.1"}`,
		"broken": `{"version": `,
	} {
		at := filepath.Join(dir, "node_modules", filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(at, 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(at, "package.json"), []byte(text), 0o600))
	}
	assert.Equal(t, []string{
		"package.json asks for ../../etc 1 and node_modules has none, so node_modules is not used: run npm install",
		"package.json asks for broken 1 and node_modules has none, so node_modules is not used: run npm install",
		"package.json asks for twilio ^5.0.0 and node_modules has 4.23.0, so node_modules is not used: run npm install",
	}, s.otherVersions(p))
	assert.Empty(t, s.localPackages(map[string]string{"twilio": "^5.0.0"}))
	assert.Equal(t, filepath.Join(dir, "node_modules"),
		s.localPackages(map[string]string{"twilio": "^4.0.0", "@a/b": "1"}))
}

// A specifier allows what npm would install for it.
func TestFits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version, spec string
		want          bool
	}{
		{"1.2.3", "", true}, {"1.2.3", "latest", true}, {"1.2.3", "*", true}, {"1.2.3", "next", true},
		{"1.2.3", "1.2.3", true}, {"1.2.4", "1.2.3", false}, {"1.2.3", "=1.2.3", true}, {"1.2.3", "v1.2.3", true},
		{"1.9.0", "^1.2", true}, {"2.0.0", "^1.2", false}, {"0.2.9", "^0.2.1", true}, {"0.3.0", "^0.2.1", false},
		{"1.2.9", "~1.2.3", true}, {"1.3.0", "~1.2.3", false},
		{"1.5.0", ">=1.2 <2", true}, {"2.0.0", ">=1.2 <2", false}, {"1.5.0", ">= 1.2.0 < 2.0.0", true},
		{"3.1.0", "1.x || 3.x", true}, {"2.0.0", "1.x || 3.x", false}, {"2.0.0", "1||2", true},
		{"1.4.9", "1.2 - 1.4", true}, {"1.5.0", "1.2 - 1.4", false},
		{"2.0.0-beta.1", "^2.0.0-beta.0", true}, {"2.1.0-beta.1", "^2.0.0-beta.0", false},
		{"2.0.0-beta.1", "^1.0.0 || ^2.0.0", false}, {"1.2.3+build", "1.2.3", true},
		{"", "1.x", false}, {"1", "beta", false}, {"1.2.3", "beta", false},
		{"1.2.3", "git+ssh://git@example.com/a.git", false}, {"1.2.3", "file:../a", false},
	} {
		assert.Equal(t, c.want, fits(c.version, c.spec), "%s for %q", c.version, c.spec)
	}
}

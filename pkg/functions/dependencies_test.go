package functions

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An importer of the package gets the standard library and the emulator.
func TestDependencies(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f",
		"{{if not .Standard}}{{.ImportPath}}{{end}}", ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	const (
		module = "github.com/twilio-serverless/twilio-serverless-go/"
		own    = module + "pkg/"
	)
	for _, path := range strings.Fields(string(out)) {
		assert.True(t, path == own+"functions" || strings.HasPrefix(path, own+"emulator") ||
			path == module+"internal/lazyregexp" || path == module+"internal/plainjson", path) // of the emulator
	}
}

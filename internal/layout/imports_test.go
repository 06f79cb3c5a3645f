package layout

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/twilio-serverless/twilio-serverless-go/"

// Each library links what its importers need, and nothing else. A pattern is an import path, or with /...
// all below one.
func TestImports(t *testing.T) {
	t.Parallel()
	runtime := []string{
		"github.com/oapi-codegen/runtime/...", "github.com/apapsch/go-jsonmerge/v2", "github.com/google/uuid",
	}
	own := func(folders ...string) (patterns []string) {
		for _, folder := range folders {
			patterns = append(patterns, module+folder)
		}
		return patterns
	}
	pool := "golang.org/x/sync/..."
	everything := own("gen/...", "pkg/...", "internal/...", "openapi")
	for folder, allowed := range map[string][]string{
		"gen/operations":  own("gen/operations"),
		"internal/redact": own("internal/redact", "internal/lazyregexp", "gen/operations"),
		"gen/serverless":  slices.Concat(own("gen/..."), runtime),
		"gen/upload":      slices.Concat(own("gen/..."), runtime),
		"pkg/client":      slices.Concat(own("gen/...", "pkg/client/...", "internal/..."), runtime),
		"pkg/bundle":      slices.Concat(everything, runtime, []string{pool}),
		"pkg/deployer":    slices.Concat(everything, runtime, []string{pool}),
		"pkg/emulator":    own("pkg/emulator/...", "gen/operations", "internal/..."),
		"pkg/functions":   own("pkg/functions/...", "pkg/emulator/...", "gen/operations", "internal/..."),
	} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			for _, path := range dependencies(t, folder) {
				assert.True(t, allows(allowed, path), "%s links %s, which is not in its budget", folder, path)
			}
		})
	}
}

// What only checks traffic links no case of the suite, and no library links a verb.
func TestImports_forbidden(t *testing.T) {
	t.Parallel()
	compiler := "github.com/evanw/esbuild/..." // for the binary alone
	for folder, forbidden := range map[string][]string{
		"pkg/bundle":      {compiler, module + "internal/compile"},
		"pkg/functions":   {compiler, module + "internal/compile", module + "internal/cli/..."},
		"contract/cases":  {compiler},
		"internal/verify": {module + "contract/cases", module + "contract/suite"},
		"contract":        {module + "contract/cases", module + "contract/suite", module + "pkg/..."},
		"pkg/deployer": {
			module + "contract/...", module + "internal/cli/...", module + "pkg/emulator/...", compiler,
		},
		"pkg/emulator":   {module + "contract/...", module + "pkg/client", module + "pkg/deployer", compiler},
		"contract/suite": {module + "contract/cases", module + "internal/cli/..."},
	} {
		for _, path := range dependencies(t, folder) {
			assert.False(t, allows(forbidden, path), "%s links %s", folder, path)
		}
	}
}

// dependencies returns the packages outside the standard library that a package links, itself among them.
func dependencies(t *testing.T, folder string) []string {
	t.Helper()
	const format = "{{if not .Standard}}{{.ImportPath}}{{end}}"
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", format, module+folder)
	var stderr strings.Builder
	list.Stderr = &stderr // has the progress of downloads too
	out, err := list.Output()
	require.NoError(t, err, stderr.String())
	paths := strings.Fields(string(out))
	require.Contains(t, paths, module+folder)
	return paths
}

func allows(patterns []string, path string) bool {
	for _, pattern := range patterns {
		parent, below := strings.CutSuffix(pattern, "/...")
		if path == parent || below && strings.HasPrefix(path, parent+"/") {
			return true
		}
	}
	return false
}

package deployer_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whoever imports the deployer gets the client, the generated types, oapi-codegen's runtime with
// what that needs, and x/sync.
func TestDependencies(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f",
		"{{if not .Standard}}{{.ImportPath}}{{end}}", ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	const own = "github.com/twilio-serverless/twilio-serverless-go/"
	allowed := []string{
		own + "pkg/deployer", own + "pkg/bundle", own + "pkg/client",
		own + "internal/show", own + "internal/english", own + "internal/redact", own + "internal/lazyregexp",
		own + "internal/plainjson", own + "internal/slow", own + "internal/proxyenv",
		own + "gen/operations", own + "gen/serverless", own + "gen/upload",
		"github.com/oapi-codegen/runtime", "github.com/oapi-codegen/runtime/types",
		"github.com/apapsch/go-jsonmerge/v2", "github.com/google/uuid", // of the runtime
		"golang.org/x/sync/errgroup",
	}
	packages := strings.Fields(string(out))
	assert.Contains(t, packages, own+"pkg/client")
	for _, name := range packages {
		assert.True(t, slices.Contains(allowed, name) || strings.HasPrefix(name, own+"pkg/deployer/internal/"),
			"the deployer imports %s: what it needs is a budget, see docs/design.md", name)
	}
}

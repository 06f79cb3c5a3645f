package bundle_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Reading a project takes the generated types and x/sync, and no client: it sends nothing.
func TestDependencies(t *testing.T) {
	t.Parallel()
	format := "{{if not .Standard}}{{.ImportPath}}{{end}}"
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", format, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	const own = "github.com/twilio-serverless/twilio-serverless-go/"
	allowed := []string{
		own + "pkg/bundle", own + "internal/show", own + "internal/lazyregexp", own + "internal/plainjson", own +
			"gen/serverless",
		"github.com/oapi-codegen/runtime", "github.com/oapi-codegen/runtime/types",
		"github.com/apapsch/go-jsonmerge/v2", "github.com/google/uuid", // of the runtime
		"golang.org/x/sync/errgroup",
	}
	packages := strings.Fields(string(out))
	assert.Contains(t, packages, own+"pkg/bundle")
	assert.Subset(t, allowed, packages)
}

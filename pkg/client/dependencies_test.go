package client

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDependencies holds the budget: importers of the client get the standard library, the
// generated packages, and the runtime of their generator with what that needs.
func TestDependencies(t *testing.T) {
	t.Parallel()
	allowed := map[string]bool{
		modulePath + "/gen/operations":          true,
		modulePath + "/gen/serverless":          true,
		modulePath + "/gen/upload":              true,
		modulePath + "/pkg/client":              true,
		modulePath + "/internal/lazyregexp":     true,
		modulePath + "/internal/plainjson":      true,
		modulePath + "/internal/proxyenv":       true,
		modulePath + "/internal/redact":         true,
		modulePath + "/internal/show":           true,
		modulePath + "/internal/slow":           true,
		"github.com/oapi-codegen/runtime":       true,
		"github.com/oapi-codegen/runtime/types": true,
		"github.com/apapsch/go-jsonmerge/v2":    true,
		"github.com/google/uuid":                true,
	}
	for pkg, own := range map[string][]string{
		"/pkg/client": {"/gen/serverless", "/gen/upload", "/gen/operations", "/internal/lazyregexp",
			"/internal/plainjson",
			"/internal/proxyenv", "/internal/redact", "/internal/show", "/internal/slow", "/pkg/client"},
		"/gen/serverless": {"/gen/serverless"},
		"/gen/upload":     {"/gen/serverless", "/gen/upload"},
		"/gen/operations": {"/gen/operations"},
	} {
		t.Run(pkg, func(t *testing.T) {
			t.Parallel()
			out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f",
				"{{if not .Standard}}{{.ImportPath}}{{end}}", modulePath+pkg).Output()
			require.NoError(t, err)
			found := strings.Fields(string(out))
			require.Contains(t, found, modulePath+pkg)
			for _, path := range found {
				assert.True(t, allowed[path], "%s imports %s, which is not in the budget", pkg, path)
				if name, ok := strings.CutPrefix(path, modulePath); ok {
					assert.Contains(t, own, name)
				}
			}
		})
	}
}

package verify_test

import (
	"go/build"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A program that only checks traffic links no case and no suite.
func TestImports(t *testing.T) {
	t.Parallel()
	const module = "github.com/twilio-serverless/twilio-serverless-go/"
	seen := map[string]bool{}
	var visit func(path, from string)
	visit = func(path, from string) {
		if seen[path] || !strings.HasPrefix(path, module) {
			return
		}
		seen[path] = true
		for _, room := range []string{"contract/cases", "contract/suite", "contract/contracttest"} {
			assert.NotEqual(t, module+room, path, "imported by %s", from)
		}
		p, err := build.ImportDir("../../"+strings.TrimPrefix(path, module), 0)
		require.NoError(t, err)
		for _, next := range p.Imports {
			visit(next, path)
		}
	}
	visit(module+"internal/verify", "")
	assert.True(t, seen[module+"contract"], "the walk reached nothing")
}

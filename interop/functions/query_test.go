package functions

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestQuery: whatever a query is, it is read as the toolkit reads it, by the package that it uses.
func TestQuery(t *testing.T) {
	modules(t)
	event, err := filepath.Abs("../../pkg/functions/worker/event.js")
	require.NoError(t, err)
	for _, seed := range []string{"1", "2", "3"} {
		out, err := exec.CommandContext(t.Context(), "node", "query.js", event, seed, "50000").CombinedOutput()
		require.NoError(t, err, "%s", out)
		assert.Empty(t, string(out))
	}
}

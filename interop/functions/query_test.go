package functions

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestQuery: whatever a query is, it is read as the toolkit reads it, by the package that it uses. With -short a
// sixth of the queries.
func TestQuery(t *testing.T) {
	modules(t)
	event, err := filepath.Abs("../../pkg/functions/worker/event.js")
	require.NoError(t, err)
	seeds, many := []string{"1", "2", "3"}, "50000"
	if testing.Short() {
		seeds, many = seeds[:1], "25000"
	}
	for _, seed := range seeds {
		out, err := exec.CommandContext(t.Context(), "node", "query.js", event, seed, many).CombinedOutput()
		require.NoError(t, err, "%s", out)
		assert.Empty(t, string(out))
	}
}

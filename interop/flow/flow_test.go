package flow

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestImpatient fails when the document no longer has what is replaced, which would make the
// mutants that never end last five minutes.
func TestImpatient(t *testing.T) {
	t.Parallel()
	path, err := Impatient("../../openapi", t.TempDir())
	require.NoError(t, err)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Contains(t, string(text), "retryLimit: 4\n")
	_, err = replaceOnce([]byte("a a"), "a", "b")
	require.ErrorContains(t, err, "2 times")
	_, err = Impatient(t.TempDir(), t.TempDir())
	require.ErrorIs(t, err, os.ErrNotExist)
}

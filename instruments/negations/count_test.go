package negations

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAll_isWellWritten looks at the list as data: enough of it, and each with what a reader needs.
func TestAll_isWellWritten(t *testing.T) {
	all := All()
	require.GreaterOrEqual(t, len(all), 400)
	for _, n := range all {
		require.Regexp(t, regexp.MustCompile(`^[a-z0-9-]+/[a-z0-9-]+$`), n.ID)
		require.Regexp(t, regexp.MustCompile(`^[A-Za-z@].*[.a-z0-9]$`), n.Promise, n.ID)
		require.NotEmpty(t, n.Source, n.ID)
		require.NotEmpty(t, n.Kind, n.ID)
		require.True(t, n.Defect.before != nil || n.Defect.after != nil || n.Defect.write != nil,
			"%s has no defect", n.ID)
	}
	t.Logf("%d negations", len(all))
}

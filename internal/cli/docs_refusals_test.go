package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// refusalRow is a row whose second cell is a piece of a message, and nothing else.
var refusalRow = regexp.MustCompile("(?m)^\\| [^|]+ \\| `([^`|]+)` \\|")

// TestDocs_refusals: each message that docs/deploy.md lists for what is refused or warned of is one
// that a script has seen.
func TestDocs_refusals(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/deploy.md")
	require.NoError(t, err)
	_, list, found := strings.Cut(string(page), "\n## What is refused before the first request\n")
	require.True(t, found)
	list, _, _ = strings.Cut(list, "\n## ")
	var seen strings.Builder
	for _, folder := range scriptFolders(t) {
		files, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			for line := range strings.Lines(string(text)) {
				if strings.HasPrefix(line, "stderr ") || strings.HasPrefix(line, "stdout ") {
					// a regular expression as the text that it stands for
					seen.WriteString(strings.ReplaceAll(line, `\`, ""))
				}
			}
		}
	}
	rows := refusalRow.FindAllStringSubmatch(list, -1)
	assert.Greater(t, len(rows), 25, "the pattern finds them")
	for _, row := range rows {
		assert.True(t, strings.Contains(seen.String(), row[1]), "no script shows %q", row[1])
	}
}

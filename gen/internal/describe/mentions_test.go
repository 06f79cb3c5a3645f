package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Who removes an operation is told each line that speaks of it and that no tool writes.
func TestMentions(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	for name, text := range map[string]string{
		"pkg/emulator/routes.go":           "x\n{\"GET\", list, \"ListHarp\", (*Emulator).listHarps},\n",
		"pkg/client/operations.gen.go":     "func ListHarps() {}\n",
		"pkg/emulator/harps_test.go":       "a.get(\"/v1/Harps\")\na.post(\"/v1/Harps\")\na.get(\"/v1/Harps/\" + sid)\n",
		"pkg/use/use.go":                   "c.ListHarps()\nListHarpsichord()\n",
		"contract/coverage/exceptions.txt": "statuses | ListHarp 400 | why\n",
		"instruments/negations/harps.go":   "\n\nafter(\"FetchHarp ListHarp\")\n",
		"docs/page.md":                     "ListHarp", "cassettes/emulator/a.yaml": "ListHarp",
	} {
		require.NoError(t, os.MkdirAll(filepath.Join(root, filepath.Dir(name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(root, name), []byte(text), 0o600))
	}
	request, err := sent("paths:\n  /v1/Harps:\n    get:\n      operationId: ListHarp\n", "ListHarp")
	require.NoError(t, err)
	found, err := mentions(root, removal{operations: []string{"ListHarp"}, requests: []*regexp.Regexp{request}})
	require.NoError(t, err)
	var printed strings.Builder
	printMentions(&printed, found, nil, []string{"ListHarp"})
	assert.Equal(t, `openapi/ has no ListHarp any more. Run make generate, then edit the lines that speak of it.

its tests go; a fact that needs it is corrected or goes
  pkg/emulator/harps_test.go:1
  pkg/emulator/routes.go:2

its lines of exceptions.txt go; a test that takes it as an example takes another one
  contract/coverage/exceptions.txt:1

a bug that only it shows goes; where it is one of several, its name does
  instruments/negations/harps.go:3

code that uses it
  pkg/use/use.go:1
`, printed.String())
}

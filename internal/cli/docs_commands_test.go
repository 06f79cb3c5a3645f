package cli

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

var commandInDocs = regexp.MustCompile("(?m)(?:^|`)twilio-serverless ([a-z][^`\n]*)")

// TestDocs_commands: every command that the documentation shows is one that the binary takes.
// Nothing is run.
func TestDocs_commands(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../../docs/*.md")
	require.NoError(t, err)
	total := 0
	for _, page := range append(pages, "../../README.md") {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, found := range commandInDocs.FindAllStringSubmatch(strings.ReplaceAll(string(text), "\\\n", " "), -1) {
			line, _, _ := strings.Cut(found[1], " #")
			line = strings.TrimRight(strings.TrimSpace(line), "&|>")
			if strings.ContainsAny(line, "…[<$") {
				continue // a form, no command
			}
			total++
			cmd, args, err := newRoot(&verb.Env{Stderr: io.Discard, Getenv: func(string) string { return "" }}).Find(strings.Fields(line))
			if assert.NoError(t, err, "%s: %s", page, line) &&
				assert.NoError(t, cmd.ParseFlags(args), "%s: %s", page, line) {
				assert.NoError(t, cmd.ValidateArgs(cmd.Flags().Args()), "%s: %s", page, line)
			}
		}
	}
	assert.Greater(t, total, 30, "the pattern finds them")
}

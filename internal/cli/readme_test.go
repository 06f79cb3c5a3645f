package cli

import (
	"html"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

var (
	tagOfPicture = regexp.MustCompile(`<[^>]*>`)
	changing     = regexp.MustCompile(`[A-Z]{2}[0-9a-f]{32}|\d+\.\d+s|hello-\d+`) // SIDs, times, domains
)

// TestReadme_picture: the first picture of README shows what the binary prints on a terminal of 80
// columns, line by line and nothing else, but for SIDs, times and domains, and the order of what goes
// side by side. Draw it again with `make picture` when that has changed.
func TestReadme_picture(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../docs/deploy.svg")
	require.NoError(t, err)
	shown := html.UnescapeString(tagOfPicture.ReplaceAllString(strings.ReplaceAll(string(data), "</text>", "\n"), ""))
	var printed strings.Builder
	code := Main(t.Context(), []string{"deploy", "../../examples/hello", "--emulated", "-y"}, verb.Env{
		Stdin: strings.NewReader(""), Stdout: &printed, Stderr: &printed, Terminal: true, StdoutTerminal: true,
		Columns: func() int { return 80 },
		Getenv:  func(name string) string { return map[string]string{"TERM": "xterm"}[name] },
	})
	require.Zero(t, code, printed.String())
	want := "$ twilio-serverless deploy --emulated -y\n" + printed.String() + "$ "
	assert.Equal(t, linesOfPicture(want), linesOfPicture(shown), "draw it again: make picture")
}

var onTerminal = regexp.MustCompile(`\x1b\[[0-9;]*[mK]|.*\r`)

// linesOfPicture are the lines that are not empty, sorted, without what changes from run to run.
func linesOfPicture(text string) []string {
	var lines []string
	for line := range strings.Lines(changing.ReplaceAllString(onTerminal.ReplaceAllString(text, ""), "*")) {
		if line = strings.TrimRight(line, " \n"); strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return lines
}

// TestReadme_verbs: the table of README has each verb that the help shows.
func TestReadme_verbs(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(text), "\n## All verbs\n")
	require.True(t, found)
	table, _, found := strings.Cut(rest, "\n## ")
	require.True(t, found)
	for _, cmd := range newRoot(&verb.Env{Getenv: func(string) string { return "" }}).Commands() {
		if cmd.IsAvailableCommand() {
			assert.Regexp(t, "`"+cmd.Name()+"[` ]", table, "README's table of verbs")
		}
	}
}

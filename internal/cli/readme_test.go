package cli

import (
	"html"
	"os"
	"regexp"
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

// TestReadme_picture: the first picture of README shows what the binary prints. Draw it again with
// `make picture` when that has changed.
func TestReadme_picture(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../docs/deploy.svg")
	require.NoError(t, err)
	lines := strings.ReplaceAll(string(data), "</text>", "\n")
	shown := html.UnescapeString(tagOfPicture.ReplaceAllString(lines, ""))
	picture := map[string]bool{}
	for _, line := range strings.Split(changing.ReplaceAllString(shown, "*"), "\n") {
		picture[strings.Join(strings.Fields(line), " ")] = true
	}
	assert.True(t, picture["$ twilio-serverless deploy --emulated -y"])
	code, stdout, stderr := runVerb(t, []string{"plan", "../../examples/hello", "--emulated"})
	require.Zero(t, code, stderr)
	code, result, stderr := runVerb(t, []string{"deploy", "../../examples/hello", "--emulated", "-y"})
	require.Zero(t, code, stderr)
	for _, line := range strings.Split(changing.ReplaceAllString(stdout+result, "*"), "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if len(line) > 70 { // such a line is wrapped in the picture
			continue
		}
		assert.True(t, picture[line], "docs/deploy.svg has no line %q: make picture", line)
	}
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

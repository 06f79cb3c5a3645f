package cli

import (
	"html"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
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

// TestReadme_quickStarts runs the commands of the quick starts one after the other, on a copy of
// examples/hello and against one emulator. Those that go on until they are stopped, and the whole
// catalogue, have tests of their own.
func TestReadme_quickStarts(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(text), "\n## Deploy a project\n")
	require.True(t, found)
	quick, _, found := strings.Cut(rest, "\n## All verbs\n")
	require.True(t, found)
	emu, err := emulator.New(nil)
	require.NoError(t, err)
	server := httptest.NewServer(emu)
	t.Cleanup(server.Close)
	project := filepath.Join(t.TempDir(), "hello")
	require.NoError(t, os.CopyFS(project, os.DirFS("../../examples/hello")))
	ran := 0
	for _, found := range regexp.MustCompile("(?m)^twilio-serverless (.*)$").FindAllStringSubmatch(quick, -1) {
		line, _, _ := strings.Cut(found[1], " #")
		args := strings.Fields(strings.ReplaceAll(line, "http://127.0.0.1:8080", server.URL))
		switch args[0] {
		case "dev", "emulate", "verify":
			continue
		case "conformance":
			if strings.Contains(line, "--live-preview") {
				continue
			}
			args = append(args, "--run", "^environments/have-the-properties-of-their-page$")
		case "init":
			args[1] = filepath.Join(t.TempDir(), args[1])
		case "plan", "deploy":
			args = append(args, project)
		}
		if args[0] == "deploy" || args[0] == "rollback" {
			if !strings.Contains(line, "-y") {
				args = append(args, "-y")
			}
			if !strings.Contains(line, "--emulated") && !strings.Contains(line, "--api-url") {
				args = append(args, "--api-url", server.URL)
			}
		}
		if args[0] == "rollback" {
			// there is something before
			grown := []byte("exports.handler = (context, event, callback) => callback(null, 'more')\n")
			require.NoError(t, os.WriteFile(filepath.Join(project, "functions", "more.js"), grown, 0o600))
			code, _, stderr := runVerb(t, []string{"deploy", project, "-y", "--api-url", server.URL})
			require.Zero(t, code, stderr)
			args = append(args, "--service", "hello")
		}
		code, _, stderr := runVerb(t, args)
		assert.Zero(t, code, "%s: %s", line, stderr)
		ran++
	}
	assert.GreaterOrEqual(t, ran, 5, "the pattern finds them")
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

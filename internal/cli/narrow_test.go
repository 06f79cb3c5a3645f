package cli

import (
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

// TestNarrow: on a terminal of 80 and of 60 columns no line of what people see most is wider than
// it, but for one word that is to be copied whole: a URL, a path.
func TestNarrow(t *testing.T) {
	t.Parallel()
	for _, columns := range []int{80, 60} {
		emu, err := emulator.New(nil)
		require.NoError(t, err)
		server := httptest.NewServer(emu)
		t.Cleanup(server.Close)
		project := filepath.Join(t.TempDir(), "hello")
		require.NoError(t, os.CopyFS(project, os.DirFS("../../examples/hello")))
		long := filepath.Join(project, "functions", "a-very-long-folder-name", "that-goes-on")
		require.NoError(t, os.MkdirAll(long, 0o700))
		file := filepath.Join(long, "and-a-function-with-a-long-name-of-its-own.protected.js")
		require.NoError(t, os.WriteFile(file, []byte("exports.handler = 1"), 0o600))
		for _, line := range []string{
			"plan PROJECT", "deploy PROJECT -y --debug", "plan PROJECT", "deploy PROJECT -y", "status PROJECT",
			"whoami",
			"list services", "list environments --service hello", "list functions --service hello",
			"list builds --service hello", "list deployments --service hello", "list variables --service hello",
			"env set A=1 --service hello", "promote --from dev --to stage --service hello", "rollback --service hello",
			"rollback --service nope", "list builds --service nope", "deploy --enviroment dev", "deploy nowhere",
			"delete environment dev --service hello --yes", "prune --service hello",
			"conformance --run ^environments/(names|unknown)", "help", "help topics", "deploy --help",
			"conformance --run services/more-than|handler|fail --api-url SERVER", "conformance --run ^none$",
			"env get NOPE --service hello --environment stage",
		} {
			var stdout, stderr strings.Builder
			args := strings.Fields(strings.NewReplacer("PROJECT", project, "SERVER", server.URL).Replace(line))
			Main(t.Context(), args, verb.Env{
				Stdin: strings.NewReader("y\n"), Stdout: &stdout, Stderr: &stderr, Terminal: true, StdoutTerminal: true,
				Columns: func() int { return columns }, Getenv: func(name string) string {
					return map[string]string{"TWILIO_SERVERLESS_API_URL": server.URL, "TERM": "xterm"}[name]
				},
			})
			text := regexp.MustCompile(`\x1b\[[0-9]*[mK]|.*\r`).ReplaceAllString(stdout.String()+"\n"+
				stderr.String(), "")
			require.Greater(t, len(text), 20, line)
			for got := range strings.Lines(text) {
				got = strings.TrimRight(got, "\n")
				words := strings.Fields(got)
				oneWord := len(words) == 1 || len(words) == 2 &&
					(words[1] == "(protected)" || strings.ToUpper(words[0]) == words[0])
				assert.True(t, oneWord || len([]rune(got)) <= columns, "%s at %d columns: %q", line, columns, got)
			}
		}
	}
}

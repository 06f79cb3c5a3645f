package cli

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// emulated serves an emulator with the example deployed.
func emulated(t *testing.T) (url string) {
	t.Helper()
	e, err := emulator.New(&emulator.Options{Seed: 1})
	require.NoError(t, err)
	server := httptest.NewServer(e)
	t.Cleanup(server.Close)
	dir := t.TempDir() // a deploy leaves its record in the directory
	require.NoError(t, os.CopyFS(dir, os.DirFS(example)))
	code, _, stderr := run(t.Context(), strings.NewReader(""), false, "deploy", dir, "--api-url", server.URL)
	require.Equal(t, verb.ExitDone, code, stderr)
	return server.URL
}

// At a terminal a person is asked before anything is taken away for good.
func TestApprove(t *testing.T) {
	t.Parallel()
	url := emulated(t)
	file := filepath.Join(t.TempDir(), "one.env")
	require.NoError(t, os.WriteFile(file, []byte("GREETING=Salut\n"), 0o600))
	c, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken),
		&client.Options{APIURL: url})
	require.NoError(t, err)
	_, err = c.CreateFunction(t.Context(), "hello", serverless.CreateFunctionRequest{FriendlyName: "/unused"})
	require.NoError(t, err)
	for _, test := range []struct {
		args          []string
		question      string
		before, after string // what is printed before the question, and on a yes
	}{
		{[]string{"env", "import", file}, "Change the Variables of dev at http",
			"- variable     PLANET        removed\n",
			"imported: 3 Variables"},
		{[]string{"prune", "--keep", "0"}, "Delete them at http", "- function     /unused",
			"pruned hello: deleted 0 builds, 1 function and 0 assets"},
		{[]string{"delete", "environment", "dev"}, "Delete the Environment dev at " + url,
			"- environment  dev  LIVE at https://", "deleted the Environment dev"},
		{[]string{"delete", "service", "hello"}, "Delete the Service hello at " + url, "- service      hello ",
			"deleted the Service hello"},
	} {
		args := append(test.args, "--api-url", url)
		if args[1] != "service" {
			args = append(args, "--service", "hello")
		}
		code, stdout, stderr := run(t.Context(), strings.NewReader("n\n"), true, args...)
		assert.Equal(t, verb.ExitFailed, code, stderr)
		assert.Empty(t, stdout)
		shown, asked, _ := strings.Cut(stderr, test.question)
		assert.Contains(t, shown, test.before, "what goes is shown before the question")
		assert.Contains(t, asked, "? [y/N] error: not confirmed: nothing was changed\n")
		code, stdout, stderr = run(t.Context(), strings.NewReader("yes\n"), true, args...)
		assert.Equal(t, verb.ExitDone, code, stderr)
		assert.Contains(t, stdout, test.after)
	}
}

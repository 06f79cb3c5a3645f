// Package typescript has a client whose types a tool of others makes from the documents.
package typescript

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/interop/flow"
)

// typescriptTool prepares a program that npm has installed, or skips; prepare.sh installs them.
func typescriptTool(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("no node on this machine: no client in TypeScript")
	}
	bin, err := filepath.Abs(filepath.Join("node_modules/.bin", name))
	require.NoError(t, err)
	if _, err := os.Stat(bin); err != nil {
		t.Skip("openapi-typescript is not installed: run make interop")
	}
	return exec.CommandContext(t.Context(), bin, args...)
}

// compileTyped makes types from the documents, which edit may change, and compiles deploy.ts with them. It returns the
// folder and what the compiler said.
func compileTyped(t *testing.T, edit func(document string) string) (dir, said string, err error) {
	t.Helper()
	typescriptTool(t, "tsc")                // skips
	dir, err = os.MkdirTemp(".", ".build-") // below node_modules' folder, where imports are looked for
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	for _, name := range []string{"serverless", "upload"} {
		content, err := os.ReadFile(filepath.Join("../../openapi", name+".yaml"))
		require.NoError(t, err)
		document := filepath.Join(dir, name+".yaml")
		require.NoError(t, os.WriteFile(document, []byte(edit(string(content))), 0o600))
		// a field with a default need not be sent
		out, err := typescriptTool(t, "openapi-typescript", document, "--default-non-nullable=false", "-o",
			filepath.Join(dir, name+".d.ts")).CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	for _, name := range []string{"deploy.ts", "tsconfig.json"} {
		content, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	out, err := typescriptTool(t, "tsc", "-p", dir).CombinedOutput()
	return dir, string(out), err
}

// A client that a tool of others generates from the documents deploys a project.
func TestTypeScript_deploys(t *testing.T) {
	t.Parallel()
	dir, said, err := compileTyped(t, func(document string) string { return document })
	require.NoError(t, err, said)
	target := flow.Mutant{}.Serve(t) // without a bug
	cmd := exec.CommandContext(t.Context(), "node", filepath.Join(dir, "deploy.js"), target.APIURL, target.Username,
		target.Password)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	// no Functions are run here: the emulator says which version it would run
	assert.Regexp(t, `^typed-\d+-dev\.twil\.io 501 .*: /hello is deployed as ZN[0-9a-f]{32},`, string(out))
}

// A field that the documents rename is an error of the compiler, not of the deploy. With -short one field is renamed.
func TestTypeScript_renamedField(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"domain_name", "FriendlyName"} {
		t.Run(field, func(t *testing.T) {
			if testing.Short() && field != "FriendlyName" {
				t.Skip("sampled")
			}
			_, said, err := compileTyped(t, func(document string) string {
				return strings.ReplaceAll(document, field, field+"_renamed")
			})
			require.Error(t, err)
			assert.Contains(t, said, "error TS")
			assert.Regexp(t, `'`+field+`(_renamed)?' (does not exist|is missing)`, said)
		})
	}
}

// Package consumer looks at this module as somebody who imports it does.
package consumer

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/modfile"
)

const module = "github.com/twilio-serverless/twilio-serverless-go"

const program = `package main

import (
	"context"
	"fmt"
	"os"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func main() {
	project, err := bundle.Read(os.DirFS("."), nil)
	fmt.Println(err)
	api, err := client.New(client.Credentials{}, nil)
	fmt.Println(err)
	d, err := deployer.New(api, nil)
	fmt.Println(err)
	plan, err := d.Plan(context.Background(), deployer.Request{Bundle: project})
	fmt.Println(plan, err)
}
`

// A program that deploys needs few modules besides this one: oapi-codegen's runtime with what that needs, and x/sync.
func TestImportingTheDeployer_addsFewModules(t *testing.T) {
	t.Parallel()
	dir := outside(t, map[string]string{"main.go": program})
	if out, err := run(t, dir, "mod", "tidy"); err != nil {
		if strings.Contains(out, "module lookup disabled by GOPROXY=off") {
			t.Skipf("the module cache lacks a module that go mod tidy wants to see; run `go mod download` once: %s", out)
		}
		require.NoError(t, err, out)
	}
	tidy, err := modfile.Parse("go.mod", read(t, filepath.Join(dir, "go.mod")), nil)
	require.NoError(t, err)
	var direct, indirect []string
	for _, r := range tidy.Require {
		if r.Indirect {
			indirect = append(indirect, r.Mod.Path)
		} else {
			direct = append(direct, r.Mod.Path)
		}
	}
	assert.Equal(t, []string{module}, direct)
	assert.NotEmpty(t, indirect, "x/sync at least")
	assert.LessOrEqual(t, len(indirect), 4, "%v", indirect)

	out, err := run(t, dir, "vet", "./...")
	assert.NoError(t, err, out)
}

// The example of docs/conformance.md is compiled and run as it stands there, in a module of its own.
func TestContracttest_inAnotherModule(t *testing.T) {
	t.Parallel()
	page := string(read(t, "../../docs/conformance.md"))
	_, example, found := strings.Cut(page, "```go\n")
	require.True(t, found, "docs/conformance.md has no Go example")
	example, _, found = strings.Cut(example, "```\n")
	require.True(t, found, "the Go example of docs/conformance.md has no end")
	dir := outside(t, map[string]string{"contract_test.go": example})
	out, err := run(t, dir, "test", "-v", "./...")
	require.NoError(t, err, out)
	assert.Contains(t, out, "--- PASS: TestContract/builds/empty-is-refused")
	assert.NotContains(t, out, "--- FAIL")
}

// outside makes a module that requires this one as it lies here, with the given files.
func outside(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	own, err := modfile.ParseLax("go.mod", read(t, filepath.Join(root, "go.mod")), nil)
	require.NoError(t, err)
	dir = t.TempDir()
	for name, text := range files {
		write(t, dir, name, text)
	}
	write(t, dir, "go.mod", fmt.Sprintf("module example.com/consumer\n\ngo %s\n\nrequire %s v0.0.0\n\nreplace %s => %q\n",
		own.Go.Version, module, module, root))
	write(t, dir, "go.sum", string(read(t, filepath.Join(root, "go.sum"))))
	return dir
}

// run runs the go command without network, as a user's own would run.
func run(t *testing.T, dir string, args ...string) (output string, err error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOSUMDB=off", "GOWORK=off", "GOTOOLCHAIN=local")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	return data
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
}

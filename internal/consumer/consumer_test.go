// Package consumer looks at this module as an importer does.
package consumer

import (
	"bytes"
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
// They are the modules that `go get` writes into the importer's go.mod as indirect ones.
func TestImportingTheDeployer_addsFewModules(t *testing.T) {
	t.Parallel()
	dir := outside(t, map[string]string{"main.go": program})
	out, err := run(t, dir, "list", "-mod=mod", "-deps", "-f",
		"{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", "./...")
	require.NoError(t, err, out)
	modules := map[string]bool{}
	for _, path := range strings.Fields(out) {
		modules[path] = true
	}
	assert.Contains(t, modules, module)
	assert.Contains(t, modules, "golang.org/x/sync")
	assert.LessOrEqual(t, len(modules), 1+4, "%v", modules)
	assert.NotContains(t, modules, "github.com/evanw/esbuild") // which is for the binary

	out, err = run(t, dir, "vet", "-mod=mod", "./...")
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
	out, err := run(t, dir, "test", "-mod=mod", "-v", "-run", "TestContract/builds", "./...")
	require.NoError(t, err, out)
	assert.Contains(t, out, "--- PASS: TestContract/builds/empty-is-refused")
	assert.NotContains(t, out, "--- FAIL")
}

// outside makes a module with the given files that requires this one as it lies here. Its go.mod
// and go.sum name all that ours name, so that it needs no module that ours does not need.
func outside(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	mod, err := modfile.Parse("go.mod", read(t, filepath.Join(root, "go.mod")), nil)
	require.NoError(t, err)
	require.NoError(t, mod.AddModuleStmt("example.com/consumer"))
	require.NoError(t, mod.AddRequire(module, "v0.0.0"))
	require.NoError(t, mod.AddReplace(module, "", root, ""))
	text, err := mod.Format()
	require.NoError(t, err)
	dir = t.TempDir()
	write(t, dir, "go.mod", string(text))
	write(t, dir, "go.sum", string(read(t, filepath.Join(root, "go.sum"))))
	for name, text := range files {
		write(t, dir, name, text)
	}
	return dir
}

// run runs the go command as a user would: it downloads what the module cache lacks, from where `go test` itself did.
func run(t *testing.T, dir string, args ...string) (output string, err error) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off")
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return stdout.String() + stderr.String(), err
	}
	return stdout.String(), nil // without the progress of downloads
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

package docs_test

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the code of tasks_test.go into go.md")

var codeInPage = regexp.MustCompile("(?s)<!-- code: (\\w+) -->\n(?:```go\n.*?```\n)?")

// TestGo_page: the code of go.md is that of the functions it names, which the tests here run.
func TestGo_page(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("go.md")
	require.NoError(t, err)
	source, err := os.ReadFile("tasks_test.go")
	require.NoError(t, err)
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "tasks_test.go", source, parser.SkipObjectResolution)
	require.NoError(t, err)
	functions := map[string]string{}
	for _, declared := range file.Decls {
		if f, ok := declared.(*ast.FuncDecl); ok {
			functions[f.Name.Name] = string(source[files.Position(f.Pos()).Offset:files.Position(f.End()).Offset])
		}
	}
	named := 0
	want := codeInPage.ReplaceAllStringFunc(string(page), func(found string) string {
		named++
		name := codeInPage.FindStringSubmatch(found)[1]
		require.NotEmpty(t, functions[name], "go.md names %s, which tasks_test.go does not have", name)
		text := strings.ReplaceAll(functions[name], "\t", "    ")
		return "<!-- code: " + name + " -->\n```go\n" + text + "\n```\n"
	})
	assert.Equal(t, 7, named)
	if *update {
		require.NoError(t, os.WriteFile("go.md", []byte(want), 0o644))
		return
	}
	assert.True(t, want == string(page), "go test ./docs -update writes the code into go.md")
}

package emulator

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sources parses the non-test files of the package.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	require.NoError(t, err)
	files := map[string]*ast.File{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		require.NoError(t, err)
		files[path] = f
	}
	require.Greater(t, len(files), 20)
	return files
}

// The emulator must not grow dependencies, nor know the contract that judges it.
func TestDependencies_stdOnly(t *testing.T) {
	t.Parallel()
	for path, f := range sources(t) {
		for _, spec := range f.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			first, _, _ := strings.Cut(imported, "/")
			assert.NotContains(t, first, ".", "%s imports %s, which is not in the standard library", path, imported)
			assert.NotEqual(t, "net/http/httptest", imported, "%s: it registers a flag in every program", path)
		}
	}
}

// Durability and journals hang on commit: nothing may change the state beside it.
func TestStateChangesInCommitOnly(t *testing.T) {
	t.Parallel()
	calls := 0
	for path, f := range sources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch sel.Sel.Name {
			case "apply", "put", "remove":
				calls++
				assert.Contains(t, []string{"commit.go", "list.go", "assemble.go"}, path, "%s calls %s", path, sel.Sel.Name)
			}
			return true
		})
	}
	assert.Greater(t, calls, 5)
}

// Forms are read through the recording reader only, and a query is no form.
func TestFormsThroughOneReader(t *testing.T) {
	t.Parallel()
	for path, f := range sources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch sel.Sel.Name {
			case "ParseForm", "ParseMultipartForm", "PostForm", "Form", "FormValue", "PostFormValue", "FormFile":
				assert.Fail(t, "net/http's own form reading", "%s uses %s", path, sel.Sel.Name)
			}
			return true
		})
	}
}

func TestExportedNamesAreDocumentedAndFew(t *testing.T) {
	t.Parallel()
	exported := 0
	for path, f := range sources(t) {
		for _, decl := range f.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				// Methods of unexported types, such as Error, are not seen from outside.
				if d.Name.IsExported() && (d.Recv == nil || receiver(d) == "Emulator") {
					exported++
					assert.NotEmpty(t, d.Doc.Text(), "%s: %s", path, d.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					ts, ok := spec.(*ast.TypeSpec)
					if ok && ts.Name.IsExported() {
						exported++
						assert.NotEmpty(t, d.Doc.Text(), "%s: %s", path, ts.Name)
					}
				}
			}
		}
	}
	assert.LessOrEqual(t, exported, 40)
	assert.GreaterOrEqual(t, exported, 10)
}

func receiver(d *ast.FuncDecl) string {
	x := d.Recv.List[0].Type
	if star, ok := x.(*ast.StarExpr); ok {
		x = star.X
	}
	return x.(*ast.Ident).Name
}

// Each option has its row in the README, so that the table cannot fall behind.
func TestREADME_namesEveryOption(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	rows := 0
	for _, f := range sources(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			ts, ok := n.(*ast.TypeSpec)
			if !ok || ts.Name.Name != "Options" && ts.Name.Name != "Fault" && ts.Name.Name != "Limits" {
				return true
			}
			for _, field := range ts.Type.(*ast.StructType).Fields.List {
				for _, name := range field.Names {
					rows++
					assert.Contains(t, string(readme), "| `"+name.Name+"` |", "%s.%s", ts.Name.Name, name.Name)
				}
			}
			return true
		})
	}
	assert.Greater(t, rows, 15)
}

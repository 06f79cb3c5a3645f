package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPrinting_oneWay: text for people goes through the package terminal, which makes visible what
// comes from elsewhere. A verb that printed with fmt would print it raw.
func TestPrinting_oneWay(t *testing.T) {
	t.Parallel()
	allowed := map[string]bool{
		"terminal/format.go": true, // the way itself
		"verb/list.go":       true, // a table of visible cells
	}
	files := 0
	require.NoError(t, filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") ||
			allowed[filepath.ToSlash(path)] {
			return err
		}
		files++
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.SelectorExpr); ok {
				if of, ok := call.X.(*ast.Ident); ok && of.Name == "fmt" {
					assert.False(t, strings.HasPrefix(call.Sel.Name, "Fprint") ||
						strings.HasPrefix(call.Sel.Name, "Print"),
						"%s: print with terminal.Fprintf instead of fmt.%s", set.Position(call.Pos()), call.Sel.Name)
				}
			}
			return true
		})
		return nil
	}))
	assert.Greater(t, files, 40)
}

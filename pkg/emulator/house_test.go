package emulator

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sources parses the non-test files of a folder.
func sources(t *testing.T, folder string) map[string]*ast.File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
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
	require.NotEmpty(t, files)
	return files
}

// core is the folders of the packages that an [Emulator] is made of.
func core(t *testing.T) []string {
	t.Helper()
	below, err := filepath.Glob("internal/*")
	require.NoError(t, err)
	require.Greater(t, len(below), 3)
	return append(below, ".", "../../internal/lazyregexp", "../../internal/plainjson")
}

// The emulator must not grow dependencies, nor know the contract that judges it.
func TestDependencies_stdOnly(t *testing.T) {
	t.Parallel()
	const (
		module = "github.com/twilio-serverless/twilio-serverless-go/"
		below  = module + "pkg/emulator/internal/"
		lazy   = module + "internal/lazyregexp" // which is one of the core's folders, as the next one
		plain  = module + "internal/plainjson"
	)
	for _, folder := range core(t) {
		for path, f := range sources(t, folder) {
			for _, spec := range f.Imports {
				imported, err := strconv.Unquote(spec.Path.Value)
				require.NoError(t, err)
				if strings.HasPrefix(imported, below) || imported == lazy || imported == plain {
					continue
				}
				first, _, _ := strings.Cut(imported, "/")
				assert.NotContains(t, first, ".", "%s imports %s, which is not in the standard library", path, imported)
				assert.NotEqual(t, "net/http/httptest", imported, "%s: it registers a flag in every program", path)
			}
		}
	}
}

// No room is too large to look around in.
func TestRooms_areSmall(t *testing.T) {
	t.Parallel()
	for _, folder := range core(t) {
		assert.LessOrEqual(t, len(sources(t, folder)), 40,
			"%s: move a subject into a package of its own below internal", folder)
	}
}

// Durability and journals hang on commit: within its own package too, nothing may change the
// tree beside it. Other packages have no way to.
func TestStateChangesInCommitOnly(t *testing.T) {
	t.Parallel()
	calls := 0
	for path, f := range sources(t, "internal/state") {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "apply" {
				calls++
				assert.Contains(t, []string{"commit.go", "check.go"}, filepath.Base(path), "%s calls apply", path)
			}
			return true
		})
	}
	assert.Equal(t, 2, calls)
}

// Forms are read through the recording reader only, and a query is no form.
func TestFormsThroughOneReader(t *testing.T) {
	t.Parallel()
	for path, f := range sources(t, ".") {
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
	for path, f := range sources(t, ".") {
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
	assert.LessOrEqual(t, exported, 45)
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
	for _, options := range []any{Options{}, Fault{}, Limits{}} {
		for _, field := range reflect.VisibleFields(reflect.TypeOf(options)) {
			assert.Contains(t, string(readme), "| `"+field.Name+"` |", "%T.%s", options, field.Name)
		}
	}
}

// What stands behind an alias is not shown by go doc, so the comment names the fields.
func TestFault_commentNamesEveryField(t *testing.T) {
	t.Parallel()
	comments := ""
	for _, decl := range sources(t, ".")["faults.go"].Decls {
		if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.TYPE {
			comments += d.Doc.Text()
		}
	}
	for _, of := range []any{Fault{}, FaultState{}} {
		for _, field := range reflect.VisibleFields(reflect.TypeOf(of)) {
			assert.Contains(t, comments, field.Name)
		}
	}
}

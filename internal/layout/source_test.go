package layout

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// source is a Go file that people wrote.
type source struct {
	path  string // from the root of the repository, with slashes
	test  bool
	lines []string
}

// folder is the package that the file belongs to.
func (s source) folder() string { return filepath.ToSlash(filepath.Dir(s.path)) }

// sources returns the files of the main module, without generated ones and test data.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			_, nested := os.Stat(filepath.Join(path, "go.mod"))
			name := d.Name()
			skipped := nested == nil || name == "testdata" || name == "node_modules" || strings.HasPrefix(name, ".")
			if path != root && skipped {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil || ast.IsGenerated(file) {
			return err
		}
		name, err := filepath.Rel(root, path)
		all = append(all, source{
			path: filepath.ToSlash(name), test: strings.HasSuffix(path, "_test.go"),
			lines: strings.Split(string(bytes.TrimSuffix(text, []byte("\n"))), "\n"),
		})
		return err
	}))
	require.Greater(t, len(all), 100, "the walk has missed the repository")
	return all
}

package layout

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Within a package, a file that uses a name of another is an arrow. A reader goes from the file that says
// what the package is for down to the details; each arrow that runs back up has to be kept in mind. The
// limits are about what is there, in the packages with the most files: lower them with each one that goes.
//
//	go test ./internal/layout -run Arrows -v
func TestArrows(t *testing.T) {
	t.Parallel()
	limits := map[string]int{"contract": 0, "contract/cases": 5, "contract/suite": 70, "internal/project": 2,
		"pkg/bundle": 8, "pkg/client": 8, "pkg/deployer": 13, "pkg/emulator": 34, "pkg/emulator/internal/state": 38}
	exported := exports(t, slices.Sorted(maps.Keys(limits)))
	for folder, most := range limits {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			uses := arrows(t, folder, exported)
			order, back := descending(uses)
			t.Logf("%s: %d files, %d arrows, %d of them back up", folder, len(order), count(uses), len(back))
			for _, arrow := range back {
				t.Logf("back up: %s uses %s of %s", arrow[0], strings.Join(slices.Sorted(maps.Keys(
					uses[arrow[0]][arrow[1]])), ", "), arrow[1])
			}
			assert.LessOrEqual(t, len(back), most, "move what one of the names above is used by into its file, "+
				"or what it needs into a file of its own; go test ./internal/layout -run Arrows/"+folder+
				" -v lists them")
		})
	}
}

// graph has the names that a file uses of another one: by the file that uses, and the file that declares.
type graph map[string]map[string]map[string]bool

func count(uses graph) (n int) {
	for _, used := range uses {
		n += len(used)
	}
	return n
}

// exports has for each package that these folders import the file with the types of its names.
func exports(t *testing.T, folders []string) map[string]string {
	t.Helper()
	words := []string{"list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}"}
	for _, folder := range folders {
		words = append(words, module+folder)
	}
	out, err := exec.CommandContext(t.Context(), "go", words...).Output()
	require.NoError(t, err)
	exported := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		exported[path] = file
	}
	return exported
}

// arrows reads and resolves the files of a package that are no tests.
func arrows(t *testing.T, folder string, exported map[string]string) graph {
	t.Helper()
	fset := token.NewFileSet()
	paths, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
	require.NoError(t, err)
	var files []*ast.File
	uses := graph{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		files = append(files, file)
		uses[filepath.Base(path)] = map[string]map[string]bool{}
	}
	imports := importer.ForCompiler(fset, "gc",
		func(path string) (io.ReadCloser, error) { return os.Open(exported[path]) })
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: imports}
	checked, err := config.Check(module+folder, fset, files, info)
	require.NoError(t, err)
	for at, object := range info.Uses {
		if object.Pkg() != checked {
			continue
		}
		function, isFunction := object.(*types.Func)
		if object.Parent() != checked.Scope() && (!isFunction || function.Signature().Recv() == nil) {
			continue // a local name, or a field
		}
		from := filepath.Base(fset.Position(at.Pos()).Filename)
		to := filepath.Base(fset.Position(object.Pos()).Filename)
		if from == to || uses[to] == nil {
			continue
		}
		if uses[from][to] == nil {
			uses[from][to] = map[string]bool{}
		}
		uses[from][to][object.Name()] = true
	}
	return uses
}

// descending orders files so that few arrows run back up, and returns those that do. It takes files
// that are not used from the top, and files that use nothing from the bottom; of a circle, the file that uses
// most and is used least goes up.
func descending(uses graph) (order []string, back [][2]string) {
	left := slices.Sorted(maps.Keys(uses))
	var top, bottom []string
	degrees := func(file string) (out, in int) {
		for _, other := range left {
			if uses[file][other] != nil {
				out++
			}
			if uses[other][file] != nil {
				in++
			}
		}
		return out, in
	}
	for len(left) > 0 {
		best, most, down := 0, -len(uses)*2, false
		for i, file := range left {
			out, in := degrees(file)
			score := out - in
			if in == 0 || out == 0 {
				score = len(uses) * 2
			}
			if score > most {
				best, most, down = i, score, out == 0 && in > 0
			}
		}
		if down {
			bottom = append(bottom, left[best])
		} else {
			top = append(top, left[best])
		}
		left = slices.Delete(left, best, best+1)
	}
	slices.Reverse(bottom)
	order = append(top, bottom...)
	place := map[string]int{}
	for i, file := range order {
		place[file] = i
	}
	for _, file := range order {
		for _, other := range slices.Sorted(maps.Keys(uses[file])) {
			if place[other] < place[file] {
				back = append(back, [2]string{file, other})
			}
		}
	}
	return order, back
}

func TestDescending(t *testing.T) {
	t.Parallel()
	name := map[string]bool{"f": true}
	order, back := descending(graph{
		"a.go": {"b.go": name, "c.go": name}, "b.go": {"c.go": name, "d.go": name}, "c.go": {"b.go": name}, "d.go": {},
	})
	assert.Equal(t, "a.go", order[0])
	assert.Equal(t, "d.go", order[3])
	assert.Equal(t, [][2]string{{"c.go", "b.go"}}, back)
}

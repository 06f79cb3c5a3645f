package complete

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// TestNothingNamesOperationsThatAreGone: where operations are named as text, no compiler sees that one is gone. Bugs of
// negations are left out: some are about operations that the API does not have.
func TestNothingNamesOperationsThatAreGone(t *testing.T) {
	t.Parallel()
	read := 0
	for _, folder := range []string{"contract/cases", "contract/coverage/exceptions.txt", "contract/suite",
		"instruments/mutants", "pkg/deployer", "pkg/emulator", "internal/cli", "interop/peers", "bench"} {
		require.NoError(t, filepath.WalkDir(filepath.Join(root, folder), func(path string, _ fs.DirEntry, err error) error {
			exceptions := filepath.Ext(path) == ".txt" && strings.HasPrefix(folder, "contract/coverage")
			if err != nil || strings.HasSuffix(path, "_test.go") || filepath.Ext(path) != ".go" && !exceptions {
				return err
			}
			text, err := os.ReadFile(path)
			name, _ := filepath.Rel(root, path)
			read++
			for _, problem := range gone(filepath.ToSlash(name), string(text)) {
				t.Error(problem)
			}
			return err
		}))
	}
	assert.Greater(t, read, 100)
}

var (
	quoted = regexp.MustCompile(`"[^"]*"|^[a-z-]+ \| [^|]*\|`)
	named  = regexp.MustCompile(`(^|[ "])((List|Fetch|Create|Update|Delete)[A-Z][A-Za-z]+)`)
)

// gone lists the operations that a file names and the contract lacks.
func gone(file, text string) (problems []string) {
	number, said := 0, map[string]bool{}
	for line := range strings.Lines(text) {
		number++
		for _, literal := range quoted.FindAllString(line, -1) {
			for _, match := range named.FindAllStringSubmatch(literal, -1) {
				place := fmt.Sprintf("%s:%d names %s", file, number, match[2])
				if _, ok := operations.Lookup(match[2]); ok || said[place] {
					continue
				}
				said[place] = true
				problems = append(problems, place+", which openapi/ does not have: correct the name. If the API has it "+
					"no longer, do what `make remove` said about this folder")
			}
		}
	}
	return problems
}

func TestGone_says(t *testing.T) {
	t.Parallel()
	assert.Empty(t, gone("a.go", "Ops: []string{\"ListBuild\", \"FetchBuild\"}\nafter(\"CreateBuild ListBuild\")\n"))
	assert.Empty(t, gone("a.txt", "# UpdateOrganPipe\nstatuses | * 400 | not of UpdateOrganPipe\n"))
	for text, want := range map[string]string{
		"x\nOps: []string{\"ListBuild\", \"UpdateOrganPipe\"}\n": "a:2 names UpdateOrganPipe,",
		"after(\"CreateBuild UpdateOrganPipe\")\n":               "a:1 names UpdateOrganPipe,",
		"statuses | UpdateOrganPipe 400 | why\n":                 "a:1 names UpdateOrganPipe,",
	} {
		problems := gone("a", text)
		if assert.Len(t, problems, 1, text) {
			assert.Contains(t, problems[0], want)
		}
	}
}

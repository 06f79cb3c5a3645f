// Package complete holds the test that no operation of the contract is forgotten anywhere.
package complete

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/openapi"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// operation is one of the 41, read from the documents themselves and not through any package that is tested here.
type operation struct{ id, method, path string }

func operations(t *testing.T) []operation {
	t.Helper()
	var all []operation
	for _, name := range []string{openapi.ServerlessFile, openapi.UploadFile} {
		text, err := fs.ReadFile(openapi.FS, name)
		require.NoError(t, err)
		var document struct {
			Paths map[string]map[string]struct {
				OperationID string `yaml:"operationId"`
			}
		}
		require.NoError(t, yaml.Unmarshal(text, &document))
		for path, methods := range document.Paths {
			for method, op := range methods {
				all = append(all, operation{op.OperationID, strings.ToUpper(method), path})
			}
		}
	}
	require.Len(t, all, 41)
	return all
}

func TestEveryOperationHasAMethodARouteAndACase(t *testing.T) {
	t.Parallel()
	methods := clientMethods(t)
	cases := map[string]bool{}
	for _, c := range contract.Cases() {
		for _, op := range c.Ops {
			cases[op] = true
		}
	}
	e, err := emulator.New(nil)
	require.NoError(t, err)
	for _, op := range operations(t) {
		assert.NotEmptyf(t, methods[op.id], "%s: no method of pkg/client says //spec:operation %s", op.id, op.id)
		assert.Truef(t, cases[op.id], "%s: no case of the catalogue names it in Ops", op.id)
		served, ok := e.Match(op.method, examplePath(op.path))
		assert.Truef(t, ok, "%s: the emulator has no route for %s %s", op.id, op.method, op.path)
		assert.Equal(t, op.id, served)
	}
}

func TestNothingServesOperationsThatTheContractLacks(t *testing.T) {
	t.Parallel()
	var known []string
	for _, op := range operations(t) {
		known = append(known, op.id)
	}
	slices.Sort(known)
	assert.Equal(t, known, emulator.Operations())
	for id := range clientMethods(t) {
		assert.Contains(t, known, id, "a method of pkg/client names an operation that the contract lacks")
	}
}

// clientMethods returns the methods of the client by the operation that their //spec:operation line names.
func clientMethods(t *testing.T) map[string][]string {
	t.Helper()
	directive := regexp.MustCompile(`^//spec:operation (\w+)$`)
	files, err := filepath.Glob("../../pkg/client/*.go")
	require.NoError(t, err)
	methods := map[string][]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Doc == nil || f.Recv == nil || !f.Name.IsExported() {
				continue
			}
			for _, line := range f.Doc.List {
				if m := directive.FindStringSubmatch(line.Text); m != nil {
					methods[m[1]] = append(methods[m[1]], f.Name.Name)
				}
			}
		}
	}
	return methods
}

// examplePath fills a path template with SIDs of the right kinds.
func examplePath(template string) string {
	zeros := strings.Repeat("0", 32)
	resource := map[string]string{
		"Services": "ZS", "Functions": "ZH", "Assets": "ZH", "Builds": "ZB", "Environments": "ZE",
		"Versions": "ZN", "Variables": "ZV", "Deployments": "ZD", "Logs": "NO",
	}
	segments := strings.Split(template, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = resource[segments[i-1]] + zeros
		}
	}
	return strings.Join(segments, "/")
}

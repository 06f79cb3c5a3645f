package emulator

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/printer"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/contents"
)

var update = flag.Bool("update", false, "write docs/deviations.md anew")

const deviationsFile = "../../docs/deviations.md"

const deviationsHead = `# What the emulator decides without knowing

What Twilio answers in the cases below is neither published nor recorded, so the emulator had to choose. Each choice is one constant in
[pkg/emulator/choices.go](../pkg/emulator/choices.go). The conformance suite does not fail an implementation for any of them. If you have a
recording of the real API, please correct the constant.

This page is made from the code: ` + "`go test ./pkg/emulator -run Deviations -update`" + `.
`

// The page lists every constant of choices.go under the heading of its group, with
// the reasons that stand there.
func TestDeviations(t *testing.T) {
	t.Parallel()
	page, rows := deviations(t)
	require.Greater(t, rows, 20)
	if *update {
		require.NoError(t, os.WriteFile(deviationsFile, page, 0o644))
	}
	have, err := os.ReadFile(deviationsFile)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(page, have),
		"%s is behind the code, run: go test ./pkg/emulator -run Deviations -update", deviationsFile)
	t.Logf("%d choices", rows)
}

func deviations(t *testing.T) (page []byte, rows int) {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(deviationsHead)
	row := func(name, value, why string) {
		rows++
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, value, strings.ReplaceAll(oneLine(why), "|", `\|`))
	}
	heading := func(text string) {
		fmt.Fprintf(&b, "\n## %s\n\n| choice | value | why it is open |\n|---|---|---|\n",
			strings.TrimSuffix(oneLine(text), "."))
	}
	file := sources(t, ".")["choices.go"]
	lists := false
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.GenDecl:
			if d.Tok != token.CONST {
				continue
			}
			if d.Lparen.IsValid() {
				heading(d.Doc.Text())
			}
			if !d.Lparen.IsValid() {
				heading("Others")
			}
			why := ""
			for _, spec := range d.Specs {
				s := spec.(*ast.ValueSpec)
				if doc := s.Doc.Text(); doc != "" {
					why = doc
				} else if !d.Lparen.IsValid() {
					why = strings.TrimPrefix(d.Doc.Text(), s.Names[0].Name+" is ")
				}
				require.NotEmpty(t, why, "%s has no reason", s.Names[0])
				row(s.Names[0].Name, "`"+source(t, s.Values[0])+"`", why)
			}
		case *ast.FuncDecl:
			if !lists {
				heading("Lists")
				lists = true
			}
			require.NotEmpty(t, d.Doc.Text(), "%s has no reason", d.Name)
			var values []string
			for _, x := range d.Body.List[0].(*ast.ReturnStmt).Results[0].(*ast.CompositeLit).Elts {
				values = append(
					values, strings.Trim(strings.ReplaceAll(strings.ReplaceAll(source(t, x), `Name: `, ``),
						`, Version: `, ` `), "{}"))
			}
			row(d.Name.Name, "`"+strings.ReplaceAll(strings.Join(values, ", "), `"`, ``)+"`",
				strings.TrimPrefix(d.Doc.Text(), d.Name.Name+" are "))
		}
	}
	// What package functions decides: all groups but that of the documented numbers.
	for _, decl := range sources(t, "../functions")["../functions/choices.go"].Decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST || strings.HasPrefix(d.Doc.Text(), "The numbers that the documentation gives") {
			continue
		}
		heading("Functions: " + d.Doc.Text())
		why := ""
		for _, spec := range d.Specs {
			s := spec.(*ast.ValueSpec)
			if doc := s.Doc.Text(); doc != "" {
				why = doc
			}
			require.NotEmpty(t, why, "%s has no reason", s.Names[0])
			row("functions."+s.Names[0].Name, "`"+source(t, s.Values[0])+"`", why)
		}
	}
	b.WriteString("\nHow a Function is called, and what of that is a choice, is a table of its own: " +
		"[execution.md](execution.md).\n")
	rest := ""
	for _, comment := range file.Comments {
		if heading, list, found := strings.Cut(comment.Text(), "\n\n"); found &&
			strings.HasPrefix(heading, "Without a constant") {
			rest = "\n## " + strings.TrimSuffix(heading, ":") + "\n\n" + unindented(list)
		}
	}
	require.NotEmpty(t, rest)
	b.WriteString(rest)
	return []byte(contents.Insert(b.String())), rows
}

// unindented takes away what gofmt puts before the items of a list.
func unindented(list string) string {
	lines := strings.Split(list, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, "  ")
	}
	return strings.Join(lines, "\n")
}

// When a choice is changed, something must change.
func TestChoices_areUsed(t *testing.T) {
	t.Parallel()
	all := sources(t, ".")
	used := map[string]bool{}
	for path, file := range all {
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && path != "choices.go" {
				used[id.Name] = true
			}
			return true
		})
	}
	choices := 0
	for _, decl := range all["choices.go"].Decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST {
			continue
		}
		for _, spec := range d.Specs {
			choices++
			name := spec.(*ast.ValueSpec).Names[0].Name
			assert.True(t, used[name], "%s decides nothing", name)
		}
	}
	assert.Greater(t, choices, 30)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func source(t *testing.T, x ast.Expr) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, printer.Fprint(&b, token.NewFileSet(), x))
	return b.String()
}

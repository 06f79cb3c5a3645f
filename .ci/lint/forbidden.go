package main

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// forbidden reports uses of functions that no library of this module calls.
var forbidden = &analysis.Analyzer{
	Name: "forbidden",
	Doc:  "libraries read no environment, print nothing and do not sleep",
	Run: func(pass *analysis.Pass) (any, error) {
		instead := map[string]string{
			"os.Getenv":   "libraries read no environment; take a func(string) string",
			"os.Environ":  "libraries read no environment; take a func(string) string",
			"fmt.Print":   "write to an io.Writer",
			"fmt.Printf":  "write to an io.Writer",
			"fmt.Println": "write to an io.Writer",
			"time.Sleep":  "wait with a timer and a select on ctx.Done()",
		}
		each(pass, func(id *ast.Ident) {
			if f, ok := pass.TypesInfo.Uses[id].(*types.Func); ok {
				if reason, found := instead[f.FullName()]; found {
					pass.Reportf(id.Pos(), "%s: %s", f.FullName(), reason)
				}
			}
		})
		return nil, nil
	},
}

// contextFirst reports functions whose context is not their first parameter.
var contextFirst = &analysis.Analyzer{
	Name: "contextfirst",
	Doc:  "a context.Context is the first parameter",
	Run: func(pass *analysis.Pass) (any, error) {
		each(pass, func(f *ast.FuncDecl) {
			first := true
			for _, field := range f.Type.Params.List {
				context := types.TypeString(pass.TypesInfo.TypeOf(field.Type), nil) == "context.Context"
				testing := strings.HasPrefix(types.TypeString(pass.TypesInfo.TypeOf(field.Type), nil), "*testing.")
				if context && !first {
					pass.Reportf(field.Pos(), "the context is not the first parameter of %s", f.Name.Name)
				}
				first = first && (context || testing)
			}
		})
		return nil, nil
	},
}

// each calls do with each node of this kind in the files that people wrote.
func each[N ast.Node](pass *analysis.Pass, do func(N)) {
	for _, file := range pass.Files {
		if ast.IsGenerated(file) {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if node, ok := n.(N); ok {
				do(node)
			}
			return true
		})
	}
}

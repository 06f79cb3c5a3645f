package main

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// needless reports conversions of a value to the type that it has.
var needless = &analysis.Analyzer{
	Name: "needless",
	Doc:  "a conversion changes the type",
	Run: func(pass *analysis.Pass) (any, error) {
		each(pass, func(n *ast.CallExpr) {
			if to, ok := pass.TypesInfo.Types[n.Fun]; !ok || !to.IsType() || len(n.Args) != 1 {
				return
			}
			from := pass.TypesInfo.Types[n.Args[0]]
			basic, _ := from.Type.Underlying().(*types.Basic)
			// rounds, which keeps products apart from sums
			float := basic != nil && basic.Info()&(types.IsFloat|types.IsComplex) != 0
			if from.Value == nil && !float && types.Identical(from.Type, pass.TypesInfo.Types[n.Fun].Type) {
				pass.Reportf(n.Pos(), "the value already has the type %s", from.Type)
			}
		})
		return nil, nil
	},
}

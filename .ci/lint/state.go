package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// state reports package-level variables that the package changes after their declaration, or that exist to be changed.
// Tables, compiled patterns and sentinel errors are declared once and stay.
var state = &analysis.Analyzer{
	Name: "state",
	Doc:  "libraries keep no package-level state",
	Run: func(pass *analysis.Pass) (any, error) {
		report := func(at ast.Expr, how string) {
			if v := global(pass, at); v != nil {
				pass.Reportf(at.Pos(), "package-level variable %s is %s: libraries keep no state", v.Name(), how)
			}
		}
		each(pass, func(n *ast.AssignStmt) {
			if n.Tok != token.DEFINE {
				for _, left := range n.Lhs {
					report(left, "changed")
				}
			}
		})
		each(pass, func(n *ast.IncDecStmt) { report(n.X, "changed") })
		each(pass, func(n *ast.CallExpr) {
			if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "delete" || id.Name == "clear") &&
				pass.TypesInfo.Uses[id].Parent() == types.Universe {
				report(n.Args[0], "changed")
			}
		})
		for id, object := range pass.TypesInfo.Defs {
			v, ok := object.(*types.Var)
			if ok && v.Parent() == pass.Pkg.Scope() && mutable(v.Type()) {
				pass.Reportf(id.Pos(), "package-level variable %s is a %s: libraries keep no state", v.Name(), v.Type())
			}
		}
		return nil, nil
	},
}

// global returns the package-level variable at the root of an expression such as v, v.field, v[i] or *v.
func global(pass *analysis.Pass, e ast.Expr) *types.Var {
	for {
		switch x := e.(type) {
		case *ast.SelectorExpr:
			if v, ok := pass.TypesInfo.Uses[x.Sel].(*types.Var); ok && !v.IsField() {
				return v // of another package
			}
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.Ident:
			v, ok := pass.TypesInfo.Uses[x].(*types.Var)
			if !ok || v.Pkg() == nil || v.Parent() != v.Pkg().Scope() {
				return nil
			}
			return v
		default:
			return nil
		}
	}
}

// mutable reports whether a variable of this type is there to be changed: a lock, a counter, a pool, a channel.
func mutable(t types.Type) bool {
	if _, ok := t.Underlying().(*types.Chan); ok {
		return true
	}
	name := strings.TrimPrefix(types.TypeString(t, nil), "*")
	return strings.HasPrefix(name, "sync.") || strings.HasPrefix(name, "sync/atomic.")
}

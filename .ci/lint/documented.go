package main

import (
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// documented reports packages, and exported functions, methods, types and variables without a doc comment.
var documented = &analysis.Analyzer{
	Name: "documented",
	Doc:  "every package and every exported name has a doc comment",
	Run: func(pass *analysis.Pass) (any, error) {
		hasDoc := false
		for _, file := range pass.Files {
			hasDoc = hasDoc || file.Doc != nil || strings.HasSuffix(pass.Fset.Position(file.Pos()).Filename, "_test.go")
			if ast.IsGenerated(file) {
				hasDoc = true
				continue
			}
			for _, decl := range file.Decls {
				switch d := decl.(type) {
				case *ast.FuncDecl:
					if d.Doc == nil && d.Name.IsExported() && (d.Recv == nil || receiver(d).IsExported()) &&
						!standard(d) {
						pass.Reportf(d.Pos(), "%s has no doc comment", d.Name.Name)
					}
				case *ast.GenDecl:
					documentedSpecs(pass, d)
				}
			}
		}
		if !hasDoc {
			pass.Reportf(pass.Files[0].Package, "package %s has no package comment", pass.Pkg.Name())
		}
		return nil, nil
	},
}

func documentedSpecs(pass *analysis.Pass, d *ast.GenDecl) {
	if d.Tok == token.CONST {
		return // the name of a constant and its type say it
	}
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			if s.Name.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
				pass.Reportf(s.Pos(), "%s has no doc comment", s.Name.Name)
			}
		case *ast.ValueSpec:
			if s.Names[0].IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
				pass.Reportf(s.Pos(), "%s has no doc comment", s.Names[0].Name)
			}
		}
	}
}

// receiver returns the name of the type that the method belongs to.
func receiver(d *ast.FuncDecl) *ast.Ident {
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x
		}
	}
}

// standard reports whether an interface of the standard library already says what the method does.
func standard(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return false
	}
	switch d.Name.Name {
	case "Error", "Unwrap", "Is", "String", "Read", "Write", "Close", "Len", "Less", "Swap", "ServeHTTP", "RoundTrip",
		"MarshalJSON", "UnmarshalJSON", "MarshalText", "UnmarshalText":
		return true
	}
	return false
}

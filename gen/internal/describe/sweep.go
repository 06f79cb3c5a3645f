package main

import (
	"go/ast"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A folder is the Go source of one package, its tests included.
type folder struct {
	files, was map[string][]byte
}

func readFolder(path string) (*folder, error) {
	names, err := filepath.Glob(filepath.Join(path, "*.go"))
	if err != nil {
		return nil, err
	}
	f := &folder{files: map[string][]byte{}}
	for _, name := range names {
		if f.files[name], err = os.ReadFile(name); err != nil {
			return nil, err
		}
	}
	f.was = maps.Clone(f.files)
	return f, nil
}

// write writes the files that changed, and names them.
func (f *folder) write() (changed []string, err error) {
	for _, name := range slices.Sorted(maps.Keys(f.files)) {
		if string(f.files[name]) == string(f.was[name]) {
			continue
		}
		if err := os.WriteFile(name, f.files[name], 0o644); err != nil {
			return nil, err
		}
		changed = append(changed, name)
	}
	return changed, nil
}

// sweep takes out what was used before and is not any more: unexported functions, methods and constants, imports, and
// local variables.
func (f *folder) sweep() error {
	before, err := f.used(f.was)
	if err != nil {
		return err
	}
	for swept := true; swept; {
		for name := range f.files {
			if string(f.files[name]) == string(f.was[name]) {
				continue
			}
			if err := f.sweepInside(name); err != nil {
				return err
			}
		}
		now, err := f.used(f.files)
		if err != nil {
			return err
		}
		if swept, err = f.sweepDeclarations(func(name string) bool {
			return before[name] && !now[name] && !token.IsExported(name)
		}); err != nil {
			return err
		}
	}
	return nil
}

func (f *folder) sweepDeclarations(stale func(name string) bool) (swept bool, err error) {
	for _, name := range slices.Sorted(maps.Keys(f.files)) {
		c, err := parse(f.files[name])
		if err != nil {
			return false, err
		}
		c.declarations(stale)
		left, err := c.rest()
		if err != nil {
			return false, err
		}
		swept = swept || string(left) != string(f.files[name])
		f.files[name] = left
	}
	return swept, nil
}

// used are the names that some other declaration than their own uses.
func (f *folder) used(files map[string][]byte) (map[string]bool, error) {
	all := map[string]bool{}
	for _, source := range files {
		c, err := parse(source)
		if err != nil {
			return nil, err
		}
		for _, declaration := range c.file.Decls {
			own := map[*ast.Ident]bool{}
			function, is := declaration.(*ast.FuncDecl)
			ast.Inspect(declaration, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.ValueSpec:
					for _, name := range n.Names {
						own[name] = true
					}
				case *ast.Ident:
					if !own[n] && (!is || n.Name != function.Name.Name) {
						all[n.Name] = true
					}
				}
				return true
			})
		}
	}
	return all, nil
}

// declarations cuts the functions and constants of a file that are stale.
func (c *cutter) declarations(stale func(string) bool) {
	for _, declaration := range c.file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if stale(d.Name.Name) && c.lines(d) {
				c.gap()
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				value, is := spec.(*ast.ValueSpec)
				if !is || len(value.Names) != 1 || !stale(value.Names[0].Name) {
					continue
				}
				if len(d.Specs) == 1 {
					c.lines(d)
				} else {
					c.lines(value)
				}
			}
		}
	}
}

// gap widens the last cut by the empty line after it.
func (c *cutter) gap() {
	last := &c.cuts[len(c.cuts)-1]
	if strings.HasPrefix(c.source[last.to:], "\n") {
		last.to++
	}
}

// sweepInside takes imports and local variables out of a file that nothing uses any more.
func (f *folder) sweepInside(name string) error {
	was, err := parse(f.was[name])
	if err != nil {
		return err
	}
	for {
		c, err := parse(f.files[name])
		if err != nil {
			return err
		}
		before, now := counts(was.file), counts(c.file)
		for _, spec := range c.file.Imports {
			base := strings.Trim(spec.Path.Value, `"`)
			base = base[strings.LastIndexByte(base, '/')+1:]
			if spec.Name != nil {
				base = spec.Name.Name
			}
			if before[base] > 0 && now[base] == 0 {
				c.lines(spec)
			}
		}
		for _, d := range c.file.Decls {
			if function, is := d.(*ast.FuncDecl); is {
				c.locals(function)
			}
		}
		left, err := c.rest()
		if err != nil {
			return err
		}
		if string(left) == string(f.files[name]) {
			return nil
		}
		f.files[name] = left
	}
}

// counts says how often a node has each name that is no field or method.
func counts(node ast.Node) map[string]int {
	all := map[string]int{}
	var count func(n ast.Node) bool
	count = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			ast.Inspect(n.X, count)
			return false
		case *ast.Ident:
			all[n.Name]++
		}
		return true
	}
	ast.Inspect(node, count)
	return all
}

// locals cuts the definitions of a function that nothing uses: the compiler refuses them, so that all are new.
func (c *cutter) locals(function *ast.FuncDecl) {
	//lint:ignore SA1019 the folder does not compile yet, and within one function an Object is the name's scope
	uses := map[*ast.Object]int{}
	ast.Inspect(function, func(n ast.Node) bool {
		if id, is := n.(*ast.Ident); is && id.Obj != nil {
			uses[id.Obj]++
		}
		return true
	})
	idle := func(n ast.Expr) bool {
		id, is := n.(*ast.Ident)
		return is && id.Name != "_" && id.Obj != nil && uses[id.Obj] == 1
	}
	blank := func(n ast.Expr) bool {
		id, is := n.(*ast.Ident)
		return is && id.Name == "_"
	}
	ast.Inspect(function, func(n ast.Node) bool {
		define, is := n.(*ast.AssignStmt)
		if !is || define.Tok != token.DEFINE {
			return true
		}
		left, gone := len(define.Lhs), 0
		for _, name := range define.Lhs {
			if blank(name) || idle(name) {
				left--
			}
			if idle(name) {
				gone++
			}
		}
		switch {
		case gone == 0:
		case left == 0:
			return !c.lines(define)
		default:
			for i, name := range define.Lhs {
				switch {
				case !idle(name):
				case gone == 1 && len(define.Lhs) == len(define.Rhs):
					c.from(define.Lhs, i)
					c.from(define.Rhs, i)
				default:
					c.cuts = append(c.cuts, cut{c.at(name.Pos()), c.at(name.End()), "_"})
				}
			}
		}
		return true
	})
}

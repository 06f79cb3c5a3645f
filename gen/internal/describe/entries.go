package main

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An entry is a row of a table, or a statement, that may be about operations that are gone.
type entry struct {
	node ast.Node
	text string
	gone removal
	says map[string][]string // operations, by the constant or the local function that names them
}

// A removal is operations that are gone, and what a line looks like that sends a request of them by its path.
type removal struct {
	operations []string
	requests   []*regexp.Regexp
	cases      []string // IDs of cases that go too
}

// lists reports whether a text in a list of names goes.
func (r removal) lists(text string) bool { return r.has(text) || slices.Contains(r.cases, text) }

func (r removal) has(operation string) bool { return slices.Contains(r.operations, operation) }

// sends reports whether a line of source sends such a request.
func (r removal) sends(source string) bool {
	return slices.ContainsFunc(r.requests, func(request *regexp.Regexp) bool { return request.MatchString(source) })
}

// names lists the operations that an entry names: in texts, as methods of a client, by constants.
func (e entry) names() (all []string) {
	ast.Inspect(e.node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			text := textOf(n)
			if all = append(all, operationName.Get().FindAllString(text, -1)...); e.gone.has(text) && !usualName(text) {
				all = append(all, text) // a verb of its own
			}
		case *ast.SelectorExpr:
			if e.gone.has(n.Sel.Name) {
				all = append(all, n.Sel.Name)
			}
		case *ast.Ident:
			all = append(all, e.says[n.Name]...)
		}
		return true
	})
	return all
}

// namesNoOther reports whether an entry names operations that are gone, and no other one.
func (e entry) namesNoOther() bool {
	names := e.names()
	return len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool { return !e.gone.has(name) })
}

// isAbout reports whether an entry is a case about an operation that is gone: Ops has it first.
func (e entry) isAbout() bool {
	if ops := e.ops(); len(ops) > 0 {
		return e.gone.has(ops[0])
	}
	return e.namesNoOther()
}

// asks reports whether an entry is a bug that only requests to an operation show that is gone. One of a list of
// operations still shows with the others. So is one that sends such a request to the server itself.
func (e entry) asks() bool {
	found := e.gone.sends(e.text)
	ast.Inspect(e.node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			return !isTexts(n)
		case *ast.CallExpr:
			return e.gone.namedBy(n.Args) < 2
		case *ast.BasicLit:
			found = found || e.gone.lists(textOf(n))
		case *ast.Ident:
			found = found || slices.ContainsFunc(e.says[n.Name], e.gone.has)
		}
		return true
	})
	return found || e.namesNoOther()
}

// ops are the texts in the Ops of a case.
func (e entry) ops() (all []string) {
	lit, is := e.node.(*ast.CompositeLit)
	if !is {
		return nil
	}
	for _, field := range lit.Elts {
		pair, is := field.(*ast.KeyValueExpr)
		if !is {
			continue
		}
		if key, is := pair.Key.(*ast.Ident); is && key.Name == "Ops" {
			return entry{node: pair.Value, gone: e.gone, says: e.says}.names()
		}
	}
	return nil
}

// textOf is the value of a literal text.
func textOf(n ast.Node) string {
	literal, is := n.(*ast.BasicLit)
	if !is || literal.Kind != token.STRING {
		return ""
	}
	text, _ := strconv.Unquote(literal.Value)
	return text
}

// isOperation reports whether a text is the name of an operation, of a usual verb or one that goes.
func (r removal) isOperation(text string) bool { return usualName(text) || r.has(text) }

func usualName(text string) bool { return text != "" && operationName.Get().FindString(text) == text }

// namedBy counts the arguments that are names of operations.
func (r removal) namedBy(args []ast.Expr) (n int) {
	for _, arg := range args {
		if r.isOperation(textOf(arg)) {
			n++
		}
	}
	return n
}

func isTexts(lit *ast.CompositeLit) bool {
	list, is := lit.Type.(*ast.ArrayType)
	if !is {
		return false
	}
	of, is := list.Elt.(*ast.Ident)
	return is && of.Name == "string"
}

// sayings are the constants of a file that name an operation, and its local functions that ask for one that is gone.
func sayings(file *ast.File, gone removal) map[string][]string {
	says := map[string][]string{}
	bind := func(name, value ast.Node) {
		id, is := name.(*ast.Ident)
		if _, closure := value.(*ast.FuncLit); is && closure && (entry{node: value, gone: gone}).asks() {
			says[id.Name] = gone.operations[:1]
		}
		if is && gone.isOperation(textOf(value)) {
			says[id.Name] = []string{textOf(value)}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			for i := range min(len(n.Names), len(n.Values)) {
				bind(n.Names[i], n.Values[i])
			}
		case *ast.AssignStmt:
			for i := range min(len(n.Lhs), len(n.Rhs)) {
				if n.Tok == token.DEFINE && len(n.Lhs) == len(n.Rhs) {
					bind(n.Lhs[i], n.Rhs[i])
				}
			}
		}
		return true
	})
	return says
}

// A cutter collects what goes from a source.
type cutter struct {
	source string
	files  *token.FileSet
	file   *ast.File
	cuts   []cut
}

type cut struct {
	from, to int
	put      string
}

func parse(source []byte) (*cutter, error) {
	c := &cutter{source: string(source), files: token.NewFileSet()}
	var err error
	c.file, err = parser.ParseFile(c.files, "", source, parser.ParseComments)
	return c, err
}

func (c *cutter) at(p token.Pos) int { return c.files.Position(p).Offset }

func (c *cutter) isCut(n ast.Node) bool {
	return slices.ContainsFunc(c.cuts, func(k cut) bool { return k.from <= c.at(n.Pos()) && c.at(n.End()) <= k.to })
}

// lines cuts the lines of a node, with the comment above, if nothing else but a comma is on them.
func (c *cutter) lines(n ast.Node) bool {
	from, to := c.at(n.Pos()), c.at(n.End())
	start := strings.LastIndexByte(c.source[:from], '\n') + 1
	rest := strings.TrimPrefix(c.source[to:], ",")
	rest, whole := strings.CutPrefix(rest, "\n")
	if !whole || strings.TrimSpace(c.source[start:from]) != "" || c.isCut(n) {
		return false
	}
	for _, comment := range c.file.Comments {
		end := c.at(comment.End())
		if end < start && strings.TrimSpace(c.source[end:start]) == "" && strings.Count(c.source[end:start], "\n") == 1 {
			start = strings.LastIndexByte(c.source[:c.at(comment.Pos())], '\n') + 1
		}
	}
	c.cuts = append(c.cuts, cut{from: start, to: len(c.source) - len(rest)})
	return true
}

// from cuts one of the elements of a list.
func (c *cutter) from(list []ast.Expr, i int) {
	if c.isCut(list[i]) {
		return
	}
	k := cut{from: c.at(list[i].Pos()), to: c.at(list[i].End())}
	switch {
	case i+1 < len(list):
		k.to = c.at(list[i+1].Pos())
	case i > 0:
		k.from = c.at(list[i-1].End())
	}
	c.cuts = append(c.cuts, k)
}

// rest is the source without what goes.
func (c *cutter) rest() ([]byte, error) {
	slices.SortFunc(c.cuts, func(a, b cut) int { return b.from - a.from })
	left := c.source
	for _, k := range c.cuts {
		left = left[:k.from] + k.put + left[k.to:]
	}
	if left == c.source {
		return []byte(left), nil
	}
	return format.Source([]byte(left))
}

// withoutEntries is Go source without the rows of tables that go by a rule, the statements and tests about the
// operations alone, and their names in lists. It returns the first text of each row, which is the ID of a case, and the
// IDs of the cases that named them beside others.
func withoutEntries(source []byte, removed removal, goes func(entry) bool) (left []byte, gone, beside []string,
	err error) {
	c, err := parse(source)
	if err != nil {
		return nil, nil, nil, err
	}
	operations := removed.operations
	says := sayings(c.file, removed)
	of := func(n ast.Node) entry {
		return entry{node: n, gone: removed, says: says, text: c.source[c.at(n.Pos()):c.at(n.End())]}
	}
	ast.Inspect(c.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			name, _, _ := strings.Cut(strings.TrimPrefix(n.Name.Name, "Test"), "_")
			return !strings.HasPrefix(n.Name.Name, "Test") || !slices.Contains(operations, name) || !c.lines(n)
		case *ast.ExprStmt:
			return holdsFunction(n) || !of(n).namesNoOther() || !c.lines(n)
		case *ast.CompositeLit:
			for i, row := range n.Elts {
				e := of(row)
				pair, field := row.(*ast.KeyValueExpr)
				switch {
				case field && slices.Contains(operations, textOf(pair.Key)):
					c.lines(row)
				case field:
				case isTexts(n):
					if removed.lists(textOf(row)) {
						c.from(n.Elts, i)
					}
				case goes(e) && c.lines(row):
					gone = append(gone, firstText(row))
				case slices.ContainsFunc(e.ops(), removed.has):
					beside = append(beside, firstText(row))
				}
			}
		case *ast.CallExpr:
			for i, arg := range n.Args {
				switch {
				case slices.Contains(operations, textOf(arg)) && removed.namedBy(n.Args) > 1:
					c.from(n.Args, i)
				case isCall(arg) && of(arg).namesNoOther():
					c.lines(arg)
				}
			}
		case *ast.BasicLit:
			if words := strings.Fields(textOf(n)); len(words) > 1 && !c.isCut(n) {
				kept := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(operations, w) })
				all := !slices.ContainsFunc(words, func(w string) bool { return !removed.isOperation(w) && w != "*" })
				if all && len(kept) > 0 && len(kept) < len(words) {
					c.cuts = append(c.cuts, cut{c.at(n.Pos()), c.at(n.End()), `"` + strings.Join(kept, " ") + `"`})
				}
			}
		}
		return true
	})
	left, err = c.rest()
	return left, gone, beside, err
}

// holdsFunction reports whether there is a function in a node, whose statements are looked at one by one.
func holdsFunction(n ast.Node) (holds bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		_, is := n.(*ast.FuncLit)
		holds = holds || is
		return !holds
	})
	return holds
}

func isCall(n ast.Node) bool { _, is := n.(*ast.CallExpr); return is }

func firstText(n ast.Node) (first string) {
	ast.Inspect(n, func(n ast.Node) bool {
		if first == "" {
			first = textOf(n)
		}
		return first == ""
	})
	return first
}

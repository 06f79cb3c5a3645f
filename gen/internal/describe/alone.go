package main

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

var operationName = lazyregexp.New(`\b(List|Fetch|Create|Update|Delete)[A-Z][A-Za-z]+\b`)

// removeAlone takes the entries of tables that speak of the operations and of no other one out of the cases, the
// planted bugs and the buggy servers, with the IDs of the cases and the excuses of what they do not reach. It returns a
// line for each file that it changed.
func removeAlone(root string, operations []string) (changed []string, err error) {
	var ids []string
	for _, pattern := range []string{"contract/cases/*.go", "instruments/mutants/bugs_*.go",
		"instruments/negations/*.go"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return changed, err
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				return changed, err
			}
			left, gone, err := withoutAlone(source, operations)
			if err != nil {
				return changed, fmt.Errorf("%s: %w", file, err)
			}
			if len(gone) == 0 {
				continue
			}
			ids = append(ids, gone...)
			if err := os.WriteFile(file, left, 0o644); err != nil {
				return changed, err
			}
			name, _ := filepath.Rel(root, file)
			changed = append(changed, fmt.Sprintf("%s: %d", filepath.ToSlash(name), len(gone)))
		}
	}
	for _, pattern := range []string{"contract/cases/*.txt", "contract/coverage/exceptions.txt",
		"contract/promises/*.yaml"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			return changed, err
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return changed, err
			}
			left := withoutIDs(string(text), ids, operations)
			if left == string(text) {
				continue
			}
			if err := os.WriteFile(file, []byte(left), 0o644); err != nil {
				return changed, err
			}
			name, _ := filepath.Rel(root, file)
			changed = append(changed, filepath.ToSlash(name))
		}
	}
	return changed, nil
}

// withoutAlone is Go source without the entries of composite literals that name some of the operations and no other
// one. It returns the first text of each, which is the ID of a case.
func withoutAlone(source []byte, operations []string) (left []byte, gone []string, err error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", source, parser.ParseComments)
	if err != nil {
		return nil, nil, err
	}
	var cuts [][2]int
	ast.Inspect(file, func(n ast.Node) bool {
		table, is := n.(*ast.CompositeLit)
		if !is {
			return true
		}
		for _, entry := range table.Elts {
			first, alone := namesOnly(entry, operations)
			from, to, whole := lines(source, files.Position(entry.Pos()).Offset, files.Position(entry.End()).Offset)
			if !alone || !whole || slices.ContainsFunc(cuts, func(c [2]int) bool { return c[0] <= from && to <= c[1] }) {
				continue
			}
			if _, field := entry.(*ast.KeyValueExpr); field {
				continue // of a case that stays
			}
			cuts, gone = append(cuts, [2]int{from, to}), append(gone, first)
		}
		return true
	})
	slices.SortFunc(cuts, func(a, b [2]int) int { return b[0] - a[0] })
	left = slices.Clone(source)
	for _, cut := range cuts {
		left = slices.Delete(left, cut[0], cut[1])
	}
	left, err = format.Source(left)
	return left, gone, err
}

// namesOnly reports whether the texts of an entry name some of the operations, and no other one.
func namesOnly(entry ast.Expr, operations []string) (first string, alone bool) {
	others := false
	ast.Inspect(entry, func(n ast.Node) bool {
		literal, is := n.(*ast.BasicLit)
		if !is || literal.Kind != token.STRING {
			return true
		}
		text, _ := strconv.Unquote(literal.Value)
		if first == "" {
			first = text
		}
		for _, name := range operationName.Get().FindAllString(text, -1) {
			if slices.Contains(operations, name) {
				alone = true
			} else {
				others = true
			}
		}
		return true
	})
	return first, alone && !others
}

// lines widens a range to its lines, if nothing else but a comma is on them.
func lines(source []byte, from, to int) (start, end int, whole bool) {
	text := string(source)
	start = strings.LastIndexByte(text[:from], '\n') + 1
	rest, comma := strings.CutPrefix(text[to:], ",\n")
	return start, len(text) - len(rest), comma && strings.TrimSpace(text[start:from]) == ""
}

var caseList = lazyregexp.New(`(?m)^  cases: \[(.*)\]$`)

// withoutIDs is a list or a page of promises without the cases that are gone, the promises that no other case keeps,
// and the excuses of the operations.
func withoutIDs(text string, ids, operations []string) string {
	var left strings.Builder
	for _, part := range strings.SplitAfter(text, "\n") {
		words := strings.Fields(part)
		excuse := len(words) > 2 && words[1] == "|" && slices.Contains(operations, words[2])
		if excuse || len(words) > 0 && slices.Contains(ids, words[0]) {
			continue
		}
		left.WriteString(part)
	}
	promises := strings.Split("\n"+strings.TrimSuffix(left.String(), "\n"), "\n- id: ")
	kept := promises[:0]
	for _, promise := range promises {
		found := caseList.Get().FindStringSubmatch(promise)
		if found == nil {
			kept = append(kept, promise)
			continue
		}
		cases := slices.DeleteFunc(strings.Split(found[1], ", "), func(id string) bool { return slices.Contains(ids, id) })
		if len(cases) > 0 {
			kept = append(kept, strings.Replace(promise, found[1], strings.Join(cases, ", "), 1))
		}
	}
	return strings.TrimPrefix(strings.Join(kept, "\n- id: "), "\n") + "\n"
}

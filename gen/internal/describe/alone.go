package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

var operationName = lazyregexp.New(`\b(List|Fetch|Create|Update|Delete)[A-Z][A-Za-z]+\b`)

// tables are the files with entries about operations, with the rule that says which of them go.
var tables = []struct {
	pattern string
	goes    func(e entry) bool
}{
	{"contract/cases/*.go", entry.isAbout},
	{"contract/cases/*/*.go", entry.isAbout},
	{"instruments/mutants/bugs_*.go", entry.asks},
	{"instruments/negations/*.go", entry.asks},
	{"cassettes/*_test.go", func(entry) bool { return false }}, // lists of cases
	{"contract/*_test.go", entry.namesNoOther},
	{"contract/*/*_test.go", entry.namesNoOther},
	{"pkg/client/*_test.go", entry.namesNoOther},
	{"pkg/emulator/*.go", entry.namesNoOther},
}

// removeAlone takes what is about operations that are gone out of cases, planted bugs, buggy servers, tables of tests
// and the routes of the emulator, with the IDs of the cases, the excuses of what they do not reach, and what nothing
// uses any more. It returns a line for each file that it changed, and the cases that named the operations beside
// others.
func removeAlone(root string, removed removal) (changed, beside []string, err error) {
	folders, counts := map[string]*folder{}, map[string]int{}
	for _, table := range tables {
		files, err := filepath.Glob(filepath.Join(root, table.pattern))
		if err != nil {
			return nil, nil, err
		}
		for _, path := range files {
			tests := strings.HasSuffix(path, "_test.go")
			if strings.HasSuffix(path, ".gen.go") || tests && !strings.HasSuffix(table.pattern, "_test.go") &&
				!strings.HasPrefix(table.pattern, "pkg/emulator") {
				continue
			}
			in := folders[filepath.Dir(path)]
			if in == nil {
				if in, err = readFolder(filepath.Dir(path)); err != nil {
					return nil, nil, err
				}
				folders[filepath.Dir(path)] = in
			}
			source := in.files[path]
			left, gone, others, err := withoutEntries(source, removed, table.goes)
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", path, err)
			}
			if string(left) == string(source) {
				continue
			}
			in.files[path], removed.cases = left, append(removed.cases, gone...)
			counts[path] += len(gone)
			for _, id := range others {
				beside = append(beside, place(root, path, left, id))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(folders)) {
		if err := folders[name].sweep(); err != nil {
			return nil, nil, err
		}
		written, err := folders[name].write()
		if err != nil {
			return nil, nil, err
		}
		for _, path := range written {
			line := relative(root, path)
			if counts[path] > 0 {
				line += fmt.Sprintf(": %d", counts[path])
			}
			changed = append(changed, line)
		}
	}
	lists, err := removeIDs(root, removed.cases, removed.operations)
	return append(changed, lists...), beside, err
}

func relative(root, path string) string {
	name, _ := filepath.Rel(root, path)
	return filepath.ToSlash(name)
}

// place is where a case is that has an ID.
func place(root, path string, source []byte, id string) string {
	before, _, _ := strings.Cut(string(source), `"`+id+`"`)
	return fmt.Sprintf("%s:%d %s", relative(root, path), strings.Count(before, "\n")+1, id)
}

func removeIDs(root string, ids, operations []string) (changed []string, err error) {
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
			changed = append(changed, relative(root, file))
		}
	}
	return changed, nil
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

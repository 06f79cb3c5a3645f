package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
)

// rooms are the folders whose files speak of operations, in the order in which one edits them, with what to do there.
// What is below the last is code that only uses them.
var rooms = []struct{ folder, todo string }{
	{"pkg/emulator/", "its tests go; a fact that needs it is corrected or goes"},
	{"contract/cases/", "a case that sends it: take it out of Claim and Run"},
	{"contract/promises/", "a promise about it goes"},
	{"contract/coverage/", "its lines of exceptions.txt go; a test that takes it as an example takes another one"},
	{"contract/", "a test that takes it as an example takes another one"},
	{"instruments/mutants/", "its bugs go"},
	{"instruments/negations/", "a bug that only it shows goes; where it is one of several, its name does"},
	{"", "code that uses it"},
}

// sent matches a line that sends a request of an operation by its path: `a.delete(service + "/Builds/" + sid)`. The
// document is one that still has the operation.
func sent(document, id string) (*regexp.Regexp, error) {
	at := strings.Index(document, "      operationId: "+id+"\n")
	if at < 0 {
		return nil, fmt.Errorf("the document has no %s", id)
	}
	lines := strings.Split(document[:at], "\n")
	path, method := "", strings.Trim(lines[len(lines)-2], " :")
	for _, line := range lines {
		if strings.HasPrefix(line, "  /") {
			path = strings.Trim(line, " :")
		}
	}
	parts := strings.Split(path, "/")
	last := parts[len(parts)-1]
	end := `/` + last + `"`
	if strings.HasPrefix(last, "{") {
		last = parts[len(parts)-2]
		end = `(/` + last + `/|"` + last + `", )`
	}
	words := map[string]string{"get": "get|Get|GET|MethodGet", "post": "post|Post|POST|MethodPost",
		"delete": "delete|Delete|DELETE|MethodDelete|gone"}[method]
	return regexp.Compile(`\b(` + words + `)\b.*` + end)
}

// mentions lists the lines below a root that speak of operations and that nothing generates: by their ID, by the method
// of the client (ListBuilds), by the handler of the emulator (listBuilds), or by a request.
func mentions(root string, removed removal) (map[string][]string, error) {
	names := make([]string, len(removed.operations))
	for i, id := range removed.operations {
		names[i] = "[" + id[:1] + strings.ToLower(id[:1]) + "](" + id[1:] + "|" + english.Plural(id[1:]) + ")"
	}
	word := regexp.MustCompile(`\b(` + strings.Join(names, "|") + `)\b`)
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		name = filepath.ToSlash(name)
		if entry.IsDir() {
			if slices.Contains([]string{"docs", "cassettes", "gen/internal", "interop/drift",
				"instruments/variants"}, name) ||
				name != "." && strings.HasPrefix(entry.Name(), ".") || entry.Name() == "node_modules" {
				return fs.SkipDir // written by tools, published, or about any operation
			}
			return err
		}
		if !slices.Contains([]string{".go", ".yaml", ".txt", ".txtar"}, filepath.Ext(name)) ||
			strings.HasSuffix(name, ".gen.go") {
			return err
		}
		text, err := os.ReadFile(path)
		number := 0
		for line := range strings.Lines(string(text)) {
			number++
			if word.MatchString(line) || strings.HasSuffix(name, ".go") && removed.sends(line) {
				found[name] = append(found[name], fmt.Sprint(number))
			}
		}
		return err
	})
	return found, err
}

// printMentions writes what is left to do by hand, room after room.
func printMentions(w io.Writer, found map[string][]string, beside, operations []string) {
	fmt.Fprintf(w, "openapi/ has no %s any more. Run make generate, then edit the lines that speak of it.\n",
		strings.Join(operations, ", "))
	if len(beside) > 0 {
		fmt.Fprintf(w, "\nOps of these cases had it beside others: take it out of Claim and Run\n  %s\n",
			strings.Join(beside, "\n  "))
	}
	for _, room := range rooms {
		var files []string
		for name := range found {
			if strings.HasPrefix(name, room.folder) {
				files = append(files, name)
			}
		}
		slices.Sort(files)
		if len(files) > 0 {
			fmt.Fprintf(w, "\n%s\n", room.todo)
		}
		for _, name := range files {
			fmt.Fprintf(w, "  %s:%s\n", name, strings.Join(found[name], ","))
			delete(found, name)
		}
	}
}

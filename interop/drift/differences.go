package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/oasdiff/oasdiff/diff"
)

// differences lists what oasdiff finds between two documents, a line each:
//
//	CreateService request /UniqueName pattern: none -> ^[A-Za-z0-9-]+$
//	ListService response 200 /services/[]/sid nullable: true -> false
//	ListService responses: + 404
//
// Its structural comparison is used and not its list of breaking changes: that one leaves out what
// breaks no client, such as a response property that has become required, and a document that is
// compared with another has no old and new. Texts, examples and the names of components are not
// compared.
func differences(before, after *document) ([]string, error) {
	config := diff.NewConfig(diff.WithExcludeElements([]string{
		diff.ExcludeExamplesOption, diff.ExcludeDescriptionOption, diff.ExcludeTitleOption, diff.ExcludeSummaryOption,
	}))
	found, err := diff.Get(config, before.spec, after.spec)
	if err != nil || found == nil { // nil: none at all
		return nil, err
	}
	var lines []string
	for name, part := range map[string]any{
		"paths": found.PathsDiff, "securitySchemes": found.ComponentsDiff.SecuritySchemesDiff,
	} {
		text, err := json.Marshal(part)
		if err != nil {
			return nil, fmt.Errorf("differences in %s: %w", name, err)
		}
		var tree any
		if err := json.Unmarshal(text, &tree); err != nil {
			return nil, fmt.Errorf("differences in %s: %w", name, err)
		}
		lines = append(lines, leaves(tree, []string{name})...)
	}
	ids := operationIDs(before, after)
	for i, line := range lines {
		lines[i] = readable(line, ids)
	}
	slices.Sort(lines)
	return slices.Compact(lines), nil
}

const separator = "\x00" // between the steps of a raw line, before the readable form

// leaves walks the result of oasdiff: members named added and deleted hold names, an object of from
// and to holds a changed value.
func leaves(tree any, path []string) []string {
	at := strings.Join(path, separator)
	switch v := tree.(type) {
	case nil:
		return nil
	case map[string]any:
		from, changed := v["from"]
		if to, both := v["to"]; changed && both && len(v) == 2 {
			return []string{at + ": " + shown(from) + " -> " + shown(to)}
		}
		var lines []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			lines = append(lines, leaves(v[name], append(slices.Clone(path), name))...)
		}
		return lines
	case []any:
		sign, path := signOf(path)
		var lines []string
		for _, item := range v {
			lines = append(lines, strings.Join(path, separator)+": "+sign+shown(item))
		}
		return lines
	default:
		return []string{at + ": " + shown(v)}
	}
}

// signOf takes added or deleted out of the steps. It is the last one, or stands before where a
// parameter is (query, path).
func signOf(path []string) (sign string, rest []string) {
	for i := len(path) - 1; i >= max(0, len(path)-2); i-- {
		if sign = map[string]string{"added": "+ ", "deleted": "- "}[path[i]]; sign != "" {
			return sign, slices.Delete(slices.Clone(path), i, i+1)
		}
	}
	return "", path
}

func shown(value any) string {
	switch v := value.(type) {
	case nil:
		return "none"
	case string:
		if v == "" {
			return "none"
		}
		return v
	case map[string]any, []any:
		text, _ := json.Marshal(v) // came from JSON
		return string(text)
	default:
		return fmt.Sprint(v)
	}
}

// operationIDs finds the name of an operation by path and method, in either document.
func operationIDs(documents ...*document) map[string]string {
	ids := map[string]string{}
	for _, d := range documents {
		for path, item := range d.spec.Paths.Map() {
			for method, operation := range item.Operations() {
				ids[path+separator+method] = operation.OperationID
			}
		}
	}
	return ids
}

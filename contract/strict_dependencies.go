package contract

import (
	"encoding/json"
	"strconv"
	"strings"
)

// checkJSONArray checks a form field that carries JSON text (x-json-array-of), as Dependencies of CreateBuild does.
func (e *examination) checkJSONArray(f *specField, text string) {
	if text == "" {
		e.add(Notice, RequestSide, "json-empty", f.name, "is empty; send [] or leave it out")
		return
	}
	// serverless-toolkit wraps the text in quotes without escaping those inside, and is understood.
	if inner := strings.TrimSuffix(strings.TrimPrefix(text, `"`), `"`); len(inner) == len(text)-2 &&
		isJSONArray(inner) {
		e.add(Notice, RequestSide, "json-quoted", f.name, "is wrapped in an extra pair of double quotes")
		text = inner
	}
	out := scanJSON([]byte(text))
	var items []any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&items); err != nil || out.err != nil || out.trailing >= 0 || items == nil {
		e.violate(RequestSide, "json-array", f.name, "is not the JSON text of an array of %s", f.jsonArrayOfName)
		return
	}
	for _, pointer := range out.duplicates {
		e.violate(RequestSide, "duplicate-key", f.name+pointer, "the key occurs more than once in its object")
	}
	for i, item := range items {
		e.addValueErrors(f.jsonArrayOf, f.name+jsonPointer([]string{strconv.Itoa(i)}), item)
	}
}

func isJSONArray(text string) bool {
	return strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "[") && json.Valid([]byte(text))
}

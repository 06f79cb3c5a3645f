package contract

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// checkJSON checks an answer that says it is JSON: first the text, then the value.
func (e *examination) checkJSON(media string, schema *openapi3.Schema, body []byte) {
	out := scanJSON(body)
	switch fault := out.err; {
	case fault == nil:
	case bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("<")):
		e.violate(ResponseSide, "json-syntax", "", "the body is HTML or XML although its type is %s", media)
	case fault.early:
		e.violate(ResponseSide, "json-truncated", "", "the JSON ends early, after %d bytes", len(body))
	default:
		e.violate(ResponseSide, "json-syntax", "", "the body is not JSON: %s", fault)
	}
	if !utf8.Valid(body) {
		e.violate(ResponseSide, "invalid-utf8", "", "the body is not UTF-8")
	}
	if out.err != nil {
		return
	}
	if out.trailing >= 0 {
		e.violate(ResponseSide, "json-trailing-data", "", "more follows the JSON value at byte %d", out.trailing)
	}
	if at := loneSurrogate(body); at >= 0 {
		e.violate(ResponseSide, "json-surrogate", "", "half of a surrogate pair stands alone at byte %d", at)
	}
	for _, pointer := range out.duplicates {
		e.violate(ResponseSide, "duplicate-key", pointer, "the key occurs more than once in its object")
	}
	e.addSchemaErrors(ResponseSide, "", schema.VisitJSON(out.value, answerOptions...))
	e.checkRelations(out.value)
	e.checkTop(out.value)
}

// checkTop checks that an answer names itself rightly: its array, if it is a page, and its status, if
// it is an error.
func (e *examination) checkTop(answer any) {
	body, _ := answer.(map[string]any)
	meta, _ := body["meta"].(map[string]any)
	if key, ok := meta["key"].(string); ok && e.op.listKey != "" && e.Status < 300 {
		if _, array := body[key].([]any); key != e.op.listKey || !array {
			e.violate(ResponseSide, "meta-key", "/meta/key", "is not %q, the name of the array of this page",
				e.op.listKey)
		}
	}
	for _, named := range []struct {
		name     string
		severity Severity
	}{
		{"status", Violation},
		{"http_status_code", Notice}, // of the upload host: one refusal is known, and no page has it
	} {
		number, _ := body[named.name].(json.Number)
		if status, err := number.Float64(); err == nil && e.Status >= 400 && status != float64(e.Status) {
			e.add(named.severity, ResponseSide, "status-mismatch", "/"+named.name,
				"is %s in the body of an answer with status %d", strconv.FormatFloat(status, 'g', -1, 64), e.Status)
		}
	}
}

// loneSurrogate returns the place of an escape such as \ud800 that is no half of a pair, or -1. Such a
// text cannot be written as UTF-8, and decoders replace it silently.
func loneSurrogate(body []byte) int {
	for i := 0; i+1 < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		if body[i+1] != 'u' || i+6 > len(body) {
			i++
			continue
		}
		switch digits := strings.ToLower(string(body[i+2 : i+6])); {
		case digits >= "d800" && digits < "dc00":
			if next := bytes.ToLower(body[min(i+6, len(body)):min(i+12, len(body))]); len(next) < 6 ||
				next[0] != '\\' || next[1] != 'u' || string(next[2:]) < "dc00" || string(next[2:]) > "dfff" {
				return i
			}
			i += 11
		case digits >= "dc00" && digits <= "dfff":
			return i
		default:
			i += 5
		}
	}
	return -1
}

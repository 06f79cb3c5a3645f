package contract

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// jsonOutline is what scanJSON learns of a text in one pass, without building a value.
type jsonOutline struct {
	// err tells why the text is not one JSON value, nil if it is. Its texts hold positions, never content.
	err *jsonFault
	// trailing is the position of what follows the value, -1 if there is nothing.
	trailing int
	// duplicates are the pointers of keys that occur again in the same object.
	duplicates []string
	// arrays are the keys of the top-level object that hold an array.
	arrays map[string]bool
	// metaKey is /meta/key and status is /status of the top level, nil if absent or of another type.
	metaKey *string
	status  *float64
}

// jsonFault is a place where a text stops being JSON.
type jsonFault struct {
	offset int
	early  bool // the text ends where more is due
	reason string
}

func (f *jsonFault) Error() string { return fmt.Sprintf("%s at byte %d", f.reason, f.offset) }

// scanJSON reads one JSON value (RFC 8259) and looks at what encoding/json passes over: keys that
// occur twice, and what follows the value. It accepts what json.Valid accepts.
func scanJSON(data []byte) jsonOutline {
	s := jsonScanner{data: data, out: jsonOutline{trailing: -1}}
	s.space()
	if s.out.err = s.value(); s.out.err != nil {
		return s.out
	}
	s.space()
	if s.pos < len(data) {
		s.out.trailing = s.pos
	}
	return s.out
}

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
	value, err := decodeJSON(body)
	if err != nil {
		return // unreachable: scanJSON accepts what encoding/json does
	}
	e.addSchemaErrors(ResponseSide, "", schema.VisitJSON(value, answerOptions...))
	e.checkRelations(value)
	if e.op.listKey != "" && e.Status < 300 && out.metaKey != nil &&
		(*out.metaKey != e.op.listKey || !out.arrays[*out.metaKey]) {
		e.violate(ResponseSide, "meta-key", "/meta/key", "is not %q, the name of the array of this page", e.op.listKey)
	}
	if e.Status >= 400 && out.status != nil && *out.status != float64(e.Status) {
		e.violate(ResponseSide, "status-mismatch", "/status", "is %s in the body of an answer with status %d",
			strconv.FormatFloat(*out.status, 'g', -1, 64), e.Status)
	}
}

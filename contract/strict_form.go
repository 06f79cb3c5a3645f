package contract

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// checkQuery reports unknown and repeated keys, which kin-openapi does not see, and returns the known ones.
func (e *examination) checkQuery() url.Values {
	values, err := url.ParseQuery(e.url.RawQuery)
	if err != nil {
		e.violate(RequestSide, "malformed-query", "", "the query is not well-formed")
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		switch {
		case !e.op.query[key]:
			e.violate(RequestSide, "unknown-query-key", shownName(key), "is not a query key of %s%s", e.op.info.OperationID,
				spelling(key, maps.Keys(e.op.query)))
			delete(values, key)
		case len(values[key]) > 1:
			e.violate(RequestSide, "repeated-query-key", key, "is sent %d times", len(values[key]))
		}
		for _, value := range values[key] {
			if !utf8.ValidString(value) {
				e.violate(RequestSide, "invalid-utf8", key, "is not UTF-8")
			}
		}
	}
	return values
}

// checkForm reports what kin-openapi lets through in a form, and returns the rest of it for kin-openapi.
func (e *examination) checkForm(body string) (form string, ok bool) {
	values, err := url.ParseQuery(body)
	if err != nil {
		e.violate(RequestSide, "malformed-form", "", "the body is not well-formed %s", formMedia)
		return "", false
	}
	known := url.Values{}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		field := e.op.fields[key]
		if field == nil {
			e.undeclaredField(key)
			continue
		}
		known[key] = e.checkField(field, values[key])
	}
	return known.Encode(), true
}

// checkField returns the values to go on with: readable ones, and one only for a scalar.
func (e *examination) checkField(f *specField, values []string) []string {
	for _, value := range values {
		if !utf8.ValidString(value) {
			e.violate(RequestSide, "invalid-utf8", f.name, "is not UTF-8")
		}
	}
	if f.array {
		return values
	}
	if len(values) > 1 {
		e.violate(RequestSide, "repeated-field", f.name, "is sent %d times, it takes one value", len(values))
	}
	value := values[0]
	switch {
	case f.boolean && value != "true" && value != "false":
		severity := Violation
		if lower := strings.ToLower(value); lower == "true" || lower == "false" {
			severity = Notice // Python clients send True, and are understood
		}
		e.add(severity, RequestSide, "boolean-spelling", f.name, "is neither true nor false")
		return []string{"true"}
	case f.jsonArrayOf != nil:
		e.checkJSONArray(f, value)
	}
	e.checkBytes(f, int64(len(value)))
	return []string{value}
}

func (e *examination) checkBytes(f *specField, size int64) {
	if f.maxBytes > 0 && size > f.maxBytes {
		e.violate(RequestSide, "max-bytes", f.name, "has %d bytes, at most %d are allowed", size, f.maxBytes)
	}
}

// undeclaredField tells an array written with indexes, which loses its items, from a field that is merely not documented: those are
// ignored by the API (clients send FriendlyName to CreateEnvironment).
func (e *examination) undeclaredField(key string) {
	if name, _, ok := strings.Cut(key, "["); ok && e.op.fields[name] != nil {
		e.violate(RequestSide, "indexed-array", shownName(key), "arrays are sent as repeated keys: %s=…&%s=…", name, name)
		return
	}
	name := shownName(key)
	if e.op.secretForm {
		name = fmt.Sprintf("(a name of %d bytes)", len(key))
		for declared := range e.op.fields {
			if strings.EqualFold(declared, key) {
				name = key
			}
		}
	}
	e.add(Notice, RequestSide, "undeclared-field", name, "is not a field of %s, which takes %s", e.op.info.OperationID, e.op.fieldNames())
}

// spelling suggests the declared name that differs by case only.
func spelling(name string, declared func(func(string) bool)) string {
	for d := range declared {
		if strings.EqualFold(d, name) {
			return "; it is spelled " + d
		}
	}
	return ""
}

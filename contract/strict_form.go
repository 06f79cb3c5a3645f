package contract

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
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
			e.undeclaredKey(key)
			delete(values, key)
		case len(values[key]) > 1:
			e.violate(RequestSide, "repeated-query-key", key, "is sent %d times", len(values[key]))
		}
		for _, value := range values[key] {
			if !utf8.ValidString(value) {
				e.violate(RequestSide, "invalid-utf8", key, "is not UTF-8")
			}
			if e.op.numbers[key] && strings.HasPrefix(value, "+") {
				e.violate(RequestSide, "wrong-type", key, "has a sign that a number in a query does not have")
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
	known, sent := url.Values{}, url.Values{}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		field := e.op.fields[key]
		if field == nil {
			e.undeclaredField(key)
			continue
		}
		sent[key] = values[key]
		known[key] = e.checkField(field, values[key])
	}
	e.form = sent
	e.checkNeeded()
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
	if f.jsonArrayOf != nil && strings.Join(values, "") == "" && len(values) > 1 {
		// flex-plugin-scripts sends Dependencies= once for each of its own and is accepted.
		e.add(Notice, RequestSide, "json-empty", f.name, "is empty and sent %d times; send [] or leave it out",
			len(values))
		return values[:1]
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
	case value == "" && f.name == "BuildSid" && !f.required:
		// Clearing an Environment: some clients send the field without a value, and are understood.
		e.add(Notice, RequestSide, "empty-field", f.name, "is empty, which means the same as leaving it out")
		return nil
	}
	e.checkBytes(f, int64(len(value)))
	return []string{value}
}

// checkNeeded checks what a form needs besides its required fields: a Build without any version is
// refused (https://www.twilio.com/docs/serverless/api/resource/build#create-a-build-resource).
func (e *examination) checkNeeded() {
	if e.op.info.OperationID == "CreateBuild" && !e.violated() &&
		len(e.form["FunctionVersions"])+len(e.form["AssetVersions"]) == 0 {
		e.violate(RequestSide, "missing-version", "",
			"a Build needs at least one of FunctionVersions and AssetVersions")
	}
}

func (e *examination) checkBytes(f *specField, size int64) {
	if f.maxBytes > 0 && size > f.maxBytes {
		e.violate(RequestSide, "max-bytes", f.name, "has %d bytes, at most %d are allowed", size, f.maxBytes)
	}
}

// Unknown names have one rule, in the query, in a form and in an upload. The API ignores them, and real
// clients send some (FriendlyName to CreateEnvironment): a notice. A name that resembles one of the
// operation was meant to be it, and its value is lost: a violation.

func (e *examination) undeclaredKey(key string) {
	switch declared := e.resembled(key); {
	case e.op.query[declared]:
		e.violate(RequestSide, "unknown-query-key", redact.Name(key), "is not a query key of %s; it is spelled %s",
			e.op.info.OperationID, declared)
	case declared != "":
		e.violate(RequestSide, "unknown-query-key", redact.Name(key), "is no query key; %s belongs in the body",
			declared)
	default:
		e.add(Notice, RequestSide, "unknown-query-key", redact.Name(key), "is not a query key of %s and is ignored",
			e.op.info.OperationID)
	}
}

// undeclaredField distinguishes an array written with indexes, which loses its items, from other unknown names.
func (e *examination) undeclaredField(key string) {
	if name, _, ok := strings.Cut(key, "["); ok && e.op.fields[name] != nil {
		if e.op.fields[name].jsonArrayOf != nil { // a Flex plugin sends Dependencies[name]=version and is accepted
			e.add(Notice, RequestSide, "json-array", redact.Name(key), "is ignored: %s is the JSON text of an array",
				name)
			return
		}
		e.violate(RequestSide, "indexed-array", redact.Name(key), "arrays are sent as repeated keys: %s=…&%s=…", name,
			name)
		return
	}
	declared, name := e.resembled(key), redact.Name(key)
	if e.op.secretForm {
		name = fmt.Sprintf("(a name of %d bytes)", len(key))
		if strings.EqualFold(declared, key) {
			name = key
		}
	}
	if declared != "" {
		e.violate(RequestSide, "undeclared-field", name, "is not a field; it is spelled %s", declared)
		return
	}
	e.add(Notice, RequestSide, "undeclared-field", name, "is not a field of %s, which takes %s", e.op.info.OperationID,
		e.op.fieldNames())
}

// resembled returns the name of the operation that differs from an unknown one by case, underscores,
// dashes or a plural only; empty if there is none.
func (e *examination) resembled(name string) string {
	for declared := range e.op.query {
		if plainName(declared) == plainName(name) {
			return declared
		}
	}
	for declared := range e.op.fields {
		if plainName(declared) == plainName(name) {
			return declared
		}
	}
	return ""
}

var separators = strings.NewReplacer("_", "", "-", "", " ", "", ".", "", "[]", "")

func plainName(name string) string {
	return strings.TrimSuffix(strings.ToLower(separators.Replace(name)), "s")
}

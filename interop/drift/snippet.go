package main

import (
	"fmt"
	"slices"
	"strings"
)

// snippet is the YAML of a new parameter, field or property.
func (p position) snippet(official, contract facts) string {
	schema := schemaYAML(p.element(), official, contract)
	list := aspects(official[p.element()].value)
	switch p.kind {
	case "query", "path":
		required := ""
		if slices.Contains(list, "required") {
			required = "required: true, "
		}
		if p.kind == "query" && slices.Contains(list, "format date-time") {
			required += "x-whole-second: down OF A BEGIN, up OF AN END, "
		}
		return fmt.Sprintf("- {name: %s, in: %s, %sdescription: WORDS, schema: %s}", p.name, p.kind, required, schema)
	case "field", "property":
		text := p.name[strings.LastIndex(p.name, "/")+1:] + ": " + schema + said(p.element(), official)
		switch {
		case slices.Contains(list, "required"):
			text += "\nand its name into required"
		case p.kind == "property":
			text += "\nand its name into required when it is always sent; one that may be null and absent says why " +
				"as x-absent"
		}
		return text
	}
	return p.words() + inBrackets(official[p.element()].value)
}

// sharedSchema is the component of the contract that an element has the values or the pattern of, at best that of a
// property with its name. A component follows the official document where its own values do not yet.
func sharedSchema(element string, official, contract facts) (name string) {
	list := aspects(official[element].value)
	if slices.Contains(list, "nullable") { // which stands beside no $ref
		return ""
	}
	pattern := patternOf(list)
	values := valuesOf(element, official)
	called := func(place string) string { return strings.ToLower(strings.ReplaceAll(parsePlace(place).name, "_", "")) }
	for _, place := range contract.places() {
		f := contract[place]
		alike := values != "" && (valuesOf(place, contract) == values || valuesOf(place, official) == values) ||
			pattern != "" && patternOf(aspects(f.value)) == pattern
		switch {
		case f.schema == "" || !alike:
		case called(place) == called(element):
			return f.schema
		case name == "":
			name = f.schema
		}
	}
	return name
}

func patternOf(list []string) string {
	for _, a := range list {
		if pattern, ok := strings.CutPrefix(a, "pattern "); ok {
			return pattern
		}
	}
	return ""
}

// quoted is a text in the single quotes of YAML.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// schemaYAML is the schema of an element as one line of YAML.
func schemaYAML(element string, official, contract facts) string {
	if name := sharedSchema(element, official, contract); name != "" {
		return "{$ref: '#/components/schemas/" + name + "'}"
	}
	list := aspects(official[element].value)
	kind := list[0]
	var parts []string
	switch {
	case strings.HasPrefix(kind, "object "):
		return "{$ref: '#/components/schemas/" + strings.TrimPrefix(kind, "object ") + "'}"
	case strings.HasPrefix(kind, "array of object "):
		return "{type: array, items: {$ref: '#/components/schemas/" + strings.TrimPrefix(kind, "array of object ") +
			"'}}"
	case strings.HasPrefix(kind, "array of "):
		parts = []string{"type: array, items: {type: " + strings.TrimPrefix(kind, "array of ") + "}"}
	default:
		parts = []string{"type: " + kind}
	}
	for _, a := range list[1:] {
		name, value, hasValue := strings.Cut(a, " ")
		switch {
		case name == "required":
		case name == "nullable":
			parts = append(parts, "nullable: true, x-null: WHY")
		case name == "personal":
			parts = append(parts, "x-pii: {handling: standard, deleteSla: 7}")
		case hasValue && (name == "pattern" || name == "default" && kind == "string"):
			parts = append(parts, name+": "+quoted(value))
		case hasValue:
			parts = append(parts, name+": "+value)
		}
	}
	var values []string
	for _, place := range official.places() {
		if value, ok := strings.CutPrefix(place, element+" value "); ok {
			values = append(values, value)
		}
	}
	if len(values) > 0 {
		parts = append(parts, "enum: ["+strings.Join(values, ", ")+"]")
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// operationInstruction says where to write a new operation, and its YAML.
func (p position) operationInstruction(official, contract facts) (line int, what string) {
	method, path, _ := strings.Cut(aspects(official[p.operation].value)[0], " ")
	neighbour, samePath := closest(path, contract)
	near := contract[neighbour]
	e := elementsOf(p.operation, official)
	if command := newResource(p.operation, path, official, contract); command != "" {
		return near.node.Line, command
	}
	var b strings.Builder
	b.WriteString(describe(p.operation, path, e))
	if samePath {
		fmt.Fprintf(&b, "write below the other methods of %s\n", path)
	} else {
		fmt.Fprintf(&b, "write after %s\n%s:\n", neighbour, path)
	}
	fmt.Fprintf(&b, "  %s:\n    operationId: %s\n    tags: [%s]\n", strings.ToLower(method), p.operation, near.near.tag)
	b.WriteString("    summary: SENTENCE\n    x-source: PAGE OF THE DOCUMENTATION\n")
	if len(e.parameters) > 0 {
		b.WriteString("    parameters:\n")
	}
	for _, q := range e.parameters {
		if ref := near.near.parameters[q.name]; ref != "" {
			fmt.Fprintf(&b, "      - $ref: '%s'\n", ref)
		} else {
			fmt.Fprintf(&b, "      %s\n", q.snippet(official, contract))
		}
	}
	if len(e.fields) > 0 {
		fmt.Fprintf(&b, "    requestBody:\n      required: %t\n      content:\n"+
			"        application/x-www-form-urlencoded:\n          schema: {$ref: '#/components/schemas/%sRequest'}\n"+
			"          examples:\n            NAME: {value: {FIELDS}}\n",
			len(e.required) > 0, p.operation)
	}
	fmt.Fprintf(&b, "    responses:\n      '%s':\n        description: WORDS\n", e.success)
	if e.answer != "nothing" {
		fmt.Fprintf(&b, "        content:\n          application/json:\n"+
			"            schema: {$ref: '#/components/schemas/%s'}\n"+
			"            examples: # as at the operations nearby\n", e.answer)
	}
	for _, line := range near.near.errors {
		fmt.Fprintf(&b, "      %s\n", line)
	}
	b.WriteString(newObject(e.answer, official, contract))
	if len(e.fields) > 0 {
		fmt.Fprintf(&b, "and below the comment \"Request bodies.\"\n%sRequest:\n  type: object\n"+
			"  description: Form of %s.\n  additionalProperties: false\n", p.operation, p.operation)
		if len(e.required) > 0 {
			fmt.Fprintf(&b, "  required: [%s]\n", strings.Join(e.required, ", "))
		}
		b.WriteString("  properties:\n")
		for _, q := range e.fields {
			fmt.Fprintf(&b, "    %s: %s%s\n", q.name, schemaYAML(q.element(), official, contract),
				said(q.element(), official))
		}
	}
	return near.node.Line, strings.TrimRight(b.String(), "\n")
}

// verbs are those of operations that make describe writes.
func verbs() []string { return []string{"List", "Create", "Fetch", "Update", "Delete"} }

// newResource says what to do of an operation of a resource that the contract lacks: the first one has the command that
// writes all of them, and what Twilio says of the properties and fields.
func newResource(operation, path string, official, contract facts) string {
	var resource string
	for _, verb := range verbs() {
		if noun, ok := strings.CutPrefix(operation, verb); ok {
			resource = noun
		}
	}
	var all []string
	for _, verb := range verbs() {
		if _, known := contract[verb+resource]; known {
			return ""
		}
		if _, there := official[verb+resource]; there {
			all = append(all, verb)
		}
	}
	var prefix string
	for _, a := range aspects(official["object "+resource+" property sid"].value) {
		if pattern, ok := strings.CutPrefix(a, "pattern ^"); ok {
			prefix, _, _ = strings.Cut(pattern, "[")
		}
	}
	parents := strings.Split(path, "/")
	i := slices.Index(parents, "{Sid}")
	if i < 0 {
		i = len(parents)
	}
	if resource == "" || len(prefix) != 2 || i < 3 || !strings.HasSuffix(parents[i-2], "Sid}") {
		return ""
	}
	if first := slices.Sorted(slices.Values(all))[0] + resource; operation != first {
		return "nothing by itself: make describe of " + first + ", above, writes it too"
	}
	below := strings.TrimSuffix(strings.TrimPrefix(parents[i-2], "{"), "Sid}")
	var fields []string
	words := newObject(resource, official, contract)
	for _, verb := range all {
		e := elementsOf(verb+resource, official)
		for _, q := range e.parameters {
			if q.kind == "query" && !slices.Contains([]string{"PageSize", "Page", "PageToken"}, q.name) {
				words += "  and into the parameters of " + verb + resource + ", which make describe leaves out: " +
					q.snippet(official, contract) + "\n"
			}
		}
		for _, q := range e.fields {
			if !slices.Contains(fields, q.name) {
				fields = append(fields, q.name)
				words += "  field " + q.name + ": " + schemaYAML(q.element(), official, contract) +
					said(q.element(), official) + "\n"
			}
		}
	}
	return strings.TrimSpace(fmt.Sprintf("run make describe RESOURCE=%s SID=%s BELOW=%s OPERATIONS=%q FIELDS=%q "+
		"SOURCE=PAGE, then correct properties and fields after what Twilio says of them:\n%s", resource, prefix, below,
		strings.Join(all, " "), strings.Join(fields, " "), strings.TrimPrefix(words, "and into the schemas\n")))
}

// describe is the command that writes an operation of a usual verb, or of one that its path ends in, with the names of
// its fields.
func describe(operation, path string, e elements) string {
	all := verbs()
	if _, verb, ok := strings.Cut(path, "/{Sid}/"); ok {
		all = append(all, verb)
	}
	for _, verb := range all {
		resource, known := strings.CutPrefix(operation, verb)
		if !known {
			continue
		}
		var fields []string
		for _, q := range e.fields {
			fields = append(fields, q.name)
		}
		return fmt.Sprintf("run make describe RESOURCE=%s OPERATIONS=%s FIELDS=%q SOURCE=PAGE, which writes what "+
			"follows but for the bounds of fields;\nor ", resource, verb, strings.Join(fields, " "))
	}
	return ""
}

// newObject is the YAML of an object that the contract has not got yet.
func newObject(name string, official, contract facts) string {
	prefix := "object " + name + " property "
	own := func(place string) bool { return strings.HasPrefix(place, prefix) && parsePlace(place).enum == "" }
	if slices.ContainsFunc(contract.places(), own) || !slices.ContainsFunc(official.places(), own) {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "and into the schemas\n%s:\n  type: object\n  description: SENTENCE\n"+
		"  x-source: PAGE OF THE DOCUMENTATION\n  required: [WHAT IS ALWAYS SENT]\n  properties:\n", name)
	for _, place := range official.places() {
		if own(place) && !strings.Contains(parsePlace(place).name, "/") {
			fmt.Fprintf(&b, "    %s: %s%s\n", parsePlace(place).name, schemaYAML(place, official, contract),
				said(place, official))
		}
	}
	b.WriteString("  # a SID, a date or a URL is written as in the other schemas; what is never null is not nullable\n")
	return b.String()
}

// said is the official description as a comment: limits often stand there alone.
func said(place string, official facts) string {
	if words := strings.Join(strings.Fields(official[place].words), " "); words != "" {
		return " # Twilio: " + words
	}
	return ""
}

// elements are the parts of an operation.
type elements struct {
	parameters, fields []position
	required           []string // names of fields
	success, answer    string   // status and schema
}

func elementsOf(operation string, official facts) elements {
	e := elements{success: "200", answer: "nothing"}
	for _, place := range official.places() {
		q := parsePlace(place)
		if q.operation != operation || q.enum != "" {
			continue
		}
		switch q.kind {
		case "path", "query":
			e.parameters = append(e.parameters, q)
		case "field":
			e.fields = append(e.fields, q)
			if slices.Contains(aspects(official[place].value), "required") {
				e.required = append(e.required, q.name)
			}
		case "answer":
			e.success, e.answer = q.name, strings.TrimPrefix(official[place].value, "object ")
			if e.answer == "object" { // a page
				e.answer = operation + "Response"
			}
		}
	}
	return e
}

// closest finds the operation of the contract whose path has most in common with a new one.
func closest(path string, contract facts) (operation string, samePath bool) {
	best := -1
	for _, place := range contract.places() {
		q := parsePlace(place)
		if q.operation == "" || q.kind != "" {
			continue
		}
		_, other, _ := strings.Cut(aspects(contract[place].value)[0], " ")
		n := 0
		for n < min(len(path), len(other)) && path[n] == other[n] {
			n++
		}
		if other == path {
			n = len(path) + 1
		}
		if n > best || n == best && contract[place].node.Line > contract[operation].node.Line {
			best, operation, samePath = n, place, other == path
		}
	}
	return operation, samePath
}

package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/twilio-serverless/twilio-serverless-go/gen/internal/document"
	"github.com/twilio-serverless/twilio-serverless-go/internal/english"
)

// kinds writes one variable for each kind of SID that a request can name or that an answer is about.
func (s *source) kinds(c *document.Contract) {
	used := map[string]bool{}
	for _, op := range c.Operations {
		for _, p := range slices.Concat(op.Path, op.Query) {
			used[document.RefName(p.Schema.Ref)] = true
		}
	}
	for _, sid := range sidsOf(c) {
		used[sid] = true
	}
	s.line("")
	s.line("// The kinds of SIDs. Functions and Assets share a prefix, and so do their versions.")
	s.line("var (")
	for _, sid := range c.SIDs {
		if !used[sid.Name] {
			continue
		}
		noun := strings.Join(words(strings.TrimSuffix(sid.Name, "Sid")), " ") + " SID"
		s.line("%s = kind{%q, %q}", lowerFirst(goName(sid.Name)), english.A(noun), sid.Prefix)
	}
	s.line(")")
}

// sidsOf has for each resource that an answer holds, or an item of one, the kind of its SID: both by the names of
// their schemas.
func sidsOf(c *document.Contract) map[string]string {
	found := map[string]string{}
	for _, op := range c.Operations {
		for key, response := range op.Responses.Map() {
			media := response.Value.Content["application/json"]
			if !strings.HasPrefix(key, "2") || media == nil {
				continue
			}
			schemas := []*openapi3.SchemaRef{media.Schema}
			for _, property := range media.Schema.Value.Properties {
				if property.Value.Items != nil {
					schemas = append(schemas, property.Value.Items)
				}
			}
			for _, schema := range schemas {
				if sid := schema.Value.Properties["sid"]; sid != nil && schema.Ref != "" {
					found[document.RefName(schema.Ref)] = document.RefName(sid.Ref)
				}
			}
		}
	}
	return found
}

// resources writes the function that gives the kind of the SID of a resource.
func (s *source) resources(c *document.Contract) {
	types := map[string][]string{} // by the kind
	for schema, sid := range sidsOf(c) {
		types[sid] = append(types[sid], "*serverless."+goName(schema))
	}
	s.line("")
	s.line("// kindOf is the kind of the SID of a resource; the zero kind is that of a page.")
	s.line("func kindOf(resource any) kind {")
	s.line("switch resource.(type) {")
	for _, sid := range slices.Sorted(maps.Keys(types)) {
		slices.Sort(types[sid])
		s.line("case %s:", strings.Join(types[sid], ", "))
		s.line("return %s", lowerFirst(goName(sid)))
	}
	s.line("}")
	s.line("return kind{}")
	s.line("}")
}

// parents writes the function that gives the field with the SID of a resource above one, by the word of the path in
// front of that SID.
func (s *source) parents(c *document.Contract) {
	fields := map[string]string{}
	for _, op := range c.Operations {
		segments := strings.Split(op.Template, "/")
		for i, segment := range segments {
			if name, parameter := strings.CutPrefix(segment, "{"); parameter && name != "Sid}" {
				fields[segments[i-1]] = goName(strings.TrimSuffix(name, "}"))
			}
		}
	}
	s.line("")
	s.line("// parentOf is the field that names a resource above the one of an answer, by the word of the path in " +
		"front of it.")
	s.line("func parentOf(word string) string {")
	s.line("switch word {")
	for _, word := range slices.Sorted(maps.Keys(fields)) {
		s.line("case %q:", word)
		s.line("return %q", fields[word])
	}
	s.line("}")
	s.line(`return ""`)
	s.line("}")
}

package apidoc

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// PIIExtension marks what may be personal data.
const PIIExtension = "x-pii"

// markPII gives parameters and request fields the mark that a property of the same name has in
// answers. The documents mark answers; requests carry the same data under the same name in another
// spelling.
func markPII(documents [2]*Document) {
	names := map[string]bool{}
	for _, document := range documents {
		for _, schema := range document.Components.Schemas {
			for name, property := range schema.Value.Properties {
				if property.Value.Extensions[PIIExtension] != nil {
					names[plainName(name)] = true
				}
			}
		}
	}
	for _, document := range documents {
		document.each(func(op *Operation) {
			for _, p := range op.Parameters {
				mark(p.Value.Schema, p.Value.Name, names)
			}
			if op.RequestBody == nil {
				return
			}
			for _, content := range op.RequestBody.Value.Content {
				for name, field := range content.Schema.Value.Properties {
					mark(field, name, names)
				}
			}
		})
	}
}

// mark marks inline schemas only: those with a name of their own are SIDs and the like, shared by many properties.
func mark(ref *openapi3.SchemaRef, name string, names map[string]bool) {
	if ref == nil || ref.Value == nil || ref.Ref != "" || !names[plainName(name)] {
		return
	}
	if ref.Value.Extensions == nil {
		ref.Value.Extensions = map[string]any{}
	}
	ref.Value.Extensions[PIIExtension] = true
}

// plainName makes FriendlyName and friendly_name equal.
func plainName(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, "_", ""))
}

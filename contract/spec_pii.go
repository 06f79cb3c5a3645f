package contract

import "github.com/getkin/kin-openapi/openapi3"

const piiExtension = "x-pii"

// collectPII gathers the names of the properties that the documents mark with x-pii. The documents mark answers; requests carry the
// same data under the same name in another spelling.
func collectPII(doc *openapi3.T, names map[string]bool) {
	for _, schema := range doc.Components.Schemas {
		for name, property := range schema.Value.Properties {
			if property.Value.Extensions[piiExtension] != nil {
				names[plainName(name)] = true
			}
		}
	}
}

// markPII gives a request schema the mark that its name has in answers. Only inline schemas are marked: those with a name of their
// own are SIDs and the like, shared by many properties.
func markPII(ref *openapi3.SchemaRef, name string, names map[string]bool) {
	if ref == nil || ref.Value == nil || ref.Ref != "" || !names[plainName(name)] {
		return
	}
	if ref.Value.Extensions == nil {
		ref.Value.Extensions = map[string]any{}
	}
	ref.Value.Extensions[piiExtension] = true
}

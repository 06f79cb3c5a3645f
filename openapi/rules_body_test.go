package openapi_test

import (
	"slices"
)

// bodyRules speak of request and response bodies.
func bodyRules() []rule {
	return []rule{
		{"request content type fits the host", "the API host reads forms, the upload host multipart",
			eachOperation(func(o operation) (broken []string) {
				want := map[string]string{"serverless.yaml": "application/x-www-form-urlencoded",
					"upload.yaml": "multipart/form-data"}[o.file]
				content := o.get("requestBody", "content")
				if o.acts() && !content.exists() {
					return nil
				}
				if verb(o.id) != "Create" && verb(o.id) != "Update" && !o.acts() {
					if content.exists() {
						broken = append(broken, content.String())
					}
					return broken
				}
				if len(content.children()) != 1 || !content.child(want).exists() {
					broken = append(broken, o.child("requestBody").String())
				}
				return broken
			})},
		{"requestBody says whether it is required", "with required fields an absent body is wrong, without it is legal",
			eachOperation(func(o operation) []string {
				for _, m := range o.medias() {
					if !m.request {
						continue
					}
					required := o.get("requestBody", "required")
					if _, said := required.value.(bool); !said ||
						(m.get("schema", "required").exists() && !required.is(true)) {
						return []string{required.String()}
					}
				}
				return nil
			})},
		{"form array is encoded as repeated keys", "generators disagree on the default; the API reads repeated keys",
			eachMedia(func(m media) (broken []string) {
				if !m.request || m.name() != "application/x-www-form-urlencoded" {
					return nil
				}
				arrays := map[string]bool{}
				for _, property := range m.get("schema", "properties").children() {
					if property.get("type").text() != "array" {
						continue
					}
					arrays[property.name()] = true
					encoding := m.child("encoding").child(property.name())
					if encoding.get("style").text() != "form" || !encoding.get("explode").is(true) {
						broken = append(broken, encoding.String())
					}
				}
				for _, encoding := range m.child("encoding").children() {
					if !arrays[encoding.name()] {
						broken = append(broken, encoding.String())
					}
				}
				return broken
			})},
		{"form field is a text, number, boolean or an array of them",
			"a form has no objects: describe a text, and say in words that it is JSON",
			eachMedia(func(m media) (broken []string) {
				if !m.request || m.name() != "application/x-www-form-urlencoded" {
					return nil
				}
				for _, property := range m.get("schema", "properties").children() {
					kind := property.get("type").text()
					if kind == "array" {
						kind = property.get("items", "type").text()
					}
					if !slices.Contains([]string{"string", "integer", "number", "boolean"}, kind) {
						broken = append(broken, property.String())
					}
				}
				return broken
			})},
		{"request schema is closed", "a misspelt field would be legal", func(c *contract) (broken []string) {
			for _, schema := range c.schemas(true) {
				if schema.get("type").text() == "object" && !schema.child("additionalProperties").is(false) {
					broken = append(broken, schema.String())
				}
			}
			return broken
		}},
		{"response schema is open and says what is always there",
			"the API adds properties; without `required` an empty object is valid",
			func(c *contract) (broken []string) {
				for _, schema := range c.schemas(false) {
					if schema.get("type").text() != "object" {
						continue
					}
					if schema.child("additionalProperties").is(false) {
						broken = append(broken, schema.child("additionalProperties").String())
					}
					if len(schema.get("required").children()) == 0 && !isMap(schema) && !mayBeEmpty[schema.String()] {
						broken = append(broken, schema.child("required").String()+
							": require what is always sent; of an object whose keys the user chooses, "+
							"say `additionalProperties` and leave out `properties`")
					}
					for _, name := range schema.get("required").children() {
						if !schema.child("properties").child(name.text()).exists() {
							broken = append(broken, name.String()+": not a property: "+name.text())
						}
					}
				}
				return broken
			}},
		{"list is one array and meta", "clients read the items from the property that meta.key names",
			eachOperation(listShape)},
		{"answer that is not JSON is an error", "no success of this API is HTML or text",
			eachOperation(func(o operation) (broken []string) {
				for _, response := range o.success() {
					for _, content := range response.get("content").children() {
						if content.name() != "application/json" {
							broken = append(broken, content.String())
						}
					}
				}
				return broken
			})},
	}
}

// isMap reports whether a schema is an object whose keys the document does not know: it says so, and declares none.
func isMap(schema node) bool {
	return schema.get("additionalProperties").exists() && !schema.get("properties").exists()
}

// mayBeEmpty are the response objects of which no property is certain.
var mayBeEmpty = map[string]bool{
	// Gateways in front of the API leave out and rename what they like.
	"serverless.yaml#/components/schemas/GatewayError": true,
	// Nothing is published about what it holds.
	"serverless.yaml#/components/schemas/Error/properties/details": true,
}

// eachMedia makes a rule over all bodies from one over a single body.
func eachMedia(check func(media) []string) func(*contract) []string {
	return func(c *contract) []string {
		seen := map[string]bool{}
		var broken []string
		for _, o := range c.operations() {
			for _, m := range o.medias() {
				if seen[m.String()] { // shared responses come up once per operation
					continue
				}
				seen[m.String()] = true
				broken = append(broken, check(m)...)
			}
		}
		return broken
	}
}

func listShape(o operation) (broken []string) {
	if verb(o.id) != "List" {
		return nil
	}
	schema := o.get("responses", "200", "content", "application/json", "schema")
	var arrays []string
	for _, property := range schema.get("properties").children() {
		if property.get("type").text() == "array" {
			arrays = append(arrays, property.name())
		}
	}
	properties := schema.get("properties").children()
	complete := len(properties) == 2 && len(arrays) == 1 && schema.get("properties", "meta").exists()
	if !complete || !slices.ContainsFunc(arrays, schema.get("required").has) || !schema.get("required").has("meta") {
		return []string{schema.String()}
	}
	for _, example := range o.get("responses", "200", "content", "application/json", "examples").children() {
		if key := example.get("value", "meta", "key"); key.text() != arrays[0] {
			broken = append(broken, key.String())
		}
	}
	return broken
}

package openapi_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// exampleRules speak of the examples.
func exampleRules() []rule {
	return []rule{
		{"body has an example", "an example is the first test of a schema", eachMedia(func(m media) []string {
			needed := m.request || m.name() == "application/json"
			if needed && len(m.get("examples").children()) == 0 {
				return []string{m.child("examples").String()}
			}
			return nil
		})},
		{"path parameter has an example", "tools that send requests of their own fill in junk, or send none",
			func(c *contract) (broken []string) {
				for _, file := range files() {
					for _, p := range c.root(file).get("components").get("parameters").children() {
						if p.get("in").text() == "path" && p.get("example").text() == "" {
							broken = append(broken, p.child("example").String())
						}
					}
				}
				return broken
			}},
		{"example is valid", "an example that breaks its schema teaches the wrong thing", invalidExamples},
		{"example holds only declared properties",
			"answers may have more properties, but a misspelt one in an example goes unseen",
			eachMedia(func(m media) (broken []string) {
				for _, example := range m.get("examples").children() {
					broken = append(broken, undeclared(example.get("value"), m.get("schema"))...)
				}
				return broken
			})},
		{"example has every declared property once",
			"a property that no example shows was not looked at: give it a value, or null, in an example of its schema",
			unseenProperties},
		{"example has no SID that looks real", "recorded accounts must not reach the contract",
			func(c *contract) (broken []string) {
				var down func(node)
				down = func(n node) {
					text := n.text()
					if isSidName(n.name()) && len(text) == 34 && strings.Count(text[2:], text[2:3]) < 31 {
						broken = append(broken, n.String())
					}
					for _, child := range n.children() {
						down(child)
					}
				}
				for _, file := range files() {
					down(c.root(file))
				}
				return broken
			}},
	}
}

// strictFormats adds what kin-openapi does not check: URIs, and dates that no calendar has.
func strictFormats() openapi3.SchemaValidationOption {
	return openapi3.WithStringFormatValidators(map[string]openapi3.StringFormatValidator{
		"uri": openapi3.NewCallbackValidator(func(text string) error {
			u, err := url.Parse(text)
			if err == nil && (!u.IsAbs() || u.Host == "") {
				err = errors.New("not an absolute URI")
			}
			return err
		}),
		"date-time": openapi3.NewCallbackValidator(func(text string) error {
			_, err := time.Parse(time.RFC3339, text)
			return err
		}),
	})
}

// invalidExamples validates every example against its schema with kin-openapi.
func invalidExamples(c *contract) (broken []string) {
	for _, file := range files() {
		document, err := c.kin(file)
		if err != nil {
			return []string{file + "#: " + err.Error()}
		}
		validate := func(place string, content openapi3.Content) {
			for contentType, m := range content {
				for name, example := range m.Examples {
					err := m.Schema.Value.VisitJSON(example.Value.Value, openapi3.MultiErrors(),
						openapi3.DisableSchemaErrorDetails(), strictFormats())
					if err != nil {
						broken = append(broken, fmt.Sprintf("%s#%s/content/%s/examples/%s: %v", file, place,
							escape(contentType),
							name, err))
					}
				}
			}
		}
		for path, item := range document.Paths.Map() {
			for method, o := range item.Operations() {
				place := "/paths/" + escape(path) + "/" + strings.ToLower(method)
				if o.RequestBody != nil {
					validate(place+"/requestBody", o.RequestBody.Value.Content)
				}
				for status, response := range o.Responses.Map() {
					validate(place+"/responses/"+status, response.Value.Content)
				}
			}
		}
	}
	return broken
}

// undeclared returns the members of an example that its schema does not name.
func undeclared(value, schema node) (broken []string) {
	switch value.value.(type) {
	case map[string]any:
		for _, member := range value.children() {
			property := schema.get("properties", member.name())
			if !property.exists() {
				if property = schema.get("additionalProperties"); property.is(true) {
					continue // anything is allowed, and the document says so
				}
			}
			if _, isSchema := property.value.(map[string]any); !isSchema {
				broken = append(broken, member.String())
				continue
			}
			broken = append(broken, undeclared(member, property)...)
		}
	case []any:
		for _, item := range value.children() {
			broken = append(broken, undeclared(item, schema.get("items"))...)
		}
	}
	return broken
}

// unseenProperties returns the declared properties that no example of any body contains.
func unseenProperties(c *contract) (broken []string) {
	seen := map[string]bool{}
	var mark func(value, schema node)
	mark = func(value, schema node) {
		for _, item := range value.children() {
			if _, isArray := value.value.([]any); isArray {
				mark(item, schema.get("items"))
				continue
			}
			seen[schema.String()+"/properties/"+item.name()] = true
			mark(item, schema.get("properties", item.name()))
		}
	}
	for _, o := range c.operations() {
		for _, m := range o.medias() {
			for _, example := range m.get("examples").children() {
				mark(example.get("value"), m.get("schema"))
			}
		}
	}
	c.properties(func(property node) {
		if !seen[property.String()] && !neverShown[property.String()] {
			broken = append(broken, property.String())
		}
	})
	return broken
}

// neverShown are properties without an example, each because nothing is published to show.
var neverShown = map[string]bool{
	"serverless.yaml#/components/schemas/Error/properties/details": true,
}

package openapi_test

import (
	"regexp"
	"slices"
	"strings"
)

// schemaRules speak of schemas and their properties.
func schemaRules() []rule {
	return []rule{
		{"SID schema has pattern and length", "a SID of the wrong kind must be a violation",
			func(c *contract) (broken []string) {
				for _, file := range files() {
					for _, schema := range c.root(file).get("components", "schemas").children() {
						if !strings.HasSuffix(schema.name(), "Sid") {
							continue
						}
						minimum, _ := schema.get("minLength").number()
						maximum, _ := schema.get("maxLength").number()
						if minimum != 34 || maximum != 34 || !sidPattern.MatchString(schema.get("pattern").text()) {
							broken = append(broken, schema.String())
						}
					}
				}
				return broken
			}},
		{"SID property has the pattern of its kind", "a plain string accepts any SID, and the empty one",
			func(c *contract) (broken []string) {
				c.properties(func(property node) {
					if !isSidName(property.name()) {
						return
					}
					if !sidPattern.MatchString(property.get("pattern").text()) {
						broken = append(broken, property.String())
					}
				})
				return broken
			}},
		{"null says why", "what is null in one answer of a thousand breaks clients: write the reason as x-null, or " +
			"as x-null-while: {status: [building, failed]}",
			func(c *contract) (broken []string) {
				c.each(func(n node) {
					place := strings.TrimSuffix(n.String(), "/"+n.name())
					switch n.name() {
					case "nullable":
						if strings.TrimSpace(c.at(place).child("x-null").text()) == "" &&
							!c.at(place).child("x-null-while").exists() {
							broken = append(broken, place)
						}
					case "x-null", "x-null-while":
						if !c.at(place).child("nullable").is(true) {
							broken = append(broken, place+": "+n.name()+", but not nullable")
						}
					}
				})
				return broken
			}},
		{
			"nullable property is required",
			"null and absent are two things; the API sends null. A property that may also be absent says why " +
				"as x-absent",
			func(c *contract) (broken []string) {
				c.each(func(n node) {
					schema, property, isProperty := strings.Cut(strings.TrimSuffix(n.String(), "/nullable"),
						"/properties/")
					if n.name() != "nullable" || !isProperty {
						return
					}
					required := c.at(schema).get("required").has(property)
					absent := strings.TrimSpace(c.at(schema+"/properties/"+property).child("x-absent").text()) != ""
					if required == absent {
						broken = append(broken, schema+"/properties/"+property)
					}
				})
				return broken
			},
		},
		{
			"x-follows names properties of the same object",
			"the checker takes every other change of a property, which no request asked for, for a contradiction",
			func(c *contract) (broken []string) {
				c.each(func(n node) {
					if n.name() != "x-follows" {
						return
					}
					properties, _, _ := strings.Cut(n.String(), "/properties/")
					followed, _ := n.value.([]any)
					unknown := slices.ContainsFunc(followed, func(name any) bool {
						text, _ := name.(string)
						return text != "itself" && c.at(properties+"/properties").child(text).value == nil
					})
					if len(followed) == 0 || unknown {
						broken = append(broken, n.String())
					}
				})
				return broken
			},
		},
		{
			"x-null-while names values of one property of the same object",
			"the checker wants null while that property has one of them, and no null otherwise",
			func(c *contract) (broken []string) {
				c.each(func(n node) {
					if n.name() != "x-null-while" {
						return
					}
					properties, _, _ := strings.Cut(n.String(), "/properties/")
					states := n.children()
					if len(states) != 1 {
						broken = append(broken, n.String())
						return
					}
					known := c.at(properties + "/properties").child(states[0].name()).resolve().get("enum")
					values := states[0].children()
					if len(values) == 0 || slices.ContainsFunc(values, func(v node) bool { return !known.has(v.text()) }) {
						broken = append(broken, states[0].String())
					}
				})
				return broken
			},
		},
		{"object with properties has a name", "generated types of nameless objects have names that change with " +
			"their place", func(c *contract) (broken []string) {
			c.each(func(n node) {
				if n.name() != "properties" {
					return
				}
				if owner := strings.TrimSuffix(n.path,
					"/properties"); !regexp.MustCompile(`^/components/schemas/[^/]+$`).MatchString(owner) {
					broken = append(broken, n.String())
				}
			})
			return broken
		}},
		{"URL is a URI, date is a date-time", "formats are what the checker compares",
			func(c *contract) (broken []string) {
				c.properties(func(property node) {
					if strings.Contains(property.String(), "/GatewayError/") {
						return // gateways promise no URL
					}
					want := ""
					switch name := property.name(); {
					case name == "url" || strings.HasSuffix(name, "_url") || name == "more_info":
						want = "uri"
					case strings.HasPrefix(name, "date_"):
						want = "date-time"
					}
					if want != "" && property.get("format").text() != want {
						broken = append(broken, property.String())
					}
				})
				for _, schema := range c.schemas(false) {
					if additional := schema.child("additionalProperties"); schema.name() == "Links" &&
						additional.get("format").text() != "uri" {
						broken = append(broken, additional.String())
					}
				}
				return broken
			}},
		{"property has a type", "a schema that says nothing allows everything", func(c *contract) (broken []string) {
			c.properties(func(property node) {
				if !property.get("type").exists() {
					broken = append(broken, property.String())
				}
			})
			return broken
		}},
	}
}

var sidPattern = regexp.MustCompile(`^\^[A-Z]{2}\[0-9a-fA-F\]\{32\}\$$`)

// isSidName reports whether a property holds a SID: sid, …_sid in answers, …Sid in forms.
func isSidName(name string) bool {
	return name == "sid" || strings.HasSuffix(name, "_sid") || strings.HasSuffix(name, "Sid")
}

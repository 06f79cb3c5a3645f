package openapi_test

import (
	"regexp"
	"slices"
	"strings"
)

// schemaRules speak of schemas and their properties.
func schemaRules() []rule {
	return []rule{
		{"SID schema has pattern and length", "a SID of the wrong kind must be a violation", func(c *contract) (broken []string) {
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
		{"SID property has the pattern of its kind", "a plain string accepts any SID, and the empty one", func(c *contract) (broken []string) {
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
		{"null only where listed", "what is null in one answer of a thousand breaks clients; each place has its reason", func(c *contract) (broken []string) {
			have := map[string]bool{}
			c.each(func(n node) {
				if n.name() == "nullable" {
					place := strings.TrimSuffix(n.String(), "/nullable")
					have[place] = true
					if nullable[place] == "" {
						broken = append(broken, place)
					}
				}
			})
			for place := range nullable {
				if !have[place] {
					broken = append(broken, place+": listed, but not nullable")
				}
			}
			return broken
		}},
		{"nullable property is required", "null and absent are two things; the API sends null", func(c *contract) (broken []string) {
			for place := range nullable {
				schema, property, isProperty := strings.Cut(place, "/properties/")
				if isProperty && !mayBeAbsent[schema] && !c.at(schema).get("required").has(property) {
					broken = append(broken, place)
				}
			}
			slices.Sort(broken)
			return broken
		}},
		{"object with properties has a name", "generated types of nameless objects have names that change with their place", func(c *contract) (broken []string) {
			c.each(func(n node) {
				if n.name() != "properties" {
					return
				}
				if owner := strings.TrimSuffix(n.path, "/properties"); !regexp.MustCompile(`^/components/schemas/[^/]+$`).MatchString(owner) {
					broken = append(broken, n.String())
				}
			})
			return broken
		}},
		{"URL is a URI, date is a date-time", "formats are what the checker compares", func(c *contract) (broken []string) {
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
				if additional := schema.child("additionalProperties"); schema.name() == "Links" && additional.get("format").text() != "uri" {
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

// isSidName tells whether a property holds a SID: sid, …_sid in answers, …Sid in forms.
func isSidName(name string) bool {
	return name == "sid" || strings.HasSuffix(name, "_sid") || strings.HasSuffix(name, "Sid")
}

// mayBeAbsent are schemas whose nullable properties may also be left out.
var mayBeAbsent = map[string]bool{
	"serverless.yaml#/components/schemas/Error":        true,
	"serverless.yaml#/components/schemas/GatewayError": true,
}

// nullable lists every place where null is legal, and why.
var nullable = map[string]string{
	"serverless.yaml#/components/schemas/Environment/properties/build_sid":      "nothing is live before the first Deployment and after a clearing one",
	"serverless.yaml#/components/schemas/Environment/properties/domain_suffix":  "the production Environment has none",
	"serverless.yaml#/components/schemas/Deployment/properties/build_sid":       "the Deployment cleared the Environment",
	"serverless.yaml#/components/schemas/Deployment/properties/date_updated":    "observed null on every Deployment",
	"serverless.yaml#/components/schemas/PageMeta/properties/previous_page_url": "first page",
	"serverless.yaml#/components/schemas/PageMeta/properties/next_page_url":     "last page",
	"serverless.yaml#/components/schemas/Links":                                 "published examples leave it out or empty",
	"serverless.yaml#/components/schemas/Error/properties/more_info":            "not every code has a page",
	"serverless.yaml#/components/schemas/Error/properties/details":              "most errors have none",
	"serverless.yaml#/components/schemas/GatewayError/properties/code":          "gateways leave it out",
	"serverless.yaml#/components/schemas/GatewayError/properties/message":       "gateways leave it out",
	"serverless.yaml#/components/schemas/GatewayError/properties/more_info":     "gateways leave it out",
	"serverless.yaml#/components/schemas/GatewayError/properties/moreInfo":      "the spelling of one gateway",
	"serverless.yaml#/components/schemas/GatewayError/properties/detail":        "the spelling of one gateway",
	"serverless.yaml#/components/schemas/GatewayError/properties/status":        "gateways leave it out",
}

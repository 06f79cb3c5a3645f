package openapi_test

import (
	"maps"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// markRules speak of the marks that the official document does not have (x-deviation) or writes differently (x-pii).
func markRules() []rule {
	return []rule{
		{"x-deviation says something", "a mark without a text explains no difference",
			func(c *contract) (broken []string) {
				c.each(func(n node) {
					if n.name() != "x-deviation" {
						return
					}
					if texts := deviationTexts(n); len(texts) == 0 || slices.Contains(texts, "") {
						broken = append(broken, n.String())
					}
				})
				return broken
			}},
		{"x-unique marks each UniqueName of a form", "two requests with the value of one example would collide",
			func(c *contract) (broken []string) {
				c.each(func(n node) {
					if n.name() == "UniqueName" && n.get("type").text() != "" && n.get("x-unique").value != true {
						broken = append(broken, n.child("x-unique").String()+": true is missing")
					}
				})
				return broken
			}},
		{"x-pii where the documentation marks it",
			"what is personal data decides how long Twilio keeps it, and what may be logged",
			func(c *contract) (broken []string) {
				marked, listed := map[string]bool{}, personal(c)
				c.each(func(n node) {
					if n.name() != "x-pii" {
						return
					}
					place := strings.TrimSuffix(n.String(), "/x-pii")
					marked[place] = true
					days, _ := n.get("deleteSla").number()
					if !listed[place] || n.get("handling").text() != "standard" || days != 7 {
						broken = append(broken, n.String()+
							": add the property of its resource to personal in openapi/rules_mark_test.go, "+
							"or take the mark away")
					}
				})
				for _, place := range slices.Sorted(maps.Keys(listed)) {
					if !marked[place] {
						broken = append(broken, place+": not marked with x-pii: {handling: standard, deleteSla: 7}")
					}
				}
				return broken
			}},
	}
}

// deviationTexts returns the text or texts of an x-deviation, on one line each.
func deviationTexts(n node) []string {
	if list, ok := n.value.([]any); ok {
		var texts []string
		for _, item := range list {
			text, _ := item.(string)
			texts = append(texts, strings.Join(strings.Fields(text), " "))
		}
		return texts
	}
	return []string{strings.Join(strings.Fields(n.text()), " ")}
}

// personal lists the properties that Twilio marks as personal data with a deletion time of seven days, and the copies
// that carry the same data: in a Build, and in the forms of the resource. PageMeta.key is the name of an array, no
// Variable's key.
func personal(c *contract) map[string]bool {
	fields := map[string][]string{
		// Marked in the official document.
		"Service":         {"friendly_name", "unique_name"},
		"Function":        {"friendly_name"},
		"FunctionVersion": {"path"},
		"Asset":           {"friendly_name"},
		"AssetVersion":    {"path"},
		"Environment":     {"unique_name", "domain_suffix", "domain_name"},
		"Variable":        {"key", "value"},
		// The same data elsewhere.
		"BuildFunctionVersion": {"path"},
		"BuildAssetVersion":    {"path"},
	}
	const schemas = "serverless.yaml#/components/schemas/"
	places := map[string]bool{"upload.yaml#/components/schemas/PathInput": true}
	for schema, names := range fields {
		for _, name := range names {
			places[schemas+schema+"/properties/"+name] = true
		}
		for _, verb := range []string{"Create", "Update"} {
			for _, field := range c.at(schemas + verb + schema + "Request/properties").children() {
				if slices.Contains(names, lowerWords(field.name())) {
					places[field.String()] = true
				}
			}
		}
	}
	return places
}

// lowerWords is the property of a field: friendly_name of FriendlyName.
func lowerWords(field string) string {
	return strings.ToLower(wordStart.Get().ReplaceAllString(field, "${1}_$2"))
}

var wordStart = lazyregexp.New(`([a-z0-9])([A-Z])`)

package openapi_test

import (
	"maps"
	"slices"
	"strings"
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
		{"x-pii where the documentation marks it",
			"what is personal data decides how long Twilio keeps it, and what may be logged",
			func(c *contract) (broken []string) {
				marked := map[string]bool{}
				c.each(func(n node) {
					if n.name() != "x-pii" {
						return
					}
					place := strings.TrimSuffix(n.String(), "/x-pii")
					marked[place] = true
					days, _ := n.get("deleteSla").number()
					if !personal()[place] || n.get("handling").text() != "standard" || days != 7 {
						broken = append(broken, n.String()+": add it to personal() in openapi/rules_mark_test.go, "+
							"or take the mark away")
					}
				})
				for _, place := range slices.Sorted(maps.Keys(personal())) {
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

// personal lists the properties that Twilio marks as personal data with a deletion time of seven
// days, and those request fields and copies that carry the same data. PageMeta.key is the name of
// an array, no Variable's key.
func personal() map[string]bool {
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
		"BuildFunctionVersion":     {"path"},
		"BuildAssetVersion":        {"path"},
		"CreateServiceRequest":     {"FriendlyName", "UniqueName"},
		"UpdateServiceRequest":     {"FriendlyName"},
		"CreateFunctionRequest":    {"FriendlyName"},
		"UpdateFunctionRequest":    {"FriendlyName"},
		"CreateAssetRequest":       {"FriendlyName"},
		"UpdateAssetRequest":       {"FriendlyName"},
		"CreateEnvironmentRequest": {"UniqueName", "DomainSuffix"},
		"CreateVariableRequest":    {"Key", "Value"},
		"UpdateVariableRequest":    {"Key", "Value"},
	}
	places := map[string]bool{"upload.yaml#/components/schemas/PathInput": true}
	for schema, names := range fields {
		for _, name := range names {
			places["serverless.yaml#/components/schemas/"+schema+"/properties/"+name] = true
		}
	}
	return places
}

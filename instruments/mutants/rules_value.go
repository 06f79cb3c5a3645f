package mutants

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// A valueRule is a rule for one value of a request, with the way to tell that it is broken.
type valueRule struct {
	name     string
	broken   func(value string) bool
	repaired func(name, value string) string
}

// valueRules are the rules that a schema has for a value. They exclude each other: a value that is empty is not also of
// the wrong pattern, so that each mutant tolerates one thing.
func valueRules(schema *openapi3.Schema) []valueRule {
	var rules []valueRule
	replaced := func(name, _ string) string { return sampleOf(name, schema) }
	add := func(name string, broken func(string) bool) {
		rules = append(rules, valueRule{name: name, broken: broken, repaired: replaced})
	}
	if schema.MinLength > 0 {
		add("empty", func(v string) bool { return v == "" })
	}
	tooLong := func(v string) bool {
		return schema.MaxLength != nil && utf8.RuneCountInString(v) > int(*schema.MaxLength)
	}
	isSID := schema.MaxLength != nil && *schema.MaxLength == 34
	if schema.MaxLength != nil && !isSID { // of a SID the pattern says it all
		rules = append(rules, valueRule{"too long", tooLong, func(name, v string) string {
			return fitting(v, string([]rune(v)[:*schema.MaxLength]), replaced(name, v))
		}})
	}
	if schema.Pattern != "" {
		pattern := regexp.MustCompile(schema.Pattern)
		add("pattern", func(v string) bool { return v != "" && (isSID || !tooLong(v)) && !pattern.MatchString(v) })
	}
	if limit, ok := schema.Extensions["x-max-bytes"].(float64); ok {
		rules = append(rules, valueRule{"too large", func(v string) bool { return len(v) > int(limit) },
			func(name, v string) string {
				return fitting(v, strings.ToValidUTF8(v[:int(limit)], ""), replaced(name, v))
			}})
	}
	if len(schema.Enum) > 0 {
		add("other value", func(v string) bool {
			return v != "" && !slices.ContainsFunc(schema.Enum, func(known any) bool {
				text, _ := known.(string)
				return strings.EqualFold(text, v)
			})
		})
	}
	if schema.Format == "date-time" {
		add("format", func(v string) bool { return v != "" && !isDate(v) })
	}
	if schema.Type.Is(openapi3.TypeBoolean) {
		add("wrong type", func(v string) bool {
			return !strings.EqualFold(v, "true") &&
				!strings.EqualFold(v, "false")
		})
	}
	if schema.Type.Is(openapi3.TypeInteger) {
		number := func(v string) (float64, bool) {
			n, err := strconv.Atoi(v)
			return float64(n), err == nil
		}
		add("wrong type", func(v string) bool { _, ok := number(v); return v != "" && !ok })
		if schema.Min != nil {
			add("too small", func(v string) bool { n, ok := number(v); return ok && n < *schema.Min })
		}
		if schema.Max != nil {
			add("too large", func(v string) bool { n, ok := number(v); return ok && n > *schema.Max })
		}
	}
	if _, ok := schema.Extensions["x-json-array-of"]; ok {
		add("no JSON", func(v string) bool { return v != "" && !json.Valid([]byte(unquoted(v))) })
		add("no array of packages", func(v string) bool {
			return json.Valid([]byte(unquoted(v))) &&
				!packages(unquoted(v))
		})
	}
	return rules
}

// fitting is the beginning of a value that is too long, or a sample where that is not JSON any more and so would be
// refused for another reason.
func fitting(value, beginning, sample string) string {
	if json.Valid([]byte(value)) && !json.Valid([]byte(beginning)) {
		return sample
	}
	return beginning
}

// sampleOf is a legal value of a field of that schema: what an example of the contract has, but for names, which may
// collide with nothing.
func sampleOf(name string, schema *openapi3.Schema) string {
	_, isPackages := schema.Extensions["x-json-array-of"]
	switch {
	case name == "Content":
		return "// filled in\n"
	case name == "Path":
		return "/filled-in"
	case len(schema.Enum) > 0:
		value, _ := schema.Enum[0].(string)
		return value
	case isPackages:
		return "[]"
	case schema.Type.Is(openapi3.TypeBoolean):
		return "true"
	case schema.Type.Is(openapi3.TypeInteger) && schema.Min != nil:
		return strconv.Itoa(int(*schema.Min))
	case schema.Format == "date-time":
		return "2030-01-02T03:04:05Z"
	case strings.HasPrefix(schema.Pattern, "^Z"): // no SID is always there
		return ""
	case strings.HasSuffix(name, "Name"), strings.HasSuffix(name, "Key"), strings.HasSuffix(name, "Suffix"):
		return "filled-in"
	}
	for _, op := range operations.All() {
		if op.Body == nil {
			continue
		}
		for _, f := range op.Body.Fields {
			if f.Name == name && f.Example != "" {
				return f.Example
			}
		}
	}
	return "filled-in"
}

func isDate(v string) bool {
	_, err := time.Parse(time.RFC3339, v)
	return err == nil
}

// unquoted takes one pair of quotes off, as the API does with Dependencies.
func unquoted(v string) string {
	if inner := strings.TrimSuffix(strings.TrimPrefix(v, `"`), `"`); len(inner) == len(v)-2 {
		return inner
	}
	return v
}

func packages(text string) bool {
	var all []struct{ Name, Version *string }
	if json.Unmarshal([]byte(text), &all) != nil || all == nil {
		return false
	}
	for _, p := range all {
		if p.Name == nil || *p.Name == "" || p.Version == nil {
			return false
		}
	}
	return true
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

package mutants

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// An operator is one way in which a property can be wrong.
type operator struct {
	name string
	// applies reports whether there is such a way for the slot.
	applies func(s *slot) bool
	// legal says why the result breaks nothing; empty if it does.
	legal func(s *slot) string
	// edit makes it wrong and returns whether it could.
	edit func(s *slot, at *spot) bool
}

// nullOperator puts null in the place of a value.
const nullOperator = "null"

func operators() []operator {
	named := func(s *slot) bool { return !s.any() }
	never := func(*slot) string { return "" }
	unlessRequired := func(s *slot) string {
		if s.required {
			return ""
		}
		return "the property is optional"
	}
	return []operator{
		{"missing", named, unlessRequired, func(_ *slot, at *spot) bool { return at.rename("") }},
		{"renamed", named, unlessRequired, func(_ *slot, at *spot) bool { return at.rename(camelCase(at.key)) }},
		{nullOperator, func(*slot) bool { return true }, func(s *slot) string {
			switch {
			case s.schema.Extensions[nullWhile] != nil: // where it has a value, it must have one
				return ""
			case s.schema.Nullable && !s.required:
				return "null is allowed, and so is leaving it out"
			default: // null where something is breaks a promise, if not the type
				return ""
			}
		}, func(s *slot, at *spot) bool {
			value, _ := at.value()
			return (value != nil || s.schema.Extensions[nullWhile] == nil) && at.set(nil)
		}},
		{"value for null", func(s *slot) bool { return s.schema.Extensions[nullWhile] != nil }, never,
			func(s *slot, at *spot) bool {
				value, there := at.value()
				return there && value == nil && at.set(valueOf(s.schema))
			}},
		{"wrong type", func(*slot) bool { return true }, never,
			func(s *slot, at *spot) bool { return at.set(otherType(s.schema)) }},
		{"pattern", func(s *slot) bool { return s.schema.Pattern != "" }, never,
			onText(func(s *slot, old string) string {
				return breakPattern(s.schema.Pattern, old)
			})},
		{"enum", func(s *slot) bool { return len(s.schema.Enum) > 0 }, never,
			onText(func(*slot, string) string { return "unheard-of" })},
		{"format", hasFormat, never, onText(func(s *slot, old string) string {
			return breakFormat(s.schema.Format,
				old)
		})},
		{"too long", func(s *slot) bool { return s.schema.MaxLength != nil }, never,
			onText(func(s *slot, old string) string {
				return old + strings.Repeat("0", 1+max(0, int(*s.schema.MaxLength)-utf8.RuneCountInString(old)))
			})},
		{"too short", func(s *slot) bool { return s.schema.MinLength > 0 }, never,
			onText(func(s *slot, old string) string {
				return string([]rune(old)[:s.schema.MinLength-1])
			})},
		{"too small", func(s *slot) bool { return s.schema.Min != nil }, never, func(s *slot, at *spot) bool {
			return at.set(*s.schema.Min - 1)
		}},
		{"too large", func(s *slot) bool { return s.schema.Max != nil }, never, func(s *slot, at *spot) bool {
			return at.set(*s.schema.Max + 1)
		}},
		{"emptied", isArray, never, func(_ *slot, at *spot) bool {
			value, _ := at.value()
			items, ok := value.([]any)
			return ok && len(items) > 0 && at.set([]any{})
		}},
		{"cut short", isArray, never, func(_ *slot, at *spot) bool {
			value, _ := at.value()
			items, ok := value.([]any)
			return ok && len(items) > 1 && at.set(items[:len(items)-1])
		}},
	}
}

// nullWhile is the extension that says when a property is null.
const nullWhile = "x-null-while"

// valueOf is a value that the schema allows.
func valueOf(schema *openapi3.Schema) any {
	switch {
	case len(schema.Enum) > 0:
		return schema.Enum[0]
	case schema.Format == "date-time":
		return "2024-01-02T03:04:05Z"
	case schema.Format == "uri":
		return "https://example.com/"
	case schema.Type.Is(openapi3.TypeInteger):
		return json.Number("1")
	case schema.Type.Is(openapi3.TypeBoolean):
		return true
	}
	return "text"
}

func isArray(s *slot) bool { return s.schema.Type.Is(openapi3.TypeArray) }

func hasFormat(s *slot) bool { return s.schema.Format == "date-time" || s.schema.Format == "uri" }

// onText changes texts, and puts a bad text in place of a null.
func onText(change func(s *slot, old string) string) func(*slot, *spot) bool {
	return func(s *slot, at *spot) bool {
		value, _ := at.value()
		old, ok := value.(string)
		if !ok && (value != nil || !s.schema.Nullable) {
			return false
		}
		return at.set(change(s, old))
	}
}

// camelCase spells a name as other parts of the same platform do: date_created becomes dateCreated,
// and sid, which would stay, Sid.
func camelCase(name string) string {
	first, rest, found := strings.Cut(name, "_")
	if !found {
		return strings.ToUpper(first[:1]) + first[1:]
	}
	out := []rune(first)
	upper := true
	for _, r := range rest {
		switch {
		case r == '_':
			upper = true
		case upper:
			out, upper = append(out, unicode.ToUpper(r)), false
		default:
			out = append(out, r)
		}
	}
	return string(out)
}

// otherType is a value that careless servers give in place of the right type.
func otherType(schema *openapi3.Schema) any {
	switch {
	case schema.Type.Is(openapi3.TypeString):
		return json.Number("7")
	case schema.Type.Is(openapi3.TypeInteger):
		return "500"
	case schema.Type.Is(openapi3.TypeBoolean):
		return "true"
	case schema.Type.Is(openapi3.TypeArray):
		return map[string]any{}
	default:
		return []any{}
	}
}

// breakPattern changes a text so little that only its pattern is broken.
func breakPattern(pattern, old string) string {
	re := regexp.MustCompile(pattern)
	if old == "" {
		old = "null"
	}
	for _, candidate := range []string{
		"QQ" + old[min(2, len(old)):],    // a SID of another kind
		strings.TrimPrefix(old, "/"),     // a path
		strings.Replace(old, "n", "", 1), // a runtime
	} {
		if !re.MatchString(candidate) {
			return candidate
		}
	}
	return "\x00"
}

// breakFormat writes dates as older APIs of the platform do, and URLs without their host.
func breakFormat(format, old string) string {
	if format == "date-time" {
		return "Sat, 10 Nov 2018 20:00:00 +0000"
	}
	u, err := url.Parse(old)
	if err != nil || old == "" {
		return "not a URL"
	}
	return u.RequestURI()
}

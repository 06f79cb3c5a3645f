// Package forms makes the forms that cases and tests send. They write down what they are about; what the operation
// requires besides is read off the registry of operations.
package forms

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// LeftOut is the value of a required field that a case leaves out on purpose.
const LeftOut = "\x00left out"

// Of makes a form of names and values in turn.
func Of(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == LeftOut {
			values[pairs[i]] = nil
			continue
		}
		values.Add(pairs[i], pairs[i+1])
	}
	return values
}

// Whole is a form with all that its operation requires. What is in the form stays as it is, also what is
// [LeftOut]. Each field besides has a value that the contract allows: that of an example where there is one.
func Whole(op operations.Operation, form url.Values, unique func() string) url.Values {
	if op.Body == nil {
		return form
	}
	whole := url.Values{}
	for _, f := range op.Body.Fields {
		if _, said := form[f.Name]; said || !f.Required {
			continue
		}
		if value, ok := plainValue(f, unique); ok {
			whole.Set(f.Name, value)
		}
	}
	maps.Copy(whole, form)
	return whole
}

// At is [Whole] for the operation that a POST to a path is. The form of a path that is none stays as it is.
func At(path string, form url.Values, unique func() string) url.Values {
	path, _, _ = strings.Cut(path, "?")
	op, _, ok := operations.Match(operations.ServerlessHost, http.MethodPost, path)
	if !ok {
		return form
	}
	return Whole(op, form, unique)
}

// Rest is what [At] adds, to go before a body that is written as text: "Name=value&". It is empty for a body that has
// all that is required.
func Rest(path, body string, unique func() string) string {
	fields, _ := url.ParseQuery(body)
	whole := At(path, fields, unique)
	for name := range fields {
		delete(whole, name)
	}
	if len(whole) == 0 {
		return ""
	}
	return whole.Encode() + "&"
}

// Smallest has what a form must have, or the first field of one that must have nothing: each with a value that the
// contract allows.
func Smallest(operation string, unique func() string) url.Values {
	op, _ := operations.Lookup(operation)
	if op.Body == nil {
		return nil
	}
	form := Whole(op, url.Values{}, unique)
	if requires := slices.ContainsFunc(op.Body.Fields, func(f operations.Field) bool { return f.Required }); requires {
		return form
	}
	for _, f := range op.Body.Fields[:min(1, len(op.Body.Fields))] {
		if value, ok := plainValue(f, unique); ok {
			form.Set(f.Name, value)
		}
	}
	return form
}

// plainValue is a value that the contract allows a field to have: that of an example where a text may have a form of
// its own. There is none for one with a pattern, or that holds JSON, of which there is no example. The caller has
// those.
func plainValue(f operations.Field, unique func() string) (value string, ok bool) {
	v := f.Value
	if v.Items != nil {
		v = *v.Items
	}
	switch {
	case v.Unique:
		if value, ok := fitting(v, unique()); ok {
			return value, true
		}
		return f.Example, f.Example != ""
	case len(v.Enum) > 0:
		return v.Enum[0], true
	case v.SIDPrefix() != "":
		return v.SIDPrefix() + strings.Repeat("f", 32), true
	case v.Type == "string" && f.Example != "":
		return f.Example, true
	case v.Pattern != "" || v.JSONArrayOf != "":
		return "", false
	case v.Type == "boolean":
		return "true", true
	case v.Type == "integer":
		least := 1
		if v.Minimum != nil {
			least = *v.Minimum
		}
		return fmt.Sprint(least), true
	case v.Format == "date-time":
		return "2030-01-02T03:04:05Z", true
	case v.Format == "uri":
		return "https://example.com", true
	default:
		name := "world"
		name += strings.Repeat("x", max(0, v.MinLength-len(name)))
		return name[:min(len(name), cmp.Or(v.MaxLength, len(name)))], true
	}
}

// fitting is the end of a unique name, which is what differs, in as many characters as the field has.
func fitting(v operations.Value, unique string) (value string, ok bool) {
	if v.MaxLength > 0 && len(unique) > v.MaxLength {
		unique = unique[len(unique)-v.MaxLength:]
	}
	if v.Pattern == "" || regexp.MustCompile(v.Pattern).MatchString(unique) {
		return unique, len(unique) >= v.MinLength
	}
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, "u"+unique)
	plain = plain[max(0, len(plain)-cmp.Or(v.MaxLength, len(plain))):]
	return plain, len(plain) >= v.MinLength && regexp.MustCompile(v.Pattern).MatchString(plain)
}

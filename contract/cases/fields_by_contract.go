package cases

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// writtenElsewhere are the fields whose bad values have cases of their own, besides those of written rows.
func writtenElsewhere() []string {
	return []string{"CreateBuild Runtime", "CreateDeployment BuildSid", "CreateDeployment IsPlugin",
		"CreateEnvironment DomainSuffix", "CreateVariable Value", "UpdateService FriendlyName", "UpdateVariable Value"}
}

// badFieldsByContract has what the contract rules out of each field that no row of written speaks of: those of new
// operations, and new ones of an operation that exists.
func badFieldsByContract(written []badField) []badField {
	var all []badField
	for _, op := range operations.All() {
		if op.Host != operations.ServerlessHost || op.Body == nil || !readBack(op) {
			continue
		}
		byHand := func(field string) bool {
			return slices.Contains(writtenElsewhere(), op.ID+" "+field) ||
				slices.ContainsFunc(written, func(b badField) bool {
					return b.operation == op.ID && b.fields.Has(field)
				})
		}
		what := derive.Resource(op) + "/" + strings.ToLower(op.Verb())
		for _, rule := range []struct {
			id, claim string
			level     suite.Level
			values    func(operations.Field) (values []string, ok bool)
		}{
			{"-over-the-limits-is-refused", op.ID + " takes no field over its limit.", suite.Documented, overLimit},
			{"-with-an-empty-field-is-refused", op.ID + " takes no empty field.", suite.Assumed, emptyValue},
			{"-with-an-illegal-value-is-refused", op.ID + " takes no value that the field cannot have.", suite.Assumed,
				illegalValue},
			{"-needs-each-field-that-is-required", op.ID + " needs each field that is required.", suite.Documented,
				noValue},
		} {
			fields := url.Values{}
			for _, f := range op.Body.Fields {
				if values, ok := rule.values(f); ok && !byHand(f.Name) {
					fields[f.Name] = values
				}
			}
			if len(fields) > 0 {
				all = append(all, badField{what + rule.id, rule.claim, rule.level, op.ID, fields})
			}
		}
	}
	return all
}

// readBack reports whether a GET at the same path, or at that of the resource, shows that nothing came of a refused
// request.
func readBack(op operations.Operation) bool {
	if op.Acts() {
		return slices.ContainsFunc(operations.All(), func(other operations.Operation) bool {
			return other.Template == op.Resource() && other.Verb() == "Fetch"
		})
	}
	verb := map[string]string{"Create": "List", "Update": "Fetch"}[op.Verb()]
	return slices.ContainsFunc(operations.All(), func(other operations.Operation) bool {
		return other.Template == op.Template && verb != "" && other.Verb() == verb
	})
}

// overLimit is JSON where the example of the field is: else it would be refused for that.
func overLimit(v operations.Field) ([]string, bool) {
	limit := cmp.Or(v.MaxLength, v.MaxBytes)
	if strings.HasPrefix(v.Example, "{") {
		return []string{`{"x":"` + strings.Repeat("x", limit) + `"}`}, limit > 0
	}
	return []string{strings.Repeat("x", limit+1)}, limit > 0 && v.Schema == ""
}

func emptyValue(v operations.Field) ([]string, bool) {
	return []string{""}, v.MinLength > 0 || len(v.Enum) > 0
}

// noValue leaves the field out.
func noValue(v operations.Field) ([]string, bool) { return nil, v.Required }

// illegalValue is one of the right length.
func illegalValue(v operations.Field) ([]string, bool) {
	switch {
	case len(v.Enum) > 0, v.Type == "boolean", v.Type == "integer", v.Format == "date-time", v.SIDPrefix() != "":
		return []string{"other"}, true
	case v.Pattern != "":
		pattern := regexp.MustCompile(v.Pattern)
		for _, value := range []string{"a b", "a/b", "a", "1", "é"} {
			n := len([]rune(value))
			if n >= v.MinLength && (v.MaxLength == 0 || n <= v.MaxLength) && !pattern.MatchString(value) {
				return []string{value}, true
			}
		}
	}
	return nil, false
}

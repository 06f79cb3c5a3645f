package derive

import (
	"slices"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// A Filter is a query parameter that leaves some entries of a list, by one of their properties.
type Filter struct {
	// Parameter is that of the query, and Property that of the entries.
	Parameter, Property operations.Field
}

// Paging are the query parameters of every list, which select no entries.
func Paging() []string { return []string{"PageSize", "Page", "PageToken"} }

// IsPeriod reports whether the filter leaves what is on one side of a date: after it if the date is rounded down.
func (f Filter) IsPeriod() bool { return f.Parameter.Rounding != "" }

// IsExact reports whether the values that the filter leaves are certain to be the one that was sent, letters in either
// case: a filter by a text may look for a part of it.
func (f Filter) IsExact() bool {
	return len(f.Parameter.Enum) > 0 || f.Parameter.Type == "boolean" || f.Parameter.SIDPrefix() != ""
}

// Filters are the filters of a list that the contract ties to a property: a parameter with the name of one, and a date
// that begins or ends a period. Status is status, StartDate a begin of date_created, and DateUpdatedBefore one of
// date_updated. What another parameter selects only a case that is written for it can know.
func Filters(list operations.Operation) []Filter {
	var all []Filter
	properties := operations.Schemas()[list.Item].Properties
	for _, parameter := range list.Query {
		if slices.Contains(Paging(), parameter.Name) {
			continue
		}
		name := Property(parameter.Name)
		if parameter.Rounding != "" {
			name = dateOf(name, properties)
		}
		i := slices.IndexFunc(properties, func(f operations.Field) bool { return f.Name == name })
		if i >= 0 && properties[i].Type == parameter.Type {
			all = append(all, Filter{Parameter: parameter, Property: properties[i]})
		}
	}
	return all
}

// dateOf is the date with which the name of a period begins, or the one that everything has.
func dateOf(period string, properties []operations.Field) string {
	for _, f := range properties {
		if f.Format == "date-time" && strings.HasPrefix(period, f.Name) {
			return f.Name
		}
	}
	return "date_created"
}

// Property is the name of the property that holds a form field, a filter or a path parameter: UniqueName is
// unique_name.
func Property(field string) string {
	name := make([]byte, 0, 32)
	for i := range len(field) {
		c := field[i]
		if upper := 'A' <= c && c <= 'Z'; upper {
			if i > 0 && (field[i-1] < 'A' || field[i-1] > 'Z') {
				name = append(name, '_')
			}
			c += 'a' - 'A'
		}
		name = append(name, c)
	}
	return string(name)
}

package derive_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/derive"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// TestFilters: a filter is tied to a property by its name and type, and a period to a date.
func TestFilters(t *testing.T) {
	t.Parallel()
	list, _ := operations.Lookup("ListBuild")
	text := operations.Value{Type: "string"}
	for _, f := range []operations.Field{
		{Name: "Status", Value: operations.Value{Type: "string", Enum: []string{"building"}}},
		{Name: "Runtime", Value: text},
		{Name: "DateUpdatedBefore", Rounding: "up", Value: text},
		{Name: "StartDate", Rounding: "down", Value: text},
		{Name: "Dependencies", Value: text}, // an array in the answer
		{Name: "Author", Value: text},
	} {
		list.Query = append(list.Query[:len(list.Query):len(list.Query)], f)
	}
	found := map[string]string{}
	for _, f := range derive.Filters(list) {
		found[f.Parameter.Name] = f.Property.Name
		assert.Equal(t, f.Parameter.Name == "Status", f.IsExact(), f.Parameter.Name)
		assert.Equal(t, f.Property.Format == "date-time", f.IsPeriod(), f.Parameter.Name)
	}
	assert.Equal(t, map[string]string{"Status": "status", "Runtime": "runtime", "DateUpdatedBefore": "date_updated",
		"StartDate": "date_created"}, found)
}

package cases

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/shape"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// TestShapes_agreeWithTheContract: shapes are a second opinion, written by hand, so that a change of the contract
// must be written there too; else the cases refuse what it allows, or do not see what it forbids.
func TestShapes_agreeWithTheContract(t *testing.T) {
	t.Parallel()
	for _, page := range pages() {
		schema, there := operations.Schemas()[page.kind]
		assert.True(t, there, "contract/cases/properties.go, pages(): the contract has no %s", page.kind)
		for _, p := range page.shape {
			i := slices.IndexFunc(schema.Properties, func(f operations.Field) bool { return f.Name == p.Name })
			if i >= 0 {
				agree(t, page, p, schema.Properties[i])
				assert.False(t, p.Optional && schema.Properties[i].Required,
					"contract/cases/shapes.go: the contract requires "+
						"%s of %s: its shape may not have it as Optional, see of()", p.Name, page.name)
				continue
			}
			assert.True(t, p.Optional, "contract/cases/shapes.go: the contract has no %s of %s any more: take "+
				"it out, or give it its new name", p.Name, page.name) // what is optional, similar resources share
		}
		for _, f := range schema.Properties {
			known := slices.ContainsFunc(page.shape, func(p shape.Property) bool { return p.Name == f.Name })
			assert.True(t, known || !f.Required,
				"contract/cases/shapes.go: the shape of %s needs %q, which the contract "+
					"requires, with what the documentation says of it", page.name, f.Name)
		}
	}
}

// agree holds the form of a property against what the contract says of null and of values.
func agree(t *testing.T, page resourcePages, p shape.Property, f operations.Field) {
	t.Helper()
	switch null := p.Form(nil) == nil; {
	case null && !f.Nullable:
		t.Errorf("contract/cases/shapes.go: %s of %s may not be null in the contract: leave shape.OrNull out",
			f.Name, page.name)
	case f.Nullable && !null:
		t.Errorf("contract/cases/shapes.go: %s of %s may be null in the contract: write shape.OrNull around its form",
			f.Name, page.name)
	}
	if long := strings.Repeat("a", f.MaxLength); f.MaxLength > 0 && f.Pattern == "" && p.Form(long[1:]) == nil {
		assert.NoError(t, p.Form(long), "contract/cases/shapes.go: %s of %s may have %d characters in the contract",
			f.Name, page.name, f.MaxLength)
		assert.Error(t, p.Form(long+"a"),
			"contract/cases/shapes.go: %s of %s has %d characters or less in the contract",
			f.Name, page.name, f.MaxLength)
	}
	for _, value := range f.Enum {
		assert.NoError(t, p.Form(value), "contract/cases/shapes.go: %s of %s may be %s in the contract", f.Name,
			page.name, value)
	}
	if len(f.Enum) > 0 {
		assert.Error(t, p.Form("unheard-of"), "contract/cases/shapes.go: %s of %s is one of %v in the contract: write "+
			"shape.OneOf", f.Name, page.name, f.Enum)
	}
}

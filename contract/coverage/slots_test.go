package coverage

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
)

// What the contract itself says of a property that may be left out excuses the cases: exceptions.txt need not repeat it.
// A property that may be null as well must be seen null.
func TestPlan_absentSaysWhy(t *testing.T) {
	t.Parallel()
	property := func(nullable bool) *openapi3.SchemaRef {
		return &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Nullable: nullable,
			Extensions: map[string]any{"x-absent": "Older Services have none."}}}
	}
	p := &plan{absent: map[string]string{}}
	p.node("FetchBuild ", &openapi3.Schema{Properties: openapi3.Schemas{"tier": property(false), "kind": property(true)}})
	assert.Equal(t, map[string]string{"FetchBuild /tier": "Older Services have none."}, p.absent)
	assert.Len(t, p.slots[nullAxis], 2)
}

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

// A create answers with what a property has at the begin: null, if it waits for another one.
func TestPlan_nullWhileExcusesACreate(t *testing.T) {
	t.Parallel()
	schema := &openapi3.Schema{Properties: openapi3.Schemas{"ended": {Value: &openapi3.Schema{
		Type: &openapi3.Types{"string"}, Nullable: true,
		Extensions: map[string]any{"x-null-while": map[string]any{"status": []any{"building"}}}}}}}
	p := &plan{later: map[string]string{}}
	p.node("FetchBuild ", schema)
	p.node("CreateBuild ", schema)
	assert.Len(t, p.later, 1)
	assert.Contains(t, p.later["CreateBuild /ended"], "until the status")
}

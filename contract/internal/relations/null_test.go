package relations

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// TestCheckNull: x-null-while says when a property is null, and only then.
func TestCheckNull(t *testing.T) {
	t.Parallel()
	ended := []operations.Field{{Name: "ended",
		NullWhile: operations.While{Property: "status", Values: []string{"building", "failed"}}}}
	for _, c := range []struct {
		name     string
		resource map[string]any
		want     string
	}{
		{"null in its time", map[string]any{"status": "failed", "ended": nil}, ""},
		{"a value after it", map[string]any{"status": "completed", "ended": "x"}, ""},
		{"absent", map[string]any{"status": "completed"}, ""},
		{"no status", map[string]any{"ended": "x"}, ""},
		{"too early", map[string]any{"status": "building", "ended": "x"},
			"has a value, and is null while status is building or failed"},
		{"never", map[string]any{"status": "completed", "ended": nil},
			"is null, and is that only while status is building or failed"},
	} {
		r := &report{}
		checkNull(r, ended, c.resource, "/builds/0")
		if c.want == "" {
			assert.Empty(t, r.problems, c.name)
		} else if assert.Len(t, r.problems, 1, c.name) {
			assert.Equal(t, Problem{Rule: "null", Location: "/builds/0/ended", Message: c.want}, r.problems[0])
		}
	}
}

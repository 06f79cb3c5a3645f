package forms

import (
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// A required field that is unique has another value each time, whatever it is called and however short it must be.
func TestWhole_unique(t *testing.T) {
	t.Parallel()
	names := []string{"contract-1f2e3d4c-17", "contract-1f2e3d4c-18"}
	for _, v := range []operations.Value{
		{Type: "string", MaxLength: 255},
		{Type: "string", MaxLength: 16, Pattern: "^[A-Za-z0-9-]+$"},
		{Type: "string", MaxLength: 8, Pattern: "^[a-z0-9]+$"},
		{Type: "string", MaxLength: 40, Pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},
	} {
		v.Unique = true
		op := operations.Operation{Body: &operations.Body{Fields: []operations.Field{
			{Name: "Slug", Required: true, Example: "of-the-contract", Value: v},
		}}}
		var got []string
		for _, name := range names {
			value := Whole(op, url.Values{}, func() string { return name }).Get("Slug")
			assert.LessOrEqual(t, len(value), v.MaxLength)
			assert.Regexp(t, regexp.MustCompile(v.Pattern), value)
			got = append(got, value)
		}
		assert.NotEqual(t, got[0], got[1])
		kept := Whole(op, Of("Slug", "of a case"), func() string { return "x" })
		assert.Equal(t, "of a case", kept.Get("Slug"))
	}
}

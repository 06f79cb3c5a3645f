package cases

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// A field that is new in an operation that exists is sent with bad values too, though rows speak of the other fields.
func TestBadFieldsByContract_newField(t *testing.T) {
	t.Parallel()
	rows := func(written []badField, operation, field string) int {
		n := 0
		for _, b := range badFieldsByContract(written) {
			if b.operation == operation && b.fields.Has(field) {
				n++
			}
		}
		return n
	}
	assert.Zero(t, rows(badFields(), "UpdateService", "UiEditable"))
	options := slices.DeleteFunc(badFields(), func(b badField) bool { return b.fields.Has("UiEditable") })
	assert.Positive(t, rows(options, "UpdateService", "UiEditable"), "FriendlyName has a row")
	for _, of := range writtenElsewhere() {
		assert.True(t, slices.ContainsFunc(operations.All(), func(op operations.Operation) bool {
			return op.Body != nil && slices.ContainsFunc(op.Body.Fields, func(f operations.Field) bool {
				return op.ID+" "+f.Name == of
			})
		}), "contract/cases/fields_by_contract.go: take %s out of writtenElsewhere: no form has it any more", of)
	}
}

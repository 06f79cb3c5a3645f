package plainjson_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

// No client loses a property of the contract because its name has capitals.
func TestInCase_keepsTheContract(t *testing.T) {
	t.Parallel()
	schemas := operations.Schemas()
	require.NotEmpty(t, schemas)
	for _, schema := range schemas {
		if strings.HasSuffix(schema.Name, "Request") { // a form
			continue
		}
		for _, p := range schema.Properties {
			body := `{"` + p.Name + `":1}`
			assert.Equal(t, body, string(plainjson.InCase([]byte(body))),
				"the client would drop %s of %s: name it in leaveOut of internal/plainjson/names.go", p.Name,
				schema.Name)
		}
	}
}

package deployer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

func TestRequest_warnings(t *testing.T) {
	t.Parallel()
	r := Request{
		Bundle: &bundle.Bundle{}, Runtime: "node18",
		Variables: []Variable{{"K", strings.Repeat("x", maxVariables-1)}},
	}
	retired := r.Bundle.CheckRuntime("node18").Error()
	assert.Equal(t, []string{retired}, r.warnings(nil))
	r.Variables[0].Value += "x"
	assert.Equal(t, []string{retired, "with those that are in the Environment already, the Variables have 3073 bytes" +
		" together; Functions fail with error 82006 when it is more than 3072"}, r.warnings(nil))
}

func TestRequest_sizeOfVariables(t *testing.T) {
	t.Parallel()
	live := []serverless.Variable{{Key: "KEPT", Value: "12345"}, {Key: "CHANGED", Value: "old"}}
	r := Request{Variables: []Variable{{"CHANGED", "new!"}, {"NEW", "1"}}}
	assert.Equal(t, len("KEPT12345")+len("CHANGEDnew!")+len("NEW1"), r.sizeOfVariables(live))
	r.SyncVariables = true
	assert.Equal(t, len("CHANGEDnew!")+len("NEW1"), r.sizeOfVariables(live))
}

package deployer

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/bundle"
)

func TestRequest_warnings(t *testing.T) {
	t.Parallel()
	oldest := serverless.KnownRuntimes()[0]
	require.False(t, oldest.Retired.IsZero(), "the oldest runtime is retired")
	r := Request{
		Bundle: &bundle.Bundle{}, Runtime: oldest.Name,
		Variables: []Variable{{"K", strings.Repeat("x", maxVariables-1)}},
	}
	retired := r.Bundle.CheckRuntime(oldest.Name).Error()
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

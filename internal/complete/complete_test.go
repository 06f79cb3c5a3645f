// Package complete holds the test that no operation of the contract is forgotten anywhere.
package complete

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/cases"
	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func TestEveryOperationHasAMethodARouteAndACase(t *testing.T) {
	t.Parallel()
	named := map[string]bool{}
	for _, c := range cases.All() {
		for _, op := range c.Ops {
			named[op] = true
		}
	}
	e, err := emulator.New(nil)
	require.NoError(t, err)
	for _, op := range operations.All() {
		_, ok := reflect.TypeFor[*client.Client]().MethodByName(op.ClientMethod())
		assert.Truef(t, ok, "%s: no method of pkg/client has the name %s: run make generate", op.ID, op.ClientMethod())
		assert.Truef(t, named[op.ID], "%s: no case of the catalogue names it in Ops", op.ID)
		served, ok := e.Match(op.Method, op.Example())
		assert.Truef(t, ok, "%s: the emulator has no route for %s %s", op.ID, op.Method, op.Template)
		assert.Equal(t, op.ID, served)
	}
}

func TestNothingServesOperationsThatTheContractLacks(t *testing.T) {
	t.Parallel()
	assert.Equal(t, operations.IDs(), emulator.Operations())
}

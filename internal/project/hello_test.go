package project

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLoad_exampleHello(t *testing.T) {
	t.Parallel()
	p, err := Load("../../examples/hello", nil)
	require.NoError(t, err)
	assert.Equal(t, []Variable{{"GREETING", "Hello"}, {"PLANET", "the world"}, {"PRICE_FORMAT", "$%d"}}, p.Variables)
	_, err = FindCredentials(env(), p)
	assert.ErrorIs(t, err, ErrNoCredentials, "an example carries no credentials")
}

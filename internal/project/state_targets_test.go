package project

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestState_targets(t *testing.T) {
	t.Parallel()
	var s State
	assert.Empty(t, s.Targets())
	b, a := Target{Service: "b", Environment: "dev"}, Target{Service: "a", Environment: "stage"}
	s.Set(b, testRecord("a"))
	s.Set(a, testRecord("b"))
	assert.Equal(t, []Target{a, b}, s.Targets())
}

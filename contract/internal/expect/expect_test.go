package expect

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A property that becomes nullable in the contract becomes a pointer in a case, which compiles as before.
func TestSame_comparesWhatPointersPointTo(t *testing.T) {
	t.Parallel()
	one, same, other := "a", "a", "b"
	assert.NoError(t, Same("level", &one, &same))
	assert.NoError(t, Same[*string]("level", nil, nil))
	assert.EqualError(t, Same("level", &one, &other), `level is "a", want "b"`)
	assert.EqualError(t, Same("level", nil, &other), `level is null, want "b"`)
}

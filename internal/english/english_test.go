package english

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestA(t *testing.T) {
	t.Parallel()
	for noun, want := range map[string]string{
		"Environment": "an Environment", "Service": "a Service", "object": "an object", "boolean": "a boolean",
	} {
		assert.Equal(t, want, A(noun))
	}
}

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

func TestPlural(t *testing.T) {
	t.Parallel()
	for noun, want := range map[string]string{
		"Build": "Builds", "Alias": "Aliases", "Policy": "Policies", "Key": "Keys", "Proxy": "Proxies", "Box": "Boxes",
		"Branch": "Branches", "": "s",
	} {
		assert.Equal(t, want, Plural(noun))
	}
}

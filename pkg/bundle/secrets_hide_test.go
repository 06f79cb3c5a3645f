package bundle

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A text that is shown holds no line that CheckSecrets refuses in a public Asset, nor the lines of a
// private key, and two texts that differ in such a line still differ.
func TestHider(t *testing.T) {
	t.Parallel()
	token := "ghp_" + strings.Repeat("aB3d", 9)
	other := "ghp_" + strings.Repeat("x9Yz", 9)
	pem := "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n"
	var h Hider
	first := h.Hide("a\nconst t = '" + token + "'\n" + pem + "z")
	second := h.Hide("a\nconst t = '" + other + "'\n" + pem + "z")
	for _, secret := range []string{token, other, "MIIEvQ", "hkiG9w"} {
		assert.NotContains(t, first+second, secret)
	}
	assert.True(t, strings.HasPrefix(first, "a\n") && strings.HasSuffix(first, "\nz"), first)
	assert.Equal(t, 7, len(strings.Split(first, "\n")), "the lines stay where they are")
	assert.NotEqual(t, first, second, "the change is seen")
	assert.Equal(t, first, h.Hide("a\nconst t = '"+token+"'\n"+pem+"z"))
	assert.Equal(t, "plain\n\ntext", h.Hide("plain\n\ntext"))
}

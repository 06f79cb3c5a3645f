package suite

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestOrigin: a default port goes without saying, and neither a scheme nor a host has a case.
func TestOrigin(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://a.example/v1":       "https://a.example",
		"HTTPS://A.Example:443/v1/x": "https://a.example",
		"http://a.example:80":        "http://a.example",
		"https://a.example:80":       "https://a.example:80",
		"http://[::1]:8080/v1":       "http://[::1]:8080",
		"https://a.example:4443":     "https://a.example:4443",
	} {
		u, err := url.Parse(address)
		require.NoError(t, err)
		assert.Equal(t, want, origin(u), address)
	}
}

package emulator

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A site that has nothing at its root lists what it serves, private files not among it, and still
// answers 404 as the API's domains do.
func TestSite_routesWithoutIndex(t *testing.T) {
	t.Parallel()
	s := &deployedSite{api: newAPI(t, nil)}
	s.service = s.api.service("Shop")
	s.environment = s.api.environment(s.service, "dev-environment", "dev-1")
	s.domain = s.get(s.environment).str("domain_name")
	s.file("/<b>bold</b> 1%41.txt", "public", "text/plain", "x")
	s.file("/members.json", "protected", "application/json", "{}")
	s.file("/prices.json", "private", "application/json", "{}")
	s.deploy()

	res, text := s.visit("GET", "http://"+s.domain+"/", "", "Accept", "text/html")
	assert.Equal(t, 404, res.StatusCode)
	assert.Equal(t, "text/plain; charset=utf-8", res.Header.Get("Content-Type"), "a domain has no page of ours")
	assert.Contains(t, text, "\nasset /<b>bold</b> 1%41.txt\nasset /members.json (protected: needs a signature)\n")
	assert.NotContains(t, text, "prices")

	res, text = s.visit("GET", "http://127.0.0.1/_live/"+s.domain+"/", "", "Accept", "text/html,*/*")
	assert.Equal(t, 404, res.StatusCode)
	assert.Equal(t, "text/html; charset=utf-8", res.Header.Get("Content-Type"))
	assert.Equal(t, "nosniff", res.Header.Get("X-Content-Type-Options"))
	policies := strings.Join(res.Header.Values("Content-Security-Policy"), "|")
	assert.Contains(t, policies, "sandbox ")
	assert.Contains(t, policies, "default-src 'none'")
	assert.NotContains(t, text, "<b>bold")
	assert.NotContains(t, text, "prices")
	const link = `href="./%3Cb%3Ebold%3C/b%3E%201%2541.txt"`
	assert.Contains(t, text, link)
	res, text = s.visit("GET", "http://127.0.0.1/_live/"+s.domain+strings.Trim(link[len(`href=".`):], `"`), "")
	assert.Equal(t, []any{200, "x"}, []any{res.StatusCode, text}, "the link leads there")

	res, text = s.visit("GET", "http://127.0.0.1/_live/"+s.domain+"/nothing", "", "Accept", "text/html")
	assert.Equal(t, 404, res.StatusCode)
	assert.NotContains(t, text, "members", "only the root lists")
}

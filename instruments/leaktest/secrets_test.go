package leaktest_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/instruments/leaktest"
)

func TestAll(t *testing.T) {
	t.Parallel()
	all := leaktest.All()
	assert.GreaterOrEqual(t, len(all), 40)
	seen := map[string]bool{}
	for _, c := range all {
		begin := c.Value[:len("secret-000000")]
		assert.False(t, seen[begin], "%s cannot be told from another one", c.Name)
		seen[begin] = true
		assert.Equal(t, c.Value, leaktest.Value(c.Name))
	}
	assert.Panics(t, func() { leaktest.Value("nobody") })
}

// What Find would miss would go unnoticed.
func TestFind(t *testing.T) {
	t.Parallel()
	for _, c := range leaktest.All() {
		asJSON, err := json.Marshal(map[string]string{"x": c.Value})
		require.NoError(t, err)
		twice, err := json.Marshal(string(asJSON))
		require.NoError(t, err)
		var asXML bytes.Buffer
		require.NoError(t, xml.EscapeText(&asXML, []byte(c.Value)))
		request := http.Request{Header: http.Header{}}
		request.SetBasicAuth("ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", c.Value)
		for name, hiding := range map[string]string{
			"plain": c.Value, "JSON": string(asJSON), "JSON in JSON": string(twice), "XML": asXML.String(),
			"HTML": html.EscapeString(c.Value),
			"form": url.Values{"a": {c.Value}}.Encode(), "path": url.PathEscape(c.Value),
			"twice in a URL": url.QueryEscape(url.QueryEscape(c.Value)),
			"Go":             fmt.Sprintf("%q", c.Value), "ASCII": fmt.Sprintf("%+q", c.Value),
			"hex":   fmt.Sprintf("%x", c.Value),
			"HEX":   fmt.Sprintf("%X", c.Value),
			"Basic": request.Header.Get("Authorization"), "base64": base64.StdEncoding.EncodeToString([]byte(c.Value)),
			"base64 inside":  base64.StdEncoding.EncodeToString([]byte("1" + c.Value + "2")),
			"base64 for URL": base64.URLEncoding.EncodeToString([]byte("12" + c.Value + "34")), "cut": c.Value[:15],
		} {
			assert.Equal(t, []string{c.Name}, leaktest.Find([]byte("before "+hiding+" after")), name)
		}
	}
	assert.Empty(t, leaktest.Find([]byte("secret: [hidden], REDACTED, [password]")))
	assert.Empty(t, leaktest.Find(nil))
}

package redact_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/redact"
)

func TestReplacer(t *testing.T) {
	t.Parallel()
	const password = `pass "wörd"/<&+>`
	asJSON, err := json.Marshal(password)
	require.NoError(t, err)
	replacer := redact.Replacer("[x]", password, "other-secret")
	for name, text := range map[string]string{
		"as it is": password, "JSON": string(asJSON), "Go in JSON": within(t, fmt.Sprintf("%q", password)),
		"JSON in JSON": within(t, string(asJSON)),
		"form in JSON": within(t, url.QueryEscape(password)), "query": url.QueryEscape(password),
		"path":        url.PathEscape(password),
		"query twice": url.QueryEscape(url.QueryEscape(password)), "HTML": html.EscapeString(password),
		"Go":    fmt.Sprintf("%q", password),
		"ASCII": fmt.Sprintf("%+q", password), "hex": fmt.Sprintf("%x", password), "HEX": fmt.Sprintf("%X", password),
		"base64":          base64.StdEncoding.EncodeToString([]byte(password)),
		"base64 for URLs": base64.URLEncoding.EncodeToString([]byte(password)),
	} {
		assert.Contains(t, []string{"a [x] b", `a "[x]" b`}, replacer.Replace("a "+text+" b"), name)
	}
	for before := range 4 {
		for after := range 4 {
			whole := fmt.Sprintf("%.*s%s%.*s", before, "user", "other-secret", after, "rest")
			hidden := replacer.Replace(base64.StdEncoding.EncodeToString([]byte(whole)))
			assert.Contains(t, hidden, "[x]")
			assert.Less(t, len(hidden), 4+len("[x]")+10, "more than the edges is left of %s", whole)
		}
	}
	assert.Equal(t, "nothing here", replacer.Replace("nothing here"))
}

// within is the inside of a JSON string, without the quotes that a quoted text brings along.
func within(t *testing.T, text string) string {
	t.Helper()
	quoted, err := json.Marshal(text)
	require.NoError(t, err)
	return strings.Trim(strings.Trim(string(quoted), `"`), `\"`)
}

func TestForms_short(t *testing.T) {
	t.Parallel()
	for _, short := range []string{"", "a", "abc"} {
		assert.Empty(t, redact.Forms(short))
	}
	assert.Equal(t, "a b c", redact.Replacer("[x]", "", "b").Replace("a b c"))
	for _, form := range redact.Forms("abcd") {
		assert.GreaterOrEqual(t, len(form), 4)
	}
}

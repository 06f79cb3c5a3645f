package site

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Example of https://www.twilio.com/docs/usage/security, repeated by every helper library.
func TestSign_published(t *testing.T) {
	t.Parallel()
	form := url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675310"}, "Digits": {"1234"},
		"From": {"+14158675310"}, "To": {"+18005551212"},
	}
	r, err := http.NewRequestWithContext(t.Context(), "POST", "https://mycompany.com/myapp.php?foo=1&bar=2",
		strings.NewReader(form.Encode()))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", "GvWf1cFY/Q7PnoempGyD5oXAezc=")
	s := &Site{Domain: "mycompany.com", escaped: "/myapp.php"}
	assert.True(t, signed(r, s, "12345"))
	assert.False(t, signed(r, s, "12346"))
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	assert.Equal(t, form.Encode(), string(body), "the Function can read the body after the check")
}

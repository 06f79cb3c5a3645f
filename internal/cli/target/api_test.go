package target

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// Credentials go over plain http to this machine only, unless a flag says otherwise.
func TestCheckAddress(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"":                              "",
		"https://api.example":           "",
		"http://127.0.0.1:8080":         "",
		"http://[::1]:8080":             "",
		"http://localhost":              "",
		"http://a.localhost":            "",
		"http://192.0.2.1":              "plain http",
		"HTTP://api.example":            "plain http",
		"http://localhost.example":      "plain http",
		"http://127.0.0.1.example:8080": "plain http",
		"http://user:pass@192.0.2.1":    "has credentials in it",
		"https://user:pass@api.example": "has credentials in it",
		"https://user:pass@api example": "is no URL",
		"ftp://api.example":             "has the scheme ftp: write http or https",
		"file:///etc/passwd":            "has the scheme file: write http or https",
		"http://":                       "has no host",
		"https://:8080":                 "has no host",
		"http://[::1":                   "is no URL: missing ']' in host",
		"api.example:8080":              "has no scheme",
		"user:pass@api.example:8080":    `"***@api.example:8080" has no scheme: write http://***@api.example:8080`,
		" https://api.example":          `" https://api.example" begins or ends with a space`,
		"https://api.example\n":         `"https://api.example\n" begins or ends with a space or a line break`,
		"http://a\x1b[2J":               `"http://a\x1b[2J" is no URL: invalid control character in URL`,
		"https://api.example:99999":     "has the port 99999: write one from 1 to 65535",
		"https://api.example:0":         "has the port 0",
		"https://api.example?key=hush":  "https://api.example has a query or a fragment behind it",
		"https://api.example/x#hush":    "https://api.example has a query or a fragment behind it",
		"https://api.example/v1":        "ends in /v1, with which each request begins: write https://api.example",
		"http://127.0.0.1:8080/v1/":     "write http://127.0.0.1:8080",
		"https://api.example/twilio":    "",
	} {
		err := (&APIFlags{}).CheckAddress(address)
		if want == "" {
			assert.NoError(t, err, address)
			continue
		}
		if assert.ErrorContains(t, err, want, address) {
			assert.NotContains(t, err.Error(), ":pass@")
			assert.NotContains(t, err.Error(), "hush")
		}
		if want == "plain http" {
			assert.NoError(t, (&APIFlags{allowHTTP: true}).CheckAddress(address), address)
		}
	}
}

// A line of --debug has neither the query nor a header, and shows what a server sends.
func TestDebugTransport(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	request, err := http.NewRequest(http.MethodGet, "http://127.0.0.1/v1/Services/a%0Ab?PageToken=hush", nil)
	require.NoError(t, err)
	request.SetBasicAuth("AC", "secret-token")
	answer := http.Header{"Twilio-Request-Id": {"RQ1\x1b[2J"}}
	transport := debugTransport(&out, roundTripper(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 503, Header: answer, Body: http.NoBody}, nil
	}))
	response, err := transport.RoundTrip(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Regexp(t, `^debug: GET /v1/Services/a\\nb\?…: 503 in \d+m?s, RQ1\\u001b\[2J\n$`, out.String())
	failing := debugTransport(&out, roundTripper(func(*http.Request) (*http.Response, error) {
		return nil, errors.New("no route")
	}))
	_, err = failing.RoundTrip(request) //nolint:bodyclose // there is none
	require.Error(t, err)
	assert.Contains(t, out.String(), "no answer after")
	assert.Equal(t, 2, strings.Count(out.String(), "\n"))
	assert.NotContains(t, out.String(), "hush")
}

// An Auth Token of another length is said before anything is sent, where the server is Twilio. Other
// servers may have tokens of their own.
func TestOpen_oddToken(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]string{
		"hush": "warning: the Auth Token has 4 characters, and Twilio's have 32: it will " +
			"probably be refused\n",
		"0123456789abcdef0123456789abcdef": "",
	} {
		for _, address := range []string{"", "http://127.0.0.1:1"} {
			var stderr bytes.Buffer
			set := map[string]string{"TWILIO_ACCOUNT_SID": "AC" + strings.Repeat("a", 32), "TWILIO_AUTH_TOKEN": token}
			env := &verb.Env{Stderr: &stderr, Getenv: func(name string) string { return set[name] }}
			_, err := (&APIFlags{APIURL: address}).Open(env)
			require.NoError(t, err)
			if address != "" {
				want = ""
			}
			assert.Equal(t, want, stderr.String())
			assert.NotContains(t, stderr.String(), token)
		}
	}
}

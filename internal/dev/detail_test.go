package dev

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is secret by its name is hidden, wherever a request has it, and what comes next still reads
// the whole body.
func TestDescribe(t *testing.T) {
	t.Parallel()
	const secret = "s3cret"
	for name, c := range map[string]struct {
		contentType, body string
		shown             []string
	}{
		"form": {"application/x-www-form-urlencoded",
			"From=%2B15005550006&AuthToken=s3cret&api_key=s3cret&Pass-Word=s3cret",
			[]string{"From=+15005550006", "AuthToken=***", "api_key=***", "Pass-Word=***"}},
		"JSON": {"application/json; charset=utf-8",
			`{"n": 12345678901234567890, "list": [{"accessToken": "s3cret", "a": "b"}], "credentials": {"user": "s3cret"}}`,
			[]string{`"n":12345678901234567890`, `{"a":"b","accessToken":"***"}`, `"credentials":"***"`}},
		"damaged JSON":   {"application/json", `{"token": "s3cret`, []string{"(a body of 17 bytes)"}},
		"damaged form":   {"application/x-www-form-urlencoded", "token=s3cret%", []string{"(a body of 13 bytes)"}},
		"something else": {"application/octet-stream", "token=s3cret", []string{"(a body of 12 bytes)"}},
		"no type":        {"", "token=s3cret", []string{"(a body of 12 bytes)"}},
		"text":           {"text/plain", "hello \xff", []string{"hello \uFFFD"}},
		"more than shown": {"application/json", `"` + strings.Repeat("x", maxDetail) + `s3cret"`,
			[]string{"(a body of more than 4096 bytes)"}},
		"no body": {"application/json", "", nil},
		"a form, cut short": {"application/x-www-form-urlencoded", strings.Repeat("a=b&", 2000) + "token=s3cret",
			[]string{"more than"}},
	} {
		r, err := http.NewRequestWithContext(t.Context(), "POST", "http://localhost/f?name=Ann&token="+secret,
			strings.NewReader(c.body))
		require.NoError(t, err)
		r.Header.Set("Content-Type", c.contentType)
		r.Header.Set("X-Twilio-Signature", secret)
		r.Header.Set("Cookie", "id="+secret)
		r.Header.Set("Accept", "text/html")
		got := describe(r)
		for _, want := range append(c.shown, "Accept: text/html", "?name=Ann", "?token=***", "Cookie: ***") {
			assert.Contains(t, got, want, name)
		}
		assert.NotContains(t, got, secret, name)
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		assert.Equal(t, c.body, string(body), name)
	}
}

// A line "d" switches, whatever else is typed.
func TestServer_obey(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	s := &server{print: newPrinter(&out)}
	s.obey(strings.NewReader("\nhelp\n d \r\nx\nd\nd"))
	assert.True(t, s.detailed.Load())
	assert.Equal(t, "details of requests are on now\ndetails of requests are off now\ndetails of requests are on now\n",
		out.String())
	s.obey(nil)
}

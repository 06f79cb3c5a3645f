package client

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHosts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		opts        *Options
		api, upload string
	}{
		"nil":     {nil, "https://serverless.twilio.com", "https://serverless-upload.twilio.com"},
		"general": {&Options{}, "https://serverless.twilio.com", "https://serverless-upload.twilio.com"},
		"us1": {&Options{Region: "us1"}, "https://serverless.ashburn.us1.twilio.com",
			"https://serverless-upload.ashburn.us1.twilio.com"},
		"ie1": {&Options{Region: "ie1"}, "https://serverless.dublin.ie1.twilio.com",
			"https://serverless-upload.dublin.ie1.twilio.com"},
		"au1": {&Options{Region: "au1"}, "https://serverless.sydney.au1.twilio.com",
			"https://serverless-upload.sydney.au1.twilio.com"},
		"edge alone": {&Options{Edge: "singapore"}, "https://serverless.singapore.us1.twilio.com",
			"https://serverless-upload.singapore.us1.twilio.com"},
		"both": {&Options{Region: "ie1", Edge: "frankfurt"},
			"https://serverless.frankfurt.ie1.twilio.com", "https://serverless-upload.frankfurt.ie1.twilio.com"},
		"unknown region": {&Options{Region: "jp1", Edge: "tokyo"}, "https://serverless.tokyo.jp1.twilio.com",
			"https://serverless-upload.tokyo.jp1.twilio.com"},
		"private edge": {&Options{Region: "us1", Edge: "ashburn-ix"},
			"https://serverless.ashburn-ix.us1.twilio.com", "https://serverless-upload.ashburn-ix.us1.twilio.com"},
		"one URL for both": {&Options{APIURL: "http://127.0.0.1:8080/"}, "http://127.0.0.1:8080",
			"http://127.0.0.1:8080"},
		"two URLs": {&Options{APIURL: "http://[::1]:1", UploadURL: "https://up.example//"},
			"http://[::1]:1", "https://up.example"},
		"with a path": {&Options{APIURL: "https://proxy.example/twilio/"}, "https://proxy.example/twilio",
			"https://proxy.example/twilio"},
		"path with v1 inside": {&Options{APIURL: "https://proxy.example/v1/x"}, "https://proxy.example/v1/x",
			"https://proxy.example/v1/x"},
		"path that ends like v1": {&Options{APIURL: "https://proxy.example/apiv1"}, "https://proxy.example/apiv1",
			"https://proxy.example/apiv1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := New(AuthToken(accountID, token), tc.opts)
			require.NoError(t, err)
			assert.Equal(t, []string{tc.api, tc.upload}, []string{c.APIURL(), c.UploadURL()})
		})
	}
}

func TestHosts_refused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		opts Options
		want string
	}{
		"region without default edge": {Options{Region: "jp1"}, `region "jp1" has no default edge: give an edge too`},
		"region that adds a host": {Options{Region: "evil.example/"},
			`region "evil.example/" is not a host name label such as us1 or ashburn`},
		"edge with a dot": {Options{Edge: "a.b"},
			`edge "a.b" is not a host name label such as us1 or ashburn`},
		"upper-case region":           {Options{Region: "IE1"}, `region "IE1" is not a host name label`},
		"edge with a dash at its end": {Options{Edge: "a-"}, `edge "a-" is not a host name label`},
		"region and edge":             {Options{Region: "A", Edge: "B"}, `region "A" is not`},
		"upload URL alone": {Options{UploadURL: "http://u"},
			`UploadURL is "http://u" but APIURL is empty: give both, or APIURL alone when one address serves both`},
		"URL and region": {Options{APIURL: "http://a", Region: "us1"},
			`APIURL "http://a" and region "us1" or edge "" exclude each other`},
		"URL and edge": {Options{APIURL: "http://a", Edge: "dublin"}, `exclude each other`},
		"no scheme": {Options{APIURL: "127.0.0.1:8080"},
			`APIURL: first path segment in URL cannot contain colon`},
		"host name alone": {Options{APIURL: "localhost:8080"},
			`APIURL "localhost:8080" is not an absolute http or https URL`},
		"other scheme":   {Options{APIURL: "ftp://a"}, `APIURL "ftp://a" is not an absolute http or https URL`},
		"no host":        {Options{APIURL: "http:///x"}, `is not an absolute http or https URL`},
		"bad upload URL": {Options{APIURL: "http://a", UploadURL: "u"}, `UploadURL "u" is not an absolute`},
		"v1": {Options{APIURL: "http://a/v1/"},
			`APIURL "http://a/v1/" ends in /v1, which the client adds: leave it out`},
		"query": {Options{APIURL: "http://a/?key=hush"},
			`APIURL "http://a/" has a query or fragment: leave it out`},
		"empty query":    {Options{APIURL: "http://a?"}, `APIURL "http://a" has a query or fragment`},
		"fragment":       {Options{APIURL: "http://a#hush"}, `APIURL "http://a" has a query or fragment`},
		"empty fragment": {Options{APIURL: "http://a#"}, `APIURL "http://a" has a query or fragment`},
		"credentials": {Options{APIURL: "http://user:hush@a"},
			`APIURL carries credentials: pass them as Credentials`},
		"credentials without scheme":  {Options{APIURL: "user:hush@a"}, `APIURL carries credentials`},
		"credentials that are broken": {Options{APIURL: "http://user:hu sh@a"}, `APIURL carries credentials`},
		"control character": {Options{APIURL: "http://a\x7f"},
			`APIURL: net/url: invalid control character in URL`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(AuthToken(accountID, token), &tc.opts)
			require.ErrorContains(t, err, "client: ")
			require.ErrorContains(t, err, tc.want)
			assert.NotContains(t, err.Error(), "hush")
		})
	}
}

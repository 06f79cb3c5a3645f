package proxyenv

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	const api = "https://serverless.twilio.com"
	for value, want := range map[string]string{
		"":                                 "",
		"http://proxy:3128":                "",
		"https://me:pw@proxy.example:3128": "",
		"socks5://127.0.0.1:1080":          "",
		"socks5h://proxy":                  "",
		"proxy:3128":                       "",
		"10.0.0.1:3128":                    "",
		"[::1]:3128":                       "",
		"proxy":                            "",
		"http://[::1":                      "missing ']' in host",
		"http://proxy:port":                `invalid port ":port" after host`,
		" http://proxy:3128":               "first path segment in URL cannot contain colon",
		"http://proxy:3128\n":              "invalid control character in URL",
		"http://":                          "it has no host",
		"http:proxy":                       "it has no host",
		"htp://proxy:3128":                 `the scheme is "htp" instead of http, https, socks5, socks5h`,
		"ftp://proxy":                      `the scheme is "ftp"`,
		"proxy at home":                    "invalid character \" \" in host name",
		"%zz":                              "invalid URL escape",
	} {
		for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
			getenv := func(key string) string { return map[string]string{name: value}[key] }
			err := Check(getenv, api)
			if want == "" {
				require.NoError(t, err, value)
				continue
			}
			require.ErrorContains(t, err, want, value)
			require.ErrorContains(t, err, name+" is ", value)
			require.NoError(t, Check(getenv, "http://localhost:8080", "https://127.0.0.1:1", "http://[::1]:1",
				"http://api.example", ""))
		}
	}
}

func TestCheck_whichVariable(t *testing.T) {
	t.Parallel()
	const bad = "http://[bad"
	for name, tc := range map[string]struct {
		environment map[string]string
		want        string
	}{
		"lower case first":      {map[string]string{"https_proxy": "proxy:1", "HTTPS_PROXY": bad}, ""},
		"lower case wrong":      {map[string]string{"https_proxy": bad, "HTTPS_PROXY": "proxy:1"}, "https_proxy is"},
		"for http":              {map[string]string{"HTTP_PROXY": bad}, "HTTP_PROXY is"},
		"for nothing of these":  {map[string]string{"ALL_PROXY": bad, "FTP_PROXY": bad}, ""},
		"a proxy is not wanted": {map[string]string{"HTTPS_PROXY": bad, "NO_PROXY": "*"}, ""},
		"one is wanted for others": {map[string]string{"HTTPS_PROXY": bad, "NO_PROXY": "example.com"},
			"HTTPS_PROXY is"},
	} {
		getenv := func(key string) string { return tc.environment[key] }
		err := Check(getenv, "https://serverless.twilio.com", "http://api.example")
		if tc.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, tc.want, name)
	}
}

// No message shows a password, however the rest of the value looks.
func TestCheck_conceals(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"htp://me:s3cret@proxy", "http://me:s3cret@[bad", "me:s3cret@pro xy", "http://me:s3@cret@:x", "http://s3cret@",
	} {
		err := Check(func(key string) string { return map[string]string{"HTTPS_PROXY": value}[key] },
			"https://a.example")
		require.Error(t, err, value)
		assert.NotContains(t, err.Error(), "cret", value)
	}
}

// What Check accepts, net/http uses: it is not ignored.
func TestCheck_asNetHTTP(t *testing.T) {
	for _, value := range []string{"http://proxy:3128", "proxy:3128", "10.0.0.1:3128", "socks5://proxy:1080"} {
		require.NoError(t, Check(func(key string) string { return map[string]string{"HTTPS_PROXY": value}[key] },
			"https://a.example"))
	}
	t.Setenv("HTTPS_PROXY", "proxy.example:3128") // read once a process
	t.Setenv("https_proxy", "")
	t.Setenv("NO_PROXY", "")
	t.Setenv("no_proxy", "")
	got, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: "a.example"}})
	require.NoError(t, err)
	require.NotNil(t, got)
	assert.Equal(t, "http://proxy.example:3128", got.String())
}

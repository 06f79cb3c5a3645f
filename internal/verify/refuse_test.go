package verify

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

const (
	versionPath = "/v1/Services/hello/Functions/ZHaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Versions"
	upload      = "--b\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/hello\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"Content\"; filename=\"a.js\"\r\nContent-Type: " +
		"application/javascript\r\n\r\n1;\r\n--b\r\nContent-Disposition: form-data; name=\"Visibility\"\r\n\r\n" +
		"VISIBILITY\r\n--b--\r\n"
)

func TestProxy_refuses(t *testing.T) {
	t.Parallel()
	var forwarded atomic.Int64
	e, err := emulator.New(nil)
	require.NoError(t, err)
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		forwarded.Add(1)
		e.ServeHTTP(w, r)
	}))
	t.Cleanup(upstream.Close)
	f := start(t, upstream.URL, "", true)
	multipart := []string{"Content-Type", "multipart/form-data; boundary=b"}
	for _, test := range []struct {
		name, method, path, body string
		header                   []string
		rules                    string // "" = forwarded
		status                   int
	}{
		{"good form", "POST", "/v1/Services", "UniqueName=hello&FriendlyName=Hello", nil, "", 201},
		{"no body", "GET", "/v1/Services", "", nil, "", 200},
		{"undeclared field is only a notice", "POST", "/v1/Services/hello/Functions", "FriendlyName=a&Colour=b",
			nil, "",
			201},
		{"good upload", "POST", versionPath, strings.Replace(upload, "VISIBILITY", "public", 1), multipart, "", 404},
		{"indexed array", "POST", "/v1/Services/hello/Builds", "FunctionVersions[0]=ZNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			nil, "indexed-array", 400},
		{"missing field", "POST", "/v1/Services", "FriendlyName=Hello", nil, "missing-field", 400},
		{"bad query", "GET", "/v1/Services?PageSize=0", "", nil, "minimum", 400},
		{"unknown path", "GET", "/v1/Nothing", "", nil, "unknown-operation", 400},
		{"bad last part of an upload", "POST", versionPath, strings.Replace(upload, "VISIBILITY", "secret", 1),
			multipart,
			"pattern", 400},
		{"upload that ends early", "POST", versionPath, upload[:60], multipart, "malformed-multipart", 400},
		{"too large", "POST", "/v1/Services", strings.Repeat("a", requestLimit+1), nil, "body-too-large", 400},
	} {
		before, refusedBefore := forwarded.Load(), f.proxy.Report().Refused
		response, body := send(t, test.method, f.url+test.path, test.body, test.header...)
		assert.Equal(t, test.status, response.StatusCode, "%s: %s", test.name, body)
		assert.Equal(t, test.rules, response.Header.Get(HeaderViolation), test.name)
		if test.rules == "" {
			assert.Equal(t, before+1, forwarded.Load(), test.name)
			continue
		}
		assert.Equal(t, before, forwarded.Load(), "%s: nothing of it was forwarded", test.name)
		assert.Equal(t, refusedBefore+1, f.proxy.Report().Refused, test.name)
		var refusal struct {
			Code, Status int
			Message      string
		}
		require.NoError(t, json.Unmarshal([]byte(body), &refusal), test.name)
		assert.Equal(t, codeRefused, refusal.Code)
		assert.Equal(t, 400, refusal.Status)
		assert.Contains(t, refusal.Message, "the proxy, not the API")
		assert.Contains(t, refusal.Message, "["+test.rules+"]")
	}
	findings, _ := f.seen()
	for _, s := range findings {
		assert.NotEqual(t, "response", s.Finding.Side.String(), "no answer was wrong: %s", s.Finding)
	}
}

// TestReport_holdsNoSecrets plants credentials and values in every place of a request and of an
// answer.
func TestReport_holdsNoSecrets(t *testing.T) {
	t.Parallel()
	const secret = "planted-secret-4711"
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Set-Cookie", secret)
		_, _ = w.Write([]byte(`{"variables":"` + secret + `","url":"` + secret + `","value":"` + secret + `"}`))
	}))
	t.Cleanup(upstream.Close)
	for _, refuse := range []bool{false, true} {
		f := start(t, upstream.URL, "", refuse)
		for _, path := range []string{
			"/v1/Services/hello/Environments/ZEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Variables", "/v1/" + secret,
			"/v1/Services?PageToken=" + secret,
			"/v1/Services?" + secret + "=1",
		} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, f.url+path,
				strings.NewReader("Key="+secret+"&Value="+secret+"&"+secret+"=1"))
			require.NoError(t, err)
			request.SetBasicAuth("ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", secret)
			request.Header.Set("Cookie", secret)
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded; a="+secret)
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			_ = response.Body.Close()
		}
		var text bytes.Buffer
		require.NoError(t, f.proxy.Report().WriteText(&text))
		require.NoError(t, f.proxy.Report().WriteJSON(&text))
		findings, troubles := f.seen()
		for _, s := range findings {
			text.WriteString(s.Finding.String() + s.Method + s.Path)
		}
		for _, err := range troubles {
			text.WriteString(err.Error())
		}
		assert.NotEmpty(t, findings)
		assert.NotContains(t, text.String(), secret)
	}
}

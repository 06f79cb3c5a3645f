package emulator

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/site"
)

// deployedSite is a service with one of everything, live on its dev environment.
type deployedSite struct {
	*api
	service, environment, domain string
	versions                     []string // fields of CreateBuild
}

func newSite(t testing.TB, opts *Options) *deployedSite {
	t.Helper()
	s := &deployedSite{api: newAPI(t, opts)}
	s.service = s.api.service("Shop")
	s.environment = s.api.environment(s.service, "dev-environment", "dev-1")
	s.domain = s.get(s.environment).str("domain_name")
	s.file("/index.html", "public", "text/html; charset=utf-8", "<h1>index</h1>")
	s.file("/assets/index.html", "public", "text/html; charset=utf-8", "<h1>home</h1>")
	s.file("/caf\u00e9 list.txt", "public", "text/plain", "0123456789")
	s.file("/members.json", "protected", "application/json", `{"members":[]}`)
	s.file("/prices.json", "private", "application/json", `{"secret":1}`)
	for _, visibility := range []string{"public", "protected", "private"} {
		path := "/run-" + visibility
		function := s.function(s.service, path)
		zn := s.uploadParts(function, part{"Path", "", path}, part{"Visibility", "", visibility},
			part{"Content", "application/javascript", "exports.handler = " + visibility}).must(t, 201)
		s.versions = append(s.versions, "FunctionVersions", zn)
	}
	s.deploy()
	return s
}

func (s *deployedSite) file(path, visibility, contentType, content string) {
	s.t.Helper()
	zn := s.uploadParts(s.asset(s.service, path), part{"Path", "", path}, part{"Visibility", "", visibility},
		part{"Content", contentType, content}).must(s.t, 201)
	s.versions = append(s.versions, "AssetVersions", zn)
}

func (s *deployedSite) deploy() {
	s.t.Helper()
	build := s.post(s.service+"/Builds", s.versions...).must(s.t, 201)
	s.post(s.environment+"/Deployments", "BuildSid", build).must(s.t, 201)
}

// visit sends a request without credentials to the site.
func (s *deployedSite) visit(method, target, body string, header ...string) (*http.Response, string) {
	s.t.Helper()
	if strings.HasPrefix(target, "/") {
		target = "https://" + s.domain + target
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, target, strings.NewReader(body))
	require.NoError(s.t, err)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := s.client.Do(req)
	require.NoError(s.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	require.NoError(s.t, err)
	return res, string(raw)
}

func TestSite(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	upper := "https://" + strings.ToUpper(s.domain)
	prefixed := "http://127.0.0.1:8080/_live/" + s.domain
	for _, c := range []struct {
		name, method, target string
		status               int
		body                 string // the whole, or a part when the status is not 200
	}{
		{"asset", "GET", "/index.html", 200, "<h1>index</h1>"},
		{"host in capitals", "GET", upper + "/index.html", 200, "<h1>index</h1>"},
		{"host with a port", "GET", "http://" + s.domain + ":8080/index.html", 200, "<h1>index</h1>"},
		{"host with the dot of the root", "GET", "https://" + s.domain + "./index.html", 200, "<h1>index</h1>"},
		{"below a path", "GET", prefixed + "/index.html", 200, "<h1>index</h1>"},
		{"root below a path", "GET", prefixed, 200, "<h1>home</h1>"},
		{"escaped domain below a path", "GET", "http://127.0.0.1:8080/_live/%73%68%6f%70%2D0000.twil.io/index.html",
			404, "no Environment has the domain shop-0000.twil.io"},
		{"escaped domain, short path", "GET", "http://127.0.0.1:8080/_live/%73%68%6f%70/x", 404,
			"no Environment has the domain shop"},
		{"escaped domain and nothing else", "GET", "http://127.0.0.1:8080/_live/%73%68%6f%70", 404,
			"no Environment has the domain shop"},
		{"escaped slash in a domain", "GET", "http://127.0.0.1:8080/_live/a%2Fb/c", 404,
			"no Environment has the domain a/b"},
		{"root", "GET", "/", 200, "<h1>home</h1>"},
		{"escaped path", "GET", "/caf%C3%A9%20list.txt", 200, "0123456789"},
		{"escaped path below a path", "GET", prefixed + "/caf%C3%A9%20list.txt", 200, "0123456789"},
		{"query is not looked at", "GET", "/index.html?a=b", 200, "<h1>index</h1>"},
		{"HEAD", "HEAD", "/index.html", 200, ""},
		{"no such path", "GET", "/nothing", 404, "serves nothing at /nothing"},
		{"no folders", "GET", "/assets/", 404, "serves nothing at /assets/"},
		{"paths are not cleaned", "GET", "/a/../index.html", 404, "serves nothing"},
		{"case counts", "GET", "/INDEX.html", 404, "serves nothing"},
		{"private asset", "GET", "/prices.json", 404, "serves nothing at /prices.json"},
		{"private function", "GET", "/run-private", 404, "serves nothing at /run-private"},
		{"protected asset", "GET", "/members.json", 403,
			"Unauthorized - you are not authenticated to perform this request"},
		{"protected function", "POST", "/run-protected", 403,
			"Unauthorized - you are not authenticated to perform this request"},
		{"public function", "GET", "/run-public", 501, "does not run Functions"},
		{"unknown domain", "GET", "https://shop-0000-prod.twil.io/index.html", 404, "no Environment has the domain"},
		{"domain of the service alone", "GET", "https://" + strings.Replace(s.domain, "-dev-1", "", 1) +
			"/index.html", 404, "no Environment"},
		{"part of a suffix", "GET", "https://" + strings.Replace(s.domain, "-dev-1", "-dev", 1) + "/index.html", 404,
			"no Environment"},
		{"bare zone", "GET", "https://.twil.io/index.html", 404, "no Environment"},
		{"POST to an asset", "POST", "/index.html", 405, "GET, HEAD, OPTIONS"},
		{"PUT", "PUT", "/index.html", 405, "GET, HEAD, POST, OPTIONS"},
		{"GET with a body", "GET", "/index.html", 403, "must not have a body"},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := ""
			if c.name == "GET with a body" {
				body = "x"
			}
			res, got := s.visit(c.method, c.target, body)
			require.Equal(t, c.status, res.StatusCode, got)
			assert.Empty(t, res.Header.Get("Access-Control-Allow-Origin"), "no origin asked")
			if c.status == 200 {
				assert.Equal(t, c.body, got)
			} else {
				assert.Contains(t, got, c.body)
			}
		})
	}
}

// Scripts of what was deployed must not act as the emulator's own, whatever a Function says.
func TestSite_confined(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(w http.ResponseWriter){
		"writes":       func(w http.ResponseWriter) { _, _ = io.WriteString(w, "<script>") },
		"has a status": func(w http.ResponseWriter) { w.WriteHeader(http.StatusTeapot) },
		"has another first": func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusEarlyHints)
			w.WriteHeader(
				http.StatusOK)
		},
		"flushes": func(w http.ResponseWriter) { assert.NoError(t, http.NewResponseController(w).Flush()) },
	} {
		s := newSite(t, &Options{Invoke: func(w http.ResponseWriter, _ *http.Request, _ Invocation) {
			w.Header().Set("Content-Security-Policy", "default-src 'self'")
			write(w)
		}})
		server := httptest.NewServer(s.emu)
		t.Cleanup(server.Close)
		res, _ := s.visit("GET", "/run-public", "")
		assert.Equal(t, []string{"default-src 'self'"}, res.Header.Values("Content-Security-Policy"),
			"on the domain nothing is added")
		req, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/_live/"+s.domain+"/run-public", nil)
		require.NoError(t, err)
		res, err = server.Client().Do(req)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Equal(t, []string{"default-src 'self'", site.Confinement},
			res.Header.Values("Content-Security-Policy"), name)
	}
	assert.NotContains(t, site.Confinement, "allow-same-origin")
	s := newSite(t, nil)
	for _, path := range []string{"/index.html", "", "/nothing", "/members.json", "/run-public"} {
		res, _ := s.visit("GET", "http://127.0.0.1:8080/_live/"+s.domain+path, "")
		assert.Equal(t, []string{site.Confinement}, res.Header.Values("Content-Security-Policy"), path)
		res, _ = s.visit("GET", "/"+path, "")
		assert.Empty(t, res.Header.Values("Content-Security-Policy"), path)
	}
}

func TestSite_conditionsAndRanges(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	const target = "/caf%C3%A9%20list.txt"
	res, _ := s.visit("GET", target, "")
	etag := res.Header.Get("Etag")
	require.Regexp(t, `^"[0-9a-f]{32}"$`, etag, "strong")
	assert.Equal(t, "text/plain", res.Header.Get("Content-Type"))
	assert.NotEmpty(t, res.Header.Get("Last-Modified"))
	for _, c := range []struct {
		name   string
		header []string
		status int
		body   string
	}{
		{"unchanged", []string{"If-None-Match", etag}, 304, ""},
		{"changed", []string{"If-None-Match", `"other"`}, 200, "0123456789"},
		{"range", []string{"Range", "bytes=2-4"}, 206, "234"},
		{"last bytes", []string{"Range", "bytes=-3"}, 206, "789"},
		{"range of this version", []string{"Range", "bytes=0-0", "If-Range", etag}, 206, "0"},
		{"range of another version", []string{"Range", "bytes=0-0", "If-Range", `"other"`}, 200, "0123456789"},
		{"behind the end", []string{"Range", "bytes=10-"}, 416, "invalid range: failed to overlap\n"},
		{"precondition", []string{"If-Match", `"other"`}, 412, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, body := s.visit("GET", target, "", c.header...)
			assert.Equal(t, c.status, res.StatusCode)
			assert.Equal(t, c.body, body)
		})
	}
	res, _ = s.visit("HEAD", target, "")
	assert.Equal(t, int64(10), res.ContentLength)
	assert.Equal(t, etag, res.Header.Get("Etag"))
}

func TestSite_preflight(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	res, body := s.visit("OPTIONS", "/run-public", "")
	assert.Equal(t, 200, res.StatusCode)
	assert.Equal(t, "*", res.Header.Get("Access-Control-Allow-Headers"))
	assert.Equal(t, "GET, POST, OPTIONS", res.Header.Get("Access-Control-Allow-Methods"))
	assert.Empty(t, body)
}

// A new Deployment is served at once, a cleared Environment serves nothing.
func TestSite_switches(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	s.file("/new.txt", "public", "text/plain", "new")
	res, _ := s.visit("GET", "/new.txt", "")
	require.Equal(t, 404, res.StatusCode, "uploaded is not deployed")
	s.deploy()
	res, body := s.visit("GET", "/new.txt", "")
	require.Equal(t, 200, res.StatusCode)
	assert.Equal(t, "new", body)
	s.post(s.environment+"/Deployments").must(t, 201)
	res, body = s.visit("GET", "/new.txt", "")
	assert.Equal(t, 404, res.StatusCode)
	assert.Contains(t, body, "nothing is deployed to "+s.domain)
	s.delete(s.service).must(t, 204)
	res, body = s.visit("GET", "/new.txt", "")
	assert.Equal(t, 404, res.StatusCode)
	assert.Contains(t, body, "no Environment has the domain")
}

// Two accounts may have a Service of one name, but not one domain.
func TestSite_domainsAreUnique(t *testing.T) {
	t.Parallel()
	a := newAPI(t, &Options{Seed: 7})
	seen := map[string]bool{}
	for i := range 300 {
		other := a.as("AC"+strings.Repeat("0", 29)+string(rune('a'+i/100))+string(rune('0'+i/10%10))+string(
			rune('0'+i%10)), "secret")
		base := other.post("/v1/Services", "UniqueName", "same", "FriendlyName", "same").str("domain_base")
		require.NotEmpty(t, base)
		require.False(t, seen[base], base)
		seen[base] = true
	}
}

func sign(token, text string) string {
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func TestSite_protected(t *testing.T) {
	t.Parallel()
	const account, token = "ACbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "the token of this account"
	s := func() *deployedSite {
		opts := &Options{Accounts: []Account{
			{SID: TestAccountSID, AuthToken: TestAuthToken,
				Keys: map[string]string{"SKbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb": "key secret"}},
			{SID: account, AuthToken: token},
		}}
		return newSite(t, opts)
	}()
	at := "https://" + s.domain
	jsonSum := "bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a" // of {}
	for _, c := range []struct {
		name, method, target, body, contentType, signature string
		status                                             int
	}{
		{"asset", "GET", at + "/members.json", "", "", sign(TestAuthToken, at+"/members.json"), 200},
		{"with a query", "GET", at + "/members.json?b=1&a=2", "", "", sign(TestAuthToken, at+"/members.json?b=1&a=2"),
			200},
		{"signed with the port", "GET", at + "/members.json", "", "",
			sign(TestAuthToken, "https://"+s.domain+":443/members.json"), 200},
		{"signed as http", "GET", at + "/members.json", "", "",
			sign(TestAuthToken, "http://"+s.domain+"/members.json"), 200},
		{"below a path, domain signed", "GET", "http://127.0.0.1:8080/_live/" + s.domain + "/members.json", "", "",
			sign(TestAuthToken, at+"/members.json"), 200},
		{"below a path, address signed", "GET", "http://127.0.0.1:8080/_live/" + s.domain + "/members.json", "", "",
			sign(TestAuthToken, "http://127.0.0.1:8080/_live/"+s.domain+"/members.json"), 200},
		{"form", "POST", at + "/run-protected", "b=2&a=1&b=1&b=2", formType,
			sign(TestAuthToken, at+"/run-protecteda1b1b2"), 501},
		{"JSON", "POST", at + "/run-protected?" + jsonSum, "{}", "application/json",
			sign(TestAuthToken, at+"/run-protected?"+jsonSum), 501},
		{"JSON that was changed", "POST", at + "/run-protected?" + jsonSum, "{ }", "application/json",
			sign(TestAuthToken, at+"/run-protected?"+jsonSum), 403},
		{"form that was changed", "POST", at + "/run-protected", "a=1&b=3", formType,
			sign(TestAuthToken, at+"/run-protecteda1b2"), 403},
		{"another path", "GET", at + "/members.json", "", "", sign(TestAuthToken, at+"/other.json"), 403},
		{"another account's token", "GET", at + "/members.json", "", "", sign(token, at+"/members.json"), 403},
		{"an API key's secret", "GET", at + "/members.json", "", "", sign("key secret", at+"/members.json"), 403},
		{"no base64", "GET", at + "/members.json", "", "", "%%%", 403},
		{"too short", "GET", at + "/members.json", "", "", "AAAA", 403},
		{"private stays private", "GET", at + "/prices.json", "", "", sign(TestAuthToken, at+"/prices.json"), 404},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, body := s.visit(c.method, c.target, c.body, "X-Twilio-Signature", c.signature, "Content-Type",
				c.contentType)
			assert.Equal(t, c.status, res.StatusCode, body)
		})
	}
}

// A state may hold accounts that are not accepted any more. No client has their token, least of all the
// empty one.
func TestSite_protectedOfAnAccountWithoutToken(t *testing.T) {
	t.Parallel()
	s := newSite(t, nil)
	var dump bytes.Buffer
	require.NoError(t, s.emu.Dump(&dump))
	other := &Options{Accounts: []Account{{SID: "AC" + strings.Repeat("1", 32), AuthToken: "t"}}}
	s.api = newAPI(t, other)
	require.NoError(t, s.emu.Restore(&dump))
	res, _ := s.visit("GET", "/index.html", "")
	require.Equal(t, 200, res.StatusCode)
	res, body := s.visit("GET", "/members.json", "", "X-Twilio-Signature",
		sign("", "https://"+s.domain+"/members.json"))
	assert.Equal(t, 403, res.StatusCode, body)
}

func TestSite_invoke(t *testing.T) {
	t.Parallel()
	var got Invocation
	s := newSite(t, &Options{Invoke: func(w http.ResponseWriter, r *http.Request, in Invocation) {
		got = in
		_, _ = io.Copy(w, r.Body)
	}})
	s.post(s.environment+"/Variables", "Key", "GREETING", "Value", "hi").must(t, 201)
	res, body := s.visit("POST", "/run-public", "the body")
	assert.Equal(t, 200, res.StatusCode)
	assert.Equal(t, "the body", body)
	assert.Empty(t, res.Header.Get("Access-Control-Allow-Origin"))
	env := s.get(s.environment)
	got.Live, got.AddLog = nil, nil // live_test.go
	assert.Equal(t, Invocation{
		AccountSID: TestAccountSID, ServiceSID: tail(s.service), EnvironmentSID: tail(
			s.environment), BuildSID: env.str("build_sid"),
		DeploymentSID: s.get(
			s.environment + "/Deployments").items()[0], FunctionSID: got.FunctionSID, VersionSID: got.VersionSID,
		DomainName: s.domain, Path: "/run-public", Runtime: defaultRuntime, Source: []byte("exports.handler = public"),
		Variables: map[string]string{"GREETING": "hi"},
	}, got)
	assert.Equal(t, "/run-public", s.get(s.service+"/Functions/"+got.FunctionSID+"/Versions/"+got.VersionSID).str(
		"path"))
}

package emulator

import (
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// overSockets gives the API behind a real server; a client follows no redirects,
// since the API makes none.
func overSockets(t *testing.T, start func(http.Handler) *httptest.Server) (*api, string) {
	t.Helper()
	a := newAPI(t, nil)
	srv := start(a.emu)
	t.Cleanup(srv.Close)
	a.client = srv.Client()
	a.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return a, srv.URL
}

func TestOverSockets(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(http.Handler) *httptest.Server{"http": httptest.NewServer,
		"https": httptest.NewTLSServer} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, base := overSockets(t, start)
			require.True(t, strings.HasPrefix(base, name+"://"))
			created := a.do("POST", base+"/v1/Services", formType, strings.NewReader("UniqueName=wire&FriendlyName=w"))
			sid := created.must(t, 201)
			assert.Equal(t, base+"/v1/Services/"+sid, created.str("url"))
			assert.Equal(t, base+"/v1/Services?PageSize=1&Page=0", a.get(base+"/v1/Services?PageSize=1").meta("url"))

			service := base + "/v1/Services/wire"
			fn := service + "/Functions/" + a.do("POST", service+"/Functions", formType,
				strings.NewReader("FriendlyName=f")).must(t, 201)
			contentType, body := multipartBody(t, part{"Path", "", "/f"}, part{"Visibility", "", "public"},
				part{"Content", "text/javascript", "source"})
			version := a.do("POST", fn+"/Versions", contentType, body)
			version.must(t, 201)
			link := version.json["links"].(map[string]any)["function_version_content"].(string)
			assert.Equal(t, "source", a.get(link).str("content"))
			assert.Equal(t, 204, a.delete(service).status)
		})
	}
}

// http.ServeMux would answer these with a redirect.
func TestOverSockets_noRedirects(t *testing.T) {
	t.Parallel()
	a, base := overSockets(t, httptest.NewServer)
	for _, path := range []string{
		"/v1//Services", "//v1/Services", "/v1/../v1/Services", "/v1/./Services", "/v1/Services/.", "/v1/Services/..",
		"/v1/%2e%2e/v1/Services", "/v1/%2E/Services", "/v1/Services/", "/v1/Services//", "/v1/Services/a%2Fb",
		"/v1/Services/%2f", "/v1/Services%00",
	} {
		a.get(base+path).refused(t, 404, 20404)
	}
}

// What no Go client would send.
func TestOverSockets_rawRequests(t *testing.T) {
	t.Parallel()
	_, base := overSockets(t, httptest.NewServer)
	auth := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(TestAccountSID+":x")) + "\r\n"
	for request, want := range map[string]string{
		"GET http://other/v1/Services HTTP/1.1\r\nHost: x\r\n" + auth +
			"Connection: close\r\n\r\n": `"url": "http://other/v1/Services?`,
		"GET /v1/Services HTTP/1.0\r\n" + auth +
			"\r\n": "HTTP/1.0 200 ",
		"GET /v1/Services HTTP/1.1\r\nHost: serverless-upload\r\n" + auth +
			"Connection: close\r\n\r\n": "HTTP/1.1 404 ",
		"GET /v1/Services HTTP/1.1\r\nHost: x\r\nAuthorization: Basic !!\r\nConnection: close\r\n\r\n": "HTTP/1.1 401 ",
		"POST /v1/Services HTTP/1.1\r\nHost: x\r\n" + auth +
			"Content-Length: 99999999\r\nConnection: close\r\n\r\nU=1": "HTTP/1.1 413 ",
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
		require.NoError(t, err)
		_, err = io.WriteString(conn, request)
		require.NoError(t, err)
		if strings.HasPrefix(request, "POST") { // without a body, the end of what is sent would cancel the request
			require.NoError(t, conn.(*net.TCPConn).CloseWrite())
		}
		got, err := io.ReadAll(conn)
		require.NoError(t, err)
		require.NoError(t, conn.Close())
		assert.Contains(t, string(got), want, request)
	}
}

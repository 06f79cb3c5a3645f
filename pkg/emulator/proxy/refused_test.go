package proxy_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// raw sends bytes to the proxy and reads the answer.
func (s *stand) raw(t *testing.T, request string) (status int, body string) {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	require.NoError(t, err)
	defer conn.Close()
	return exchange(t, conn, request)
}

func exchange(t *testing.T, conn net.Conn, request string) (status int, body string) {
	t.Helper()
	_, err := io.WriteString(conn, request)
	require.NoError(t, err)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(content)
}

// elsewhere is a server that must never be asked.
func elsewhere(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			conn.Close()
			t.Errorf("the proxy opened a connection")
		}
	}()
	t.Cleanup(func() { listener.Close() })
	return listener.Addr().String()
}

func TestRefused(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s %s reached the emulator", r.Method, r.Host, r.RequestURI)
	}))
	other := elsewhere(t)
	for name, tt := range map[string]struct {
		authority string
		reason    string
	}{
		"another host":               {"example.com:443", "is not a name below"},
		"a name that ends alike":     {"evil-twilio.com:443", "is not a name below"},
		"a name that begins alike":   {"serverless.twilio.com.evil.example:443", "is not a name below"},
		"a domain in a label":        {"serverless.twilio.com.evil:443", "is not a name below"},
		"the domain itself":          {"twilio.com:443", "is not a name below"},
		"the other domain itself":    {"twil.io:443", "is not a name below"},
		"ends like the other domain": {"nottwil.io:443", "is not a name below"},
		"localhost":                  {"localhost:443", "is not a name below"},
		"a server that is there":     {other, "is an address"},
		"an IPv4 address":            {"127.0.0.1:443", "is an address"},
		"an IPv6 address":            {"[::1]:443", "is an address"},
		"an IPv6 address with zone":  {"[fe80::1%25lo]:443", "is an address"},
		"a number for an address":    {"2130706433:443", "is not a name below"},
		"hexadecimal for an address": {"0x7f.1:443", "is not a name below"},
		"the metadata address":       {"169.254.169.254:80", "is an address"},
		"a trailing dot":             {"serverless.twilio.com.:443", "is not a name below"},
		"an empty label":             {"serverless..twilio.com:443", "is not a name below"},
		"only a dot before":          {".twilio.com:443", "is not a name below"},
		"an underscore":              {"a_b.twilio.com:443", "is not a name below"},
		"a wildcard":                 {"*.twilio.com:443", "is not a name below"},
		"a leading hyphen":           {"-a.twilio.com:443", "is not a name below"},
		"a long label":               {strings.Repeat("a", 64) + ".twilio.com:443", "is not a name below"},
		"a long name":                {strings.Repeat("a.", 130) + "twilio.com:443", "is not a name below"},
		"a letter that lowers to k":  {"\u212a.twil.io:443", "is not a name below"},
		"another port":               {"serverless.twilio.com:22", "neither 443 nor 80"},
		"a port that wraps around":   {"serverless.twilio.com:65979", "neither 443 nor 80"},
		"a port written otherwise":   {"serverless.twilio.com:0443", "neither 443 nor 80"},
		"an empty port":              {"serverless.twilio.com:", ""},
	} {
		t.Run("CONNECT to "+name, func(t *testing.T) {
			t.Parallel()
			status, body := s.raw(t, fmt.Sprintf("CONNECT %s HTTP/1.1\r\nHost: serverless.twilio.com:443\r\n\r\n",
				tt.authority))
			assert.Equal(t, http.StatusForbidden, status)
			assert.Contains(t, body, tt.reason)
			assert.Contains(t, body, "forwards nothing")
		})
		t.Run("GET from "+name, func(t *testing.T) {
			t.Parallel()
			if tt.authority == "serverless.twilio.com:" {
				t.Skip("RFC 3986, 3.2.3: an empty port is the default one")
			}
			status, body := s.raw(
				t, fmt.Sprintf("GET http://%s/v1/Services HTTP/1.1\r\nHost: serverless.twilio.com\r\n\r\n",
					tt.authority))
			assert.Equal(t, http.StatusForbidden, status)
			assert.Contains(t, body, tt.reason)
		})
	}
}

func TestRefused_otherForms(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s %s reached the emulator", r.Method, r.Host, r.RequestURI)
	}))
	const host = "Host: serverless.twilio.com\r\n\r\n"
	for name, tt := range map[string]struct {
		request string
		want    int
		text    string
	}{
		"CONNECT without a port": {"CONNECT serverless.twilio.com HTTP/1.1\r\n" + host, 403,
			"neither 443 nor 80"},
		"CONNECT with user information": {"CONNECT serverless.twilio.com:443@example.com:443 HTTP/1.1\r\n" + host,
			403, "not host:port"},
		"CONNECT with user information 2": {"CONNECT example.com@serverless.twilio.com:443 HTTP/1.1\r\n" + host, 403,
			"is not a name below"},
		"CONNECT with a path": {"CONNECT serverless.twilio.com:443/v1 HTTP/1.1\r\n" + host, 403,
			"neither 443 nor 80"},
		"CONNECT to a path": {"CONNECT /v1 HTTP/1.1\r\n" + host, 403, "is not a name below"},
		"CONNECT with NUL":  {"CONNECT serverless.twilio.com\x00.evil:443 HTTP/1.1\r\n" + host, 400, ""},
		"URL with user information": {"GET http://serverless.twilio.com@example.com/ HTTP/1.1\r\n" + host, 403,
			"user information"},
		"URL with user information 2": {"GET http://u:p@serverless.twilio.com/ HTTP/1.1\r\n" + host, 403,
			"user information"},
		"URL with a backslash": {"GET http://example.com\\.twilio.com/ HTTP/1.1\r\n" + host, 400, ""},
		"URL of another scheme": {"GET ftp://serverless.twilio.com/ HTTP/1.1\r\n" + host, 403,
			"neither http nor https"},
		"URL of a file": {"GET file:///etc/passwd HTTP/1.1\r\n" + host, 403,
			"neither http nor https"},
		"a path alone":            {"GET /v1/Services HTTP/1.1\r\n" + host, 400, "name it in HTTPS_PROXY"},
		"another host over https": {"GET https://example.com/ HTTP/1.1\r\n" + host, 403, "is not a name below"},
		"WebSocket upgrade": {"GET http://example.com/ HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
			host, 403, "is not a name below"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, body := s.raw(t, tt.request)
			assert.Equal(t, tt.want, status, body)
			assert.Contains(t, body, tt.text)
		})
	}
}

// The connection ends with a refused CONNECT, which the client has to know.
func TestRefused_closes(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(seen))
	conn, err := net.Dial("tcp", s.addr)
	require.NoError(t, err)
	defer conn.Close()
	_, err = io.WriteString(conn, "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n")
	require.NoError(t, err)
	reader := bufio.NewReader(conn)
	res, err := http.ReadResponse(reader, nil)
	require.NoError(t, err)
	assert.True(t, res.Close)
	assert.Equal(t, "HTTP/1.1", res.Proto)
	_, err = io.Copy(io.Discard, res.Body)
	require.NoError(t, err)
	_, err = reader.ReadByte()
	assert.ErrorIs(t, err, io.EOF)
}

// dial opens a tunnel.
func (s *stand) dial(t *testing.T, authority string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	_, err = fmt.Fprintf(conn, "CONNECT %s HTTP/1.1\r\nHost: %[1]s\r\n\r\n", authority)
	require.NoError(t, err)
	res, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: http.MethodConnect})
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, res.StatusCode)
	return conn
}

// A tunnel leads to the host that it was opened to, and it ends in the proxy.
func TestTunnel(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(seen))
	for name, tt := range map[string]struct {
		request string
		want    int
		text    string
	}{
		"its host":               {"GET / HTTP/1.1\r\nHost: serverless.twilio.com\r\n\r\n", 200, ""},
		"its host with the port": {"GET / HTTP/1.1\r\nHost: Serverless.twilio.com:443\r\n\r\n", 200, ""},
		"its host in the URL": {"GET https://serverless.twilio.com/ HTTP/1.1\r\nHost: example.com\r\n\r\n", 200,
			""},
		"another host of Twilio": {"GET / HTTP/1.1\r\nHost: serverless-upload.twilio.com\r\n\r\n", 421,
			`leads to serverless.twilio.com:443, the request asks for "serverless-upload.twilio.com"`},
		"another port": {"GET / HTTP/1.1\r\nHost: serverless.twilio.com:80\r\n\r\n", 421,
			"leads to serverless.twilio.com:443"},
		"another host": {"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", 421, "leads to"},
		"another host in the URL": {"GET http://example.com/ HTTP/1.1\r\nHost: serverless.twilio.com\r\n\r\n", 421,
			"leads to"},
		"no host": {"GET / HTTP/1.0\r\n\r\n", 421, "leads to"},
		"a tunnel in the tunnel": {"CONNECT serverless.twilio.com:443 HTTP/1.1\r\nHost: serverless.twilio.com\r\n\r\n",
			403, "not to another tunnel"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := tls.Client(s.dial(t, "serverless.twilio.com:443"),
				&tls.Config{ServerName: "serverless.twilio.com", RootCAs: s.roots(t)})
			status, body := exchange(t, conn, tt.request)
			assert.Equal(t, tt.want, status)
			assert.Contains(t, body, tt.text)
		})
	}
}

func TestTunnel_plain(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(seen))
	status, _ := exchange(t, s.dial(t, "hello-1234.twil.io:80"), "GET / HTTP/1.1\r\nHost: hello-1234.twil.io\r\n\r\n")
	assert.Equal(t, http.StatusOK, status)
}

// Without TLS there is nothing behind port 443: net/http says so and closes.
func TestTunnel_noTLS(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("reached the emulator") }))
	status, _ := exchange(t, s.dial(t, "serverless.twilio.com:443"),
		"GET / HTTP/1.1\r\nHost: serverless.twilio.com\r\n\r\n")
	assert.Equal(t, http.StatusBadRequest, status)
}

// Whatever name the client asks for in TLS, the certificate is that of the tunnel.
func TestTunnel_otherServerName(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(seen))
	conn := tls.Client(s.dial(t, "serverless.twilio.com:443"),
		&tls.Config{ServerName: "api.twilio.com", RootCAs: s.roots(t)})
	require.ErrorContains(t, conn.HandshakeContext(t.Context()), "valid for serverless.twilio.com, not api.twilio.com")
}

// Certificates are made once for each host.
func TestTunnel_certificatesAreKept(t *testing.T) {
	t.Parallel()
	s := start(t, http.HandlerFunc(seen))
	serial := func(host string) string {
		conn := tls.Client(s.dial(t, host+":443"), &tls.Config{ServerName: host, RootCAs: s.roots(t)})
		require.NoError(t, conn.HandshakeContext(t.Context()))
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.String()
	}
	first := serial("serverless.twilio.com")
	assert.Equal(t, first, serial("serverless.twilio.com"))
	assert.NotEqual(t, first, serial("serverless-upload.twilio.com"))
}

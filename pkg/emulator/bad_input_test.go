package emulator

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// badServer serves the emulator as `emulate` does, with its bounds, to clients that
// write bytes.
func badServer(t *testing.T, a *api) (address string) {
	t.Helper()
	srv := httptest.NewUnstartedServer(a.emu)
	srv.Config.MaxHeaderBytes = 64 << 10
	srv.Config.ReadHeaderTimeout = 10 * time.Second
	srv.Config.DisableGeneralOptionsHandler = true
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.Start()
	t.Cleanup(srv.Close)
	return strings.TrimPrefix(srv.URL, "http://")
}

// raw sends bytes and gives the answer. The connection stays open for writing, so
// that the server has to find the end of the request by itself.
func raw(t *testing.T, address, request string) *answer {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(5*time.Minute)))
	_, err = io.WriteString(conn, request)
	require.NoError(t, err)
	return readAnswer(t, conn)
}

func readAnswer(t *testing.T, conn net.Conn) *answer {
	t.Helper()
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return &answer{status: res.StatusCode, header: res.Header, raw: string(body)}
}

var basicAuth = "Authorization: Basic " + base64.StdEncoding.EncodeToString(
	[]byte(TestAccountSID+":"+TestAuthToken)) + "\r\n"

func request(method, target string, header string, body string) string {
	return method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + basicAuth + header + "\r\n" + body
}

func formRequest(path, body string) string {
	return request("POST", path, fmt.Sprintf("Content-Type: %s\r\nContent-Length: %d\r\n", formType, len(body)), body)
}

func uploadRequest(path, contentType, body string) string {
	return request("POST", path, fmt.Sprintf("Content-Type: %s\r\nContent-Length: %d\r\n", contentType, len(body)),
		body)
}

func formPart(name, value string) string {
	return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
}

func gzipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.String()
}

// Every kind of bad input gets an answer that says what is wrong, and changes
// nothing. The run with -v prints the count.
func TestBadInput(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service, fn, build := a.built("victim")
	asset := a.asset(service, "a")
	env := a.environment(service, "e", "e")
	address := badServer(t, a)
	before := dumped(t, a.emu)

	const services, multi, end = "/v1/Services", "multipart/form-data; boundary=b", "--b--\r\n"
	good := formPart("Path", "/x") + formPart("Visibility", "public") + formPart("Content", "x")
	versions, assetVersions := fn+"/Versions", asset+"/Versions"
	create := "UniqueName=x&FriendlyName=x"

	kinds := []struct {
		name    string
		request string
		status  int
		says    string // in the body
	}{
		// Paths.
		{"path with ..", request("GET", "/v1/../v1/Services", "", ""), 404, "not found"},
		{"path that climbs out", request("DELETE", service+"/Functions/../../"+tail(service), "", ""), 404,
			"not found"},
		{"path with %2e%2e", request("DELETE", service+"/Functions/%2e%2e", "", ""), 404, "not found"},
		{"path with %2E", request("GET", "/v1/%2E/Services", "", ""), 404, "not found"},
		{"path with %2f", request("DELETE", "/v1/Services%2f"+tail(service), "", ""), 404, "not found"},
		{"path with NUL", request("DELETE", service+"%00", "", ""), 404, "not found"},
		{"path with a backslash", request("GET", `/v1\Services`, "", ""), 404, "not found"},
		{"path with //", request("GET", "/v1//Services", "", ""), 404, "not found"},
		{"path with a bad escape", request("GET", "/v1/Services/%zz", "", ""), 400, "Bad Request"},
		{"path of broken UTF-8", request("DELETE", "/v1/Services/%ff%fe", "", ""), 404, "not found"},
		{"path without a slash", request("GET", "v1/Services", "", ""), 400, "Bad Request"},
		{"SID of 4,000 digits", request("DELETE", "/v1/Services/ZS"+long(4000), "", ""), 404, "not found"},
		{"URL over 8 KiB", request("DELETE", "/v1/Services/ZS"+long(9000), "", ""), 414, "The URL has 9"},
		{"SID with a line break", request("DELETE", service+"%0d%0aX:%20y", "", ""), 404, "not found"},
		{"Service named in Unicode", request("DELETE", "/v1/Services/v%C3%ADctim", "", ""), 404, "not found"},

		// Methods and protocol.
		{"method in lower case", request("delete", service, "", ""), 405, "Method delete"},
		{"unknown method", request("BREW", services, "", ""), 405, "Method BREW"},
		{"method with a space", request("DEL ETE", service, "", ""), 400, "Bad Request"},
		{"method override",
			request("POST", service,
				"X-HTTP-Method-Override: DELETE\r\nContent-Length: 13\r\nContent-Type: "+formType+"\r\n",
				"UiEditable=No"), 400,
			"UiEditable"},
		{"TRACE", request("TRACE", services, "", ""), 405, "Method TRACE"},
		{"CONNECT", request("CONNECT", "127.0.0.1:80", "", ""), 404, "not found"},
		{"HTTP/1.0 without credentials", "DELETE " + service + " HTTP/1.0\r\n\r\n", 401, "Authenticate"},
		{"HTTP/3.7", "GET /v1/Services HTTP/3.7\r\nHost: x\r\n\r\n", 505, "HTTP Version Not Supported"},
		{"no HTTP", "EHLO mail\r\n\r\n", 400, "Bad Request"},
		{"absolute URI of a host with @", request("DELETE", "http://a@b c/v1/Services", "", ""), 400, "Bad Request"},
		{"absolute URI of the upload host", request("DELETE", "http://serverless-upload.twilio.com"+service, "", ""),
			404, "not found"},

		// Headers.
		{"header of 100 KB", request("DELETE", service, "X-Big: "+long(100_000)+"\r\n", ""), 431, "431"},
		{"10,000 headers", request("DELETE", service, strings.Repeat("X-Many: 1234567890\r\n", 10_000), ""), 431,
			"431"},
		{"header without a name", request("DELETE", service, ": x\r\n", ""), 400, "Bad Request"},
		{"credentials that are folded", request("DELETE", service, " folded: x\r\n", ""), 401, "Authenticate"},
		{"header with NUL", request("DELETE", service, "X: a\x00b\r\n", ""), 400, "Bad Request"},
		{"no Host", "DELETE " + service + " HTTP/1.1\r\n" + basicAuth + "\r\n", 400, "Bad Request"},
		{"two Hosts", request("DELETE", service, "Host: other\r\n", ""), 400, "Bad Request"},
		{"Host with a quote", strings.Replace(request("DELETE", service, "", ""), "Host: 127.0.0.1", `Host: a"b`, 1),
			400, "Bad Request"},
		{"Host with a brace", strings.Replace(request("DELETE", service, "", ""), "Host: 127.0.0.1", `Host: a(b`, 1),
			400, `Host`},
		{"forged upload Host", strings.Replace(request("DELETE", service, "", ""), "Host: 127.0.0.1",
			"Host: serverless-upload.twilio.com", 1), 404, "not found"},
		{"credentials that are no Base64", strings.Replace(request("DELETE", service, "", ""), basicAuth,
			"Authorization: Basic !!\r\n", 1), 401, "Authenticate"},
		{"two credentials, the first bad", strings.Replace(request("DELETE", service, basicAuth, ""), basicAuth,
			"Authorization: Basic eDp5\r\n", 1), 401, "Authenticate"},

		// Lengths and encodings.
		{"Content-Length twice",
			request("POST", services, "Content-Type: "+formType+"\r\nContent-Length: 27\r\nContent-Length: 5\r\n",
				create), 400, "Bad Request"},
		{"Content-Length below zero",
			request("POST", services, "Content-Type: "+formType+"\r\nContent-Length: -1\r\n",
				create), 400, "Bad Request"},
		{"Content-Length of 19 digits",
			request("POST", services, "Content-Type: "+formType+"\r\nContent-Length: 9223372036854775807\r\n",
				create), 413, "413"},
		{"Content-Length of 30 digits",
			request("POST", services, "Content-Type: "+formType+"\r\nContent-Length: "+strings.Repeat("9", 30)+"\r\n",
				create), 400, "Bad Request"},
		{"chunk of a bad size",
			request("POST", services, "Content-Type: "+formType+"\r\nTransfer-Encoding: chunked\r\n",
				"zz\r\n"+create+"\r\n0\r\n\r\n"), 400, "could not be read"},
		{"chunk trailer without a name",
			request("POST", services, "Content-Type: "+formType+"\r\nTransfer-Encoding: chunked\r\n",
				"1b\r\n"+create+"\r\n0\r\n: x\r\n\r\n"), 400, "could not be read"},
		{"unknown transfer encoding",
			request("POST", services, "Content-Type: "+formType+"\r\nTransfer-Encoding: gzip\r\n",
				create), 501, "Unsupported transfer encoding"},
		{"gzip form", formRequest(service, gzipped("FriendlyName=changed")), 400, ""},
		{"gzip form that says so", strings.Replace(formRequest(service, gzipped("FriendlyName=changed")),
			"Content-Type", "Content-Encoding: gzip\r\nContent-Type", 1), 415, "gzip"},
		{"gzip upload that says so", strings.Replace(uploadRequest(versions, multi, gzipped(good+end)),
			"Content-Type", "Content-Encoding: gzip\r\nContent-Type", 1), 415, "gzip"},

		// Forms.
		{"form of JSON", request("POST", services, "Content-Type: application/json\r\nContent-Length: 16\r\n",
			`{"UniqueName":1}`), 400, "application/json"},
		{"form with a bad escape", formRequest(services, "UniqueName=%zz"), 400, "not a valid"},
		{"form of broken UTF-8", formRequest(services, "UniqueName=a&FriendlyName=%ff"), 400, "UTF-8"},
		{"form with a semicolon", formRequest(services, "UniqueName=a;FriendlyName=b"), 400, "not a valid"},
		{"form of 6,000 fields", formRequest(services, create+strings.Repeat("&a=b", 6000)), 400, "6002 parameters"},
		{"form over 1 MiB", formRequest(services, create+"&a="+long(1<<20)), 413, "413"},
		{"name in Unicode", formRequest(services, "UniqueName=n%C3%A4me&FriendlyName=x"), 400, "UniqueName"},
		{"name with NUL", formRequest(services, "UniqueName=a%00b&FriendlyName=x"), 400, "UniqueName"},
		{"name of 51 letters", formRequest(services, "FriendlyName=x&UniqueName="+long(51)), 400, "51 characters"},
		{"suffix with a dot", formRequest(service+"/Environments", "UniqueName=x&DomainSuffix=a.b"), 400,
			"DomainSuffix"},
		{"Value over 450 bytes", formRequest(env+"/Variables", "Key=k&Value="+strings.Repeat("%C3%A4", 226)), 400,
			"Value"},
		{"dependencies nested 100,000 deep",
			formRequest(service+"/Builds", "FunctionVersions=ZN1&Dependencies="+strings.Repeat("[", 100_000)), 400, ""},
		{"Build of another's SID", formRequest(env+"/Deployments", "BuildSid="+unknown("ZB")), 400, "BuildSid"},
		{"Build SID twice over", formRequest(env+"/Deployments", "BuildSid="+build+build), 400, "BuildSid"},

		// Queries.
		{"PageSize 1001", request("GET", services+"?PageSize=1001", "", ""), 400, "PageSize"},
		{"PageSize of 30 digits", request("GET", services+"?PageSize="+strings.Repeat("9", 30), "", ""), 400,
			"PageSize"},
		{"PageSize 0x10", request("GET", services+"?PageSize=0x10", "", ""), 400, "PageSize"},
		{"Page -1", request("GET", services+"?Page=-1", "", ""), 400, "Page"},
		{"PageToken that was not issued", request("GET", services+"?PageToken=PT"+long(100), "", ""), 400, "PageToken"},
		{"query with a bad escape", request("GET", services+"?PageSize=%zz", "", ""), 400, "query"},
		{"date that is none", request("GET", env+"/Logs?StartDate=yesterday", "", ""), 400, "StartDate"},

		// Uploads.
		{"multipart without boundary", uploadRequest(versions, "multipart/form-data", good+end), 400, "boundary"},
		{"multipart with another boundary", uploadRequest(versions, "multipart/form-data; boundary=c", good+end), 400,
			"could not be read"},
		{"multipart cut short", uploadRequest(versions, multi, good), 400, "could not be read"},
		{"multipart of 2,000 parts", uploadRequest(versions, multi, strings.Repeat(formPart("a", ""), 2000)+good+end),
			400, "more than 100 parts"},
		{"part with a header of 1 MB",
			uploadRequest(versions, multi,
				"--b\r\nX: "+long(1<<20-4096)+"\r\n\r\n\r\n"+good+end), 400, "header is longer"},
		{"part with 20,000 headers",
			uploadRequest(versions, multi,
				"--b\r\n"+strings.Repeat("X: 123456789\r\n", 20_000)+"\r\n\r\n"+good+end), 400, "header"},
		{"1 MB before the first part", uploadRequest(versions, multi, strings.Repeat("x\r\n", 300_000)+good+end), 400,
			"header is longer"},
		{"multipart in a part",
			uploadRequest(versions, multi,
				formPart("Path", "--c\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/x\r\n--c--")+formPart(
					"Visibility", "public")+formPart("Content", "x")+end), 400, "Path"},
		{"multipart/mixed", uploadRequest(versions, "multipart/mixed; boundary=b", good+end), 400, "multipart/mixed"},
		{"upload with ..",
			uploadRequest(versions, multi, formPart("Path", "/a/../b?x")+formPart("Visibility", "public")+formPart(
				"Content", "x")+end), 400, "Path provided is invalid."},
		{"upload of a path with NUL",
			uploadRequest(versions, multi, formPart("Path", "/a\x00")+formPart("Visibility", "public")+formPart(
				"Content", "x")+end), 400, "Path provided is invalid."},
		{"upload of a path of broken UTF-8",
			uploadRequest(versions, multi, formPart("Path", "/a\xff")+formPart("Visibility", "public")+formPart(
				"Content", "x")+end), 400, "Path provided is invalid."},
		{"upload of a path of 256",
			uploadRequest(versions, multi, formPart("Path", "/"+long(255))+formPart("Visibility", "public")+formPart(
				"Content", "x")+end), 400, "256 characters"},
		{"upload of odd visibility",
			uploadRequest(assetVersions, multi, formPart("Path", "/a")+formPart("Visibility", "secret")+formPart(
				"Content", "x")+end), 400, "Visibility"},
		{"Path of 1 MB", uploadRequest(versions, multi, formPart("Path", long(1<<20-4096))+end), 400, "Path is longer"},
		{"Function of broken UTF-8",
			uploadRequest(versions, multi, formPart("Path", "/a")+formPart("Visibility", "public")+formPart("Content",
				"\xff")+end), 400, "UTF-8"},
		{"upload that announces 2 GB",
			request("POST", versions, "Content-Type: "+multi+"\r\nContent-Length: 2147483648\r\n", ""), 413, "413"},
	}
	for _, tc := range kinds {
		got := raw(t, address, tc.request)
		assert.Equal(t, tc.status, got.status, "%s: %.300s", tc.name, got.raw)
		assert.Contains(t, got.raw, tc.says, tc.name)
		assert.Less(t, len(got.raw), 16<<10, tc.name)
		assert.NotContains(t, got.raw, TestAuthToken, tc.name)
		require.Equal(t, before, dumped(t, a.emu), "%s changed the state", tc.name)
	}
	assert.GreaterOrEqual(t, len(kinds), 24)
	t.Logf("%d kinds of bad input, none changed the state", len(kinds))
	assert.Equal(t, 200, raw(t, address, request("GET", service, "Connection: close\r\n", "")).status,
		"it still serves")
}

// The bounds hold without a server too.
func TestBadInput_inProcess(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	for want, prepare := range map[string]func(*http.Request){
		"The header has":      func(r *http.Request) { r.Header.Set("X-Big", strings.Repeat("x", 70_000)) },
		"The URL has":         func(r *http.Request) { r.URL.RawQuery = strings.Repeat("x", 9000) },
		`Host \"a<b\" is not`: func(r *http.Request) { r.Host = "a<b" },
	} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", "https://serverless.twilio.com/v1/Services", nil)
		require.NoError(t, err)
		prepare(req)
		res, err := a.client.Do(req)
		require.NoError(t, err)
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		assert.Contains(t, string(body), want)
	}
}

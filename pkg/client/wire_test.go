package client

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// wire is a server of net/http whose listener keeps the bytes that arrive.
type wire struct {
	net.Listener
	mu  sync.Mutex
	got bytes.Buffer
}

func (w *wire) Accept() (net.Conn, error) {
	conn, err := w.Listener.Accept()
	return &wireConn{conn, w}, err
}

type wireConn struct {
	net.Conn
	wire *wire
}

func (c *wireConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.wire.mu.Lock()
	defer c.wire.mu.Unlock()
	c.wire.got.Write(p[:n])
	return n, err
}

// request returns what arrived: request line, header lines, body.
func (w *wire) request(t *testing.T) (line string, headers []string, body string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	head, body, found := strings.Cut(w.got.String(), "\r\n\r\n")
	require.True(t, found)
	lines := strings.Split(head, "\r\n")
	return lines[0], lines[1:], body
}

func newWire(t *testing.T, status int, reply string) (*wire, string) {
	t.Helper()
	w := &wire{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		assert.NoError(t, err)
		rw.Header().Set("Content-Type", "application/json")
		rw.WriteHeader(status)
		_, _ = io.WriteString(rw, reply)
	}))
	w.Listener = server.Listener
	server.Listener = w
	server.Start()
	t.Cleanup(server.Close)
	return w, server.URL
}

var basicAuth = "Basic " + base64.StdEncoding.EncodeToString(
	[]byte("ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa:token-of-the-tests"))

func TestWire_CreateBuild(t *testing.T) {
	t.Parallel()
	asset := "ZN" + strings.Repeat("c", 32)
	first, second := "ZN"+strings.Repeat("f", 32), "ZN"+strings.Repeat("e", 32)
	for name, tc := range map[string]struct {
		in   serverless.CreateBuildRequest
		want string
	}{
		"arrays are repeated keys in the caller's order": {
			serverless.CreateBuildRequest{AssetVersions: []string{asset}, FunctionVersions: []string{first, second}},
			"AssetVersions=ZNcccccccccccccccccccccccccccccccc&FunctionVersions=ZNffffffffffffffffffffffffffffffff&FunctionVersions=ZNeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
		},
		"dependencies are JSON as it is, without quotes around": {
			serverless.CreateBuildRequest{
				FunctionVersions: []string{first}, Runtime: ptr("node22"),
				Dependencies: ptr(`[{"name":"twilio","version":"^5.0.0"}]`),
			},
			"Dependencies=%5B%7B%22name%22%3A%22twilio%22%2C%22version%22%3A%22%5E5.0.0%22%7D%5D&FunctionVersions=ZNffffffffffffffffffffffffffffffff&Runtime=node22",
		},
		"an empty array has no key": {
			serverless.CreateBuildRequest{AssetVersions: []string{asset}, FunctionVersions: []string{}},
			"AssetVersions=ZNcccccccccccccccccccccccccccccccc",
		},
		"nothing": {serverless.CreateBuildRequest{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, url := newWire(t, 201, fmt.Sprintf(`{"sid":%q,"status":"building"}`, buildID))
			c, err := New(AuthToken(accountID, token), &Options{APIURL: url, UserAgent: "wire-test/1"})
			require.NoError(t, err)
			build, err := c.CreateBuild(t.Context(), serviceID, tc.in)
			require.NoError(t, err)
			assert.Equal(t, buildID, build.SID)

			line, headers, body := w.request(t)
			assert.Equal(t, "POST /v1/Services/ZS00000000000000000000000000000000/Builds HTTP/1.1", line)
			assert.Equal(t, tc.want, body)
			assert.ElementsMatch(t, []string{
				"Host: " + strings.TrimPrefix(url, "http://"),
				"Authorization: " + basicAuth,
				"Content-Type: application/x-www-form-urlencoded",
				fmt.Sprintf("Content-Length: %d", len(tc.want)),
				"Accept: application/json",
				"Accept-Encoding: gzip",
				"User-Agent: " + c.doer.userAgent,
			}, headers)
		})
	}
}

func TestWire_uploads(t *testing.T) {
	t.Parallel()
	binary := "\x00\xff\r\n--form-\r\n\x89PNG\r\n"
	for name, tc := range map[string]struct {
		send              func(c *Client) (sid string, err error)
		line              string
		path, file, kind  string
		visibility, sends string
	}{
		"CreateFunctionVersion": {
			func(c *Client) (string, error) {
				v, err := c.CreateFunctionVersion(t.Context(), serviceID, functionID,
					BytesUpload("/greet/hello", serverless.VisibilityProtected, "application/javascript",
						[]byte("exports.handler = 1;\n")))
				return versionOf(v, err)
			},
			"POST /v1/Services/ZS00000000000000000000000000000000/Functions/ZH22222222222222222222222222222222/Versions HTTP/1.1",
			"/greet/hello", "hello", "application/javascript", "protected", "exports.handler = 1;\n",
		},
		"CreateAssetVersion, binary, at the root": {
			func(c *Client) (string, error) {
				v, err := c.CreateAssetVersion(t.Context(), serviceID, assetID,
					BytesUpload("/", serverless.VisibilityPublic, "image/png", []byte(binary)))
				return versionOf(v, err)
			},
			"POST /v1/Services/ZS00000000000000000000000000000000/Assets/ZH33333333333333333333333333333333/Versions HTTP/1.1",
			"/", "/", "image/png", "public", binary,
		},
		"CreateAssetVersion, empty": {
			func(c *Client) (string, error) {
				v, err := c.CreateAssetVersion(t.Context(), "hello", assetID,
					BytesUpload(`/a "b" é\.txt`, serverless.VisibilityPrivate, "text/plain; charset=utf-8", nil))
				return versionOf(v, err)
			},
			"POST /v1/Services/hello/Assets/ZH33333333333333333333333333333333/Versions HTTP/1.1",
			`/a "b" é\.txt`, `a _b_ é_.txt`, "text/plain; charset=utf-8", "private", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, uploadURL := newWire(t, 201, fmt.Sprintf(`{"sid":%q}`, versionID))
			api, apiURL := newWire(t, 500, "")
			c, err := New(AuthToken(accountID, token), &Options{APIURL: apiURL, UploadURL: uploadURL})
			require.NoError(t, err)
			sid, err := tc.send(c)
			require.NoError(t, err)
			assert.Equal(t, versionID, sid)

			line, headers, body := w.request(t)
			assert.Equal(t, tc.line, line)
			boundary := ""
			for _, h := range headers {
				if value, ok := strings.CutPrefix(h, "Content-Type: multipart/form-data; boundary="); ok {
					boundary = value
				}
			}
			require.NotEmpty(t, boundary)
			want := "--" + boundary + "\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n" + tc.path +
				"\r\n--" + boundary + "\r\nContent-Disposition: form-data; name=\"Visibility\"\r\n\r\n" +
				tc.visibility +
				"\r\n--" + boundary + "\r\nContent-Disposition: form-data; name=\"Content\"; filename=\"" + tc.file +
				"\"\r\nContent-Type: " + tc.kind +
				"\r\n\r\n" + tc.sends + "\r\n--" + boundary + "--\r\n"
			assert.Equal(t, want, body)
			assert.ElementsMatch(t, []string{ // no Transfer-Encoding: not chunked
				"Host: " + strings.TrimPrefix(uploadURL, "http://"),
				"Authorization: " + basicAuth,
				"Content-Type: multipart/form-data; boundary=" + boundary,
				fmt.Sprintf("Content-Length: %d", len(want)),
				"Accept: application/json",
				"Accept-Encoding: gzip",
				"User-Agent: " + c.doer.userAgent,
			}, headers)
			assert.Zero(t, api.got.Len(), "the JSON host got something")
		})
	}
}

func versionOf(v any, err error) (string, error) {
	switch v := v.(type) {
	case *serverless.FunctionVersion:
		if v != nil {
			return v.SID, err
		}
	case *serverless.AssetVersion:
		if v != nil {
			return v.SID, err
		}
	}
	return "", err
}

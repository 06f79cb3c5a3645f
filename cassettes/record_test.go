package cassettes_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/twilio-serverless/twilio-serverless-go/cassettes"
)

// multipartRequest is an upload with a boundary of its own, as every client makes it.
func multipartRequest(t testing.TB, content string) *http.Request {
	t.Helper()
	return multipartRequestTo(t, "/v1/Services/x/Functions/y/Versions", content)
}

func multipartRequestTo(t testing.TB, path, content string) *http.Request {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	require.NoError(t, w.WriteField("Path", "/hello"))
	require.NoError(t, w.WriteField("Visibility", "public"))
	part, err := w.CreateFormFile("Content", "hello.js")
	require.NoError(t, err)
	_, err = part.Write([]byte(content))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return newRequest(t, "POST", path, w.FormDataContentType(), body.String())
}

func TestRecord_keepsOnlyWhatMayBePublished(t *testing.T) {
	t.Parallel()
	account, key := "AC"+strings.Repeat("0f", 16), "SK"+strings.Repeat("F0", 16)
	req := newRequest(t, "POST", "/v1/Services?PageToken="+account, form, "Key="+key)
	req.Header.Set("Cookie", "session=2")
	req.Header.Set("User-Agent", "someone")
	path := record(t, answer(func(*http.Request, string) (int, string) {
		return http.StatusCreated, `{"account_sid":"` + account + `","sid":"ZS` + strings.Repeat("0f", 16) + `"}`
	}), &cassettes.Options{Source: "Recorded from\na test."}, req)

	text, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, secret := range []string{account, key, "session", "someone", "today", "pass-word",
		"AC" + strings.Repeat("12", 16)} {
		assert.NotContains(t, string(text), secret)
	}
	assert.True(t, strings.HasPrefix(string(text), "# Recorded from a test.\n"))
	recorded, err := cassette.Load(strings.TrimSuffix(path, ".yaml"))
	require.NoError(t, err)
	i := recorded.Interactions[0]
	assert.Equal(t, http.Header{"Authorization": {"REDACTED"}, "Content-Type": {form}}, i.Request.Headers)
	assert.Equal(t, base+"/v1/Services?PageToken=AC"+strings.Repeat("a", 32), i.Request.URL)
	assert.Equal(t, "Key=SK"+strings.Repeat("a", 32), i.Request.Body)
	assert.Equal(t, http.Header{"Content-Type": {"application/json"}}, i.Response.Headers)
	assert.Equal(t, `{"account_sid":"AC`+strings.Repeat("a", 32)+`","sid":"ZS`+strings.Repeat("0f", 16)+`"}`,
		i.Response.Body)
	assert.Equal(t, int64(len(i.Response.Body)), i.Response.ContentLength)

	rt := replay(t, path) // the request that was recorded still finds its answer
	send(t, rt, newRequest(t, "POST", "/v1/Services?PageToken="+account, form, "Key="+key))
	require.NoError(t, rt.Close())
}

func TestRecord_failsClosedOnACredential(t *testing.T) {
	t.Parallel()
	user, password := "AC"+strings.Repeat("12", 16), "pass-word-of-nobody"
	tests := map[string]string{
		"password in a text":     "refused: " + password,
		"header in a text":       base64.StdEncoding.EncodeToString([]byte(user + ":" + password)),
		"password in base64":     base64.StdEncoding.EncodeToString([]byte(password)),
		"longer text in base64":  base64.StdEncoding.EncodeToString([]byte("x" + password + "y")),
		"password in hex":        hex.EncodeToString([]byte(password)),
		"secret escaped in JSON": `se/cr"et`,
		"secret in a query":      url.QueryEscape(`se/cr"et`),
		"secret escaped twice":   url.QueryEscape(url.QueryEscape(`se/cr"et`)),
		"secret in HTML":         html.EscapeString(`se/cr"et`),
		"secret quoted by Go":    fmt.Sprintf("%q", `se/cr"et`),
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "recording.yaml")
			require.NoError(t, os.WriteFile(path, []byte("the recording of before"), 0o644))
			rt, err := cassettes.Record(path, answer(func(*http.Request, string) (int, string) {
				return 200,
					said(body)
			}),
				&cassettes.Options{Secrets: []string{`se/cr"et`}})
			require.NoError(t, err)
			send(t, rt, newRequest(t, "GET", "/v1/Services", "", ""))
			err = rt.Close()
			require.ErrorContains(t, err, "credential")
			assert.NotContains(t, err.Error(), password)
			untouched(t, path)
		})
	}
}

// go-vcr v3 writes bodies that begin with white space so that they cannot be read again, or are read differently.
func TestRecord_failsWhenYAMLLosesBytes(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"\n {}", "\t{}\n", "\n0"} {
		t.Run(url.PathEscape(body), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "recording.yaml")
			require.NoError(t, os.WriteFile(path, []byte("the recording of before"), 0o644))
			rt, err := cassettes.Record(path, answer(func(*http.Request, string) (int, string) {
				return 200,
					body
			}), nil)
			require.NoError(t, err)
			send(t, rt, newRequest(t, "GET", "/v1/Services", "", ""))
			require.Error(t, rt.Close())
			untouched(t, path)
		})
	}
}

// untouched asserts that a failed recording left the file of before, and nothing else.
func untouched(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "the recording of before", string(text))
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, left, 1)
}

func TestRecord_refusesMoreThanTheLimit(t *testing.T) {
	t.Parallel()
	rt, err := cassettes.Record(filepath.Join(t.TempDir(), "big.yaml"),
		answer(func(*http.Request, string) (int, string) {
			return 200, said(strings.Repeat("x", cassettes.FileLimit))
		}), nil)
	require.NoError(t, err)
	send(t, rt, newRequest(t, "GET", "/v1/Services", "", ""))
	assert.ErrorContains(t, rt.Close(), "limit")
}

func TestRecord_uploads(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"kept": "exports.handler = () => {};\n", "binary": "\x00\xff\xfe\r\n--\r\n", "empty": "",
		"digest": strings.Repeat("0123456789abcdef", 4096),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ok := answer(func(*http.Request, string) (int, string) { return 201, "{}" })
			path := record(t, ok, nil, multipartRequest(t, content))
			again := record(t, ok, nil, multipartRequest(t, content))
			first, err := os.ReadFile(path)
			require.NoError(t, err)
			second, err := os.ReadFile(again)
			require.NoError(t, err)
			assert.Equal(t, string(first), string(second), "two recordings of one upload differ")
			assert.Less(t, len(first), 8<<10)

			rt := replay(t, path)
			send(t, rt, multipartRequest(t, content))
			require.NoError(t, rt.Close())
			_, err = replay(t, path).RoundTrip(multipartRequest(t, content+"x"))
			assert.ErrorIs(t, err, cassette.ErrInteractionNotFound)
		})
	}
}

// A server that refuses a request does not read its body; the recording must hold it all the same.
func TestRecord_keepsTheBodyOfARefusedRequest(t *testing.T) {
	t.Parallel()
	refuse := roundTripper(func(req *http.Request) (*http.Response, error) {
		req.Body.Close()
		return &http.Response{StatusCode: http.StatusUnauthorized, Status: "401 Unauthorized", Header: http.Header{},
			Body: http.NoBody, Request: req}, nil
	})
	request := func() *http.Request { return newRequest(t, "POST", "/v1/Services", form, "UniqueName=a") }
	rt := replay(t, record(t, refuse, nil, request()))
	_, err := rt.RoundTrip(newRequest(t, "POST", "/v1/Services", form, "UniqueName=b"))
	require.ErrorIs(t, err, cassette.ErrInteractionNotFound)
	send(t, rt, request())
	require.NoError(t, rt.Close())
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestRecord_refusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	_, err := cassettes.Record("x.json", counting(), nil)
	assert.ErrorContains(t, err, ".yaml")
	_, err = cassettes.Record("x.yaml", nil, nil)
	assert.ErrorContains(t, err, "transport")
}

// FuzzRecord: whatever the bodies are, a recording that Close accepts plays them back exactly.
func FuzzRecord(f *testing.F) {
	for _, seed := range []string{"", "{}", `"`, `\"`, "\n a", " a\n", "a: b\n- c", "\x00\xff", "\u2028", "#", "---\n",
		"'\"\\", "\r\n", "é\u0085", rand.Text()} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, sent, answered string) {
		answered = `{"message":"` + answered + `"}`
		path := filepath.Join(t.TempDir(), "recording.yaml")
		rt, err := cassettes.Record(path, answer(func(*http.Request, string) (int, string) {
			return 200,
				answered
		}), nil)
		require.NoError(t, err)
		request := func() *http.Request { return newRequest(t, "POST", "/v1/Services", "text/plain", sent) }
		send(t, rt, request())
		if rt.Close() != nil {
			assert.NoFileExists(t, path)
			return
		}
		back := replay(t, path)
		if json.Valid([]byte(answered)) {
			assert.Equal(t, answered, send(t, back, request()))
		} else {
			assert.Equal(t, "REDACTED", send(t, back, request()))
		}
		require.NoError(t, back.Close())
	})
}

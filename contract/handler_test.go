package contract

import (
	"bufio"
	"bytes"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func newBufferedTee(r io.Reader, w io.Writer) *bufio.Reader {
	return bufio.NewReader(io.TeeReader(r, w))
}

// respond answers with the good answer of an operation.
func respond(x *Exchange) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for name, values := range x.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(x.Status)
		_, _ = w.Write(x.Body)
	}
}

func serverRequest(x *Exchange, body io.Reader) *http.Request {
	r := httptest.NewRequest(x.Method, x.URL.RequestURI(), body)
	r.Host = "127.0.0.1:8080"
	r.Header = x.RequestHeader.Clone()
	return r
}

func TestHandler_observesForms(t *testing.T) {
	t.Parallel()
	good := goodExchange(t, "CreateBuild")
	var o observed
	var parsed []string
	h := testChecker(t).Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		require.NoError(t, r.ParseForm())
		parsed = r.PostForm["FunctionVersions"]
		respond(good)(w, r)
	}), o.add)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, serverRequest(good, bytes.NewReader(good.RequestBody)))
	assert.Len(t, parsed, 1, "the handler reads the form as if the checker had not")
	assert.Equal(t, 201, w.Code)
	assert.Equal(t, good.Body, w.Body.Bytes())
	x, findings := o.only(t)
	assert.Empty(t, findings)
	assert.Equal(t, "http://127.0.0.1:8080"+good.URL.Path, x.URL.String())
	assert.Equal(t, good.RequestBody, x.RequestBody)
	assert.Equal(t, good.Body, x.Body)
}

// TestHandler_checksFormsThatNobodyReads answers without looking, as a handler does that refuses early.
func TestHandler_checksFormsThatNobodyReads(t *testing.T) {
	t.Parallel()
	good := goodExchange(t, "CreateBuild")
	var o observed
	h := testChecker(t).Handler(respond(good), o.add)
	form := whole(good.URL.Path, "FunctionVersions[0]=x")
	h.ServeHTTP(httptest.NewRecorder(), serverRequest(good, strings.NewReader(form)))
	_, findings := o.only(t)
	assertFindings(t, requestViolation("indexed-array", "FunctionVersions[0]"), findings)
}

func TestHandler_brokenForm(t *testing.T) {
	t.Parallel()
	good := goodExchange(t, "CreateBuild")
	var o observed
	var handlerErr error
	h := testChecker(t).Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, handlerErr = io.ReadAll(r.Body)
		respond(good)(w, r)
	}), o.add)
	h.ServeHTTP(httptest.NewRecorder(), serverRequest(good,
		io.MultiReader(strings.NewReader("Runtime=a&R"), &failingReader{})))
	require.ErrorIs(t, handlerErr, io.ErrUnexpectedEOF, "the handler sees the error of the connection")
	_, findings := o.only(t)
	assert.Empty(t, findings, "nothing can be said of a form that did not arrive")
}

type failingReader struct{}

func (*failingReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestHandler_observesUploads(t *testing.T) {
	t.Parallel()
	good := goodExchange(t, "CreateFunctionVersion")
	for name, test := range map[string]struct {
		read     func(*testing.T, *http.Request)
		expected []wantFinding
	}{
		"read to the end": {func(t *testing.T, r *http.Request) {
			got, err := io.ReadAll(r.Body)
			require.NoError(t, err)
			assert.Equal(t, goodUpload, string(got))
		}, nil},
		"read part by part": {func(t *testing.T, r *http.Request) {
			parts, err := r.MultipartReader()
			require.NoError(t, err)
			var part *multipart.Part
			for err == nil {
				part, err = parts.NextPart()
				if err == nil {
					_, err = io.Copy(io.Discard, part)
				}
			}
			require.ErrorIs(t, err, io.EOF)
		}, nil},
		"not read": {func(*testing.T, *http.Request) {}, []wantFinding{{Notice, ResponseSide, "upload-unread", ""}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checker := testChecker(t)
			synctest.Test(t, func(t *testing.T) {
				var o observed
				h := checker.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					test.read(t, r)
					respond(good)(w, r)
				}), o.add)
				r := serverRequest(good, strings.NewReader(goodUpload))
				r.Header.Set("Content-Type", testBoundary)
				h.ServeHTTP(httptest.NewRecorder(), r)
				_, findings := o.only(t)
				assertFindings(t, test.expected, findings)
			})
		})
	}
}

func TestHandler_answers(t *testing.T) {
	t.Parallel()
	list, deletion := goodExchange(t, "ListService"), goodExchange(t, anyDelete(t))
	for name, test := range map[string]struct {
		good     *Exchange
		handler  http.HandlerFunc
		status   int
		expected []wantFinding
	}{
		"nothing": {list, func(http.ResponseWriter, *http.Request) {}, 200, responseViolation("empty-body", "")},
		"implicit status": {list, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", jsonMedia)
			_, _ = w.Write(list.Body)
		}, 200, nil},
		"in pieces, flushed": {list, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", jsonMedia)
			w.(http.Flusher).Flush()
			for _, b := range list.Body {
				_, _ = w.Write([]byte{b})
			}
			assert.NoError(t, http.NewResponseController(w).Flush())
		}, 200, nil},
		"type guessed by net/http": {list, func(w http.ResponseWriter, _ *http.Request) {
			_,
				_ = w.Write(list.Body)
		}, 200,
			responseViolation("content-type", "Content-Type")},
		"header changed too late": {list, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", jsonMedia)
			w.WriteHeader(200)
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write(list.Body)
		}, 200, nil},
		"early hints first": {list, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusEarlyHints)
			respond(list)(w, r)
		}, 200, nil},
		"body on 204": {deletion, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(204)
			_, _ = w.Write([]byte("{}"))
		}, 204, responseViolation("unexpected-body", "")},
		"second status ignored": {deletion, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(204)
			w.WriteHeader(500)
		}, 204, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var o observed
			server := httptest.NewUnstartedServer(testChecker(t).Handler(test.handler, o.add))
			server.Config.ErrorLog = quietLog()
			server.Start()
			response, err := server.Client().Do(clientRequest(t, test.good, server.URL, nil))
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			server.Close() // waits for the handler
			assert.Equal(t, test.status, response.StatusCode)
			x, findings := o.only(t)
			assert.Equal(t, test.status, x.Status)
			assertFindings(t, test.expected, findings)
		})
	}
}

func TestHandler_withoutAnAnswerUnobserved(t *testing.T) {
	t.Parallel()
	var o observed
	handlers := map[string]http.HandlerFunc{
		"panic": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"hijack": func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if assert.NoError(t, err) {
				_ = conn.Close()
			}
		},
	}
	for name, h := range handlers {
		server := httptest.NewServer(testChecker(t).Handler(h, o.add))
		response, err := server.Client().Do(clientRequest(t, goodExchange(t, "CreateService"), server.URL,
			strings.NewReader("a")))
		if err == nil {
			_ = response.Body.Close()
		}
		require.Error(t, err, name)
		server.Close()
	}
	assert.Empty(t, o.exchanges)
}

func TestHandler_hijackRefused(t *testing.T) {
	t.Parallel()
	good := goodExchange(t, "ListService")
	var o observed
	h := testChecker(t).Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var conn net.Conn
		var err error
		conn, _, err = w.(http.Hijacker).Hijack() // a ResponseRecorder has no connection
		assert.Nil(t, conn)
		assert.ErrorIs(t, err, http.ErrNotSupported)
		respond(good)(w, r)
	}), o.add)
	h.ServeHTTP(httptest.NewRecorder(), serverRequest(good, nil))
	_, findings := o.only(t)
	assert.Empty(t, findings)
}

func TestHandler_requestURL(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		opts                   *CheckerOptions
		target, host, expected string
	}{
		"host header":        {nil, "/v1/Services?Page=0", "h:1", "http://h:1/v1/Services?Page=0"},
		"absolute form":      {nil, "https://p/v1/Services", "h:1", "https://p/v1/Services"},
		"behind a TLS proxy": {&CheckerOptions{APIURL: "https://h"}, "/v1/Services", "h", "https://h/v1/Services"},
		"another host":       {&CheckerOptions{APIURL: "https://h"}, "/v1/Services", "i", "http://i/v1/Services"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := NewChecker(test.opts)
			require.NoError(t, err)
			r := &http.Request{Method: "GET", URL: parseURL(t, test.target), Host: test.host}
			assert.Equal(t, test.expected, c.requestURL(r).String())
		})
	}
}

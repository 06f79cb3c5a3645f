package contract

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// observed collects what a Transport or Handler reports.
type observed struct {
	mu        sync.Mutex
	exchanges []*Exchange
	findings  [][]Finding
}

func (o *observed) add(x *Exchange, findings []Finding) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.exchanges = append(o.exchanges, x)
	o.findings = append(o.findings, findings)
}

func (o *observed) only(t testing.TB) (*Exchange, []Finding) {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	require.Len(t, o.exchanges, 1)
	return o.exchanges[0], o.findings[0]
}

// clientRequest turns a good exchange into the request of a client.
func clientRequest(t testing.TB, x *Exchange, base string, body io.Reader) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), x.Method, base+x.URL.RequestURI(), body)
	require.NoError(t, err)
	r.Header = x.RequestHeader.Clone()
	return r
}

func answerOf(x *Exchange) *http.Response {
	return &http.Response{StatusCode: x.Status, Header: x.Header.Clone(), Body: io.NopCloser(bytes.NewReader(x.Body)),
		ContentLength: int64(len(x.Body))}
}

// TestTransport_wire sends requests of every shape through a server and compares the bytes with
// those of an unwrapped client.
func TestTransport_wire(t *testing.T) {
	t.Parallel()
	const text = "UniqueName=hello&FriendlyName=Hello"
	for name, change := range map[string]func(*http.Request){
		"form": func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
		},
		"form of unknown length": func(r *http.Request) {
			r.Body,
				r.ContentLength = io.NopCloser(strings.NewReader(text)), -1
		},
		"form, length left out":        func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(text)) },
		"empty body of unknown length": func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader("")) },
		"no body":                      func(r *http.Request) { r.Body = nil },
		"http.NoBody":                  func(r *http.Request) { r.Body = http.NoBody },
		"upload": func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(goodUpload)), int64(len(goodUpload))
			r.Header.Set("Content-Type", testBoundary)
		},
		"upload of unknown length": func(r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader(goodUpload))
			r.Header.Set("Content-Type", testBoundary)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var wires []string
			for _, wrapped := range []bool{false, true} {
				client, server := net.Pipe()
				wire := make(chan string, 1)
				go func() {
					var b bytes.Buffer
					r, err := http.ReadRequest(newBufferedTee(server, &b))
					if err == nil {
						_, _ = io.Copy(io.Discard, r.Body)
						_, _ = io.WriteString(server, "HTTP/1.1 204 No Content\r\n\r\n")
					}
					wire <- b.String()
				}()
				plain := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
					return client,
						nil
				}}
				var transport http.RoundTripper = plain
				if wrapped {
					transport = testChecker(t).Transport(plain, nil)
				}
				r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, testBase+"/v1/Services", nil)
				require.NoError(t, err)
				r.Header.Set("Content-Type", formMedia)
				change(r)
				before := *r
				response, err := transport.RoundTrip(r)
				require.NoError(t, err)
				require.NoError(t, response.Body.Close())
				assert.Equal(t, before.ContentLength, r.ContentLength)
				assert.Equal(t, before.Header, r.Header)
				wires = append(wires, <-wire)
				plain.CloseIdleConnections()
				_, _ = client.Close(), server.Close()
			}
			assert.NotEmpty(t, wires[0])
			assert.Equal(t, wires[0], wires[1])
		})
	}
}

func TestTransport_observesForms(t *testing.T) {
	t.Parallel()
	good := goodExchange(t, "CreateBuild")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", jsonMedia)
		w.WriteHeader(201)
		_, _ = w.Write(good.Body)
	}))
	t.Cleanup(server.Close)
	var o observed
	client := &http.Client{Transport: testChecker(t).Transport(server.Client().Transport, o.add)}

	response, err := client.Do(clientRequest(t, good, server.URL, bytes.NewReader(good.RequestBody)))
	require.NoError(t, err)
	got, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, good.Body, got, "the caller reads what the server wrote")

	x, findings := o.only(t)
	assert.Empty(t, findings)
	assert.Equal(t, "POST", x.Method)
	assert.Equal(t, server.URL+good.URL.Path, x.URL.String())
	assert.Equal(t, good.RequestBody, x.RequestBody)
	assert.Nil(t, x.Upload)
	assert.Equal(t, 201, x.Status)
	assert.Equal(t, good.Body, x.Body)
	assert.Equal(t, good.RequestHeader.Get("Authorization"), x.RequestHeader.Get("Authorization"))
}

func TestTransport_observesUploads(t *testing.T) {
	t.Parallel()
	good := goodExchange(t, "CreateFunctionVersion")
	var received []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		received, _ = io.ReadAll(r.Body)
		w.Header().Set("Content-Type", jsonMedia)
		w.WriteHeader(201)
		_, _ = w.Write(good.Body)
	}))
	t.Cleanup(server.Close)
	var o observed
	client := &http.Client{Transport: testChecker(t).Transport(server.Client().Transport, o.add)}
	large := strings.Replace(goodUpload, "exports", strings.Repeat("x", 1<<20), 1)
	for _, body := range []io.Reader{strings.NewReader(large), iotest.HalfReader(strings.NewReader(large))} {
		o = observed{}
		r := clientRequest(t, good, server.URL, body)
		r.Header.Set("Content-Type", testBoundary)
		response, err := client.Do(r)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, large, string(received))
		x, findings := o.only(t)
		assert.Empty(t, findings)
		assert.Nil(t, x.RequestBody)
		require.NotNil(t, x.Upload)
		assert.True(t, x.Upload.Complete)
		assert.EqualValues(t, 1<<20, x.Upload.Parts[2].Size)
	}
}

// TestTransport_attempts sends twice through one request, as net/http does after a lost connection:
// only what was sent last counts.
func TestTransport_attempts(t *testing.T) {
	t.Parallel()
	good := goodExchange(t, "CreateFunctionVersion")
	var o observed
	transport := testChecker(t).Transport(roundTripFunc(func(r *http.Request) (*http.Response, error) {
		_, _ = io.ReadFull(r.Body, make([]byte, 50))
		require.NoError(t, r.Body.Close())
		again, err := r.GetBody()
		require.NoError(t, err)
		sent, err := io.ReadAll(again)
		require.NoError(t, err)
		assert.Equal(t, goodUpload, string(sent))
		return answerOf(good), nil
	}), o.add)
	r := clientRequest(t, good, testBase, strings.NewReader(goodUpload))
	r.Header.Set("Content-Type", testBoundary)
	_, err := transport.RoundTrip(r)
	require.NoError(t, err)
	x, findings := o.only(t)
	assert.Empty(t, findings)
	assert.Len(t, x.Upload.Parts, 3)
}

// TestTransport_earlyAnswers answers before the request was read. What was not sent is not held
// against the client, unless it can be looked up.
func TestTransport_earlyAnswers(t *testing.T) {
	t.Parallel()
	early := roundTripFunc(func(r *http.Request) (*http.Response, error) {
		_, _ = io.ReadFull(r.Body, make([]byte, 20))
		return &http.Response{StatusCode: 429, Header: http.Header{"Content-Type": {"text/plain"}},
			Body: io.NopCloser(strings.NewReader("no"))}, nil
	})
	build := goodExchange(t, "CreateBuild")
	for name, test := range map[string]struct {
		operation string
		body      io.Reader
		expected  []wantFinding
	}{
		"form that can be read again": {"CreateBuild",
			strings.NewReader(whole(build.URL.Path, "FunctionVersions[0]="+strings.Repeat("x", 50))),
			requestViolation("indexed-array", "FunctionVersions[0]")},
		"good form that can be read again": {"CreateBuild", bytes.NewReader(build.RequestBody), nil},
		"form that cannot": {"CreateBuild", iotest.HalfReader(strings.NewReader("FunctionVersions[0]=x")),
			nil},
		"upload": {"CreateAssetVersion", strings.NewReader(goodUpload), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var o observed
			good := goodExchange(t, test.operation)
			r := clientRequest(t, good, testBase, test.body)
			if test.operation == "CreateAssetVersion" {
				r.Header.Set("Content-Type", testBoundary)
			}
			_, err := testChecker(t).Transport(early, o.add).RoundTrip(r)
			require.NoError(t, err)
			_, findings := o.only(t)
			assertFindings(t, test.expected, findings)
		})
	}
}

func TestTransport_errorsPassUnobserved(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset")
	var o observed
	fail := testChecker(t).Transport(roundTripFunc(func(*http.Request) (*http.Response, error) { return nil, broken }),
		o.add)
	_, err := fail.RoundTrip(clientRequest(t, goodExchange(t, "CreateFunctionVersion"), testBase,
		strings.NewReader(goodUpload)))
	require.ErrorIs(t, err, broken)

	breaksOff := testChecker(t).Transport(roundTripFunc(func(*http.Request) (*http.Response, error) {
		body := io.MultiReader(strings.NewReader(`{"sid":`), iotest.ErrReader(broken))
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(body)}, nil
	}), o.add)
	response, err := breaksOff.RoundTrip(clientRequest(t, goodExchange(t, "ListService"), testBase, nil))
	require.NoError(t, err)
	got, err := io.ReadAll(response.Body)
	require.ErrorIs(t, err, broken)
	assert.Equal(t, `{"sid":`, string(got))
	assert.Empty(t, o.exchanges)
}

func TestTransport_longAnswer(t *testing.T) {
	t.Parallel()
	var o observed
	var closed bool
	long := testChecker(t).Transport(roundTripFunc(func(*http.Request) (*http.Response, error) {
		body := io.LimitReader(endless{}, answerLimit+1000)
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {jsonMedia}},
			Body: closeFunc{body, func() { closed = true }}}, nil
	}), o.add)
	response, err := long.RoundTrip(clientRequest(t, goodExchange(t, "ListService"), testBase, nil))
	require.NoError(t, err)
	n, err := io.Copy(io.Discard, response.Body)
	require.NoError(t, err)
	assert.EqualValues(t, answerLimit+1000, n, "the caller gets all of it")
	assert.False(t, closed)
	require.NoError(t, response.Body.Close())
	assert.True(t, closed)
	_, findings := o.only(t)
	assertFindings(t, responseViolation("body-too-large", ""), findings)
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

type closeFunc struct {
	io.Reader
	close func()
}

func (c closeFunc) Close() error {
	c.close()
	return nil
}

func TestTransport_nilBodyAndNilObserve(t *testing.T) {
	t.Parallel()
	transport := testChecker(t).Transport(roundTripFunc(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 204}, nil
	}), nil)
	response, err := transport.RoundTrip(clientRequest(t, goodExchange(t, anyDelete(t)), testBase, nil))
	require.NoError(t, err)
	require.NotNil(t, response.Body)
}

func TestTransport_leavesUpgradesAlone(t *testing.T) {
	t.Parallel()
	var o observed
	body := io.NopCloser(strings.NewReader("not HTTP any more"))
	transport := testChecker(t).Transport(roundTripFunc(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusSwitchingProtocols, Body: body}, nil
	}), o.add)
	response, err := transport.RoundTrip(clientRequest(t, goodExchange(t, "ListService"), testBase, nil))
	require.NoError(t, err)
	assert.Equal(t, body, response.Body)
	assert.Empty(t, o.exchanges)
}

func TestTransport_keepsUserinfoOut(t *testing.T) {
	t.Parallel()
	var o observed
	good := goodExchange(t, "ListService")
	transport := testChecker(t).Transport(roundTripFunc(func(*http.Request) (*http.Response,
		error) {
		return answerOf(good), nil
	}), o.add)
	r := clientRequest(t, good, "http://user:"+testSecret+"@127.0.0.1", nil)
	_, err := transport.RoundTrip(r)
	require.NoError(t, err)
	x, _ := o.only(t)
	assert.Equal(t, "http://127.0.0.1/v1/Services", x.URL.String())
	assert.NotNil(t, r.URL.User, "the request of the caller is not touched")
}

// TestTransport_inBubble shows that nothing is left running: a bubble waits for its goroutines, and
// panics on those that never end.
func TestTransport_inBubble(t *testing.T) {
	t.Parallel()
	good := goodExchange(t, "CreateFunctionVersion")
	for name, next := range map[string]roundTripFunc{
		"reads all": func(r *http.Request) (*http.Response, error) {
			time.Sleep(time.Minute)
			_, err := io.Copy(io.Discard, r.Body)
			return answerOf(good), errors.Join(err, r.Body.Close())
		},
		"reads nothing": func(*http.Request) (*http.Response, error) { return answerOf(good), nil },
		"fails":         func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF },
		"reads afterwards": func(r *http.Request) (*http.Response, error) {
			go func() {
				time.Sleep(time.Minute)
				_, _ = io.Copy(io.Discard, r.Body)
			}()
			return answerOf(good), nil
		},
		"closes at once": func(r *http.Request) (*http.Response, error) { return answerOf(good), r.Body.Close() },
		"panics":         func(*http.Request) (*http.Response, error) { panic(http.ErrAbortHandler) },
		"waits for the context": func(r *http.Request) (*http.Response, error) {
			_, _ = r.Body.Read(make([]byte, 10))
			<-r.Context().Done()
			return nil, r.Context().Err()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checker := testChecker(t)
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				r := clientRequest(t, good, testBase, strings.NewReader(goodUpload)).WithContext(ctx)
				r.Header.Set("Content-Type", testBoundary)
				func() {
					defer func() { _ = recover() }()
					_, _ = checker.Transport(next, nil).RoundTrip(r)
				}()
				time.Sleep(2 * time.Hour) // for what goes on behind
			})
		})
	}
}

func TestTransport_concurrently(t *testing.T) {
	t.Parallel()
	good := goodExchange(t, "CreateFunctionVersion")
	var o observed
	transport := testChecker(t).Transport(roundTripFunc(func(r *http.Request) (*http.Response, error) {
		_, err := io.Copy(io.Discard, r.Body)
		return answerOf(good), err
	}), o.add)
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			r := clientRequest(t, good, testBase, strings.NewReader(goodUpload))
			r.Header.Set("Content-Type", testBoundary)
			_, err := transport.RoundTrip(r)
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	require.Len(t, o.findings, 32)
	for _, findings := range o.findings {
		assert.Empty(t, findings)
	}
}

package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// manyVersions returns the answer of a FetchBuild with n versions.
func manyVersions(t testing.TB, x *Exchange, n int) map[string]any {
	t.Helper()
	var build map[string]any
	require.NoError(t, json.Unmarshal(x.Body, &build))
	version := build["function_versions"].([]any)[0]
	versions := make([]any, n)
	for i := range versions {
		versions[i] = version
	}
	build["function_versions"] = versions
	return build
}

func exchangeOfBuild(t testing.TB) *Exchange {
	t.Helper()
	x := goodExchange(t, "FetchBuild")
	x.Body = marshal(t, manyVersions(t, x, 50))
	return x
}

func exchangeOfPage(t testing.TB) *Exchange {
	t.Helper()
	x := goodExchange(t, "ListBuild")
	var page map[string]any
	require.NoError(t, json.Unmarshal(x.Body, &page))
	builds := make([]any, 1000)
	for i := range builds {
		builds[i] = page["builds"].([]any)[0]
	}
	page["builds"] = builds
	x.Body = marshal(t, page)
	return x
}

func exchangeOfForm(t testing.TB) *Exchange {
	t.Helper()
	x := goodExchange(t, "CreateBuild")
	form := url.Values{"Dependencies": {`[{"name":"twilio","version":"5.0.3"}]`}}
	for i := range 50 {
		form.Add("FunctionVersions", fmt.Sprintf("ZN%032x", i))
	}
	x.setForm(form.Encode())
	return x
}

func BenchmarkCheck(b *testing.B) {
	c := testChecker(b)
	for _, bench := range []struct {
		name string
		make func(testing.TB) *Exchange
	}{
		{"Build of 50 versions", exchangeOfBuild},
		{"page of 1000 Builds", exchangeOfPage},
		{"form of 50 versions", exchangeOfForm},
	} {
		b.Run(bench.name, func(b *testing.B) {
			x := bench.make(b)
			require.Empty(b, c.Check(x))
			b.SetBytes(int64(len(x.Body) + len(x.RequestBody)))
			b.ReportAllocs()
			for b.Loop() {
				c.Check(x)
			}
		})
	}
}

// uploadOf streams an upload of n bytes without holding it.
func uploadOf(n int64) (io.ReadCloser, int64) {
	head, tail, _ := strings.Cut(goodUpload, "exports")
	body := io.MultiReader(strings.NewReader(head), io.LimitReader(endless{}, n), strings.NewReader(tail))
	return io.NopCloser(body), int64(len(head)+len(tail)) + n
}

func discardUpload(good *Exchange) http.RoundTripper {
	return roundTripFunc(func(r *http.Request) (*http.Response, error) {
		_, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, r.Body, make([]byte, 32<<10))
		return answerOf(good), err
	})
}

func BenchmarkTransport_upload(b *testing.B) {
	good := goodExchange(b, "CreateFunctionVersion")
	for name, transport := range map[string]http.RoundTripper{
		"bare":    discardUpload(good),
		"checked": testChecker(b).Transport(discardUpload(good), nil),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			r := clientRequest(b, good, testBase, nil)
			r.Header.Set("Content-Type", testBoundary)
			for b.Loop() {
				r.Body, r.ContentLength = uploadOf(25 << 20)
				b.SetBytes(r.ContentLength)
				if _, err := transport.RoundTrip(r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestUploads_memoryStaysFlat uploads 25 MiB both ways. It is not parallel: it counts what the process allocates.
func TestUploads_memoryStaysFlat(t *testing.T) {
	good := goodExchange(t, "CreateFunctionVersion")
	checker := testChecker(t)
	const size, limit = 25 << 20, 2 << 20
	allocated := func(f func(observe func(*Exchange, []Finding))) uint64 {
		var o observed
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f(o.add)
		runtime.ReadMemStats(&after)
		x, findings := o.only(t)
		assert.Empty(t, findings)
		assert.EqualValues(t, size, x.Upload.Parts[2].Size)
		return after.TotalAlloc - before.TotalAlloc
	}
	assert.Less(t, allocated(func(observe func(*Exchange, []Finding)) {
		r := clientRequest(t, good, testBase, nil)
		r.Header.Set("Content-Type", testBoundary)
		r.Body, r.ContentLength = uploadOf(size)
		_, err := checker.Transport(discardUpload(good), observe).RoundTrip(r)
		require.NoError(t, err)
	}), uint64(limit), "Transport")
	assert.Less(t, allocated(func(observe func(*Exchange, []Finding)) {
		body, length := uploadOf(size)
		r := serverRequest(good, body)
		r.ContentLength = length
		r.Header.Set("Content-Type", testBoundary)
		checker.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.CopyBuffer(struct{ io.Writer }{io.Discard}, r.Body, make([]byte, 32<<10))
			respond(good)(w, r)
		}), observe).ServeHTTP(discardWriter{}, r)
	}), uint64(limit), "Handler")
}

type discardWriter struct{}

func (discardWriter) Header() http.Header         { return http.Header{"Content-Type": {jsonMedia}} }
func (discardWriter) Write(p []byte) (int, error) { return len(p), nil }
func (discardWriter) WriteHeader(int)             {}

// TestCheck_concurrently runs good and bad exchanges of all operations side by side; the race detector does the rest.
func TestCheck_concurrently(t *testing.T) {
	t.Parallel()
	c := testChecker(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, info := range Operations() {
				x := goodExchange(t, info.OperationID)
				assert.Empty(t, c.Check(x))
				x.Status = 308
				x.RequestHeader.Del("Authorization")
				assert.Len(t, c.Check(x), 2)
			}
		})
	}
	wg.Wait()
}

// TestCheck_changesNothing compares an exchange before and after.
func TestCheck_changesNothing(t *testing.T) {
	t.Parallel()
	c := testChecker(t)
	for _, info := range Operations() {
		x, same := goodExchange(t, info.OperationID), goodExchange(t, info.OperationID)
		x.URL.RawQuery, same.URL.RawQuery = "b=1&a=2&a=3", "b=1&a=2&a=3"
		x.Body, same.Body = bytes.Clone(x.Body), bytes.Clone(x.Body)
		if x.RequestBody != nil { // examples have several orders
			same.RequestBody = bytes.Clone(x.RequestBody)
		}
		c.Check(x)
		assert.Equal(t, same, x, info.OperationID)
	}
}

// FuzzCheck gives the checker anything at all. It must not panic, must be repeatable, and must not print the password.
func FuzzCheck(f *testing.F) {
	c := testChecker(f)
	for _, info := range Operations() {
		x := goodExchange(f, info.OperationID)
		f.Add(x.Method, x.URL.RequestURI(), x.RequestHeader.Get("Content-Type"), x.RequestBody, x.Status,
			x.Header.Get("Content-Type"), x.Body)
	}
	f.Add("GET", "//%zz?%", "multipart/form-data; boundary=\"", []byte("--"), -1, "a/b;c", []byte("\xff"))
	const secret = "correct-horse-battery"
	f.Fuzz(func(t *testing.T, method, target, requestType string, requestBody []byte, status int, answerType string,
		body []byte) {
		u, err := url.Parse(target)
		if err != nil {
			u = &url.URL{Path: target, RawPath: target, RawQuery: target}
		}
		x := &Exchange{
			Method: method, URL: u, RequestBody: requestBody, Status: status, Body: body,
			RequestHeader: http.Header{"Authorization": {basicAuth(testAccount, secret)},
				"Content-Type": {requestType}},
			Header: http.Header{"Content-Type": {answerType}},
		}
		first := c.Check(x)
		assert.Equal(t, first, c.Check(x))
		for _, finding := range first {
			if text := finding.String(); strings.Contains(text, secret) {
				t.Fatalf("a finding shows the password: %s", text)
			}
		}
	})
}

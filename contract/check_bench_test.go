package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// manyVersions returns the Build of an answer with n Function versions.
func manyVersions(t testing.TB, x *Exchange, n int) map[string]any {
	t.Helper()
	var build map[string]any
	require.NoError(t, json.Unmarshal(x.Body, &build))
	version := build["function_versions"].([]any)[0]
	versions := make([]any, n)
	for i := range versions {
		one := maps.Clone(version.(map[string]any))
		one["sid"] = fmt.Sprintf("ZN%032x", i)
		versions[i] = one
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

// exchangeOfPage has a ListBuild with a full page of n Builds.
func exchangeOfPage(t testing.TB, n int) *Exchange {
	t.Helper()
	x := goodExchange(t, "ListBuild")
	var page map[string]any
	require.NoError(t, json.Unmarshal(x.Body, &page))
	one := page["builds"].([]any)[0].(map[string]any)
	builds := make([]any, n)
	for i := range builds {
		sid := fmt.Sprintf("ZB%032x", i)
		build := maps.Clone(one)
		build["sid"] = sid
		build["url"] = strings.ReplaceAll(one["url"].(string), one["sid"].(string), sid)
		links := maps.Clone(one["links"].(map[string]any))
		for name, link := range links {
			links[name] = strings.ReplaceAll(link.(string), one["sid"].(string), sid)
		}
		build["links"] = links
		builds[i] = build
	}
	page["builds"] = builds
	page["meta"].(map[string]any)["page_size"] = n
	x.URL.RawQuery = fmt.Sprintf("PageSize=%d", n)
	x.Body = bytes.ReplaceAll(marshal(t, page), []byte("PageSize=50"), []byte(x.URL.RawQuery))
	return x
}

func exchangeOfForm(t testing.TB) *Exchange {
	t.Helper()
	x := goodExchange(t, "CreateBuild")
	form := url.Values{"Dependencies": {`[{"name":"twilio","version":"5.0.3"}]`}}
	for i := range 50 {
		form.Add("FunctionVersions", fmt.Sprintf("ZN%032x", i))
	}
	x.setForm(whole(x.URL.Path, form.Encode()))
	build := manyVersions(t, x, 50)
	build["asset_versions"] = []any{}
	x.Body = marshal(t, build)
	return x
}

// checkCosts are exchanges with the allocations that the checker may have for each of kin-openapi's.
var checkCosts = []struct {
	name  string
	make  func(testing.TB) *Exchange
	ratio float64
}{
	{"small GET", func(t testing.TB) *Exchange { return goodExchange(t, "FetchService") }, 0.9},
	{"page of 1 Build", func(t testing.TB) *Exchange { return goodExchange(t, "ListBuild") }, 0.9},
	{"page of 50 Builds", func(t testing.TB) *Exchange { return exchangeOfPage(t, 50) }, 0.7},
	{"page of 1000 Builds", func(t testing.TB) *Exchange { return exchangeOfPage(t, 1000) }, 0.7},
	{"Build of 50 versions", exchangeOfBuild, 0.7},
	{"form of 50 versions", exchangeOfForm, 0.7},
}

// kinAlone validates an exchange with kin-openapi alone, request and answer.
func kinAlone(t testing.TB, x *Exchange) (validate func()) {
	t.Helper()
	spec, err := loadSpec()
	require.NoError(t, err)
	router, err := gorillamux.NewRouter(spec.documents[0].T)
	require.NoError(t, err)
	return func() {
		r := &http.Request{Method: x.Method, URL: x.URL, Header: x.RequestHeader, Host: x.URL.Host}
		if x.RequestBody != nil {
			r.Body = io.NopCloser(bytes.NewReader(x.RequestBody))
			r.ContentLength = int64(len(x.RequestBody))
		}
		route, params, err := router.FindRoute(r)
		require.NoError(t, err)
		input := &openapi3filter.RequestValidationInput{
			Request: r, PathParams: params, Route: route, Options: filterOptions(true),
		}
		require.NoError(t, openapi3filter.ValidateRequest(t.Context(), input))
		require.NoError(t, openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
			RequestValidationInput: input, Status: x.Status, Header: x.Header,
			Body: io.NopCloser(bytes.NewReader(x.Body)), Options: input.Options,
		}))
	}
}

func BenchmarkCheck(b *testing.B) {
	c := testChecker(b)
	for _, cost := range checkCosts {
		x := cost.make(b)
		require.Empty(b, c.Check(x))
		for name, check := range map[string]func(){"checker": func() { c.Check(x) }, "kin-openapi": kinAlone(b, x)} {
			b.Run(cost.name+"/"+name, func(b *testing.B) {
				b.SetBytes(int64(len(x.Body) + len(x.RequestBody)))
				b.ReportAllocs()
				for b.Loop() {
					check()
				}
			})
		}
	}
}

// TestCheck_allocates compares with kin-openapi alone, which checks less. It is not parallel: it counts
// what the process allocates.
func TestCheck_allocates(t *testing.T) {
	c := testChecker(t)
	for _, cost := range checkCosts {
		x := cost.make(t)
		require.Empty(t, c.Check(x))
		ours, kin := testing.AllocsPerRun(3, func() { c.Check(x) }), testing.AllocsPerRun(3, kinAlone(t, x))
		t.Logf("%-20s %8.0f, kin-openapi %8.0f: %.2f", cost.name, ours, kin, ours/kin)
		assert.LessOrEqual(t, ours/kin, cost.ratio, cost.name)
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

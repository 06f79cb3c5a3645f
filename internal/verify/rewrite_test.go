package verify

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRewriteURLs(t *testing.T) {
	t.Parallel()
	mark := func(kind urlKind, raw string) (string, bool) {
		return map[urlKind]string{pageURL: "page:", resourceURL: "resource:"}[kind] + raw, raw != "keep"
	}
	for name, test := range map[string]struct{ body, expected string }{
		"page": {
			`{ "meta" : {"next_page_url":null,"url":"a?b&c","first_page_url" : "d", "key":"url"}, "page":1.50 }`,
			`{ "meta" : {"next_page_url":null,"url":"page:a?b&c","first_page_url" : "page:d", "key":"url"}, "page":1.50 }`,
		},
		"items": {`{"builds":[{"url":"a","links":{"build_status":"b"}}]}`,
			`{"builds":[{"url":"resource:a","links":{"build_status":"resource:b"}}]}`},
		"escapes": {`{"url":"a\/\u0062"}`, `{"url":"resource:a/b"}`},
		"other strings": {`{"content":"url","path":"/url","value":"{\"url\":\"a\"}","list":["url","a"]}`,
			`{"content":"url","path":"/url","value":"{\"url\":\"a\"}","list":["url","a"]}`},
		"not a string": {`{"url":{"url":"a"},"links":[],"meta":{"url":["b"]}}`,
			`{"url":{"url":"resource:a"},"links":[],"meta":{"url":["b"]}}`},
		"not wanted":             {`{"url":"keep"}`, `{"url":"keep"}`},
		"names outside of meta":  {`{"next_page_url":"a"}`, `{"next_page_url":"a"}`},
		"no JSON":                {`<url>`, `<url>`},
		"JSON that ends early":   {`{"url":"a","links":{"b":"c`, `{"url":"resource:a","links":{"b":"c`},
		"numbers beyond float64": {`{"a":1e999,"url":"b"}`, `{"a":1e999,"url":"resource:b"}`},
		"top level":              {`"url"`, `"url"`},
		"empty":                  {``, ``},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, test.expected, string(rewriteURLs([]byte(test.body), mark)))
		})
	}
}

// FuzzRewriteURLs: a replacement by the same text changes no value, none at all changes no byte,
// and JSON stays JSON.
func FuzzRewriteURLs(f *testing.F) {
	f.Add(`{"meta":{"url":"a&b","page":1},"x":[{"url":"\u00e9","links":{"a":"b"}}]}`)
	f.Add(`{"url":"a"}{"url":"b"} trailing`)
	f.Add(`[{"url":`)
	f.Fuzz(func(t *testing.T, body string) {
		untouched := rewriteURLs([]byte(body), func(urlKind, string) (string, bool) { return "", false })
		require.Equal(t, body, string(untouched))
		same := rewriteURLs([]byte(body), func(_ urlKind, raw string) (string, bool) { return raw, true })
		var before, after any
		if json.Unmarshal([]byte(body), &before) != nil {
			return
		}
		require.NoError(t, json.Unmarshal(same, &after))
		require.Equal(t, before, after)
	})
}

func TestBehind(t *testing.T) {
	t.Parallel()
	p, err := New(Options{
		Upstream: "https://serverless.twilio.com/base", UploadUpstream: "https://serverless-upload.twilio.com",
		Addr: "127.0.0.1:9000", UploadAddr: "127.0.0.1:9001",
	})
	require.NoError(t, err)
	atAPI := newClientView(p.api, &http.Request{Host: "127.0.0.1:9000"}, false)
	atUpload := newClientView(p.upload, &http.Request{Host: "host.docker.internal:9001"}, false)
	for name, test := range map[string]struct {
		view          clientView
		kind          urlKind
		raw, expected string // "" = left alone
	}{
		"resource": {atAPI, resourceURL, "https://serverless.twilio.com/base/v1/Services/a%2Fb?x=%20#y",
			"http://127.0.0.1:9000/v1/Services/a%2Fb?x=%20#y"},
		"default port": {atAPI, resourceURL, "https://serverless.twilio.com:443/base/v1",
			"http://127.0.0.1:9000/v1"},
		"http for https":   {atAPI, resourceURL, "http://serverless.twilio.com/base/v1", "http://127.0.0.1:9000/v1"},
		"outside the base": {atAPI, resourceURL, "https://serverless.twilio.com/basement", ""},
		"the other side": {atUpload, resourceURL, "https://serverless.twilio.com/base/v1",
			"http://host.docker.internal:9000/v1"},
		"the other way":    {atAPI, resourceURL, "https://serverless-upload.twilio.com/v1", "http://127.0.0.1:9001/v1"},
		"foreign resource": {atAPI, resourceURL, "https://example.com/v1", ""},
		"foreign page": {atAPI, pageURL, "https://example.com/v1/Services?Page=1",
			"http://127.0.0.1:9000/v1/Services?Page=1"},
		"page in the base": {atAPI, pageURL, "https://example.com/base/v1", "http://127.0.0.1:9000/v1"},
		"relative":         {atAPI, pageURL, "/v1/Services", ""},
		"no URL":           {atAPI, pageURL, "::", ""},
		"another scheme":   {atAPI, pageURL, "file://example.com/v1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := p.behind(test.view, test.kind, test.raw)
			assert.Equal(t, test.expected != "", ok)
			assert.Equal(t, test.expected, got)
		})
	}
}

func TestClientView_base(t *testing.T) {
	t.Parallel()
	one, other := &side{addr: "127.0.0.1:9000"}, &side{addr: "127.0.0.1:9001"}
	elsewhere := &side{addr: "127.0.0.2:9001"}
	for _, test := range []struct {
		host     string
		to       *side
		expected string
	}{
		{"localhost:9000", one, "http://localhost:9000"},
		{"localhost:9000", other, "http://localhost:9001"},
		{"[::1]:9000", other, "http://[::1]:9001"},
		{"proxy", other, "http://proxy:9001"},
		{"localhost:9000", elsewhere, "http://127.0.0.2:9001"},
	} {
		view := newClientView(one, &http.Request{Host: test.host}, false)
		assert.Equal(t, test.expected, view.base(test.to).String(), test.host)
	}
}

func TestShownPath(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.SetBasicAuth("ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "wordlike")
	header := r.Header
	for path, expected := range map[string]string{
		"/v1/Services/ZSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Builds": "/v1/Services/ZSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Builds",
		"/v1/Services/my-service":                                "/v1/Services/…",
		"/v1/wordlike":                                           "/v1/…",
		"/v1/" + strings.Repeat("a", 25):                         "/v1/…",
		"/\x1b[31m":                                              "/…",
		"/":                                                      "/",
	} {
		assert.Equal(t, expected, shownPath(&url.URL{Path: path}, header))
	}
	assert.Equal(t, "…", shownMethod(strings.Repeat("A", 17)))
}

// TestTally_forgets keeps the memory of a server that is wrong in ever new ways bounded, and the
// counts right.
func TestTally_forgets(t *testing.T) {
	t.Parallel()
	tally, err := newTally()
	require.NoError(t, err)
	x := exchangeAt("/v1/Services")
	for i := range sightingLimit + 5 {
		tally.note(x, findingAt(i))
	}
	tally.note(x, findingAt(0))
	report := tally.report()
	assert.Len(t, report.Findings, sightingLimit)
	assert.Equal(t, sightingLimit+6, report.Violations)
	assert.Equal(t, 5, report.Forgotten)
	assert.Equal(t, 2, report.Findings[0].Times)
	var text bytes.Buffer
	require.NoError(t, report.WriteText(&text))
	assert.Contains(t, text.String(), "and 5 more findings of other kinds\n")
}

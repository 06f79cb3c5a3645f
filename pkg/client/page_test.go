package client

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// page answers with Services of the given names and a next page; "" means none.
func page(next string, names ...string) attempt {
	items := make([]string, len(names))
	for i, name := range names {
		items[i] = fmt.Sprintf(`{"sid":%q,"unique_name":%q}`, serviceID, name)
	}
	nextJSON := "null"
	if next != "" {
		nextJSON = fmt.Sprintf("%q", next)
	}
	return always(200, fmt.Sprintf(`{"services":[%s],"meta":{"key":"services","next_page_url":%s}}`,
		strings.Join(items, ","), nextJSON))
}

// read reads a list to its end.
func read(t *testing.T, c *Client, opts *ListServicesOptions) (names []string, errs []error) {
	t.Helper()
	for s, err := range c.ListServices(t.Context(), opts) {
		if err != nil {
			assert.Zero(t, s)
			errs = append(errs, err)
			continue
		}
		names = append(names, s.UniqueName)
	}
	return names, errs
}

func urls(r *recorder) (list []string) {
	for _, s := range r.sent {
		list = append(list, s.method+" "+s.url)
	}
	return list
}

func TestPages(t *testing.T) {
	t.Parallel()
	const second, third = "/v1/Services?PageSize=2&Page=1&PageToken=PTa%2Bb",
		"/v1/Services?PageToken=c&Page=2&PageSize=2"
	for name, tc := range map[string]struct {
		apiURL  string
		answers []attempt
		want    []string
		sent    []string
	}{
		"one page": {
			answers: []attempt{page("", "a", "b")}, want: []string{"a", "b"},
			sent: []string{"GET https://serverless.twilio.com/v1/Services"},
		},
		"no items": {answers: []attempt{page("")}, sent: []string{"GET https://serverless.twilio.com/v1/Services"}},
		"three pages, query untouched": {
			answers: []attempt{page("https://serverless.twilio.com"+second, "a", "b"),
				page("https://serverless.twilio.com"+third, "c", "d"), page("", "e")},
			want: []string{"a", "b", "c", "d", "e"},
			sent: []string{"GET https://serverless.twilio.com/v1/Services",
				"GET https://serverless.twilio.com" + second,
				"GET https://serverless.twilio.com" + third},
		},
		"an empty page in between": {
			answers: []attempt{page(second, "a"), page(third), page("", "b")},
			want:    []string{"a", "b"},
			sent: []string{"GET https://serverless.twilio.com/v1/Services",
				"GET https://serverless.twilio.com" + second,
				"GET https://serverless.twilio.com" + third},
		},
		"another host is not contacted": {
			answers: []attempt{page("https://evil.example"+second, "a"), page("//evil.example"+third, "b"),
				page("", "c")},
			want: []string{"a", "b", "c"},
			sent: []string{"GET https://serverless.twilio.com/v1/Services",
				"GET https://serverless.twilio.com" + second,
				"GET https://serverless.twilio.com" + third},
		},
		"credentials and port of another host": {
			answers: []attempt{page("http://user:pass@evil.example:81"+second+"#f", "a"), page("", "b")},
			want:    []string{"a", "b"},
			sent: []string{"GET https://serverless.twilio.com/v1/Services",
				"GET https://serverless.twilio.com" + second},
		},
		"own base URL, canonical host in the answers": {
			apiURL:  "http://127.0.0.1:9/",
			answers: []attempt{page("https://serverless.twilio.com"+second, "a"), page("", "b")},
			want:    []string{"a", "b"},
			sent:    []string{"GET http://127.0.0.1:9/v1/Services", "GET http://127.0.0.1:9" + second},
		},
		"prefix that the server does not know": {
			apiURL:  "https://proxy.example/twilio",
			answers: []attempt{page("https://serverless.twilio.com"+second, "a"), page("", "b")},
			want:    []string{"a", "b"},
			sent: []string{"GET https://proxy.example/twilio/v1/Services",
				"GET https://proxy.example/twilio" + second},
		},
		"prefix that the server knows": {
			apiURL:  "https://proxy.example/twilio/",
			answers: []attempt{page("https://proxy.example/twilio"+second, "a"), page("", "b")},
			want:    []string{"a", "b"},
			sent: []string{"GET https://proxy.example/twilio/v1/Services",
				"GET https://proxy.example/twilio" + second},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := &recorder{answers: tc.answers}
			names, errs := read(t, newClient(t, r, func(o *Options) { o.APIURL = tc.apiURL }), nil)
			assert.Empty(t, errs)
			assert.Equal(t, tc.want, names)
			assert.Equal(t, tc.sent, urls(r))
			for _, s := range r.sent {
				assert.Equal(t, basicAuth, s.header.Get("Authorization"))
			}
		})
	}
}

func TestPages_errors(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		answers []attempt
		items   int
		sent    int
		want    string
	}{
		"at once": {[]attempt{always(401, `{"code":20003,"message":"Authenticate"}`)}, 0, 1,
			"ListService (GET /v1/Services): status 401: Authenticate (code 20003)"},
		"midway": {[]attempt{page("/v1/Services?Page=1", "a"), always(404, "")}, 1, 2,
			"ListService (GET /v1/Services): status 404 Not Found without an API error"},
		"unreadable": {[]attempt{page("/v1/Services?Page=1", "a"), always(200, "<")}, 1, 2,
			"the answer cannot be read"},
		"no list": {[]attempt{always(200, `{}`)}, 0, 1,
			"ListService (GET /v1/Services): status 200: the answer has no list"},
		"list that is null":      {[]attempt{always(200, `{"services":null}`)}, 0, 1, "the answer has no list"},
		"list under another key": {[]attempt{always(200, `{"functions":[]}`)}, 0, 1, "the answer has no list"},
		"circle": {[]attempt{page("/v1/Services?Page=1", "a"), page("/v1/Services?Page=2", "b"),
			page("/v1/Services?Page=1", "c")}, 3, 3,
			"ListService (GET /v1/Services): status 200: the pages go round in a circle"},
		"page that is its own": {[]attempt{page("/v1/Services?Page=1", "a")}, 2, 2, "the pages go round in a circle"},
		"empty address": {[]attempt{always(200, `{"services":[],"meta":{"next_page_url":""}}`)}, 0, 1,
			`next_page_url has the path "", which is none of this API`},
		"other path": {[]attempt{page("https://evil.example/steal", "a")}, 1, 1,
			`next_page_url has the path "/steal", which is none of this API`},
		"climbing path": {[]attempt{page("https://evil.example/v1/../admin", "a")}, 1, 1,
			`next_page_url has the path "/v1/../admin"`},
		"no address": {[]attempt{page("http://[", "a")}, 1, 1, "next_page_url: missing ']' in host"},
		"opaque":     {[]attempt{page("mailto:a@b", "a")}, 1, 1, `next_page_url has the path ""`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, r := recording(t, tc.answers...)
			names, errs := read(t, c, nil)
			require.Len(t, errs, 1, "an error is given once, and ends the list")
			assert.ErrorContains(t, errs[0], tc.want)
			assert.Equal(t, "ListService", asError(t, errs[0]).Op)
			assert.Len(t, names, tc.items)
			assert.Len(t, r.sent, tc.sent)
		})
	}
}

func TestPages_breakStops(t *testing.T) {
	t.Parallel()
	c, r := recording(t, page("/v1/Services?Page=1", "a", "b"), page("", "c"))
	for s := range c.ListServices(t.Context(), nil) {
		assert.Equal(t, "a", s.UniqueName)
		break
	}
	assert.Len(t, r.sent, 1)
	for range c.ListServices(t.Context(), &ListServicesOptions{PageSize: -1}) {
		break
	}
	c, r = recording(t, always(404, ""))
	for range c.ListServices(t.Context(), nil) {
		break
	}
	assert.Len(t, r.sent, 1)
}

func TestPages_nothingIsSentBeforeReading(t *testing.T) {
	t.Parallel()
	newClient(t, silent(t)).ListServices(t.Context(), nil)
}

// TestPages_again: an iterator can be read twice, and reads from the start.
func TestPages_again(t *testing.T) {
	t.Parallel()
	c, r := recording(t, page("/v1/Services?Page=1", "a"), page("", "b"), page("/v1/Services?Page=1", "a"),
		page("", "b"))
	list := c.ListServices(t.Context(), nil)
	for range 2 {
		var names []string
		for s, err := range list {
			require.NoError(t, err)
			names = append(names, s.UniqueName)
		}
		assert.Equal(t, []string{"a", "b"}, names)
	}
	assert.Len(t, r.sent, 4)
}

func TestPages_size(t *testing.T) {
	t.Parallel()
	for size, query := range map[int]string{0: "", 1: "?PageSize=1", 1000: "?PageSize=1000"} {
		c, r := recording(t, page(""))
		opts := &ListServicesOptions{PageSize: size}
		list := c.ListServices(t.Context(), opts)
		opts.PageSize = 7 // the list has its own copy
		for _, err := range list {
			require.NoError(t, err)
		}
		assert.Equal(t, "https://serverless.twilio.com/v1/Services"+query, r.sent[0].url)
	}
	for _, size := range []int{-1, 1001} {
		_, errs := read(t, newClient(t, silent(t)), &ListServicesOptions{PageSize: size})
		require.Len(t, errs, 1)
		assert.EqualError(t, errs[0], fmt.Sprintf(`ListService: PageSize is "%d"; want 1 to 1000`, size))
		assert.ErrorAs(t, errs[0], new(*ArgumentError))
	}
}

func TestPages_repeatsOnePage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, r := recording(t, page("/v1/Services?Page=1", "a"), always(429, "{}"), always(502, ""), page("", "b"))
		names, errs := read(t, c, nil)
		assert.Empty(t, errs)
		assert.Equal(t, []string{"a", "b"}, names)
		assert.Len(t, r.sent, 4)
	})
}

func TestListLogs_filters(t *testing.T) {
	t.Parallel()
	berlin := time.FixedZone("CET", 3600)
	path := "https://serverless.twilio.com/v1/Services/" + serviceID + "/Environments/" + environmentID + "/Logs"
	for name, tc := range map[string]struct {
		opts *ListLogsOptions
		want string
	}{
		"nil":       {nil, ""},
		"zero":      {&ListLogsOptions{}, ""},
		"Function":  {&ListLogsOptions{FunctionSID: functionID}, "?FunctionSid=" + functionID},
		"page size": {&ListLogsOptions{PageSize: 5}, "?PageSize=5"},
		"in UTC": {
			&ListLogsOptions{StartDate: time.Date(2026, 11, 21, 0, 30, 0, 0, berlin),
				EndDate: time.Date(2026, 11, 21, 1, 0, 0, 0, time.UTC)},
			"?EndDate=2026-11-21T01%3A00%3A00Z&StartDate=2026-11-20T23%3A30%3A00Z",
		},
		"StartDate alone": {&ListLogsOptions{StartDate: time.Unix(0, 0)}, "?StartDate=1970-01-01T00%3A00%3A00Z"},
		"to whole seconds, outwards": {
			&ListLogsOptions{StartDate: time.Unix(59, 999_999_999), EndDate: time.Unix(60, 1)},
			"?EndDate=1970-01-01T00%3A01%3A01Z&StartDate=1970-01-01T00%3A00%3A59Z",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, r := recording(t, always(200, `{"logs":[{"sid":"`+logID+
				`","message":"m"}],"meta":{"next_page_url":null}}`))
			list := c.ListLogs(t.Context(), serviceID, environmentID, tc.opts)
			if tc.opts != nil {
				before := *tc.opts
				defer func() { assert.Equal(t, before, *tc.opts) }()
			}
			var messages []string
			for log, err := range list {
				require.NoError(t, err)
				messages = append(messages, log.Message)
			}
			assert.Equal(t, []string{"m"}, messages)
			sent, err := http.NewRequest(r.sent[0].method, r.sent[0].url, nil)
			require.NoError(t, err)
			got := path
			if query := sent.URL.Query().Encode(); query != "" { // in alphabetical order
				got += "?" + query
			}
			assert.Equal(t, path+tc.want, got)
		})
	}
}

func TestListLogs_copiesItsOptions(t *testing.T) {
	t.Parallel()
	c, r := recording(t, always(200, `{"logs":[],"meta":{}}`))
	opts := &ListLogsOptions{FunctionSID: functionID, StartDate: time.Unix(0, 0)}
	list := c.ListLogs(t.Context(), serviceID, environmentID, opts)
	*opts = ListLogsOptions{FunctionSID: "not checked any more"}
	for _, err := range list {
		require.NoError(t, err)
	}
	assert.Contains(t, r.sent[0].url, functionID)
	assert.Contains(t, r.sent[0].url, "1970")
}

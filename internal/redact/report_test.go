package redact

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	service = "ZS00000000000000000000000000000000"
	account = "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	base    = "https://serverless.twilio.com/v1/Services"
)

func redactor(t *testing.T, opts *ReportOptions) *Report {
	t.Helper()
	return NewReport(opts)
}

func one(t *testing.T, opts *ReportOptions, s *Source) Exchange {
	t.Helper()
	if s.URL == nil {
		s.URL, _ = url.Parse(base)
	}
	if s.Method == "" {
		s.Method = "GET"
	}
	shown := redactor(t, opts).Exchanges([]Source{*s})
	require.Len(t, shown, 1)
	return shown[0]
}

func jsonHeader() http.Header { return http.Header{"Content-Type": {"application/json"}} }

func TestReport_answers(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		operation  string
		status     int
		body, want string
		marks      []Mark
	}{
		"what the contract knows to be harmless": {
			"FetchService", 200,
			`{"url":"` + base + `/` + service + `","sid":"` + service +
				`","ui_editable":false,"date_created":"2018-11-10T20:00:00Z"}`,
			`{"url":"` + base + `/` + service + `","sid":"` + service +
				`","ui_editable":false,"date_created":"2018-11-10T20:00:00Z"}`, nil,
		},
		"personal data": {"FetchService", 200, `{"friendly_name":"Jane Doe"}`,
			`{"friendly_name":"[hidden, 8 characters]"}`, nil},
		"personal data of a sort": {"FetchService", 200, `{"friendly_name":42,"unique_name":true}`,
			`{"friendly_name":"[hidden number]","unique_name":"[hidden boolean]"}`, nil},
		"null": {"FetchEnvironment", 200, `{"build_sid":null,"unique_name":null}`,
			`{"build_sid":null,"unique_name":null}`, nil},
		"accounts": {"FetchService", 200, `{"account_sid":"` + account + `"}`,
			`{"account_sid":"AC[hidden]"}`, nil},
		"free text": {"FetchFunctionVersionContent", 200, `{"content":"key = 1"}`,
			`{"content":"[hidden, 7 characters]"}`, nil},
		"what is unknown": {"FetchService", 200, `{"api_key":"s","a b":1}`,
			`{"api_key":"[hidden, 1 character]","[hidden, 3 characters]":"[hidden number]"}`, nil},
		"inside what is unknown": {"FetchService", 200, `{"extra":{"sid":["x",{"y":null}]}}`,
			`{"extra":{"sid":["[hidden, 1 character]",{"y":null}]}}`, nil},
		"names of links": {"FetchService", 200, `{"links":{"builds":"` + base + `/my-shop/Builds"}}`,
			`{"links":{"builds":"` + base + `/[hidden, 7 characters]/Builds"}}`, nil},
		"an error": {
			"FetchService", 404, `{"code":20404,"message":"The resource was not found","status":404,"debug":"trace"}`,
			`{"code":20404,"message":"The resource was not found","status":404,"debug":"[hidden, 5 characters]"}`, nil,
		},
		"a violating value of a harmless sort": {"FetchBuild", 200, `{"status":"compleat","sid":7}`,
			`{"status":"compleat","sid":7}`, nil},
		"the page of an error": {"FetchService", 404,
			`{"more_info":"https://www.twilio.com/docs/errors/20404"}`,
			`{"more_info":"https://www.twilio.com/docs/errors/20404"}`, nil},
		"another page": {"FetchService", 404, `{"more_info":"https://www.twilio.com/secret"}`,
			`{"more_info":"https://www.twilio.com/[hidden, 6 characters]"}`, nil},
		"an undocumented status": {"FetchBuild", 302, `{"status":"completed"}`,
			`{"status":"[hidden, 9 characters]"}`, nil},
		"repeated keys and order": {"FetchBuild", 200, `{"status":"failed","sid":1,"status":"building"}`,
			`{"status":"failed","sid":1,"status":"building"}`, nil},
		"a value that is not an object": {"FetchBuild", 200, `["x"]`, `["[hidden, 1 character]"]`, nil},
		"long arrays keep what is marked": {
			"ListBuild", 200, `{"builds":[{"status":"failed"},{},{},{},{},{"status":"odd"},{}]}`,
			`{"builds":[{"status":"failed"},{},{},"…","…",{"status":"odd"},"…"]}`,
			[]Mark{{Side: "response", Location: "/builds/5/status"}},
		},
		"a very long number": {"FetchBuild", 200, `{"sid":` + strings.Repeat("1", 50) + `}`,
			`{"sid":"[hidden number]"}`,
			nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := one(t, nil, &Source{Operation: tt.operation, Status: tt.status, Header: jsonHeader(),
				Body:  []byte(tt.body),
				Marks: tt.marks})
			assert.Equal(t, tt.want, x.Response.Body)
			assert.Empty(t, x.Response.Note)
			assert.EqualValues(t, len(tt.body), x.Response.Size)
		})
	}
}

func TestReport_bodiesThatAreNotShown(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		header http.Header
		body   string
		note   string
	}{
		"HTML":    {http.Header{"Content-Type": {"text/html"}}, "<p>secret</p>", "13 bytes that are not called JSON"},
		"untyped": {nil, `{"sid":"x"}`, "11 bytes that are not called JSON"},
		"cut off": {jsonHeader(), `{"sid":"x"`, "10 bytes that are not well-formed JSON"},
		"two":     {jsonHeader(), `{} "secret"`, "11 bytes that are not well-formed JSON"},
		"no JSON": {jsonHeader(), `secret`, "6 bytes that are not well-formed JSON"},
		"too deep": {jsonHeader(), strings.Repeat("[", 50) + strings.Repeat("]", 50),
			"100 bytes that are not well-formed JSON"},
		"too large": {jsonHeader(), `"` + strings.Repeat("x", maxBody) + `"`, "4194306 bytes, too many to be shown"},
		"none":      {nil, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := one(t, nil, &Source{Operation: "FetchService", Status: 200, Header: tt.header, Body: []byte(tt.body)})
			assert.Equal(t, tt.note, x.Response.Note)
			assert.NotContains(t, x.Response.Body, "secret")
		})
	}
}

func TestReport_bigAnswersAreCut(t *testing.T) {
	t.Parallel()
	body := `{"undeclared":{` + strings.Repeat(`"some_name_that_is_long_enough":"x",`, 2000) + `"z":1},"sid":"` +
		service + `","status":"odd"}`
	x := one(t, nil, &Source{
		Operation: "FetchBuild", Status: 200, Header: jsonHeader(), Body: []byte(body),
		Marks: []Mark{{Side: "response", Location: "/status"}},
	})
	assert.Less(t, len(x.Response.Body), maxShown+500)
	assert.True(t, json.Valid([]byte(x.Response.Body)))
	assert.True(t, strings.HasSuffix(x.Response.Body, `,"status":"odd"}`), "what is marked is shown all the same")
	assert.NotContains(t, x.Response.Body, `"sid"`)
}

func TestReport_requests(t *testing.T) {
	t.Parallel()
	form := func(operation, body string) []Field {
		header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
		return one(t, &ReportOptions{Prefix: "check-x"},
			&Source{Operation: operation, RequestHeader: header, RequestBody: []byte(body)}).Request.Fields
	}
	assert.Equal(t, []Field{{"UniqueName", "[hidden, 4 characters]"}, {"UiEditable", "yes"},
		{"Unknown", "[hidden, 1 character]"}},
		form("CreateService", "UniqueName=shop&UiEditable=yes&Unknown=x"))
	assert.Equal(t, []Field{{"UniqueName", "check-x-1"}, {"FriendlyName", "Contract check check-x-1"}},
		form("CreateService", "UniqueName=check-x-1&FriendlyName=Contract+check+check-x-1"))
	assert.Equal(t, []Field{{"FunctionVersions", "ZN00000000000000000000000000000000"},
		{"Dependencies", `[{"name":"a"}]`}},
		form("CreateBuild", "FunctionVersions=ZN00000000000000000000000000000000&Dependencies=%5B%7B%22name%22%3A%22a%22%7D%5D"))
	assert.Equal(t, []Field{{"Value", "[hidden, 3 characters]"}, {"[hidden, 6 characters]", "[hidden, 0 characters]"}},
		form("CreateVariable", "Value=a%26b&secret"), "the name may be half of a value")
	assert.Equal(t, []Field{{"Bad", "[hidden, 2 characters]"}}, form("CreateService", "Bad=%z"))
	assert.Len(t, form("CreateBuild", strings.Repeat("FunctionVersions=ZN&", 500)), maxFields+1)

	upload := one(t, nil, &Source{Operation: "CreateAssetVersion", Parts: []Part{
		{Name: "Path", Value: []byte("/secret"), Size: 7}, {Name: "Visibility", Value: []byte("public"), Size: 6},
		{Name: "Content", ContentType: "text/plain", Size: 20},
	}}).Request
	assert.Equal(t, []Field{{"Path", "[hidden, 7 characters]"}, {"Visibility", "public"},
		{"Content", "[hidden, 20 bytes] (text/plain)"}}, upload.Fields)
	assert.EqualValues(t, 33, upload.Size)

	odd := one(t, nil, &Source{Operation: "CreateService", RequestHeader: jsonHeader(),
		RequestBody: []byte(`{"a":"secret"}`)})
	assert.Equal(t, "14 bytes that are no form", odd.Request.Note)
}

func TestReport_urls(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		base + "/" + service + "/Builds?PageSize=2&Page=0": base + "/" + service + "/Builds?PageSize=2&Page=0",
		base + "/my-shop/Builds":                           base + "/[hidden, 7 characters]/Builds",
		base + "/check-x-12":                               base + "/check-x-12",
		base + "?PageToken=PAabc&Token=x&PageSize=many": base +
			"?PageToken=PAabc&Token=[hidden, 1 character]&PageSize=[hidden, 4 characters]",
		base + "?a%20b=c":    base + "?[hidden, 3 characters]=[hidden, 1 character]",
		base + "/" + account: base + "/AC[hidden]",
		base + "?secret":     base + "?secret",
		"https://user:pass@serverless.twilio.com/v1/Services#x": base,
	} {
		u, err := url.Parse(raw)
		require.NoError(t, err)
		assert.Equal(t, want, one(t, &ReportOptions{Prefix: "check-x"}, &Source{URL: u}).URL, raw)
	}
	v := &view{Report: redactor(t, nil), hidden: strings.NewReplacer()}
	assert.Equal(t, "[hidden, 9 characters]", v.address("http://%z"))
	assert.Empty(t, v.url(nil))
}

// Nothing that is planted anywhere in a request comes back, in whatever form the server repeats it.
func TestReport_plantedSecrets(t *testing.T) {
	t.Parallel()
	const secret = `s3cret/"käse"+x`
	request, err := http.NewRequest(http.MethodPost, base, nil)
	require.NoError(t, err)
	request.SetBasicAuth(account, secret)
	request.Header.Set("Cookie", "session="+secret)
	request.Header.Set("X-Api-Key", secret)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	token := strings.TrimPrefix(request.Header.Get("Authorization"), "Basic ")
	u, err := url.Parse(base + "/" + url.PathEscape(secret) + "?Sort=" + url.QueryEscape(secret))
	require.NoError(t, err)
	message, err := json.Marshal(map[string]any{
		"code": 20001, "status": 400, "details": map[string]string{"x": secret},
		"message": "bad: " + secret + " " + url.QueryEscape(secret) + " " + url.PathEscape(secret) + " " + token +
			" of " + account,
	})
	require.NoError(t, err)
	shown := redactor(t, &ReportOptions{Hide: func(s string) string {
		return strings.ReplaceAll(s, "the-password",
			"[password]")
	}}).Exchanges([]Source{
		{Number: 1, Operation: "FetchService", Method: "GET", URL: u, Status: 400, Header: http.Header{
			"Content-Type": {"application/json; x=the-password"}, "Set-Cookie": {secret},
			"Location": {base + "?t=" + url.QueryEscape(secret)}, "X-Unknown": {secret},
		}, Body: message, Marks: []Mark{{Side: "response", Severity: "violation", Rule: "r", Location: "/message",
			Message: "got " + secret}}},
		{Number: 2, Operation: "UpdateVariable", Method: "POST", URL: u, RequestHeader: request.Header, Status: 400,
			RequestBody: []byte("Value=" + url.QueryEscape(secret) + "&" + url.QueryEscape(secret) + "=1"),
			Header:      http.Header{"Content-Type": {"text/plain"}}, Body: []byte(secret)},
		{Number: 3, Operation: "CreateAssetVersion", Method: "POST", URL: u,
			Parts: []Part{{Name: secret, Value: []byte(secret), Size: int64(len(secret))}}},
	})
	require.Len(t, shown, 3)
	text, err := json.Marshal(shown)
	require.NoError(t, err)
	for _, form := range []string{"s3cret", "käse", "K%C3%A4se", token, "the-password", account, account[2:]} {
		assert.NotContains(t, string(text), form)
	}
	assert.Contains(t, shown[0].Response.Body, `"message":"bad: [hidden] [hidden] [hidden] [hidden] of AC[hidden]"`)
	assert.Equal(t, "got [hidden]", shown[0].Marks[0].Message)
	assert.Equal(t, Field{"Content-Type", `application/json; x="[hidden, 12 characters]"`}, shown[0].Response.Header[0])
}

func FuzzReport_json(f *testing.F) {
	f.Add(`{"builds":[{"status":"failed"}],"meta":{"page":0}}`, "/builds/0")
	f.Add(`{"a":1} x`, "/a")
	f.Add(`[[[[`, "")
	f.Fuzz(func(t *testing.T, body, location string) {
		const secret = "hunter2-hunter2"
		r := NewReport(nil)
		withSecret := strings.ReplaceAll(body, "x", secret)
		shown := r.Exchanges([]Source{{
			Operation: "ListBuild", Status: 200, Method: "GET", Header: jsonHeader(), Body: []byte(withSecret),
			RequestHeader: http.Header{"Cookie": {secret}},
			URL:           &url.URL{Path: "/v1/Services"}, Marks: []Mark{{Side: "response", Location: location}},
		}})[0].Response
		if shown.Body != "" {
			require.True(t, json.Valid([]byte(shown.Body)) || shown.Note != "", shown.Body)
		}
		require.NotContains(t, shown.Body, secret)
	})
}

// What only the answers told is taken out of the reason; what the case sent itself, and what is harmless, stays.
func TestReport_Reason(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(base)
	require.NoError(t, err)
	long := strings.Repeat("l", maxText+50)
	var items []string
	for range 20 {
		items = append(items, `{"unique_name":"filler"}`)
	}
	sources := []Source{
		{
			Operation: "CreateService", Method: "POST", URL: u, Status: 201,
			Header:        http.Header{"Content-Type": {"application/json"}, "X-Trace": {"trace-me"}},
			RequestHeader: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
			RequestBody:   []byte("FriendlyName=sent+by+us"),
			Body:          []byte(`{"friendly_name":"sent by us","unique_name":"somebody's \"own\" <name>","ui_editable":true,"note":"` + long + `"}`),
		},
		{
			Operation: "ListService", Method: "GET", URL: u, Status: 200, Header: jsonHeader(),
			Body: []byte(`{"services":[` + strings.Join(items, ",") + `,{"unique_name":"last of many"}]}`),
		},
	}
	r := redactor(t, &ReportOptions{Hide: func(s string) string {
		return strings.ReplaceAll(s, "the-password",
			"[password]")
	}})
	for reason, want := range map[string]string{
		`friendly_name is "sent by us", want "other"`:          `friendly_name is "sent by us", want "other"`,
		`unique_name is "somebody's \"own\" <name>"`:           `unique_name is "[hidden]"`,
		`unique_name is somebody's "own" <name>`:               `unique_name is [hidden]`,
		`note is ` + long[:maxText] + `…`:                      `note is [hidden]…`,
		`the list is last of many`:                             `the list is [hidden]`,
		`the trace is trace-me`:                                `the trace is [hidden]`,
		`ui_editable is true, want false`:                      `ui_editable is true, want false`,
		`the password is the-password, the account ` + account: `the password is [password], the account AC[hidden]`,
		``: ``,
	} {
		assert.Equal(t, want, r.Reason(sources, reason))
	}
	assert.Equal(t, "nothing was sent", r.Reason(nil, "nothing was sent"))
}

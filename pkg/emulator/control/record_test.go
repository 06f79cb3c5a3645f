package control

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

type listed struct {
	Version   int
	Requests  []entry
	Forgotten uint64
	Last      uint64
}

func (r *rig) last() entry {
	r.t.Helper()
	all := into[listed](r, "requests")
	require.NotEmpty(r.t, all.Requests)
	return all.Requests[len(all.Requests)-1]
}

func TestJournal_entries(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	a := r.api("POST", "/v1/Services", "UniqueName", "a", "FriendlyName", "b", "Zzz", "1", "Aaa", "2")
	got := r.last()
	assert.WithinDuration(t, time.Now(), got.Time, time.Minute)
	assert.Positive(t, got.Milliseconds)
	got.Time, got.Milliseconds = time.Time{}, 0
	assert.Equal(t, entry{
		ID: 1, Method: "POST", Host: "127.0.0.1:8080", Path: "/v1/Services", UserAgent: "tester/1",
		Account: emulator.TestAccountSID, Operation: "CreateService", Status: 201,
		RequestBytes: int64(len("Aaa=2&FriendlyName=b&UniqueName=a&Zzz=1")), ResponseBytes: int64(
			len(a.raw)), Unread: []string{"Aaa", "Zzz"}, Verdict: "unchecked",
	}, got)

	r.api("GET", "/v1/Services?PageSize=2&Page=1&token=abc&Zzz=1")
	assert.Equal(t, "Page=1&PageSize=2&Zzz=concealed&token=concealed", r.last().Query)
	r.api("GET", "/v1/Services?%zz")
	assert.Equal(t, "(malformed)", r.last().Query)
	r.api("GET", "/v1/Nothing/%3Cb%3E")
	got = r.last()
	assert.Equal(t, []any{"", 404, "/v1/Nothing/%3Cb%3E", 20404},
		[]any{got.Operation, got.Status, got.Path, got.Error.Code})
	r.api("GET", "/v1/"+strings.Repeat("x", 5000))
	assert.LessOrEqual(t, len(r.last().Path), maxText+len("…"))
	r.serve(r.request("GET", "/v1/Services", "", "Host", strings.Repeat("h", 5000)))
	got = r.last()
	assert.Equal(t, 401, got.Status)
	assert.Less(t, len(got.Host), 300)
	r.serve(r.request("GET", "/_live/nobody-1-dev.twil.io/x", ""))
	got = r.last()
	assert.Equal(t, []any{true, 404, ""}, []any{got.Site, got.Status, got.Operation})
	r.serve(r.request("DELETE", prefix+"requests", "", "Host", "shop-1-dev.twil.io")) // an Asset may have that path
	got = r.last()
	assert.Equal(t, []any{true, 405, prefix + "requests"}, []any{got.Site, got.Status, got.Path})

	one := into[struct{ Request entry }](r, "requests/1")
	assert.Equal(t, "CreateService", one.Request.Operation)
	all := into[listed](r, "requests?limit=2")
	assert.Equal(t, []uint64{7, 8}, []uint64{all.Requests[0].ID, all.Requests[1].ID}, "the newest")
	all = into[listed](r, "requests?limit=2&after=2")
	assert.Equal(t, []uint64{3, 4}, []uint64{all.Requests[0].ID, all.Requests[1].ID}, "without a gap")
	r.must("DELETE", "requests", "")
	assert.Equal(t, listed{Version: 1, Requests: []entry{}, Forgotten: 8, Last: 8}, into[listed](r, "requests"))
}

func TestJournal_faults(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	r.must("PUT", "faults",
		`[{"operation":"ListService","kind":"reset"},{"operation":"ListService","status":503,"header":{"Retry-After":"1"}},`+
			`{"operation":"ListService","kind":"truncated"},{"operation":"ListService","kind":"empty"}]`)
	for i, want := range []struct {
		status int
		fault  string
	}{{0, "reset"}, {503, "status; index=1"}, {200, "truncated; index=2"}, {200, "empty; index=3"}, {200, ""}} {
		r.api("GET", "/v1/Services")
		got := r.last()
		assert.Equal(t, []any{"ListService", want.status, want.fault}, []any{got.Operation, got.Status, got.Fault}, i)
	}
	got := r.must("GET", "faults", "").json["faults"].([]any)
	for _, f := range got {
		assert.EqualValues(t, 1, f.(map[string]any)["hits"])
	}
	assert.Len(t, r.must("DELETE", "faults", "").json["faults"], 0)
	assert.Empty(t, r.emu.Faults())
}

// What is sent in confidence is in no answer of this API that was not asked for it.
func TestJournal_conceals(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	environment, _, _ := r.deployed()
	variables := "/v1/Services/shop/Environments/" + environment + "/Variables"
	const token, unread = `to"ken <of> the account`, "unread/secret"
	send := func(path string, pairs ...string) {
		form := ""
		for i := 0; i < len(pairs); i += 2 {
			form += "&" + pairs[i] + "=" + strings.ReplaceAll(pairs[i+1], "/", "%2F")
		}
		req := r.request("POST", path, strings.TrimPrefix(form, "&"), "Content-Type",
			"application/x-www-form-urlencoded", "Cookie", "cookie-secret", "X-Api-Key", "key-secret")
		req.SetBasicAuth(emulator.TestAccountSID, token)
		r.serve(req)
	}
	send(variables, "Key", "GREETING", "Value", "second-hidden", "Password", unread)
	send(variables+"?access_token=query-secret", "Key", strings.Repeat("k", 500), "Value", "second-hidden")
	require.NotNil(t, r.last().Error, "the second one was refused, and is told")
	// A server that repeats what it was sent.
	r.must("PUT", "faults",
		`[{"operation":"CreateVariable","kind":"status","status":400,"after_work":true,"header":{"Content-Type":"application/json"},"body":`+
			`"{\"code\":20001,\"message\":\"second-hidden and to\\\"ken <of> the account and unread/secret and c2Vjb25kLWhpZGRlbg==\"}"}]`)
	send(variables, "Key", "B", "Value", "second-hidden", "Password", unread)
	said := r.last().Error
	require.NotNil(t, said)
	assert.Equal(t, "[concealed] and [concealed] and [concealed] and [concealed]", said.Message)
	r.must("DELETE", "faults", "")
	send("/v1/Services", "UniqueName", "z", "FriendlyName", "y", "IncludeCredentials", "second-hidden", "Value",
		"second-hidden")
	require.NotNil(t, r.last().Error)
	assert.Contains(t, r.last().Error.Message, `"[concealed]"`, "what the emulator quotes")
	send("/v1/Services", "UniqueName", "x", "FriendlyName", "y", "Value", "second-hidden")

	var out strings.Builder
	for _, path := range []string{"requests", "overview", "about", "clock", "variables/" + environment} {
		out.WriteString(r.must("GET", path, "").raw)
	}
	got := r.control.journal.since(0, 1000, false, nil)
	out.Write(appendEvents(nil, got))
	for _, secret := range []string{"hidden", "unread/secret", "of> the", "cookie-secret", "key-secret",
		"query-secret", "QUN", "c2Vjb25k"} {
		assert.NotContains(t, out.String(), secret)
	}
	assert.Contains(t, out.String(), "GREETING")
	assert.Contains(t, r.must("GET", "variables/"+environment+"?values=show", "").raw, "hidden-value")
	assert.Contains(t, r.must("GET", "state", "").raw, "hidden-value")
}

func TestCheck(t *testing.T) {
	t.Parallel()
	checked := 0
	r := newRig(t, nil, &Options{Check: func(w http.ResponseWriter, req *http.Request, next http.Handler) []Finding {
		checked++
		next.ServeHTTP(w, req)
		switch req.URL.Query().Get("PageSize") {
		case "1":
			return []Finding{{Severity: "notice", Side: "response", Rule: "r", Message: "m"}}
		case "2":
			return []Finding{{Severity: "violation", Side: "request", Rule: "r", Location: "PageSize",
				Message: strings.Repeat("m", 5000)}, {Severity: "notice"}}
		}
		return nil
	}})
	r.api("GET", "/v1/Services?PageSize=2")
	assert.Equal(t, "unchecked", r.last().Verdict, "no page is open")
	r.control.journal.watchers.Add(1)
	r.api("GET", "/v1/Services")
	assert.Equal(t, "ok", r.last().Verdict)
	r.api("GET", "/v1/Services?PageSize=1")
	assert.Equal(t, "notice", r.last().Verdict)
	r.api("GET", "/v1/Services?PageSize=2")
	got := r.last()
	assert.Equal(t, []any{"violation", 2, "ListService"}, []any{got.Verdict, len(got.Findings), got.Operation})
	assert.Less(t, len(got.Findings[0].Message), 1000)
	r.serve(r.request("GET", "/_live/x/", ""))
	assert.Equal(t, "unchecked", r.last().Verdict, "files that were deployed are no part of the contract")
	require.NoError(t, r.emu.SetFaults([]emulator.Fault{{Operation: "ListService", Kind: emulator.FaultReset}}))
	r.api("GET", "/v1/Services?PageSize=2")
	got = r.last()
	assert.Equal(t, []any{"unchecked", "reset", 0}, []any{got.Verdict, got.Fault, got.Status}, "there was no answer")
	r.control.journal.watchers.Add(-1)
	assert.Equal(t, 4, checked)

	all := newRig(
		t, nil, &Options{CheckUnwatched: true, Check: func(w http.ResponseWriter, req *http.Request,
			next http.Handler) []Finding {
			next.ServeHTTP(w, req)
			return []Finding{{Severity: "violation"}}
		}})
	all.api("GET", "/v1/Services")
	assert.Len(t, into[listed](all, "requests?verdict=violation").Requests, 1)
	assert.Empty(t, into[listed](all, "requests?verdict=ok").Requests)
}

// What another handler answers before the emulator is seen too.
func TestJournal_otherHandler(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, &Options{Next: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("hello"))
		_ = http.NewResponseController(w).Flush()
	})})
	assert.Equal(t, "hello", r.serve(r.request("GET", "/x", "")).raw)
	got := r.last()
	assert.Equal(t, []any{200, int64(5)}, []any{got.Status, got.ResponseBytes})
}

func TestEntry_sizeCountsEverything(t *testing.T) {
	t.Parallel()
	e := entry{Findings: []Finding{{Message: "x"}}, Unread: []string{"y"}, Error: &apiError{Message: "z"}}
	text, err := json.Marshal(e)
	require.NoError(t, err)
	assert.Greater(t, e.size(), len(text)/2)
	before := e.size()
	e.Path, e.Error.Message, e.Findings[0].Message, e.Unread[0] = "1", "22", "33", "44"
	assert.Equal(t, before+1+1+1+1, e.size())
}

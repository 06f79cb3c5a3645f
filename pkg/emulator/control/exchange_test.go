package control

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

type shown struct {
	Request  entry
	Exchange *detail
}

func (r *rig) detail(id uint64, query string) shown {
	r.t.Helper()
	return into[shown](r, fmt.Sprintf("requests/%d%s", id, query))
}

func named(fields []detailField, name string) detailField {
	for _, f := range fields {
		if f.Name == name {
			return f
		}
	}
	return detailField{Name: name, Hidden: "not there"}
}

// An exchange shows what the API and HTTP know at once, all else when it is asked for, and
// credentials never.
func TestExchange_shows(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	environment, _, _ := r.deployed()
	send := func(method, path, kind, body string) shown {
		req := r.request(method, path, body, "Content-Type", kind, "Cookie", "a=cookie-secret", "X-Api-Key",
			"key-secret",
			"Accept", "application/json", "X-Note", "holds "+emulator.TestAuthToken)
		req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
		r.serve(req)
		return r.detail(r.last().ID, "")
	}
	const form = "application/x-www-form-urlencoded"
	got := send("POST", "/v1/Services?Page=1&access_token=query-secret", form,
		"UniqueName=a&FriendlyName=b+c&Password=field-secret&Value=v")
	x := got.Exchange
	assert.Equal(t, detailField{Name: "Accept", Value: "application/json"}, named(x.Request.Headers, "Accept"))
	assert.Equal(t, detailField{Name: "Authorization", Hidden: "never"}, named(x.Request.Headers, "Authorization"))
	assert.Equal(t, detailField{Name: "Cookie", Hidden: "never"}, named(x.Request.Headers, "Cookie"))
	assert.Equal(t, detailField{Name: "X-Api-Key", Hidden: "asked"}, named(x.Request.Headers, "X-Api-Key"))
	assert.Equal(t, []detailField{{Name: "Page", Value: "1"}, {Name: "access_token", Hidden: "asked"}}, x.Request.Query)
	assert.Equal(t, []detailField{{Name: "UniqueName", Value: "a"}, {Name: "FriendlyName", Value: "b c"},
		{Name: "Password", Hidden: "asked"}, {Name: "Value", Hidden: "asked"}}, x.Request.Fields)
	assert.Equal(t, 5, x.Hidden)
	assert.Contains(t, x.Response.Body.Text, `"unique_name": "a"`)
	assert.Equal(t, emulator.TestAccountSID, got.Request.Account)
	all := r.detail(got.Request.ID, "?values=show").Exchange
	assert.Zero(t, all.Hidden)
	assert.Equal(t, "key-secret", named(all.Request.Headers, "X-Api-Key").Value)
	assert.Equal(t, "holds [hidden]", named(all.Request.Headers, "X-Note").Value)
	assert.Equal(t, "field-secret", named(all.Request.Fields, "Password").Value)
	assert.Equal(t, "query-secret", named(all.Request.Query, "access_token").Value)

	variables := "/v1/Services/shop/Environments/" + environment + "/Variables"
	got = send("POST", variables, form, "Key=A&Value=hidden-value&valeu=hidden-value")
	assert.Equal(t, []detailField{{Name: "Key", Value: "A"}, {Name: "Value", Hidden: "asked"},
		{Name: "valeu", Hidden: "asked"}}, got.Exchange.Request.Fields)
	assert.Contains(t, got.Exchange.Response.Body.Text, `"value": "[hidden]"`)
	assert.Contains(t, got.Exchange.Response.Body.Text, `"key": "A"`)
	assert.Contains(t, r.detail(got.Request.ID, "?values=show").Exchange.Response.Body.Text, `"hidden-value"`)
	got = send("GET", variables, form, "")
	assert.NotContains(t, got.Exchange.Response.Body.Text, "hidden-value")
	assert.Contains(t, got.Exchange.Response.Body.Text, `"key": "GREETING"`)
	got = send("POST", variables, "application/json", `{"Value":"hidden-value"}`)
	assert.Equal(t, "hidden", got.Exchange.Request.Body.Note)
	r.must("PUT", "faults", `[{"operation":"ListVariable","kind":"truncated"},{"operation":"ListVariable","kind":"malformed"}]`)
	for range 2 {
		got = send("GET", variables, form, "")
		assert.Equal(t, "hidden", got.Exchange.Response.Body.Note, "the place of a value is unknown in what is no JSON")
	}

	var out strings.Builder
	for id := uint64(1); id <= r.last().ID; id++ {
		out.WriteString(r.must("GET", fmt.Sprintf("requests/%d", id), "").raw)
		assert.NotContains(t, r.must("GET", fmt.Sprintf("requests/%d?values=show", id), "").raw, emulator.TestAuthToken)
	}
	out.WriteString(r.must("GET", "har", "").raw)
	for _, secret := range []string{"hidden-value", "cookie-secret", "key-secret", "query-secret", "field-secret",
		emulator.TestAuthToken, "QUMwMDAw"} {
		assert.NotContains(t, out.String(), secret)
	}
	assert.NotContains(t, r.must("GET", "har?values=show", "").raw, emulator.TestAuthToken)
	assert.Contains(t, r.must("GET", "har?values=show", "").raw, "field-secret")
}

func TestExchange_uploadAndSite(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	r.deployed()
	var upload entry
	for _, e := range into[listed](r, "requests").Requests {
		if e.Operation == "CreateFunctionVersion" {
			upload = e
		}
	}
	fields := r.detail(upload.ID, "").Exchange.Request.Fields
	assert.Equal(t, "/hello", named(fields, "Path").Value)
	content := named(fields, "Content").File
	require.NotNil(t, content)
	assert.Equal(t, detailBody{Name: "f", Type: "application/javascript", Bytes: 7, Text: "exports"}, *content)

	domain := r.emu.Overview(1).Services[0].Environments[0].DomainName
	r.serve(r.request("POST", "/_live/"+domain+"/hello?From=me&token=site-secret", `{"a": 1}`, "Content-Type",
		"application/json",
		"X-Twilio-Signature", "signed"))
	got := r.detail(r.last().ID, "").Exchange
	assert.Equal(t, "me", named(got.Request.Query, "From").Value)
	assert.Equal(t, "asked", named(got.Request.Query, "token").Hidden)
	assert.Equal(t, "asked", named(got.Request.Headers, "X-Twilio-Signature").Hidden)
	assert.Contains(t, got.Response.Body.Text, "does not run Functions")
	binary := r.request("POST", "/_live/"+domain+"/hello", "\x00\x01", "Content-Type", "image/png")
	r.serve(binary)
	assert.Equal(t, "it was not read", r.detail(r.last().ID, "").Exchange.Request.Body.Note)
}

// What is kept stays within its bounds, whatever comes, and the oldest goes first.
func TestExchange_bounds(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, &Options{MaxBodies: 100 << 10})
	for i := range 40 {
		r.api("POST", "/v1/Services", "UniqueName", fmt.Sprintf("s%d", i), "FriendlyName", "b", "X",
			strings.Repeat("x", 9000))
	}
	r.control.journal.mu.Lock()
	sum := 0
	for _, s := range r.control.journal.ring {
		if s.captured != nil {
			sum += s.captured.bytes()
		}
	}
	assert.Equal(t, sum, r.control.journal.kept)
	assert.LessOrEqual(t, sum+r.control.journal.pieces.size(), 100<<10)
	assert.Greater(t, r.control.journal.pieces.size(), 70<<10)
	r.control.journal.mu.Unlock()
	assert.Nil(t, r.detail(1, "").Exchange)
	assert.NotNil(t, r.detail(40, "").Exchange)
	r.must("DELETE", "requests", "")
	assert.Zero(t, r.control.journal.kept)
	assert.Zero(t, r.control.journal.pieces.size())
	r.api("POST", "/v1/Services", "UniqueName", "z", "FriendlyName", varied(maxKept))
	got := r.detail(41, "").Exchange
	if assert.Nil(t, got, "it is larger than all that may be kept") {
		assert.Zero(t, r.control.journal.kept)
	}

	large := newRig(t, nil, nil)
	large.api("POST", "/v1/Services", "UniqueName", "z", "FriendlyName", strings.Repeat("y", maxKept))
	got = large.detail(1, "?values=show").Exchange
	assert.Contains(t, got.Request.Body.Note, "only its first 262144 bytes are here")
	assert.Contains(t, got.Replay, "bytes of its body")
	off := newRig(t, nil, &Options{NoBodies: true})
	off.api("GET", "/v1/Services")
	assert.Nil(t, off.detail(1, "").Exchange)
	assert.False(t, off.must("GET", "requests", "").json["bodies"].(bool))
}

func TestWithoutValues(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"value": "a", "key":"value"}`:                           `{"value": "[hidden]", "key":"value"}`,
		`{"variables":[{"value":"a"},{"key":"b","value":"\"c"}]}`: `{"variables":[{"value":"[hidden]"},{"key":"b","value":"[hidden]"}]}`,
		`{"value":{"value":[1]},"a":["value","b"]}`:               `{"value":"[hidden]","a":["value","b"]}`,
		`{"a":{"value":null},"b":1}`:                              `{"a":{"value":"[hidden]"},"b":1}`,
		`[]`:                                                      `[]`,
		`"value"`:                                                 `"value"`,
	} {
		got, ok := withoutValues([]byte(body))
		assert.True(t, ok, body)
		assert.Equal(t, want, string(got))
	}
	for _, body := range []string{``, `{"value":"a`, `<html>`, `{"value":"a"}}`, `{"value"`, `{"a":1,"value":x}`} {
		_, ok := withoutValues([]byte(body))
		assert.False(t, ok, body)
	}
}

func FuzzWithoutValues(f *testing.F) {
	f.Add(`{"value":"a","b":[{"value":1}]}`)
	f.Add(`[[{}],{"a":{"value":{"value":2}}}]`)
	f.Fuzz(func(t *testing.T, body string) {
		got, ok := withoutValues([]byte(body))
		if ok != json.Valid([]byte(body)) {
			t.Fatalf("%q: %v", body, ok)
		}
		if ok && !json.Valid(got) {
			t.Fatalf("%q became %q", body, got)
		}
	})
}

func TestFilter(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	r.deployed()
	r.api("GET", "/v1/Services/nobody")
	for query, want := range map[string]int{
		"operation=CreateBuild": 1, "status=404": 1, "status=4xx": 1, "status=0": 0,
		"status=2xx&operation=CreateService": 1,
		"account=" + emulator.TestAccountSID: 8, "account=AC1": 0, "verdict=unchecked&status=4xx": 1,
		"words=createbuild": 1, "words=POST+%20Builds+": 1, "words=404+nobody": 1, "words=404+builds": 0, "words=NOBODY": 1,
		"words=+": 8, "words=get&status=2xx": 0,
	} {
		assert.Len(t, into[listed](r, "requests?"+query).Requests, want, query)
		assert.Len(t, into[har](r, "har?"+query).Log.Entries, want, query)
	}
	for _, query := range []string{"operation=Nothing", "status=4x", "status=600", "status=04", "verdict=x",
		"status=xx"} {
		assert.Equal(t, http.StatusBadRequest, r.call("GET", "requests?"+query, "").status, query)
		assert.Equal(t, http.StatusBadRequest, r.call("GET", "har?"+query, "").status, query)
	}
	assert.EqualValues(t, 8, r.must("GET", "requests?limit=1", "").json["count"])
	r.must("DELETE", "requests", "")
	r.api("GET", "/v1/Services")
	assert.EqualValues(t, 1, r.must("GET", "requests", "").json["count"])
}

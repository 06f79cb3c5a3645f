package emulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

// api speaks raw HTTP to one emulator, as one account.
type api struct {
	t            testing.TB
	emu          *Emulator
	client       *http.Client
	user, secret string
}

func newAPI(t testing.TB, opts *Options) *api {
	t.Helper()
	emu, err := New(opts)
	require.NoError(t, err)
	return &api{t: t, emu: emu, client: &http.Client{Transport: emu.Transport()}, user: TestAccountSID,
		secret: TestAuthToken}
}

// as gives the same emulator to another account.
func (a *api) as(user, secret string) *api {
	b := *a
	b.user, b.secret = user, secret
	return &b
}

type answer struct {
	status int
	header http.Header
	raw    string
	json   map[string]any
}

func (r *answer) str(key string) string { s, _ := r.json[key].(string); return s }
func (r *answer) sid() string           { return r.str("sid") }

// items gives the SIDs of a list answer, in order.
func (r *answer) items() []string {
	meta := r.json["meta"].(map[string]any)
	sids := []string{}
	for _, x := range r.json[meta["key"].(string)].([]any) {
		sids = append(sids, x.(map[string]any)["sid"].(string))
	}
	return sids
}

func (r *answer) meta(key string) any { return r.json["meta"].(map[string]any)[key] }

// do sends a request and checks what must hold for every answer.
func (a *api) do(method, target, contentType string, body io.Reader) *answer {
	a.t.Helper()
	if strings.HasPrefix(target, "/") {
		target = "https://serverless.twilio.com" + target
	}
	req, err := http.NewRequestWithContext(a.t.Context(), method, target, body)
	require.NoError(a.t, err)
	if a.user != "" {
		req.SetBasicAuth(a.user, a.secret)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := a.client.Do(req)
	require.NoError(a.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	require.NoError(a.t, err)
	out := &answer{status: res.StatusCode, header: res.Header, raw: string(raw)}
	require.Regexp(a.t, `^RQ[0-9a-f]{32}$`, res.Header.Get("Twilio-Request-Id"))
	if res.StatusCode == http.StatusNoContent {
		require.Empty(a.t, raw)
		require.Empty(a.t, res.Header.Get("Content-Type"))
	}
	if len(raw) > 0 && strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
		require.NoError(a.t, json.Unmarshal(raw, &out.json), "%s", raw)
	}
	return out
}

func (a *api) get(path string) *answer    { a.t.Helper(); return a.do("GET", path, "", nil) }
func (a *api) delete(path string) *answer { a.t.Helper(); return a.do("DELETE", path, "", nil) }

// madeUp counts the names that [api.post] made up, since no two may be the same.
var madeUp atomic.Int64

// post sends a form given as name, value, name, value…, with what the operation requires besides.
func (a *api) post(path string, fields ...string) *answer {
	a.t.Helper()
	rest := forms.Rest(path, encodeFields(fields), func() string { return fmt.Sprint("unique-", madeUp.Add(1)) })
	return a.do("POST", path, formType, strings.NewReader(rest+encodeFields(fields)))
}

// postOnly is post for a form that may lack what is required.
func (a *api) postOnly(path string, fields ...string) *answer {
	a.t.Helper()
	return a.do("POST", path, formType, strings.NewReader(encodeFields(fields)))
}

func encodeFields(fields []string) string {
	var pairs []string
	for i := 0; i < len(fields); i += 2 {
		pairs = append(pairs, url.QueryEscape(fields[i])+"="+url.QueryEscape(fields[i+1]))
	}
	return strings.Join(pairs, "&")
}

// must asserts a status and gives the SID.
func (r *answer) must(t testing.TB, status int) string {
	t.Helper()
	require.Equal(t, status, r.status, "%s", r.raw)
	return r.sid()
}

// refused asserts an error in Twilio's shape.
func (r *answer) refused(t testing.TB, status, code int) string {
	t.Helper()
	require.Equal(t, status, r.status, "%s", r.raw)
	require.EqualValues(t, code, r.json["code"], "%s", r.raw)
	if _, upload := r.json["http_status_code"]; upload { // the upload host's own form
		require.EqualValues(t, status, r.json["http_status_code"])
		require.Equal(t, status < 500, r.json["user_error"])
		require.Len(t, r.json, 5)
		require.NotEmpty(t, r.str("message"))
		return r.str("message")
	}
	require.EqualValues(t, status, r.json["status"])
	require.Regexp(t, `^https://www\.twilio\.com/docs/errors/\d+$`, r.str("more_info"))
	require.Len(t, r.json, 4)
	require.NotEmpty(t, r.str("message"))
	return r.str("message")
}

// The fixtures below give paths, since most tests go on from there.

func (a *api) service(name string) string {
	a.t.Helper()
	return "/v1/Services/" + a.post("/v1/Services", "UniqueName", name, "FriendlyName", name).must(a.t, 201)
}

func (a *api) environment(service, name, suffix string) string {
	a.t.Helper()
	return service + "/Environments/" + a.post(service+"/Environments", "UniqueName", name, "DomainSuffix",
		suffix).must(a.t, 201)
}

func (a *api) function(service, name string) string {
	a.t.Helper()
	return service + "/Functions/" + a.post(service+"/Functions", "FriendlyName", name).must(a.t, 201)
}

func (a *api) asset(service, name string) string {
	a.t.Helper()
	return service + "/Assets/" + a.post(service+"/Assets", "FriendlyName", name).must(a.t, 201)
}

type part struct{ name, contentType, value string }

// multipartBody writes parts in the given order; those with a content type have no
// file name, as some clients send them.
func multipartBody(t testing.TB, parts ...part) (contentType string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for _, p := range parts {
		h := textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + p.name + `"`}}
		if p.contentType != "" {
			h.Set("Content-Type", p.contentType)
		}
		pw, err := w.CreatePart(h)
		require.NoError(t, err)
		_, err = io.WriteString(pw, p.value)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return w.FormDataContentType(), body
}

const uploadHost = "https://serverless-upload.twilio.com"

func (a *api) uploadParts(resource string, parts ...part) *answer {
	a.t.Helper()
	contentType, body := multipartBody(a.t, parts...)
	return a.do("POST", uploadHost+resource+"/Versions", contentType, body)
}

func (a *api) upload(resource, path, content string) *answer {
	a.t.Helper()
	return a.uploadParts(resource, part{"Path", "", path}, part{"Visibility", "", "public"},
		part{"Content", "application/javascript", content})
}

// built gives a service with one function and a completed build of it.
func (a *api) built(name string) (service, function, build string) {
	a.t.Helper()
	service = a.service(name)
	function = a.function(service, "/hello")
	zn := a.upload(function, "/hello", "exports.handler = 1").must(a.t, 201)
	return service, function, a.post(service+"/Builds", "FunctionVersions", zn).must(a.t, 201)
}

// clock is a settable Options.Clock.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// tail gives the SID at the end of a path.
func tail(path string) string { return path[strings.LastIndex(path, "/")+1:] }

func unknown(prefix string) string { return prefix + strings.Repeat("f", 32) }

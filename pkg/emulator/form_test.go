package emulator

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

func httpRequest(t testing.TB, method, target, body string) *http.Request {
	t.Helper()
	return httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
}

func TestFormContentTypes(t *testing.T) {
	t.Parallel()
	const body = "UniqueName=a&FriendlyName=b"
	for _, tc := range []struct {
		name, contentType, body string
		want                    string // part of a 400; empty: 201
	}{
		{"plain", "application/x-www-form-urlencoded", body, ""},
		{"charset", "application/x-www-form-urlencoded; charset=UTF-8", body, ""},
		{"odd charset", "application/x-www-form-urlencoded; charset=whatever", body, ""},
		{"malformed parameter", "application/x-www-form-urlencoded; charset", body, ""},
		{"upper case", "Application/X-WWW-Form-Urlencoded", body, ""},
		{"missing", "", body, `Content-Type "" is not supported`},
		{"json", "application/json", `{"UniqueName":"a"}`, `Content-Type "application/json" is not supported`},
		{"multipart", "multipart/form-data; boundary=x", "--x--", "is not supported"},
		{"malformed", "application/", body, "is not supported"},
		{"empty body of any type", "application/json", "", "Missing required parameter"},
		{"broken escape", "application/x-www-form-urlencoded", "UniqueName=%zz", "not a valid"},
		{"not UTF-8", "application/x-www-form-urlencoded", "UniqueName=a&FriendlyName=%ff", "FriendlyName"},
		{"not UTF-8 in an ignored field", "application/x-www-form-urlencoded", body + "&X=ok&X=%ff", "not valid UTF-8"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := newAPI(t, nil).do("POST", "/v1/Services", tc.contentType, strings.NewReader(tc.body))
			if tc.want == "" {
				got.must(t, 201)
				return
			}
			assert.Contains(t, got.refused(t, 400, 20001), tc.want)
		})
	}
}

func TestFormIsBounded(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	body := "UniqueName=a&FriendlyName=b&Big="
	fits := body + strings.Repeat("x", state.MaxForm-len(body))
	a.do("POST", "/v1/Services", formType, strings.NewReader(fits)).must(t, 201)

	got := a.do("POST", "/v1/Services", formType, strings.NewReader(fits+"x"))
	assert.Equal(t, 413, got.status)
	assert.Equal(t, "text/html", got.header.Get("Content-Type"))
	// A chunked body has no length to refuse it by.
	chunked := &endless{}
	assert.Equal(t, 413, a.do("POST", "/v1/Services", formType, chunked).status)
	assert.Less(t, chunked.read, 4*state.MaxForm)
}

// endless counts what is read from it.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	const block = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	for n := 0; n < len(p); {
		n += copy(p[n:], block)
	}
	e.read += len(p)
	return len(p), nil
}

// Only repeated keys are arrays: a client that writes indexes must notice here.
func TestFormArraysAreRepeatedKeys(t *testing.T) {
	t.Parallel()
	var unread []string
	a := newAPI(t, &Options{Judge: func(x *Exchange) { unread = x.Unread }})
	service := a.service("arrays")
	zn := a.upload(a.function(service, "f"), "/f", "x").must(t, 201)
	zn2 := a.upload(a.function(service, "g"), "/g", "x").must(t, 201)

	for _, name := range []string{"FunctionVersions[0]", "FunctionVersions[]", "functionVersions"} {
		a.post(service+"/Builds", name, zn).refused(t, 400, 20001)
		assert.Equal(t, []string{name}, unread)
	}
	got := a.post(service+"/Builds", "FunctionVersions", zn, "Runtime", "node22", "FunctionVersions", zn2)
	got.must(t, 201)
	assert.Len(t, got.json["function_versions"], 2)
	assert.Empty(t, unread)

	got = a.post(service+"/Builds", "FunctionVersions", zn+","+zn2)
	assert.Contains(t, got.refused(t, 400, 20001), zn)
}

func TestForm_firstRefusalWins(t *testing.T) {
	t.Parallel()
	f, err := parseForm([]byte("A=&B=xyz&C=perhaps"), formType)
	require.NoError(t, err)
	f.required("A", 5)
	f.required("B", 2)
	f.boolean("C")
	assert.ErrorContains(t, f.err(), "parameter A")
}

func FuzzParseForm(f *testing.F) {
	for _, s := range []string{"", "a=b", "a=b&a=c", "a", "=b", "a=%", "a=%ff", "a;b", "&&", "a=b&c[0]=d", "é=ü",
		"+=+"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		form, err := parseForm([]byte(body), formType)
		if err != nil {
			var api *apiError
			require.ErrorAs(t, err, &api)
			require.Equal(t, 400, api.Status)
			return
		}
		want, err := url.ParseQuery(body)
		require.NoError(t, err)
		form.lookup("a")
		unread := form.unread()
		require.NotContains(t, unread, "a")
		for name, values := range want {
			require.True(t, utf8.ValidString(name))
			if name != "a" {
				require.Contains(t, unread, name)
			}
			require.Equal(t, values, form.list(name))
		}
		require.Empty(t, form.unread())
	})
}

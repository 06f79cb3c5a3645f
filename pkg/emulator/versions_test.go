package emulator

import (
	"io"
	"math"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

func TestUpload_function(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("up")
	fn := a.function(service, "f")
	const source = "exports.handler = (c, e, cb) =>\r\n\tcb(null, \"<hé>\u2028 & \x00\");\n"
	got := a.upload(fn, "hello", source)
	sid := got.must(t, 201)
	assert.Regexp(t, `^ZN[0-9a-f]{32}$`, sid)
	assert.Equal(t, "/hello", got.str("path"))
	assert.Equal(t, tail(fn), got.str("function_sid"))
	assert.NotContains(t, got.json, "asset_sid")
	assert.NotContains(t, got.json, "date_updated")

	one := fn + "/Versions/" + sid
	assert.JSONEq(t, got.raw, a.get(one).raw)
	content := a.get(one + "/Content")
	content.must(t, 200)
	assert.Equal(t, source, content.str("content"), "the text comes back exactly")
	assert.Equal(t, sid, content.sid())
	assert.Equal(t, "https://serverless.twilio.com"+one+"/Content", content.str("url"))

	second := a.upload(fn, "/hello", source).must(t, 201)
	assert.Equal(t, []string{second, sid}, a.get(fn+"/Versions").items(),
		"identical content is a new version; newest first")
}

func TestUpload_asset(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	asset := a.asset(a.service("up"), "a")
	binary := "\x89PNG\r\n\x1a\n\x00\xff\xfe--X\r\n"
	got := a.uploadParts(asset, part{"Content", "image/png", binary}, part{"Visibility", "", "Private"},
		part{"Path", "", "/"})
	sid := got.must(t, 201)
	assert.Equal(t, []string{"/", "private", tail(asset)}, []string{got.str("path"), got.str("visibility"),
		got.str("asset_sid")})
	assert.NotContains(t, got.json, "links")
	assert.NotContains(t, got.json, "function_sid")
	a.get(asset+"/Versions/"+sid+"/Content").refused(t, 404, 20404) // Assets have no content endpoint

	v := stored(t, a, asset, sid)
	assert.Equal(t, binary, bytesOf(t, v))
	assert.Equal(t, "image/png", v.ContentType)
}

// stored looks at what the API does not give back.
func stored(t testing.TB, a *api, assetPath, sid string) *state.Version {
	t.Helper()
	service := strings.Split(assetPath, "/")[3]
	r := a.emu.state.Read()
	defer r.Done()
	n, ok := r.Service(a.user, service)
	require.True(t, ok)
	require.Contains(t, n.Versions, sid)
	return n.Versions[sid]
}

func bytesOf(t testing.TB, v *state.Version) string {
	t.Helper()
	var text strings.Builder
	require.NoError(t, v.Content.CopyTo(&text)) // which compares digests
	return text.String()
}

// A decoding reader would change a part that says it is quoted-printable.
func TestUpload_contentIsNotDecoded(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	asset := a.asset(a.service("raw"), "a")
	body := "--X\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/q\r\n" +
		"--X\r\nContent-Disposition: form-data; name=\"Visibility\"\r\n\r\npublic\r\n" +
		"--X\r\nContent-Disposition: form-data; name=\"Content\"; filename=\"/q\"\r\nContent-Transfer-Encoding: " +
		"quoted-printable\r\n\r\na=3Db\r\n--X--\r\n"
	sid := a.do("POST", uploadHost+asset+"/Versions", "multipart/form-data; boundary=X",
		strings.NewReader(body)).must(t, 201)
	v := stored(t, a, asset, sid)
	assert.Equal(t, "a=3Db", bytesOf(t, v))
	assert.Equal(t, defaultContentType, v.ContentType)
}

func TestUpload_parts(t *testing.T) {
	t.Parallel()
	path, vis, content := part{"Path", "", "/p"}, part{"Visibility", "", "public"}, part{"Content", "text/plain", "x"}
	for _, tc := range []struct {
		name   string
		parts  []part
		want   string   // part of a 400; empty: 201
		unread []string // what the judge hears
	}{
		{"any order", []part{content, vis, path}, "", nil},
		{"empty content", []part{path, vis, {"Content", "text/plain", ""}}, "", nil},
		{"unknown parts", []part{{"ServiceSid", "", "ZS"}, path, vis, content, {"AssetSid", "", "ZH"}}, "",
			[]string{"AssetSid", "ServiceSid"}},
		{"the first of two", []part{path, {"Path", "", "/bad?"}, vis, content, {"Content", "", "y"}}, "", nil},
		{"no path", []part{vis, content}, "Missing required parameter Path", nil},
		{"empty path", []part{{"Path", "", ""}, vis, content}, "Missing required parameter Path", nil},
		{"no visibility", []part{path, content}, "Missing required parameter Visibility", nil},
		{"no content", []part{path, vis}, "Missing required parameter Content", nil},
		{"nothing", nil, "", nil},
		{"lower-case names", []part{{"path", "", "/p"}, {"visibility", "", "public"}, {"content", "", "x"}},
			"parameter Path", []string{"content", "path", "visibility"}},
		{"unknown visibility", []part{path, {"Visibility", "", "secret"}, content}, `Visibility is "secret"`, nil},
		{"disallowed character", []part{{"Path", "", "/a?b"}, vis, content}, "Path provided is invalid.", nil},
		{"huge path", []part{{"Path", "", strings.Repeat("a", maxFieldBytes+1)}, vis, content}, "Path is longer than",
			nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var x *Exchange
			a := newAPI(t, &Options{Judge: func(e *Exchange) { x = e }})
			fn := a.function(a.service("parts"), "f")
			got := a.uploadParts(fn, tc.parts...)
			assert.Equal(t, "CreateFunctionVersion", x.Operation)
			assert.Nil(t, x.RequestBody, "uploads are not kept twice")
			if tc.name == "nothing" {
				got.refused(t, 400, 20001)
				return
			}
			assert.Equal(t, tc.unread, x.Unread)
			if tc.want != "" {
				assert.Contains(t, got.refused(t, 400, 20001), tc.want)
				assert.Empty(t, a.get(fn+"/Versions").items())
				return
			}
			got.must(t, 201)
			assert.Equal(t, "/p", got.str("path"))
		})
	}
}

func TestUpload_brokenBodies(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	fn := a.function(a.service("broken"), "f")
	whole := "--X\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/p\r\n--X\r\nContent-Disposition: " +
		"form-data; name=\"Visibility\"\r\n\r\npublic\r\n" +
		"--X\r\nContent-Disposition: form-data; name=\"Content\"\r\n\r\nx\r\n--X--\r\n"
	for name, tc := range map[string]struct{ contentType, body string }{
		"urlencoded":   {formType, "Path=/p&Visibility=public&Content=x"},
		"no type":      {"", whole},
		"no boundary":  {"multipart/form-data", whole},
		"wrong one":    {"multipart/form-data; boundary=Y", whole},
		"mixed":        {"multipart/mixed; boundary=X", whole},
		"cut off":      {"multipart/form-data; boundary=X", whole[:len(whole)-8]},
		"cut in parts": {"multipart/form-data; boundary=X", whole[:60]},
		"empty":        {"multipart/form-data; boundary=X", ""},
	} {
		a.do("POST", uploadHost+fn+"/Versions", tc.contentType, strings.NewReader(tc.body)).refused(t, 400, 20001)
		assert.Empty(t, a.get(fn+"/Versions").items(), name)
	}
	a.do("POST", uploadHost+fn+"/Versions", "multipart/form-data; boundary=X", strings.NewReader(whole)).must(t, 201)
}

func TestUpload_functionsAreText(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	service := a.service("text")
	fn, asset := a.function(service, "f"), a.asset(service, "a")
	assert.Contains(t, a.upload(fn, "/f", "\xff").refused(t, 400, 20001), "UTF-8")
	a.upload(asset, "/a", "\xff").must(t, 201)
}

// bigUpload gives a body of n bytes of content that is generated while it is read.
func bigUpload(n int64) (contentType string, body io.Reader, length int64) {
	head := "--X\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/big\r\n" +
		"--X\r\nContent-Disposition: form-data; name=\"Visibility\"\r\n\r\npublic\r\n" +
		"--X\r\nContent-Disposition: form-data; name=\"Content\"; filename=\"big\"\r\nContent-Type: " +
		"application/octet-stream\r\n\r\n"
	const end = "\r\n--X--\r\n"
	body = io.MultiReader(strings.NewReader(head), io.LimitReader(&endless{}, n), strings.NewReader(end))
	return "multipart/form-data; boundary=X", body, int64(len(head)) + n + int64(len(end))
}

func (a *api) uploadBig(resource string, n int64, knownLength bool) *answer {
	contentType, body, length := bigUpload(n)
	req, err := http.NewRequestWithContext(a.t.Context(), "POST", uploadHost+resource+"/Versions", io.NopCloser(body))
	require.NoError(a.t, err)
	req.SetBasicAuth(a.user, a.secret)
	req.Header.Set("Content-Type", contentType)
	req.ContentLength = -1
	if knownLength {
		req.ContentLength = length
	}
	res, err := a.client.Do(req)
	require.NoError(a.t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	require.NoError(a.t, err)
	return &answer{status: res.StatusCode, header: res.Header, raw: string(raw)}
}

func TestUpload_limit(t *testing.T) {
	a := newAPI(t, nil)
	asset := a.asset(a.service("big"), "a")
	for _, known := range []bool{true, false} {
		got := a.uploadBig(asset, maxContentBytes, known)
		assert.Equal(t, 201, got.status, "exactly the limit")
		got = a.uploadBig(asset, maxContentBytes+1, known)
		assert.Equal(t, 413, got.status)
		assert.Equal(t, "text/html", got.header.Get("Content-Type"))
		assert.Contains(t, got.raw, "413 Request Entity Too Large")
	}
	for _, sid := range a.get(asset + "/Versions").items() {
		v := stored(t, a, asset, sid)
		assert.Len(t, bytesOf(t, v), maxContentBytes)
	}
}

// Reading stops soon after the limit, however much the client has to say.
func TestUpload_readingStops(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	asset := a.asset(a.service("endless"), "a")
	for _, name := range []string{"Content", "Other"} {
		rest := &endless{}
		head := "--X\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n"
		got := a.do("POST", uploadHost+asset+"/Versions", "multipart/form-data; boundary=X",
			io.MultiReader(strings.NewReader(head), rest))
		assert.Equal(t, 413, got.status, name)
		assert.Less(t, rest.read, maxContentBytes+2*maxExtraBytes, name)
	}
}

// An upload costs its own size in memory, once, whether its length is known or not.
func TestUpload_isNotCopied(t *testing.T) {
	a := newAPI(t, nil)
	asset := a.asset(a.service("memory"), "a")
	a.uploadBig(asset, 1000, true) // warm up
	for _, known := range []bool{true, false} {
		allocated := uint64(math.MaxUint64)
		for range 3 { // the least: others only add
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			require.Equal(t, 201, a.uploadBig(asset, maxContentBytes, known).status)
			runtime.ReadMemStats(&after)
			allocated = min(allocated, after.TotalAlloc-before.TotalAlloc)
		}
		assert.Less(t, allocated, uint64(maxContentBytes+2<<20), "allocated %d bytes for %d", allocated,
			maxContentBytes)
	}
}

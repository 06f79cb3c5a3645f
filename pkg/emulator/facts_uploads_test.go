package emulator

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func factsOfUploads() []fact {
	const page = "page Function Version"
	return []fact{
		{"A6.1", documented, page, "an upload makes a version whose URL is on the API host",
			func(t *testing.T, a *api) {
				got := a.upload(a.function(a.service("a"), "x"), "/x", "x")
				require.Equal(t, 201, got.status)
				assert.True(t, strings.HasPrefix(got.str("url"), "https://serverless.twilio.com/v1/"), got.str("url"))
				got.links(t, "function_version_content")
			}, nil},
		{"A6.2", documented, page, "Path has at most 255 characters", func(t *testing.T, a *api) {
			f := a.function(a.service("a"), "x")
			a.upload(f, "/"+strings.Repeat("x", 255), "x").refused(t, 400, 20001)
		}, nil},
		{"A6.3", observed, "acceptance tests of terraform-provider-twilio",
			"paths of a slash and 1 or 254 characters work", func(t *testing.T, a *api) {
				f := a.function(a.service("a"), "x")
				a.upload(f, "/a", "x").must(t, 201)
				a.upload(f, "/"+strings.Repeat("x", 254), "x").must(t, 201)
			}, nil},
		{"A6.4", documented, page, "Path has no fragment and none of ; , ? : @ + & $ ( ) ' \"",
			func(t *testing.T, a *api) {
				f := a.function(a.service("a"), "x")
				for _, c := range `#;,?:@+&$()'"` {
					a.upload(f, "/a"+string(c)+"b", "x").refused(t, 400, 20001)
				}
				assert.Empty(t, a.get(f+"/Versions").items())
			}, nil},
		{"A6.5", documented, page, "a slash that is missing before Path is added", func(t *testing.T, a *api) {
			a.upload(a.function(a.service("a"), "x"), "img.png", "x").is(t, "path", "/img.png")
		}, nil},
		{"A6.6", documented, page, "Path, Visibility and Content are required", func(t *testing.T, a *api) {
			f := a.function(a.service("a"), "x")
			all := []part{{"Path", "", "/x"}, {"Visibility", "", "public"}, {"Content", "text/plain", "x"}}
			for i := range all {
				parts := append(append([]part{}, all[:i]...), all[i+1:]...)
				a.uploadParts(f, parts...).refused(t, 400, 20001)
			}
		}, nil},
		{"A6.7", observed, "a commit of serverless-toolkit of July 2019",
			"part names in lower case are not understood", func(t *testing.T, a *api) {
				f := a.function(a.service("a"), "x")
				a.uploadParts(f, part{"path", "", "/x"}, part{"visibility", "", "public"},
					part{"content", "text/plain", "x"}).refused(t, 400, 20001)
			}, nil},
		{"A6.8", observed, "twilio-sdk-go sends parts in random order", "the order of parts is free",
			func(t *testing.T, a *api) {
				f := a.function(a.service("a"), "x")
				parts := []part{{"Path", "", "/x"}, {"Visibility", "", "public"},
					{"Content", "application/javascript", "x"}}
				for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
					a.uploadParts(f, parts[order[0]], parts[order[1]], parts[order[2]]).is(t, "path", "/x")
				}
			}, nil},
		{"A6.9", documented, page + ", its curl example", "an API key may upload", func(t *testing.T, a *api) {
			f := a.function(a.service("a"), "x")
			a.as("SK"+strings.Repeat("1", 32), "secret").upload(f, "/x", "x").must(t, 201)
		}, nil},
		{"A6.15", documented, page + ", its curl example",
			"a file from disk comes first, with a file name and a content type", func(t *testing.T, a *api) {
				f := a.function(a.service("a"), "x")
				got := a.do("POST", "https://serverless-upload.twilio.com"+f+"/Versions",
					"multipart/form-data; boundary=------------------------d74496d66958873e",
					strings.NewReader(strings.Join([]string{
						"--------------------------d74496d66958873e",
						`Content-Disposition: form-data; name="Content"; filename="hello.js"`,
						"Content-Type: application/javascript", "", "exports.handler = 1",
						"--------------------------d74496d66958873e",
						`Content-Disposition: form-data; name="Path"`, "", "/hello",
						"--------------------------d74496d66958873e",
						`Content-Disposition: form-data; name="Visibility"`, "", "public",
						"--------------------------d74496d66958873e--", "",
					}, "\r\n")))
				a.get(f+"/Versions/"+got.must(t, 201)+"/Content").is(t, "content", "exports.handler = 1")
				got.is(t, "path", "/hello")
			}, nil},
		{"A6.16", observed, "serverless-api pull request 11, the body as it came",
			"a Path with a backslash is refused in these words and in this form", func(t *testing.T, a *api) {
				got := a.upload(a.function(a.service("a"), "x"), `/sms\reply`, "x")
				assert.Equal(t, 400, got.status)
				assert.Equal(t, `{"message":"Path provided is invalid.","code":20001,"user_error":true,"http_status_code":400,"params":{}}`, got.raw)
			}, nil},
		{"A6.10", observed, "serverless-toolkit issue 167", "an Asset over 25 MB is a 413 whose body is not JSON",
			func(t *testing.T, a *api) {
				f := a.asset(a.service("a"), "x")
				got := a.version(f, "/x", "public", "application/octet-stream",
					string(bytes.Repeat([]byte("x"), 25<<20+1)))
				require.Equal(t, 413, got.status)
				assert.Nil(t, got.json)
				assert.NotEmpty(t, got.raw)
			}, nil},
		{"A6.11", documented, "page Assets, limits", "an Asset may have 25 MB", func(t *testing.T, a *api) {
			f := a.asset(a.service("a"), "x")
			a.version(f, "/x", "public", "application/octet-stream",
				string(bytes.Repeat([]byte("x"), 25_000_000))).must(t, 201)
		}, nil},
		{"A6.12", observed, "dev-phone issue 195", "401 of the upload host has no code in its body",
			func(t *testing.T, a *api) {
				f := a.function(a.service("a"), "x")
				got := a.as("", "").upload(f, "/x", "x")
				require.Equal(t, 401, got.status)
				assert.Nil(t, got.json)
			}, nil},
		{"A6.13", documented, page, "Visibility is public, protected or private", func(t *testing.T, a *api) {
			f := a.function(a.service("a"), "x")
			a.version(f, "/x", "secret", "text/plain", "x").refused(t, 400, 20001)
			for _, v := range []string{"public", "protected", "private"} {
				a.version(f, "/x", v, "text/plain", "x").is(t, "visibility", v)
			}
		}, nil},
		{"A6.14", documented, "official document, CreateFunctionVersion is absent", "the API host takes no uploads",
			func(t *testing.T, a *api) {
				f := a.function(a.service("a"), "x")
				contentType, body := multipartBody(t, part{"Path", "", "/x"}, part{"Visibility", "", "public"},
					part{"Content", "text/plain", "x"})
				got := a.do("POST", f+"/Versions", contentType, body)
				assert.GreaterOrEqual(t, got.status, 400)
				assert.Empty(t, a.get(f+"/Versions").items())
			}, nil},
	}
}

package contract

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

func sendHeader(name, value string) func(*testing.T, *Exchange) {
	return func(_ *testing.T, x *Exchange) { x.RequestHeader.Set(name, value) }
}

func packed(t *testing.T, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(body)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

// TestCheck_tolerated lists what looks unusual and is right: each was sent or answered by real
// clients, servers or gateways.
func TestCheck_tolerated(t *testing.T) {
	t.Parallel()
	gateway := `<html>Bad Gateway</html>`
	runMutations(t, []exchangeMutation{
		{"additional property", "FetchEnvironment", setMember("custom_domain_name", jsonNull), nil},
		{"additional property deep down", "FetchBuild", replaceBody(`"name":`, `"extra":{"a":[]},"name":`), nil},
		{"absent links", "FetchService", setMember("links", nil), nil},
		{"empty links", "FetchService", setMember("links", map[string]string{}), nil},
		{"null links", "FetchService", setMember("links", jsonNull), nil},
		{"null build", "FetchEnvironment", setMember("build_sid", jsonNull), nil},
		{"null suffix", "FetchEnvironment", setMember("domain_suffix", jsonNull), nil},
		{"null date of a Deployment", "FetchDeployment", setMember("date_updated", jsonNull), nil},
		{"offset date", "FetchService", setMember("date_created", "2018-11-10T20:00:00+00:00"), nil},
		{"fraction of a second", "FetchService", setMember("date_updated", "2018-11-10T20:00:00.123Z"), nil},
		{"29 February of a leap year", "FetchService", setMember("date_updated", "2020-02-29T20:00:00Z"), nil},
		{"URLs of another host", "FetchService",
			both(setMember("url", "http://127.0.0.1:8080/v1/Services/"+testService),
				setMember("links", map[string]any{
					"functions": "http://127.0.0.1:8080/v1/Services/" + testService + "/Functions"})), nil},
		{"Twilio's host by http", "FetchService", func(t *testing.T, x *Exchange) {
			x.URL.Scheme = "http"
			x.Body = bytes.ReplaceAll(x.Body, []byte("https://serverless"), []byte("http://serverless"))
		}, nil},
		{"runtime to come", "FetchBuild", setMember("runtime", "node48"), nil},
		{"any level", "FetchLog", setMember("level", "warning"), nil},
		{"charset without a space", "FetchService", answerType("application/json;charset=UTF-8"), nil},
		{"quoted charset", "FetchService", answerType(`application/json; charset="utf-8"`), nil},
		{"type in capitals", "FetchService", answerType("Application/JSON"), nil},
		{"space around the JSON", "FetchService",
			func(_ *testing.T, x *Exchange) { x.Body = []byte("\n " + string(x.Body) + "\r\n") }, nil},
		{"gzip", "FetchService", func(t *testing.T, x *Exchange) {
			x.Body = packed(t, x.Body)
			x.Header.Set("Content-Encoding", "gzip")
		}, nil},
		{"leap second", "FetchService", setMember("date_updated", "2018-12-31T23:59:60Z"), nil},
		{"leap second elsewhere", "FetchService", setMember("date_updated", "2019-01-01T00:59:60+01:00"), nil},
		{"date in lower case", "FetchService", setMember("date_updated", "2018-11-10t20:00:00z"), nil},
		{"refusal of the upload host in its own form", "CreateFunctionVersion", answerWith(400, jsonMedia,
			`{"message":"Path provided is invalid.","code":20001,"user_error":true,"http_status_code":400,"params":{}}`), nil},
		{"surrogate pair", "FetchService", replaceBody(`"friendly_name":"Hello"`,
			`"friendly_name":"\ud83d\ude00 \\ud83d"`), nil},
		{"429 in HTML", "ListService", answerWith(429, "text/html; charset=utf-8", gateway), nil},
		{"429 in plain text", "ListService", answerWith(429, "text/plain", "slow down"), nil},
		{"429 in camelCase", "ListService", answerWith(429, jsonMedia,
			`{"status":429,"moreInfo":"https://h/","detail":"d"}`), nil},
		{"502 in HTML", "CreateBuild", answerWith(502, "text/html", gateway), nil},
		{"502 with nothing", "CreateBuild", answerWith(502, "", ""), nil},
		{"413 of an upload in HTML", "CreateAssetVersion", answerWith(413, "text/html", gateway), nil},
		{"401 of an upload in plain text", "CreateFunctionVersion", answerWith(401, "text/plain", "no"), nil},
		{"error without a status", "FetchService",
			answerWith(401, jsonMedia, `{"code":20003,"message":"Authenticate"}`),
			nil},
		{"error with details", "FetchService",
			answerWith(404, jsonMedia, `{"code":20404,"message":"m","status":404,"details":{}}`), nil},
		{"405", "FetchService", answerWith(405, jsonMedia, `{"code":20004,"message":"m","status":405}`), nil},
		{"empty page", "ListBuild", func(t *testing.T, x *Exchange) {
			var page map[string]any
			require.NoError(t, json.Unmarshal(x.Body, &page))
			page["builds"] = []any{}
			x.Body = marshal(t, page)
		}, nil},

		{"form type on a GET without a body", "ListService", sendHeader("Content-Type", formMedia), nil},
		{"form type on a DELETE without a body", "DeleteService", sendHeader("Content-Type", formMedia), nil},
		{"POST without a body where it is optional", "CreateDeployment", func(_ *testing.T, x *Exchange) {
			x.RequestBody = nil
			x.RequestHeader.Del("Content-Type")
		}, nil},
		{"empty form where all is optional", "UpdateService", func(_ *testing.T, x *Exchange) { x.setForm("") }, nil},
		{"form of ASCII in ISO 8859-1", "CreateService",
			sendHeader("Content-Type", formMedia+"; charset=ISO-8859-1"), nil},
		{"form with a charset", "CreateService", sendHeader("Content-Type", formMedia+"; charset=UTF-8"), nil},
		{"idempotency key", "CreateService", sendHeader("Idempotency-Key", "k"), nil},
		{"scheme in lower case", "ListService", func(_ *testing.T, x *Exchange) {
			x.RequestHeader.Set("Authorization", strings.Replace(x.RequestHeader.Get("Authorization"), "Basic",
				"basic", 1))
		}, nil},
		{"API key", "ListService", sendHeader("Authorization", basicAuth("SK"+strings.Repeat("a", 32), "s")), nil},
		{"empty page token", "ListService", sendQuery("PageToken="), nil},
		{"paging", "ListService", sendQuery("PageSize=1000&Page=3&PageToken=PT%2B1"), nil},
		{"log filter", "ListLog", sendQuery(
			"StartDate=2018-11-10T20%3A00%3A00Z&EndDate=2018-12-10T20:00:00Z&FunctionSid=ZH" + strings.Repeat("0", 32)),
			nil},
		{"Service by unique name", "FetchService", sendPath("/v1/Services/default"), nil},
		{"one version only", "CreateBuild", both(sendForm("FunctionVersions="+zn0),
			setMember("asset_versions", []any{})), nil},
		{"no dependencies", "CreateBuild", sendForm("Dependencies=[]&Runtime=latest&" + goodBuild), nil},
		{"450 bytes", "CreateVariable", sendForm("Key=k&Value=" + strings.Repeat("x", 450)), nil},
		{"empty value", "CreateVariable", sendForm("Key=k&Value="), nil},
		{"semicolons that are escaped", "CreateVariable", sendForm("Key=k&Value=a%3Bb%26c%3Dd"), nil},
		{"a space as plus", "CreateService", sendForm("UniqueName=a&FriendlyName=a+b"), nil},
	})
}

func sendQuery(text string) func(*testing.T, *Exchange) {
	return func(_ *testing.T, x *Exchange) { x.URL.RawQuery = text }
}

func sendPath(text string) func(*testing.T, *Exchange) {
	return func(t *testing.T, x *Exchange) { x.URL = parseURL(t, testBase+text) }
}

// whole is a form for a path, with what the contract requires and the text lacks.
func whole(path, text string) string {
	_, path, _ = strings.Cut(path, "/v1/")
	return forms.Rest("/v1/"+path, text, func() string { return "a-name" }) + text
}

// sendForm sends a form that is [whole].
func sendForm(text string) func(*testing.T, *Exchange) {
	return func(_ *testing.T, x *Exchange) { x.setForm(whole(x.URL.Path, text)) }
}

// sendOnly sends a form that may lack what is required.
func sendOnly(text string) func(*testing.T, *Exchange) {
	return func(_ *testing.T, x *Exchange) { x.setForm(text) }
}

func TestCheck_preflightIsIgnored(t *testing.T) {
	t.Parallel()
	c := testChecker(t)
	require.Empty(t, c.Check(&Exchange{Method: http.MethodOptions, URL: parseURL(t, testBase+"/nowhere?x"),
		Status: 200}))
	require.Empty(t, c.Check(nil))
}

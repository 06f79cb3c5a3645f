package contract

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	zeros32   = strings.Repeat("0", 32)
	zn0       = "ZN" + zeros32
	goodBuild = "FunctionVersions=" + zn0 + "&AssetVersions=ZN" + strings.Repeat("0", 31) + "1"
)

func sendBody(contentType, body string) func(*testing.T, *Exchange) {
	return func(_ *testing.T, x *Exchange) {
		x.RequestBody = []byte(body)
		x.RequestHeader.Del("Content-Type")
		if contentType != "" {
			x.RequestHeader.Set("Content-Type", contentType)
		}
	}
}

func TestCheck_brokenParameters(t *testing.T) {
	t.Parallel()
	runMutations(t, []exchangeMutation{
		{"no credentials", "ListService", func(_ *testing.T, x *Exchange) { x.RequestHeader.Del("Authorization") },
			requestViolation("missing-authorization", "Authorization")},
		{"bearer token", "ListService", sendHeader("Authorization", "Bearer abcdefgh"),
			requestViolation("malformed-authorization", "Authorization")},
		{"not base64", "ListService", sendHeader("Authorization", "Basic %%%"),
			requestViolation("malformed-authorization", "Authorization")},
		{"no colon", "ListService", sendHeader("Authorization", "Basic YWJj"),
			requestViolation("malformed-authorization", "Authorization")},
		{"no user", "ListService", sendHeader("Authorization", basicAuth("", "s")),
			requestViolation("malformed-authorization", "Authorization")},
		{"no password", "ListService", sendHeader("Authorization", basicAuth(testAccount, "")),
			requestViolation("malformed-authorization", "Authorization")},
		{"two headers", "ListService", func(_ *testing.T, x *Exchange) {
			x.RequestHeader.Add("Authorization",
				basicAuth("a", "b"))
		},
			requestViolation("malformed-authorization", "Authorization")},
		{"unknown query key", "ListService", sendQuery("Size=50"), requestNotice("unknown-query-key", "Size")},
		{"query key in another case", "ListService", sendQuery("pageSize=50"),
			requestViolation("unknown-query-key", "pageSize")},
		{"query key of another operation", "ListBuild", sendQuery("StartDate=2018-11-10T20:00:00Z"),
			requestNotice("unknown-query-key", "StartDate")},
		{"query key with an underscore", "ListService", sendQuery("page_size=50"),
			requestViolation("unknown-query-key", "page_size")},
		{"user of another kind", "ListService", sendHeader("Authorization", basicAuth("me@example.com", "s")),
			requestViolation("malformed-authorization", "Authorization")},
		{"account one digit short", "ListService", sendHeader("Authorization", basicAuth(testAccount[:33], "s")),
			requestViolation("malformed-authorization", "Authorization")},
		{"SID with a format", "FetchService", sendPath("/v1/Services/" + testService + ".json"), []wantFinding{
			{Violation, RequestSide, "sid-and-more", ""}}},
		{"undefined Service", "ListBuild", sendPath("/v1/Services/undefined/Builds"),
			requestViolation("placeholder", "")},
		{"null Service", "FetchService", sendPath("/v1/Services/null"), requestViolation("placeholder", "")},
		{"query on a create", "CreateService", sendQuery("UniqueName=a"),
			requestViolation("unknown-query-key", "UniqueName")},
		{"repeated query key", "ListService", sendQuery("PageSize=5&PageSize=5"),
			requestViolation("repeated-query-key", "PageSize")},
		{"malformed query", "ListService", sendQuery("PageToken=%zz"), requestViolation("malformed-query", "")},
		{"query that is not UTF-8", "ListService", sendQuery("PageToken=%ff"),
			requestViolation("invalid-utf8", "PageToken")},
		{"page size 0", "ListService", sendQuery("PageSize=0"), requestViolation("minimum", "PageSize")},
		{"page size 1001", "ListService", sendQuery("PageSize=1001"), requestViolation("maximum", "PageSize")},
		{"page size in words", "ListService", sendQuery("PageSize=many"), requestViolation("wrong-type", "PageSize")},
		{"empty page size", "ListService", sendQuery("PageSize="), requestViolation("empty-parameter", "PageSize")},
		{"impossible date", "ListLog", sendQuery("StartDate=2018-02-31T00:00:00Z"),
			requestViolation("date-time", "StartDate")},
		{"SID of another kind in the query", "ListLog", sendQuery("FunctionSid=" + zn0),
			requestViolation("pattern", "FunctionSid")},
		{"SID of another kind in the path", "FetchBuild",
			sendPath("/v1/Services/" + testService + "/Builds/ZS" + zeros32), requestViolation("pattern", "Sid")},
		{"name for a SID", "ListVariable", sendPath("/v1/Services/hello/Environments/dev/Variables"), []wantFinding{
			{Violation, RequestSide, "min-length", "EnvironmentSid"},
			{Violation, RequestSide, "pattern", "EnvironmentSid"}}},
		{"slash in a name", "FetchService", sendPath("/v1/Services/a%2Fb"), requestViolation("pattern", "Sid")},
		{"name too long", "FetchService", sendPath("/v1/Services/" + strings.Repeat("x", 51)),
			requestViolation("max-length", "Sid")},
		{"parent directory", "DeleteService", sendPath("/v1/Services/.."), requestViolation("dot-segment", "")},
	})
}

func TestCheck_brokenForms(t *testing.T) {
	t.Parallel()
	runMutations(t, []exchangeMutation{
		{"indexed array", "CreateBuild", sendForm("FunctionVersions[0]=" + zn0),
			requestViolation("indexed-array", "FunctionVersions[0]")},
		{"indexed array, escaped", "CreateBuild", sendForm("FunctionVersions%5B0%5D=" + zn0),
			requestViolation("indexed-array", "FunctionVersions[0]")},
		{"indexed array beside a right one", "CreateBuild", sendForm(goodBuild + "&AssetVersions[1]=" + zn0),
			requestViolation("indexed-array", "AssetVersions[1]")},
		{"array with brackets", "CreateBuild", sendForm("FunctionVersions[]=" + zn0),
			requestViolation("indexed-array", "FunctionVersions[]")},
		{"scalar with brackets", "CreateBuild", sendForm("Runtime[0]=node22"),
			requestViolation("indexed-array", "Runtime[0]")},
		{"array in one value", "CreateBuild", sendForm("FunctionVersions=" + zn0 + "," + zn0), []wantFinding{
			{Violation, RequestSide, "max-length", "FunctionVersions/0"},
			{Violation, RequestSide, "pattern", "FunctionVersions/0"}}},
		{"bad SID in an array", "CreateBuild", sendForm(goodBuild + "&FunctionVersions=ZH" + zeros32),
			requestViolation("pattern", "FunctionVersions/1")},
		{"repeated scalar", "CreateBuild", sendForm("Runtime=node22&Runtime=node22"),
			requestViolation("repeated-field", "Runtime")},
		{"missing field", "CreateService", sendOnly("UniqueName=a"), requestViolation("missing-field", "FriendlyName")},
		{"missing field in another case", "CreateService", sendOnly("UniqueName=a&friendlyName=b"), []wantFinding{
			{Violation, RequestSide, "missing-field", "FriendlyName"},
			{Violation, RequestSide, "undeclared-field", "friendlyName"}}},
		{"nothing but undeclared fields", "CreateFunction", sendOnly("Name=a"), []wantFinding{
			{Violation, RequestSide, "missing-field", "FriendlyName"},
			{Notice, RequestSide, "undeclared-field", "Name"}}},
		{"field in the query", "CreateFunction", func(t *testing.T, x *Exchange) {
			x.URL.RawQuery = "FriendlyName=a"
			x.RequestBody = nil
		}, []wantFinding{{Violation, RequestSide, "missing-body", ""},
			{Violation, RequestSide, "unknown-query-key", "FriendlyName"}}},
		{"empty field", "CreateService", sendForm("UniqueName=a&FriendlyName="),
			requestViolation("min-length", "FriendlyName")},
		{"field too long", "CreateService", sendForm("FriendlyName=a&UniqueName=" + strings.Repeat("a", 51)),
			requestViolation("max-length", "UniqueName")},
		{"underscore", "CreateService", sendForm("FriendlyName=a&UniqueName=a_b"),
			requestViolation("pattern", "UniqueName")},
		{"suffix of 17", "CreateEnvironment", sendForm("UniqueName=a&DomainSuffix=" + strings.Repeat("a", 17)),
			requestViolation("max-length", "DomainSuffix")},
		{"form in UTF-16", "CreateService", sendHeader("Content-Type", formMedia+"; charset=utf-16"),
			requestViolation("content-type", "Content-Type")},
		{"bad SID", "CreateDeployment", sendForm("BuildSid=latest"), []wantFinding{
			{Violation, RequestSide, "min-length", "BuildSid"}, {Violation, RequestSide, "pattern", "BuildSid"}}},
		{"boolean in words", "CreateDeployment", sendForm("IsPlugin=yes"),
			requestViolation("boolean-spelling", "IsPlugin")},
		{"boolean as a digit", "CreateDeployment", sendForm("IsPlugin=1"),
			requestViolation("boolean-spelling", "IsPlugin")},
		{"empty boolean", "CreateService", sendForm("UniqueName=a&FriendlyName=a&UiEditable="),
			requestViolation("boolean-spelling", "UiEditable")},
		{"451 bytes", "CreateVariable", sendForm("Key=k&Value=" + strings.Repeat("x", 451)),
			requestViolation("max-bytes", "Value")},
		{"226 characters of two bytes", "UpdateVariable", sendForm("Value=" + strings.Repeat("%C3%A9", 226)),
			requestViolation("max-bytes", "Value")},
		{"key of 129", "CreateVariable", sendForm("Value=v&Key=" + strings.Repeat("k", 129)),
			requestViolation("max-length", "Key")},
		{"field that is not UTF-8", "CreateFunction", sendForm("FriendlyName=%ff"),
			requestViolation("invalid-utf8", "FriendlyName")},
		{"bad escape", "CreateFunction", sendForm("FriendlyName=%zz"), requestViolation("malformed-form", "")},
		{"bare semicolon", "CreateFunction", sendForm("FriendlyName=a;b"), requestViolation("malformed-form", "")},
		{"JSON body", "CreateFunction", sendBody(jsonMedia, `{"FriendlyName":"a"}`),
			requestViolation("content-type", "Content-Type")},
		{"multipart body", "CreateFunction", func(t *testing.T, x *Exchange) {
			x.setParts(t, func(add func(string, string)) { add(`name="FriendlyName"`, "a") })
		}, requestViolation("content-type", "Content-Type")},
		{"no content type", "CreateFunction", sendBody("", "FriendlyName=a"),
			requestViolation("content-type", "Content-Type")},
		{"two content types", "CreateFunction",
			func(_ *testing.T, x *Exchange) { x.RequestHeader.Add("Content-Type", formMedia) },
			requestViolation("content-type", "Content-Type")},
		{"no body", "CreateBuild", sendBody(formMedia, ""), requestViolation("missing-body", "")},
		{"a Build without versions", "CreateBuild", sendForm("Runtime=node22"),
			requestViolation("missing-version", "")},
		{"gzip", "CreateService", sendHeader("Content-Encoding", "gzip"),
			requestViolation("content-encoding", "Content-Encoding")},
		{"body on a GET", "ListService", sendBody(formMedia, "PageSize=5"), requestViolation("unexpected-body", "")},
		{"body on a DELETE", "DeleteService", sendBody(formMedia, "a=b"), requestViolation("unexpected-body", "")},
		{"too large", "CreateFunction", func(_ *testing.T, x *Exchange) { x.RequestBody = make([]byte, formLimit+1) },
			requestViolation("body-too-large", "")},
	})
}

func TestCheck_noticedInForms(t *testing.T) {
	t.Parallel()
	runMutations(t, []exchangeMutation{
		{"undeclared field", "CreateEnvironment", sendForm("UniqueName=a&DomainSuffix=stage&FriendlyName=a"),
			requestNotice("undeclared-field", "FriendlyName")},
		{"undeclared array", "CreateEnvironment", sendForm("UniqueName=a&DomainSuffix=stage&Tags[0]=a"),
			requestNotice("undeclared-field", "Tags[0]")},
		{"undeclared field where all is optional", "UpdateService", sendForm("UniqueName=a"),
			requestNotice("undeclared-field", "UniqueName")},
		{"undeclared field without a name", "UpdateService", sendForm("=a"),
			requestNotice("undeclared-field", "(a name of 0 bytes)")},
		{"Python's True", "CreateDeployment", sendForm("IsPlugin=True"), requestNotice("boolean-spelling", "IsPlugin")},
		{"quoted Dependencies", "CreateBuild",
			sendForm(goodBuild + `&Dependencies="[{"name":"lodash","version":"4.17.21"}]"`),
			requestNotice("json-quoted", "Dependencies")},
		{"quoted empty Dependencies", "CreateBuild", sendForm(goodBuild + `&Dependencies="[]"`),
			requestNotice("json-quoted", "Dependencies")},
		{"empty SID, to clear", "CreateDeployment", sendForm("BuildSid="), requestNotice("empty-field", "BuildSid")},
		{"Dependencies sent empty several times", "CreateBuild", sendForm(goodBuild + "&Dependencies=&Dependencies="),
			requestNotice("json-empty", "Dependencies")},
		{"Dependencies as fields", "CreateBuild", sendForm(goodBuild + "&Dependencies[lodash]=4.17.21"),
			requestNotice("json-array", "Dependencies[lodash]")},
		{"empty Dependencies", "CreateBuild", sendForm("Dependencies=&" + goodBuild),
			requestNotice("json-empty", "Dependencies")},
	})
}

func TestCheck_brokenDependencies(t *testing.T) {
	t.Parallel()
	broken := requestViolation("json-array", "Dependencies")
	runMutations(t, []exchangeMutation{
		{"not JSON", "CreateBuild", sendForm("Dependencies=lodash"), broken},
		{"an object", "CreateBuild", sendForm(`Dependencies={"lodash":"4.17.21"}`), broken},
		{"null", "CreateBuild", sendForm(`Dependencies=null`), broken},
		{"a string", "CreateBuild", sendForm(`Dependencies="lodash"`), broken},
		{"a JSON string of JSON", "CreateBuild", sendForm(`Dependencies="[{\"name\":\"lodash\",\"version\":\"1\"}]"`),
			broken},
		{"truncated", "CreateBuild", sendForm(`Dependencies=[{"name":"lodash"`), broken},
		{"trailing data", "CreateBuild", sendForm(`Dependencies=[][]`), broken},
		{"two pairs of quotes", "CreateBuild", sendForm(`Dependencies=""[]""`), broken},
		{"no version", "CreateBuild", sendForm(`Dependencies=[{"name":"lodash"}]`),
			requestViolation("missing-property", "Dependencies/0/version")},
		{"quoted without a version", "CreateBuild", sendForm(`Dependencies="[{"name":"lodash"}]"`), []wantFinding{
			{Notice, RequestSide, "json-quoted", "Dependencies"},
			{Violation, RequestSide, "missing-property", "Dependencies/0/version"}}},
		{"a number as version", "CreateBuild",
			sendForm(`Dependencies=[{"name":"a","version":"1"},{"name":"b","version":4}]`),
			requestViolation("wrong-type", "Dependencies/1/version")},
		{"an item that is text", "CreateBuild", sendForm(`Dependencies=["lodash"]`),
			requestViolation("wrong-type", "Dependencies/0")},
		{"no name", "CreateBuild", sendForm(`Dependencies=[{"name":"","version":"1"}]`),
			requestViolation("min-length", "Dependencies/0/name")},
		{"duplicate key", "CreateBuild", sendForm(`Dependencies=[{"name":"a","name":"b","version":"1"}]`),
			requestViolation("duplicate-key", "Dependencies/0/name")},
	})
}

// A character that needs no escape means the same with one (RFC 3986, 6.2.2.2), in the words of a
// path, in a parameter and in the base URL; one that does need it does not.
func TestCheck_escapedPath(t *testing.T) {
	t.Parallel()
	for _, base := range []string{testBase, "http://127.0.0.1:8080/~base"} {
		c, err := NewChecker(&CheckerOptions{APIURL: base})
		require.NoError(t, err)
		for path, known := range map[string]bool{
			"/v1/%53ervices": true, "/%76%31/Services": true, "/v1/Services/my%2Dshop": true,
			"/v1/%53%65rvices/a%2e": true, "/v1%2FServices": false, "/v1/%E2%82%ACervices": false,
			"/v1/%73ervices": false, "/v1/Services%20": false,
		} {
			x := &Exchange{Method: "GET", URL: parseURL(t, strings.Replace(base, "~", "%7e", 1)+path), Status: 404}
			var rules []string
			for _, f := range c.Check(x) {
				rules = append(rules, f.Rule)
			}
			assert.Equal(t, known, !slices.Contains(rules, "unknown-operation"), "%s%s: %v", base, path, rules)
			assert.NotContains(t, rules, "unknown-host", path)
		}
	}
}

func TestCheck_unknownOperation(t *testing.T) {
	t.Parallel()
	c := testChecker(t)
	request := wantFinding{Violation, RequestSide, "unknown-operation", ""}
	response := wantFinding{Violation, ResponseSide, "unknown-operation", ""}
	for _, test := range []struct {
		name, method, path string
		status             int
		expected           []wantFinding
	}{
		{"unknown path refused", "GET", "/v1/Nothing", 404, []wantFinding{request}},
		{"unknown path answered", "GET", "/v1/Nothing", 200, []wantFinding{request, response}},
		{"unknown path redirected", "GET", "/v1/Nothing", 301, []wantFinding{request, response}},
		{"trailing slash", "GET", "/v1/Services/", 404, []wantFinding{request}},
		{"no version", "GET", "/Services", 404, []wantFinding{request}},
		{"path in lower case", "GET", "/v1/services", 404, []wantFinding{request}},
		{"double slash", "GET", "/v1//Services", 404, []wantFinding{request}},
		{"unknown method refused", "PUT", "/v1/Services/" + testService, 405, []wantFinding{request}},
		{"unknown method answered", "PATCH", "/v1/Services/" + testService, 200, []wantFinding{request, response}},
		{"HEAD", http.MethodHead, "/v1/Nothing", 200, []wantFinding{request, response}},
		{"method in lower case", "get", "/v1/Services", 405, []wantFinding{request}},
		{"delete of a version", "DELETE", "/v1/Services/a/Functions/ZH" + zeros32 + "/Versions/" + zn0, 404,
			[]wantFinding{request}},
		{"content of an asset", "GET", "/v1/Services/a/Assets/ZH" + zeros32 + "/Versions/" + zn0 + "/Content", 404,
			[]wantFinding{request}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			x := &Exchange{Method: test.method, URL: parseURL(t, testBase+test.path), Status: test.status}
			findings := c.Check(x)
			assertFindings(t, test.expected, findings)
		})
	}
}

package contract

import (
	"encoding/json"
	"io"
	"log"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }

func TestFinding_String(t *testing.T) {
	t.Parallel()
	f := Finding{Severity: Violation, Side: ResponseSide, Operation: "FetchBuild", Rule: "enum", Location: "/status",
		Message: "is wrong"}
	assert.Equal(t, "violation in the response of FetchBuild: /status: is wrong [enum]", f.String())
	f = Finding{Rule: "unknown-operation", Message: "is unknown"}
	assert.Equal(t, "notice in the request of unknown operation: is unknown [unknown-operation]", f.String())
	assert.Equal(t, "Severity(7)", Severity(7).String())
	assert.Equal(t, "Side(7)", Side(7).String())
}

// TestCheck_messages asserts whole texts: they name the thing, the value where it may be shown, and what is right.
func TestCheck_messages(t *testing.T) {
	t.Parallel()
	c := testChecker(t)
	service, _ := operations.Lookup("FetchService")
	documented := strconv.Itoa(service.Success)
	for _, failure := range service.Failures {
		documented += ", " + failure.Status
	}
	statuses := testOperation(t, "FetchBuildStatus").operation.Responses.Status(
		200).Value.Content[jsonMedia].Schema.Value.
		Properties["status"].Value.Enum
	for _, test := range []struct {
		operation string
		change    func(*testing.T, *Exchange)
		expected  string
	}{
		{"FetchBuildStatus", setMember("status", "done"),
			`value is not one of the allowed values ` + string(marshal(t, statuses)) + `, got "done"`},
		{"FetchBuild", setMember("sid", "ZB0"),
			`string doesn't match the regular expression "^ZB[0-9a-fA-F]{32}$", got "ZB0"`},
		{"FetchService", setMember("date_created", "2018-02-31T20:00:00Z"),
			`string doesn't match the format "date-time" (no such day or time), got "2018-02-31T20:00:00Z"`},
		{"FetchService", setMember("url", "/v1"),
			`string doesn't match the format "uri" (not an absolute URL), got "/v1"`},
		{"FetchService", setMember("url", "/v1?token=secret"),
			`string doesn't match the format "uri" (not an absolute URL), got "/v1?…"`},
		{"FetchService", setMember("url", "//user:secret@host/v1"),
			`string doesn't match the format "uri" (not an absolute URL), got "//host/v1"`},
		{"FetchService", setMember("url", "a secret"), `string doesn't match the format "uri" (not a URL)`},
		{"FetchService", setMember("ui_editable", 1), `value must be a boolean, got 1`},
		{"FetchService", setMember("ui_editable", "true"), `value must be a boolean, got the string "true"`},
		{"FetchService", setMember("ui_editable", "Jane Doe"), `value must be a boolean, got a string`},
		{"FetchService", setMember("ui_editable", []string{"x"}), `value must be a boolean, got an array`},
		{"FetchService", setMember("ui_editable", map[string]string{}), `value must be a boolean, got an object`},
		{"FetchService", setMember("sid", jsonNull), `value is not nullable, got null`},
		{"FetchService", setMember("sid", nil), `is required but missing`},
		{"FetchService", setMember("unique_name", ""), `minimum string length is 1`},
		{"ListService", sendQuery("PageSize=5000"), `number must be at most 1000, got 5000`},
		{"ListService", sendQuery("pageSize=5"), `is not a query key of ListService; it is spelled PageSize`},
		{"FetchService", func(_ *testing.T, x *Exchange) { x.Status = 301 },
			`status 301 is not documented, these are: ` + documented},
		{"FetchService", answerWith(200, "text/html", "<p>"), `is "text/html", application/json is expected`},
		{"CreateBuild", sendForm("FunctionVersions[0]=x"),
			`arrays are sent as repeated keys: FunctionVersions=…&FunctionVersions=…`},
		{"CreateEnvironment", sendForm("UniqueName=a&X=b"),
			`is not a field of CreateEnvironment, which takes DomainSuffix, UniqueName`},
		{"FetchService", setMember("url", strings.Repeat("/x", 50)),
			`string doesn't match the format "uri" (not an absolute URL), got "` + strings.Repeat("/x", 32) + `"…`},
	} {
		x := goodExchange(t, test.operation)
		test.change(t, x)
		var messages []string
		for _, f := range c.Check(x) {
			messages = append(messages, f.Message)
		}
		assert.Contains(t, messages, test.expected)
	}
}

// TestCheck_secretsAreNotPrinted puts a secret wherever a client or a server might, and looks for it in all findings.
func TestCheck_secretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	const secret = "hunter2-hunter2"
	escaped := "hunter2\\u002dhunter2"
	for name, test := range map[string]struct {
		operation string
		change    func(*testing.T, *Exchange)
	}{
		"variable value too long":      {"CreateVariable", sendForm("Key=k&Value=" + strings.Repeat(secret, 40))},
		"variable value not escaped":   {"CreateVariable", sendForm("Key=k&Value=a&" + secret + "=b")},
		"variable value with a dot":    {"UpdateVariable", sendForm("Value=a&hunter2_hunter2[0]=b")},
		"variable value malformed":     {"CreateVariable", sendForm("Key=k&Value=%zz" + secret)},
		"variable value as JSON":       {"CreateVariable", sendBody(jsonMedia, `{"Value":"`+secret+`"}`)},
		"variable key too long":        {"CreateVariable", sendForm("Value=v&Key=" + strings.Repeat(secret, 10))},
		"variable value as boolean":    {"CreateVariable", sendForm("Key=k&IsPlugin=" + secret)},
		"variable value as a SID":      {"FetchVariable", setMember("sid", secret)},
		"variable value as a date":     {"FetchVariable", setMember("date_created", secret)},
		"variable value as a URL":      {"FetchVariable", setMember("url", secret)},
		"variable value of wrong type": {"FetchVariable", setMember("value", []string{secret})},
		"variable page":                {"ListVariable", replaceBody(`"sid":"ZV`, `"sid":"`+secret)},
		"answer that is not JSON":      {"FetchVariable", answerBody(secret)},
		"answer after the JSON": {"FetchVariable",
			func(_ *testing.T, x *Exchange) { x.Body = append(x.Body, secret...) }},
		"unique name":   {"CreateService", sendForm("FriendlyName=a&UniqueName=_" + secret)},
		"friendly name": {"FetchService", setMember("friendly_name", strings.Repeat(secret, 20))},
		"path of an upload": {"CreateAssetVersion",
			sendParts(`name="Path"`, "/?"+secret, `name="Visibility"`, "public", `name="Content"`, "x")},
		"header of an upload": {"CreateAssetVersion",
			sendMultipart("--xYx\r\n" + secret + "\r\n\r\n\r\n--xYx--")},
		"password as user":            {"ListService", sendHeader("Authorization", basicAuth(secret, ""))},
		"password without scheme":     {"ListService", sendHeader("Authorization", secret)},
		"bearer token":                {"ListService", sendHeader("Authorization", "Bearer "+secret)},
		"password as query key":       {"ListService", sendQuery(secret + "=")},
		"password in the path":        {"FetchBuild", sendPath("/v1/Services/a/Builds/" + secret)},
		"password in an unknown path": {"FetchBuild", sendPath("/v2/" + secret)},
		"password as SID":             {"FetchBuild", setMember("sid", secret)},
		"password as a URL":           {"FetchBuild", setMember("url", "/"+secret)},
		"authorization echoed":        {"FetchBuild", setMember("runtime", basicAuth(testAccount, secret))},
		"password as key, twice":      {"FetchBuild", replaceBody(`"sid":`, `"`+secret+`":1,"`+secret+`":1,"sid":`)},
		"password as key, escaped":    {"FetchBuild", replaceBody(`"sid":`, `"`+escaped+`":1,"`+escaped+`":1,"sid":`)},
		"password as field":           {"CreateBuild", sendForm(secret + "=a")},
		"password as host": {"FetchBuild",
			func(_ *testing.T, x *Exchange) { x.URL.Host = "serverless-upload." + secret }},
		"password as method":       {"FetchBuild", func(_ *testing.T, x *Exchange) { x.Method = secret }},
		"password as content type": {"CreateBuild", sendHeader("Content-Type", secret)},
		"password as answer type":  {"FetchBuild", answerType(secret)},
		"password as encoding": {"FetchBuild",
			func(_ *testing.T, x *Exchange) { x.Header.Set("Content-Encoding", secret) }},
		"password as part":       {"CreateAssetVersion", sendParts(`name="`+secret+`"`, "")},
		"password as dependency": {"CreateBuild", sendForm("Dependencies=" + secret)},
		"password as a dependency's key": {"CreateBuild",
			sendForm(`Dependencies=[{"` + secret + `":1,"` + secret + `":1}]`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := goodExchange(t, test.operation)
			if strings.HasPrefix(name, "password as ") || strings.Contains(name, "in the path") ||
				strings.Contains(name, "unknown path") || strings.Contains(name, "echoed") {
				x.RequestHeader.Set("Authorization", basicAuth(testAccount, secret))
			}
			test.change(t, x)
			findings := testChecker(t).Check(x)
			require.NotEmpty(t, findings)
			text, err := json.Marshal(findings)
			require.NoError(t, err)
			for _, leak := range []string{secret, strings.ToUpper(secret), "hunter2_hunter2",
				strings.TrimPrefix(basicAuth(testAccount, secret), "Basic ")} {
				assert.NotContains(t, string(text), leak)
			}
		})
	}
}

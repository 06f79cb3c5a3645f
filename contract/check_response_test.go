package contract

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// wantFinding is the part of a finding that tests compare: severity, side, rule and location. Messages are for people.
type wantFinding struct {
	severity Severity
	side     Side
	rule     string
	location string
}

func responseViolation(rule, location string) []wantFinding {
	return []wantFinding{{Violation, ResponseSide, rule, location}}
}

func requestViolation(rule, location string) []wantFinding {
	return []wantFinding{{Violation, RequestSide, rule, location}}
}

func requestNotice(rule, location string) []wantFinding {
	return []wantFinding{{Notice, RequestSide, rule, location}}
}

// assertFindings checks that the findings are exactly these.
func assertFindings(t testing.TB, expected []wantFinding, findings []Finding) {
	t.Helper()
	got := make([]wantFinding, 0, len(findings))
	for _, f := range findings {
		got = append(got, wantFinding{f.Severity, f.Side, f.Rule, f.Location})
		assert.NotEmpty(t, f.Message)
	}
	if want := append([]wantFinding{}, expected...); !slices.Equal(want, got) {
		row := t.Name()[strings.LastIndexByte(t.Name(), '/')+1:]
		assert.Equal(t, want, got, "%v\nif the API allows or requires something else now, correct or delete the row "+
			"%q: %s", findings, row, RowPlaces(t, row))
	}
}

// exchangeMutation breaks a good exchange in one way.
type exchangeMutation struct {
	name      string
	operation string
	change    func(t *testing.T, x *Exchange)
	expected  []wantFinding
}

// sound reports whether a request with these findings gets a successful answer.
func sound(expected []wantFinding) bool {
	return !slices.ContainsFunc(expected, func(f wantFinding) bool {
		return f.severity == Violation ||
			f.side == ResponseSide
	})
}

func runMutations(t *testing.T, mutations []exchangeMutation) {
	t.Helper()
	c := testChecker(t)
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			x := goodExchange(t, m.operation)
			require.Empty(t, c.Check(x), "the exchange must be good before it is broken")
			m.change(t, x)
			if op := testOperation(t, m.operation); sound(m.expected) {
				agree(t, x, op)
			}
			findings := c.Check(x)
			assertFindings(t, m.expected, findings)
			for _, f := range findings {
				assert.Equal(t, m.operation, f.Operation)
			}
		})
	}
}

// replaceBody replaces a piece of the answer, which must be there.
func replaceBody(old, replacement string) func(*testing.T, *Exchange) {
	return func(t *testing.T, x *Exchange) {
		t.Helper()
		require.Contains(t, string(x.Body), old)
		x.Body = []byte(strings.Replace(string(x.Body), old, replacement, 1))
	}
}

// setMember sets a member of the answer's top-level object, or removes it if the value is nil.
func setMember(name string, value any) func(*testing.T, *Exchange) {
	return func(t *testing.T, x *Exchange) {
		t.Helper()
		members := map[string]any{}
		require.NoError(t, json.Unmarshal(x.Body, &members))
		if value == nil {
			delete(members, name)
		} else {
			members[name] = value
		}
		x.Body = marshal(t, members)
	}
}

func answerBody(text string) func(*testing.T, *Exchange) {
	return func(_ *testing.T, x *Exchange) { x.Body = []byte(text) }
}

func answerType(value string) func(*testing.T, *Exchange) {
	return func(_ *testing.T, x *Exchange) { x.Header["Content-Type"] = []string{value} }
}

func answerWith(status int, contentType, body string) func(*testing.T, *Exchange) {
	return func(_ *testing.T, x *Exchange) {
		x.Status, x.Body, x.Header = status, []byte(body), http.Header{}
		if contentType != "" {
			x.Header.Set("Content-Type", contentType)
		}
	}
}

var jsonNull = json.RawMessage("null")

// TestCheck_brokenProperties breaks one property at a time.
func TestCheck_brokenProperties(t *testing.T) {
	t.Parallel()
	runMutations(t, []exchangeMutation{
		{"missing sid", "FetchService", setMember("sid", nil), responseViolation("missing-property", "/sid")},
		{"missing sid deep in a page", "ListBuild", replaceBody(`"sid":"ZN00000000000000000000000000000001"`, `"id":0`),
			responseViolation("missing-property", "/builds/0/asset_versions/0/sid")},
		{"missing next page", "ListService", replaceBody(`"next_page_url":`, `"next":`),
			responseViolation("missing-property", "/meta/next_page_url")},
		{"null where never null", "FetchService", setMember("friendly_name", jsonNull),
			responseViolation("null", "/friendly_name")},
		{"null array", "FetchBuild", setMember("function_versions", jsonNull),
			responseViolation("null", "/function_versions")},
		{"wrong enum", "FetchBuildStatus", setMember("status", "done"), responseViolation("enum", "/status")},
		{"wrong case of an enum", "FetchFunctionVersion", setMember("visibility", "PUBLIC"),
			responseViolation("enum", "/visibility")},
		{"SID of another kind", "FetchService", setMember("sid", "ZE"+strings.Repeat("0", 32)),
			responseViolation("pattern", "/sid")},
		{"SID with a letter too far", "FetchService", setMember("account_sid", "AC"+strings.Repeat("g", 32)),
			responseViolation("pattern", "/account_sid")},
		{"SID too short", "FetchEnvironment", setMember("build_sid", "ZB0"),
			responseViolation("pattern", "/build_sid")},
		{"31 February", "FetchService", setMember("date_created", "2018-02-31T20:00:00Z"),
			responseViolation("date-time", "/date_created")},
		{"29 February of a common year", "FetchService", setMember("date_created", "2019-02-29T20:00:00Z"),
			responseViolation("date-time", "/date_created")},
		{"31 April", "FetchService", setMember("date_updated", "2019-04-31T20:00:00Z"),
			responseViolation("date-time", "/date_updated")},
		{"hour 24", "FetchService", setMember("date_created", "2018-11-10T24:00:00Z"),
			responseViolation("date-time", "/date_created")},
		{"RFC 2822 date", "FetchService", setMember("date_created", "Sat, 10 Nov 2018 20:00:00 +0000"),
			responseViolation("date-time", "/date_created")},
		{"date without zone", "FetchService", setMember("date_created", "2018-11-10T20:00:00"),
			responseViolation("date-time", "/date_created")},
		{"date in a nullable property", "FetchDeployment", setMember("date_updated", "yesterday"),
			responseViolation("date-time", "/date_updated")},
		{"relative URL", "FetchService", setMember("url", "/v1/Services"), responseViolation("uri", "/url")},
		{"URL without scheme", "FetchService", setMember("url", "serverless.twilio.com/v1/Services"),
			responseViolation("uri", "/url")},
		{"URL of another scheme", "FetchService", setMember("url", "ftp://serverless.twilio.com/v1"),
			responseViolation("uri", "/url")},
		{"URL with a space", "FetchService", setMember("url", "https://serverless.twilio.com/a b"),
			responseViolation("uri", "/url")},
		{"relative URL in links", "FetchService",
			setMember("links", map[string]string{"functions": "/v1/F", "assets": "https://h/v1/A"}),
			responseViolation("uri", "/links/functions")},
		{"relative next page", "ListService", replaceBody(
			`"https://serverless.twilio.com/v1/Services?PageSize=50\u0026Page=1\u0026PageToken=PT1"`,
			`"/v1/Services?Page=1"`),
			responseViolation("uri", "/meta/next_page_url")},
		{"text for a boolean", "FetchService", setMember("ui_editable", "false"),
			responseViolation("wrong-type", "/ui_editable")},
		{"number for a text", "FetchVariable", setMember("value", 1), responseViolation("wrong-type", "/value")},
		{"fraction for an integer", "ListService", replaceBody(`"page_size":50`, `"page_size":50.5`),
			responseViolation("wrong-type", "/meta/page_size")},
		{"object for an array", "FetchBuild", setMember("dependencies", map[string]any{}),
			responseViolation("wrong-type", "/dependencies")},
		{"array for the resource", "FetchService", answerBody("[]"), responseViolation("wrong-type", "")},
		{"SIDs for versions", "FetchBuild", setMember("function_versions", []string{"ZN" + strings.Repeat("0", 32)}),
			responseViolation("wrong-type", "/function_versions/0")},
		{"path without slash", "FetchAssetVersion", setMember("path", "logo.png"),
			responseViolation("pattern", "/path")},
		{"name too long", "FetchService", setMember("friendly_name", strings.Repeat("x", 256)),
			responseViolation("max-length", "/friendly_name")},
		{"page size too large", "ListService", replaceBody(`"page_size":50`, `"page_size":1001`),
			responseViolation("maximum", "/meta/page_size")},
		{"negative page", "ListService", replaceBody(`"page":0`, `"page":-1`),
			responseViolation("minimum", "/meta/page")},
		{"runtime in capitals", "FetchBuild", setMember("runtime", "Node22"), responseViolation("pattern", "/runtime")},
		{"status of an error without a code", "FetchService",
			answerWith(404, jsonMedia, `{"message":"gone","status":404}`),
			responseViolation("missing-property", "/code")},
	})
}

// TestCheck_brokenAnswers breaks the answer as a whole.
func TestCheck_brokenAnswers(t *testing.T) {
	t.Parallel()
	mutations := []exchangeMutation{
		{"201 where 200 is documented", "FetchService", func(_ *testing.T, x *Exchange) { x.Status = 201 },
			responseViolation("undocumented-status", "")},
		{"200 where 201 is documented", "CreateService", func(_ *testing.T, x *Exchange) { x.Status = 200 },
			responseViolation("undocumented-status", "")},
		{"200 where 204 is documented", "DeleteService", func(_ *testing.T, x *Exchange) { x.Status = 200 },
			responseViolation("undocumented-status", "")},
		{"202", "CreateBuild", func(_ *testing.T, x *Exchange) { x.Status = 202 },
			responseViolation("undocumented-status", "")},
		{"no status", "FetchService", func(_ *testing.T, x *Exchange) { x.Status = 0 },
			responseViolation("undocumented-status", "")},
		{"status 600", "FetchService", func(_ *testing.T, x *Exchange) { x.Status = 600 },
			responseViolation("undocumented-status", "")},
		{"HTML sent as JSON", "FetchService", answerBody("\n<!DOCTYPE html><title>no</title>"),
			responseViolation("json-syntax", "")},
		{"HTML sent as HTML", "FetchService", answerWith(200, "text/html", "<p>"),
			responseViolation("content-type", "Content-Type")},
		{"HTML for a 404", "FetchService", answerWith(404, "text/html", "<p>"),
			responseViolation("content-type", "Content-Type")},
		{"problem JSON", "FetchService", answerType("application/problem+json"),
			responseViolation("content-type", "Content-Type")},
		{"no content type", "FetchService", func(_ *testing.T, x *Exchange) { x.Header.Del("Content-Type") },
			responseViolation("content-type", "Content-Type")},
		{"two content types", "FetchService", func(_ *testing.T, x *Exchange) {
			x.Header.Add("Content-Type",
				"text/html")
		},
			responseViolation("content-type", "Content-Type")},
		{"another charset", "FetchService", answerType("application/json; charset=iso-8859-1"),
			responseViolation("charset", "Content-Type")},
		{"empty body", "FetchService", answerBody(""), responseViolation("empty-body", "")},
		{"empty body without a type", "FetchService", answerWith(200, "", ""), responseViolation("empty-body", "")},
		{"empty body of a create", "CreateService", answerWith(201, jsonMedia, ""),
			responseViolation("empty-body", "")},
		{"empty body of a 404", "FetchService", answerWith(404, "", ""), responseViolation("empty-body", "")},
		{"empty JSON of a 503", "FetchService", answerWith(503, jsonMedia, ""), responseViolation("empty-body", "")},
		{"blank body", "FetchService", answerBody(" \n"), responseViolation("json-truncated", "")},
		{"truncated JSON", "FetchService", func(_ *testing.T, x *Exchange) { x.Body = x.Body[:len(x.Body)-1] },
			responseViolation("json-truncated", "")},
		{"not JSON", "FetchService", answerBody("{'sid':1}"), responseViolation("json-syntax", "")},
		{"two JSON values", "FetchService", func(_ *testing.T, x *Exchange) { x.Body = append(x.Body, x.Body...) },
			responseViolation("json-trailing-data", "")},
		{"garbage after the JSON", "FetchService",
			func(_ *testing.T, x *Exchange) { x.Body = append(x.Body, " -- "...) },
			responseViolation("json-trailing-data", "")},
		{"duplicate key", "FetchService", replaceBody(`"friendly_name":`, `"friendly_name":"other","friendly_name":`),
			responseViolation("duplicate-key", "/friendly_name")},
		{"duplicate key in another spelling", "FetchService",
			replaceBody(`"friendly_name":`, `"friendl\u0079_name":"other","friendly_name":`),
			responseViolation("duplicate-key", "/friendly_name")},
		{"duplicate key deep in a page", "ListBuild", replaceBody(`"name":"twilio"`, `"name":"twilio","name":"twilio"`),
			responseViolation("duplicate-key", "/builds/0/dependencies/0/name")},
		{"duplicate key in what is not documented", "FetchService",
			setMember("x", json.RawMessage(`[1,{"a":{"b":1,"b":2}}]`)), responseViolation("duplicate-key", "/x/1/a/b")},
		{"invalid UTF-8", "FetchService", replaceBody(`"friendly_name":"`, "\"friendly_name\":\"\xff"),
			responseViolation("invalid-utf8", "")},
		{"byte order mark", "FetchService", func(_ *testing.T, x *Exchange) {
			x.Body = append([]byte("\xef\xbb\xbf"),
				x.Body...)
		}, responseViolation("json-syntax", "")},
		{"body on 204", "DeleteService", answerBody("{}"), responseViolation("unexpected-body", "")},
		{"meta.key of another list", "ListService", replaceBody(`"key":"services"`, `"key":"builds"`),
			responseViolation("meta-key", "/meta/key")},
		{"meta.key naming another array", "ListService", func(t *testing.T, x *Exchange) {
			setMember("builds", []any{})(t, x)
			replaceBody(`"key":"services"`, `"key":"builds"`)(t, x)
		}, responseViolation("meta-key", "/meta/key")},
		{"rows under another name", "ListService", replaceBody(`"services":[`, `"items":[`), []wantFinding{
			{Violation, ResponseSide, "meta-key", "/meta/key"},
			{Violation, ResponseSide, "missing-property", "/services"}}},
		{"another status in the error", "FetchService",
			answerWith(404, jsonMedia, `{"code":20404,"message":"m","status":500}`),
			responseViolation("status-mismatch", "/status")},
		{"another status in a gateway's error", "FetchService", answerWith(503, jsonMedia, `{"status":500}`),
			responseViolation("status-mismatch", "/status")},
		{"not gzip", "FetchService", func(_ *testing.T, x *Exchange) { x.Header.Set("Content-Encoding", "gzip") },
			responseViolation("content-encoding", "Content-Encoding")},
		{"unknown encoding", "FetchService", func(_ *testing.T, x *Exchange) { x.Header.Set("Content-Encoding", "br") },
			[]wantFinding{{Notice, ResponseSide, "content-encoding", "Content-Encoding"}}},
		{"too large", "FetchService", func(_ *testing.T, x *Exchange) { x.Body = make([]byte, answerLimit+1) },
			responseViolation("body-too-large", "")},
		{"too large once it is unpacked", "FetchService", func(t *testing.T, x *Exchange) {
			x.Body = packed(t, bytes.Repeat([]byte(" "), answerLimit+1))
			x.Header.Set("Content-Encoding", "gzip")
		}, responseViolation("body-too-large", "")},
	}
	for _, status := range []int{301, 302, 303, 304, 307, 308} {
		mutations = append(mutations, exchangeMutation{"redirect " + http.StatusText(status), "FetchService",
			func(_ *testing.T, x *Exchange) {
				x.Status, x.Body = status, nil
				x.Header = http.Header{"Location": {"https://serverless.twilio.com/v1"}}
			}, responseViolation("undocumented-status", "")})
	}
	runMutations(t, mutations)
}

package contract

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ones makes SIDs that differ from those of the examples.
var ones = strings.Repeat("1", 32)

// TestCheck_relations breaks what no schema sees: each answer is valid by itself, and wrong for its request.
func TestCheck_relations(t *testing.T) {
	t.Parallel()
	runMutations(t, []exchangeMutation{
		{"another Service", "FetchService", replaceBody(`"sid":"ZS`+zeros32, `"sid":"ZS`+ones),
			responseViolation("identity", "/sid")},
		{"another Build", "FetchBuildStatus", setMember("sid", "ZB"+ones), responseViolation("identity", "/sid")},
		{"a Variable of another Environment", "FetchVariable", setMember("environment_sid", "ZE"+ones),
			responseViolation("identity", "/environment_sid")},
		{"another account", "FetchFunction", setMember("account_sid", "AC"+ones),
			responseViolation("identity", "/account_sid")},
		{"another account in a list", "ListService", replaceBody(testAccount, "AC"+ones),
			responseViolation("identity", "/services/0/account_sid")},
		{"address of another resource", "FetchService",
			setMember("url", "https://serverless.twilio.com/v1/Services/ZS"+ones),
			responseViolation("address", "/url")},
		{"address of a list", "FetchFunction",
			setMember("url", "https://serverless.twilio.com/v1/Services/"+testService+"/Functions"),
			responseViolation("address", "/url")},
		{"link to another Service", "FetchService", setMember("links", map[string]string{
			"builds": "https://serverless.twilio.com/v1/Services/ZS" + ones + "/Builds"}),
			responseViolation("address", "/links/builds")},
		{"a Service that is refused", "FetchService", answerStatus(503), responseViolation("refusal", "")},
		{"a list that is refused", "ListService", answerStatus(429), responseViolation("refusal", "")},
		{"a link with a query", "FetchService",
			replaceBody(testService+`/Builds"`, testService+`/Builds?PageSize=50"`),
			responseViolation("address", "/links/builds")},
		{"a link with an address behind it", "FetchService",
			replaceBody(testService+`/Builds"`, testService+`/Builds/https://serverless.twilio.com/v1/Services/`+
				testService+`/Builds"`), responseViolation("address", "/links/builds")},
		{"a link without encryption", "FetchService", both(throughTLS,
			replaceBody(`https://serverless.twilio.com/v1/Services/`+testService+`/Builds"`,
				`http://serverless.twilio.com/v1/Services/`+testService+`/Builds"`)),
			responseViolation("address", "/links/builds")},
		{"a date that was never set", "FetchService", setMember("date_created", "0001-01-01T00:00:00Z"),
			responseViolation("dates", "/date_created")},
		{"updated in 1970", "FetchVariable", setMember("date_updated", "1970-01-01T00:00:00Z"),
			responseViolation("dates", "/date_updated")},
		{"a clock of a test", "FetchService", setMember("date_created", "2000-01-01T00:00:00Z"), nil},
		{"made after the answer", "FetchService", both(answerDate("Sat, 10 Nov 2018 20:00:05 GMT"),
			setMember("date_created", "2018-11-11T20:00:00Z"), setMember("date_updated", "2018-11-11T20:00:00Z")),
			append(responseViolation("dates", "/date_created"), responseViolation("dates", "/date_updated")...)},
		{"updated after the answer, in a list", "ListFunction", both(answerDate("Sat, 10 Nov 2018 19:00:05 GMT"),
			func(t *testing.T, x *Exchange) {
				changeItem(t, x, "functions",
					func(item map[string]any) { item["date_created"] = "2018-11-10T18:00:00Z" })
			}), responseViolation("dates", "/functions/0/date_updated")},
		{"made an hour ago", "CreateService", answerDate("Sat, 10 Nov 2018 21:00:05 GMT"), nil},
		{"read after an hour", "FetchService", answerDate("Sat, 10 Nov 2018 21:00:05 GMT"), nil},
		{"clocks that are minutes apart", "CreateService", answerDate("Sat, 10 Nov 2018 19:56:00 GMT"), nil},
		{"in another zone, by the same clock", "CreateService", both(answerDate("Sat, 10 Nov 2018 20:00:05 GMT"),
			setMember("date_created", "2018-11-10T15:00:00-05:00")), nil},
		{"a header Date that is none", "CreateService", answerDate("yesterday"), nil},
		{"updated before created", "FetchService", setMember("date_updated", "2018-11-10T19:59:59Z"),
			responseViolation("dates", "/date_updated")},

		{"another name", "CreateFunction", setMember("friendly_name", "other"),
			responseViolation("echo", "/friendly_name")},
		{"trimmed name", "CreateFunction", both(sendForm("FriendlyName=+a+"), setMember("friendly_name", "a")),
			responseViolation("echo", "/friendly_name")},
		{"another value", "UpdateVariable", both(sendForm("Value=one"), setMember("value", "other")),
			responseViolation("echo", "/value")},
		{"the other boolean", "UpdateService", both(sendForm("UiEditable=true"), setMember("ui_editable", false)),
			responseViolation("echo", "/ui_editable")},
		{"another Build is live", "CreateDeployment",
			both(sendForm("BuildSid=ZB"+zeros32), setMember("build_sid", "ZB"+ones)),
			responseViolation("echo", "/build_sid")},
		{"no Build is live", "CreateDeployment",
			both(sendForm("BuildSid=ZB"+zeros32), setMember("build_sid", jsonNull)),
			responseViolation("echo", "/build_sid")},
		{"another path", "CreateFunctionVersion", setMember("path", "/other"), responseViolation("echo", "/path")},
		{"another visibility", "CreateFunctionVersion", setMember("visibility", "private"),
			responseViolation("echo", "/visibility")},
		{"another runtime", "CreateBuild", both(sendForm(goodBuild+"&Runtime=node20"), setMember("runtime", "node22")),
			responseViolation("echo", "/runtime")},
		{"a Build of other versions", "CreateBuild",
			both(sendForm(goodBuild), setMember("function_versions", []any{map[string]any{
				"sid": "ZN" + ones, "account_sid": testAccount, "service_sid": testService,
				"function_sid": "ZH" + zeros32,
				"date_created": "2018-11-10T20:00:00Z", "path": "/a", "visibility": "public"}})),
			responseViolation("echo", "/function_versions")},
		{"a Build without versions", "CreateBuild", both(sendForm(goodBuild), setMember("function_versions", []any{})),
			responseViolation("echo", "/function_versions")},
		{"an Asset Version that was not sent", "CreateBuild", sendForm("FunctionVersions=" + zn0),
			responseViolation("echo", "/asset_versions")},
		{"a version younger than its Build", "FetchBuild",
			both(setMember("date_created", "2018-11-10T19:58:59Z"), setMember("asset_versions", []any{})),
			responseViolation("dates", "/function_versions/0/date_created")},
		{"another default", "CreateService", both(sendForm("UniqueName=hello&FriendlyName=hello"),
			setMember("friendly_name", "hello"),
			setMember("ui_editable", true)),
			responseViolation("default", "/ui_editable")},
		{"born completed", "CreateBuild", setMember("status", "completed"), responseViolation("status", "/status")},
		{"a package is missing", "CreateBuild",
			both(sendForm(goodBuild+`&Dependencies=[{"name":"lodash","version":"4"}]`),
				setMember("dependencies", []any{})),
			responseViolation("echo", "/dependencies")},

		{"link to what is not there", "FetchService", setMember("links", map[string]string{
			"builds": "https://serverless.twilio.com/v1/Services/" + testService + "/Build"}),
			responseViolation("address", "/links/builds")},
		{"address with a query", "FetchService",
			setMember("url", "https://serverless.twilio.com/v1/Services/"+testService+"?a=b"),
			responseViolation("address", "/url")},
		{"address that is not encrypted", "FetchService", both(
			func(_ *testing.T, x *Exchange) { x.URL.Scheme, x.URL.Host = "https", "serverless.twilio.com" },
			setMember("url", "http://serverless.twilio.com/v1/Services/"+testService)),
			responseViolation("address", "/url")},
		{"address with an empty segment", "FetchService",
			setMember("url", "https://serverless.twilio.com//v1/Services/"+testService),
			responseViolation("address", "/url")},
		{"address with credentials", "FetchService",
			setMember("url", "https://a:b@serverless.twilio.com/v1/Services/"+testService),
			responseViolation("address", "/url")},
		{"a Build of nothing", "FetchBuild", both(setMember("function_versions", []any{}),
			setMember("asset_versions", []any{})),
			responseViolation("versions", "/function_versions")},
		{"a package without version", "FetchBuild",
			setMember("dependencies", []any{map[string]any{"name": "a", "version": ""}}),
			responseViolation("dependency", "/dependencies/0/version")},
		{"born failed", "CreateBuild", setMember("status", "failed"), responseViolation("status", "/status")},
		{"a runtime of no Node.js", "CreateBuild",
			both(sendForm(goodBuild+"&Runtime=python3"), setMember("runtime", "node22")),
			responseViolation("echo", "/runtime")},
		{"code that is none", "FetchService", answerWith(404, jsonMedia, `{"code":0,"message":"m","status":404}`),
			responseViolation("code", "/code")},
		{"the status as a code", "FetchService", answerWith(404, jsonMedia, `{"code":404,"message":"m","status":404}`),
			responseViolation("code", "/code")},
		{"path with a query", "FetchFunctionVersion", setMember("path", "/a?b"), responseViolation("path", "/path")},
		{"path with a backslash", "FetchAssetVersion", setMember("path", `/a\b`), responseViolation("path", "/path")},
		{"refused without a word", "FetchService", answerWith(404, jsonMedia,
			`{"code":20404,"message":" ","status":404}`), responseViolation("refusal", "/message")},
		{"domain base without its random part", "FetchService", setMember("domain_base", "hello"),
			responseViolation("domain", "/domain_base")},
		{"whole domain as its base", "FetchService", setMember("domain_base", "hello-1234.twil.io"),
			responseViolation("domain", "/domain_base")},
		{"domain of one label", "FetchEnvironment", setMember("domain_name", "hello-1234-dev"),
			responseViolation("domain", "/domain_name")},
		{"domain with a scheme", "FetchService", setMember("domain_base", "https://hello-1234"),
			responseViolation("domain", "/domain_base")},
		{"empty domain", "FetchEnvironment", setMember("domain_name", ""), responseViolation("domain", "/domain_name")},
		{"domain in capitals", "FetchService", setMember("domain_base", "Hello-1234"),
			responseViolation("domain", "/domain_base")},
		{"domain of another name", "FetchService", setMember("domain_base", "other-1234"),
			responseViolation("domain", "/domain_base")},
		{"domain without the suffix", "FetchEnvironment",
			both(setMember("domain_suffix", "dev"), setMember("domain_name", "hello-1234.twil.io")),
			responseViolation("domain", "/domain_name")},

		{"link of another kind", "FetchAsset", setMember("links", map[string]string{
			"function_versions": "https://serverless.twilio.com/v1/Services/" + testService + "/Assets/ZH" + zeros32 +
				"/Versions"}), responseViolation("address", "/links/function_versions")},
		{"address on the host of uploads", "FetchService",
			setMember("url", "https://serverless-upload.twilio.com/v1/Services/"+testService),
			responseViolation("address", "/url")},
		{"updated a day after it was created, a moment ago", "CreateFunction", both(sendForm("FriendlyName=a"),
			setMember("friendly_name", "a"), setMember("date_created", "2018-11-10T20:00:00Z"),
			setMember("date_updated", "2018-11-11T20:00:00Z")), responseViolation("dates", "/date_updated")},
		{"a suffix that was not sent", "CreateEnvironment", both(sendForm("UniqueName=a"),
			setMember("unique_name", "a"), setMember("domain_suffix", "dev")),
			responseViolation("default", "/domain_suffix")},

		{"lone surrogate", "FetchService", replaceBody(`"friendly_name":"Hello"`, `"friendly_name":"\ud83d"`),
			responseViolation("json-surrogate", "")},
		{"pair in the wrong order", "FetchService",
			replaceBody(`"friendly_name":"Hello"`, `"friendly_name":"\ude00\ud83d"`),
			responseViolation("json-surrogate", "")},

		{"code of another status", "FetchService",
			answerWith(404, jsonMedia, `{"code":20409,"message":"m","status":404}`),
			responseViolation("code", "/code")},
		{"not found as a bad request", "FetchBuild",
			answerWith(400, jsonMedia, `{"code":20404,"message":"m","status":400}`),
			responseViolation("code", "/code")},
		{"teapot", "FetchService", answerWith(418, jsonMedia, `{"code":20418,"message":"m","status":418}`),
			responseViolation("refusal", "")},
		{"too large a GET", "FetchService", answerWith(413, "text/html", "x"), responseViolation("refusal", "")},
		{"a conflict of a GET", "ListBuild", answerWith(409, jsonMedia, `{"code":20409,"message":"m","status":409}`),
			responseViolation("refusal", "")},
	})
}

// TestCheck_pages breaks pages of a list.
func TestCheck_pages(t *testing.T) {
	t.Parallel()
	services := "https://serverless.twilio.com/v1/Services"
	runMutations(t, []exchangeMutation{
		{"another page than asked for", "ListService", both(agreed("Page=3&PageToken=PT3"), setMeta("page", 4)),
			responseViolation("page", "/meta/page")},
		{"a larger page than asked for", "ListService", both(agreed("PageSize=20"), setMeta("page_size", 21)),
			responseViolation("page", "/meta/page_size")},
		{"more items than the page has", "ListService", func(t *testing.T, x *Exchange) {
			agreed("PageSize=1")(t, x)
			repeatItem(t, x, "services", func(item map[string]any) {
				item["sid"], item["url"], item["links"] = "ZS"+ones, services+"/ZS"+ones, nil
				item["unique_name"], item["domain_base"] = "other", "other-1234"
			})
		}, responseViolation("page", "/services")},
		{"a name twice", "ListService", func(t *testing.T, x *Exchange) {
			repeatItem(t, x, "services", func(item map[string]any) {
				item["sid"], item["url"], item["links"] = "ZS"+ones, services+"/ZS"+ones, nil
			})
		}, responseViolation("twice", "/services/1/unique_name")},
		{"a Log before the period", "ListLog", agreed("StartDate=2018-11-10T20:00:01Z"),
			responseViolation("filter", "/logs/0/date_created")},
		{"a Log after the period", "ListLog", agreed("EndDate=2018-11-10T19:59:59Z"),
			responseViolation("filter", "/logs/0/date_created")},
		{"a Log of the last second", "ListLog",
			agreed("StartDate=2018-11-10T20:00:00Z&EndDate=2018-11-10T20:00:00Z"), nil},
		{"addresses on two hosts", "ListService", setMeta("url", strings.Replace(services, "serverless", "api", 1)),
			responseViolation("page", "/meta/url")},
		{"an item twice", "ListService", func(t *testing.T, x *Exchange) {
			repeatItem(t, x, "services", func(map[string]any) {})
		}, responseViolation("twice", "/services/1/sid")},
		{"a Log of another Function than asked for", "ListLog", func(t *testing.T, x *Exchange) {
			agreed("FunctionSid=ZH"+zeros32)(t, x)
			repeatItem(t, x, "logs", func(item map[string]any) {
				item["sid"], item["function_sid"] = "NO"+ones, "ZH"+ones
				item["url"] = strings.Replace(item["url"].(string), "NO"+zeros32, "NO"+ones, 1)
			})
		}, responseViolation("filter", "/logs/1/function_sid")},
		{"next page of another list", "ListBuild",
			setMeta("next_page_url", "https://serverless.twilio.com/v1/Services/ZS"+ones+"/Builds?PageToken=a"),
			responseViolation("page", "/meta/next_page_url")},
		{"next page is this page", "ListService", setMeta("next_page_url", services+"?Page=0&PageSize=50"),
			responseViolation("page", "/meta/next_page_url")},
		{"first page is another", "ListService", setMeta("first_page_url", services+"?Page=3&PageSize=50"),
			responseViolation("page", "/meta/first_page_url")},
		{"a page before the first", "ListService", setMeta("previous_page_url", services+"?Page=0&PageSize=50"), nil},
		{"previous page is the next", "ListService",
			both(agreed("Page=3&PageToken=a"), setMeta("previous_page_url", services+"?Page=4&PageSize=50")),
			responseViolation("page", "/meta/previous_page_url")},
		{"next page of another size", "ListService",
			setMeta("next_page_url", services+"?Page=1&PageSize=5&PageToken=a"),
			responseViolation("page", "/meta/next_page_url")},
		{"next page is the one after", "ListService",
			setMeta("next_page_url", services+"?Page=2&PageSize=50&PageToken=a"),
			responseViolation("page", "/meta/next_page_url")},
		{"a page that is no number", "ListService", setMeta("url", services+"?PageSize=50&Page=0/"),
			responseViolation("page", "/meta/url")},
		{"a page size that is no number", "ListService", setMeta("first_page_url", services+"?PageSize=&Page=0"),
			responseViolation("page", "/meta/first_page_url")},
		{"a page with a fragment", "ListService", setMeta("url", services+"?PageSize=50&Page=0#top"),
			responseViolation("page", "/meta/url")},
		{"a page with credentials", "ListService",
			setMeta("url", strings.Replace(services, "https://", "https://user:pass@", 1)+"?PageSize=50&Page=0"),
			responseViolation("page", "/meta/url")},
		{"next page by a token alone", "ListService", setMeta("next_page_url", services+"?PageToken=a"), nil},
	})
}

// both applies several changes.
func both(changes ...func(*testing.T, *Exchange)) func(*testing.T, *Exchange) {
	return func(t *testing.T, x *Exchange) {
		t.Helper()
		for _, change := range changes {
			change(t, x)
		}
	}
}

// agreed sends a query and lets the answer agree with it.
func agreed(query string) func(*testing.T, *Exchange) {
	return func(t *testing.T, x *Exchange) {
		t.Helper()
		sendQuery(query)(t, x)
		id, found := testChecker(t).Operation(x.Method, x.URL)
		require.True(t, found)
		agree(t, x, testOperation(t, id))
	}
}

// setMeta sets a member of meta.
func setMeta(name string, value any) func(*testing.T, *Exchange) {
	return func(t *testing.T, x *Exchange) {
		t.Helper()
		var answer map[string]any
		require.NoError(t, json.Unmarshal(x.Body, &answer))
		answer["meta"].(map[string]any)[name] = value
		x.Body = marshal(t, answer)
	}
}

// repeatItem adds a changed copy of the first item of a page.
func repeatItem(t *testing.T, x *Exchange, list string, change func(map[string]any)) {
	t.Helper()
	var answer map[string]any
	require.NoError(t, json.Unmarshal(x.Body, &answer))
	items := answer[list].([]any)
	var item map[string]any
	require.NoError(t, json.Unmarshal(marshal(t, items[0]), &item))
	change(item)
	answer[list] = append(items[:1:1], item)
	x.Body = marshal(t, answer)
}

// throughTLS makes the request one that went to Twilio's host.
func throughTLS(t *testing.T, x *Exchange) {
	x.URL = parseURL(t, strings.Replace(x.URL.String(), testBase, "https://serverless.twilio.com", 1))
}

func answerStatus(status int) func(*testing.T, *Exchange) {
	return func(_ *testing.T, x *Exchange) { x.Status = status }
}

func answerDate(date string) func(*testing.T, *Exchange) {
	return func(_ *testing.T, x *Exchange) { x.Header.Set("Date", date) }
}

// changeItem changes the first item of a list.
func changeItem(t *testing.T, x *Exchange, list string, change func(map[string]any)) {
	var page map[string]any
	require.NoError(t, json.Unmarshal(x.Body, &page))
	change(page[list].([]any)[0].(map[string]any))
	x.Body = marshal(t, page)
}

package contract_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract"
	"github.com/twilio-serverless/twilio-serverless-go/internal/forms"
)

const (
	zs = "ZS00000000000000000000000000000001"
	zh = "ZH00000000000000000000000000000002"
	zn = "ZN00000000000000000000000000000003"
	ze = "ZE00000000000000000000000000000004"
	zb = "ZB00000000000000000000000000000005"
	zd = "ZD00000000000000000000000000000006"
	zv = "ZV00000000000000000000000000000007"
	ac = "AC00000000000000000000000000000000"
)

// said is an exchange in short: what was asked and what was answered.
type said struct {
	what, method, path, form string
	status                   int
	body                     string
}

const api = "https://serverless.twilio.com/v1"

func serviceJSON(changes ...string) string {
	body := `{"sid":"` + zs + `","account_sid":"` + ac + `","friendly_name":"My app","unique_name":"my-app",` +
		`"include_credentials":true,"ui_editable":false,"domain_base":"my-app-1234","date_created":"2026-01-02T03:04:05Z",` +
		`"date_updated":"2026-01-02T03:04:05Z","url":"` + api + `/Services/` + zs + `","links":{"functions":"` + api +
		`/Services/` + zs + `/Functions"}}`
	return strings.NewReplacer(changes...).Replace(body)
}

func functionJSON(changes ...string) string {
	body := `{"sid":"` + zh + `","account_sid":"` + ac + `","service_sid":"` + zs + `","friendly_name":"hello",` +
		`"date_created":"2026-01-02T03:04:05Z","date_updated":"2026-01-02T03:04:05Z","url":"` + api + `/Services/` +
		zs +
		`/Functions/` + zh + `"}`
	return strings.NewReplacer(changes...).Replace(body)
}

func variableJSON(changes ...string) string {
	body := `{"sid":"` + zv + `","account_sid":"` + ac + `","service_sid":"` + zs + `","environment_sid":"` + ze +
		`","key":"KEY","value":"value","date_created":"2026-01-02T03:04:05Z","date_updated":"2026-01-02T03:04:05Z","url":"` +
		api + `/Services/` + zs + `/Environments/` + ze + `/Variables/` + zv + `"}`
	return strings.NewReplacer(changes...).Replace(body)
}

func environmentJSON(changes ...string) string {
	body := `{"sid":"` + ze + `","account_sid":"` + ac + `","service_sid":"` + zs +
		`","build_sid":null,"unique_name":"dev",` +
		`"domain_suffix":"dev","domain_name":"my-app-1234-dev.twil.io","date_created":"2026-01-02T03:04:05Z",` +
		`"date_updated":"2026-01-02T03:04:05Z","url":"` + api + `/Services/` + zs + `/Environments/` + ze + `"}`
	return strings.NewReplacer(changes...).Replace(body)
}

func deploymentJSON(changes ...string) string {
	body := `{"sid":"` + zd + `","account_sid":"` + ac + `","service_sid":"` + zs + `","environment_sid":"` + ze +
		`","build_sid":"` + zb + `","date_created":"2026-01-02T03:04:05Z","date_updated":null,"url":"` + api +
		`/Services/` + zs +
		`/Environments/` + ze + `/Deployments/` + zd + `"}`
	return strings.NewReplacer(changes...).Replace(body)
}

func buildJSON(changes ...string) string {
	body := `{"sid":"` + zb + `","account_sid":"` + ac + `","service_sid":"` + zs +
		`","asset_versions":[],"function_versions":[` +
		`{"sid":"` + zn + `","account_sid":"` + ac + `","service_sid":"` + zs + `","function_sid":"` + zh +
		`","date_created":"2026-01-02T03:04:05Z","path":"/hello","visibility":"public"}],"dependencies":[{"name":"twilio",` +
		`"version":"5.0.3"},{"name":"@twilio/runtime-handler","version":"2.1.2"}],"runtime":"node22","status":"building",` +
		`"date_created":"2026-01-02T03:04:05Z","date_updated":"2026-01-02T03:04:05Z","url":"` + api + `/Services/` +
		zs +
		`/Builds/` + zb + `"}`
	return strings.NewReplacer(changes...).Replace(body)
}

func pageJSON(key, rows, query string, changes ...string) string {
	at := api + "/Services/" + zs + "/" + strings.ToUpper(key[:1]) + key[1:]
	body := `{"` + key + `":[` + rows + `],"meta":{"page":0,"page_size":50,"first_page_url":"` + at +
		`?PageSize=50&Page=0",` +
		`"previous_page_url":null,"url":"` + at + `?PageSize=50&Page=0","next_page_url":null,"key":"` + key + `"}}`
	return strings.NewReplacer(append([]string{"PageSize=50", query}, changes...)...).Replace(body)
}

func errorJSON(status, code string) string {
	return `{"code":` + code + `,"message":"No.","more_info":"https://www.twilio.com/docs/errors/` + code +
		`","status":` + status + `}`
}

const notFoundBody = `{"code":20404,"message":"The requested resource /Services was not found",` +
	`"more_info":"https://www.twilio.com/docs/errors/20404","status":404}`

// wrong are exchanges that break what the documentation says.
func wrong() []said {
	s, f, v, e := "/Services/"+zs, "/Services/"+zs+"/Functions", "/Services/"+zs+"/Environments/"+ze+"/Variables",
		"/Services/"+zs+"/Environments"
	return []said{
		{"create answers 200", "POST", "/Services", "UniqueName=my-app&FriendlyName=My+app", 200, serviceJSON()},
		{"another friendly name", "POST", "/Services", "UniqueName=my-app&FriendlyName=Other", 201, serviceJSON()},
		{"another unique name", "POST", "/Services", "UniqueName=other&FriendlyName=My+app", 201, serviceJSON()},
		{"an option that was sent is not there", "POST", "/Services",
			"UniqueName=my-app&FriendlyName=My+app&UiEditable=true", 201, serviceJSON()},
		{"a boolean as text", "GET", s, "", 200, serviceJSON(`"ui_editable":false`, `"ui_editable":"false"`)},
		{"another Service than asked for", "GET", s, "", 200, serviceJSON(zs, "ZS0000000000000000000000000000000f")},
		{"no friendly name", "GET", s, "", 200, serviceJSON(`"friendly_name":"My app",`, "")},
		{"a date without a time", "GET", s, "", 200, serviceJSON("2026-01-02T03:04:05Z", "2026-01-02")},
		{"a date of RFC 2822", "GET", s, "", 200,
			serviceJSON("2026-01-02T03:04:05Z", "Fri, 02 Jan 2026 03:04:05 +0000")},
		{"a date on the 30th of February", "GET", s, "", 200, serviceJSON("2026-01-02T", "2026-02-30T")},
		{"updated before it was created", "GET", s, "", 200,
			serviceJSON(`"date_updated":"2026-01-02`, `"date_updated":"2025-01-02`)},
		{"a relative url", "GET", s, "", 200, serviceJSON(`"url":"`+api, `"url":"/v1`)},
		{"the url of another Service", "GET", s, "", 200,
			serviceJSON(`"url":"`+api+`/Services/`+zs, `"url":"`+api+`/Services/ZS0000000000000000000000000000000f`)},
		{"a SID of another kind", "GET", s, "", 200, serviceJSON(`"sid":"`+zs, `"sid":"`+ze)},
		{"a domain base of another name", "GET", s, "", 200, serviceJSON("my-app-1234", "other-1234")},
		{"a domain base in capitals", "GET", s, "", 200, serviceJSON("my-app-1234", "MY-APP-1234")},
		{"links that are a list", "GET", s, "", 200,
			serviceJSON(`"links":{`, `"links":[{`, `/Functions"}}`, `/Functions"}]}`)},
		{"delete with a body", "DELETE", s, "", 204, `{}`},
		{"delete answers 200", "DELETE", s, "", 200, `{}`},
		{"an update answers 201", "POST", s, "FriendlyName=My+app", 201, serviceJSON()},
		{"an update without effect", "POST", s, "FriendlyName=Changed", 200, serviceJSON()},
		{"a Function of another Service", "GET", f + "/" + zh, "", 200,
			functionJSON(`"service_sid":"`+zs, `"service_sid":"ZS0000000000000000000000000000000f`)},
		{"an update of a Function without its field", "POST", f + "/" + zh, "", 200, functionJSON()},
		{"a key that was not sent", "POST", v, "Key=OTHER&Value=value", 201, variableJSON()},
		{"a value that was not sent", "POST", v, "Key=KEY&Value=other", 201, variableJSON()},
		{"a value that is a number", "GET", v + "/" + zv, "", 200, variableJSON(`"value":"value"`, `"value":5`)},
		{"another Environment", "GET", v + "/" + zv, "", 200,
			variableJSON(`"environment_sid":"`+ze, `"environment_sid":"ZE0000000000000000000000000000000f`)},
		{"a new Environment has a Build", "POST", e, "UniqueName=dev&DomainSuffix=dev", 201,
			environmentJSON(`"build_sid":null`, `"build_sid":"`+zb+`"`)},
		{"a suffix that was not sent", "POST", e, "UniqueName=dev&DomainSuffix=stage", 201, environmentJSON()},
		{"a domain without its suffix", "GET", e + "/" + ze, "", 200,
			environmentJSON("my-app-1234-dev.twil.io", "my-app-1234.twil.io")},
		{"a domain with a scheme", "GET", e + "/" + ze, "", 200,
			environmentJSON("my-app-1234-dev", "https://my-app-1234-dev")},
		{"a Deployment of another Build", "POST", e + "/" + ze + "/Deployments",
			"BuildSid=ZB0000000000000000000000000000000f", 201, deploymentJSON()},
		{"a new Build that is completed", "POST", s + "/Builds", "FunctionVersions=" + zn, 201,
			buildJSON(`"building"`, `"completed"`)},
		{"a Build of other versions", "POST", s + "/Builds", "FunctionVersions=ZN0000000000000000000000000000000f",
			201, buildJSON()},
		{"a Build with another runtime", "POST", s + "/Builds", "FunctionVersions=" + zn + "&Runtime=node20", 201,
			buildJSON()},
		{"a status in capitals", "GET", s + "/Builds/" + zb, "", 200, buildJSON(`"building"`, `"Building"`)},
		{"a status that there is not", "GET", s + "/Builds/" + zb, "", 200, buildJSON(`"building"`, `"unheard-of"`)},
		{"a visibility that there is not", "GET", s + "/Builds/" + zb, "", 200, buildJSON(`"public"`, `"secret"`)},
		{"a path without a slash", "GET", s + "/Builds/" + zb, "", 200, buildJSON(`"/hello"`, `"hello"`)},
		{"more entries than asked for", "GET", f + "?PageSize=1", "", 200,
			pageJSON("functions", functionJSON()+","+functionJSON(zh, "ZH0000000000000000000000000000000f"),
				"PageSize=1", `"page_size":50`, `"page_size":1`)},
		{"another page than asked for", "GET", f + "?PageSize=50&Page=3&PageToken=t", "", 200,
			pageJSON("functions", functionJSON(), "PageSize=50")},
		{"one entry twice", "GET", f, "", 200, pageJSON("functions", functionJSON()+","+functionJSON(), "PageSize=50")},
		{"next page is this one", "GET", f, "", 200,
			pageJSON("functions", functionJSON(), "PageSize=50", `"next_page_url":null`,
				`"next_page_url":"`+api+f+`?PageSize=50&Page=0"`)},
		{"a key that names no list", "GET", f, "", 200,
			pageJSON("functions", functionJSON(), "PageSize=50", `"key":"functions"`, `"key":"items"`)},
		{"no next_page_url", "GET", f, "", 200,
			pageJSON("functions", functionJSON(), "PageSize=50", `"next_page_url":null,`, "")},
		{"404 with the code of a conflict", "GET", s, "", 404, errorJSON("404", "20409")},
		{"an error that says another status", "GET", s, "", 404, errorJSON("400", "20404")},
		{"an error that leads to another page", "GET", s, "", 404,
			strings.Replace(notFoundBody, "errors/20404", "errors/20003", 1)},
		{"an error without a message", "GET", s, "", 404, `{"code":20404,"status":404}`},
		{"401 with the code of what is not found", "GET", s, "", 401, errorJSON("401", "20404")},
		{"an answer that is no JSON", "GET", s, "", 200, `<html></html>`},
	}
}

// right are exchanges that keep to it, in ways that may look odd.
func right() []said {
	s, f, v, e := "/Services/"+zs, "/Services/"+zs+"/Functions", "/Services/"+zs+"/Environments/"+ze+"/Variables",
		"/Services/"+zs+"/Environments"
	return []said{
		{"a create", "POST", "/Services", "UniqueName=my-app&FriendlyName=My+app", 201, serviceJSON()},
		{"booleans in capitals", "POST", "/Services",
			"UniqueName=my-app&FriendlyName=My+app&IncludeCredentials=True", 201, serviceJSON()},
		{"a Service by its name", "GET", "/Services/my-app", "", 200, serviceJSON()},
		{"dates in lower case", "GET", s, "", 200, serviceJSON("2026-01-02T03:04:05Z", "2026-01-02t03:04:05z")},
		{"dates with an offset", "GET", s, "", 200,
			serviceJSON(`"date_updated":"2026-01-02T03:04:05Z"`, `"date_updated":"2026-01-02T05:04:05+02:00"`)},
		{"more properties", "GET", s, "", 200, serviceJSON(`{"sid"`, `{"future":[1],"sid"`)},
		{"a longer domain base", "GET", s, "", 200, serviceJSON("my-app-1234", "my-app-x4hx7")},
		{"no links", "GET", s, "", 200, serviceJSON(`,"links":{"functions":"`+api+s+`/Functions"}`, "")},
		{"an update of nothing", "POST", s, "", 200, serviceJSON()},
		{"an update by its name", "POST", "/Services/my-app", "FriendlyName=My+app", 200, serviceJSON()},
		{"an unchanged Key", "POST", v + "/" + zv, "Value=value", 200, variableJSON()},
		{"a value of markup", "GET", v + "/" + zv, "", 200,
			variableJSON(`"value":"value"`, `"value":"<\u0061>\u2028"`)},
		{"no suffix", "POST", e, "UniqueName=dev", 201,
			environmentJSON(`"domain_suffix":"dev"`, `"domain_suffix":null`, "1234-dev.", "1234.")},
		{"a Deployment that clears", "POST", e + "/" + ze + "/Deployments", "", 201,
			deploymentJSON(`"`+zb+`"`, "null")},
		{"a Deployment with its date", "POST", e + "/" + ze + "/Deployments", "BuildSid=" + zb, 201,
			deploymentJSON(`"date_updated":null`, `"date_updated":"2026-01-02T03:04:05Z"`)},
		{"a Build", "POST", s + "/Builds", "FunctionVersions=" + zn, 201, buildJSON()},
		{"the latest runtime", "POST", s + "/Builds", "FunctionVersions=" + zn + "&Runtime=latest", 201,
			buildJSON(`"node22"`, `"node24"`)},
		{"visibility in capitals in a Build", "GET", s + "/Builds/" + zb, "", 200, buildJSON(`"public"`, `"PUBLIC"`)},
		{"an empty page", "GET", f, "", 200, pageJSON("functions", "", "PageSize=50")},
		{"a smaller page than asked for", "GET", f + "?PageSize=1000", "", 200,
			pageJSON("functions", functionJSON(), "PageSize=100", `"page_size":50`, `"page_size":100`)},
		{"numbers with an exponent", "GET", f, "", 200,
			pageJSON("functions", functionJSON(), "PageSize=50", `"page_size":50`, `"page_size":5e1`, `"page":0`,
				`"page":0.0`)},
		{"what is not found", "GET", s, "", 404, notFoundBody},
		{"an error without more_info", "GET", s, "", 404, `{"code":20404,"message":"No.","status":404}`},
		{"a gateway", "GET", s, "", 502, `{"message":"Bad Gateway","status":502}`},
		{"a conflict", "POST", e + "/" + ze + "/Deployments", "BuildSid=" + zb, 409, errorJSON("409", "20409")},
	}
}

// Exchanges from the documentation, written without a look at the checker.
func TestCheck_documented(t *testing.T) {
	t.Parallel()
	checker, err := contract.NewChecker(nil)
	require.NoError(t, err)
	broken := func(t *testing.T, x said) (findings []string) {
		t.Helper()
		u, err := url.Parse(api + x.path)
		require.NoError(t, err)
		exchange := &contract.Exchange{
			Method: x.method, URL: u, RequestBody: []byte(x.form), Status: x.status, Body: []byte(x.body),
			RequestHeader: http.Header{"Authorization": {"Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDp4"}},
			Header:        http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		}
		if x.method == http.MethodPost {
			exchange.RequestHeader.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		if x.status == http.StatusNoContent {
			exchange.Header.Del("Content-Type")
		}
		for _, f := range checker.Check(exchange) {
			if f.Severity == contract.Violation {
				findings = append(findings, f.String())
			}
		}
		return findings
	}
	for _, x := range wrong() {
		assert.NotEmpty(t, broken(t, x), "%s is not seen: if the API allows it now, delete this row of wrong() in "+
			"contract/check_documented_test.go", x.what)
	}
	for _, x := range right() {
		if x.method == http.MethodPost { // what becomes required is not what a row is about
			x.form = forms.Rest("/v1"+x.path, x.form, func() string { return "a-name" }) + x.form
		}
		assert.Empty(t, broken(t, x), "%s is accused: if the documentation does not allow it any more, "+
			"delete this row of right() in contract/check_documented_test.go", x.what)
	}
}

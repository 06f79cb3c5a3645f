package cassettes_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/cassettes"
)

// A user who records the work of an account hands out shapes, statuses and the words of refusals, and nothing that
// the account holds: neither what was sent nor what was answered, in any field, path or message.
func TestRecord_private(t *testing.T) {
	t.Parallel()
	sid := "ZS" + strings.Repeat("0f", 16)
	answers := map[string]struct {
		status int
		body   string
	}{
		"POST /v1/Services": {201, `{"sid":"` + sid + `","unique_name":"shop-of-ann","friendly_name":"Ann's Shop",` +
			`"domain_base":"shop-of-ann-1234","url":"https://serverless.twilio.com/v1/Services/` + sid + `"}`},
		"POST /v1/Services/shop-of-ann/Environments": {409, `{"code":20409,"status":409,` +
			`"message":"Environment staging-ann of shop-of-ann exists","more_info":"https://www.twilio.com/docs/errors/20409"}`},
		"POST /v1/Services/" + sid + "/Environments/ZE1/Variables": {201,
			`{"key":"API_KEY_OF_ANN","value":"hunter2hunter2"}`},
		"GET /v1/Services/" + sid + "/Functions/x/Versions/y/Content": {200, `{"content":"exports.ann = 1"}`},
		"GET /v1/Services/" + sid + "/Environments/ZE1/Logs/NO1":      {200, `{"level":"warn","message":"ann called"}`},
		"POST /v1/Services/" + sid + "/Functions/ZH1/Versions":        {201, `{"path":"/ann/secret"}`},
		"POST /v1/Services/" + sid + "/Builds": {201, `{"status":"building","runtime":"node22",` +
			`"dependencies":[{"name":"@ann/own","version":"1.2.3"}],"date_created":"2026-01-02T03:04:05Z"}`},
		"GET /v1/Services": {200, `{"services":[],"meta":{"key":"services","page_size":50,` +
			`"url":"https://serverless.twilio.com/v1/Services?PageSize=50"}}`},
	}
	path := record(t, answer(func(r *http.Request, _ string) (int, string) {
		a, ok := answers[r.Method+" "+r.URL.Path]
		require.True(t, ok, r.URL.Path)
		return a.status, a.body
	}), &cassettes.Options{Private: true},
		newRequest(t, "POST", "/v1/Services", form, "UniqueName=shop-of-ann&FriendlyName=Ann%27s+Shop"),
		newRequest(t, "POST", "/v1/Services/shop-of-ann/Environments", form,
			"UniqueName=staging-ann&DomainSuffix=ann"),
		newRequest(t, "POST", "/v1/Services/"+sid+"/Environments/ZE1/Variables", form,
			"Key=API_KEY_OF_ANN&Value=hunter2hunter2"),
		newRequest(t, "GET", "/v1/Services/"+sid+"/Functions/x/Versions/y/Content", "", ""),
		newRequest(t, "GET", "/v1/Services/"+sid+"/Environments/ZE1/Logs/NO1", "", ""),
		newRequest(t, "POST", "/v1/Services/"+sid+"/Builds", form, "Runtime=node22&FunctionVersions=ZN"+sid[2:]+
			"&Dependencies=%5B%7B%22name%22%3A%22%40ann%2Fown%22%7D%5D"),
		newRequest(t, "GET", "/v1/Services", "", ""),
		multipartRequestTo(t, "/v1/Services/"+sid+"/Functions/ZH1/Versions", "exports.ann = 2"))
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.NotContains(t, strings.ToLower(string(text)), "ann")
	assert.NotContains(t, string(text), "hunter2")
	for _, kept := range []string{sid, "Environment REDACTED of REDACTED exists", "20409", "/errors/20409",
		"UniqueName=REDACTED", "/v1/Services/REDACTED/Environments", `warn`,
		"building", "Runtime=node22", "FunctionVersions=ZN" + sid[2:], "1.2.3", "2026-01-02T03:04:05Z",
		`"key":"services"`, "?PageSize=50"} {
		assert.Contains(t, string(text), kept)
	}
}

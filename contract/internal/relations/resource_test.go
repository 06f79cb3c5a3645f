package relations

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// TestCheck_resource shows what one answer may not say of one resource.
func TestCheck_resource(t *testing.T) {
	t.Parallel()
	const address = `"url":"https://serverless.twilio.com/v1/Services/ZS00000000000000000000000000000001"`
	for _, x := range []struct{ operation, body, location string }{
		{"FetchService", `{"sid":"ZS00000000000000000000000000000001",` + address +
			`,"links":{"builds":"https://SERVERLESS.twilio.com/v1/Services/ZS00000000000000000000000000000001/Builds","other":"https://example.com/"}}`, ""},
		{"FetchService", `{"sid":"ZS00000000000000000000000000000001",` + address +
			`,"links":{"builds":"https://serverless-upload.twilio.com/v1/Services/ZS00000000000000000000000000000001/Builds"}}`,
			"/links/builds"},
		{"FetchBuild", `{"dependencies":[{"name":"lodash","version":"1.0.0"},{"name":"twilio"}]}`, ""},
		{"FetchBuild", `{"dependencies":[{"name":"lodash","version":"1.0.0"},{"name":"lodash","version":"2.0.0"}]}`,
			"/dependencies/1/name"},
	} {
		op, ok := operations.Lookup(x.operation)
		require.True(t, ok)
		var body map[string]any
		require.NoError(t, json.Unmarshal([]byte(x.body), &body))
		problems := Check(&Exchange{Operation: op, Status: 200, Body: body})
		if x.location == "" {
			require.Empty(t, problems, x.body)
			continue
		}
		require.Len(t, problems, 1, x.body)
		require.Equal(t, x.location, problems[0].Location)
	}
}

// TestCheck_addressByName: a Service that was asked for by its name may be called by it in an address.
func TestCheck_addressByName(t *testing.T) {
	t.Parallel()
	op, _ := operations.Lookup("FetchFunction")
	for name, problems := range map[string]int{"shop": 0, "ZS00000000000000000000000000000001": 0, "other": 1} {
		body := map[string]any{"sid": "ZH00000000000000000000000000000001",
			"service_sid": "ZS00000000000000000000000000000001",
			"url": "https://serverless.twilio.com/v1/Services/" + name +
				"/Functions/ZH00000000000000000000000000000001"}
		require.Len(t, Check(&Exchange{Operation: op, Status: 200, Body: body,
			Params: map[string]string{"ServiceSid": "shop", "Sid": "ZH00000000000000000000000000000001"}}),
			problems, name)
	}
}

// TestCheck_list shows what the items and the addresses of one page may not say of each other.
func TestCheck_list(t *testing.T) {
	t.Parallel()
	environment := func(number, domain, suffix string) string {
		return `{"sid":"ZE0000000000000000000000000000000` + number +
			`","service_sid":"ZS00000000000000000000000000000001",` +
			`"domain_name":"` + domain + `","domain_suffix":` + suffix + `}`
	}
	environments := func(items ...string) string { return `{"environments":[` + strings.Join(items, ",") + `]}` }
	services := `{"services":[],"meta":{"page":1,"page_size":50,` +
		`"url":"https://serverless.twilio.com/v1/Services?PageSize=50&Page=1","previous_page_url":PREVIOUS}}`
	none := strings.Replace(services, "PREVIOUS", "null", 1)
	for _, x := range []struct{ operation, query, body, location string }{
		{"ListEnvironment", "", environments(environment("1", "hello-1234-dev.twil.io", `"dev"`),
			environment("2", "hello-1234.twil.io", "null"), environment("3", "hello-1234-a-b.twil.io", `"A-B"`)), ""},
		{"ListEnvironment", "", environments(environment("1", "hello-1234-dev.twil.io", `"dev"`),
			environment("2", "hello-1234-dev.twil.io", `"dev"`)), "/environments/1/domain_name"},
		{"ListEnvironment", "", environments(environment("1", "hello-1234-dev.twil.io", `"dev"`),
			environment("2", "hello-4321-b.twil.io", `"b"`)), "/environments/1/domain_name"},
		{"ListEnvironment", "", environments(environment("1", "hello-1234-dev.twil.io", `"dev"`),
			environment("2", "hello-1234-b.twil.io", "null")), "/environments/1/domain_name"},
		{"ListService", "", `{"services":[{"domain_base":"a-1"},{"domain_base":"a-1"}]}`, "/services/1/domain_base"},
		{"ListService", "Page=1&PageToken=PT1", none, "/meta/previous_page_url"},
		{"ListService", "", `{"services":[],"meta":{"page":0,"url":"https://a.example/v1/Services",` +
			`"next_page_url":"https://a.example/v1/Services?PageSize=50"}}`, "/meta/next_page_url"},
		{"ListService", "Page=1", none, ""}, // no link was followed
		{"ListService", "Page=1&PageToken=PT1", strings.Replace(services, "PREVIOUS",
			`"https://serverless.twilio.com/v1/Services?PageSize=50&Page=0"`, 1), ""},
	} {
		op, ok := operations.Lookup(x.operation)
		require.True(t, ok)
		query, err := url.ParseQuery(x.query)
		require.NoError(t, err)
		var body map[string]any
		require.NoError(t, json.Unmarshal([]byte(x.body), &body))
		problems := Check(&Exchange{Operation: op, Status: 200, Body: body, Query: query,
			URL: &url.URL{Path: "/v1/Services"}})
		if x.location == "" {
			require.Empty(t, problems, x.body)
			continue
		}
		require.Len(t, problems, 1, x.body)
		require.Equal(t, x.location, problems[0].Location)
	}
}

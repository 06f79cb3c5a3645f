package relations

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// TestCheck_resource shows what one answer may not say of one resource.
func TestCheck_resource(t *testing.T) {
	t.Parallel()
	const url = `"url":"https://serverless.twilio.com/v1/Services/ZS00000000000000000000000000000001"`
	for _, x := range []struct{ operation, body, location string }{
		{"FetchService", `{"sid":"ZS00000000000000000000000000000001",` + url +
			`,"links":{"builds":"https://SERVERLESS.twilio.com/v1/Services/ZS00000000000000000000000000000001/Builds","other":"https://example.com/"}}`, ""},
		{"FetchService", `{"sid":"ZS00000000000000000000000000000001",` + url +
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

package documented_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/documented"
)

func TestOnly(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"sid":"ZS1","revision":7,"links":{"any":"u"}}`: `{"sid":"ZS1","links":{"any":"u"}}`,
		`{"services":[{"sid":"ZS1","x":{"sid":1}}],"meta":{"key":"services","page":0,"page_size":50,"url":"u",` +
			`"first_page_url":"u","next_page_url":null,"previous_page_url":null,"total":1},"advice":[]}`: `{"services":` +
			`[{"sid":"ZS1"}],"meta":{"key":"services","page":0,"page_size":50,"url":"u","first_page_url":"u",` +
			`"next_page_url":null,"previous_page_url":null}}`,
		`{"dependencies":[{"name":"a","version":"1","integrity":"x"}],"function_versions":[{"path":"/a","etag":1}]}`: `{` +
			`"dependencies":[{"name":"a","version":"1"}],"function_versions":[{"path":"/a"}]}`,
		`{"code":20001,"message":"m","more_info":"u","status":400,"details":{"Field":"x"}}`: `{"code":20001,` +
			`"message":"m","more_info":"u","status":400,"details":{"Field":"x"}}`,
		`{"code":20001,"message":"m","user_error":true,"http_status_code":400,"params":{"P":1}}`: `{"code":20001,` +
			`"message":"m","user_error":true,"http_status_code":400,"params":{"P":1}}`,
		`[1,"x",null]`: `[1,"x",null]`,
	} {
		var value any
		require.NoError(t, json.Unmarshal([]byte(in), &value))
		documented.Only(value)
		got, err := json.Marshal(value)
		require.NoError(t, err)
		assert.JSONEq(t, want, string(got), in)
	}
}

package cassettes_test

import (
	"encoding/json"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

var official = flag.String("official", "",
	"compare docs/openapi with this copy of the official document, twilio_serverless_v1.json")

// officialContent is what the comparison reads of a body.
type officialContent map[string]struct {
	Examples map[string]struct{ Value json.RawMessage }
}

type officialOperation struct {
	OperationID string
	RequestBody struct{ Content officialContent }
	Responses   map[string]struct{ Content officialContent }
}

// TestDocs_equalTheOfficialDocument compares docs/openapi with the examples of the official
// document, which is not part of this repository: download it from twilio/twilio-oai and name it
// with -official.
func TestDocs_equalTheOfficialDocument(t *testing.T) {
	t.Parallel()
	if *official == "" {
		t.Skip("needs -official FILE")
	}
	text, err := os.ReadFile(*official)
	require.NoError(t, err)
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	require.NoError(t, json.Unmarshal(text, &document))
	compared := 0
	for path, item := range document.Paths {
		for _, method := range []string{"get", "post", "delete"} {
			var o officialOperation
			if item[method] == nil {
				continue
			}
			require.NoError(t, json.Unmarshal(item[method], &o))
			recorded, err := cassette.Load(filepath.Join("docs", "openapi", o.OperationID))
			require.NoError(t, err)
			i := recorded.Interactions[0]
			assert.Equal(t, strings.ToUpper(method), i.Request.Method, o.OperationID)
			assert.Equal(t, strings.Count(path, "/"),
				strings.Count(strings.Split(strings.TrimPrefix(i.Request.URL, base), "?")[0], "/"), o.OperationID)
			compareExamples(t, o, i)
			compared++
		}
	}
	want := 0
	for _, op := range operations.All() {
		if op.Host == operations.ServerlessHost { // the official document has no uploads
			want++
		}
	}
	assert.Equal(t, want, compared)
}

func compareExamples(t *testing.T, o officialOperation, i *cassette.Interaction) {
	for _, content := range o.RequestBody.Content {
		for _, example := range content.Examples {
			var fields map[string]any
			require.NoError(t, json.Unmarshal(example.Value, &fields))
			sent, err := url.ParseQuery(i.Request.Body)
			require.NoError(t, err)
			assert.Len(t, sent, len(fields), o.OperationID)
			for name, value := range fields {
				values, isList := value.([]any)
				if !isList {
					values = []any{value}
				}
				for n, item := range values {
					text, isText := item.(string)
					if !isText {
						encoded, _ := json.Marshal(item)
						text = string(encoded)
					}
					require.Greater(t, len(sent[name]), n, "%s: %s", o.OperationID, name)
					assert.Equal(t, text, sent[name][n], "%s: %s", o.OperationID, name)
				}
			}
		}
	}
	for status, response := range o.Responses {
		assert.Equal(t, status, i.Response.Status[:3], o.OperationID)
		for _, content := range response.Content {
			for _, example := range content.Examples {
				assert.JSONEq(t, string(example.Value), i.Response.Body, o.OperationID)
			}
		}
	}
}

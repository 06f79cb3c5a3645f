package relations

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// An answer repeats what the request set, in the form that its property has: the API may write a date and JSON in
// other words, and says nothing else.
func TestCheck_echo(t *testing.T) {
	t.Parallel()
	update, ok := operations.Lookup("UpdateVariable")
	require.True(t, ok)
	for name, x := range map[string]struct {
		field, sent, property, answer string
		same                          bool
	}{
		"text":       {"Key", "a", "key", `"a"`, true},
		"other text": {"Key", "a", "key", `"A"`, false},
		"null":       {"Key", "a", "key", `null`, false},
		"a date in UTC": {"EndsAt", "2018-11-10T21:00:00.5+01:00", "ends_at", `"2018-11-10T20:00:00Z"`,
			true},
		"another date":              {"EndsAt", "2018-11-10T20:00:01Z", "ends_at", `"2018-11-10T20:00:00Z"`, false},
		"a number":                  {"Size", "7", "size", `7`, true},
		"another number":            {"Size", "7", "size", `8`, false},
		"an object":                 {"Extra", `{"b":[1],"a":{}}`, "extra", `{"a":{},"b":[1]}`, true},
		"another object":            {"Extra", `{"a":1}`, "extra", `{"a":2}`, false},
		"an object that is no JSON": {"Extra", `a`, "extra", `{}`, true},
		"texts":                     {"Tags", "a", "tags", `["a"]`, true},
		"other texts":               {"Tags", "a", "tags", `["b"]`, false},
		"an array of JSON":          {"Tags", `["a",1]`, "tags", `["a",1]`, true},
		"another array of JSON":     {"Tags", `["a",1]`, "tags", `["a",2]`, false},
		"resources without SIDs":    {"Tags", "a", "tags", `[{"name":"a"}]`, true},
	} {
		var value any
		require.NoError(t, json.Unmarshal([]byte(x.answer), &value))
		problems := Check(&Exchange{
			Operation: update, Status: 200, Form: url.Values{x.field: {x.sent}},
			Body: map[string]any{x.property: value},
		})
		if x.same {
			assert.Empty(t, problems, name)
		} else if assert.Len(t, problems, 1, name) {
			assert.Equal(t, "/"+x.property, problems[0].Location, name)
		}
	}
}

// A version that is a wish may be answered with the version that was chosen, one that is exact may not.
func TestCheck_dependencies(t *testing.T) {
	t.Parallel()
	create, ok := operations.Lookup("CreateBuild")
	require.True(t, ok)
	for sent, same := range map[string]bool{
		"5.3.1": true, "^5.0.0": true, "latest": true, "*": true, "5": true, ">=4 <6": true, "5.x": true, "": true,
		"5.3.0": false, "v4.0.0": false, "5.3.1-beta.1": false,
	} {
		problems := Check(&Exchange{
			Operation: create, Status: 201,
			Form: url.Values{"Dependencies": {`[{"name":"twilio","version":"` + sent + `"}]`}},
			Body: map[string]any{"dependencies": []any{map[string]any{"name": "twilio", "version": "5.3.1"}}},
		})
		assert.Equal(t, same, len(problems) == 0, sent)
	}
}

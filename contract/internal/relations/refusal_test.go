package relations

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

// A refusal agrees with itself, also when the request is wrong.
func TestCheck_refusals(t *testing.T) {
	t.Parallel()
	fetch, ok := operations.Lookup("FetchFunction")
	require.True(t, ok)
	for name, x := range map[string]struct {
		status   int
		body     map[string]any
		location string // empty: it is right
	}{
		"a code of 404":    {400, map[string]any{"code": 20404.0, "message": "x"}, "/code"},
		"a code of 409":    {400, map[string]any{"code": 20409.0, "message": "x"}, "/code"},
		"an empty message": {400, map[string]any{"code": 20001.0, "message": " "}, "/message"},
		"the general code": {400, map[string]any{"code": 20001.0, "message": "x"}, ""},
		"the page of another code": {404, map[string]any{"code": 20404.0, "message": "x",
			"more_info": "https://www.twilio.com/docs/errors/20001"}, "/more_info"},
	} {
		for _, wrong := range []bool{false, true} {
			problems := Check(&Exchange{Operation: fetch, Status: x.status, Body: x.body, Wrong: wrong})
			if x.location == "" || wrong && x.location == "/more_info" {
				assert.Empty(t, problems, name)
			} else if assert.Len(t, problems, 1, name) {
				assert.Equal(t, x.location, problems[0].Location, name)
			}
		}
	}
	unsupported := map[string]any{"code": 20001.0, "message": "x"}
	assert.Empty(t, Check(&Exchange{Operation: fetch, Status: 415, Body: unsupported, Wrong: true}))
}

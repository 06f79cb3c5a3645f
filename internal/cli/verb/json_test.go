package verb

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPrintJSON_version(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		value any
		want  string
	}{
		"an object":          {map[string]int{"a": 1}, `{"version":1,"a":1}`},
		"one with nothing":   {struct{}{}, `{"version":1}`},
		"a list":             {[]string{"a", "b"}, `{"version":1,"items":["a","b"]}`},
		"an empty list":      {[]string{}, `{"version":1,"items":[]}`},
		"its own version":    {map[string]int{"a": 1, "version": 7}, `{"a":1,"version":7}`},
		"a plan":             {map[string]string{"format": "2"}, `{"format":"2"}`},
		"a version in it":    {map[string]any{"a": map[string]int{"version": 7}}, `{"version":1,"a":{"version":7}}`},
		"what HTML escapes":  {map[string]string{"a": "<&>\u2028"}, `{"version":1,"a":"<&>\u2028"}`},
		"escapes of its own": {map[string]string{"a": "\"\\\n"}, `{"version":1,"a":"\"\\\n"}`},
	} {
		var line, indented strings.Builder
		require.NoError(t, PrintLine(&line, test.value), name)
		assert.Equal(t, test.want+"\n", line.String(), name)
		require.NoError(t, PrintJSON(&indented, test.value), name)
		assert.JSONEq(t, test.want, indented.String(), name)
		assert.True(t, strings.HasPrefix(indented.String(), "{\n  \""), name)
	}
}

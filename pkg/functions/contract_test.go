package functions

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The version of the runtime handler decides about event.request (since 1.2.0) and about promises
// (since 2.1.2, and on node24).
func TestHandler_versions(t *testing.T) {
	t.Parallel()
	sources := map[string]string{
		"event":   `exports.handler = (c, event, callback) => callback(null, Object.keys(event));`,
		"rejects": `exports.handler = async () => { throw new Error('rejected'); };`,
		"returns": `exports.handler = async () => 'returned';`,
	}
	for _, c := range []struct {
		version, runtime, event string
		rejects                 int
	}{
		{"", "node22", `["request"]`, 500},
		{"2.1.2", "node22", `["request"]`, 500},
		{"2.0.1", "node22", `["request"]`, 504},
		{"1.2.0", "node22", `["request"]`, 504},
		{"1.1.1", "node22", `[]`, 504},
		{"1.3.1", "node24", `["request"]`, 500},
	} {
		t.Run(c.version+" "+c.runtime, func(t *testing.T) {
			t.Parallel()
			options := &Options{} // with time for a busy machine, unless the answer is that time is over
			if c.rejects == http.StatusGatewayTimeout {
				options.Timeout = 300 * time.Millisecond
			}
			s := newStage(t, options, sources)
			s.d.Runtime = c.runtime
			s.d.Dependencies = map[string]string{}
			if c.version != "" {
				s.d.Dependencies[runtimeHandler] = c.version
			}
			var kept []string
			require.Eventually(t, func() bool { // a start that takes longer than the time of an invocation is no answer
				return body(s.get("event", "")) == c.event
			}, time.Minute, time.Millisecond)
			before := len(s.stored())
			require.Eventually(t, func() bool {
				assert.Equal(t, c.rejects, s.get("rejects", "").Code)
				kept = s.stored()[before:]
				return len(kept) > 0 && strings.Contains(kept[0], "Error: rejected")
			}, time.Minute, time.Millisecond)
			w := s.get("returns", "")
			if c.rejects == 500 {
				assert.Equal(t, "returned", body(w))
				return
			}
			assert.Contains(t, kept[0], "ERROR UnhandledPromiseRejectionWarning: Unhandled promise rejection: ")
			assert.Contains(t, kept[0], "or use 2.1.2")
			assert.Equal(t, 504, w.Code, "it waits for the callback")
		})
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	const show = `exports.handler = (context, e, callback) => callback(null, { ...context, env: [process.env.ACCOUNT_SID, process.env.AUTH_TOKEN] });`
	for _, c := range []struct {
		name      string
		included  bool
		none      bool
		variables map[string]string
		want      map[string]any
	}{
		{"not included", false, false, nil, map[string]any{"ACCOUNT_SID": nil, "AUTH_TOKEN": nil,
			"env": []any{nil, nil}}},
		{"included", true, false, nil, map[string]any{"ACCOUNT_SID": "AC1", "AUTH_TOKEN": "token",
			"env": []any{"AC1", "token"}}},
		{"kept away", true, true, nil, map[string]any{"ACCOUNT_SID": nil, "AUTH_TOKEN": nil}},
		{"overridden", true, false, map[string]string{"AUTH_TOKEN": "mine", "DOMAIN_NAME": "a.example",
			"SERVICE_SID": "own", "PATH": "x"}, map[string]any{
			"ACCOUNT_SID": "AC1", "AUTH_TOKEN": "mine", "DOMAIN_NAME": "a.example", "SERVICE_SID": "own", "PATH": "x",
			"env": []any{"AC1", "mine"},
		}},
		{"plain", false, false, map[string]string{"A": "1"}, map[string]any{
			"A": "1", "PATH": "/show", "DOMAIN_NAME": "shop-1234.twil.io", "SERVICE_SID": "ZS1",
			"ENVIRONMENT_SID": "ZE1",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, &Options{NoCredentials: c.none}, map[string]string{"show": show})
			s.d.AuthToken, s.d.IncludeCredentials, s.d.Variables = "token", c.included, c.variables
			var got map[string]any
			require.NoError(t, json.Unmarshal([]byte(body(s.get("show", ""))), &got))
			for name, value := range c.want {
				assert.Equal(t, value, got[name], name)
			}
		})
	}
}

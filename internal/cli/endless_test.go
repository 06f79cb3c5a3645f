package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/verb"
)

// endlessAPI answers every list with pages that always have a next one. Each has so many entries.
func endlessAPI(t *testing.T, entries int) *httptest.Server {
	t.Helper()
	all := []any{}
	for i := range entries {
		all = append(all, map[string]any{"sid": fmt.Sprintf("ZS%032x", i), "account_sid": zeros("AC"),
			"service_sid": zeros("ZS"), "unique_name": fmt.Sprintf("s%d", i), "friendly_name": "s",
			"date_created": "2026-01-01T00:00:00Z", "date_updated": "2026-01-01T00:00:00Z"})
	}
	items, err := json.Marshal(all) // the same on each page: making others would take longer than reading them
	require.NoError(t, err)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		key := strings.ToLower(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:])
		if !strings.HasSuffix(key, "s") { // one resource
			_ = json.NewEncoder(w).Encode(map[string]any{"sid": zeros("ZS"), "account_sid": zeros("AC"),
				"unique_name": "hello", "friendly_name": "hello", "include_credentials": true, "ui_editable": false,
				"date_created": "2026-01-01T00:00:00Z", "date_updated": "2026-01-01T00:00:00Z",
				"url": "http://" + r.Host + r.URL.Path, "domain_base": "hello-1234", "links": map[string]string{}})
			return
		}
		page, _ := strconv.Atoi(r.URL.Query().Get("Page"))
		address := func(n int) string { return fmt.Sprintf("http://%s%s?PageSize=1000&Page=%d", r.Host, r.URL.Path, n) }
		meta, err := json.Marshal(map[string]any{
			"key": key, "page": page, "page_size": 1000, "url": address(page), "first_page_url": address(0),
			"next_page_url": address(page + 1), "previous_page_url": nil,
		})
		assert.NoError(t, err)
		own := items
		if key == "environments" {
			own = bytes.ReplaceAll(items, []byte(`"sid":"ZS`), []byte(`"sid":"ZE`))
		}
		_, _ = fmt.Fprintf(w, `{"%s": %s, "meta": %s}`, key, own, meta)
	}))
	t.Cleanup(server.Close)
	return server
}

// A list that a server never ends is refused, in a verb that prints it and in one that looks for something there. Each
// takes a second; which bounds a list has is a test of the client.
func TestHostile_endlessLists(t *testing.T) {
	t.Parallel()
	server := endlessAPI(t, 1000)
	for _, line := range []string{"deploy ../../examples/hello --yes", "list services -o json"} {
		code, stdout, stderr := runVerb(t, append(strings.Fields(line), "--api-url", server.URL))
		assert.Equal(t, verb.ExitFailed, code, "%s: %s%s", line, stdout, stderr)
		assert.Contains(t, stderr, "does not end", line)
	}
}

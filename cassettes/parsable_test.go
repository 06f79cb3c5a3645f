package cassettes_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/cassettes"
)

// A recording changes nothing of what passes, even a form or a query that no library can parse: the server gets it as
// it was, and its answer is recorded and replayed.
func TestRecord_whatCannotBeParsed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "odd.yaml")
	var sent []string
	server := answer(func(r *http.Request, body string) (int, string) {
		sent = append(sent, r.URL.RawQuery+" "+body)
		return http.StatusBadRequest, `{"code":20001,"message":"no","more_info":"x","status":400}`
	})
	forms := []string{"UniqueName=a;b", "UniqueName=100%", "UniqueName=%a%b%%41%zz", "%=%2;", "UniqueName=%41&b=a+b"}
	ask := func(c http.RoundTripper) {
		for _, form := range forms {
			for _, query := range []string{"", "?a;b=1&c=%zz"} {
				req, err := http.NewRequest(http.MethodPost, "https://serverless.twilio.com/v1/Services"+query,
					strings.NewReader(form))
				require.NoError(t, err)
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				resp, err := c.RoundTrip(req)
				require.NoError(t, err, form+query)
				assert.Equal(t, http.StatusBadRequest, resp.StatusCode)
			}
		}
	}
	recording, err := cassettes.Record(path, server, nil)
	require.NoError(t, err)
	ask(recording)
	require.NoError(t, recording.Close())
	for i, form := range forms {
		assert.Equal(t, []string{" " + form, "a;b=1&c=%zz " + form}, sent[2*i:2*i+2])
	}
	replay, err := cassettes.ReplayInOrder(path)
	require.NoError(t, err)
	ask(replay)
	require.NoError(t, replay.Close())
}

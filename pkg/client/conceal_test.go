package client_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// A server that repeats what it was sent puts no secret into an error, neither in a refusal nor in
// an answer that cannot be read.
func TestError_concealsWhatTheServerRepeats(t *testing.T) {
	t.Parallel()
	const password, value = "pass-word of nobody", `v"alue of a Variable`
	zeros := strings.Repeat("0", 32)
	for _, status := range []int{201, 400, 502} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			form, _ := io.ReadAll(r.Body)
			said := fmt.Sprintf("%s %s %s %q %s %s", r.Header.Get("Authorization"), password, value, value, form,
				base64.StdEncoding.EncodeToString([]byte(password)))
			w.Header().Set("Twilio-Request-Id", password)
			w.WriteHeader(status)
			if status == 502 {
				_, _ = io.WriteString(w, said)
				return
			}
			_ = json.NewEncoder(w).Encode(map[string]any{"code": 20001, "message": "kept, " + said, "more_info": said})
		}))
		t.Cleanup(server.Close)
		api, err := client.New(client.AuthToken("AC"+zeros, password),
			&client.Options{APIURL: server.URL, Retry: client.Retry{Attempts: 1}})
		require.NoError(t, err)
		_, err = api.CreateVariable(t.Context(), "ZS"+zeros, "ZE"+zeros,
			serverless.CreateVariableRequest{Key: "A", Value: value})
		var failure *client.Error
		require.ErrorAs(t, err, &failure)
		all := fmt.Sprintf("%v %+v %s %s %s", err, *failure, failure.Body, failure.MoreInfo, failure.RequestID)
		for _, leak := range []string{"pass-word", "alue of", "alue+of",
			base64.StdEncoding.EncodeToString([]byte("pass-word"))[2:10]} {
			assert.NotContains(t, all, leak, status)
		}
		if status == 400 {
			assert.Contains(t, failure.Message, "kept, Basic ")
		}
	}
}

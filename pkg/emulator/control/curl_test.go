package control

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// The command of a request, run by a shell with curl, sends the same request: same method, target,
// fields, contents and account, whatever characters are in them.
func TestCurl_sendsTheSame(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("there is no " + program)
		}
	}
	r := newRig(t, nil, nil)
	server := httptest.NewServer(r.control)
	t.Cleanup(server.Close)
	t.Cleanup(r.control.Close)
	const wild = "a'b\"c $HOME `id` \\n %41 &;=+@<ü>\n#"
	service := "/v1/Services/" + r.create("/v1/Services", "UniqueName", "shop", "FriendlyName", "b")
	function := service + "/Functions/" + r.create(service+"/Functions", "FriendlyName", "f")
	environment := service + "/Environments/" + r.create(service+"/Environments", "UniqueName", "e")
	upload := "--b\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/a'b $(c)\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"Visibility\"\r\n\r\npublic\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"Content\"; filename=\"x;type=y\"\r\nContent-Type: text/html; " +
		"charset=utf-8\r\n\r\n" +
		wild + "\r\n--b--\r\n"
	for _, test := range []struct{ method, target, kind, body string }{
		{"GET", "/v1/Services?PageSize=2&token=" + "a%26b%20c", "", ""},
		{"POST", "/v1/Services", "application/x-www-form-urlencoded",
			"UniqueName=x&FriendlyName=" + strings.NewReplacer(
				" ", "+", "%", "%25", "&", "%26", ";", "%3B", "+", "%2B", "\n", "%0A", "#", "%23", "=",
				"%3D").Replace(wild)},
		{"POST", environment + "/Variables", "application/x-www-form-urlencoded", "Key=A&Value=two%20words"},
		{"POST", function + "/Versions", "multipart/form-data; boundary=b", upload},
		{"POST", "/v1/Services", "application/json", `{"a": "'$x"}`},
		{"DELETE", environment, "", ""},
		{"HEAD", "/v1/Services", "", ""},
	} {
		headers := []string{}
		if test.kind != "" {
			headers = []string{"Content-Type", test.kind}
		}
		req := r.request(test.method, test.target, test.body, headers...)
		req.Host = "serverless.twilio.com"
		if strings.HasSuffix(test.target, "/Versions") {
			req.Host = "serverless-upload.twilio.com"
		}
		req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
		r.serve(req)
		first := r.last()
		res, err := http.Get(fmt.Sprintf("%s%srequests/%d", server.URL, prefix, first.ID))
		require.NoError(t, err)
		text, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		require.NoError(t, res.Body.Close())
		var got shown
		require.NoError(t, json.Unmarshal(text, &got))
		line := got.Exchange.Curl
		assert.NotContains(t, line, emulator.TestAuthToken)
		assert.NotContains(t, line, "https://", "it never goes to the real API")
		assert.NotContains(t, line, "two words", "the value of a Variable is one of the shell")

		cmd := exec.CommandContext(t.Context(), "sh", "-fc", strings.Replace(line, "curl", "curl -sS --max-time 20", 1))
		cmd.Dir = t.TempDir()
		cmd.Env = append(cmd.Environ(), "TWILIO_AUTH_TOKEN="+emulator.TestAuthToken, "VALUE=two words",
			"TOKEN=a%26b%20c")
		// what is hidden is a file
		require.NoError(t, os.WriteFile(filepath.Join(cmd.Dir, "body"), []byte(test.body), 0o600))
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s\n%s", line, out)
		again := r.last()
		require.NotEqual(t, first.ID, again.ID, "%s\n%s", line, out)
		assert.Equal(t, []string{first.Method, first.Host, first.Path, first.Query, first.Operation, first.Account},
			[]string{again.Method, again.Host, again.Path, again.Query, again.Operation, again.Account}, line)
		a, b := r.detail(first.ID, "?values=show").Exchange.Request, r.detail(again.ID, "?values=show").Exchange.Request
		for i := range min(len(a.Fields), len(b.Fields)) {
			if a.Fields[i].File != nil && b.Fields[i].File != nil {
				a.Fields[i].File.Name, b.Fields[i].File.Name = "", ""
			}
		}
		assert.Equal(t, a.Fields, b.Fields, line)
		assert.Equal(t, a.Query, b.Query, line)
		if a.Body != nil {
			assert.Equal(t, a.Body.Text, b.Body.Text, line)
		}
	}
}

package browser

import (
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// validate asks a validator that others have written: no output means that it is an archive.
const validate = `
const { HarValidator } = require("@har-sdk/validator");
const read = JSON.parse(require("fs").readFileSync(0, "utf8"));
new HarValidator().verify(read).then((errors) => {
  for (const e of errors.slice(0, 10)) console.log(e.instancePath, e.message, JSON.stringify(e.params));
}, (e) => console.log(String(e)));`

// checkHAR reads an archive as its own specification has it, and has it validated by a program of
// others, where npm has installed it.
func checkHAR(t *testing.T, text []byte, entries int) {
	t.Helper()
	var archive struct {
		Log struct {
			Version string
			Entries []struct {
				StartedDateTime string
				Request         struct {
					Method, URL string
					Headers     []struct{ Name, Value string }
					PostData    *struct {
						MimeType string
						Params   []struct{ Name, Value, FileName string }
					}
				}
				Response struct {
					Status  int
					Content struct {
						Size           int
						MimeType, Text string
					}
				}
			}
		}
	}
	require.NoError(t, json.Unmarshal(text, &archive))
	assert.Equal(t, "1.2", archive.Log.Version)
	require.Len(t, archive.Log.Entries, entries)
	seen := map[string]bool{}
	for _, e := range archive.Log.Entries {
		at, err := url.Parse(e.Request.URL)
		require.NoError(t, err)
		assert.NotEmpty(t, at.Host)
		assert.NotEmpty(t, e.Request.Headers, e.Request.URL)
		if e.Request.PostData != nil {
			for _, p := range e.Request.PostData.Params {
				seen[p.Name+"="+p.Value] = true
			}
		}
		if e.Response.Status == 200 || e.Response.Status == 201 {
			assert.True(t, json.Valid([]byte(e.Response.Content.Text)), e.Request.URL)
		}
	}
	assert.True(t, seen["FriendlyName=The shop"] && seen["Value=[hidden]"] &&
		seen["Content=exports.handler = () => {}"], seen)

	if _, err := os.Stat("node_modules/@har-sdk/validator"); err != nil {
		t.Log("the validator of archives is not installed (run.sh installs it): no other program has read the archive")
		return
	}
	cmd := exec.Command("node", "-e", validate)
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	go func() {
		_, _ = stdin.Write(text)
		_ = stdin.Close()
	}()
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Empty(t, string(out), "the validator has nothing against it")
}

package cassettes_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/cassettes"
)

func liveRun() *cassettes.Run {
	return &cassettes.Run{
		Prefix: "check-1", Clock: time.Date(2026, 11, 21, 1, 2, 3, 0, time.UTC), Account: "trial",
		API: "https://serverless.twilio.com", Uploads: "https://serverless-upload.twilio.com",
		FailingDependency: "no-such-package@1.0.0",
	}
}

func TestReadRun(t *testing.T) {
	t.Parallel()
	path := record(t, counting(), &cassettes.Options{Source: "Recorded\nby a test.", Run: liveRun()},
		newRequest(t, "GET", "/v1/Services", "", ""))
	run, err := cassettes.ReadRun(path)
	require.NoError(t, err)
	assert.Equal(t, liveRun(), run)
	rt := replay(t, path)
	send(t, rt, newRequest(t, "GET", "/v1/Services", "", ""))
	require.NoError(t, rt.Close(), "what is said about the run is no obstacle to replaying")

	run, err = cassettes.ReadRun("docs/pages/FetchBuildStatus.yaml")
	require.NoError(t, err)
	assert.Nil(t, run)
	_, err = cassettes.ReadRun(filepath.Join(t.TempDir(), "none.yaml"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = cassettes.ReadRun("README.md")
	require.ErrorContains(t, err, ".yaml")
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	require.NoError(t, os.WriteFile(broken, []byte("run: [\n"), 0o600))
	_, err = cassettes.ReadRun(broken)
	assert.ErrorContains(t, err, "broken.yaml is no recording")
}

// What lies in a folder named live is taken for evidence about Twilio.
func TestRecord_liveIsForTwilioOnly(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	live := filepath.Join(root, "live", "services")
	require.NoError(t, os.MkdirAll(live, 0o755))
	require.NoError(t, os.Symlink(live, filepath.Join(root, "harmless")))
	change := func(f func(*cassettes.Run)) *cassettes.Options {
		run := liveRun()
		f(run)
		return &cassettes.Options{Run: run}
	}
	loopback := change(func(r *cassettes.Run) { r.API, r.Uploads = "http://127.0.0.1:8080", "http://127.0.0.1:8080" })
	tests := map[string]struct {
		path string
		opts *cassettes.Options
		want string
	}{
		"no account class": {filepath.Join(live, "a.yaml"), nil, "Options.Run"},
		"emulator":         {filepath.Join(live, "a.yaml"), loopback, "not for answers of http://127.0.0.1:8080"},
		"by a link":        {filepath.Join(root, "harmless", "a.yaml"), loopback, "which is for what Twilio answered"},
		"by a link, deeper": {filepath.Join(root, "harmless", "new", "a.yaml"), loopback,
			"which is for what Twilio answered"},
		"folder to be made": {filepath.Join(root, "new", "Live", "a.yaml"), loopback,
			"which is for what Twilio answered"},
		"one host is another": {filepath.Join(live, "a.yaml"),
			change(func(r *cassettes.Run) { r.Uploads = "https://twilio.com.example" }), "choose another folder"},
		"not encrypted": {filepath.Join(live, "a.yaml"),
			change(func(r *cassettes.Run) { r.API = "http://serverless.twilio.com" }), "choose another folder"},
		"account not told": {filepath.Join(live, "a.yaml"), change(func(r *cassettes.Run) { r.Account = "" }),
			"class of account"},
		"twilio":             {filepath.Join(live, "a.yaml"), change(func(*cassettes.Run) {}), ""},
		"emulator elsewhere": {filepath.Join(root, "alive.yaml"), loopback, ""},
	}
	for name, tt := range tests {
		rt, err := cassettes.Record(tt.path, counting(), tt.opts)
		if tt.want == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, tt.want, name)
		assert.Nil(t, rt, name)
	}
}

// The addresses on the wire decide, whatever the options say.
func TestRecord_liveLooksAtTheAddresses(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "live")
	require.NoError(t, os.Mkdir(folder, 0o755))
	for address, fits := range map[string]bool{
		"https://serverless.twilio.com/v1/Services": true, "https://serverless.dublin.ie1.twilio.com/v1/Services": true,
		"http://127.0.0.1:8080/v1/Services": false, "https://serverless.twilio.com.example/v1/Services": false,
	} {
		path := filepath.Join(folder, "case.yaml")
		rt, err := cassettes.Record(path, counting(), &cassettes.Options{Run: liveRun()})
		require.NoError(t, err)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		require.NoError(t, err)
		send(t, rt, req)
		if fits {
			require.NoError(t, rt.Close(), address)
			require.NoError(t, os.Remove(path))
			continue
		}
		require.ErrorContains(t, rt.Close(), "what Twilio answered", address)
		assert.NoFileExists(t, path)
	}
}

package verify

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/cassettes"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

var recordedAt = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// A whole deploy and more exchanges than a file holds, many at once: each is in exactly one file, no file holds what
// the account holds, and each says that it is no evidence about Twilio.
func TestRecorder(t *testing.T) {
	t.Parallel()
	_, upstream := emulated(t, nil)
	dir := filepath.Join(t.TempDir(), "new", "recordings")
	recorder, err := NewRecorder(dir, upstream, "", "", recordedAt)
	require.NoError(t, err)
	p, err := New(Options{Upstream: upstream, Record: recorder.Transport})
	require.NoError(t, err)
	server := httptest.NewServer(p.Handler())
	t.Cleanup(server.Close)
	c, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken),
		&client.Options{APIURL: server.URL})
	require.NoError(t, err)
	require.NoError(t, deployWith(t, c))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 3 * fileExchanges / 8 { // a full file gets what is under way besides
				send(t, http.MethodGet, server.URL+"/v1/Services/hello", "", "Accept-Encoding", "gzip")
			}
		})
	}
	all.Wait()
	require.NoError(t, recorder.Close())
	report := p.Report()
	assert.Zero(t, report.Violations)

	files, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Greater(t, len(files), 2)
	exchanges := 0
	for i, file := range files {
		assert.Regexp(t, fmt.Sprintf(`^20260102T030405Z-[a-z2-7]{6}-%03d\.yaml$`, i+1), filepath.Base(file))
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(string(text), "# Recorded by verify on 2026-01-02 from "+upstream+
			", which is not Twilio: no evidence about Twilio.\n"), string(text[:200]))
		for _, private := range []string{emulator.TestAuthToken, emulator.TestAccountSID, "hello", "GREETING", "Hi!",
			"exports.handler"} {
			assert.NotContains(t, string(text), private)
		}
		run, err := cassettes.ReadRun(file)
		require.NoError(t, err)
		assert.Equal(t, &cassettes.Run{Clock: recordedAt, API: upstream, Uploads: upstream}, run)
		exchanges += strings.Count(string(text), "\n  - id: ")
	}
	assert.Equal(t, report.Exchanges, exchanges)
}

func TestNewRecorder_refuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := NewRecorder(filepath.Join(dir, "live"), "http://127.0.0.1:1", "", "", recordedAt)
	require.ErrorContains(t, err, "for what Twilio answered")
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err = NewRecorder(file, "http://127.0.0.1:1", "", "", recordedAt)
	require.ErrorContains(t, err, "not a directory")
	_, err = NewRecorder(filepath.Join(dir, "live"), "https://serverless.twilio.com",
		"https://serverless-upload.twilio.com", "trial", recordedAt)
	require.NoError(t, err)
	left, err := os.ReadDir(filepath.Join(dir, "live"))
	require.NoError(t, err)
	assert.Empty(t, left, "nothing is written before there is something to write")
}

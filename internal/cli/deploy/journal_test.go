package deploy

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/target"
	"github.com/twilio-serverless/twilio-serverless-go/internal/project"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// The journal lies in the project, where a pull request can plant one. A line counts only for the
// credentials, the Service and the Environment that it was written for, and as it was written.
func TestJournal_sealed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	api, err := client.New(client.AuthToken(emulator.TestAccountSID, emulator.TestAuthToken), nil)
	require.NoError(t, err)
	open := func(key, service, environment string) *job {
		j := &job{
			project: &project.Project{Dir: dir},
			target:  &target.API{Client: api, Account: emulator.TestAccountSID, PlanKey: []byte(key)},
			request: deployer.Request{Service: service, Environment: environment},
		}
		j.openJournal()
		return j
	}
	entry := deployer.JournalEntry{Step: deployer.StepUpload}
	written := open("mine", "hello", "dev")
	written.journal.record(entry)
	require.NoError(t, written.journal.err)
	written.journal.end(&bytes.Buffer{}, false)

	assert.Equal(t, []deployer.JournalEntry{entry}, open("mine", "hello", "dev").request.Journal)
	assert.Empty(t, open("theirs", "hello", "dev").request.Journal, "other credentials")
	assert.Empty(t, open("mine", "other", "dev").request.Journal, "another Service")
	assert.Empty(t, open("mine", "hello", "stage").request.Journal, "another Environment")

	var name string
	require.NoError(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Base(path) != ".gitignore" {
			name = path
		}
		return err
	}))
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	for what, planted := range map[string][]byte{
		"changed":  bytes.Replace(text, []byte(string(deployer.StepUpload)), []byte(string(deployer.StepBuild)), 1),
		"unsealed": mustJSON(t, entry),
		"no MAC":   mustJSON(t, sealedEntry{Entry: mustJSON(t, entry)}),
	} {
		require.NotEqual(t, text, planted, what)
		require.NoError(t, os.WriteFile(name, append(planted, '\n'), 0o600))
		assert.Empty(t, open("mine", "hello", "dev").request.Journal, what)
	}
}

func mustJSON(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return text
}

package project

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func testRecord(digit string) Record {
	digits := strings.Repeat(digit, 32)
	return Record{
		ServiceSID: "ZS" + digits, EnvironmentSID: "ZE" + digits, BuildSID: "ZB" + digits, DeploymentSID: "ZD" + digits,
		Domain: "hello-1234-dev.twil.io", Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	}
}

func TestState_roundTrip(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	dev := Target{"https://serverless.twilio.com", testAccount, "hello", "dev"}
	production := dev
	production.Environment = ""

	s, err := ReadState(dir)
	require.NoError(t, err, "no file is an empty state")
	s.Set(dev, testRecord("a"))
	s.Set(production, testRecord("b"))
	require.NoError(t, s.Write(dir))

	s, err = ReadState(dir)
	require.NoError(t, err)
	s.Set(dev, testRecord("c"))
	require.NoError(t, s.Write(dir), "an existing folder is used again")

	s, err = ReadState(dir)
	require.NoError(t, err)
	got, ok := s.Get(dev)
	assert.True(t, ok)
	assert.Equal(t, testRecord("c"), got)
	got, ok = s.Get(production)
	assert.True(t, ok)
	assert.Equal(t, testRecord("b"), got)
	dev.APIURL = "http://127.0.0.1:8080"
	_, ok = s.Get(dev)
	assert.False(t, ok, "another API is another target")
}

func TestState_onDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var s State
	s.Set(Target{"https://serverless.twilio.com", testAccount, "hello", "dev"}, testRecord("0"))
	require.NoError(t, s.Write(dir))

	folder := filepath.Join(dir, ".twilio-serverless")
	data, err := os.ReadFile(filepath.Join(folder, "deployments.json"))
	require.NoError(t, err)
	zeros := strings.Repeat("0", 32)
	assert.Equal(t, `{
  "version": 1,
  "deployments": [
    {
      "api_url": "https://serverless.twilio.com",
      "account_sid": "`+testAccount+`",
      "service": "hello",
      "environment": "dev",
      "service_sid": "ZS`+zeros+`",
      "environment_sid": "ZE`+zeros+`",
      "build_sid": "ZB`+zeros+`",
      "deployment_sid": "ZD`+zeros+`",
      "domain": "hello-1234-dev.twil.io",
      "time": "2026-01-02T03:04:05Z"
    }
  ]
}
`, string(data))
	ignore, err := os.ReadFile(filepath.Join(folder, ".gitignore"))
	require.NoError(t, err)
	assert.Equal(t, "*\n", string(ignore))
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Len(t, entries, 2, "no temporary file stays behind")
	info, err := os.Stat(filepath.Join(folder, "deployments.json"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestState_keepsTheGitignoreOfTheUser(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ignore := filepath.Join(dir, StateDir, ".gitignore")
	write(t, ignore, "mine\n")
	require.NoError(t, new(State).Write(dir))
	data, err := os.ReadFile(ignore)
	require.NoError(t, err)
	assert.Equal(t, "mine\n", string(data))
}

func TestState_writeFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, StateDir), "a file where the folder belongs")
	err := new(State).Write(dir)
	var failed *StateWriteError
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, filepath.Join(dir, StateDir, "deployments.json"), failed.File)
	assert.ErrorContains(t, err, "could not be written")
	assert.NotNil(t, errors.Unwrap(err))

	// A failed replacement leaves the old file alone and nothing else behind.
	other := t.TempDir()
	write(t, filepath.Join(other, StateDir, "deployments.json", "x"), "a folder where the file belongs")
	require.ErrorAs(t, new(State).Write(other), &failed)
	entries, err := os.ReadDir(filepath.Join(other, StateDir))
	require.NoError(t, err)
	assert.Len(t, entries, 2)
}

// A record that could not be read again must not replace one that can.
func TestState_refusesABadRecord(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var s State
	r := testRecord("a")
	r.DeploymentSID = ""
	s.Set(Target{Service: "hello"}, r)
	require.NoError(t, s.Write(dir), "the Deployment may be unknown")
	_, err := ReadState(dir)
	require.NoError(t, err)

	r.BuildSID = ""
	s.Set(Target{Service: "hello"}, r)
	require.ErrorContains(t, s.Write(dir), `build_sid "" is not ZB`)
	_, err = ReadState(dir)
	require.NoError(t, err, "the earlier file is untouched")
}

func TestState_readOnlyProject(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Chmod(dir, 0o500))
	t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	if os.Mkdir(filepath.Join(dir, "probe"), 0o700) == nil {
		t.Skip("this user may write everywhere")
	}
	assert.ErrorAs(t, new(State).Write(dir), new(*StateWriteError))
}

func TestReadState_damaged(t *testing.T) {
	t.Parallel()
	zeros := strings.Repeat("0", 32)
	for name, c := range map[string]struct{ content, want string }{
		"not JSON": {"{", "unexpected end of JSON input; delete the file, the next deployment finds " +
			"everything by name"},
		"empty":      {"", "is damaged: "},
		"no version": {"{}", "is damaged: it has no version; delete the file"},
		"null":       {"null", "is damaged: it has no version"},
		"version 0":  {`{"version":0}`, "is damaged: it has no version"},
		"newer": {`{"version":2,"deployments":"other"}`,
			"has version 2, this program knows version 1; use a newer twilio-serverless or delete the file"},
		"wrong shape": {`{"version":1,"deployments":{}}`,
			"is damaged: line 1, column 28: deployments is a JSON object where an array is needed"},
		"no SIDs": {`{"version":1,"deployments":[{}]}`,
			`is damaged: deployment 1: service_sid "" is not ZS and 32 hexadecimal digits`},
		"wrong SID": {`{"version":1,"deployments":[{"service_sid":"ZB` + zeros + `"}]}`,
			`service_sid "ZB` + zeros + `" is not ZS`},
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, StateDir, "deployments.json")
		write(t, file, c.content)
		_, err := ReadState(dir)
		require.ErrorContains(t, err, "record of deployments "+file+": ", name)
		assert.ErrorContains(t, err, c.want, name)
	}
}

// What can be read can be written, and means the same then.
func FuzzDecodeState(f *testing.F) {
	var s State
	s.Set(Target{"u", "a", "s", "e"}, testRecord("a"))
	s.Set(Target{"u", "a", "s", ""}, testRecord("b"))
	data, err := s.encode()
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte(`{"version":2}`))
	f.Add([]byte(`{"version":1,"deployments":[{}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := decodeState(data)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		once, err := s.encode()
		require.NoError(t, err)
		again, err := decodeState(once)
		require.NoError(t, err)
		twice, err := again.encode()
		require.NoError(t, err)
		require.Equal(t, string(once), string(twice))
	})
}

package project

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestState_remembersFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	target := Target{Service: "hello", Environment: "dev"}
	r := testRecord("a")
	r.Memory = Memory{
		ServiceName: "hello", BuildDigest: "b",
		Functions: []RecordedFile{{Path: "/a", Digest: "d", VersionSID: "v"}}, Assets: []RecordedFile{{Path: "/b"}},
	}
	var s State
	s.Set(target, r)
	require.NoError(t, s.Write(dir))
	again, err := ReadState(dir)
	require.NoError(t, err)
	got, ok := again.Get(target)
	assert.True(t, ok)
	assert.Equal(t, r, got)
	text, err := os.ReadFile(filepath.Join(dir, StateDir, "deployments.json"))
	require.NoError(t, err)
	assert.Contains(t, string(text), `"build_digest": "b"`)
	assert.Contains(t, string(text), `"version_sid": "v"`)
}

// A name is what CheckReplace has looked at, also when it goes through a folder that is not there.
func TestReplace_cleans(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := dir + "/absent/../report.json"
	require.NoError(t, CheckReplace(file))
	require.NoError(t, ReplaceFile(file, []byte("{}")))
	text, err := os.ReadFile(filepath.Join(dir, "report.json"))
	require.NoError(t, err)
	assert.Equal(t, "{}", string(text))
}

// A record that cannot be read says what to do; nothing is read of what is no file.
func TestReadState_notAFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, StateDir, stateFile), 0o700))
	_, err := ReadState(dir)
	require.ErrorIs(t, err, ErrNotRegular)
	assert.ErrorContains(t, err, "is not a regular file; it is not read: remove what is there")
}

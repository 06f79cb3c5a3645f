package project

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A record counts only where it was made with the same key, for the same target, and was not changed since.
func TestState_sealed(t *testing.T) {
	t.Parallel()
	key, other := []byte("0123456789abcdef"), []byte("fedcba9876543210")
	dev := Target{"https://serverless.twilio.com", testAccount, "hello", "dev"}
	production := dev
	production.Environment = ""
	record := testRecord("a")
	record.Memory = Memory{BuildDigest: "b", Functions: []RecordedFile{{Path: "/a", Digest: "1", VersionSID: "ZN1"}}}
	dir := t.TempDir()
	var s State
	s.SetSealed(dev, record, key)
	require.NoError(t, s.Write(dir))
	read, err := ReadState(dir)
	require.NoError(t, err)
	got, ok, foreign := read.Sealed(dev, key)
	assert.True(t, ok)
	assert.False(t, foreign)
	assert.Equal(t, record.Functions, got.Functions)

	_, ok, foreign = read.Sealed(production, key)
	assert.False(t, ok || foreign, "there is none")
	_, ok, foreign = read.Sealed(dev, other)
	assert.False(t, ok)
	assert.True(t, foreign, "another account's")

	moved := got
	var planted State
	planted.Set(production, moved)
	_, ok, foreign = planted.Sealed(production, key)
	assert.True(t, !ok && foreign, "a record of another Environment")
	changed := got
	changed.Functions = []RecordedFile{{Path: "/a", Digest: "2", VersionSID: "ZN1"}}
	planted.Set(dev, changed)
	_, ok, foreign = planted.Sealed(dev, key)
	assert.True(t, !ok && foreign, "a changed digest")
	unsealed := got
	unsealed.MAC = ""
	planted.Set(dev, unsealed)
	_, ok, foreign = planted.Sealed(dev, key)
	assert.True(t, !ok && foreign, "none at all")
}

// What a killed process has left goes with the next write; what a living one is writing stays.
func TestReplaceFile_sweeps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	dead := exec.Command("true")
	require.NoError(t, dead.Run())
	file := filepath.Join(dir, "deployments.json")
	write := func(name string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte("{"), 0o600))
		return path
	}
	left := write(fmt.Sprintf("deployments.json.%d.123.tmp", dead.Process.Pid))
	beside := write(fmt.Sprintf("deployments.json.%d.456.tmp", os.Getpid()))
	fresh, notOurs := write("deployments.json.789.tmp"), write("deployments.json.backup.tmp")
	otherFile := write(fmt.Sprintf("%d.123.tmp", dead.Process.Pid))
	require.NoError(t, ReplaceFile(file, []byte("new")))
	assert.NoFileExists(t, left)
	for _, path := range []string{file, beside, fresh, notOurs, otherFile} {
		assert.FileExists(t, path)
	}
}
